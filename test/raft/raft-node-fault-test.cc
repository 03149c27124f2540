/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/raft/raft-node-fixture.h"
#include "test/support/schedule-call.h"

#include <string>

using namespace ns3;
using namespace ns3::sharding;

// What becomes of groups when nodes and links fail.

namespace
{

class RaftNodeFault : public RaftNodeFixture
{
  protected:
    /// The trace source Role.
    static void
    NoteRole(std::string* story,
             RaftNodeId node,
             RaftShardId shard,
             RaftRole role,
             uint64_t term,
             RaftNodeId leader)
    {
        *story += std::to_string(Simulator::Now().GetNanoSeconds()) + " " + std::to_string(node) +
                  "/" + std::to_string(shard) + " " + RaftRoleName(role) + " " +
                  std::to_string(term) + " " + std::to_string(leader) + "\n";
    }

    /// @return every change of role of four shards, while nodes crash and are paused
    std::string
    PlayStory()
    {
        RaftNodeCluster& cluster = Make(RaftPlacement(4, 3, 3));
        cluster.Install();
        std::string story;
        for (RaftNodeId id = 1; id <= 3; id++)
        {
            cluster.At(id).SetAttribute("ProcessName", StringValue("raft-" + std::to_string(id)));
            cluster.At(id).TraceConnectWithoutContext("Role",
                                                      MakeBoundCallback(&NoteRole, &story, id));
        }
        ScheduleCall(MilliSeconds(1000), [&] { cluster.At(1).Crash(); });
        ScheduleCall(MilliSeconds(2000), [&] { cluster.At(1).Restart(); });
        ScheduleCall(MilliSeconds(2500), [&] { cluster.At(2).Pause(); });
        ScheduleCall(MilliSeconds(3500), [&] { cluster.At(2).Resume(); });
        cluster.Run(Seconds(10));
        Finish();
        return story;
    }
};

} // namespace

TEST_F(RaftNodeFault, ALeaderThatWasPausedFollowsAfterwards)
{
    RaftNodeCluster& cluster = Make();
    cluster.Install();
    cluster.Run(MilliSeconds(500));
    ASSERT_TRUE(cluster.ProposeTo(1, 0, "a"));
    cluster.Run(MilliSeconds(200));
    ASSERT_TRUE(cluster.At(1).Pause());
    cluster.Run(Seconds(1));
    const RaftNodeId leader = cluster.LeaderOf(0);
    ASSERT_TRUE(leader == 2 || leader == 3);
    ASSERT_TRUE(cluster.ProposeTo(leader, 0, "meanwhile"));
    EXPECT_FALSE(cluster.ProposeTo(1, 0, "frozen"));
    cluster.Run(MilliSeconds(200));
    EXPECT_EQ(cluster.CommandsAt(1, 0), Commands{"a"});
    ASSERT_TRUE(cluster.At(1).Resume());
    cluster.Run(Seconds(3));
    EXPECT_EQ(cluster.CommandsAt(1, 0), (Commands{"a", "meanwhile"}));
    EXPECT_EQ(cluster.LeaderOf(0), leader);
    EXPECT_EQ(cluster.CoreAt(1, 0)->Role(), RaftRole::FOLLOWER);
    EXPECT_EQ(cluster.At(1).GetHandle()->Leader(0), leader);
    EXPECT_EQ(cluster.At(1).GetTotals().starts, 1U);
    EXPECT_EQ(cluster.ServiceAt(1).starts, 1U);
}

TEST_F(RaftNodeFault, ALeaderThatIsCutOffStepsDownAndCatchesUpWhenTheLinksAreMended)
{
    RaftNodeCluster& cluster = Make();
    cluster.Install();
    cluster.Run(MilliSeconds(500));
    ASSERT_TRUE(cluster.ProposeTo(1, 0, "a"));
    cluster.Run(MilliSeconds(200));
    cluster.CutOff(1, true);
    ASSERT_TRUE(cluster.ProposeTo(1, 0, "lost"));
    cluster.Run(Seconds(1));
    const RaftNodeId leader = cluster.LeaderOf(0);
    ASSERT_TRUE(leader == 2 || leader == 3);
    EXPECT_NE(cluster.CoreAt(1, 0)->Role(), RaftRole::LEADER) << "check-quorum";
    EXPECT_FALSE(cluster.ProposeTo(1, 0, "it hears no majority"));
    ASSERT_TRUE(cluster.ProposeTo(leader, 0, "meanwhile"));
    cluster.Run(Seconds(1));
    EXPECT_EQ(cluster.CommandsAt(1, 0), Commands{"a"});
    cluster.CutOff(1, false);
    cluster.Run(Seconds(10)); // TCP waits ever longer before it tries again
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(cluster.CommandsAt(id, 0), (Commands{"a", "meanwhile"})) << id;
    }
    EXPECT_EQ(cluster.At(1).GetTotals().node.superseded, 1U) << "the lost one";
}

TEST_F(RaftNodeFault, RestingShardsWakeForProposalsAndForADeadNode)
{
    RaftNodeCluster& cluster = Make(RaftPlacement(30, 3, 3));
    cluster.raft.SetNodeAttribute("Quiesce", BooleanValue(true));
    cluster.Install();
    cluster.Run(Seconds(5));
    for (const auto& server : cluster.servers)
    {
        EXPECT_EQ(server->GetHandle()->Host().Resting(), 30U);
    }
    ASSERT_TRUE(cluster.Propose(4, "a"));
    cluster.Run(MilliSeconds(200));
    EXPECT_EQ(cluster.CommandsAt(3, 4), Commands{"a"});
    cluster.Run(MilliSeconds(4800));
    ASSERT_TRUE(cluster.At(1).Crash());
    cluster.Run(Seconds(10));
    for (RaftShardId shard = 0; shard < 30; shard++)
    {
        EXPECT_GT(cluster.LeaderOf(shard), 1U) << shard;
        EXPECT_EQ(cluster.CountRoles(shard, RaftRole::LEADER), shard % 3 == 0 ? 2U : 1U) << shard;
    }
}

TEST_F(RaftNodeFault, ASnapshotComesWhileTheShardIsInUse)
{
    RaftNodeCluster& cluster = Make(RaftPlacement(2, 3, 3));
    cluster.raft.SetNodeAttribute("SnapshotEntries", UintegerValue(50));
    cluster.raft.SetNodeAttribute("TrailingEntries", UintegerValue(10));
    cluster.Install();
    for (const auto& service : cluster.services)
    {
        service->snapshotPadding = 1U << 20U;
    }
    cluster.Run(Seconds(1));
    ASSERT_TRUE(cluster.At(3).Crash());
    int said = 0;
    for (int ms = 100; ms < 4000; ms += 10)
    {
        ScheduleCall(MilliSeconds(ms),
                     [&] { said += cluster.Propose(0, std::to_string(said)) ? 1 : 0; });
    }
    cluster.Run(Seconds(2));
    ASSERT_TRUE(cluster.At(3).Restart());
    cluster.Run(Seconds(3));
    EXPECT_EQ(said, 390);
    EXPECT_GE(cluster.ServiceAt(3).restored[0], 1U);
    EXPECT_GE(cluster.At(3).GetTotals().node.snapshotsReceived, 1U);
    EXPECT_EQ(cluster.CommandsAt(1, 0).size(), 390U);
    EXPECT_EQ(cluster.CommandsAt(2, 0), cluster.CommandsAt(1, 0));
    EXPECT_EQ(cluster.CommandsAt(3, 0), cluster.CommandsAt(1, 0));
    EXPECT_EQ(cluster.CountRoles(0, RaftRole::LEADER), 1U);
    // Logs on disk are cut too, and a restart comes back from a snapshot.
    ASSERT_TRUE(cluster.At(2).Crash());
    cluster.Run(MilliSeconds(100));
    ASSERT_TRUE(cluster.At(2).Restart());
    cluster.Run(Seconds(2));
    EXPECT_EQ(cluster.CommandsAt(2, 0), cluster.CommandsAt(1, 0));
    EXPECT_GE(cluster.ServiceAt(2).restored[0], 1U);
}

TEST_F(RaftNodeFault, RunsOfOneSeedAreTheSame)
{
    const std::string first = PlayStory();
    EXPECT_GT(first.size(), 100U);
    EXPECT_EQ(PlayStory(), first);
}
