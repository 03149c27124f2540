/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/raft/raft-node-fixture.h"

#include <utility>

using namespace ns3;
using namespace ns3::sharding;

// A snapshot of 10 MiB of shard 0 and other shards share a link of 10 Mb/s.

namespace
{

class RaftNodeThinLink : public RaftNodeFixture
{
  protected:
    struct Way
    {
        RaftShardId shards{2};      //!< with that of the snapshot
        bool interleave{true};      //!< on the connection
        bool priorities{true};      //!< false: one for all
        uint32_t chunk{64U << 10U}; //!< bytes
        uint32_t sendBuffer{0};     //!< bytes; 0: as is
    };

    struct Came
    {
        uint64_t snapshots; //!< that came whole
        uint64_t elections; //!< that were begun in the other shards meanwhile
        Time took;          //!< the snapshot
        bool isLevel;       //!< node 3 has in the end what node 1 has
    };

    static void
    NoteSnapshot(Time* came, RaftShardId, uint64_t, uint32_t, bool isReceived)
    {
        *came = isReceived && came->IsZero() ? Simulator::Now() : *came;
    }

    /// @return how many times a node stood for election in another shard than 0
    static uint64_t
    CountElections(const RaftNodeCluster& cluster, RaftShardId shards)
    {
        uint64_t elections = 0;
        for (RaftShardId shard = 1; shard < shards; shard++)
        {
            elections += cluster.CountRoles(shard, RaftRole::PRE_CANDIDATE);
        }
        return elections;
    }

    Came
    SendSnapshot(const Way& way)
    {
        RaftLinks links;
        links.rate = "10Mbps";
        RaftNodeCluster& cluster = Make(RaftPlacement(way.shards, 3, 3), 3, links);
        cluster.raft.SetNodeAttribute("SnapshotEntries", UintegerValue(8));
        cluster.raft.SetNodeAttribute("TrailingEntries", UintegerValue(1));
        cluster.raft.SetNodeAttribute("SnapshotChunk", UintegerValue(way.chunk));
        cluster.raft.SetTransportAttribute("Interleave", BooleanValue(way.interleave));
        for (const char* priority : {"ControlPriority", "LogPriority", "BulkPriority"})
        {
            if (!way.priorities)
            {
                cluster.raft.SetNodeAttribute(priority, UintegerValue(1));
            }
        }
        if (way.sendBuffer > 0)
        {
            cluster.raft.SetTransportAttribute("SendBuffer", UintegerValue(way.sendBuffer));
        }
        cluster.Install();
        for (RaftNodeId id = 1; id <= 3; id++)
        {
            std::vector<RaftShardConfig> shards;
            for (RaftShardId shard = 0; shard < way.shards; shard++)
            {
                shards.push_back(Shard(shard, {1, 2, 3}, id == 1)); // all over the same link
            }
            cluster.At(id).SetShards(shards);
        }
        cluster.Run(Seconds(1));
        EXPECT_EQ(cluster.LeaderOf(1), 1U);
        EXPECT_TRUE(cluster.At(3).Crash());
        cluster.ServiceAt(1).snapshotPadding = 10U << 20U;
        for (int i = 0; i < 20; i++)
        {
            EXPECT_TRUE(cluster.ProposeTo(1, 0, "x"));
            cluster.Run(MilliSeconds(50));
        }
        EXPECT_GT(cluster.At(1).GetTotals().node.snapshots, 0U);
        EXPECT_TRUE(cluster.At(3).Restart());
        Time came;
        const Time begin = Simulator::Now();
        cluster.At(3).TraceConnectWithoutContext("Snapshot",
                                                 MakeBoundCallback(&NoteSnapshot, &came));
        cluster.Run(MilliSeconds(200));
        const uint64_t before = CountElections(cluster, way.shards);
        cluster.Run(Seconds(8));
        EXPECT_EQ(cluster.ServiceAt(3).restored[0], 0U) << "still under way";
        cluster.Run(Seconds(12));
        return {cluster.ServiceAt(3).restored[0],
                CountElections(cluster, way.shards) - before,
                came - begin,
                cluster.CommandsAt(3, 0) == cluster.CommandsAt(1, 0)};
    }
};

} // namespace

TEST_F(RaftNodeThinLink, ALargeSnapshotStartsNoElectionInAnotherShard)
{
    const Came came = SendSnapshot({});
    EXPECT_EQ(came.snapshots, 1U);
    EXPECT_TRUE(came.isLevel);
    EXPECT_EQ(came.elections, 0U);
    // 10 MiB take 8.4 s at 10 Mb/s, and heads 4 % more.
    EXPECT_GT(came.took, MilliSeconds(8388));
    EXPECT_LT(came.took, Seconds(12));
}

TEST_F(RaftNodeThinLink, ALargeSnapshotStartsNoElectionInEightOthers)
{
    Way way;
    way.shards = 9;
    way.chunk = 256U << 10U;
    way.sendBuffer = 32768;
    const Came came = SendSnapshot(way);
    EXPECT_EQ(came.snapshots, 1U);
    EXPECT_TRUE(came.isLevel);
    EXPECT_EQ(came.elections, 0U);
}

TEST_F(RaftNodeThinLink, WithoutInterleavingALargeSnapshotDisturbsTheOthers)
{
    Way way;
    way.interleave = false;
    way.chunk = 1U << 20U;
    EXPECT_GT(SendSnapshot(way).elections, 0U);
}

TEST_F(RaftNodeThinLink, WithoutInterleavingAndPrioritiesItDisturbsEightOthers)
{
    Way way;
    way.shards = 9;
    way.interleave = false;
    way.priorities = false;
    way.chunk = 256U << 10U;
    way.sendBuffer = 32768;
    EXPECT_GT(SendSnapshot(way).elections, 0U);
}

TEST_F(RaftNodeThinLink, WithOnePriorityForAllTakingTurnsIsEnough)
{
    Way way;
    way.priorities = false;
    way.chunk = 1U << 20U;
    EXPECT_EQ(SendSnapshot(way).elections, 0U);
}
