/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/raft/raft-node-cluster.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

using Commands = std::vector<std::string>;

RaftShardConfig
Shard(RaftShardId id, std::vector<RaftNodeId> voters, bool leadsFirst)
{
    RaftShardConfig config;
    config.shard = id;
    config.voters = std::move(voters);
    config.leadsFirst = leadsFirst;
    return config;
}

TEST(RaftShardNetwork, ANodeWithoutTheShardSaysSoAndNothingElseChanges)
{
    RaftNodeCluster cluster(RaftPlacement(1, 3, 3), 3);
    cluster.Install();
    // Nodes 1 and 3 believe that node 2 has shard 5.
    cluster.At(1).SetShards({Shard(0, {1, 2, 3}, false), Shard(5, {1, 2, 3}, true)});
    cluster.At(2).SetShards({Shard(0, {1, 2, 3}, true)});
    cluster.At(3).SetShards({Shard(0, {1, 2, 3}, false), Shard(5, {1, 2, 3}, false)});
    cluster.Run(Seconds(2));
    EXPECT_EQ(cluster.LeaderOf(0), 2U);
    EXPECT_EQ(cluster.LeaderOf(5), 1U);
    EXPECT_FALSE(cluster.At(2).GetHandle()->HasShard(5));
    const auto asked = cluster.At(2).GetTotals();
    EXPECT_GT(asked.handler.unknownShards, 0U);
    EXPECT_EQ(cluster.At(1).GetTotals().handler.refusals, asked.handler.unknownShards);
    EXPECT_EQ(asked.cores.elections, 1U) << "its own";
    EXPECT_EQ(cluster.At(2).GetHandle()->Host().Find(0)->Term(), 1U);
    EXPECT_EQ(cluster.At(1).GetHandle()->Host().Find(0)->Term(), 1U);
    for (const auto& change : cluster.ServiceAt(2).roles)
    {
        EXPECT_EQ(change.shard, 0U);
    }
}

TEST(RaftShardNetwork, NodesWithBothProtocolsTalkToThoseOfOldToo)
{
    RaftNodeCluster cluster(RaftPlacement(1, 3, 3), 3);
    cluster.Install();
    cluster.At(1).SetAttribute("Protocols", StringValue("both"));
    cluster.At(2).SetAttribute("Protocols", StringValue("both"));
    cluster.At(3).SetAttribute("Protocols", StringValue("legacy"));
    cluster.At(3).SetAttribute("ShardingEnabled", BooleanValue(false));
    EXPECT_EQ(cluster.At(3).Validate(), "");
    std::vector<std::map<uint64_t, std::string>> spoken(4);
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        cluster.At(id).GetEndpoint()->TraceConnect(
            "Open",
            "",
            Callback<void, std::string, uint64_t, const std::string&>(
                [&spoken, id](std::string, uint64_t peer, const std::string& protocol)
                { spoken[id][peer] = protocol; }));
    }
    cluster.Run(MilliSeconds(500));
    ASSERT_TRUE(cluster.At(1).Propose(0, RaftNodeCluster::Command("to both kinds")).IsOk());
    cluster.Run(MilliSeconds(500));
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(cluster.ServiceAt(id).commands[0], Commands{"to both kinds"}) << id;
    }
    EXPECT_EQ(spoken[1][2], "raft-shard");
    EXPECT_EQ(spoken[1][3], "raft-rpc");
    EXPECT_EQ(spoken[3][1], "raft-rpc");
    // The one of old leads too.
    ASSERT_TRUE(cluster.At(1).Crash());
    ASSERT_EQ(cluster.At(2).TransferLeadership(0, 3), RaftError::NOT_LEADER);
    cluster.Run(Seconds(2));
    EXPECT_NE(cluster.LeaderOf(0), RAFT_NOBODY);
}

TEST(RaftShardNetwork, ShardedNodesDoNotTalkToThoseOfOld)
{
    RaftNodeCluster cluster(RaftPlacement(1, 2, 2), 2);
    cluster.Install();
    cluster.At(2).SetAttribute("Protocols", StringValue("legacy"));
    EXPECT_NE(cluster.At(2).Validate(), "") << "it has no shards";
    cluster.At(2).SetAttribute("ShardingEnabled", BooleanValue(false));
    EXPECT_EQ(cluster.At(2).Validate(), "");
    cluster.Run(Seconds(2));
    EXPECT_EQ(cluster.LeaderOf(0), RAFT_NOBODY);
    EXPECT_GT(cluster.At(2).GetEndpoint()->GetTotals().Answered(AlpnStatus::NO_PROTOCOL), 0U);
    EXPECT_EQ(cluster.At(2).GetTotals().handler.requests, 0U);
}

TEST(RaftShardNetwork, AllShardsShareOneConnectionBetweenTwoNodes)
{
    const RaftPlacement placement(64, 3, 3);
    RaftNodeCluster cluster(placement, 3);
    cluster.Install();
    std::vector<uint32_t> opened(4);
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        cluster.At(id).GetEndpoint()->TraceConnect(
            "Open",
            "",
            Callback<void, std::string, uint64_t, const std::string&>(
                [&opened, id](std::string, uint64_t, const std::string&) { opened[id]++; }));
    }
    cluster.Run(Seconds(2));
    for (uint32_t shard = 0; shard < 64; shard++)
    {
        EXPECT_EQ(cluster.LeaderOf(shard), placement.GetReplicas(shard).front());
    }
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(cluster.At(id).GetEndpoint()->CountConnections(), 2U);
        EXPECT_EQ(opened[id], 2U);
    }
}

/// What happens to shard 1 while a snapshot of 10 MiB of shard 0 goes over the same link of 10 Mb/s.
struct ThinLink
{
    uint64_t snapshots{0}; //!< that came whole
    uint64_t elections{0}; //!< in shard 1 meanwhile: node 3 gave its leader up
    Time took;             //!< the snapshot
};

ThinLink
SendSnapshot(bool interleave, uint8_t bulkPriority, uint32_t chunk)
{
    RaftLinks links;
    links.rate = "10Mbps";
    RaftNodeCluster cluster(RaftPlacement(2, 3, 3), 3, links);
    cluster.raft.SetNodeAttribute("SnapshotEntries", UintegerValue(8));
    cluster.raft.SetNodeAttribute("TrailingEntries", UintegerValue(1));
    cluster.raft.SetNodeAttribute("SnapshotChunk", UintegerValue(chunk));
    cluster.raft.SetNodeAttribute("BulkPriority", UintegerValue(bulkPriority));
    cluster.raft.SetTransportAttribute("Interleave", BooleanValue(interleave));
    cluster.Install();
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        cluster.At(id).SetShards({Shard(0, {1, 2, 3}, id == 1), Shard(1, {1, 2, 3}, id == 1)});
    }
    cluster.Run(Seconds(1));
    EXPECT_EQ(cluster.LeaderOf(1), 1U);
    EXPECT_TRUE(cluster.At(3).Crash());
    cluster.ServiceAt(1).snapshotPadding = 10U << 20U;
    for (int i = 0; i < 20; i++)
    {
        EXPECT_TRUE(cluster.At(1).Propose(0, RaftNodeCluster::Command("x")).IsOk());
        cluster.Run(MilliSeconds(50));
    }
    EXPECT_GT(cluster.At(1).GetTotals().node.snapshots, 0U);
    EXPECT_TRUE(cluster.At(3).Restart());
    Time came;
    const Time begin = Simulator::Now();
    cluster.At(3).TraceConnect("Snapshot",
                               "",
                               Callback<void, std::string, RaftShardId, uint64_t, uint32_t, bool>(
                                   [&came](std::string, RaftShardId, uint64_t, uint32_t, bool is)
                                   { came = is && came.IsZero() ? Simulator::Now() : came; }));
    cluster.Run(MilliSeconds(200));
    const size_t before = cluster.ServiceAt(3).roles.size();
    cluster.Run(Seconds(15));
    uint64_t elections = 0;
    for (size_t i = before; i < cluster.ServiceAt(3).roles.size(); i++)
    {
        const auto& change = cluster.ServiceAt(3).roles[i];
        elections += change.shard == 1 && change.role != RaftRole::FOLLOWER;
    }
    return {cluster.ServiceAt(3).restored, elections, came - begin};
}

TEST(RaftShardNetwork, ALargeSnapshotStartsNoElectionInAnotherShard)
{
    const ThinLink link = SendSnapshot(true, 7, 64U << 10U);
    EXPECT_EQ(link.snapshots, 1U);
    EXPECT_EQ(link.elections, 0U);
    // 10 MiB take 8.4 s at 10 Mb/s, and heads 4 % more.
    EXPECT_GT(link.took, MilliSeconds(8388));
    EXPECT_LT(link.took, Seconds(12));
}

TEST(RaftShardNetwork, WithoutInterleavingALargeSnapshotDisturbsTheOthers)
{
    EXPECT_GT(SendSnapshot(false, 7, 1U << 20U).elections, 0U);
}

TEST(RaftShardNetwork, WithOnePriorityForAllTakingTurnsIsEnough)
{
    EXPECT_EQ(SendSnapshot(true, 1, 1U << 20U).elections, 0U);
}

/// @return how long a commit takes on three nodes 1 ms apart
Time
CommitLatency(Time perItem, uint32_t queueLimit, uint64_t* unprocessed = nullptr)
{
    RaftNodeCluster cluster(RaftPlacement(1, 3, 3), 3);
    cluster.raft.SetNodeAttribute("CostPerItem", TimeValue(perItem));
    cluster.raft.SetNodeAttribute("CostPerByte", DoubleValue(0));
    cluster.raft.SetNodeAttribute("CpuQueueLimit", UintegerValue(queueLimit));
    cluster.raft.SetNodeAttribute("DiskFsyncMean", TimeValue(MicroSeconds(100)));
    cluster.Install();
    Time latency;
    cluster.At(1).TraceConnect("Commit",
                               "",
                               Callback<void, std::string, RaftShardId, uint64_t, Time>(
                                   [&latency](std::string, RaftShardId, uint64_t, Time is)
                                   { latency = is; }));
    cluster.Run(MilliSeconds(525)); // between two heartbeats
    EXPECT_TRUE(cluster.At(1).Propose(0, RaftNodeCluster::Command("x")).IsOk());
    cluster.Run(MilliSeconds(475));
    if (unprocessed)
    {
        *unprocessed = cluster.At(1).GetTotals().unprocessed;
    }
    return latency;
}

TEST(RaftShardNetwork, MessagesWaitForTheCpu)
{
    // There and back 2 ms, and the follower's disk 0.1 ms; with CPUs that take 5 ms for a message, 10 ms more.
    const Time without = CommitLatency(Time(0), 1000);
    EXPECT_GT(without, MicroSeconds(2100));
    EXPECT_LT(without, MicroSeconds(2300));
    const Time with = CommitLatency(MilliSeconds(5), 1000);
    EXPECT_EQ((with - without).GetMilliSeconds(), 10);
}

TEST(RaftShardNetwork, MessagesForWhichTheCpuHasNoRoomAreDroppedAndCounted)
{
    // The answers of both followers come together: one is worked on, none may wait.
    uint64_t unprocessed = 0;
    CommitLatency(MilliSeconds(5), 0, &unprocessed);
    EXPECT_GT(unprocessed, 0U);
}

TEST(RaftShardNetwork, ResponsesShowClocksAndDelays)
{
    RaftLinks links;
    links.delay = "7ms";
    RaftNodeCluster cluster(RaftPlacement(1, 3, 3), 3, links);
    cluster.raft.SetNodeAttribute("CostPerItem", TimeValue(Time(0)));
    cluster.Install();
    cluster.At(2).SetAttribute("ClockDrift", DoubleValue(100000)); // a tenth too fast
    cluster.At(2).SetAttribute("ElectionMax", TimeValue(MilliSeconds(400)));
    cluster.Run(MilliSeconds(950));
    for (int i = 0; i < 10; i++)
    {
        ASSERT_TRUE(cluster.At(1).Propose(0, RaftNodeCluster::Command("x")).IsOk());
        cluster.Run(MilliSeconds(5));
    }
    cluster.Run(MilliSeconds(50));
    const auto fast = cluster.At(1).GetHandle()->Handler().ClockOf(2);
    const auto exact = cluster.At(1).GetHandle()->Handler().ClockOf(3);
    ASSERT_TRUE(fast && exact);
    EXPECT_NEAR(static_cast<double>(exact->offsetNs), 0, 1e5);
    EXPECT_NEAR(static_cast<double>(exact->delayNs), 7e6, 1e5);
    // After 0.95 to 1.05 s it is 95 to 105 ms ahead.
    EXPECT_GT(fast->offsetNs, 94000000);
    EXPECT_LT(fast->offsetNs, 106000000);
}

TEST(RaftShardNetwork, HelperGivesIdsPeersAndAttributes)
{
    RaftNodeCluster cluster(RaftPlacement(5, 3, 5), 5);
    cluster.raft.SetNodeAttribute("Heartbeat", TimeValue(MilliSeconds(20)));
    cluster.raft.SetTransportAttribute("SegmentSize", UintegerValue(700));
    cluster.Install();
    ASSERT_EQ(cluster.servers.size(), 5U);
    for (RaftNodeId id = 1; id <= 5; id++)
    {
        EXPECT_EQ(cluster.At(id).GetSelf(), id);
        EXPECT_EQ(cluster.At(id).GetNode(), cluster.nodes.Get(id - 1));
        TimeValue beat;
        cluster.At(id).GetAttribute("Heartbeat", beat);
        EXPECT_EQ(beat.Get(), MilliSeconds(20));
        UintegerValue segment;
        cluster.At(id).GetEndpoint()->GetAttribute("SegmentSize", segment);
        EXPECT_EQ(segment.Get(), 700U);
    }
    cluster.Run(Seconds(1));
    const RaftPlacement placement(5, 3, 5);
    for (uint32_t shard = 0; shard < 5; shard++)
    {
        EXPECT_EQ(cluster.LeaderOf(shard), placement.GetReplicas(shard).front());
    }
}

} // namespace
