/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/raft/raft-node-fixture.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

// How a node starts, stops, crashes and comes back, and what its disk has to do with that.

namespace
{

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

/// Three nodes with a group; node 1 leads at first.
class RaftNodeLife : public RaftNodeFixture
{
  protected:
    RaftNodeLife() : cluster(Make())
    {
        ObjectFactory factory;
        factory.SetTypeId(ScribblingNode::GetTypeId());
        cluster.raft.SetNodeFactory(factory);
        cluster.Install();
        cluster.Run(MilliSeconds(500));
        EXPECT_EQ(cluster.LeaderOf(0), 1U);
    }

    uint64_t
    TermOf(RaftNodeId id)
    {
        return cluster.CoreAt(id, 0)->Term();
    }

    /// Twenty commands that all nodes have.
    Commands
    CommitTwenty()
    {
        Commands texts;
        for (int i = 0; i < 20; i++)
        {
            texts.push_back("command " + std::to_string(i));
            EXPECT_TRUE(cluster.ProposeTo(1, 0, texts.back()));
        }
        cluster.Run(MilliSeconds(200));
        for (RaftNodeId id = 1; id <= 3; id++)
        {
            EXPECT_EQ(cluster.CommandsAt(id, 0), texts);
        }
        return texts;
    }

    RaftNodeCluster& cluster;
};

} // namespace

TEST_F(RaftNodeLife, ALeaderThatCrashesIsReplacedAndCatchesUpFromItsDisk)
{
    Commands texts = CommitTwenty();
    const uint64_t term = TermOf(1);
    ASSERT_TRUE(cluster.At(1).Crash());
    EXPECT_EQ(cluster.At(1).GetHandle(), nullptr);
    EXPECT_FALSE(cluster.ProposeTo(1, 0, "to nobody"));
    cluster.Run(Seconds(1));
    const RaftNodeId leader = cluster.LeaderOf(0);
    ASSERT_TRUE(leader == 2 || leader == 3);
    EXPECT_GT(TermOf(leader), term);
    EXPECT_EQ(cluster.CommandsAt(leader, 0), texts);

    texts.push_back("while one is away");
    ASSERT_TRUE(cluster.ProposeTo(leader, 0, texts.back()));
    cluster.Run(MilliSeconds(200));
    EXPECT_EQ(cluster.CommandsAt(2, 0), texts);
    EXPECT_EQ(cluster.CommandsAt(3, 0), texts);
    ASSERT_TRUE(cluster.At(1).Restart());
    const auto& storage = cluster.At(1).GetHandle()->Storage();
    EXPECT_EQ(storage.Read(0).entries.size(), 21U) << "twenty and the one that began the term";
    cluster.Run(Seconds(1));
    EXPECT_EQ(cluster.CommandsAt(1, 0), texts);
    EXPECT_EQ(cluster.LeaderOf(0), leader) << "who comes back disturbs nobody";
    const auto totals = cluster.At(1).GetTotals();
    EXPECT_EQ(totals.starts, 2U);
    EXPECT_EQ(cluster.ServiceAt(1).starts, 2U);
    EXPECT_EQ(totals.disksLost, 0U);
    EXPECT_EQ(totals.node.committed, 20U) << "those of the first life";
    EXPECT_EQ(totals.node.applied, 21U + 23U)
        << "20 commands and what began the term; in the second life also what began the next, and "
           "one command";
}

TEST_F(RaftNodeLife, ALeaderThatStopsIsReplacedAndComesBack)
{
    Commands texts = CommitTwenty();
    ASSERT_TRUE(cluster.At(1).Stop());
    EXPECT_EQ(cluster.At(1).GetHandle(), nullptr);
    EXPECT_FALSE(cluster.ProposeTo(1, 0, "to nobody"));
    EXPECT_EQ(cluster.At(1).Read(0, 1, false), RaftError::UNKNOWN_SHARD);
    EXPECT_EQ(cluster.At(1).TransferLeadership(0, 2), RaftError::UNKNOWN_SHARD);
    EXPECT_EQ(cluster.At(1).ChangeMembership(0, {1, 2}, {}).Error(), RaftError::UNKNOWN_SHARD);
    EXPECT_EQ(cluster.At(1).JoinShard(Shard(5, {1}, true)), RaftError::UNKNOWN_SHARD);
    cluster.Run(Seconds(1));
    EXPECT_EQ(cluster.At(1).GetEndpoint()->CountConnections(), 0U) << "its port is closed";
    const RaftNodeId leader = cluster.LeaderOf(0);
    ASSERT_TRUE(leader == 2 || leader == 3);
    texts.push_back("while one is away");
    ASSERT_TRUE(cluster.ProposeTo(leader, 0, texts.back()));
    cluster.Run(MilliSeconds(200));
    ASSERT_TRUE(cluster.At(1).Restart());
    cluster.Run(Seconds(1));
    EXPECT_EQ(cluster.CommandsAt(1, 0), texts);
    EXPECT_EQ(cluster.LeaderOf(0), leader);
    EXPECT_EQ(cluster.At(1).GetTotals().starts, 2U);
    EXPECT_EQ(cluster.At(1).GetTotals().disksLost, 0U);
}

TEST_F(RaftNodeLife, AVoteSurvivesACrashAndNoTermHasTwoLeaders)
{
    // Crash by crash, a majority that has just voted comes back.
    std::map<uint64_t, RaftNodeId> leaders;
    for (int i = 0; i < 20; i++)
    {
        const RaftNodeId leader = cluster.LeaderOf(0);
        ASSERT_NE(leader, RAFT_NOBODY) << i;
        const uint64_t term = TermOf(leader);
        EXPECT_EQ(leaders.emplace(term, leader).first->second, leader) << "term " << term;
        for (RaftNodeId id = 1; id <= 3; id++)
        {
            if (i % 2 == 0 || id != leader)
            {
                ASSERT_TRUE(cluster.At(id).Crash());
            }
        }
        for (RaftNodeId id = 1; id <= 3; id++)
        {
            if (cluster.At(id).GetHandle() == nullptr)
            {
                ASSERT_TRUE(cluster.At(id).Restart());
                const RaftHardState state = cluster.At(id).GetHandle()->Storage().Read(0).hardState;
                EXPECT_EQ(state.term, term) << "node " << id << " after " << i;
                EXPECT_NE(state.vote, RAFT_NOBODY) << "node " << id << " after " << i;
            }
        }
        cluster.Run(Seconds(2));
    }
}

TEST_F(RaftNodeLife, WhatWasCommittedSurvivesACrashOfAll)
{
    RaftNodeCluster& two = Make(RaftPlacement(2, 3, 3));
    two.Install();
    two.Run(MilliSeconds(500));
    Commands texts;
    for (int i = 0; i < 20; i++)
    {
        texts.push_back("command " + std::to_string(i));
        ASSERT_TRUE(two.Propose(0, texts.back()));
    }
    ASSERT_TRUE(two.Propose(1, "of the other shard"));
    two.Run(MilliSeconds(200));
    for (const auto& server : two.servers)
    {
        ASSERT_TRUE(server->Crash());
    }
    two.Run(Seconds(1));
    EXPECT_EQ(two.LeaderOf(0), RAFT_NOBODY);
    for (const auto& server : two.servers)
    {
        ASSERT_TRUE(server->Restart());
    }
    two.Run(Seconds(3));
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(two.CommandsAt(id, 0), texts);
        EXPECT_EQ(two.CommandsAt(id, 1), Commands{"of the other shard"});
    }
    texts.emplace_back("and on");
    ASSERT_TRUE(two.Propose(0, texts.back()));
    two.Run(MilliSeconds(200));
    EXPECT_EQ(two.CommandsAt(3, 0), texts);
}

TEST_F(RaftNodeLife, ANodeThatHasLostItsDiskVouchesForNothingAnyMore)
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
    ASSERT_TRUE(cluster.ProposeTo(1, 0, texts.back()));
    cluster.Run(MilliSeconds(100));
    EXPECT_EQ(cluster.CommandsAt(1, 0), texts);
    EXPECT_EQ(TermOf(1), term);

    // It stays so in its next life: the new disk says it.
    ASSERT_TRUE(cluster.At(2).Crash());
    ASSERT_TRUE(cluster.At(2).Restart());
    EXPECT_TRUE(cluster.At(2).GetHandle()->IsRetired());

    // With it alone the leader is no majority.
    ASSERT_TRUE(cluster.At(3).Crash());
    cluster.ProposeTo(1, 0, "never committed");
    cluster.Run(Seconds(1));
    EXPECT_EQ(cluster.CommandsAt(1, 0), texts);
}

TEST_F(RaftNodeLife, ANodeThatLostItsDiskIsReplacedByAnother)
{
    RaftNodeCluster& four = Make(RaftPlacement(1, 3, 4), 4); // nodes 1, 2 and 3 have it
    four.Install();
    four.Run(Seconds(1));
    ASSERT_EQ(four.LeaderOf(0), 1U);
    ASSERT_TRUE(four.Propose(0, "a"));
    four.Run(MilliSeconds(200));
    ASSERT_TRUE(four.At(3).Crash());
    four.Run(MilliSeconds(100));
    ASSERT_TRUE(four.At(3).Restart(ProcessApplication::DiskFate::LOST));
    four.Run(MilliSeconds(1700));
    EXPECT_FALSE(four.At(3).GetHandle()->HasShard(0));
    EXPECT_EQ(four.At(3).GetTotals().disksLost, 1U);
    RaftShardConfig config = Shard(0, {1, 2, 3}, false);
    config.learners = {4};
    ASSERT_EQ(four.At(4).JoinShard(config), RaftError::NONE);
    ASSERT_TRUE(four.At(1).ChangeMembership(0, {1, 2, 4}, {}).IsOk());
    four.Run(Seconds(1));
    EXPECT_EQ(four.CoreAt(1, 0)->Membership().ToString(), "1 2 4");
    EXPECT_EQ(four.CommandsAt(4, 0), Commands{"a"});
    // The new node counts: with it and without node 2 there is a majority.
    ASSERT_TRUE(four.At(2).Crash());
    four.Run(Seconds(2));
    ASSERT_TRUE(four.Propose(0, "b"));
    four.Run(MilliSeconds(200));
    EXPECT_EQ(four.CommandsAt(1, 0), (Commands{"a", "b"}));
    EXPECT_EQ(four.CommandsAt(4, 0), (Commands{"a", "b"}));
}

TEST_F(RaftNodeLife, ADiskThatCannotBeReadCountsAsLost)
{
    CommitTwenty();
    DynamicCast<ScribblingNode>(cluster.servers[1])->Scribble();
    cluster.Run(MilliSeconds(100));
    ASSERT_TRUE(cluster.At(2).Crash());
    ASSERT_TRUE(cluster.At(2).Restart());
    cluster.Run(Seconds(1));
    EXPECT_TRUE(cluster.At(2).GetHandle()->IsRetired());
    EXPECT_EQ(cluster.At(2).GetTotals().disksLost, 1U);
    EXPECT_TRUE(cluster.CommandsAt(2, 0).empty());
    EXPECT_EQ(cluster.LeaderOf(0), 1U);
    // The damage is gone with what it was in; the next life reads its disk.
    ASSERT_TRUE(cluster.At(2).Crash());
    ASSERT_TRUE(cluster.At(2).Restart());
    EXPECT_TRUE(cluster.At(2).GetHandle()->IsRetired());
    EXPECT_EQ(cluster.At(2).GetTotals().disksLost, 1U);
}

TEST_F(RaftNodeLife, FullDisksMakeNodesWaitAndGoOn)
{
    const uint64_t term = TermOf(1);
    for (const auto& server : cluster.servers)
    {
        server->BeginDiskFull();
    }
    EXPECT_TRUE(cluster.ProposeTo(1, 0, "waits"));
    EXPECT_TRUE(cluster.ProposeTo(1, 0, "waits too"));
    cluster.Run(Seconds(2));
    EXPECT_TRUE(cluster.CommandsAt(1, 0).empty());
    EXPECT_GE(cluster.At(1).GetTotals().diskRetries, 190U) << "every 10 ms";
    EXPECT_LE(cluster.At(1).GetTotals().diskRetries, 210U);
    for (const auto& server : cluster.servers)
    {
        EXPECT_TRUE(server->EndDiskFull());
    }
    cluster.Run(MilliSeconds(100));
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(cluster.CommandsAt(id, 0), (Commands{"waits", "waits too"})) << id;
    }
    EXPECT_EQ(TermOf(1), term) << "heartbeats need no disk";
}

TEST_F(RaftNodeLife, StalledDisksMakeNodesWaitAndGoOn)
{
    const uint64_t term = TermOf(1);
    for (const auto& server : cluster.servers)
    {
        server->BeginDiskStall();
    }
    EXPECT_TRUE(cluster.ProposeTo(1, 0, "waits"));
    cluster.Run(Seconds(2));
    EXPECT_TRUE(cluster.CommandsAt(1, 0).empty());
    for (const auto& server : cluster.servers)
    {
        EXPECT_TRUE(server->EndDiskStall());
    }
    cluster.Run(MilliSeconds(100));
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(cluster.CommandsAt(id, 0), Commands{"waits"}) << id;
    }
    EXPECT_EQ(TermOf(1), term);
}
