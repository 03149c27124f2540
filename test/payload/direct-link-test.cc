/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/data-rate.h"
#include "ns3/direct-link-channel.h"
#include "ns3/direct-link-helper.h"
#include "ns3/direct-link-net-device.h"
#include "ns3/drop-tail-queue.h"
#include "ns3/error-model.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-channel.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// What a node heard: when, how many bytes.
using Arrivals = std::vector<std::pair<Time, uint32_t>>;

/// Records what arrives at a device.
class Listener
{
  public:
    void
    Listen(Ptr<NetDevice> device)
    {
        device->SetReceiveCallback(MakeCallback(&Listener::Hear, this));
    }

    Arrivals arrivals;
    uint16_t lastProtocol{0};

  private:
    bool
    Hear(Ptr<NetDevice>, Ptr<const Packet> packet, uint16_t protocol, const Address&)
    {
        arrivals.emplace_back(Simulator::Now(), packet->GetSize());
        lastProtocol = protocol;
        return true;
    }
};

void
Offer(Ptr<NetDevice> device, uint32_t size, uint16_t protocol)
{
    device->Send(Create<Packet>(size), device->GetBroadcast(), protocol);
}

/// Packets at random times with random sizes, many of them back to back.
std::vector<std::pair<Time, uint32_t>>
RandomTraffic(uint32_t seed)
{
    std::mt19937 draw(seed);
    std::vector<std::pair<Time, uint32_t>> traffic;
    Time now;
    for (int i = 0; i < 500; i++)
    {
        now += NanoSeconds(draw() % 3 == 0 ? 0 : draw() % 30001);
        traffic.emplace_back(now, 1 + draw() % 1400);
    }
    return traffic;
}

Arrivals
RunOverDirectLink(const std::vector<std::pair<Time, uint32_t>>& traffic, uint32_t queueLimit)
{
    Ptr<Node> a = CreateObject<Node>();
    Ptr<Node> b = CreateObject<Node>();
    DirectLinkHelper helper;
    helper.SetDeviceAttribute("DataRate", StringValue("777Mbps"));
    helper.SetDeviceAttribute("Delay", StringValue("13us"));
    helper.SetDeviceAttribute("FrameOverhead", UintegerValue(2));
    helper.SetDeviceAttribute("QueueLimit", UintegerValue(queueLimit));
    const auto ends = helper.Install(a, b);
    Listener listener;
    listener.Listen(ends.Get(1));
    for (const auto& [when, size] : traffic)
    {
        Simulator::Schedule(when, &Offer, ends.Get(0), size, 0x0800);
    }
    Simulator::Run();
    Simulator::Destroy();
    return listener.arrivals;
}

Arrivals
RunOverPointToPoint(const std::vector<std::pair<Time, uint32_t>>& traffic, uint32_t queueLimit)
{
    Ptr<Node> nodes[2] = {CreateObject<Node>(), CreateObject<Node>()};
    Ptr<PointToPointNetDevice> ends[2];
    Ptr<PointToPointChannel> channel = CreateObject<PointToPointChannel>();
    channel->SetAttribute("Delay", StringValue("13us"));
    for (int i = 0; i < 2; i++)
    {
        ends[i] = CreateObject<PointToPointNetDevice>();
        ends[i]->SetAddress(Mac48Address::Allocate());
        ends[i]->SetDataRate(DataRate("777Mbps"));
        auto queue = CreateObject<DropTailQueue<Packet>>();
        queue->SetMaxSize(QueueSize(QueueSizeUnit::PACKETS, queueLimit));
        ends[i]->SetQueue(queue);
        nodes[i]->AddDevice(ends[i]);
        ends[i]->Attach(channel);
    }
    Listener listener;
    listener.Listen(ends[1]);
    for (const auto& [when, size] : traffic)
    {
        Simulator::Schedule(when, &Offer, Ptr<NetDevice>(ends[0]), size, 0x0800);
    }
    Simulator::Run();
    Simulator::Destroy();
    return listener.arrivals;
}

} // namespace

TEST(DirectLink, ArrivesATransmissionTimeAndADelayLater)
{
    // 1000 B + 18 B of Ethernet at 1 Gbit/s take 8.144 us, the wire 10 us.
    Ptr<Node> a = CreateObject<Node>();
    Ptr<Node> b = CreateObject<Node>();
    const auto ends = DirectLinkHelper().Install(a, b);
    Listener listener;
    listener.Listen(ends.Get(1));
    Simulator::Schedule(MicroSeconds(5), &Offer, ends.Get(0), 1000, 0x88B5);
    Simulator::Schedule(MicroSeconds(5), &Offer, ends.Get(0), 1000, 0x88B5);
    Simulator::Run();
    Simulator::Destroy();
    EXPECT_EQ(listener.arrivals,
              (Arrivals{{NanoSeconds(23144), 1000}, {NanoSeconds(31288), 1000}}));
    EXPECT_EQ(listener.lastProtocol, 0x88B5) << "any EtherType passes";
}

TEST(DirectLink, AgreesWithPointToPointToTheNanosecond)
{
    for (uint32_t seed = 1; seed <= 10; seed++)
    {
        const auto traffic = RandomTraffic(seed);
        const auto reference = RunOverPointToPoint(traffic, 100000);
        ASSERT_EQ(reference.size(), traffic.size());
        EXPECT_EQ(RunOverDirectLink(traffic, 100000), reference) << "seed " << seed;
    }
}

TEST(DirectLink, DropsWhatPointToPointDropsWhenTheQueueIsFull)
{
    for (uint32_t seed = 1; seed <= 10; seed++)
    {
        const auto traffic = RandomTraffic(seed);
        const auto reference = RunOverPointToPoint(traffic, 3);
        ASSERT_LT(reference.size(), traffic.size())
            << "the queue must overflow for this test to mean anything";
        EXPECT_EQ(RunOverDirectLink(traffic, 3), reference) << "seed " << seed;
    }
}

TEST(DirectLink, CountsEveryFrame)
{
    Ptr<Node> a = CreateObject<Node>();
    Ptr<Node> b = CreateObject<Node>();
    DirectLinkHelper helper;
    helper.SetDeviceAttribute("Mtu", UintegerValue(1000));
    helper.SetDeviceAttribute("QueueLimit", UintegerValue(1));
    const auto ends = helper.Install(a, b);
    auto from = DynamicCast<DirectLinkNetDevice>(ends.Get(0));
    auto to = DynamicCast<DirectLinkNetDevice>(ends.Get(1));
    Ptr<ReceiveListErrorModel> second = CreateObject<ReceiveListErrorModel>();
    second->SetList({1}); // the second packet to arrive
    to->SetAttribute("ReceiveErrorModel", PointerValue(second));

    Offer(from, 1001, 1); // above the MTU
    Offer(from, 1000, 1); // leaves at once
    Offer(from, 10, 1);   // waits, and is lost on arrival
    Offer(from, 10, 1);   // finds the queue full
    EXPECT_EQ(from->GetInside(), 2U);
    Simulator::Run();
    EXPECT_EQ(from->GetCounters().sent, 2U);
    EXPECT_EQ(from->GetCounters().txDropped, 2U);
    EXPECT_EQ(to->GetCounters().received, 1U);
    EXPECT_EQ(to->GetCounters().rxDropped, 1U);
    EXPECT_EQ(from->GetInside(), 0U);
    Simulator::Destroy();
}

TEST(DirectLink, IsUpOnceBothEndsAreThere)
{
    Ptr<Node> a = CreateObject<Node>();
    auto lone = CreateObject<DirectLinkNetDevice>();
    a->AddDevice(lone);
    EXPECT_FALSE(lone->IsLinkUp());
    EXPECT_FALSE(lone->Send(Create<Packet>(1), lone->GetBroadcast(), 1));
    EXPECT_EQ(lone->GetCounters().txDropped, 1U);
    const auto ends = DirectLinkHelper().Install(a, CreateObject<Node>());
    EXPECT_TRUE(ends.Get(0)->IsLinkUp());
    EXPECT_TRUE(ends.Get(1)->IsLinkUp());
    EXPECT_FALSE(lone->Attach(DynamicCast<DirectLinkChannel>(ends.Get(0)->GetChannel())))
        << "a channel has two ends";
    Simulator::Destroy();
}
