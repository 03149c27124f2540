/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/raft/raft-shard-network.h"

using namespace ns3;
using namespace ns3::sharding;

namespace
{

TEST_F(RaftShardNetworkTest, ShardsShareOneConnectionForEachPair)
{
    Link(3);
    Install(6, 3);
    RunUntil(1000);
    for (RaftShardId shard = 0; shard < 6; shard++)
    {
        EXPECT_EQ(elections[shard], 1U) << shard;
        EXPECT_EQ(LeaderId(shard), RaftPlacement(6, 3, 3).GetReplicas(shard).front());
    }
    ASSERT_TRUE(Say(0, "a"));
    ASSERT_TRUE(Say(0, "b"));
    ASSERT_TRUE(Say(5, "c"));
    RunUntil(1200);
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(Texts(id, 0), (Strings{"a", "b"}));
        EXPECT_EQ(Texts(id, 1), Strings());
        EXPECT_EQ(Texts(id, 5), Strings{"c"});
        EXPECT_EQ(At(id).GetEndpoint()->CountConnections(), 2U);
    }
}

TEST_F(RaftShardNetworkTest, ProposalsOfOneEventAreOneRecordAndOneAppend)
{
    Link(3);
    Install(1, 3);
    RunUntil(1000);
    const uint64_t recordsBefore = At(2).GetTotals().storage.records;
    const uint64_t requestsBefore = At(2).GetTotals().handler.requests;
    AtMs(0,
         [this]
         {
             for (int i = 0; i < 100; i++)
             {
                 Say(0, std::to_string(i));
             }
         });
    RunUntil(1020);
    EXPECT_EQ(Texts(2, 0).size(), 100U);
    EXPECT_EQ(At(2).GetTotals().storage.records - recordsBefore, 1U);
    // The entries, and commit indices as the disks get there.
    EXPECT_LE(At(2).GetTotals().handler.requests - requestsBefore, 4U);
}

TEST_F(RaftShardNetworkTest, WhatWasCommittedSurvivesItsLeader)
{
    Link(3);
    Install(1, 3);
    RunUntil(1000);
    ASSERT_EQ(LeaderId(0), 1U);
    ASSERT_TRUE(Say(0, "a"));
    RunUntil(1100);
    At(1).Crash();
    RunUntil(5000);
    ASSERT_GT(LeaderId(0), 1U);
    ASSERT_TRUE(Say(0, "b"));
    RunUntil(5200);
    EXPECT_EQ(Texts(2, 0), (Strings{"a", "b"}));
    EXPECT_EQ(Texts(3, 0), (Strings{"a", "b"}));
    At(1).Restart();
    RunUntil(8000);
    EXPECT_EQ(Texts(1, 0), (Strings{"a", "b"}));
    EXPECT_EQ(services[1]->lives, 2);
}

TEST_F(RaftShardNetworkTest, ARestartOfAllBringsBackWhatIsOnTheDisks)
{
    Link(3);
    Install(2, 3);
    RunUntil(1000);
    ASSERT_TRUE(Say(0, "a"));
    ASSERT_TRUE(Say(1, "b"));
    RunUntil(1200);
    for (const auto& node : nodes)
    {
        node->Crash();
    }
    RunUntil(1300);
    for (const auto& node : nodes)
    {
        node->Restart();
    }
    RunUntil(4000);
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(Texts(id, 0), Strings{"a"});
        EXPECT_EQ(Texts(id, 1), Strings{"b"});
    }
    ASSERT_TRUE(Say(0, "c"));
    RunUntil(4200);
    EXPECT_EQ(Texts(3, 0), (Strings{"a", "c"}));
}

TEST_F(RaftShardNetworkTest, AnIsolatedLeaderCommitsNothingAndFollowsLater)
{
    Link(3);
    Install(1, 3);
    RunUntil(1000);
    ASSERT_TRUE(Say(0, "a"));
    RunUntil(1100);
    CutOff(1, true);
    const std::string lost = "lost";
    ASSERT_TRUE(At(1).Propose(0, Text(lost)).IsOk());
    RunUntil(3000);
    EXPECT_EQ(CoreOf(At(1), 0)->Role() == RaftRole::LEADER, false); // check-quorum
    ASSERT_GT(LeaderId(0), 1U);
    ASSERT_TRUE(Say(0, "b"));
    RunUntil(3200);
    EXPECT_EQ(Texts(1, 0), Strings{"a"});
    CutOff(1, false);
    RunUntil(20000); // TCP's own retransmissions back off
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(Texts(id, 0), (Strings{"a", "b"})) << id;
    }
    EXPECT_EQ(At(1).GetTotals().node.superseded, 1U);
}

TEST_F(RaftShardNetworkTest, APausedLeaderIsReplacedAndFollowsLater)
{
    Link(3);
    Install(1, 3);
    RunUntil(1000);
    ASSERT_TRUE(Say(0, "a"));
    RunUntil(1100);
    At(1).Pause();
    RunUntil(2500);
    ASSERT_GT(LeaderId(0), 1U);
    ASSERT_TRUE(Say(0, "b"));
    RunUntil(2600);
    At(1).Resume();
    RunUntil(4000);
    EXPECT_EQ(CoreOf(At(1), 0)->Role(), RaftRole::FOLLOWER);
    EXPECT_EQ(Texts(1, 0), (Strings{"a", "b"}));
    EXPECT_EQ(services[1]->lives, 1);
}

TEST_F(RaftShardNetworkTest, AnUnknownShardIsAnsweredAndNothingChanges)
{
    Link(3);
    Install(2, 3);
    auto shards = RaftPlacement(2, 3, 3).GetShards(3);
    shards.pop_back();
    At(3).SetShards(shards); // it knows nothing of shard 1
    RunUntil(1000);
    EXPECT_EQ(elections[0], 1U);
    EXPECT_EQ(elections[1], 1U);
    const uint64_t term = CoreOf(At(3), 0)->Term();
    ASSERT_EQ(LeaderId(1), 2U);
    ASSERT_TRUE(Say(1, "a"));
    RunUntil(1200);
    EXPECT_EQ(Texts(1, 1), Strings{"a"});
    EXPECT_GT(At(2).GetTotals().handler.refusals, 0U);
    EXPECT_GT(At(3).GetTotals().handler.unknownShards, 0U);
    EXPECT_FALSE(At(3).GetHandle()->HasShard(1));
    EXPECT_EQ(CoreOf(At(3), 0)->Term(), term);
    EXPECT_EQ(CoreOf(At(3), 0)->Role(), RaftRole::FOLLOWER);
    EXPECT_EQ(At(3).GetEndpoint()->CountConnections(), 2U);
}

TEST_F(RaftShardNetworkTest, OldAndNewNodesShareShardZero)
{
    attributes["Protocols"] = "both";
    Link(3);
    Install(1, 3);
    At(2).SetAttribute("Protocols", StringValue("legacy"));
    At(2).SetAttribute("ShardingEnabled", StringValue("false"));
    for (const RaftNodeId id : {1, 3})
    {
        auto shards = RaftPlacement(1, 3, 3).GetShards(id);
        shards.push_back(shards.front());
        shards.back().shard = 7;
        shards.back().voters = {1, 3};
        At(id).SetShards(shards);
    }
    RunUntil(2000);
    ASSERT_EQ(LeaderId(0), 1U);
    ASSERT_TRUE(Say(0, "new leads"));
    ASSERT_TRUE(Say(7, "new only"));
    RunUntil(2200);
    ASSERT_EQ(At(1).TransferLeadership(0, 2), RaftError::NONE);
    RunUntil(3000);
    ASSERT_EQ(LeaderId(0), 2U);
    ASSERT_TRUE(Say(0, "old leads"));
    RunUntil(3200);
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(Texts(id, 0), (Strings{"new leads", "old leads"})) << id;
    }
    EXPECT_EQ(Texts(3, 7), Strings{"new only"});
    // An idle hour later all is as it was: the old node cannot rest, and the others bear it.
    const uint32_t before = elections[0];
    RunUntil(30000);
    EXPECT_EQ(elections[0], before);
    EXPECT_EQ(LeaderId(0), 2U);
}

TEST_F(RaftShardNetworkTest, RestingShardsWakeForProposalsAndForADeadNode)
{
    attributes["Quiesce"] = "true";
    Link(3);
    Install(30, 3);
    RunUntil(5000);
    for (const auto& node : nodes)
    {
        EXPECT_EQ(node->GetHandle()->Host().Resting(), 30U);
    }
    ASSERT_TRUE(Say(4, "a"));
    RunUntil(5200);
    EXPECT_EQ(Texts(3, 4), Strings{"a"});
    RunUntil(10000);
    At(1).Crash();
    RunUntil(20000);
    for (RaftShardId shard = 0; shard < 30; shard++)
    {
        EXPECT_GT(LeaderId(shard), 1U) << shard;
        EXPECT_EQ(elections[shard], shard % 3 == 0 ? 2U : 1U) << shard;
    }
}

TEST_F(RaftShardNetworkTest, ANodeThatLostItsDiskIsReplacedByAnother)
{
    Link(4);
    Install(1, 3); // nodes 1, 2 and 3
    RunUntil(1000);
    ASSERT_EQ(LeaderId(0), 1U);
    ASSERT_TRUE(Say(0, "a"));
    RunUntil(1200);
    At(3).Crash();
    RunUntil(1300);
    At(3).Restart(ProcessApplication::DiskFate::LOST);
    RunUntil(3000);
    EXPECT_FALSE(At(3).GetHandle()->HasShard(0));
    EXPECT_EQ(At(3).GetTotals().disksLost, 1U);
    RaftShardConfig config;
    config.voters = {1, 2, 3};
    config.learners = {4};
    ASSERT_EQ(At(4).JoinShard(config), RaftError::NONE);
    ASSERT_TRUE(At(1).ChangeMembership(0, {1, 2, 4}, {}).IsOk());
    RunUntil(4000);
    EXPECT_EQ(CoreOf(At(1), 0)->Membership().ToString(), "1 2 4");
    EXPECT_EQ(Texts(4, 0), Strings{"a"});
    // The new node counts: with it and without node 2 there is a majority.
    At(2).Crash();
    RunUntil(6000);
    ASSERT_TRUE(Say(0, "b"));
    RunUntil(6200);
    EXPECT_EQ(Texts(1, 0), (Strings{"a", "b"}));
    EXPECT_EQ(Texts(4, 0), (Strings{"a", "b"}));
}

TEST_F(RaftShardNetworkTest, ASnapshotComesWhileTheShardIsInUse)
{
    attributes["SnapshotEntries"] = "50";
    attributes["TrailingEntries"] = "10";
    Link(3);
    Install(2, 3);
    RunUntil(1000);
    At(3).Crash();
    int said = 0;
    for (int ms = 100; ms < 4000; ms += 10)
    {
        AtMs(ms, [this, &said] { said += Say(0, std::to_string(said)) ? 1 : 0; });
    }
    for (const auto& [id, service] : services)
    {
        service->padding = 1 << 20;
    }
    RunUntil(3000);
    At(3).Restart();
    RunUntil(6000);
    EXPECT_EQ(said, 390);
    EXPECT_GE(services[3]->restores[0], 1);
    EXPECT_GE(At(3).GetTotals().node.snapshotsReceived, 1U);
    EXPECT_EQ(Texts(1, 0).size(), 390U);
    EXPECT_EQ(Texts(2, 0), Texts(1, 0));
    EXPECT_EQ(Texts(3, 0), Texts(1, 0));
    EXPECT_EQ(elections[0], 1U);
    // Logs on disk are cut too, and a restart comes back from a snapshot.
    At(2).Crash();
    RunUntil(6100);
    At(2).Restart();
    RunUntil(8000);
    EXPECT_EQ(Texts(2, 0), Texts(1, 0));
    EXPECT_GE(services[2]->restores[0], 1);
}

TEST_F(RaftShardNetworkTest, RunsOfOneSeedAreTheSame)
{
    std::string first;
    for (int run = 0; run < 2; run++)
    {
        story.clear();
        Link(3);
        Install(4, 3);
        AtMs(1000, [this] { At(1).Crash(); });
        AtMs(2000, [this] { At(1).Restart(); });
        AtMs(2500, [this] { At(2).Pause(); });
        AtMs(3500, [this] { At(2).Resume(); });
        RunUntil(10000);
        if (run == 0)
        {
            first = story;
            Finish();
        }
    }
    EXPECT_GT(first.size(), 100U);
    EXPECT_EQ(story, first);
}

/// A follower of shard 0 needs a snapshot of 10 MiB over links of 10 Mb/s, which eight other shards share.
class ThinLinkTest : public RaftShardNetworkTest
{
  protected:
    /// @return elections that other shards began while the snapshot was under way
    uint32_t
    SendSnapshot()
    {
        attributes["SnapshotEntries"] = "50";
        attributes["TrailingEntries"] = "10";
        attributes["SnapshotChunk"] = "262144";
        transportAttributes["SendBuffer"] = "32768";
        Link(3, "10Mbps");
        Install(9, 3);
        RunUntil(1000);
        services[1]->padding = 10 << 20;
        At(3).Crash();
        for (int i = 0; i < 100; i++)
        {
            AtMs(100 + i, [this] { Say(0, "x"); });
        }
        RunUntil(2500);
        At(3).Restart();
        RunUntil(2700);
        before = Count();
        RunUntil(2500 + 9000);
        EXPECT_EQ(At(3).GetTotals().node.snapshotsReceived, 0U); // still under way
        const uint32_t during = Count() - before;
        RunUntil(30000);
        return during;
    }

    uint32_t
    Count()
    {
        uint32_t count = 0;
        for (const auto& [shard, begun] : candidacies)
        {
            count += shard == 0 ? 0 : begun;
        }
        return count;
    }

    uint32_t before{0};
};

TEST_F(ThinLinkTest, ASnapshotOfOneShardStartsNoElectionInAnother)
{
    EXPECT_EQ(SendSnapshot(), 0U);
    EXPECT_EQ(At(3).GetTotals().node.snapshotsReceived, 1U);
    EXPECT_EQ(Texts(3, 0), Texts(1, 0));
}

TEST_F(ThinLinkTest, WithoutInterleavingAndPrioritiesItDoes)
{
    transportAttributes["Interleave"] = "false";
    attributes["BulkPriority"] = "0";
    attributes["LogPriority"] = "0";
    attributes["ControlPriority"] = "0";
    EXPECT_GT(SendSnapshot(), 0U);
}

} // namespace
