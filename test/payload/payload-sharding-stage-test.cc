/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Attributes of the sharding stage, each seen from outside: by what leaves over which path and what arrives.

#include "test/support/schedule-call.h"
#include "test/support/test-folder.h"

#include "ns3/boolean.h"
#include "ns3/direct-link-helper.h"
#include "ns3/direct-link-net-device.h"
#include "ns3/double.h"
#include "ns3/error-model.h"
#include "ns3/flow-id-tag.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/payload-sharding-helper.h"
#include "ns3/payload-sharding-net-device.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr uint16_t PROTOCOL = 0x0801;

/// A sender and a receiver, four links of 1 Gbit/s and 10 us between them, one more for exceptions.
class PayloadShardingStageTest : public testing::Test
{
  protected:
    void
    Build()
    {
        DirectLinkHelper links;
        Ptr<Node> a = CreateObject<Node>();
        Ptr<Node> b = CreateObject<Node>();
        NetDeviceContainer from;
        NetDeviceContainer to;
        for (int i = 0; i < 4; i++)
        {
            const auto ends = links.Install(a, b);
            from.Add(ends.Get(0));
            to.Add(ends.Get(1));
            sent.push_back(DynamicCast<DirectLinkNetDevice>(ends.Get(0)));
            received.push_back(DynamicCast<DirectLinkNetDevice>(ends.Get(1)));
        }
        const auto exception = links.Install(a, b);
        exceptionLink = DynamicCast<DirectLinkNetDevice>(exception.Get(0));
        sender = stage.Install(a, from, exception.Get(0));
        receiver = stage.Install(b, to, exception.Get(1));
        EXPECT_EQ(sender->Validate(), "");
        receiver->SetReceiveCallback(MakeCallback(&PayloadShardingStageTest::NoteArrival, this));
        sender->TraceConnectWithoutContext(
            "Exception", MakeCallback(&PayloadShardingStageTest::NoteException, this));
        for (const auto& end : {sender, receiver})
        {
            end->TraceConnectWithoutContext(
                "Drop", MakeCallback(&PayloadShardingStageTest::NoteDrop, this));
        }
    }

    void
    TearDown() override
    {
        Simulator::Destroy();
    }

    void
    Set(const std::string& name, const std::string& value)
    {
        stage.SetDeviceAttribute(name, StringValue(value));
    }

    void
    Send(uint32_t size, uint32_t flow = 0)
    {
        Ptr<Packet> packet = Create<Packet>(size);
        if (flow > 0)
        {
            packet->AddPacketTag(FlowIdTag(flow));
        }
        sender->Send(packet, sender->GetBroadcast(), PROTOCOL);
    }

    /// @return frames that left over each path
    std::vector<uint64_t>
    Sent() const
    {
        std::vector<uint64_t> frames;
        for (const auto& link : sent)
        {
            frames.push_back(link->GetCounters().sent);
        }
        return frames;
    }

    /// From now on a path loses this share of what arrives over it.
    void
    SetLoss(uint32_t path, double rate)
    {
        Ptr<RateErrorModel> model = CreateObject<RateErrorModel>();
        model->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
        model->SetRate(rate);
        received[path]->SetAttribute("ReceiveErrorModel", PointerValue(model));
    }

    void
    Break(uint32_t path)
    {
        SetLoss(path, 1);
    }

    bool
    NoteArrival(Ptr<NetDevice>, Ptr<const Packet> packet, uint16_t, const Address&)
    {
        arrivals.push_back(packet->GetSize());
        return true;
    }

    void
    NoteException(Ptr<const Packet>, const std::string& reason, bool)
    {
        exceptions.push_back(reason);
    }

    void
    NoteDrop(Ptr<const Packet>, const std::string& reason)
    {
        drops[reason]++;
    }

    PayloadShardingHelper stage;
    std::vector<Ptr<DirectLinkNetDevice>> sent;     //!< the sender's ends
    std::vector<Ptr<DirectLinkNetDevice>> received; //!< the receiver's ends
    Ptr<DirectLinkNetDevice> exceptionLink;
    Ptr<PayloadShardingNetDevice> sender;
    Ptr<PayloadShardingNetDevice> receiver;
    std::vector<uint32_t> arrivals; //!< bytes
    std::vector<std::string> exceptions;
    std::map<std::string, uint32_t> drops; //!< by reason
};

using Counts = std::vector<uint64_t>;

} // namespace

TEST_F(PayloadShardingStageTest, SmallPacketsAndOtherFlowsAreNotSharded)
{
    Set("MinPacketSize", "100");
    Set("Flows", "flow=1-2");
    Build();
    Send(99, 1);
    Send(100, 3);
    Send(100);
    Send(100, 2);
    Simulator::Run();
    EXPECT_EQ(exceptions,
              (std::vector<std::string>{"below-threshold", "other-flow", "other-flow"}));
    EXPECT_EQ(exceptionLink->GetCounters().sent, 3U);
    EXPECT_EQ(arrivals.size(), 4U);
    const auto& counters = sender->GetCounters();
    EXPECT_EQ(counters.unsharded, 3U);
    EXPECT_EQ(counters.exceptionPackets, 3U);
    EXPECT_EQ(counters.exceptionBytes, 299U);
    EXPECT_EQ(counters.packets, counters.sharded + counters.exceptionPackets);
    EXPECT_EQ(receiver->GetCounters().passed, 3U);
}

TEST_F(PayloadShardingStageTest, WhatIsNotShardedMayTakeOnePathWhole)
{
    Set("MinPacketSize", "100");
    Set("Unsharded", "whole");
    Set("Placement", "round-robin");
    Build();
    Send(99);
    Simulator::Run();
    EXPECT_EQ(Sent(), (Counts{1, 0, 0, 0}));
    EXPECT_EQ(exceptionLink->GetCounters().sent, 0U);
    EXPECT_EQ(arrivals, (std::vector<uint32_t>{99}));
    EXPECT_EQ(sender->GetCounters().unsharded, 1U);
    EXPECT_EQ(sender->GetCounters().sharded, 1U);
}

TEST_F(PayloadShardingStageTest, ShardsOfOnePacketShareANodeOrDoNot)
{
    Set("Policy", "fixed-count");
    Set("Spread", "same");
    Set("Placement", "round-robin");
    Build();
    Send(1000);
    Send(1000);
    Simulator::Run();
    EXPECT_EQ(Sent(), (Counts{4, 4, 0, 0}));
}

TEST_F(PayloadShardingStageTest, DifferentNodesUnderAHash)
{
    Set("Policy", "fixed-count");
    Set("Spread", "different");
    Build();
    for (int i = 0; i < 10; i++)
    {
        Send(1000);
    }
    Simulator::Run();
    EXPECT_EQ(Sent(), (Counts{10, 10, 10, 10}));
}

TEST_F(PayloadShardingStageTest, AQueueOfTheLinkIsSeen)
{
    Set("Policy", "none");
    Set("Placement", "shortest-queue");
    Build();
    for (const auto& link : {sent[0], sent[1], sent[3]})
    {
        link->Send(Create<Packet>(1000), link->GetBroadcast(), 0x9999);
    }
    Send(100);
    Send(100);
    EXPECT_EQ(Sent(), (Counts{1, 1, 2, 1})) << "100 + headers are less than 1000";
}

TEST_F(PayloadShardingStageTest, CapacityLeavesOutWhatIsFull)
{
    Set("Policy", "capacity");
    Build();
    for (int i = 0; i < 100; i++)
    {
        sent[1]->Send(Create<Packet>(1000), sent[1]->GetBroadcast(), 0x9999);
    }
    Send(3000);
    EXPECT_EQ(Sent(), (Counts{1, 100, 1, 1}));
}

TEST_F(PayloadShardingStageTest, WeightsComeFromTheRatesOrTheAttribute)
{
    Set("Policy", "none");
    Set("Placement", "weighted");
    Set("PathWeights", "2, 0, 1, 1");
    Build();
    for (int i = 0; i < 8; i++)
    {
        Send(10);
    }
    EXPECT_EQ(Sent(), (Counts{4, 0, 2, 2}));
}

TEST_F(PayloadShardingStageTest, ASilentPathIsLeftAndTakenAgain)
{
    Set("Policy", "none");
    Set("Placement", "round-robin");
    Set("FeedbackInterval", "1ms");
    Set("PathTimeout", "5ms");
    Build();
    Break(2);
    for (int ms = 0; ms < 100; ms++)
    {
        ScheduleCall(MilliSeconds(ms), [this] { Send(100); });
    }
    ScheduleCall(MilliSeconds(50), [this] { SetLoss(2, 0); });
    Simulator::Run();
    // Its first shard leaves at 2 ms and is missed after 7 ms; of every fourth packet until then one more.
    const uint64_t lost = 100 - arrivals.size();
    EXPECT_GE(lost, 1U);
    EXPECT_LE(lost, 2U);
    EXPECT_EQ(sender->GetReportCounters().silences, 1U);
    EXPECT_GT(received[2]->GetCounters().received, 8U) << "from about 55 ms on it is used again";
    EXPECT_EQ(sender->GetReportCounters().refused, 0U);
    EXPECT_EQ(receiver->GetReportCounters().refused, 0U);
}

TEST_F(PayloadShardingStageTest, TheCountFollowsTheLosses)
{
    Set("Policy", "fixed-count");
    Set("CountControl", "dynamic");
    Set("MaxShardCount", "4");
    Set("FeedbackInterval", "1ms");
    Set("Placement", "round-robin");
    Build();
    uint64_t before = 0;
    for (int i = 0; i < 2000; i++)
    {
        ScheduleCall(MicroSeconds(250 * i), [this] { Send(1000); });
    }
    ScheduleCall(MilliSeconds(250),
                 [&]
                 {
                     before = sender->GetCounters().shards;
                     SetLoss(0, 0.5);
                     SetLoss(1, 0.5);
                 });
    Simulator::Run();
    EXPECT_EQ(before, 4 * 1001U) << "four idle paths, four shards";
    EXPECT_LT(sender->GetCounters().shards - before, 3000U)
        << "a quarter of all shards is lost: one shard a packet once the averages have seen it";
    EXPECT_GE(sender->GetCountChanges(), 1U);
}

TEST_F(PayloadShardingStageTest, RedundancyOutlivesALostPath)
{
    Set("Policy", "fixed-count");
    Set("ShardCount", "3");
    Set("Redundancy", "xor");
    Set("Spread", "different");
    Build();
    Break(1);
    for (int i = 0; i < 20; i++)
    {
        Send(1000);
    }
    Simulator::Run();
    EXPECT_EQ(arrivals.size(), 20U);
    EXPECT_EQ(sender->GetCounters().shards, 80U);
}

TEST_F(PayloadShardingStageTest, HedgingAsksForWhatIsLate)
{
    Set("Policy", "fixed-count");
    Set("Placement", "round-robin");
    Set("ReassemblyTimeout", "10ms");
    stage.SetDeviceAttribute("Hedging", BooleanValue(true));
    Build();
    for (int i = 0; i < 100; i++)
    {
        ScheduleCall(MilliSeconds(i), [this] { Send(1000); });
    }
    ScheduleCall(MicroSeconds(50500), [this] { Break(3); });
    Simulator::Run();
    EXPECT_GE(sender->GetCounters().resent, 49U);
    EXPECT_GT(arrivals.size(), 80U)
        << "a shard sent again takes the next path, which is the broken one 1 time in 4";
}

TEST_F(PayloadShardingStageTest, InOrderWaitsForTheEarlierPacket)
{
    Set("Policy", "none");
    Set("Placement", "round-robin");
    Set("Order", "in-order");
    Build();
    sent[0]->SetAttribute("Delay", TimeValue(MilliSeconds(1)));
    Send(501);
    Send(502);
    Simulator::Run();
    EXPECT_EQ(arrivals, (std::vector<uint32_t>{501, 502}));
}

TEST_F(PayloadShardingStageTest, AKeyIsNeededAtBothEnds)
{
    TestFolder folder;
    const std::string key = folder.Write("key", std::string(64, 'a') + "\n");
    Set("KeyFile", key);
    Build();
    Send(4000);
    Simulator::Run();
    EXPECT_EQ(arrivals, (std::vector<uint32_t>{4000}));
    Ptr<PayloadShardingNetDevice> device = CreateObject<PayloadShardingNetDevice>();
    device->SetAttribute("KeyFile", StringValue(folder.Path("none")));
    EXPECT_EQ(device->Validate().rfind("KeyFile: ", 0), 0U);
}

TEST_F(PayloadShardingStageTest, SealingAndOpeningTakeTheirTime)
{
    TestFolder folder;
    Set("KeyFile", folder.Write("key", std::string(64, 'a') + "\n"));
    Set("Policy", "none");
    Set("SealCostPerShard", "1ms");
    Set("SealCostPerByte", "1000");
    Set("OpenCostPerShard", "2ms");
    Set("OpenCostPerByte", "500");
    Build();
    Send(1000);
    Simulator::Run();
    EXPECT_EQ(arrivals, (std::vector<uint32_t>{1000}));
    // 1000 B of payload, 108 of header and seal, 18 of Ethernet, at 1 Gbit/s; 10 us of delay.
    const Time wire = NanoSeconds(1126 * 8) + MicroSeconds(10);
    EXPECT_EQ(Simulator::Now(), MilliSeconds(2) + wire + MicroSeconds(2500));
    EXPECT_EQ(sender->GetCipherTime(), MilliSeconds(2));
    EXPECT_EQ(receiver->GetCipherTime(), MicroSeconds(2500));
}

TEST_F(PayloadShardingStageTest, AFullCipherQueueDropsShardsAndTheCountsClose)
{
    TestFolder folder;
    Set("KeyFile", folder.Write("key", std::string(64, 'a') + "\n"));
    Set("Policy", "none");
    Set("Placement", "round-robin");
    Set("SealCostPerShard", "10us");
    Set("SealCostPerByte", "0");
    Set("OpenCostPerShard", "1ms");
    Set("OpenCostPerByte", "0");
    Set("CipherQueueLimit", "3");
    Build();
    for (int i = 0; i < 6; i++)
    {
        Send(1000);
    }
    Simulator::Run();
    EXPECT_EQ(drops["cipher-queue-full"], 2U) << "one in service, three wait";
    const auto& shards = sender->GetCipherQueue()->Of(CipherQueue::Kind::SHARD);
    EXPECT_EQ(sender->GetCounters().cut, 6U);
    EXPECT_EQ(shards.dropped, 2U);
    EXPECT_EQ(sender->GetCounters().shards, 4U);
    EXPECT_EQ(receiver->GetCipherQueue()->Of(CipherQueue::Kind::FRAME).done, 4U);
    EXPECT_EQ(arrivals.size(), 4U);
}

TEST_F(PayloadShardingStageTest, ACrashLosesWhatWaitsAndWhatComes)
{
    Set("Policy", "fixed-count");
    Set("Placement", "round-robin");
    Set("Order", "in-order");
    Set("ReassemblyTimeout", "50ms");
    Build();
    sent[3]->SetAttribute("Delay", TimeValue(MilliSeconds(10)));
    Send(1000); // waits for its fourth shard from 0 ms to 10 ms
    Send(1001); // likewise
    ScheduleCall(MilliSeconds(1), [this] { sent[3]->SetAttribute("Delay", TimeValue(Time(0))); });
    ScheduleCall(MilliSeconds(2), [this] { Send(1002); }); // whole, but has to wait for these two
    ScheduleCall(MilliSeconds(5), [this] { receiver->Crash(); });
    ScheduleCall(MilliSeconds(6), [this] { Send(1003); }); // four shards come to nobody
    ScheduleCall(MilliSeconds(8), [this] { receiver->Restart(); });
    Simulator::Run();
    EXPECT_TRUE(arrivals.empty());
    using Loss = PacketLoss;
    const auto& reassembly = receiver->GetReassembler().Counters();
    EXPECT_EQ(reassembly.Of(Loss::CRASHED), 2U) << "three shards of each were there";
    EXPECT_EQ(reassembly.Of(Loss::EXPIRED), 2U) << "of the late ones nobody knows any more";
    EXPECT_EQ(drops["crashed"], 5U) << "a whole packet that waited, and four shards";
    EXPECT_EQ(receiver->GetReorderBuffer()->GetCounters().forgotten, 1U);
    EXPECT_EQ(receiver->GetCounters().crashedFrames, 4U);
    EXPECT_EQ(receiver->GetReassembler().CheckLedger(), "");
    Send(1004);
    Simulator::Run();
    EXPECT_EQ(arrivals, (std::vector<uint32_t>{1004})) << "it works again";
}

TEST_F(PayloadShardingStageTest, ACipherThatTakesNoTimeHasNoQueue)
{
    TestFolder folder;
    Set("KeyFile", folder.Write("key", std::string(64, 'a') + "\n"));
    Set("CipherCostFactor", "0");
    Build();
    Send(4000);
    Simulator::Run();
    EXPECT_EQ(arrivals, (std::vector<uint32_t>{4000}));
    EXPECT_EQ(sender->GetCipherQueue(), nullptr);
}

TEST_F(PayloadShardingStageTest, LateShardsAreAskedForWithTimeForTheKey)
{
    TestFolder folder;
    Set("KeyFile", folder.Write("key", std::string(64, 'a') + "\n"));
    stage.SetDeviceAttribute("Hedging", BooleanValue(true));
    Set("Policy", "fixed-count");
    Set("Placement", "round-robin");
    Build();
    for (int i = 0; i < 100; i++)
    {
        ScheduleCall(MilliSeconds(i), [this] { Send(1000); });
    }
    ScheduleCall(MicroSeconds(50500), [this] { Break(3); });
    Simulator::Run();
    EXPECT_GT(receiver->GetCipherQueue()->Of(CipherQueue::Kind::REQUEST).done, 0U);
    EXPECT_GT(sender->GetCounters().resent, 0U);
    EXPECT_EQ(sender->GetCounters().requestsRefused, 0U);
}

TEST(PayloadShardingNetDevice, RefusesAttributesThatDoNotGoTogether)
{
    const auto errorOf = [](const std::vector<std::pair<std::string, std::string>>& settings)
    {
        Ptr<PayloadShardingNetDevice> device = CreateObject<PayloadShardingNetDevice>();
        for (const auto& [name, value] : settings)
        {
            device->SetAttribute(name, StringValue(value));
        }
        return device->Validate();
    };
    EXPECT_EQ(errorOf({}), "");
    EXPECT_EQ(errorOf({{"PathTimeout", "5ms"}}),
              "PathTimeout needs a FeedbackInterval of at most half of it");
    EXPECT_EQ(errorOf({{"LatencyTarget", "5ms"}}), "LatencyTarget needs a FeedbackInterval");
    EXPECT_EQ(errorOf({{"Placement", "min-rtt"}}), "Placement min-rtt needs a FeedbackInterval");
    EXPECT_EQ(errorOf({{"PathWeights", "1,-1"}}),
              "PathWeights must be numbers of at least 0, joined with commas, not all of them 0");
    EXPECT_EQ(errorOf({{"MinShardCount", "17"}}), "MinShardCount must not be above MaxShardCount");
    EXPECT_EQ(errorOf({{"ReportProtocol", "34997"}}),
              "ReportProtocol must differ from ShardProtocol");
    EXPECT_EQ(errorOf({{"Order", "in-order"}, {"ReorderTimeout", "1ms"}}),
              "ReorderTimeout must not be below ReassemblyTimeout");
    EXPECT_EQ(errorOf({{"Flows", "x=1"}}),
              "Flows: 'x=1' is no flow: valid are flow=, tcp=, udp= and ethertype=");
}
