/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "adapter-bench.h"
#include "strategy-test-kit.h"

#include "ns3/flow-id-tag.h"
#include "ns3/packet-bytes.h"
#include "ns3/packet-fragment-adapter.h"

using namespace ns3;
using namespace ns3::sharding;

namespace
{

TestBytes
Content(const Packet& packet)
{
    TestBytes bytes(packet.GetSize());
    packet.CopyData(bytes.data(), packet.GetSize());
    return bytes;
}

Ptr<Packet>
Real(const TestBytes& bytes)
{
    return Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size()));
}

/// Counts what exists in memory.
class RealBytes : public PacketByteVisitor
{
  public:
    uint64_t count{0};

    void
    Bytes(const uint8_t*, uint32_t size) override
    {
        count += size;
    }

    void
    Zeros(uint32_t) override
    {
    }
};

PacketFragmentAdapter
Make(const std::shared_ptr<const FragmentStrategy>& strategy)
{
    return PacketFragmentAdapter(AdapterBench::Config(strategy));
}

} // namespace

TEST(PacketFragmentAdapter, EveryStrategyCarriesEveryLength)
{
    for (const auto& [strategy, type] : EveryStrategy(100))
    {
        for (const size_t size : {0, 1, 100, 101, 200, 950})
        {
            PacketFragmentAdapter adapter = Make(strategy);
            const Ptr<Packet> message = Real(Pattern(size));
            message->AddPacketTag(FlowIdTag(42));
            std::vector<Ptr<Packet>> frames;
            ASSERT_EQ(adapter.Split(message, type, frames), FragmentError::NONE);
            PacketFragmentAdapter::Message whole;
            FragmentOutcome outcome{};
            for (const auto& frame : frames)
            {
                EXPECT_EQ(whole.content, nullptr);
                outcome = adapter.Push(Seconds(0), frame, 0, whole);
            }
            EXPECT_EQ(outcome,
                      frames.size() == 1 ? FragmentOutcome::PASSED : FragmentOutcome::COMPLETED);
            ASSERT_NE(whole.content, nullptr) << strategy->Name() << " " << size;
            EXPECT_EQ(Content(*whole.content), Pattern(size));
            EXPECT_EQ(whole.type, type);
            EXPECT_EQ(whole.fragments, frames.size());
            FlowIdTag tag;
            EXPECT_TRUE(whole.content->PeekPacketTag(tag));
            EXPECT_EQ(tag.GetFlowId(), 42U);
            EXPECT_EQ(message->GetSize(), size) << "the message stays as it is";
        }
    }
}

TEST(PacketFragmentAdapter, BytesAndPacketsAreTheSameOnTheWire)
{
    for (const auto& [strategy, type] : EveryStrategy(100))
    {
        AdapterBench bytes(strategy);
        PacketFragmentAdapter packets = Make(strategy);
        std::vector<Ptr<Packet>> frames;
        packets.Split(Real(Pattern(350)), type, frames);
        const auto expected = bytes.Frames(Pattern(350), type);
        ASSERT_EQ(frames.size(), expected.size());
        for (size_t i = 0; i < frames.size(); i++)
        {
            EXPECT_EQ(Content(*frames[i]), expected[i]) << strategy->Name();
        }
    }
}

TEST(PacketFragmentAdapter, VirtualPayloadStaysVirtual)
{
    PacketFragmentAdapter adapter = Make(std::make_shared<CanonicalStrategy>(1000));
    std::vector<Ptr<Packet>> frames;
    ASSERT_EQ(adapter.Split(Create<Packet>(1000000), 0, frames), FragmentError::NONE);
    ASSERT_EQ(frames.size(), 1000U);
    PacketFragmentAdapter::Message whole;
    for (const auto& frame : frames)
    {
        adapter.Push(Seconds(0), frame, 0, whole);
    }
    ASSERT_NE(whole.content, nullptr);
    EXPECT_EQ(whole.content->GetSize(), 1000000U);
    RealBytes real;
    VisitPacketBytes(*whole.content, 0, real);
    EXPECT_EQ(real.count, 0U);
}

TEST(PacketFragmentAdapter, ToleratesReorderingAndCopies)
{
    auto config = AdapterBench::Config(std::make_shared<CanonicalStrategy>(100));
    config.limits.reorderWindow = 10;
    std::vector<FragmentOutcome> refused;
    PacketFragmentAdapter adapter(config, {nullptr, [&](const RefusedFragment& fragment) {
                                               refused.push_back(fragment.reason);
                                           }});
    std::vector<Ptr<Packet>> frames;
    adapter.Split(Real(Pattern(450)), 0, frames);
    PacketFragmentAdapter::Message whole;
    for (const int at : {2, 4, 0, 1})
    {
        EXPECT_EQ(adapter.Push(Seconds(0), frames[at]->Copy(), 0, whole),
                  FragmentOutcome::ACCEPTED);
    }
    EXPECT_EQ(adapter.Push(Seconds(0), frames[4]->Copy(), 0, whole), FragmentOutcome::DUPLICATE);
    EXPECT_EQ(adapter.Push(Seconds(0), frames[1]->Copy(), 0, whole), FragmentOutcome::DUPLICATE);
    EXPECT_EQ(adapter.Push(Seconds(0), frames[3]->Copy(), 0, whole), FragmentOutcome::COMPLETED);
    EXPECT_EQ(Content(*whole.content), Pattern(450));
    EXPECT_EQ(adapter.Push(Seconds(0), frames[3]->Copy(), 0, whole), FragmentOutcome::LATE);
    EXPECT_EQ(refused,
              (std::vector<FragmentOutcome>{
                  FragmentOutcome::DUPLICATE, FragmentOutcome::DUPLICATE, FragmentOutcome::LATE}));
    EXPECT_EQ(adapter.Reassembly().CheckLedger(), "");
}

TEST(PacketFragmentAdapter, AConflictingCopyDropsTheMessage)
{
    PacketFragmentAdapter adapter = Make(std::make_shared<CanonicalStrategy>(100));
    std::vector<Ptr<Packet>> one;
    std::vector<Ptr<Packet>> other;
    adapter.Split(Real(Pattern(450, 1)), 0, one);
    PacketFragmentAdapter forger = Make(std::make_shared<CanonicalStrategy>(100));
    forger.Split(Real(Pattern(450, 2)), 0, other);
    PacketFragmentAdapter::Message whole;
    EXPECT_EQ(adapter.Push(Seconds(0), one[0], 0, whole), FragmentOutcome::ACCEPTED);
    EXPECT_EQ(adapter.Push(Seconds(0), other[0], 0, whole), FragmentOutcome::CONFLICT);
    EXPECT_EQ(adapter.Push(Seconds(0), one[1], 0, whole), FragmentOutcome::LATE);
}

TEST(PacketFragmentAdapter, FramesMustHaveTheLengthThatTheirHeadersSay)
{
    PacketFragmentAdapter adapter = Make(std::make_shared<CanonicalStrategy>(100));
    std::vector<Ptr<Packet>> frames;
    adapter.Split(Real(Pattern(450)), 0, frames);
    PacketFragmentAdapter::Message whole;
    const auto push = [&](const TestBytes& bytes)
    { return FragmentOutcomeName(adapter.Push(Seconds(0), Real(bytes), 0, whole)); };
    TestBytes frame = Content(*frames[0]);
    frame.push_back(0);
    EXPECT_EQ(push(frame), "bad-length");
    for (size_t size = 0; size + 1 < frame.size(); size++)
    {
        EXPECT_EQ(push(TestBytes(frame.begin(), frame.begin() + static_cast<ptrdiff_t>(size))),
                  "bad-length")
            << size;
    }
    EXPECT_EQ(push({0x21, 0, 0}), "malformed");
    EXPECT_EQ(adapter.Reassembly().OpenMessages(), 0U);
}

TEST(PacketFragmentAdapter, ExpiresAndCloses)
{
    PacketFragmentAdapter adapter = Make(std::make_shared<CanonicalStrategy>(100));
    std::vector<Ptr<Packet>> frames;
    PacketFragmentAdapter::Message whole;
    adapter.Split(Real(Pattern(450)), 0, frames);
    adapter.Push(MilliSeconds(1), frames[0], 0, whole);
    EXPECT_EQ(adapter.NextDeadline(), MilliSeconds(11));
    adapter.Expire(MilliSeconds(11));
    EXPECT_EQ(adapter.Reassembly().Counters().Lost(FragmentOutcome::EXPIRED), 1U);
    adapter.Split(Real(Pattern(450)), 0, frames);
    adapter.Push(MilliSeconds(12), frames[0], 0, whole);
    adapter.Close();
    EXPECT_EQ(adapter.Reassembly().Counters().Lost(FragmentOutcome::CLOSED), 1U);
    EXPECT_EQ(adapter.Reassembly().BufferedBytes(), 0U);
}

TEST(PacketFragmentAdapter, TellsWhyAMessageCannotBeSent)
{
    auto config = AdapterBench::Config(std::make_shared<CanonicalStrategy>(10));
    config.outbound.maxFragments = 2;
    PacketFragmentAdapter adapter(config);
    std::vector<Ptr<Packet>> frames(3);
    EXPECT_EQ(adapter.Split(Create<Packet>(21), 0, frames), FragmentError::INDEX_OVERFLOW);
    EXPECT_TRUE(frames.empty());
}
