/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-frame-fixture.h"

#include "ns3/raft-network.h"

#include <gtest/gtest.h>

#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

using Bytes = std::vector<uint8_t>;
using Type = RaftMessageType;

/// Keeps what is sent.
class Recorder : public RaftTransport
{
  public:
    struct Sent
    {
        RaftNodeId to;
        Bytes frame;
        RaftUrgency urgency;
        uint64_t flow;
    };

    bool
    IsLegacy(RaftNodeId node) const override
    {
        return node == 3;
    }

    bool
    Transmit(RaftNodeId to, Bytes& frame, RaftUrgency urgency, uint64_t flow) override
    {
        if (isFull)
        {
            return false;
        }
        sent.push_back({to, std::move(frame), urgency, flow});
        return true;
    }

    std::vector<Sent> sent;
    bool isFull{false};
};

/// Node 1, to which node 3 speaks without shards.
class RaftNetwork : public testing::Test
{
  protected:
    static RaftHost::Config
    HostConfig()
    {
        RaftHost::Config config;
        config.self = 1;
        return config;
    }

    static RaftMessage
    To(RaftNodeId to, Type type)
    {
        RaftMessage message = RaftMessageOf(type);
        message.to = to;
        return message;
    }

    static RaftBeats
    BeatsTo(RaftNodeId to, std::vector<RaftShardId> shards)
    {
        RaftBeats beats;
        beats.from = 1;
        beats.to = to;
        beats.epoch = 1;
        for (const RaftShardId shard : shards)
        {
            RaftMessage message = To(to, Type::HEARTBEAT);
            message.term = 30 + shard;
            message.round = 4;
            message.commit = 2;
            message.sentNs = 77;
            beats.beats.push_back(RaftBeat::Of(shard, message));
        }
        return beats;
    }

    RaftHostRecorder m_output;
    RaftHost m_host{HostConfig(), m_output};
    ShardedRaftProtocolHandler m_handler{{1}, m_host};
    Recorder m_transport;
    RaftNetworkFactory m_network{m_handler, m_transport};
    Bytes m_frame;
};

} // namespace

TEST_F(RaftNetwork, UrgencyGoesByType)
{
    for (uint8_t type = 0; type <= static_cast<uint8_t>(Type::READ_INDEX_REPLY); type++)
    {
        const RaftMessage message = To(2, static_cast<Type>(type));
        ASSERT_TRUE(m_network.NewClientForShard(2, 0).Send(1, message, m_frame));
        const RaftUrgency expected = message.type == Type::APPEND     ? RaftUrgency::LOG
                                     : message.type == Type::SNAPSHOT ? RaftUrgency::BULK
                                                                      : RaftUrgency::CONTROL;
        EXPECT_EQ(m_transport.sent.back().urgency, expected) << RaftMessageTypeName(message.type);
    }
}

TEST_F(RaftNetwork, EachShardIsAFlowAndBeatsAreAnother)
{
    EXPECT_TRUE(m_network.NewClientForShard(2, 0).Send(1, To(2, Type::VOTE), m_frame));
    EXPECT_TRUE(m_network.NewClientForShard(2, 7).Send(1, To(2, Type::VOTE), m_frame));
    EXPECT_TRUE(m_network.NewClient(2).Send(1, To(2, Type::VOTE), m_frame));
    EXPECT_TRUE(m_network.NewClientForShard(2, UINT32_MAX - 1).Send(1, To(2, Type::VOTE), m_frame));
    EXPECT_TRUE(m_network.SendBeats(1, BeatsTo(2, {0, 7}), m_frame));
    ASSERT_EQ(m_transport.sent.size(), 5U);
    EXPECT_EQ(m_transport.sent[0].flow, 1U);
    EXPECT_EQ(m_transport.sent[1].flow, 8U);
    EXPECT_EQ(m_transport.sent[2].flow, 1U);
    EXPECT_EQ(m_transport.sent[3].flow, uint64_t{UINT32_MAX});
    EXPECT_EQ(m_transport.sent[4].flow, 0U);
    EXPECT_EQ(m_transport.sent[4].urgency, RaftUrgency::CONTROL);
    EXPECT_EQ(m_transport.sent[1].frame, RaftRequestFrame(7, To(2, Type::VOTE)));
    EXPECT_EQ(m_transport.sent[4].frame[1], 3); // beats
}

TEST_F(RaftNetwork, TellsWhatWasNotTaken)
{
    m_transport.isFull = true;
    EXPECT_FALSE(m_network.NewClientForShard(2, 0).Send(1, To(2, Type::VOTE), m_frame));
    EXPECT_FALSE(m_network.SendBeats(1, BeatsTo(2, {0}), m_frame));
    EXPECT_FALSE(m_network.SendBeats(1, BeatsTo(3, {0}), m_frame));
}

TEST_F(RaftNetwork, ALegacyNodeIsSentItsProtocol)
{
    EXPECT_TRUE(m_network.NewClient(3).Send(1, To(3, Type::VOTE), m_frame));
    ASSERT_EQ(m_transport.sent.size(), 1U);
    EXPECT_EQ(m_transport.sent[0].frame, RaftRequestFrame(0, To(3, Type::VOTE), true));
}

TEST_F(RaftNetwork, ALegacyNodeIsNotSentOtherShards)
{
    EXPECT_FALSE(m_network.NewClientForShard(3, 1).Send(1, To(3, Type::VOTE), m_frame));
    EXPECT_TRUE(m_transport.sent.empty());
}

TEST_F(RaftNetwork, BeatsToALegacyNodeBecomeHeartbeatsOfShardZero)
{
    EXPECT_TRUE(m_network.SendBeats(1, BeatsTo(3, {0}), m_frame));
    EXPECT_FALSE(m_network.SendBeats(1, BeatsTo(3, {5, 0, 6}), m_frame)); // not all
    EXPECT_FALSE(m_network.SendBeats(1, BeatsTo(3, {5, 0}), m_frame));    // but the last
    ASSERT_EQ(m_transport.sent.size(), 3U);
    RaftMessage expected = To(3, Type::HEARTBEAT);
    expected.term = 30;
    expected.round = 4;
    expected.commit = 2;
    expected.sentNs = 77;
    for (const Recorder::Sent& sent : m_transport.sent)
    {
        EXPECT_EQ(sent.to, 3U);
        EXPECT_EQ(sent.flow, 1U);
        EXPECT_EQ(sent.urgency, RaftUrgency::CONTROL);
        EXPECT_EQ(sent.frame, RaftRequestFrame(0, expected, true));
    }
}

TEST_F(RaftNetwork, AnswersToBeatsToALegacyNodeAreResponses)
{
    RaftBeats beats = BeatsTo(3, {0});
    beats.beats[0].isReply = true;
    EXPECT_TRUE(m_network.SendBeats(1, beats, m_frame));
    ASSERT_EQ(m_transport.sent.size(), 1U);
    EXPECT_EQ(m_transport.sent[0].frame[1], 5);
}

TEST_F(RaftNetwork, ASignOfLifeIsNotForALegacyNode)
{
    EXPECT_TRUE(m_network.SendBeats(1, BeatsTo(3, {}), m_frame));
    EXPECT_TRUE(m_transport.sent.empty());
    EXPECT_TRUE(m_network.SendBeats(1, BeatsTo(2, {}), m_frame));
    EXPECT_EQ(m_transport.sent.size(), 1U);
}
