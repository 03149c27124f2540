/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-frame-fixture.h"

#include "ns3/sharded-raft-protocol-handler.h"

#include <gtest/gtest.h>

#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

using Bytes = std::vector<uint8_t>;
using Type = RaftMessageType;

constexpr int64_t US = 1000;
constexpr int64_t MS = 1000000;
constexpr int64_t START = 1000 * MS;
constexpr int64_t AHEAD = 250 * MS; //!< the server's clock against the client's

/// A node with groups 0 and 1 of nodes 1 and 2.
struct Node
{
    explicit Node(RaftNodeId self) : host(HostConfig(self), output), handler({self}, host)
    {
        RaftStart start;
        start.bootstrap.voters = {1, 2};
        host.AddShard(START, 0, RaftOptions(), start, self);
        host.AddShard(START, 1, RaftOptions(), start, self);
    }

    static RaftHost::Config
    HostConfig(RaftNodeId self)
    {
        RaftHost::Config config;
        config.self = self;
        return config;
    }

    ShardedRaftProtocolHandler::Verdict
    Receive(int64_t nowNs, RaftNodeId peer, const Bytes& frame)
    {
        Bytes answer;
        return handler.Receive(nowNs, peer, false, frame, answer);
    }

    RaftHostRecorder output;
    RaftHost host;
    ShardedRaftProtocolHandler handler;
};

/// Node 1 asks, node 2 answers; all times are on node 1's clock.
class RaftTimestamps : public testing::Test
{
  protected:
    /// An append with one entry leaves.
    Bytes
    Ask(RaftShardId shard, int64_t atNs)
    {
        RaftMessage append = RaftMessageOf(Type::APPEND);
        append.index = m_last[shard]++;
        append.logTerm = append.index > 0 ? 3 : 0;
        append.sentNs = atNs;
        append.wantsReply = true;
        append.entries.resize(1);
        append.entries[0].term = 3;
        Bytes frame;
        m_client.handler.Write(atNs, shard, append, false, frame);
        return frame;
    }

    /// It comes to the server.
    void
    Come(int64_t atNs, const Bytes& frame)
    {
        EXPECT_EQ(m_server.Receive(atNs + AHEAD, 1, frame),
                  ShardedRaftProtocolHandler::Verdict::TAKEN);
        m_server.host.Collect(atNs + AHEAD);
    }

    /// The server's disk is done, and its answer leaves.
    Bytes
    Answer(int64_t atNs)
    {
        m_server.output.messages.clear();
        m_server.output.Persist(m_server.host, atNs + AHEAD);
        EXPECT_EQ(m_server.output.messages.size(), 1U);
        const auto& [shard, message] = m_server.output.messages.at(0);
        Bytes frame;
        m_server.handler.Write(atNs + AHEAD, shard, message, false, frame);
        return frame;
    }

    /// A whole exchange: the request and the answer travel and the disk takes so long.
    void
    Exchange(RaftShardId shard, int64_t atNs, int64_t thereNs, int64_t diskNs, int64_t backNs)
    {
        Come(atNs + thereNs, Ask(shard, atNs));
        const Bytes answer = Answer(atNs + thereNs + diskNs);
        m_client.Receive(atNs + thereNs + diskNs + backNs, 2, answer);
    }

    void
    Expect(int64_t offsetNs, int64_t delayNs)
    {
        const auto clock = m_client.handler.ClockOf(2);
        ASSERT_TRUE(clock);
        EXPECT_EQ(clock->offsetNs, offsetNs);
        EXPECT_EQ(clock->delayNs, delayNs);
    }

    Node m_client{1};
    Node m_server{2};
    uint64_t m_last[2]{};
};

} // namespace

TEST_F(RaftTimestamps, EqualWaysGiveTheOffsetExactly)
{
    EXPECT_FALSE(m_client.handler.ClockOf(2));
    Exchange(0, START, 200 * US, 0, 200 * US);
    Expect(AHEAD, 200 * US);
    EXPECT_FALSE(m_client.handler.ClockOf(1));
    EXPECT_FALSE(m_client.handler.ClockOf(3));
}

TEST_F(RaftTimestamps, TheServersDiskIsNotOnTheWay)
{
    Exchange(0, START, 200 * US, 30 * MS, 200 * US);
    Expect(AHEAD, 200 * US);
}

TEST_F(RaftTimestamps, UnequalWaysShiftTheOffsetByHalfOfWhatTheyDiffer)
{
    // There 200, back 600: delay (200 + 600) / 2 = 400, offset off by (200 - 600) / 2 = -200.
    Exchange(0, START, 200 * US, 5 * MS, 600 * US);
    Expect(AHEAD - 200 * US, 400 * US);
}

TEST_F(RaftTimestamps, WhatWaitedInQueuesLeastCounts)
{
    Exchange(0, START, 900 * US, 1 * MS, 200 * US); // delay 550
    Expect(AHEAD + 350 * US, 550 * US);
    Exchange(1, START + 10 * MS, 210 * US, 1 * MS, 200 * US); // delay 205
    Expect(AHEAD + 5 * US, 205 * US);
    Exchange(0, START + 20 * MS, 200 * US, 1 * MS, 1700 * US); // delay 950
    Expect(AHEAD + 5 * US, 205 * US);
    for (int64_t i = 3; i < 11; i++)
    {
        Exchange(0, START + i * 10 * MS, 300 * US, 1 * MS, 300 * US); // eight that waited a little
    }
    Expect(AHEAD, 300 * US);
}

TEST_F(RaftTimestamps, EachGroupRemembersItsOwnRequest)
{
    Come(START + 200 * US, Ask(0, START));
    const Bytes late = Ask(1, START + 50 * US);
    const Bytes answer = Answer(START + 400 * US);
    Come(START + 500 * US, late);
    m_client.Receive(START + 600 * US, 2, answer);
    Expect(AHEAD, 200 * US);
}

TEST_F(RaftTimestamps, AnAnswerToWhatCameInBeatsIsNoSample)
{
    const Bytes append = Ask(0, START);
    Come(START + 200 * US, append);
    RaftMessage heartbeat = RaftMessageOf(Type::HEARTBEAT);
    heartbeat.sentNs = START + 100 * US;
    RaftBeats beats;
    beats.from = 1;
    beats.to = 2;
    beats.epoch = 1;
    beats.beats = {RaftBeat::Of(0, heartbeat)};
    Bytes frame;
    ShardedRaftProtocolHandler::Write(beats, frame);
    m_server.Receive(START + 300 * US + AHEAD, 1, frame);
    // The answer to the append gives back the heartbeat's time, as that is the latest.
    m_client.Receive(START + 600 * US, 2, Answer(START + 400 * US));
    EXPECT_EQ(m_client.handler.GetCounters().responses, 1U);
    EXPECT_FALSE(m_client.handler.ClockOf(2));
}

TEST_F(RaftTimestamps, TimesThatCannotBeAreNoSample)
{
    struct Case
    {
        RaftRpcTimestamps server;
        int64_t sentNs;
    };

    const int64_t now = START + 400 * US;
    for (const Case& one : std::vector<Case>{
             {{0, now}, START},                  // the server does not know
             {{now, now}, 0},                    // the client did not say
             {{now, now - 1}, START},            // answered before it was asked
             {{now, now}, now + 1},              // asked after now
             {{1, INT64_MAX}, START},            // longer at the server than on the way
             {{INT64_MIN, INT64_MAX}, START},    // no clock shows this
             {{INT64_MIN, now}, START},          //
             {{now, now}, INT64_MIN},            //
             {{INT64_MAX, INT64_MAX}, INT64_MIN} //
         })
    {
        RaftMessage reply = RaftMessageOf(Type::APPEND_REPLY);
        reply.from = 2;
        reply.to = 1;
        reply.sentNs = one.sentNs;
        m_client.Receive(now, 2, RaftResponseFrame(0, one.server, reply));
        EXPECT_FALSE(m_client.handler.ClockOf(2)) << one.server.receivedNs << " " << one.sentNs;
    }
    EXPECT_EQ(m_client.handler.GetCounters().responses, 9U);
}

TEST_F(RaftTimestamps, TheFurthestClockIsReckonedWithoutOverflow)
{
    RaftMessage reply = RaftMessageOf(Type::APPEND_REPLY);
    reply.from = 2;
    reply.to = 1;
    reply.sentNs = START;
    m_client.Receive(START + 10, 2, RaftResponseFrame(0, {INT64_MAX, INT64_MAX}, reply));
    Expect(INT64_MAX - START - 5, 5);
}
