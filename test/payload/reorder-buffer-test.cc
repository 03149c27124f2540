/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/reorder-buffer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

ReorderBuffer::Config
Limits()
{
    ReorderBuffer::Config config;
    config.gapTimeout = MilliSeconds(10);
    return config;
}

/// A buffer of which a story is played.
class Story
{
  public:
    explicit Story(const ReorderBuffer::Config& config = Limits())
        : buffer(config, [this](const ReassembledPacket& whole) { Note(whole); })
    {
    }

    /**
     * One line per step: "milliseconds push|skip|expire sender id | what is delivered, as
     * sender.id ; why". Packets have 100 bytes.
     */
    void
    Play(const std::string& story)
    {
        std::istringstream lines(story);
        for (std::string line; std::getline(lines, line);)
        {
            std::istringstream words(line.substr(0, line.find('|')));
            int64_t ms;
            std::string what;
            ReassembledPacket whole;
            if (!(words >> ms >> what))
            {
                continue;
            }
            words >> whole.senderId >> whole.packetId;
            whole.packet = Create<Packet>(100);
            m_delivered.clear();
            if (what == "push")
            {
                buffer.Push(MilliSeconds(ms), whole);
            }
            else if (what == "skip")
            {
                buffer.Skip(whole.senderId, whole.packetId);
            }
            else
            {
                buffer.Expire(MilliSeconds(ms));
            }
            line.resize(std::min(line.size(), line.find(';')));
            std::istringstream expected(line.substr(line.find('|') + 1));
            std::string all;
            for (std::string word; expected >> word;)
            {
                all += word + " ";
            }
            EXPECT_EQ(m_delivered, all) << line;
            const auto& counters = buffer.GetCounters();
            EXPECT_EQ(counters.pushed,
                      counters.delivered + counters.stale + counters.forgotten + buffer.Waiting());
            EXPECT_EQ(buffer.WaitingBytes(), 100 * buffer.Waiting());
        }
    }

    ReorderBuffer buffer;

  private:
    void
    Note(const ReassembledPacket& whole)
    {
        m_delivered += std::to_string(whole.senderId) + "." + std::to_string(whole.packetId) + " ";
    }

    std::string m_delivered;
};

} // namespace

TEST(ReorderBuffer, DeliversEachSendersPacketsInOrder)
{
    Story story;
    story.Play(R"(
        0 push 1 0 | 1.0
        0 push 1 2 |
        0 push 2 1 |
        0 push 2 2 |
        1 push 1 1 | 1.1 1.2
        1 push 2 0 | 2.0 2.1 2.2
        2 push 1 3 | 1.3
    )");
    EXPECT_EQ(story.buffer.NextDeadline(), std::nullopt);
}

TEST(ReorderBuffer, AGapIsGivenUpWhenWhatIsBehindItWaitedLongEnough)
{
    Story story;
    story.Play(R"(
         0 push 1 1 |
         4 push 1 3 |
         5 push 1 4 |
         9 expire   |
    )");
    EXPECT_EQ(story.buffer.NextDeadline(), MilliSeconds(10));
    story.Play(R"(
        10 expire   | 1.1
        11 push 1 0 |               ; stale
    )");
    EXPECT_EQ(story.buffer.GetCounters().stale, 1U);
    EXPECT_EQ(story.buffer.NextDeadline(), MilliSeconds(14));
    story.Play(R"(
        14 push 2 0 | 1.3 1.4 2.0
        14 push 1 2 |
    )");
    EXPECT_EQ(story.buffer.GetCounters().timeouts, 2U);
    EXPECT_EQ(story.buffer.GetCounters().stale, 2U);
}

TEST(ReorderBuffer, WhatIsLostIsNotWaitedFor)
{
    Story story;
    story.Play(R"(
        0 push 1 2 |
        0 skip 1 1 |                 ; noted for later
        0 push 1 0 | 1.0 1.2
        1 push 1 4 |
        1 skip 1 3 | 1.4
        1 skip 1 3 |                 ; known already
        1 skip 9 3 |                 ; a sender that is not known
        2 push 1 5 | 1.5
    )");
    EXPECT_EQ(story.buffer.GetCounters().timeouts, 0U);
}

TEST(ReorderBuffer, RoomIsMadeByDeliveringTheOldestOfAll)
{
    auto limits = Limits();
    limits.maxPackets = 3;
    Story story(limits);
    story.Play(R"(
        0 push 1 5 |
        1 push 2 5 |
        2 push 1 3 |
        3 push 2 6 | 1.3 1.5         ; 5 of sender 1 came first, 3 goes before it
        4 push 1 6 | 1.6
    )");
    EXPECT_EQ(story.buffer.GetCounters().overflows, 1U);
    limits = Limits();
    limits.maxBytes = 250;
    Story bytes(limits);
    bytes.Play(R"(
        0 push 1 5 |
        1 push 2 5 |
        2 push 3 5 | 1.5
    )");
}

TEST(ReorderBuffer, BeyondItsSendersNothingIsOrdered)
{
    auto limits = Limits();
    limits.maxSenders = 1;
    Story story(limits);
    story.Play(R"(
        0 push 1 1 |
        0 push 2 1 | 2.1
        0 push 2 0 | 2.0
        0 push 1 0 | 1.0 1.1
    )");
    EXPECT_EQ(story.buffer.GetCounters().unordered, 2U);
}

TEST(ReorderBuffer, NoMoreIdsAreNotedAsSkippedThanPacketsMayWait)
{
    auto limits = Limits();
    limits.maxPackets = 2;
    Story story(limits);
    story.Play(R"(
        0 push 1 0 | 1.0
        0 skip 1 3 |
        0 skip 1 4 |
        0 skip 1 5 |                 ; not noted
        0 push 1 1 | 1.1
        0 push 1 2 | 1.2
        0 push 1 6 |
        0 push 1 5 | 1.5 1.6
    )");
}

TEST(ReorderBuffer, RefusesLimitsThatMakeNoSense)
{
    auto config = Limits();
    EXPECT_EQ(ReorderBuffer::Validate(config), "");
    config.gapTimeout = Time(0);
    EXPECT_EQ(ReorderBuffer::Validate(config), "gapTimeout must be positive");
    config = Limits();
    config.maxPackets = 0;
    EXPECT_EQ(ReorderBuffer::Validate(config), "maxPackets must be at least 1");
}

TEST(ReorderBuffer, AfterALossOfMemoryItIsAsNew)
{
    Story story;
    story.Play(R"(
        0 push 1 0 | 1.0
        1 push 1 2 |
        2 push 2 1 |
    )");
    const auto waiting = story.buffer.Forget();
    ASSERT_EQ(waiting.size(), 2U);
    EXPECT_EQ(waiting[0].packetId, 2U) << "in order of arrival";
    EXPECT_EQ(waiting[1].senderId, 2U);
    EXPECT_EQ(story.buffer.GetCounters().forgotten, 2U);
    story.Play(R"(
        3 push 1 3  |         ; nobody remembers that 1.0 was delivered
        12 expire   |
        13 expire   | 1.3
        14 push 1 4 | 1.4
    )");
}
