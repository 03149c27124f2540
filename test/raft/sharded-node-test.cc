/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sharded-node-world.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

using World = ShardedNodeWorld;
using Texts = std::vector<std::string>;
using Error = ShardedNodeError;

constexpr int64_t US = World::US;
constexpr int64_t MS = World::MS;

} // namespace

TEST(ShardedNode, RefusesWhatValidationRefusesAndStartsNothing)
{
    World world(3, 2, 3);
    world[1].config.shards[1].shard = 0;
    const auto problem = world[1].Start();
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->error, Error::DUPLICATE_SHARD);
    EXPECT_EQ(problem->description, ValidateShardedNode(world[1].config)->description);
    EXPECT_EQ(world[1].service.starts, 0U);
    EXPECT_EQ(world[1].handle, nullptr);
}

TEST(ShardedNode, RefusesADamagedDisk)
{
    World world(1, 1, 1);
    ASSERT_FALSE(world[1].Start());
    world.Run(100 * MS);
    world[1].Crash();
    ASSERT_FALSE(world[1].disk.empty());
    world[1].disk[0].record.bytes.back() ^= 1;
    const auto problem = world[1].Start();
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->error, Error::DISK_DAMAGED);
}

TEST(ShardedNode, WithoutShardingShardZeroWorks)
{
    World world(3, 1, 3);
    world.Configure([](ShardedNodeConfig& config) { config.isShardingEnabled = false; });
    world.legacy = {1, 2, 3};
    world.StartAll();
    world.Run(10 * MS);
    EXPECT_EQ(world[1].handle->Leader(0), 1U);
    EXPECT_EQ(world[1].Propose(0, "a"), RaftError::NONE);
    world.Run(100 * MS);
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(world[id].Texts(0), Texts{"a"}) << id;
        EXPECT_EQ(world[id].handle->GetCounters().unsent, 0U) << id;
    }
    EXPECT_EQ(world.kinds, (std::set<uint8_t>{4, 5})); // heartbeats too
}

/// Signs of life do not get through to nodes of old: who rests for one of them, or as one of them, would wake again and again,
/// and stand for election when the answer takes long.
TEST(ShardedNode, AGroupWithALegacyMemberDoesNotRest)
{
    for (const RaftNodeId old : {1, 3}) // the leader, a follower
    {
        World world(3, 1, 3);
        world.frameNs = 40 * MS; // a question and its answer: 80 ms
        world.legacy = {old};
        world.Configure(
            [](ShardedNodeConfig& config)
            {
                config.raft.preVote = false;
                config.raft.sticky = false;
                // And another one, of nodes that know rest.
                RaftShardConfig shard;
                shard.shard = 7;
                shard.voters = {2};
                if (config.host.self == 2)
                {
                    config.shards.push_back(shard);
                }
            });
        world.StartAll();
        world.Run(60000 * MS);
        for (RaftNodeId id = 1; id <= 3; id++)
        {
            const RaftCore& core = *world[id].handle->Host().Find(0);
            EXPECT_EQ(core.Counters().rests, 0U) << id;
            EXPECT_EQ(core.Counters().elections, id == 1 ? 1U : 0U) << id;
            EXPECT_EQ(core.Term(), 1U) << id;
        }
        EXPECT_TRUE(world[2].handle->Host().Find(7)->IsResting());
    }
}

TEST(ShardedNode, ElectsTheConfiguredLeadersAtOnceAndCommits)
{
    World world(3, 4, 3);
    world.StartAll();
    world.Run(10 * MS); // elections by timeout take 150 ms at least
    for (RaftShardId shard = 0; shard < 4; shard++)
    {
        const RaftNodeId leader = shard % 3 + 1;
        for (RaftNodeId id = 1; id <= 3; id++)
        {
            EXPECT_EQ(world[id].handle->Leader(shard), leader) << shard << " on " << id;
        }
        EXPECT_EQ(world[leader].Propose(shard, "of " + std::to_string(shard)), RaftError::NONE);
        EXPECT_EQ(world[leader % 3 + 1].Propose(shard, "x"), RaftError::NOT_LEADER);
    }
    EXPECT_EQ(world[1].Propose(4, "x"), RaftError::UNKNOWN_SHARD);
    world.Run(100 * MS);
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        TextService& service = world[id].service;
        EXPECT_EQ(service.starts, 1U);
        EXPECT_EQ(service.forgets, 0U); // the shell's
        EXPECT_EQ(service.replicas, world[id].handle.get());
        EXPECT_EQ(service.gaps, 0U);
        for (RaftShardId shard = 0; shard < 4; shard++)
        {
            EXPECT_EQ(world[id].Texts(shard), Texts{"of " + std::to_string(shard)});
            EXPECT_EQ(service.shards[shard].restored, 1U);
            EXPECT_EQ(service.shards[shard].fromSnapshots, 0U);
        }
        EXPECT_EQ(world[id].handle->Shards(), (std::vector<RaftShardId>{0, 1, 2, 3}));
        EXPECT_TRUE(world[id].handle->HasShard(3));
        EXPECT_FALSE(world[id].handle->HasShard(4));
        EXPECT_EQ(world[id].handle->Self(), id);
    }
}

TEST(ShardedNode, TellsHowLongACommitTook)
{
    World world(3, 1, 3);
    world.StartAll();
    world.Run(10 * MS);
    ASSERT_EQ(world[1].Propose(0, "a"), RaftError::NONE);
    EXPECT_EQ(world[1].handle->Waiting(), 1U);
    world.Run(10 * MS);
    // There, a follower's disk, and back; the leader's own disk is done before.
    EXPECT_EQ(world[1].latenciesNs, std::vector<int64_t>{100 * US + 500 * US + 100 * US});
    EXPECT_EQ(world[1].handle->GetCounters().proposals, 1U);
    EXPECT_EQ(world[1].handle->GetCounters().committed, 1U);
    EXPECT_EQ(world[1].handle->Waiting(), 0U);
    EXPECT_TRUE(world[2].latenciesNs.empty());
}

TEST(ShardedNode, AnswersReads)
{
    World world(3, 1, 3);
    world.StartAll();
    world.Run(10 * MS);
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        world[id].handle->SetNow(world.NowNs());
        EXPECT_EQ(world[id].handle->Read(0, 7, false), RaftError::NONE);
        EXPECT_EQ(world[id].handle->Read(9, 8, false), RaftError::UNKNOWN_SHARD);
        world[id].handle->Settle(world.NowNs());
    }
    world.Run(10 * MS);
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(world[id].service.reads, (std::map<uint64_t, bool>{{7, true}})) << id;
    }
}

TEST(ShardedNode, FindsExactlyWhatWasDurable)
{
    for (size_t survivors = 0; survivors <= 2; survivors++)
    {
        World world(1, 2, 1);
        world.StartAll();
        world.Run(10 * MS);
        world[1].Propose(0, "a");
        world[1].Propose(1, "b");
        world.Run(10 * MS);
        world[1].isStalled = true;
        world[1].Propose(0, "c"); // a record
        world[1].Propose(0, "d"); // another one
        world.Run(10 * MS);
        EXPECT_EQ(world[1].Texts(0), Texts{"a"});
        EXPECT_EQ(world[1].handle->Waiting(), 2U);
        world[1].Crash(survivors);
        world[1].isStalled = false;
        ASSERT_FALSE(world[1].Start());
        world.Run(1000 * MS);
        Texts expected{"a", "c", "d"};
        expected.resize(1 + survivors);
        EXPECT_EQ(world[1].Texts(0), expected);
        EXPECT_EQ(world[1].Texts(1), Texts{"b"});
        EXPECT_EQ(world[1].service.gaps, 0U);
        EXPECT_EQ(world[1].service.starts, 2U);
    }
}

TEST(ShardedNode, PassesOverATornRecord)
{
    World world(1, 1, 1);
    world.StartAll();
    world.Run(10 * MS);
    world[1].Propose(0, "a");
    world.Run(10 * MS);
    world[1].isStalled = true;
    world[1].Propose(0, "b");
    world[1].Crash(1);
    Disk::Recovered& last = world[1].disk.back();
    last.survivingBytes = last.record.sizeBytes - 1;
    last.record.bytes.pop_back();
    world[1].isStalled = false;
    ASSERT_FALSE(world[1].Start());
    EXPECT_EQ(world[1].handle->Storage().GetCounters().tornRecords, 1U);
    EXPECT_EQ(world[1].handle->Storage().Read(0).entries.size(), 2U); // empty, a
}

TEST(ShardedNode, OnlyANewShardHasAFirstLeader)
{
    World world(3, 1, 3);
    world.StartAll();
    world.Run(10 * MS);
    world[1].Crash();
    world.Run(1000 * MS);
    const RaftNodeId leader = world[2].handle->Leader(0);
    EXPECT_NE(leader, 1U);
    EXPECT_NE(leader, RAFT_NOBODY);
    const uint64_t term = world[2].handle->Host().Find(0)->Term();
    ASSERT_FALSE(world[1].Start());
    world.Run(1000 * MS);
    EXPECT_EQ(world[1].handle->Leader(0), leader);
    EXPECT_EQ(world[1].handle->Host().Find(0)->Term(), term);
}

TEST(ShardedNode, SupersededProposalsAreCountedAndTheBooksClose)
{
    World world(3, 1, 3);
    world.StartAll();
    world.Run(10 * MS);
    world[1].Propose(0, "kept");
    world.Run(10 * MS);
    world.cutOff = {1};
    world[1].Propose(0, "lost");
    world[1].Propose(0, "lost too");
    world.Run(1000 * MS);
    const RaftNodeId leader = world[2].handle->Leader(0);
    ASSERT_TRUE(leader == 2 || leader == 3);
    world[leader].Propose(0, "other");
    world[leader].Propose(0, "another");
    world.Run(100 * MS);
    const ShardedNodeHandle::Counters& counters = world[1].handle->GetCounters();
    EXPECT_EQ(world[1].handle->Waiting(), 2U);
    EXPECT_EQ(counters.superseded, 0U);
    world.cutOff.clear();
    world.Run(1000 * MS);
    EXPECT_EQ(world[1].Texts(0), (Texts{"kept", "other", "another"}));
    EXPECT_EQ(counters.proposals, 3U);
    EXPECT_EQ(counters.committed, 1U);
    EXPECT_EQ(counters.superseded, 2U);
    EXPECT_EQ(world[1].handle->Waiting(), 0U);
    EXPECT_EQ(world[leader].handle->GetCounters().committed, 2U);
    EXPECT_EQ(world[1].latenciesNs.size(), 1U);
}

TEST(ShardedNode, HandsLeadershipOver)
{
    World world(3, 2, 3);
    world.StartAll();
    world.Run(10 * MS);
    EXPECT_EQ(world[1].handle->TransferTo(world.NowNs(), 9, 3), RaftError::UNKNOWN_SHARD);
    EXPECT_EQ(world[2].handle->TransferTo(world.NowNs(), 0, 3), RaftError::NOT_LEADER);
    EXPECT_EQ(world[1].handle->TransferTo(world.NowNs(), 0, 3), RaftError::NONE);
    EXPECT_TRUE(world[1].handle->NeedsSettling());
    world[1].handle->Settle(world.NowNs());
    EXPECT_FALSE(world[1].handle->NeedsSettling());
    world.Run(10 * MS);
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(world[id].handle->Leader(0), 3U) << id;
        EXPECT_EQ(world[id].handle->Leader(1), 2U) << id;
    }
}

TEST(ShardedNode, ALearnerJoins)
{
    World world(4, 1, 3);
    world.StartAll();
    world.Run(10 * MS);
    world[1].Propose(0, "a");
    world.Run(10 * MS);
    EXPECT_FALSE(world[4].handle->HasShard(0));
    ASSERT_TRUE(world[1].handle->ProposeMembership(world.NowNs(), 0, {1, 2, 3}, {4}).IsOk());
    world[1].handle->Settle(world.NowNs());
    world.Run(10 * MS);
    EXPECT_GT(world[4].handle->Handler().GetCounters().unknownShards, 0U);
    EXPECT_GT(world[1].handle->Handler().GetCounters().refusals, 0U);
    RaftShardConfig joined;
    joined.shard = 0;
    joined.voters = {1, 2, 3};
    joined.learners = {4};
    EXPECT_EQ(world[4].handle->Join(world.NowNs(), joined), RaftError::NONE);
    EXPECT_EQ(world[4].handle->Join(world.NowNs(), joined), RaftError::UNKNOWN_SHARD); // is there
    world[4].handle->Settle(world.NowNs());
    world.Run(1000 * MS);
    world[1].Propose(0, "b");
    world.Run(100 * MS);
    EXPECT_EQ(world[4].Texts(0), (Texts{"a", "b"}));
    EXPECT_EQ(world[4].handle->Host().Find(0)->Role(), RaftRole::FOLLOWER);
    EXPECT_EQ(world[4].service.gaps, 0U);
    EXPECT_EQ(world[4].handle->Shards(), std::vector<RaftShardId>{0});
}
