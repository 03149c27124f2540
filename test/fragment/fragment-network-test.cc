/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Fragment devices under the stacks of ns-3, over the links of ns-3 and ours.

#include "adapter-bench.h"
#include "test/support/schedule-call.h"

#include "ns3/csma-helper.h"
#include "ns3/direct-link-helper.h"
#include "ns3/fragment-helper.h"
#include "ns3/fragment-net-device.h"
#include "ns3/icmpv4.h"
#include "ns3/icmpv6-header.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-address-helper.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-interface-container.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr uint16_t PORT = 9;

/// Three nodes on a medium of frames of 1500 bytes (two where it has two ends), with both stacks.
class Network
{
  public:
    Network(const std::string& medium, const std::string& strategy)
    {
        nodes.Create(medium == "csma" ? 3 : 2);
        if (medium == "csma")
        {
            CsmaHelper csma;
            csma.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue("10000p"));
            csma.SetChannelAttribute("DataRate", StringValue("1Gbps"));
            links = csma.Install(nodes);
        }
        else if (medium == "point-to-point")
        {
            PointToPointHelper pointToPoint;
            pointToPoint.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue("10000p"));
            pointToPoint.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
            links = pointToPoint.Install(nodes);
        }
        else
        {
            DirectLinkHelper direct;
            direct.SetDeviceAttribute("Mtu", UintegerValue(1500));
            links = direct.Install(nodes.Get(0), nodes.Get(1));
        }
        FragmentHelper fragments;
        fragments.SetDeviceAttribute("Strategy", StringValue(strategy));
        devices = fragments.Install(links);

        InternetStackHelper stack;
        stack.Install(nodes);
        Ipv4AddressHelper ipv4("10.0.0.0", "255.255.255.0");
        ipv4.Assign(devices);
        Ipv6AddressHelper ipv6(Ipv6Address("2001:db8::"), Ipv6Prefix(64));
        ipv6Addresses = ipv6.Assign(devices);
    }

    ~Network()
    {
        Simulator::Destroy();
    }

    /// @return where a socket of the node listens
    Address
    At(uint32_t node, bool isIpv6, uint16_t port = PORT) const
    {
        return isIpv6 ? Address(Inet6SocketAddress(ipv6Addresses.GetAddress(node, 1), port))
                      : Address(InetSocketAddress(
                            Ipv4Address(("10.0.0." + std::to_string(node + 1)).c_str()), port));
    }

    Ptr<Socket>
    Open(uint32_t node, const std::string& factory)
    {
        return Socket::CreateSocket(nodes.Get(node), TypeId::LookupByName(factory));
    }

    FragmentNetDevice&
    Device(uint32_t node)
    {
        return dynamic_cast<FragmentNetDevice&>(*devices.Get(node));
    }

    /// Expects that both ends split and reassembled, and dropped nothing.
    void
    ExpectCleanFragments()
    {
        for (uint32_t node = 0; node < 2; node++)
        {
            const auto& counters = Device(node).GetCounters();
            EXPECT_EQ(Device(node).GetReassembly().Counters().Refused(), 0U);
            EXPECT_EQ(Device(node).GetReassembly().CheckLedger(), "");
            for (const uint64_t dropped : counters.dropped)
            {
                EXPECT_EQ(dropped, 0U);
            }
        }
        EXPECT_GT(Device(0).GetCounters().sentSplit, 0U);
        EXPECT_GT(Device(1).GetReassembly().Counters().reassembled, 0U);
    }

    NodeContainer nodes;
    NetDeviceContainer links;
    NetDeviceContainer devices;
    Ipv6InterfaceContainer ipv6Addresses;
};

/// Keeps what a socket receives.
struct Inbox
{
    std::vector<TestBytes> packets;

    void
    Take(Ptr<Socket> socket)
    {
        while (Ptr<Packet> packet = socket->Recv())
        {
            TestBytes bytes(packet->GetSize());
            packet->CopyData(bytes.data(), packet->GetSize());
            packets.push_back(bytes);
        }
    }

    void
    Accept(Ptr<Socket> socket, const Address&)
    {
        socket->SetRecvCallback(MakeCallback(&Inbox::Take, this));
    }

    TestBytes
    Joined() const
    {
        TestBytes all;
        for (const auto& packet : packets)
        {
            all.insert(all.end(), packet.begin(), packet.end());
        }
        return all;
    }
};

/// Sends a stream as fast as the socket takes it.
struct Outbox
{
    TestBytes bytes;
    size_t sent{0};

    void
    Connected(Ptr<Socket> socket)
    {
        Send(socket, 0);
    }

    void
    Send(Ptr<Socket> socket, uint32_t)
    {
        while (sent < bytes.size() && socket->GetTxAvailable() > 0)
        {
            const auto size = static_cast<uint32_t>(
                std::min<size_t>(socket->GetTxAvailable(), bytes.size() - sent));
            if (socket->Send(Create<Packet>(bytes.data() + sent, size)) < 0)
            {
                return;
            }
            sent += size;
        }
        if (sent == bytes.size())
        {
            socket->Close();
        }
    }
};

Ptr<Packet>
ToPacket(const TestBytes& bytes)
{
    return Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size()));
}

/// A medium, a strategy and an IP version.
class FragmentNetwork : public testing::TestWithParam<std::tuple<std::string, std::string, bool>>
{
  protected:
    const std::string m_medium = std::get<0>(GetParam());
    const bool m_isIpv6 = std::get<2>(GetParam());
    Network m_network{m_medium, std::get<1>(GetParam())};
};

} // namespace

TEST_P(FragmentNetwork, UdpDatagramsOf9000To60000Bytes)
{
    Inbox inbox;
    const Ptr<Socket> sink = m_network.Open(1, "ns3::UdpSocketFactory");
    sink->Bind(m_network.At(1, m_isIpv6));
    sink->SetRecvCallback(MakeCallback(&Inbox::Take, &inbox));
    const Ptr<Socket> source = m_network.Open(0, "ns3::UdpSocketFactory");
    const std::vector<TestBytes> sent{
        Pattern(9000, 1), Pattern(60000, 2), Pattern(100, 3), Pattern(1472, 4), Pattern(1473, 5)};
    for (size_t i = 0; i < sent.size(); i++)
    {
        ScheduleCall(Seconds(2) + MilliSeconds(static_cast<int64_t>(10 * i)),
                     [&, i] { source->SendTo(ToPacket(sent[i]), 0, m_network.At(1, m_isIpv6)); });
    }
    Simulator::Stop(Seconds(5));
    Simulator::Run();
    EXPECT_EQ(inbox.packets, sent);
    m_network.ExpectCleanFragments();
}

TEST_P(FragmentNetwork, TcpWithSegmentsOf9000Bytes)
{
    Inbox inbox;
    Outbox outbox{Pattern(300000)};
    const Ptr<Socket> sink = m_network.Open(1, "ns3::TcpSocketFactory");
    sink->Bind(m_network.At(1, m_isIpv6));
    sink->Listen();
    sink->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                            MakeCallback(&Inbox::Accept, &inbox));
    const Ptr<Socket> source = m_network.Open(0, "ns3::TcpSocketFactory");
    source->SetAttribute("SegmentSize", UintegerValue(9000));
    source->SetConnectCallback(MakeCallback(&Outbox::Connected, &outbox),
                               MakeNullCallback<void, Ptr<Socket>>());
    source->SetSendCallback(MakeCallback(&Outbox::Send, &outbox));
    ScheduleCall(Seconds(2), [&] { source->Connect(m_network.At(1, m_isIpv6)); });
    Simulator::Stop(Seconds(30));
    Simulator::Run();
    EXPECT_TRUE(inbox.Joined() == outbox.bytes) << inbox.Joined().size();
    m_network.ExpectCleanFragments();
}

TEST_P(FragmentNetwork, PingOf60000BytesIsAnswered)
{
    Inbox inbox;
    const TestBytes data = Pattern(60000);
    const Ptr<Socket> pinger =
        m_network.Open(0, m_isIpv6 ? "ns3::Ipv6RawSocketFactory" : "ns3::Ipv4RawSocketFactory");
    pinger->SetAttribute("Protocol", UintegerValue(m_isIpv6 ? 58 : 1));
    pinger->SetRecvCallback(MakeCallback(&Inbox::Take, &inbox));
    ScheduleCall(Seconds(2),
                 [&]
                 {
                     const Ptr<Packet> packet = ToPacket(data);
                     if (m_isIpv6)
                     {
                         Icmpv6Echo echo(true);
                         echo.SetSeq(1);
                         packet->AddHeader(echo);
                     }
                     else
                     {
                         const Ptr<Packet> empty = Create<Packet>();
                         Icmpv4Echo echo;
                         echo.SetData(packet);
                         empty->AddHeader(echo);
                         Icmpv4Header header;
                         header.SetType(Icmpv4Header::ICMPV4_ECHO);
                         empty->AddHeader(header);
                         pinger->SendTo(empty, 0, m_network.At(1, false, 0));
                         return;
                     }
                     pinger->SendTo(packet, 0, m_network.At(1, true, 0));
                 });
    Simulator::Stop(Seconds(5));
    Simulator::Run();
    const bool isAnswered =
        std::any_of(inbox.packets.begin(),
                    inbox.packets.end(),
                    [&](const TestBytes& packet) {
                        return packet.size() > data.size() &&
                               std::equal(data.rbegin(), data.rend(), packet.rbegin());
                    });
    EXPECT_TRUE(isAnswered);
    m_network.ExpectCleanFragments();
}

INSTANTIATE_TEST_SUITE_P(
    Links,
    FragmentNetwork,
    testing::Combine(testing::Values("point-to-point", "csma", "direct"),
                     testing::Values("canonical", "total-length", "mysql", "websocket"),
                     testing::Bool()),
    [](const auto& info)
    {
        std::string name = std::get<0>(info.param) + "_" + std::get<1>(info.param) +
                           (std::get<2>(info.param) ? "_ipv6" : "_ipv4");
        std::replace(name.begin(), name.end(), '-', '_');
        return name;
    });

TEST(FragmentNetworks, ABroadcastOf20000BytesReachesEverybodyOnCsma)
{
    Network network("csma", "canonical");
    Inbox inboxes[2];
    for (uint32_t node = 1; node < 3; node++)
    {
        const Ptr<Socket> sink = network.Open(node, "ns3::UdpSocketFactory");
        sink->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
        sink->SetRecvCallback(MakeCallback(&Inbox::Take, &inboxes[node - 1]));
    }
    const Ptr<Socket> source = network.Open(0, "ns3::UdpSocketFactory");
    source->SetAllowBroadcast(true);
    const TestBytes message = Pattern(20000);
    ScheduleCall(Seconds(2),
                 [&] {
                     source->SendTo(
                         ToPacket(message), 0, InetSocketAddress(Ipv4Address("10.0.0.255"), PORT));
                 });
    Simulator::Stop(Seconds(3));
    Simulator::Run();
    EXPECT_EQ(inboxes[0].packets, std::vector<TestBytes>{message});
    EXPECT_EQ(inboxes[1].packets, std::vector<TestBytes>{message});
}

TEST(FragmentNetworks, WhatIsForAnotherHostIsNotReassembled)
{
    Network network("csma", "canonical");
    const Ptr<Socket> source = network.Open(0, "ns3::UdpSocketFactory");
    ScheduleCall(Seconds(2),
                 [&] { source->SendTo(Create<Packet>(20000), 0, network.At(1, false)); });
    Simulator::Stop(Seconds(3));
    Simulator::Run();
    EXPECT_EQ(network.Device(1).GetReassembly().Counters().reassembled, 1U);
    EXPECT_EQ(network.Device(2).GetReassembly().Counters().pushed, 0U);
}

namespace
{

/// What a bridge does with what one of its ports hears.
struct BridgePort
{
    Ptr<NetDevice> other;

    void
    Forward(Ptr<NetDevice>,
            Ptr<const Packet> packet,
            uint16_t protocol,
            const Address& source,
            const Address& dest,
            NetDevice::PacketType)
    {
        other->SendFrom(packet->Copy(), source, dest, protocol);
    }
};

} // namespace

TEST(FragmentNetworks, ABridgeForwardsWholePacketsBetweenMediaOfDifferentFrames)
{
    NodeContainer nodes;
    nodes.Create(3); // anna, the bridge, carl
    NetDeviceContainer links[2];
    NetDeviceContainer devices[2];
    FragmentHelper fragments;
    for (uint32_t side = 0; side < 2; side++)
    {
        CsmaHelper csma;
        csma.SetDeviceAttribute("Mtu", UintegerValue(side == 0 ? 1500 : 600));
        links[side] = csma.Install(NodeContainer(nodes.Get(side == 0 ? 0 : 2), nodes.Get(1)));
        devices[side] = fragments.Install(links[side]);
    }
    BridgePort ports[2] = {{devices[1].Get(1)}, {devices[0].Get(1)}};
    for (uint32_t side = 0; side < 2; side++)
    {
        nodes.Get(1)->RegisterProtocolHandler(
            MakeCallback(&BridgePort::Forward, &ports[side]), 0, devices[side].Get(1), true);
    }
    InternetStackHelper stack;
    stack.Install(NodeContainer(nodes.Get(0), nodes.Get(2)));
    Ipv4AddressHelper ipv4("10.0.0.0", "255.255.255.0");
    ipv4.Assign(NetDeviceContainer(devices[0].Get(0), devices[1].Get(0)));

    Inbox inbox;
    const InetSocketAddress carl(Ipv4Address("10.0.0.2"), PORT);
    const Ptr<Socket> sink =
        Socket::CreateSocket(nodes.Get(2), TypeId::LookupByName("ns3::UdpSocketFactory"));
    sink->Bind(carl);
    sink->SetRecvCallback(MakeCallback(&Inbox::Take, &inbox));
    const Ptr<Socket> source =
        Socket::CreateSocket(nodes.Get(0), TypeId::LookupByName("ns3::UdpSocketFactory"));
    ScheduleCall(Seconds(1), [&] { source->SendTo(ToPacket(Pattern(9000)), 0, carl); });
    Simulator::Stop(Seconds(2));
    Simulator::Run();
    EXPECT_EQ(inbox.packets, std::vector<TestBytes>{Pattern(9000)});
    // 28 bytes of UDP and IP, 8 of envelope; fragments of 1483 and of 583 bytes.
    const auto& in = dynamic_cast<FragmentNetDevice&>(*devices[0].Get(0)).GetCounters();
    const auto& out = dynamic_cast<FragmentNetDevice&>(*devices[1].Get(1)).GetCounters();
    EXPECT_EQ(in.fragments, 7U);
    EXPECT_EQ(out.fragments, 16U);
    Simulator::Destroy();
}
