/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Every reason for which a fragment device drops something: its counter and its trace.

#include "fragment-device-bench.h"
#include "test/support/schedule-call.h"

#include "ns3/canonical-strategy.h"
#include "ns3/total-length-strategy.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

using PacketDrop = FragmentNetDevice::PacketDrop;

/// A device whose peer may send what it likes.
class DropBench : public DeviceBench
{
  public:
    explicit DropBench(const Settings& attributes = {}) : DeviceBench(attributes)
    {
    }

    /// A canonical fragment arrives, whose index ends in '!' when it is the last.
    void
    Fragment(uint64_t id, const std::string& index, const TestBytes& payload)
    {
        OutboundFragment fragment;
        fragment.messageId = MessageId(id);
        fragment.index = static_cast<uint32_t>(std::stoul(index));
        fragment.payloadLength = payload.size();
        fragment.isLast = index.back() == '!';
        Arrive(CanonicalStrategy(1000), fragment, payload, payload.size());
    }

    void
    Arrive(const FragmentStrategy& strategy,
           const OutboundFragment& fragment,
           const TestBytes& payload,
           uint64_t total)
    {
        TestBytes frame(FragmentStrategy::MAX_HEADER);
        ByteWriter writer(frame.data(), frame.size());
        EXPECT_TRUE(strategy.EncodeHeader({total, 0, nullptr}, fragment, writer));
        frame.resize(writer.Written());
        frame.insert(frame.end(), payload.begin(), payload.end());
        Bytes(frame);
    }

    void
    Bytes(const TestBytes& frame)
    {
        lower->Arrive(
            Create<Packet>(frame.data(), static_cast<uint32_t>(frame.size())), FRAGMENTS, BERT);
    }

    /// Expects what the last fragments were refused for, by trace and by counter.
    void
    ExpectRefused(const std::string& reasons, FragmentOutcome last)
    {
        EXPECT_EQ(drops, reasons);
        EXPECT_EQ(device->GetReassembly().Counters().Of(last), 1U);
        EXPECT_EQ(device->GetReassembly().CheckLedger(), "");
    }

    void
    ExpectLost(const std::string& reasons, FragmentOutcome last)
    {
        EXPECT_EQ(losses, reasons);
        EXPECT_EQ(device->GetReassembly().Counters().Lost(last), 1U);
        EXPECT_EQ(device->GetReassembly().CheckLedger(), "");
    }
};

const TestBytes TEN = Pattern(10);

} // namespace

TEST(FragmentNetDeviceDrop, AboveMtu)
{
    DropBench bench(Settings{{"Mtu", "9000"}});
    EXPECT_FALSE(bench.Send(Pattern(9001)));
    EXPECT_TRUE(bench.Send(Pattern(9000)));
    EXPECT_EQ(bench.drops, "above-mtu ");
    EXPECT_EQ(bench.device->GetCounters().Of(PacketDrop::ABOVE_MTU), 1U);
}

TEST(FragmentNetDeviceDrop, Unsendable)
{
    DropBench bench(Settings{{"MaxFragments", "3"}});
    EXPECT_TRUE(bench.Send(Pattern(3 * 483 - 8))) << "frames of 500: 17 of header, 8 of envelope";
    EXPECT_FALSE(bench.Send(Pattern(3 * 483 - 7)));
    EXPECT_EQ(bench.drops, "unsendable ");
    EXPECT_EQ(bench.device->GetCounters().Of(PacketDrop::UNSENDABLE), 1U);
}

TEST(FragmentNetDeviceDrop, RefusedBelow)
{
    DropBench bench;
    bench.lower->room = 2;
    EXPECT_FALSE(bench.Send(Pattern(5000)));
    EXPECT_EQ(bench.lower->sent.size(), 2U);
    EXPECT_FALSE(bench.Send(Pattern(50)));
    EXPECT_EQ(bench.drops, "refused-below refused-below ");
    EXPECT_EQ(bench.device->GetCounters().Of(PacketDrop::BELOW), 2U);
    EXPECT_EQ(bench.device->GetCounters().fragments, 2U);
    EXPECT_EQ(bench.device->GetCounters().sent, 2U);
}

TEST(FragmentNetDeviceDrop, TheRestOfARefusedPacketIsNotSent)
{
    DropBench bench;
    bench.lower->room = 2;
    bench.Send(Pattern(5000));
    bench.lower->room = SIZE_MAX;
    bench.lower->sent.clear();
    EXPECT_TRUE(bench.Send(Pattern(700)));
    EXPECT_EQ(bench.lower->sent.size(), 2U) << "the next packet's fragments alone";
}

TEST(FragmentNetDeviceDrop, BadEnvelope)
{
    DropBench bench;
    bench.Fragment(1, "0", TEN);
    bench.Fragment(1, "1!", TEN);
    EXPECT_EQ(bench.drops, "bad-envelope ");
    EXPECT_EQ(bench.device->GetCounters().Of(PacketDrop::BAD_ENVELOPE), 1U);
    EXPECT_TRUE(bench.received.empty());
}

TEST(FragmentNetDeviceDrop, AMessageOfAnotherTypeHasABadEnvelope)
{
    DropBench bench(Settings{{"Strategy", "websocket"}});
    bench.Bytes({0x89, 0}); // a ping
    EXPECT_EQ(bench.drops, "bad-envelope ");
}

TEST(FragmentNetDeviceDrop, AMissingFragmentIsFoundByTheEnvelopeWhereTheStrategyCannot)
{
    for (const std::string strategy : {"mysql", "websocket"})
    {
        for (size_t missing = 0; missing < 4; missing++)
        {
            DeviceBench a(Settings{{"Strategy", strategy}});
            DropBench b(Settings{{"Strategy", strategy}});
            a.Send(Pattern(1900, 1));
            ASSERT_EQ(a.lower->sent.size(), 4U);
            a.lower->sent.erase(a.lower->sent.begin() + static_cast<ptrdiff_t>(missing));
            a.Send(Pattern(1900, 2));
            a.Send(Pattern(1900, 3));
            a.PassOn(b, ANNA);
            for (const TestBytes& packet : b.received)
            {
                EXPECT_TRUE(packet == Pattern(1900, 2) || packet == Pattern(1900, 3));
            }
            EXPECT_GE(b.received.size(), 1U) << strategy << ": it finds its way back";
        }
    }
}

TEST(FragmentNetDeviceDrop, Malformed)
{
    DropBench bench;
    bench.Bytes({0x21, 0, 0});
    bench.ExpectRefused("malformed ", FragmentOutcome::MALFORMED);
}

TEST(FragmentNetDeviceDrop, BadLength)
{
    DropBench bench;
    bench.Bytes({0x11, 0, 0, 0, 9, 1});
    bench.ExpectRefused("bad-length ", FragmentOutcome::BAD_LENGTH);
}

TEST(FragmentNetDeviceDrop, Duplicate)
{
    DropBench bench;
    bench.Fragment(1, "0", TEN);
    bench.Fragment(1, "0", TEN);
    bench.ExpectRefused("duplicate ", FragmentOutcome::DUPLICATE);
}

TEST(FragmentNetDeviceDrop, Late)
{
    DeviceBench a;
    DropBench b;
    a.Send(Pattern(700));
    auto copy = a.lower->sent.front();
    copy.packet = copy.packet->Copy();
    a.PassOn(b, ANNA);
    b.lower->Arrive(copy.packet, FRAGMENTS, ANNA);
    b.ExpectRefused("late ", FragmentOutcome::LATE);
    EXPECT_EQ(b.received.size(), 1U);
}

TEST(FragmentNetDeviceDrop, OutOfOrder)
{
    DropBench bench;
    bench.Fragment(1, "0", TEN);
    bench.Fragment(1, "2", TEN);
    bench.ExpectRefused("out-of-order ", FragmentOutcome::OUT_OF_ORDER);
    bench.ExpectLost("out-of-order ", FragmentOutcome::OUT_OF_ORDER);
}

TEST(FragmentNetDeviceDrop, Skipped)
{
    DeviceBench a(Settings{{"Strategy", "mysql"}});
    DropBench b(Settings{{"Strategy", "mysql"}});
    a.Send(Pattern(1900)); // four fragments, of which the second is lost
    a.lower->sent.erase(a.lower->sent.begin() + 1);
    a.PassOn(b, ANNA);
    b.ExpectRefused("out-of-order skipped ", FragmentOutcome::SKIPPED);
}

TEST(FragmentNetDeviceDrop, Unexpected)
{
    DropBench bench(Settings{{"Strategy", "websocket"}});
    bench.Bytes({0x80, 1, 7}); // a continuation of nothing
    bench.ExpectRefused("unexpected ", FragmentOutcome::UNEXPECTED);
}

TEST(FragmentNetDeviceDrop, Conflict)
{
    DropBench bench;
    bench.Fragment(1, "0", TEN);
    bench.Fragment(1, "0", Pattern(10, 2));
    bench.ExpectRefused("conflict ", FragmentOutcome::CONFLICT);
    bench.ExpectLost("conflict ", FragmentOutcome::CONFLICT);
}

TEST(FragmentNetDeviceDrop, BeyondLast)
{
    DropBench bench(Settings{{"ReorderWindow", "8"}});
    bench.Fragment(1, "0", TEN);
    bench.Fragment(1, "2!", TEN);
    bench.Fragment(1, "3", TEN);
    bench.ExpectRefused("beyond-last ", FragmentOutcome::BEYOND_LAST);
    bench.ExpectLost("beyond-last ", FragmentOutcome::BEYOND_LAST);
}

TEST(FragmentNetDeviceDrop, TooSmall)
{
    DropBench bench(Settings{{"MinFragmentSize", "11"}});
    bench.Fragment(1, "0", TEN);
    bench.ExpectRefused("too-small ", FragmentOutcome::TOO_SMALL);
}

TEST(FragmentNetDeviceDrop, TooManyFragments)
{
    DropBench bench(Settings{{"MaxFragments", "2"}});
    bench.Fragment(1, "0", TEN);
    bench.Fragment(1, "1", TEN);
    bench.Fragment(1, "2", TEN);
    bench.ExpectRefused("too-many-fragments ", FragmentOutcome::TOO_MANY_FRAGMENTS);
    bench.ExpectLost("too-many-fragments ", FragmentOutcome::TOO_MANY_FRAGMENTS);
}

TEST(FragmentNetDeviceDrop, MessageTooLong)
{
    DropBench bench(Settings{{"MaxMessageSize", "19"}});
    bench.Fragment(1, "0", TEN);
    bench.Fragment(1, "1", TEN);
    bench.ExpectRefused("message-too-long ", FragmentOutcome::MESSAGE_TOO_LONG);
    bench.ExpectLost("message-too-long ", FragmentOutcome::MESSAGE_TOO_LONG);
}

TEST(FragmentNetDeviceDrop, TotalMismatch)
{
    DropBench bench(Settings{{"Strategy", "total-length"}});
    OutboundFragment fragment;
    fragment.messageId = MessageId(1);
    fragment.payloadLength = TEN.size();
    fragment.isLast = false;
    bench.Arrive(TotalLengthStrategy(100), fragment, TEN, 20);
    fragment.index = 1;
    bench.Arrive(TotalLengthStrategy(100), fragment, TEN, 21);
    bench.ExpectRefused("total-mismatch ", FragmentOutcome::TOTAL_MISMATCH);
    bench.ExpectLost("total-mismatch ", FragmentOutcome::TOTAL_MISMATCH);
}

TEST(FragmentNetDeviceDrop, NoRoom)
{
    // One message of small fragments, each with its fixed charge, takes more than there is.
    DropBench bench(Settings{{"MaxMessageSize", "100"}, {"MaxBytes", "4296"}});
    for (int i = 0; i < 20 && bench.drops.empty(); i++)
    {
        bench.Fragment(1, std::to_string(i), {7});
    }
    bench.ExpectRefused("no-room ", FragmentOutcome::NO_ROOM);
    bench.ExpectLost("no-room ", FragmentOutcome::NO_ROOM);
    EXPECT_LE(bench.device->GetReassembly().PeakBytes(), 4296U);
}

TEST(FragmentNetDeviceDrop, Evicted)
{
    DropBench bench(Settings{{"MaxOpenMessages", "2"}});
    bench.Fragment(1, "0", TEN);
    bench.Fragment(2, "0", TEN);
    bench.Fragment(3, "0", TEN);
    bench.ExpectLost("evicted ", FragmentOutcome::EVICTED);
}

TEST(FragmentNetDeviceDrop, Expired)
{
    DropBench bench(Settings{{"Timeout", "10ms"}});
    std::string atNine;
    ScheduleCall(MilliSeconds(1), [&] { bench.Fragment(1, "0", TEN); });
    ScheduleCall(MilliSeconds(4), [&] { bench.Fragment(2, "0", TEN); });
    ScheduleCall(MilliSeconds(11) - NanoSeconds(1), [&] { atNine = bench.losses; });
    ScheduleCall(MilliSeconds(12), [&] { EXPECT_EQ(bench.losses, "expired "); });
    Simulator::Run();
    EXPECT_EQ(atNine, "");
    EXPECT_EQ(bench.losses, "expired expired ");
    EXPECT_EQ(Simulator::Now(), MilliSeconds(14)) << "one timer, and none once nothing waits";
    EXPECT_EQ(bench.device->GetReassembly().BufferedBytes(), 0U);
}
