/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The success table of the design document, section 7, row by row.

#include "adapter-bench.h"
#include "allocation-count.h"
#include "strategy-test-kit.h"

#include "ns3/fragmenter.h"

#include <type_traits>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// Whether the program's operator new is the one that counts; in another program's address space it may not be.
bool
AllocationsAreCounted()
{
    const uint64_t before = GetAllocationCount().allocations;
    auto* const volatile number = new int(1);
    delete number;
    return GetAllocationCount().allocations > before;
}

} // namespace

// API correctness: the public surface is there, and of the right types.
TEST(FragmentSuccess, ThePublicApiIsThereAndTyped)
{
    static_assert(!std::is_convertible_v<uint64_t, MessageId>);
    static_assert(!std::is_convertible_v<uint32_t, FragmentIndex>);
    static_assert(!std::is_convertible_v<MessageId, FragmentIndex>);
    static_assert(std::is_same_v<decltype(FragmentHeader::messageId), MessageId>);
    static_assert(std::is_same_v<decltype(FragmentHeader::index), FragmentIndex>);
    static_assert(std::is_same_v<decltype(FragmentHeader::isLast), bool>);
    static_assert(std::is_same_v<decltype(FragmentMeta::payloadLength), uint64_t>);
    static_assert(std::is_same_v<decltype(FragmentMeta::totalLength), std::optional<uint64_t>>);
    static_assert(std::is_same_v<decltype(FragmentMeta::isFinal), bool>);
    static_assert(std::is_same_v<decltype(FragmentMeta::messageId), std::optional<MessageId>>);
    static_assert(std::is_same_v<decltype(FragmentMeta::sequence), std::optional<uint64_t>>);
    static_assert(std::is_abstract_v<FragmentStrategy>);
    static_assert(std::is_same_v<decltype(&FragmentStrategy::MaxFragmentPayload),
                                 uint64_t (FragmentStrategy::*)(const LogicalFrame&) const>);
    static_assert(
        std::is_same_v<decltype(&FragmentStrategy::DecodeHeader),
                       HeaderParse (FragmentStrategy::*)(ByteSpan, FragmentMeta&, size_t&) const>);
    static_assert(
        std::is_same_v<decltype(&FragmentStrategy::EncodeHeader),
                       bool (FragmentStrategy::*)(
                           const LogicalFrame&, const OutboundFragment&, ByteWriter&) const>);
    static_assert(std::is_same_v<decltype(&FragmentSeries::Accept),
                                 SeriesVerdict (FragmentSeries::*)(const FragmentHeader&)>);
    static_assert(
        std::is_same_v<decltype(&Fragmenter::FragmentBytes),
                       Result<FragmentBatch, FragmentError> (Fragmenter::*)(std::vector<uint8_t>)>);
    static_assert(std::is_same_v<decltype(&Fragmenter::FragmentWithId),
                                 Result<FragmentBatch, FragmentError> (Fragmenter::*)(
                                     MessageId, std::vector<uint8_t>) const>);
    static_assert(std::is_same_v<decltype(&FragmentAdapter::NextDeadline),
                                 std::optional<Time> (FragmentAdapter::*)() const>);
}

// Functionality: byte-for-byte identity of a payload at the configured maximum message size.
TEST(FragmentSuccess, AMessageOfTheLargestSizeComesBackByteForByte)
{
    for (const auto& [strategy, type] : EveryStrategy(1000))
    {
        auto config = AdapterBench::Config(strategy);
        config.limits.maxMessageSize = 1 << 20;
        config.limits.maxBytes = 3 << 20;
        config.limits.softBytes = 3 << 20;
        AdapterBench bench(config);
        const TestBytes message = Pattern(1 << 20);
        const auto frames = bench.Frames(message, type);
        EXPECT_EQ(frames.size(), 1049U) << "1048576 bytes in fragments of 1000";
        for (const TestBytes& frame : frames)
        {
            bench.Push(0, frame);
        }
        ASSERT_EQ(bench.contents.size(), 1U) << strategy->Name();
        EXPECT_TRUE(bench.contents[0] == message) << strategy->Name();
    }
}

// Multiplexing: A1, B1, A2, B2, A3, B3 give A and B.
TEST(FragmentSuccess, TwoInterleavedMessagesAreBothReassembled)
{
    AdapterBench bench(std::make_shared<CanonicalStrategy>(100));
    const auto a = bench.Frames(Pattern(300, 1));
    const auto b = bench.Frames(Pattern(300, 2));
    for (const auto& frame : {a[0], b[0], a[1], b[1], a[2], b[2]})
    {
        bench.Push(0, frame);
    }
    EXPECT_EQ(bench.contents, (std::vector<TestBytes>{Pattern(300, 1), Pattern(300, 2)}));
    EXPECT_EQ(bench.ids, (std::vector<std::optional<MessageId>>{MessageId(1), MessageId(2)}));
}

// Resilience: fragments above the largest message size end the connection, and no more than the cap
// is allocated.
TEST(FragmentSuccess, AnOversizedMessageEndsTheConnectionWithinTheMemoryCap)
{
    if (!AllocationsAreCounted())
    {
        GTEST_SKIP() << "this program's allocations are not counted";
    }
    constexpr uint64_t CAP = 300000;
    auto config = AdapterBench::Config(std::make_shared<CanonicalStrategy>(1000));
    config.limits.maxMessageSize = 100000;
    config.limits.maxBytes = CAP;
    config.limits.softBytes = CAP;
    AdapterBench bench(config);
    TestBytes wire;
    ASSERT_EQ(bench.adapter.Encode(Pattern(200000), 0, wire), FragmentError::NONE);
    ResetAllocationPeak();
    const uint64_t before = GetAllocationCount().liveBytes;
    EXPECT_FALSE(bench.PushStream(wire, 1460));
    EXPECT_EQ(bench.Failure(), "message-too-long");
    EXPECT_LE(GetAllocationCount().peakBytes - before, CAP);
    EXPECT_EQ(bench.adapter.Reassembly().BufferedBytes(), 0U);
    EXPECT_TRUE(bench.contents.empty());
}

// Resilience: a first fragment without its end is purged once the timeout has passed.
TEST(FragmentSuccess, AnAbandonedMessageIsPurgedAfterTheTimeout)
{
    AdapterBench bench(std::make_shared<CanonicalStrategy>(100));
    bench.Push(0, bench.Frames(Pattern(300))[0]);
    ASSERT_EQ(bench.adapter.NextDeadline(), MilliSeconds(10));
    bench.adapter.Expire(MilliSeconds(10) - NanoSeconds(1));
    EXPECT_TRUE(bench.lost.empty());
    bench.adapter.Expire(MilliSeconds(10));
    ASSERT_EQ(bench.lost.size(), 1U);
    EXPECT_EQ(bench.lost[0].reason, FragmentOutcome::EXPIRED);
    EXPECT_EQ(bench.adapter.Reassembly().BufferedBytes(), 0U);
    EXPECT_FALSE(bench.adapter.NextDeadline().has_value());
}

// Performance: frames that need no fragmentation cost no allocation. Their time is the row
// fragment/passthrough of `shardsim bench`.
TEST(FragmentSuccess, FramesThatNeedNoFragmentationAllocateNothing)
{
    if (!AllocationsAreCounted())
    {
        GTEST_SKIP() << "this program's allocations are not counted";
    }
    for (const auto& [strategy, type] : EveryStrategy(100))
    {
        uint64_t delivered = 0;
        FragmentAdapter adapter(AdapterBench::Config(strategy),
                                {[&](const InboundMessage& message)
                                 { delivered += message.bytes.size; },
                                 nullptr,
                                 nullptr});
        const TestBytes message = Pattern(64);
        TestBytes wire(200);
        const Time now; // ns-3 enters each Time into a list until a simulation runs
        const uint64_t before = GetAllocationCount().allocations;
        for (int i = 0; i < 1000; i++)
        {
            size_t size = 0;
            adapter.ForEachFragment({message.size(), type, message.data()},
                                    [&](ByteSpan header, ByteSpan payload)
                                    {
                                        std::copy_n(header.data, header.size, wire.begin());
                                        std::copy_n(payload.data,
                                                    payload.size,
                                                    wire.begin() +
                                                        static_cast<ptrdiff_t>(header.size));
                                        size = header.size + payload.size;
                                    });
            adapter.PushStream(now, ByteSpan(wire).First(size));
        }
        EXPECT_EQ(GetAllocationCount().allocations - before, 0U) << strategy->Name();
        EXPECT_EQ(delivered, 64000U);
    }
}

// The limit on memory is one on what is truly allocated: floods of every kind stay within the cap
// plus 10 %.
TEST(FragmentSuccess, PeakMemoryUnderAttackStaysWithinTheCap)
{
    if (!AllocationsAreCounted())
    {
        GTEST_SKIP() << "this program's allocations are not counted";
    }
    constexpr uint64_t CAP = 4 << 20;
    ReassemblyLimits limits;
    limits.maxMessageSize = 1 << 20;
    limits.maxOpenMessages = 1000000;
    limits.maxBytes = CAP;
    limits.softBytes = CAP;
    limits.maxRemembered = 1000;
    for (const uint32_t window : {0U, 64U})
    {
        for (const size_t size : {1, 10, 100, 1000, 30000})
        {
            for (const uint64_t ids : {uint64_t{1}, uint64_t{20}, uint64_t{1000000}})
            {
                limits.reorderWindow = window;
                const TestBytes payload(size);
                const uint64_t before = GetAllocationCount().liveBytes;
                ResetAllocationPeak();
                {
                    Reassembler reassembler(limits);
                    Reassembler::Message whole;
                    for (uint64_t i = 0; i < 40000; i++)
                    {
                        // Ahead of the next one where the window allows, so that fragments are held
                        // apart.
                        ArrivedFragment fragment;
                        fragment.peer = i % 3;
                        const uint32_t turn = static_cast<uint32_t>(i / ids);
                        fragment.header = {MessageId(i % ids),
                                           FragmentIndex(window > 0 ? 1 + turn % 60 : turn),
                                           false};
                        reassembler.Push(Time(0), fragment, payload, whole);
                    }
                    EXPECT_EQ(reassembler.CheckLedger(), "");
                }
                EXPECT_LE(GetAllocationCount().peakBytes - before, CAP + CAP / 10)
                    << "fragments of " << size << ", " << ids << " ids, window " << window;
            }
        }
    }
}
