/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stream-pair.h"
#include "test/fragment/allocation-count.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// Counts messages and keeps nothing.
class Count : public MessageStreamListener
{
  public:
    void
    OnMessage(const InboundMessage&) override
    {
        messages++;
    }

    void
    OnFate(uint64_t, SendFate) override
    {
        fates++;
    }

    void
    OnLoss(const LostMessage&) override
    {
    }

    uint64_t messages{0};
    uint64_t fates{0};
};

} // namespace

TEST(TransportAllocation, SmallMessagesAllocateNothingOnceTheQueueIsWarm)
{
    Simulator::Run(); // until then ns-3 enters every Time into a list
    MessageStream from(StreamConfig(4096));
    MessageStream to(StreamConfig(4096));
    Count sent;
    Count received;
    from.SetListener(&sent);
    to.SetListener(&received);
    const Bytes message(64, 7);
    Bytes wire(100000);
    const Time now;
    const SendOptions deadline{3, 5, Seconds(1000)};
    const auto exchange = [&]
    {
        for (int i = 0; i < 500; i++)
        {
            from.Queue().Send(ByteSpan(message), {});
            from.Queue().Send(ByteSpan(message), deadline);
        }
        const size_t size = from.Queue().Write(now, wire.data(), wire.size());
        to.Receive(now, {wire.data(), size});
    };
    exchange();
    const uint64_t before = GetAllocationCount().allocations;
    exchange();
    EXPECT_EQ(GetAllocationCount().allocations - before, 0U);
    EXPECT_EQ(received.messages, 2000U);
    EXPECT_EQ(sent.fates, 2000U);
}

TEST(TransportAllocation, AMessageThatIsMovedIsCopiedOnceIntoTheWireAndOnceOutOfIt)
{
    Simulator::Run();
    MessageStream from(StreamConfig(4096));
    MessageStream to(StreamConfig(4096));
    Count received;
    to.SetListener(&received);
    Bytes wire(8192);
    const Time now;
    Bytes message(1 << 20, 7);
    ResetAllocationPeak();
    const uint64_t before = GetAllocationCount().liveBytes;
    from.Queue().Send(std::move(message), {});
    EXPECT_LT(GetAllocationCount().peakBytes - before, 20000U) << "sending copies nothing";
    while (const size_t size = from.Queue().Write(now, wire.data(), wire.size()))
    {
        to.Receive(now, {wire.data(), size});
    }
    EXPECT_EQ(received.messages, 1U);
}
