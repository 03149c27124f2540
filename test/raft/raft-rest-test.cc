/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-host-mesh.h"

#include <gtest/gtest.h>

#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr int64_t MS = 1000000;
constexpr int64_t SECOND = 1000 * MS;

/// @return a message to node 1, in term 1
RaftMessage
Answer(RaftMessageType type, RaftNodeId from, int64_t sentNs)
{
    RaftMessage message;
    message.Clear();
    message.type = type;
    message.from = from;
    message.to = 1;
    message.term = 1;
    message.sentNs = sentNs;
    return message;
}

/// Node 1 of a group of three, played against by hand.
class RaftRest : public testing::Test
{
  protected:
    RaftRest() : leader(1, Options(), Start(), nowNs, 1)
    {
        leader.Campaign(nowNs);
        Step();
        leader.Receive(nowNs, Answer(RaftMessageType::VOTE_REPLY, 2, 0));
        Step();
    }

    static RaftOptions
    Options()
    {
        RaftOptions options;
        options.preVote = false;
        options.restAfterNs = 200 * MS;
        return options;
    }

    static RaftStart
    Start()
    {
        RaftStart start;
        start.bootstrap.voters = {1, 2, 3};
        return start;
    }

    /// Carries out what the leader wants, with a disk that is never late. @return its messages
    std::vector<RaftMessage>
    Step()
    {
        std::vector<RaftMessage> sent;
        for (bool again = true; again;)
        {
            RaftReady& ready = leader.Collect(nowNs);
            sent.insert(sent.end(), ready.messages.begin(), ready.messages.end());
            const uint64_t write = ready.write.id;
            const bool applies = ready.applyFirst <= ready.applyLast;
            if (applies)
            {
                leader.OnApplied(ready.applyLast);
            }
            if (write != 0)
            {
                leader.OnPersisted(nowNs, write);
            }
            again = write != 0 || applies;
        }
        return sent;
    }

    /// Both others answer, until the leader asks whether all can rest. @return its question
    RaftMessage
    PlayUntilAsked()
    {
        std::vector<RaftMessage> sent;
        for (const RaftNodeId from : {2U, 3U})
        {
            RaftMessage ack = Answer(RaftMessageType::APPEND_REPLY, from, nowNs);
            ack.index = leader.Log().LastIndex();
            leader.Receive(nowNs, ack);
        }
        for (int64_t endNs = nowNs + SECOND; nowNs < endNs; nowNs += 10 * MS)
        {
            for (const RaftMessage& message : sent)
            {
                if (message.type == RaftMessageType::HEARTBEAT && message.rest)
                {
                    return message;
                }
            }
            for (const RaftNodeId from : {2U, 3U})
            {
                leader.Receive(nowNs, Answer(RaftMessageType::HEARTBEAT_REPLY, from, nowNs));
            }
            if (leader.NextDeadlineNs() <= nowNs)
            {
                leader.Tick(nowNs);
            }
            sent = Step();
        }
        return RaftMessage();
    }

    int64_t nowNs{SECOND};
    RaftCore leader;
};

} // namespace

/// Seed 32795 of the soak: a follower asked between the leader's question and its rest, got no
/// answer, and ended the term of a healthy leader.
TEST_F(RaftRest, ALeaderThatStillAsksAnswersWhoRestsAlready)
{
    const RaftMessage question = PlayUntilAsked();
    ASSERT_TRUE(question.rest);
    RaftMessage agreed = Answer(RaftMessageType::HEARTBEAT_REPLY, 2, nowNs);
    agreed.rest = true;
    agreed.round = question.round;
    leader.Receive(nowNs, agreed);
    EXPECT_TRUE(Step().empty());
    EXPECT_FALSE(leader.IsResting()) << "node 3 has not agreed";

    RaftMessage check = Answer(RaftMessageType::HEARTBEAT_REPLY, 2, nowNs);
    check.rest = true;
    check.wantsReply = true;
    leader.Receive(nowNs, check);
    const std::vector<RaftMessage> sent = Step();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent.front().to, 2U);
    EXPECT_EQ(sent.front().type, RaftMessageType::HEARTBEAT);
    EXPECT_TRUE(sent.front().rest);
}

/// Seed 443 of the soak: a copy of an old heartbeat woke a learner, which waited for heartbeats of
/// a leader that went on resting.
TEST(RaftRestHosts, ALateCopyFromTheLeaderWakesTheLeaderToo)
{
    RaftHost::Config config;
    config.epoch = 5;
    RaftHostMesh mesh(3, config);
    mesh.AddGroups(1, 3, RaftOptions());
    mesh.Run(3 * SECOND);
    const RaftCore& leader = *mesh.At(1).host.Find(0);
    const RaftCore& follower = *mesh.At(2).host.Find(0);
    ASSERT_TRUE(leader.IsResting());
    ASSERT_TRUE(follower.IsResting());
    const uint64_t term = leader.Term();

    RaftMessage late;
    late.Clear();
    late.type = RaftMessageType::HEARTBEAT;
    late.from = 1;
    late.to = 2;
    late.term = term;
    late.sentNs = RaftHostMesh::START_NS + 500 * MS;
    mesh.At(2).host.Receive(mesh.NowNs(), 0, late);
    mesh.At(2).Settle(mesh.NowNs());
    EXPECT_FALSE(follower.IsResting());
    mesh.Run(MS);
    EXPECT_FALSE(leader.IsResting());
    mesh.Run(3 * SECOND);
    EXPECT_TRUE(leader.IsResting());
    EXPECT_TRUE(follower.IsResting());
    EXPECT_EQ(leader.Term(), term);
    EXPECT_EQ(leader.Counters().wakes[static_cast<size_t>(RaftWake::REFUSED)], 1U);
}

/// In the ordinary case the leader knows, and is told nothing.
TEST(RaftRestHosts, WhomTheLeaderWakesDoesNotTellIt)
{
    RaftHost::Config config;
    config.epoch = 5;
    RaftHostMesh mesh(3, config);
    mesh.AddGroups(1, 3, RaftOptions());
    mesh.Run(3 * SECOND);
    ASSERT_TRUE(mesh.At(1).host.Find(0)->IsResting());
    const uint64_t beats = mesh.At(2).host.Counters().beatsSent;
    mesh.At(1).host.Propose(mesh.NowNs(), 0, nullptr);
    mesh.At(1).Settle(mesh.NowNs());
    mesh.Run(20 * MS);
    EXPECT_FALSE(mesh.At(2).host.Find(0)->IsResting());
    EXPECT_EQ(mesh.At(2).host.Counters().beatsSent - beats, 1U) << "the answer to a heartbeat";
}
