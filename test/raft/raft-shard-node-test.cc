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

/// A node that can write anything to its disk.
class ScribblingNode : public RaftShardNode
{
  public:
    static TypeId
    GetTypeId()
    {
        static TypeId tid = TypeId("ns3::sharding::ScribblingNode")
                                .SetParent<RaftShardNode>()
                                .AddConstructor<ScribblingNode>();
        return tid;
    }

    /// Puts a record on the disk that no log has.
    void
    Scribble()
    {
        Disk::Record record;
        record.id = 999;
        record.bytes.assign(64, 0xA5);
        record.sizeBytes = 64;
        Append(std::move(record));
        Sync([] {});
    }
};

/// Three nodes with a group, over ns-3's TCP, 1 ms apart; node 1 leads at first.
class RaftShardNodeTest : public testing::Test
{
  protected:
    RaftShardNodeTest()
    {
        ObjectFactory factory;
        factory.SetTypeId(ScribblingNode::GetTypeId());
        cluster.raft.SetNodeFactory(factory);
        cluster.Install();
        cluster.Run(MilliSeconds(500));
        EXPECT_EQ(cluster.LeaderOf(0), 1U);
    }

    /// Proposes to a node, in the middle of a run. @return whether it was taken
    bool
    Propose(RaftNodeId id, const std::string& text)
    {
        return cluster.At(id).Propose(0, RaftNodeCluster::Command(text)).IsOk();
    }

    Commands&
    CommandsOf(RaftNodeId id)
    {
        return cluster.ServiceAt(id).commands[0];
    }

    uint64_t
    TermOf(RaftNodeId id)
    {
        return cluster.At(id).GetHandle()->Host().Find(0)->Term();
    }

    /// Twenty commands that all nodes have.
    Commands
    CommitTwenty()
    {
        Commands texts;
        for (int i = 0; i < 20; i++)
        {
            texts.push_back("command " + std::to_string(i));
            EXPECT_TRUE(Propose(1, texts.back()));
        }
        cluster.Run(MilliSeconds(200));
        for (RaftNodeId id = 1; id <= 3; id++)
        {
            EXPECT_EQ(CommandsOf(id), texts);
        }
        return texts;
    }

    RaftNodeCluster cluster{RaftPlacement(1, 3, 3), 3};
};

TEST_F(RaftShardNodeTest, ALeaderThatCrashesIsReplacedAndCatchesUpFromItsDisk)
{
    Commands texts = CommitTwenty();
    const uint64_t term = TermOf(1);
    ASSERT_TRUE(cluster.At(1).Crash());
    EXPECT_EQ(cluster.At(1).GetHandle(), nullptr);
    EXPECT_FALSE(Propose(1, "to nobody"));
    cluster.Run(Seconds(1));
    const RaftNodeId leader = cluster.LeaderOf(0);
    ASSERT_TRUE(leader == 2 || leader == 3);
    EXPECT_GT(TermOf(leader), term);
    EXPECT_EQ(CommandsOf(leader), texts);

    texts.push_back("while one is away");
    ASSERT_TRUE(Propose(leader, texts.back()));
    cluster.Run(MilliSeconds(200));
    ASSERT_TRUE(cluster.At(1).Restart());
    const auto& storage = cluster.At(1).GetHandle()->Storage();
    EXPECT_EQ(storage.Read(0).entries.size(), 21U) << "twenty and the one that began the term";
    cluster.Run(Seconds(1));
    EXPECT_EQ(CommandsOf(1), texts);
    EXPECT_EQ(cluster.LeaderOf(0), leader) << "who comes back disturbs nobody";
    const auto totals = cluster.At(1).GetTotals();
    EXPECT_EQ(totals.starts, 2U);
    EXPECT_EQ(totals.disksLost, 0U);
    EXPECT_EQ(totals.node.committed, 20U) << "those of the first life";
    EXPECT_EQ(totals.node.applied, 21U + 23U)
        << "20 commands and what began the term; in the second life also what began the next, and "
           "one command";
}

TEST_F(RaftShardNodeTest, WhatWasCommittedSurvivesACrashOfAll)
{
    const Commands texts = CommitTwenty();
    for (const auto& server : cluster.servers)
    {
        ASSERT_TRUE(server->Crash());
    }
    cluster.Run(Seconds(1));
    EXPECT_EQ(cluster.LeaderOf(0), RAFT_NOBODY);
    for (const auto& server : cluster.servers)
    {
        ASSERT_TRUE(server->Restart());
    }
    cluster.Run(Seconds(3));
    ASSERT_NE(cluster.LeaderOf(0), RAFT_NOBODY);
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(CommandsOf(id), texts);
    }
}

TEST_F(RaftShardNodeTest, ANodeThatHasLostItsDiskVouchesForNothingAnyMore)
{
    Commands texts = CommitTwenty();
    const uint64_t term = TermOf(1);
    ASSERT_TRUE(cluster.At(2).Crash());
    ASSERT_TRUE(cluster.At(2).Restart(ProcessApplication::DiskFate::LOST));
    cluster.Run(Seconds(1));
    EXPECT_TRUE(cluster.At(2).GetHandle()->IsRetired());
    EXPECT_FALSE(cluster.At(2).GetHandle()->HasShard(0));
    EXPECT_EQ(cluster.At(2).GetTotals().disksLost, 1U);
    EXPECT_GT(cluster.At(2).GetTotals().host.unknownShards, 0U) << "heartbeats";
    texts.push_back("of two");
    ASSERT_TRUE(Propose(1, texts.back()));
    cluster.Run(MilliSeconds(100));
    EXPECT_EQ(CommandsOf(1), texts);
    EXPECT_EQ(TermOf(1), term);

    // It stays so in its next life: the new disk says it.
    ASSERT_TRUE(cluster.At(2).Crash());
    ASSERT_TRUE(cluster.At(2).Restart());
    EXPECT_TRUE(cluster.At(2).GetHandle()->IsRetired());

    // With it alone the leader is no majority.
    ASSERT_TRUE(cluster.At(3).Crash());
    Propose(1, "never committed");
    cluster.Run(Seconds(1));
    EXPECT_EQ(CommandsOf(1), texts);
}

TEST_F(RaftShardNodeTest, ADiskThatCannotBeReadCountsAsLost)
{
    CommitTwenty();
    DynamicCast<ScribblingNode>(cluster.servers[1])->Scribble();
    cluster.Run(MilliSeconds(100));
    ASSERT_TRUE(cluster.At(2).Crash());
    ASSERT_TRUE(cluster.At(2).Restart());
    cluster.Run(Seconds(1));
    EXPECT_TRUE(cluster.At(2).GetHandle()->IsRetired());
    EXPECT_EQ(cluster.At(2).GetTotals().disksLost, 1U);
    EXPECT_TRUE(CommandsOf(2).empty());
    EXPECT_EQ(cluster.LeaderOf(0), 1U);
    // The damage is gone with what it was in; the next life reads its disk.
    ASSERT_TRUE(cluster.At(2).Crash());
    ASSERT_TRUE(cluster.At(2).Restart());
    EXPECT_TRUE(cluster.At(2).GetHandle()->IsRetired());
    EXPECT_EQ(cluster.At(2).GetTotals().disksLost, 1U);
}

TEST_F(RaftShardNodeTest, FullDisksMakeNodesWaitAndGoOn)
{
    const uint64_t term = TermOf(1);
    for (const auto& server : cluster.servers)
    {
        server->BeginDiskFull();
    }
    EXPECT_TRUE(Propose(1, "waits"));
    EXPECT_TRUE(Propose(1, "waits too"));
    cluster.Run(Seconds(2));
    EXPECT_TRUE(CommandsOf(1).empty());
    EXPECT_GE(cluster.At(1).GetTotals().diskRetries, 190U) << "every 10 ms";
    EXPECT_LE(cluster.At(1).GetTotals().diskRetries, 210U);
    for (const auto& server : cluster.servers)
    {
        EXPECT_TRUE(server->EndDiskFull());
    }
    cluster.Run(MilliSeconds(100));
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(CommandsOf(id), (Commands{"waits", "waits too"})) << id;
    }
    EXPECT_EQ(TermOf(1), term) << "heartbeats need no disk";
}

TEST_F(RaftShardNodeTest, StalledDisksMakeNodesWaitAndGoOn)
{
    const uint64_t term = TermOf(1);
    for (const auto& server : cluster.servers)
    {
        server->BeginDiskStall();
    }
    EXPECT_TRUE(Propose(1, "waits"));
    cluster.Run(Seconds(2));
    EXPECT_TRUE(CommandsOf(1).empty());
    for (const auto& server : cluster.servers)
    {
        EXPECT_TRUE(server->EndDiskStall());
    }
    cluster.Run(MilliSeconds(100));
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(CommandsOf(id), Commands{"waits"}) << id;
    }
    EXPECT_EQ(TermOf(1), term);
}

TEST_F(RaftShardNodeTest, ALeaderThatWasPausedFollowsAfterwards)
{
    Commands texts = CommitTwenty();
    ASSERT_TRUE(cluster.At(1).Pause());
    cluster.Run(Seconds(1));
    const RaftNodeId leader = cluster.LeaderOf(0);
    ASSERT_TRUE(leader == 2 || leader == 3);
    texts.push_back("meanwhile");
    ASSERT_TRUE(Propose(leader, texts.back()));
    EXPECT_FALSE(Propose(1, "frozen"));
    cluster.Run(MilliSeconds(200));
    EXPECT_EQ(CommandsOf(1).size(), 20U);
    ASSERT_TRUE(cluster.At(1).Resume());
    cluster.Run(Seconds(3));
    EXPECT_EQ(CommandsOf(1), texts);
    EXPECT_EQ(cluster.LeaderOf(0), leader);
    EXPECT_EQ(cluster.At(1).GetHandle()->Leader(0), leader);
    EXPECT_EQ(cluster.At(1).GetTotals().starts, 1U);
}

TEST_F(RaftShardNodeTest, ALeaderThatIsCutOffStepsDownAndCatchesUpWhenTheLinksAreMended)
{
    Commands texts = CommitTwenty();
    cluster.Cut(1, 2, true);
    cluster.Cut(1, 3, true);
    ASSERT_TRUE(Propose(1, "lost"));
    cluster.Run(Seconds(1));
    const RaftNodeId leader = cluster.LeaderOf(0);
    ASSERT_TRUE(leader == 2 || leader == 3);
    EXPECT_FALSE(Propose(1, "it hears no majority")) << "check-quorum";
    texts.push_back("meanwhile");
    ASSERT_TRUE(Propose(leader, texts.back()));
    cluster.Run(Seconds(1));
    EXPECT_EQ(CommandsOf(1).size(), 20U);
    cluster.Cut(1, 2, false);
    cluster.Cut(1, 3, false);
    cluster.Run(Seconds(10)); // TCP waits ever longer before it tries again
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(CommandsOf(id), texts) << id;
    }
    EXPECT_EQ(cluster.At(1).GetTotals().node.superseded, 1U) << "the lost one";
}

} // namespace
