/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/direct-link-helper.h"
#include "ns3/direct-link-net-device.h"
#include "ns3/double.h"
#include "ns3/fast-path-processor.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/shard-header.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// left -- middle (processor) -- right, with links that take no time.
class FastPathProcessorTest : public testing::Test
{
  protected:
    void
    SetUp() override
    {
        DirectLinkHelper helper;
        helper.SetDeviceAttribute("Delay", TimeValue(Time(0)));
        helper.SetDeviceAttribute("DataRate", DataRateValue(DataRate(1000000000000000)));
        Ptr<Node> middle = CreateObject<Node>();
        const auto in = helper.Install(CreateObject<Node>(), middle);
        const auto out = helper.Install(middle, CreateObject<Node>());
        left = in.Get(0);
        processor = CreateObject<FastPathProcessor>();
        processor->SetAttribute("CostPerPacket", TimeValue(MicroSeconds(10)));
        processor->SetAttribute("CostPerByte", DoubleValue(0));
        processor->SetAttribute("QueueLimit", UintegerValue(2));
        processor->SetAttribute("Processors", StringValue(processors));
        processor->SetAttribute("Overload", StringValue(overload));
        processor->AddRoute(in.Get(1), out.Get(0));
        processor->AddReturn(out.Get(0), in.Get(1));
        right = out.Get(1);
        left->SetReceiveCallback(MakeCallback(&FastPathProcessorTest::NoteReturn, this));
        processor->TraceConnectWithoutContext("Drop",
                                              MakeCallback(&FastPathProcessorTest::NoteDrop, this));
        middle->AddApplication(processor);
        out.Get(1)->SetReceiveCallback(MakeCallback(&FastPathProcessorTest::NoteArrival, this));
        // Applications start at time 0, after this event was scheduled: let them.
        Simulator::Stop(NanoSeconds(1));
        Simulator::Run();
    }

    void
    TearDown() override
    {
        Simulator::Destroy();
    }

    void
    SendAt(Time when, uint32_t size)
    {
        Simulator::Schedule(when - Simulator::Now(), &FastPathProcessorTest::Send, this, size);
    }

    void
    Send(uint32_t size)
    {
        left->Send(Create<Packet>(size), left->GetBroadcast(), 0x88B5);
    }

    void
    NoteDrop(Ptr<const Packet> packet, const std::string& reason)
    {
        drops[reason] += packet->GetSize();
    }

    bool
    NoteArrival(Ptr<NetDevice>, Ptr<const Packet> packet, uint16_t, const Address&)
    {
        arrivals.emplace_back(Simulator::Now().GetMicroSeconds(), packet->GetSize());
        return true;
    }

    /// Nothing is forgotten.
    void
    ExpectBalance() const
    {
        const auto& c = processor->GetCounters();
        EXPECT_EQ(c.taken, c.forwarded + c.queueDropped + c.crashDropped + processor->GetInside());
    }

    bool
    NoteReturn(Ptr<NetDevice>, Ptr<const Packet> packet, uint16_t, const Address&)
    {
        returns.emplace_back(Simulator::Now().GetMicroSeconds(), packet->GetSize());
        return true;
    }

    /// Sends a shard of so many payload bytes with these processing flags.
    void
    SendShard(uint32_t size, uint16_t flags)
    {
        Ptr<Packet> shard = Create<Packet>(size);
        ShardHeader header;
        header.totalShards = 1;
        header.payloadLength = size;
        header.packetLength = size;
        header.flags = flags;
        SealShard(shard, header);
        left->Send(shard, left->GetBroadcast(), 0x88B5);
    }

    std::string processors{""};
    std::string overload{"drop"};
    Ptr<NetDevice> left;
    Ptr<NetDevice> right;
    Ptr<FastPathProcessor> processor;
    std::vector<std::pair<int64_t, uint32_t>> returns;  //!< as arrivals
    std::map<std::string, uint32_t> drops;              //!< bytes by reason
    std::vector<std::pair<int64_t, uint32_t>> arrivals; //!< microseconds and bytes
};

using Arrivals = std::vector<std::pair<int64_t, uint32_t>>;

} // namespace

TEST_F(FastPathProcessorTest, WorksOnOneFrameAtATimeAndDropsWhatFindsTheQueueFull)
{
    for (uint32_t size : {101, 102, 103, 104})
    {
        SendAt(MicroSeconds(100), size);
    }
    Simulator::Run();
    EXPECT_EQ(arrivals, (Arrivals{{110, 101}, {120, 102}, {130, 103}}));
    EXPECT_EQ(drops, (std::map<std::string, uint32_t>{{"cpu-queue-full", 104}}));
    ExpectBalance();
}

TEST_F(FastPathProcessorTest, ACrashLosesWhatItHeldAndWhatArrives)
{
    SendAt(MicroSeconds(100), 1);    // done at 110
    SendAt(MicroSeconds(108), 10);   // in service at the crash
    SendAt(MicroSeconds(109), 100);  // waits at the crash
    SendAt(MicroSeconds(200), 1000); // arrives while it is down
    SendAt(MicroSeconds(400), 7);    // arrives after the restart
    Simulator::Schedule(MicroSeconds(115) - Simulator::Now(), &FastPathProcessor::Crash, processor);
    Simulator::Schedule(
        MicroSeconds(300) - Simulator::Now(), &FastPathProcessor::Restart, processor);
    Simulator::Run();
    EXPECT_EQ(arrivals, (Arrivals{{110, 1}, {410, 7}}));
    EXPECT_EQ(drops, (std::map<std::string, uint32_t>{{"crashed", 1110}}));
    ExpectBalance();
}

TEST_F(FastPathProcessorTest, ARestartFindsAnIdleCpu)
{
    SendAt(MicroSeconds(100), 1);
    SendAt(MicroSeconds(100), 1);
    SendAt(MicroSeconds(100), 1);
    SendAt(MicroSeconds(102), 2);
    Simulator::Schedule(MicroSeconds(101) - Simulator::Now(), &FastPathProcessor::Crash, processor);
    Simulator::Schedule(
        MicroSeconds(101) - Simulator::Now(), &FastPathProcessor::Restart, processor);
    Simulator::Run();
    EXPECT_EQ(arrivals, (Arrivals{{112, 2}})) << "the 29 us of work from before the crash are gone";
    ExpectBalance();
}

TEST_F(FastPathProcessorTest, CrashingTwiceIsCrashingOnce)
{
    SendAt(MicroSeconds(100), 5);
    Simulator::Schedule(MicroSeconds(105) - Simulator::Now(), &FastPathProcessor::Crash, processor);
    Simulator::Schedule(MicroSeconds(106) - Simulator::Now(), &FastPathProcessor::Crash, processor);
    Simulator::Run();
    EXPECT_EQ(drops["crashed"], 5U);
    EXPECT_FALSE(processor->IsUp());
    ExpectBalance();
}

TEST_F(FastPathProcessorTest, WhatGoesAgainstTheTrafficCrossesAtOnceWhileTheNodeIsUp)
{
    right->Send(Create<Packet>(9), right->GetBroadcast(), 0x88B7);
    Simulator::Run();
    EXPECT_EQ(returns, (Arrivals{{0, 9}}));
    processor->Crash();
    right->Send(Create<Packet>(9), right->GetBroadcast(), 0x88B7);
    left->Send(Create<Packet>(8), left->GetBroadcast(), 0x88B7);
    Simulator::Run();
    EXPECT_EQ(returns.size(), 1U);
    EXPECT_EQ(processor->GetCounters().returnDropped, 1U);
    EXPECT_TRUE(arrivals.empty()) << "a probe does not cross either";
    ExpectBalance();
}

TEST_F(FastPathProcessorTest, ProbesBypassTheCpu)
{
    left->Send(Create<Packet>(8), left->GetBroadcast(), 0x88B7);
    Simulator::Run();
    EXPECT_EQ(arrivals, (Arrivals{{0, 8}}));
    EXPECT_EQ(processor->GetBusyTime(), Time(0));
    ExpectBalance();
}

/// A node that inspects and counts.
class SelectiveProcessorTest : public FastPathProcessorTest
{
  protected:
    SelectiveProcessorTest()
    {
        processors = "inspect, count";
    }
};

TEST_F(SelectiveProcessorTest, OnlyWhatIsWantedCostsCpuTimeOnceForEachProcessor)
{
    SendShard(10, 0);     // nobody wants it
    SendShard(20, 2);     // wants a processor that is not here
    SendShard(30, 1);     // one: 10 us
    SendShard(40, 1 | 4); // two: 20 us more
    Send(50);             // no sound shard: nobody wants it
    Simulator::Run();
    const uint32_t h = ShardHeader::SIZE;
    EXPECT_EQ(arrivals, (Arrivals{{0, 10 + h}, {0, 20 + h}, {0, 50}, {10, 30 + h}, {30, 40 + h}}));
    EXPECT_EQ(processor->GetCounters().bypassed, 3U);
    EXPECT_EQ(processor->GetBusyTime(), MicroSeconds(30));
    ASSERT_TRUE(processor->GetWork());
    EXPECT_EQ(processor->GetWork()->GetCounters().shards[0], 2U);
    EXPECT_EQ(processor->GetWork()->GetCounters().shards[2], 1U);
    ExpectBalance();
}

/// The same node when it lets pass what it has no room for.
class PassingProcessorTest : public SelectiveProcessorTest
{
  protected:
    PassingProcessorTest()
    {
        overload = "pass";
    }
};

TEST_F(PassingProcessorTest, WhatFindsTheQueueFullGoesOnUnprocessed)
{
    for (uint32_t size : {1, 2, 3, 4})
    {
        SendShard(size, 1); // one in service, two wait
    }
    Simulator::Run();
    const uint32_t h = ShardHeader::SIZE;
    EXPECT_EQ(arrivals, (Arrivals{{0, 4 + h}, {10, 1 + h}, {20, 2 + h}, {30, 3 + h}}));
    EXPECT_EQ(processor->GetCounters().skipped, 1U);
    EXPECT_EQ(processor->GetCounters().queueDropped, 0U);
    EXPECT_TRUE(drops.empty());
    ExpectBalance();
}

TEST(FastPathProcessor, RefusesAttributesThatDoNotGoTogether)
{
    Ptr<FastPathProcessor> processor = CreateObject<FastPathProcessor>();
    EXPECT_EQ(processor->Validate(), "");
    processor->SetAttribute("Overload", StringValue("pass"));
    EXPECT_EQ(processor->Validate(), "Overload = pass needs Processors");
    processor->SetAttribute("Processors", StringValue("inspect,zip"));
    EXPECT_EQ(processor->Validate(),
              "Processors must be inspect, transform or count, joined with commas");
    processor->SetAttribute("Processors", StringValue("inspect"));
    EXPECT_EQ(processor->Validate(), "");
    processor->SetAttribute("InspectPattern", StringValue("\\q"));
    EXPECT_NE(processor->Validate(), "");
}
