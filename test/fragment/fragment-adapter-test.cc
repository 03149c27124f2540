/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "adapter-bench.h"
#include "strategy-test-kit.h"

using namespace ns3;
using namespace ns3::sharding;

namespace
{

std::shared_ptr<const FragmentStrategy>
Canonical(uint32_t maxPayload)
{
    return std::make_shared<CanonicalStrategy>(maxPayload);
}

TestBytes
Joined(const std::vector<TestBytes>& frames)
{
    TestBytes bytes;
    for (const auto& frame : frames)
    {
        bytes.insert(bytes.end(), frame.begin(), frame.end());
    }
    return bytes;
}

/// A protocol with ids and no sequence numbers: one byte of id, one of length, one of flags (1 first, 2 last).
class OrderedStrategy : public FragmentStrategy
{
  public:
    std::string
    Name() const override
    {
        return "ordered";
    }

    uint64_t
    MaxFragmentPayload(const LogicalFrame& frame) const override
    {
        return frame.type; // a message may choose
    }

    HeaderParse
    DecodeHeader(ByteSpan src, FragmentMeta& meta, size_t& headerLength) const override
    {
        if (src.size < 3)
        {
            return HeaderParse::NEED_MORE;
        }
        meta = {};
        meta.messageId = MessageId(src.data[0]);
        meta.payloadLength = src.data[1];
        meta.place = (src.data[2] & 1) != 0 ? FragmentPlace::FIRST : FragmentPlace::NEXT;
        meta.isFinal = (src.data[2] & 2) != 0;
        headerLength = 3;
        return HeaderParse::COMPLETE;
    }

    bool
    EncodeHeader(const LogicalFrame&,
                 const OutboundFragment& fragment,
                 ByteWriter& dst) const override
    {
        dst.U8(static_cast<uint8_t>(fragment.messageId.value_or(MessageId(255)).Value()));
        dst.U8(static_cast<uint8_t>(fragment.payloadLength));
        dst.U8(static_cast<uint8_t>((fragment.index == 0 ? 1 : 0) | (fragment.isLast ? 2 : 0)));
        return dst.Ok();
    }
};

} // namespace

TEST(FragmentAdapter, EveryStrategyCarriesEveryLength)
{
    for (const auto& [strategy, type] : EveryStrategy(100))
    {
        for (const size_t size : {0, 1, 99, 100, 101, 199, 200, 201, 300, 1000})
        {
            AdapterBench bench(strategy);
            const TestBytes message = Pattern(size);
            for (const TestBytes& frame : bench.Frames(message, type))
            {
                bench.Push(0, frame);
            }
            ASSERT_EQ(bench.contents.size(), 1U) << strategy->Name() << " " << size;
            EXPECT_EQ(bench.contents[0], message);
            EXPECT_EQ(bench.types[0], type);
            EXPECT_TRUE(bench.refused.empty());
        }
    }
}

TEST(FragmentAdapter, AStreamMayBeCutAnywhere)
{
    for (const auto& [strategy, type] : EveryStrategy(100))
    {
        for (const size_t piece : {1, 2, 3, 7, 100, 101, 10000})
        {
            AdapterBench bench(strategy);
            std::vector<TestBytes> sent;
            TestBytes wire;
            for (const size_t size : {0, 5, 100, 350, 0, 64, 1000})
            {
                sent.push_back(Pattern(size, static_cast<uint32_t>(size)));
                ASSERT_EQ(bench.adapter.Encode(sent.back(), type, wire), FragmentError::NONE);
            }
            EXPECT_TRUE(bench.PushStream(wire, piece));
            EXPECT_EQ(bench.contents, sent) << strategy->Name() << " in pieces of " << piece;
            EXPECT_EQ(bench.adapter.Reassembly().BufferedBytes(), 0U);
        }
    }
}

TEST(FragmentAdapter, APlainPayloadIsNeverTakenForAFragment)
{
    // A payload that is itself a fragment of the same protocol, whole and in pieces, goes through
    // untouched.
    for (const auto& [strategy, type] : EveryStrategy(100))
    {
        AdapterBench bench(strategy);
        const TestBytes inner = bench.Frames(Pattern(250), type)[0];
        const std::vector<TestBytes> frames = bench.Frames(inner, type);
        for (const TestBytes& frame : frames)
        {
            bench.Push(0, frame);
        }
        ASSERT_EQ(bench.contents.size(), 1U);
        EXPECT_EQ(bench.contents[0], inner);
    }
}

TEST(FragmentAdapter, SmallMessagesGoOutInOneFrameWithoutAnId)
{
    AdapterBench bench(Canonical(100));
    EXPECT_EQ(bench.Frames(Pattern(100)).size(), 1U);
    const auto two = bench.Frames(Pattern(101));
    ASSERT_EQ(two.size(), 2U);
    EXPECT_EQ(two[0][12], 1) << "the first id was not used up by the message before";
    EXPECT_EQ(bench.Frames(Pattern(101))[0][12], 2);
}

TEST(FragmentAdapter, TellsWhyAMessageCannotBeSent)
{
    auto config = AdapterBench::Config(Canonical(10));
    config.outbound.maxFragments = 3;
    config.outbound.maxMessageSize = 1000;
    config.firstMessageId = MessageId(UINT64_MAX);
    AdapterBench bench(config);
    TestBytes wire{1, 2, 3};
    EXPECT_EQ(bench.adapter.Encode(Pattern(31), 0, wire), FragmentError::INDEX_OVERFLOW);
    EXPECT_EQ(bench.adapter.Encode(Pattern(1001), 0, wire), FragmentError::MESSAGE_TOO_LONG);
    EXPECT_EQ(wire.size(), 3U) << "nothing was appended";
    EXPECT_EQ(bench.adapter.Encode(Pattern(30), 0, wire), FragmentError::NONE);
    EXPECT_EQ(bench.adapter.Encode(Pattern(30), 0, wire), FragmentError::IDS_EXHAUSTED);
    EXPECT_EQ(bench.adapter.Encode(Pattern(10), 0, wire), FragmentError::NONE) << "needs no id";

    AdapterBench web(std::make_shared<WebSocketStrategy>(100));
    EXPECT_EQ(web.adapter.Encode(Pattern(126), WebSocketStrategy::PING, wire),
              FragmentError::HEADER_REFUSED);
    AdapterBench ordered(std::make_shared<OrderedStrategy>());
    EXPECT_EQ(ordered.adapter.Encode(Pattern(1), 0, wire), FragmentError::NO_PAYLOAD);
}

TEST(FragmentAdapter, FramesMustHaveTheLengthThatTheirHeadersSay)
{
    AdapterBench bench(Canonical(100));
    TestBytes frame = bench.Frames(Pattern(150))[0];
    frame.push_back(0);
    EXPECT_EQ(bench.Push(0, frame), "bad-length");
    frame.resize(frame.size() - 2);
    EXPECT_EQ(bench.Push(0, frame), "bad-length");
    frame.resize(3);
    EXPECT_EQ(bench.Push(0, frame), "bad-length");
    EXPECT_EQ(bench.Push(0, {}), "bad-length");
    EXPECT_EQ(bench.Push(0, {0xff, 0, 0}), "malformed");
    ASSERT_EQ(bench.refused.size(), 5U);
    EXPECT_EQ(bench.refused[0].id, MessageId(1));
    EXPECT_EQ(bench.adapter.Reassembly().Counters().pushed, 5U);
}

TEST(FragmentAdapter, AMalformedHeaderEndsAStream)
{
    AdapterBench bench(Canonical(100));
    TestBytes wire;
    bench.adapter.Encode(Pattern(150), 0, wire);
    wire.resize(117); // its first fragment
    bench.adapter.Encode(Pattern(10), 0, wire);
    wire.push_back(0xff);
    wire.insert(wire.end(), 50, 0);
    EXPECT_FALSE(bench.PushStream(wire, 5));
    EXPECT_EQ(bench.Failure(), "malformed");
    EXPECT_EQ(bench.contents.size(), 1U);
    ASSERT_EQ(bench.lost.size(), 1U);
    EXPECT_EQ(bench.lost[0].reason, FragmentOutcome::CLOSED);
    EXPECT_EQ(bench.adapter.Reassembly().BufferedBytes(), 0U);
    TestBytes more;
    bench.adapter.Encode(Pattern(10), 0, more);
    EXPECT_FALSE(bench.PushStream(more));
    EXPECT_EQ(bench.contents.size(), 1U) << "nothing is taken any more";
}

TEST(FragmentAdapter, ClosingGivesUpWhatWaits)
{
    AdapterBench bench(Canonical(100));
    TestBytes wire;
    bench.adapter.Encode(Pattern(250), 0, wire);
    wire.resize(200); // a fragment and a half
    EXPECT_TRUE(bench.PushStream(wire));
    EXPECT_GT(bench.adapter.Reassembly().BufferedBytes(), 0U);
    bench.adapter.Close();
    EXPECT_EQ(bench.Failure(), "closed");
    EXPECT_EQ(bench.adapter.Reassembly().BufferedBytes(), 0U);
    EXPECT_EQ(bench.lost.size(), 1U);
}

TEST(FragmentAdapter, MySqlPacketsMustCountUp)
{
    AdapterBench bench(std::make_shared<MySqlStrategy>(10));
    auto frames = bench.Frames(Pattern(35), 254);
    ASSERT_EQ(frames.size(), 4U);
    EXPECT_EQ(bench.Push(0, frames[0]), "accepted");
    EXPECT_EQ(bench.Push(0, frames[1]), "accepted");
    EXPECT_EQ(bench.Push(0, frames[3]), "out-of-order") << "the last one, but a packet is missing";
    EXPECT_EQ(bench.lost.size(), 1U);
    for (const TestBytes& frame : bench.Frames(Pattern(35), 254))
    {
        bench.Push(0, frame);
    }
    ASSERT_EQ(bench.contents.size(), 1U) << "the next message is understood";
    EXPECT_EQ(bench.contents[0], Pattern(35));
    EXPECT_EQ(bench.types[0], 254U);
}

TEST(FragmentAdapter, MySqlEndsAFullMessageWithAnEmptyPacket)
{
    AdapterBench bench(std::make_shared<MySqlStrategy>());
    const TestBytes message = Pattern(0xffffff);
    auto config = AdapterBench::Config(std::make_shared<MySqlStrategy>());
    config.limits.maxMessageSize = 40 << 20;
    config.limits.maxBytes = 100 << 20;
    AdapterBench large(config);
    const auto frames = large.Frames(message);
    ASSERT_EQ(frames.size(), 2U);
    EXPECT_EQ(frames[1], (TestBytes{0, 0, 0, 1}));
    EXPECT_EQ(large.Push(0, frames[0]), "accepted");
    EXPECT_EQ(large.Push(0, frames[1]), "completed");
    EXPECT_EQ(large.contents[0], message);
}

TEST(FragmentAdapter, TheRestOfAMessageWithoutIdIsSkipped)
{
    AdapterBench bench(std::make_shared<MySqlStrategy>(10));
    const auto frames = bench.Frames(Pattern(35));
    EXPECT_EQ(bench.Push(0, frames[0]), "accepted");
    EXPECT_EQ(bench.Push(10, frames[1]), "skipped") << "the message has expired";
    EXPECT_EQ(bench.Push(10, frames[2]), "skipped");
    EXPECT_EQ(bench.Push(10, frames[3]), "skipped") << "and this ends it";
    EXPECT_EQ(bench.Push(10, bench.Frames(Pattern(5))[0]), "passed");
    EXPECT_EQ(bench.contents.size(), 1U);
}

TEST(FragmentAdapter, WebSocketControlFramesComeBetweenFragments)
{
    AdapterBench bench(std::make_shared<WebSocketStrategy>(100));
    const auto data = bench.Frames(Pattern(250), WebSocketStrategy::BINARY);
    const auto ping = bench.Frames(ToBytes("are you there"), WebSocketStrategy::PING);
    EXPECT_TRUE(bench.PushStream(Joined({data[0], ping[0], data[1], ping[0], data[2]}), 11));
    ASSERT_EQ(bench.contents.size(), 3U);
    EXPECT_EQ(bench.types, (std::vector<uint32_t>{9, 9, 2}));
    EXPECT_EQ(bench.contents[2], Pattern(250));
}

TEST(FragmentAdapter, WebSocketMessagesMustNotInterleave)
{
    for (const size_t size : {5, 250})
    {
        AdapterBench bench(std::make_shared<WebSocketStrategy>(100));
        const auto one = bench.Frames(Pattern(250), WebSocketStrategy::BINARY);
        const auto two = bench.Frames(Pattern(size), WebSocketStrategy::TEXT);
        EXPECT_FALSE(bench.PushStream(Joined({one[0], two[0], one[1], one[2]})));
        EXPECT_EQ(bench.Failure(), "unexpected");
        EXPECT_TRUE(bench.contents.empty());
    }
    AdapterBench bench(std::make_shared<WebSocketStrategy>(100));
    const auto one = bench.Frames(Pattern(250), WebSocketStrategy::BINARY);
    EXPECT_FALSE(bench.PushStream(one[1])) << "a continuation of nothing";
    EXPECT_EQ(bench.Failure(), "unexpected");
}

TEST(FragmentAdapter, EachPeerHasAMessageWithoutIdUnderWay)
{
    AdapterBench bench(std::make_shared<MySqlStrategy>(10));
    const auto a = bench.Frames(Pattern(25, 1));
    const auto b = bench.Frames(Pattern(25, 2));
    EXPECT_EQ(bench.Push(0, a[0], 1), "accepted");
    EXPECT_EQ(bench.Push(0, b[0], 2), "accepted");
    EXPECT_EQ(bench.Push(0, a[1], 1), "accepted");
    EXPECT_EQ(bench.Push(0, b[2], 2), "out-of-order") << "the other goes on";
    EXPECT_EQ(bench.Push(0, a[2], 1), "completed");
    EXPECT_EQ(bench.contents, std::vector<TestBytes>{Pattern(25, 1)});
}

TEST(FragmentAdapter, OnlyAsManyPeersAreKnownAsMessagesMayBeOpen)
{
    auto config = AdapterBench::Config(std::make_shared<MySqlStrategy>(10));
    config.limits.maxOpenMessages = 2;
    AdapterBench bench(config);
    const auto frames = bench.Frames(Pattern(25));
    for (const uint64_t peer : {1, 2, 3})
    {
        EXPECT_EQ(bench.Push(0, frames[0], peer), "accepted");
    }
    ASSERT_EQ(bench.lost.size(), 1U);
    EXPECT_EQ(bench.lost[0].peer, 1U);
    EXPECT_EQ(bench.lost[0].reason, FragmentOutcome::EVICTED);
    EXPECT_EQ(bench.Push(0, frames[1], 3), "accepted");
    EXPECT_EQ(bench.Push(0, frames[2], 3), "completed");
    EXPECT_EQ(bench.Push(0, frames[1], 1), "accepted") << "judged as if nothing had come before";
}

TEST(FragmentAdapter, IdsWithoutSequenceNumbersRelyOnTheOrder)
{
    AdapterBench bench(std::make_shared<OrderedStrategy>());
    const auto a = bench.Frames(Pattern(25, 1), 10);
    const auto b = bench.Frames(Pattern(25, 2), 10);
    for (const auto& frame : {a[0], b[0], a[1], b[1], b[2], a[2]})
    {
        bench.Push(0, frame);
    }
    EXPECT_EQ(bench.contents, (std::vector<TestBytes>{Pattern(25, 2), Pattern(25, 1)}));
    EXPECT_EQ(bench.Push(0, a[1]), "late") << "its message was delivered";
    const auto c = bench.Frames(Pattern(25, 3), 10);
    EXPECT_EQ(bench.Push(0, c[1]), "unexpected") << "continues nothing";
    EXPECT_EQ(bench.Push(0, c[0]), "accepted");
    EXPECT_EQ(bench.Push(0, c[0]), "unexpected") << "begins again";
    EXPECT_EQ(bench.lost.back().reason, FragmentOutcome::UNEXPECTED);
}

TEST(FragmentAdapter, AnOutboundMessageCanBeInterrupted)
{
    AdapterBench bench(Canonical(100));
    const TestBytes large = Pattern(300, 1);
    const TestBytes urgent = Pattern(20, 2);
    FragmentCursor cursor;
    ASSERT_EQ(bench.adapter.Start({large.size(), 0, large.data()}, cursor), FragmentError::NONE);
    TestBytes wire;
    while (!cursor.IsDone())
    {
        ASSERT_EQ(cursor.Next(), FragmentError::NONE);
        const ByteSpan header = cursor.Header();
        wire.insert(wire.end(), header.data, header.data + header.size);
        const auto payload = large.begin() + static_cast<ptrdiff_t>(cursor.Offset());
        wire.insert(wire.end(), payload, payload + static_cast<ptrdiff_t>(cursor.Length()));
        if (cursor.Offset() == 100)
        {
            bench.adapter.Encode(urgent, 0, wire);
        }
    }
    EXPECT_TRUE(bench.PushStream(wire, 13));
    EXPECT_EQ(bench.contents, (std::vector<TestBytes>{urgent, large}));
}

TEST(FragmentAdapter, AnAssembledMessageCanBeMovedAway)
{
    TestBytes kept;
    FragmentAdapter adapter(AdapterBench::Config(Canonical(100)),
                            {[&](const InboundMessage& message)
                             {
                                 ASSERT_NE(message.owned, nullptr);
                                 kept = std::move(*message.owned);
                             },
                             nullptr,
                             nullptr});
    TestBytes wire;
    adapter.Encode(Pattern(250), 0, wire);
    EXPECT_TRUE(adapter.PushStream(Seconds(0), wire));
    EXPECT_EQ(kept, Pattern(250));
}

TEST(FragmentAdapter, HalfAFrameCountsAgainstTheMemory)
{
    auto config = AdapterBench::Config(Canonical(100000));
    FragmentBudget budget(50000, 40000);
    config.budget = &budget;
    AdapterBench bench(config);
    TestBytes wire;
    bench.adapter.Encode(Pattern(90000), 0, wire);
    wire.resize(20000);
    EXPECT_TRUE(bench.PushStream(wire, 1000));
    EXPECT_GE(budget.Used(), 20000U);
    wire.resize(60000);
    EXPECT_FALSE(bench.PushStream(wire, 1000));
    EXPECT_EQ(bench.Failure(), "no-room");
    EXPECT_EQ(budget.Used(), 0U);
    EXPECT_LE(budget.Peak(), 50000U);
}

TEST(FragmentAdapter, RefusesAConfigurationThatMakesNoSense)
{
    FragmentAdapter::Config config;
    EXPECT_EQ(FragmentAdapterConfig::Validate(config), "a strategy must be set");
    config.strategy = Canonical(10);
    EXPECT_EQ(FragmentAdapterConfig::Validate(config), "");
    config.outbound.maxFragments = 0;
    EXPECT_EQ(FragmentAdapterConfig::Validate(config),
              "outbound.maxFragments must lie in [1, 2^32]");
    config.outbound.maxFragments = 1;
    config.limits.maxOpenMessages = 0;
    EXPECT_EQ(FragmentAdapterConfig::Validate(config), "maxOpenMessages must be at least 1");
}
