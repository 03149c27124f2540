/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-frame-fixture.h"
#include "sharded-node-world.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

// What a node's parts hand on to each other, its service and its shell.

namespace
{

using World = ShardedNodeWorld;
using Texts = std::vector<std::string>;

constexpr int64_t MS = World::MS;

/// @return the request of a candidate with a better log than anybody's
std::vector<uint8_t>
VoteFrame(RaftNodeId from, RaftNodeId to, uint64_t term)
{
    RaftMessage vote = RaftMessageOf(RaftMessageType::VOTE);
    vote.from = from;
    vote.to = to;
    vote.term = term;
    vote.index = 1000;
    vote.logTerm = term;
    return RaftRequestFrame(0, vote);
}

/// @return whether the last answer of a node to a request for its vote gives it
bool
GivesItsVote(const World::Node& node)
{
    const auto opened = RaftFrame::Open(node.sent.back().frame);
    const ByteSpan body = opened.Value().body;
    const auto response = ShardedRaftRpcResponse::Decode(0, body.data, body.size);
    EXPECT_EQ(response.Value().response.type, RaftMessageType::VOTE_REPLY);
    return !response.Value().response.reject;
}

} // namespace

TEST(ShardedNodeWiring, AVoteIsGivenOnceInATermAlsoAcrossACrash)
{
    for (const bool isCrashed : {false, true})
    {
        World world(3, 1, 3);
        world.Configure([](ShardedNodeConfig& config) { config.raft.sticky = false; });
        world.StartAll();
        world.Run(10 * MS); // node 2 has voted for node 1 in term 1
        world.cutOff = {1, 2, 3};
        if (isCrashed)
        {
            world[2].Crash();
            ASSERT_FALSE(world[2].Start());
        }
        const auto ask = [&](uint64_t term)
        {
            world[2].handle->Receive(world.NowNs(), 3, false, VoteFrame(3, 2, term));
            world[2].handle->Settle(world.NowNs());
            world.Run(1 * MS); // until it is on the disk
            return GivesItsVote(world[2]);
        };
        EXPECT_FALSE(ask(1)) << isCrashed;
        EXPECT_TRUE(ask(2)) << isCrashed;
    }
}

TEST(ShardedNodeWiring, EachShardHasItsPriority)
{
    World world(3, 3, 3);
    world.Configure(
        [](ShardedNodeConfig& config)
        {
            for (RaftShardConfig& shard : config.shards)
            {
                shard.leadsFirst = false;
                shard.priority = config.host.self == shard.shard + 1 ? 1 : 0; // 0: never by itself
            }
        });
    world.StartAll();
    world.Run(3000 * MS);
    for (RaftShardId shard = 0; shard < 3; shard++)
    {
        for (RaftNodeId id = 1; id <= 3; id++)
        {
            const RaftCore& core = *world[id].handle->Host().Find(shard);
            EXPECT_EQ(core.Leader(), shard + 1);
            EXPECT_EQ(core.Counters().preVotes, id == shard + 1 ? 1U : 0U);
        }
    }
}

TEST(ShardedNodeWiring, AShardBeginsWithItsLearners)
{
    World world(4, 1, 4);
    world.Configure(
        [](ShardedNodeConfig& config)
        {
            config.shards[0].voters = {2, 1};
            config.shards[0].learners = {4, 3};
        });
    world.StartAll();
    world.Run(10 * MS);
    ASSERT_EQ(world[1].Propose(0, "a"), RaftError::NONE);
    world.Run(100 * MS);
    for (RaftNodeId id = 1; id <= 4; id++)
    {
        const RaftMembership& membership = world[id].handle->Host().Find(0)->Membership();
        EXPECT_EQ(membership.voters, (std::vector<RaftNodeId>{1, 2})) << id;
        EXPECT_EQ(membership.learners, (std::vector<RaftNodeId>{3, 4})) << id;
        EXPECT_EQ(world[id].Texts(0), Texts{"a"}) << id;
    }
}

TEST(ShardedNodeWiring, TimeoutsDifferByNodeShardAndLife)
{
    World world(3, 2, 3);
    world.Configure(
        [](ShardedNodeConfig& config)
        {
            for (RaftShardConfig& shard : config.shards)
            {
                shard.leadsFirst = false;
            }
        });
    std::set<int64_t> deadlines;
    for (int life = 0; life < 3; life++)
    {
        world.StartAll();
        for (RaftNodeId id = 1; id <= 3; id++)
        {
            for (const RaftShardId shard : {0, 1})
            {
                deadlines.insert(world[id].handle->Host().Find(shard)->NextDeadlineNs());
            }
            world[id].Crash();
        }
    }
    EXPECT_EQ(deadlines.size(), 3U * 3U * 2U);
}

/// Not even when nothing holds it back: it would end the term of whoever leads meanwhile.
TEST(ShardedNodeWiring, WhoComesBackDoesNotStandForElectionAtOnce)
{
    World world(3, 1, 3);
    world.Configure(
        [](ShardedNodeConfig& config)
        {
            config.raft.preVote = false;
            config.raft.sticky = false;
        });
    world.StartAll();
    world.Run(10 * MS);
    EXPECT_EQ(world[1].handle->Host().Find(0)->Counters().elections, 1U);
    world[1].Crash();
    ASSERT_FALSE(world[1].Start());
    EXPECT_EQ(world[1].handle->Host().Find(0)->Counters().elections, 0U);
    EXPECT_EQ(world[1].handle->Host().Find(0)->Role(), RaftRole::FOLLOWER);
}

TEST(ShardedNodeWiring, CountsWhatTransportDoesNotTake)
{
    World world(3, 1, 3);
    world.StartAll();
    world.Run(10 * MS);
    world.Run(50 * MS - world.NowNs() % (50 * MS) + 10 * MS); // between two heartbeats
    const ShardedNodeHandle::Counters& counters = world[1].handle->GetCounters();
    EXPECT_EQ(counters.unsent, 0U);
    world[1].refusesToSend = true;
    ASSERT_EQ(world[1].Propose(0, "a"), RaftError::NONE);
    EXPECT_EQ(counters.unsent, 2U) << "an append to each of the others";
    world.Run(50 * MS);
    EXPECT_EQ(counters.unsent, 4U) << "heartbeats to each of the others";
    RaftMessage vote = RaftMessageOf(RaftMessageType::VOTE);
    vote.from = 2;
    vote.to = 1;
    world[1].sent.clear();
    EXPECT_EQ(world[1].handle->Receive(world.NowNs(), 2, false, RaftRequestFrame(9, vote)),
              ShardedRaftProtocolHandler::Verdict::ANSWER);
    EXPECT_EQ(counters.unsent, 5U) << "that there is no such shard";
    ASSERT_EQ(world[1].sent.size(), 1U);
    EXPECT_EQ(world[1].sent[0].to, 2U);
    EXPECT_EQ(world[1].sent[0].urgency, RaftUrgency::CONTROL);
}

/// It has come back with the protocol without shards, which names no sets: one that is only named would not reach it.
TEST(ShardedNodeWiring, LateBeatsOfANodeThatSpeaksOtherwiseNowDoNotCostItItsHeartbeats)
{
    World world(3, 1, 3);
    world.Configure([](ShardedNodeConfig& config) { config.host.quiesce = false; });
    world.StartAll();
    world.Run(1010 * MS); // between two heartbeats
    std::vector<uint8_t> late;
    for (const World::Sent& sent : world[2].sent)
    {
        const bool isBeats = sent.to == 1 && sent.frame[1] == 3;
        late = isBeats ? sent.frame : late; // which says that it holds the set of today
    }
    const RaftHostCounters& leader = world[1].handle->Host().Counters();
    ASSERT_EQ(leader.setsRepeated, leader.setsAnswered);
    ASSERT_GT(leader.setsRepeated, 10U);
    world[2].Crash();
    world.legacy = {2};
    ASSERT_FALSE(world[2].Start());
    world[1].handle->NoteConnected(2);
    ASSERT_EQ(world[1].handle->Receive(world.NowNs(), 2, false, late),
              ShardedRaftProtocolHandler::Verdict::TAKEN);
    world.Run(1000 * MS);
    EXPECT_EQ(world[2].handle->Leader(0), 1U);
    EXPECT_EQ(world[2].handle->Host().Find(0)->Counters().preVotes, 0U);
}

TEST(ShardedNodeWiring, ARecordThatIsLargeIsClosedBeforeTheEnd)
{
    World world(1, 5, 1);
    world.Configure([](ShardedNodeConfig& config) { config.storage.maxRecordBytes = 1000; });
    world.StartAll();
    world.Run(10 * MS);
    const size_t before = world[1].disk.size();
    world[1].handle->SetNow(world.NowNs());
    const std::vector<uint8_t> bytes(400);
    for (RaftShardId shard = 0; shard < 5; shard++)
    {
        ASSERT_TRUE(world[1].handle->Propose(shard, RaftPayload::Create(bytes.data(), 400)).IsOk());
    }
    world[1].handle->Settle(world.NowNs());
    EXPECT_EQ(world[1].disk.size() - before, 2U); // three shards have more than 1,000 bytes
    world.Run(10 * MS);
    EXPECT_EQ(world[1].handle->GetCounters().committed, 5U);
}

TEST(ShardedNodeWiring, ASnapshotThatIsTheEndOfTheLogEndsProposals)
{
    World world(3, 1, 3);
    world.Configure(
        [](ShardedNodeConfig& config)
        {
            config.snapshotEntries = 10;
            config.raft.trailingEntries = 0;
        });
    world.StartAll();
    world.Run(10 * MS);
    world.cutOff = {1};
    world[1].Propose(0, "lost");
    world.Run(1000 * MS);
    const RaftNodeId leader = world[2].handle->Leader(0);
    ASSERT_TRUE(leader == 2 || leader == 3);
    while (world[leader].handle->Host().Find(0)->Log().LastIndex() < 20)
    {
        ASSERT_EQ(world[leader].Propose(0, "x"), RaftError::NONE);
        world.Run(2 * MS);
    }
    ASSERT_EQ(world[leader].snapshots.back().index, 20U);
    world.cutOff.clear();
    world.Run(1000 * MS);
    EXPECT_EQ(world[1].handle->Host().Find(0)->Log().LastIndex(), 20U); // nothing came behind it
    EXPECT_EQ(world[1].handle->GetCounters().superseded, 1U);
    EXPECT_EQ(world[1].handle->Waiting(), 0U);
}

TEST(ShardedNodeWiring, ALogThatIsLongBecauseOfWhatIsKeptMakesNoSnapshots)
{
    World world(1, 1, 1);
    world.Configure(
        [](ShardedNodeConfig& config)
        {
            config.snapshotEntries = 0;
            config.snapshotBytes = 1000;
            config.raft.trailingEntries = 5;
        });
    world.StartAll();
    world.Run(10 * MS);
    for (int i = 2; i <= 12; i++) // behind the leader's empty entry
    {
        ASSERT_EQ(world[1].Propose(0, std::string(300, 'a')), RaftError::NONE);
        world.Run(2 * MS);
    }
    // The first when more than 5 entries are new, the next when so many are again: 1,500 bytes are kept all the time.
    ASSERT_EQ(world[1].snapshots.size(), 2U);
    EXPECT_EQ(world[1].snapshots[0].index, 6U);
    EXPECT_EQ(world[1].snapshots[1].index, 12U);
}

TEST(ShardedNodeWiring, WithoutShardingOnlyShardZeroCanBeJoined)
{
    World world(1, 0, 1);
    world.Configure([](ShardedNodeConfig& config) { config.isShardingEnabled = false; });
    world.StartAll();
    RaftShardConfig shard;
    shard.voters = {1};
    shard.shard = 5;
    EXPECT_EQ(world[1].handle->Join(world.NowNs(), shard), RaftError::UNKNOWN_SHARD);
    shard.shard = 0;
    EXPECT_EQ(world[1].handle->Join(world.NowNs(), shard), RaftError::NONE);
}

TEST(ShardedNodeWiring, ServiceAndShellAreToldOfEveryRole)
{
    World world(3, 1, 3);
    world.StartAll();
    world.Run(10 * MS);
    world[1].Crash();
    world.Run(1000 * MS);
    ASSERT_FALSE(world[1].Start());
    world.Run(1000 * MS);
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(world[id].service.roles, world[id].roles) << id;
    }
    ASSERT_FALSE(world[1].roles.empty());
    EXPECT_EQ(world[1].roles[0], "0: pre-candidate in 0 under 0");
    EXPECT_EQ(std::count(world[1].roles.begin(), world[1].roles.end(), "0: leader in 1 under 1"),
              1);
    EXPECT_EQ(std::count(world[2].roles.begin(), world[2].roles.end(), "0: follower in 1 under 1"),
              1);
}

TEST(ShardedNodeWiring, TheHandlerKeepsToTheLimitOfFrames)
{
    World world(1, 1, 1);
    world.Configure([](ShardedNodeConfig& config) { config.maxFrameBytes = 2U << 20U; });
    world.StartAll();
    for (const size_t bytes : {size_t{2} << 20U, (size_t{2} << 20U) + 1})
    {
        world[1].handle->Receive(world.NowNs(), 2, false, std::vector<uint8_t>(bytes));
    }
    EXPECT_EQ(world[1].handle->Handler().GetCounters().tooLong, 1U);
}

TEST(ShardedNodeWiring, WaitingCountsAllShardsAndWhatIsDurableHasToBeSettled)
{
    World world(1, 2, 1);
    world.StartAll();
    world.Run(10 * MS);
    world[1].isStalled = true;
    world[1].Propose(0, "a");
    world[1].Propose(0, "b");
    world[1].Propose(1, "c");
    EXPECT_EQ(world[1].handle->Waiting(), 3U);
    EXPECT_FALSE(world[1].handle->NeedsSettling());
    world[1].handle->OnDurable(world.NowNs(), world[1].disk.back().record.id);
    EXPECT_TRUE(world[1].handle->NeedsSettling());
    world[1].handle->Settle(world.NowNs());
    EXPECT_EQ(world[1].handle->Waiting(), 0U);
    EXPECT_EQ(world[1].Texts(0), (Texts{"a", "b"}));
    EXPECT_EQ(world[1].Texts(1), Texts{"c"});
}
