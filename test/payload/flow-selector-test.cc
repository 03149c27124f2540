/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/flow-id-tag.h"
#include "ns3/flow-selector.h"

#include <gtest/gtest.h>

#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr uint16_t IPV4 = 0x0800;
constexpr uint16_t IPV6 = 0x86dd;

/// 192.0.2.1:4096 -> 192.0.2.2:53 over UDP.
std::vector<uint8_t>
Ipv4Udp()
{
    return {0x45, 0, 0,   28, 0, 0, 0,    0, 64, 17, 0, 0, 192, 0,
            2,    1, 192, 0,  2, 2, 0x10, 0, 0,  53, 0, 8, 0,   0};
}

PacketFlow
FlowOf(const std::vector<uint8_t>& bytes, uint16_t etherType)
{
    return ReadFlow(*Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size())), etherType);
}

/// @return whether a rule takes a flow; a rule that cannot be read fails the test
bool
Takes(const std::string& rule, const PacketFlow& flow)
{
    FlowSelector selector;
    EXPECT_EQ(FlowSelector::Parse(rule, selector), "") << rule;
    return selector.Takes(flow);
}

std::string
ErrorOf(const std::string& rule)
{
    FlowSelector selector;
    return FlowSelector::Parse(rule, selector);
}

} // namespace

TEST(PacketFlow, Ipv4HasAddressesAndPorts)
{
    const PacketFlow flow = FlowOf(Ipv4Udp(), IPV4);
    EXPECT_EQ(flow.kind, PacketFlow::Kind::IP);
    EXPECT_EQ(flow.ipProtocol, PacketFlow::UDP);
    EXPECT_EQ(flow.sourcePort, 4096);
    EXPECT_EQ(flow.destinationPort, 53);
    EXPECT_EQ(FlowOf(Ipv4Udp(), IPV4).hash, flow.hash);
    for (const size_t at : {12, 16, 20, 22, 23, 9})
    {
        auto other = Ipv4Udp();
        other[at]++;
        EXPECT_NE(FlowOf(other, IPV4).hash, flow.hash) << "byte " << at;
    }
    auto same = Ipv4Udp();
    same[8]--; // the time to live
    EXPECT_EQ(FlowOf(same, IPV4).hash, flow.hash);
}

TEST(PacketFlow, FragmentsOfADatagramStayTogether)
{
    auto first = Ipv4Udp();
    first[6] = 0x20; // more fragments
    auto second = Ipv4Udp();
    second[7] = 1; // offset 8
    second[21] = 99;
    EXPECT_EQ(FlowOf(first, IPV4).hash, FlowOf(second, IPV4).hash);
    EXPECT_EQ(FlowOf(first, IPV4).sourcePort, 0);
}

TEST(PacketFlow, Ipv6HasAddressesAndPorts)
{
    std::vector<uint8_t> bytes(48);
    bytes[0] = 0x60;
    bytes[6] = 6;
    bytes[23] = 1;
    bytes[39] = 2;
    bytes[41] = 80;
    bytes[43] = 90;
    const PacketFlow flow = FlowOf(bytes, IPV6);
    EXPECT_EQ(flow.kind, PacketFlow::Kind::IP);
    EXPECT_EQ(flow.ipProtocol, PacketFlow::TCP);
    EXPECT_EQ(flow.sourcePort, 80);
    EXPECT_EQ(flow.destinationPort, 90);
    bytes[39]++;
    EXPECT_NE(FlowOf(bytes, IPV6).hash, flow.hash);
}

TEST(PacketFlow, WhatIsShortOrMalformedCountsAsItsEtherType)
{
    const auto bytes = Ipv4Udp();
    for (size_t size = 0; size < 20; size++)
    {
        EXPECT_EQ(FlowOf({bytes.begin(), bytes.begin() + size}, IPV4).kind,
                  PacketFlow::Kind::ETHERTYPE);
    }
    auto wrong = bytes;
    wrong[0] = 0x44;
    EXPECT_EQ(FlowOf(wrong, IPV4).kind, PacketFlow::Kind::ETHERTYPE) << "header of 16 bytes";
    EXPECT_EQ(FlowOf(bytes, IPV6).kind, PacketFlow::Kind::ETHERTYPE);
    EXPECT_EQ(FlowOf({bytes.begin(), bytes.begin() + 22}, IPV4).sourcePort, 0) << "no ports there";
}

TEST(PacketFlow, ATagComesFirst)
{
    const auto bytes = Ipv4Udp();
    Ptr<Packet> packet = Create<Packet>(bytes.data(), bytes.size());
    packet->AddPacketTag(FlowIdTag(3));
    const PacketFlow flow = ReadFlow(*packet, IPV4);
    EXPECT_EQ(flow.kind, PacketFlow::Kind::TAG);
    EXPECT_EQ(flow.flowId, 3U);
}

TEST(FlowSelector, OneConditionIsEnough)
{
    const PacketFlow udp = FlowOf(Ipv4Udp(), IPV4);
    EXPECT_TRUE(Takes("", udp));
    EXPECT_TRUE(Takes("udp=53", udp));
    EXPECT_TRUE(Takes("udp=4000-5000", udp)) << "either port";
    EXPECT_FALSE(Takes("tcp=53", udp));
    EXPECT_FALSE(Takes("udp=54", udp));
    EXPECT_TRUE(Takes("tcp=1, udp=50-60", udp));
    PacketFlow tcp = udp;
    tcp.ipProtocol = PacketFlow::TCP;
    EXPECT_TRUE(Takes("tcp=4096", tcp));
    EXPECT_TRUE(Takes("tcp=53", tcp));
    EXPECT_FALSE(Takes("udp=53", tcp));
    EXPECT_TRUE(Takes("ethertype=2048", udp));
    EXPECT_FALSE(Takes("flow=0-99", udp)) << "it has no tag";
    PacketFlow tagged;
    tagged.kind = PacketFlow::Kind::TAG;
    tagged.flowId = 5;
    EXPECT_TRUE(Takes("flow=1-5", tagged));
    EXPECT_FALSE(Takes("flow=6", tagged));
}

TEST(FlowSelector, SaysWhatItCannotRead)
{
    EXPECT_EQ(ErrorOf("port=5"), "'port=5' is no flow: valid are flow=, tcp=, udp= and ethertype=");
    EXPECT_EQ(ErrorOf("udp"), "'udp' is no flow: valid are flow=, tcp=, udp= and ethertype=");
    EXPECT_EQ(ErrorOf("udp=a"), "'a' is no number and no range such as 1-5");
    EXPECT_EQ(ErrorOf("udp=5-1"), "'5-1' is no number and no range such as 1-5");
    EXPECT_EQ(ErrorOf("udp=-1"), "'-1' is no number and no range such as 1-5");
}
