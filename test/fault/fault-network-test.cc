/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/support/schedule-call.h"

#include "ns3/data-rate.h"
#include "ns3/drop-tail-queue.h"
#include "ns3/fault-injector.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-interface-hook.h"
#include "ns3/net-device-container.h"
#include "ns3/point-to-point-channel.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/simple-channel.h"
#include "ns3/simple-net-device.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

FaultSchedule
Expand(const std::vector<std::string>& script, const FaultTargets& targets)
{
    std::vector<FaultLine> lines;
    for (const auto& text : script)
    {
        lines.push_back({text, {}});
    }
    return FaultSchedule::Expand(FaultScript::Parse(lines), targets, Seconds(10));
}

/// Four nodes on one shared medium; each can be cut from each.
class SharedMedium : public testing::Test
{
  protected:
    void
    SetUp() override
    {
        const std::vector<std::string> names{"a", "b", "c", "d"};
        auto channel = CreateObject<SimpleChannel>();
        for (const auto& name : names)
        {
            auto device = CreateObject<SimpleNetDevice>();
            device->SetAddress(Mac48Address::Allocate());
            CreateObject<Node>()->AddDevice(device);
            device->SetChannel(channel);
            devices[name] = device;
            device->GetNode()->RegisterProtocolHandler(
                MakeCallback(&SharedMedium::Arrive, this), 0, device, false);
        }
        for (const auto& receiver : names)
        {
            auto shim = FaultShim::Install(devices[receiver], "bus>" + receiver);
            injector->BindLink(shim);
            for (const auto& sender : names)
            {
                if (sender != receiver)
                {
                    auto model = CreateObject<FaultErrorModel>();
                    model->SetDirection(sender + ">" + receiver);
                    shim->AddSender(devices[sender]->GetAddress(), model);
                    injector->BindLink(model);
                    targets.AddDirection(sender, receiver);
                }
            }
        }
    }

    void
    TearDown() override
    {
        Simulator::Destroy();
    }

    /// Who heard whom when everybody called everybody at 2 s, under a script.
    std::set<std::string>
    Heard(const std::vector<std::string>& script)
    {
        injector->Arm(Expand(script, targets));
        ScheduleCall(Seconds(2),
                     [this]
                     {
                         for (const auto& [name, device] : devices)
                         {
                             device->Send(Create<Packet>(100), device->GetBroadcast(), 0x0800);
                         }
                     });
        Simulator::Run();
        return heard;
    }

    FaultTargets targets;
    std::map<std::string, Ptr<SimpleNetDevice>> devices;
    Ptr<FaultInjector> injector{CreateObject<FaultInjector>()};
    std::set<std::string> heard;

  private:
    std::string
    NameOf(const Address& address) const
    {
        for (const auto& [name, device] : devices)
        {
            if (device->GetAddress() == address)
            {
                return name;
            }
        }
        return "?";
    }

    void
    Arrive(Ptr<NetDevice> device,
           Ptr<const Packet>,
           uint16_t,
           const Address& from,
           const Address&,
           NetDevice::PacketType)
    {
        heard.insert(NameOf(from) + ">" + NameOf(device->GetAddress()));
    }
};

} // namespace

TEST_F(SharedMedium, CarriesEverythingWithoutFaults)
{
    EXPECT_EQ(Heard({}).size(), 12u);
}

TEST_F(SharedMedium, APartitionLetsExactlyTheAllowedPairsTalk)
{
    EXPECT_EQ(Heard({"at 1s partition a,b|c,d for 2s"}),
              (std::set<std::string>{"a>b", "b>a", "c>d", "d>c"}));
}

TEST_F(SharedMedium, AMajorityRingLetsNeighborsTalk)
{
    EXPECT_EQ(Heard({"at 1s partition a,b,c,d shape=majority-ring"}),
              (std::set<std::string>{"a>b", "b>a", "b>c", "c>b", "c>d", "d>c", "d>a", "a>d"}));
}

TEST_F(SharedMedium, AOneWayCutBetweenTwoLeavesAllOthers)
{
    const auto found = Heard({"at 1s cut a>c", "at 1s partition b|d for 500ms"});
    EXPECT_EQ(found.size(), 11u);
    EXPECT_EQ(found.count("a>c"), 0u);
}

TEST(InterfaceDown, StopsIpAndLeavesWhatIsOnTheWire)
{
    auto channel = CreateObject<PointToPointChannel>();
    channel->SetAttribute("Delay", TimeValue(MilliSeconds(10)));
    NetDeviceContainer devices;
    for (int i = 0; i < 2; i++)
    {
        auto device = CreateObject<PointToPointNetDevice>();
        device->SetAddress(Mac48Address::Allocate());
        device->SetQueue(CreateObject<DropTailQueue<Packet>>());
        device->SetDataRate(DataRate("1Gbps"));
        auto node = CreateObject<Node>();
        node->AddDevice(device);
        device->Attach(channel);
        InternetStackHelper().Install(node);
        devices.Add(device);
    }
    Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);

    uint32_t received = 0;
    auto sink = Socket::CreateSocket(devices.Get(1)->GetNode(),
                                     TypeId::LookupByName("ns3::UdpSocketFactory"));
    sink->Bind(InetSocketAddress(Ipv4Address::GetAny(), 9));
    sink->SetRecvCallback(MakeCallback(+[](uint32_t* count, Ptr<Socket> socket)
                                       {
                                           while (socket->Recv())
                                           {
                                               ++*count;
                                           }
                                       })
                              .Bind(&received));
    auto source = Socket::CreateSocket(devices.Get(0)->GetNode(),
                                       TypeId::LookupByName("ns3::UdpSocketFactory"));

    FaultTargets targets;
    targets.AddLink("a", "b", {FaultVerb::INTERFACE_DOWN});
    auto injector = CreateObject<FaultInjector>();
    injector->BindInterface("a>b", MakeIpv4InterfaceHook(devices.Get(0)));
    injector->Arm(Expand({"at 31ms interface-down a>b for 20ms"}, targets));
    for (int ms = 0; ms < 100; ms += 2)
    {
        ScheduleCall(MilliSeconds(ms),
                     [source] {
                         source->SendTo(
                             Create<Packet>(100), 0, InetSocketAddress(Ipv4Address("10.0.0.2"), 9));
                     });
    }
    Simulator::Run();
    // Sent at 32, 34 ... 50 ms: refused. Sent at 22 ... 30 ms and still on the wire: they arrive.
    EXPECT_EQ(received, 40u);
    Simulator::Destroy();
}
