/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stream-pair.h"

#include "ns3/my-sql-strategy.h"
#include "ns3/total-length-strategy.h"
#include "ns3/web-socket-strategy.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// @return a text of so many letters
std::string
Letters(char letter, size_t count)
{
    return std::string(count, letter);
}

} // namespace

TEST(MessageStream, GoldenBytes)
{
    Side side(StreamConfig(4));
    side.Send("hi");
    side.Send("large!");
    // Whole message: version 1, no flags, length. Then two fragments of message 1, index 0 and 1.
    EXPECT_EQ(side.Write(100),
              (Bytes{0x10, 0, 0, 0, 2, 'h', 'i', 0x11, 0,   0,   0,   4,   0,    0,   0,  0,
                     0,    0, 0, 1, 0, 0,   0,   0,    'l', 'a', 'r', 'g', 0x13, 0,   0,  0,
                     2,    0, 0, 0, 0, 0,   0,   0,    1,   0,   0,   0,   1,    'e', '!'}));
}

TEST(MessageStream, WhatGoesInComesOutHoweverItIsCut)
{
    auto config = StreamConfig(10);
    config.queue.scheduler.quantumBytes = 64; // the long message has a turn of three fragments
    for (const size_t piece : {1, 2, 5, 7, 16, 1000})
    {
        Side from(config);
        Side to(config);
        from.Send(Letters('a', 35));
        from.Send("b");
        from.Send(Letters('c', 10));
        for (Bytes wire = from.Write(piece); !wire.empty(); wire = from.Write(piece))
        {
            EXPECT_LE(wire.size(), piece);
            EXPECT_TRUE(to.stream.Receive(Time(0), wire));
        }
        EXPECT_EQ(to.notes.Texts(), "b " + Letters('c', 10) + " " + Letters('a', 35) + " ")
            << piece;
        EXPECT_FALSE(from.stream.Queue().HasOutput());
    }
}

TEST(MessageStream, AnUrgentMessageWaitsForOneFragmentAtMost)
{
    Side from(StreamConfig(100));
    Side to(StreamConfig(100));
    from.Send(Letters('a', 10000), 7);
    to.stream.Receive(Time(0), from.Write(500)); // in the middle of the fifth fragment
    from.Send("urgent", 0);
    to.stream.Receive(Time(0),
                      from.Write(100 + 17 + 5 + 6)); // at most the fragment, then the message
    EXPECT_EQ(to.notes.Texts(), "urgent ");
}

TEST(MessageStream, WithoutInterleavingItWaitsForTheWholeMessage)
{
    auto config = StreamConfig(100);
    config.queue.scheduler.interleave = false;
    Side from(config);
    Side to(config);
    from.Send(Letters('a', 1000), 7);
    to.stream.Receive(Time(0), from.Write(500));
    from.Send("urgent", 0);
    to.stream.Receive(Time(0), from.Write(10000));
    EXPECT_EQ(to.notes.Texts(), Letters('a', 1000) + " urgent ");
}

TEST(MessageStream, ProtocolsWithoutIdsAreNeverInterleaved)
{
    EXPECT_TRUE(CarriesMessageIds(CanonicalStrategy(10), 0));
    EXPECT_TRUE(CarriesMessageIds(TotalLengthStrategy(10), 0));
    EXPECT_FALSE(CarriesMessageIds(MySqlStrategy(10), 0));
    EXPECT_FALSE(CarriesMessageIds(WebSocketStrategy(10), WebSocketStrategy::BINARY));
    for (const bool isMySql : {true, false})
    {
        auto config = StreamConfig(10);
        if (isMySql)
        {
            config.fragment.strategy = std::make_shared<MySqlStrategy>(10);
        }
        else
        {
            config.fragment.strategy = std::make_shared<WebSocketStrategy>(10);
            config.queue.frameType = WebSocketStrategy::BINARY;
        }
        Side from(config);
        Side to(config);
        from.Send(Letters('a', 25), 7);
        to.stream.Receive(Time(0), from.Write(16));
        from.Send("urgent", 0);
        EXPECT_TRUE(to.stream.Receive(Time(0), from.Write(10000)));
        EXPECT_EQ(to.notes.Texts(), Letters('a', 25) + " urgent ");
    }
}

TEST(MessageStream, LimitsOfTheQueueAreKeptAndSaid)
{
    auto config = StreamConfig(100);
    config.queue.maxMessages = 2;
    config.queue.maxBytes = 10;
    config.fragment.outbound.maxMessageSize = 8;
    Side side(config);
    auto& queue = side.stream.Queue();
    EXPECT_EQ(queue.Send(Bytes(9), {}).Error(), SendError::TOO_LONG);
    EXPECT_EQ(queue.Send(Bytes(), {}).Error(), SendError::EMPTY);
    SendOptions wrong;
    wrong.priority = 8;
    EXPECT_EQ(queue.Send(Bytes(1), wrong).Error(), SendError::BAD_PRIORITY);
    EXPECT_TRUE(queue.Send(Bytes(8), {}).IsOk());
    EXPECT_EQ(queue.Send(Bytes(3), {}).Error(), SendError::QUEUE_BYTES);
    EXPECT_TRUE(queue.Send(Bytes(2), {}).IsOk());
    EXPECT_EQ(queue.Send(Bytes(1), {}).Error(), SendError::QUEUE_MESSAGES);
    EXPECT_EQ(queue.WaitingBytes(), 10U);

    side.Write(13); // the first has gone
    EXPECT_TRUE(queue.Send(Bytes(8), {}).IsOk());
    side.stream.Close();
    EXPECT_EQ(queue.Send(Bytes(1), {}).Error(), SendError::CLOSED);
    const auto& refused = queue.GetCounters().refused;
    EXPECT_EQ(refused, (std::array<uint64_t, SEND_ERRORS>{1, 1, 1, 1, 1, 1, 0, 0, 0}));
    EXPECT_EQ(SendErrorName(SendError::QUEUE_BYTES), "queue-bytes");
}

TEST(MessageStream, EachMessageHasOneFate)
{
    Side side(StreamConfig(100));
    const uint64_t sent = side.Send("first");
    const uint64_t begun = side.Send("second");
    const uint64_t cancelled = side.Send("third");
    const uint64_t closed = side.Send("fourth");
    side.Write(12); // all of the first, and two bytes of the second's header
    auto& queue = side.stream.Queue();
    EXPECT_FALSE(queue.Cancel(sent));
    EXPECT_FALSE(queue.Cancel(begun)) << "half of it is on the wire";
    EXPECT_TRUE(queue.Cancel(cancelled));
    EXPECT_FALSE(queue.Cancel(cancelled));
    EXPECT_FALSE(queue.Cancel(0));
    EXPECT_FALSE(queue.Cancel(~uint64_t{0}));
    side.stream.Close();
    EXPECT_EQ(
        side.notes.fates,
        (std::map<uint64_t, std::string>{
            {sent, "sent"}, {begun, "closed"}, {cancelled, "cancelled"}, {closed, "closed"}}));
    EXPECT_EQ(queue.GetCounters().fates, (std::array<uint64_t, SEND_FATES>{1, 0, 1, 2}));
}

TEST(MessageStream, AMessageThatIsLateIsNotBegun)
{
    Side side(StreamConfig(100));
    auto& queue = side.stream.Queue();
    SendOptions options;
    options.deadline = MilliSeconds(10);
    const uint64_t late = queue.Send(Bytes(50), options).Value();
    options.deadline = MilliSeconds(20);
    const uint64_t begun = queue.Send(Bytes(50), options).Value();
    options.deadline = MilliSeconds(15);
    const uint64_t second = queue.Send(Bytes(50), options).Value();
    EXPECT_EQ(queue.NextDeadline(), MilliSeconds(10));
    side.stream.Expire(MilliSeconds(9));
    EXPECT_TRUE(side.notes.fates.empty());
    side.stream.Expire(MilliSeconds(10));
    EXPECT_EQ(side.notes.fates[late], "expired");
    EXPECT_EQ(side.stream.NextDeadline(), MilliSeconds(15));

    // What is due when bytes are wanted is dropped then; what has begun is sent to its end.
    EXPECT_EQ(side.Write(10, MilliSeconds(19)).size(), 10U);
    EXPECT_EQ(side.notes.fates[second], "expired");
    EXPECT_EQ(queue.NextDeadline(), std::nullopt);
    EXPECT_EQ(side.Write(1000, MilliSeconds(30)).size(), 45U);
    EXPECT_EQ(side.notes.fates[begun], "sent");
}

TEST(MessageStream, ManyDeadlinesOfMessagesThatAreGoneTakeNoRoom)
{
    Side side(StreamConfig(100));
    auto& queue = side.stream.Queue();
    SendOptions options;
    options.deadline = Seconds(1000);
    const uint64_t last = queue.Send(Bytes(1), options).Value();
    for (int i = 0; i < 10000; i++)
    {
        options.deadline = Seconds(2000 + i);
        EXPECT_TRUE(queue.Cancel(queue.Send(Bytes(1), options).Value()));
    }
    EXPECT_EQ(queue.NextDeadline(), Seconds(1000));
    EXPECT_TRUE(queue.Cancel(last));
    EXPECT_EQ(queue.NextDeadline(), std::nullopt);
}

TEST(MessageStream, AnEmptyMessageIsASignOfLifeOnly)
{
    Side from(StreamConfig(100));
    Side to(StreamConfig(100));
    from.Send("text", 0);
    from.stream.Queue().SendKeepAlive();
    const Bytes wire = from.Write(100);
    EXPECT_EQ(Bytes(wire.begin(), wire.begin() + 5), (Bytes{0x10, 0, 0, 0, 0})) << "it goes first";
    to.stream.Receive(Time(0), wire);
    EXPECT_EQ(to.notes.Texts(), "text ");
    EXPECT_EQ(to.stream.GetCounters().keepAlives, 1U);
}

TEST(MessageStream, ContentIsTakenByCopyMoveOrShare)
{
    Side from(StreamConfig(100));
    Side to(StreamConfig(100));
    Bytes copied = BytesOf("copied");
    from.stream.Queue().Send(ByteSpan(copied), {});
    copied[0] = 'X';
    from.stream.Queue().Send(BytesOf("moved"), {});
    SharedBytes shared = std::make_shared<const Bytes>(BytesOf("shared"));
    from.stream.Queue().Send(shared, {});
    from.stream.Queue().Send(shared, {});
    EXPECT_EQ(shared.use_count(), 3);
    to.stream.Receive(Time(0), from.Write(1000));
    EXPECT_EQ(to.notes.Texts(), "copied moved shared shared ");
    EXPECT_EQ(shared.use_count(), 1) << "what is sent is let go of";
}

TEST(MessageStream, GarbageEndsTheStreamAndGivesUpWhatWaits)
{
    Side to(StreamConfig(100));
    Side from(StreamConfig(4));
    from.Send("large!");
    to.stream.Receive(Time(0), from.Write(21)); // the first fragment
    EXPECT_FALSE(to.stream.Receive(Time(0), Bytes{0xff}));
    EXPECT_EQ(to.stream.Failure(), FragmentOutcome::MALFORMED);
    EXPECT_EQ(to.notes.losses, std::vector<std::string>{"closed"});
    EXPECT_FALSE(to.stream.Receive(Time(0), BytesOf("more")));
    EXPECT_EQ(to.notes.Texts(), "");
}

TEST(MessageStream, ReadingPausesAtTheSoftLimit)
{
    auto config = StreamConfig(1000);
    config.fragment.limits.maxMessageSize = 10000;
    config.fragment.limits.maxBytes = 40000;
    config.fragment.limits.softBytes = 5000;
    Side from(StreamConfig(1000));
    Side to(config);
    from.Send(Letters('a', 8000));
    to.stream.Receive(Time(0), from.Write(3 * 1017));
    EXPECT_FALSE(to.stream.WantsPause());
    to.stream.Receive(Time(0), from.Write(4 * 1017));
    EXPECT_TRUE(to.stream.WantsPause());
    to.stream.Receive(Time(0), from.Write(1017));
    EXPECT_FALSE(to.stream.WantsPause());
    EXPECT_EQ(to.notes.Texts(), Letters('a', 8000) + " ");
}

TEST(MessageStream, AMessageThatStaysUnfinishedIsGivenUp)
{
    auto config = StreamConfig(100);
    config.fragment.limits.timeout = Seconds(3);
    Side from(config);
    Side to(config);
    from.Send(Letters('a', 150));
    to.stream.Receive(Seconds(1), from.Write(117));
    EXPECT_EQ(to.stream.NextDeadline(), Seconds(4));
    to.stream.Expire(Seconds(4));
    EXPECT_EQ(to.notes.losses, std::vector<std::string>{"expired"});
    EXPECT_EQ(to.stream.GetCounters().lost, 1U);
}

TEST(MessageStream, AHandlerMayCloseTheStream)
{
    Side from(StreamConfig(100));
    Side to(StreamConfig(100));
    to.notes.closeOnMessage = true;
    from.Send("one");
    from.Send("two");
    EXPECT_FALSE(to.stream.Receive(Time(0), from.Write(1000)));
    EXPECT_EQ(to.notes.Texts(), "one ");
    EXPECT_EQ(to.stream.Failure(), FragmentOutcome::CLOSED);
}

TEST(MessageStream, QueuesThatShareACounterGiveNoTicketTwice)
{
    uint64_t serials = 0;
    auto config = StreamConfig(100);
    config.queue.serials = &serials;
    Side a(config);
    Side b(config);
    EXPECT_NE(a.Send("one"), b.Send("two"));
    EXPECT_EQ(serials, 2U);
}

TEST(MessageStream, RefusesLimitsThatMakeNoSense)
{
    auto config = StreamConfig(100);
    EXPECT_EQ(MessageStream::Config::Validate(config), "");
    config.queue.maxMessages = 0;
    EXPECT_EQ(MessageStream::Config::Validate(config), "maxMessages must lie in [1, 2^20]");
    config = StreamConfig(100);
    config.queue.maxBytes = 0;
    EXPECT_EQ(MessageStream::Config::Validate(config), "maxBytes must be at least 1");
    config.fragment.strategy = nullptr;
    EXPECT_EQ(MessageStream::Config::Validate(config), "a strategy must be set");
}
