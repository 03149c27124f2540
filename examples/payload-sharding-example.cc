/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Two nodes, four parallel links, one sharding device on each side: a packet leaves in four shards and arrives whole.
// Then one link loses everything that arrives, and a packet with a shard on it is given up after the timeout.
//
// In the output you should see:
//
//     0.000019s  received 4000 bytes
//     1.010019s  gave up packet 1: 3 of 4 shards came

#include "ns3/command-line.h"
#include "ns3/direct-link-helper.h"
#include "ns3/error-model.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/payload-sharding-helper.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <cstdio>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

bool
Receive(Ptr<NetDevice>, Ptr<const Packet> packet, uint16_t, const Address&)
{
    std::printf("%.6fs  received %u bytes\n", Simulator::Now().GetSeconds(), packet->GetSize());
    return true;
}

void
GiveUp(const LostPacket& lost)
{
    std::printf("%.6fs  gave up packet %lu: %u of %u shards came\n",
                Simulator::Now().GetSeconds(),
                static_cast<unsigned long>(lost.packetId),
                lost.receivedShards,
                lost.totalShards);
}

void
BreakLink(Ptr<NetDevice> receiver)
{
    Ptr<RateErrorModel> everything = CreateObject<RateErrorModel>();
    everything->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
    everything->SetRate(1);
    receiver->SetAttribute("ReceiveErrorModel", PointerValue(everything));
}

} // namespace

int
main(int argc, char* argv[])
{
    std::string policy = "fixed-size";
    CommandLine cmd(__FILE__);
    cmd.AddValue("policy", "none, fixed-size or delimiter", policy);
    cmd.Parse(argc, argv);

    Ptr<Node> a = CreateObject<Node>();
    Ptr<Node> b = CreateObject<Node>();
    NetDeviceContainer pathsOfA;
    NetDeviceContainer pathsOfB;
    for (int i = 0; i < 4; i++)
    {
        const NetDeviceContainer link = DirectLinkHelper().Install(a, b);
        pathsOfA.Add(link.Get(0));
        pathsOfB.Add(link.Get(1));
    }

    PayloadShardingHelper sharding;
    sharding.SetDeviceAttribute("Policy", StringValue(policy));
    sharding.SetDeviceAttribute("Placement", StringValue("round-robin"));
    sharding.SetDeviceAttribute("ReassemblyTimeout", StringValue("10ms"));
    Ptr<NetDevice> sender = sharding.Install(a, pathsOfA);
    Ptr<NetDevice> receiver = sharding.Install(b, pathsOfB);
    receiver->SetReceiveCallback(MakeCallback(&Receive));
    receiver->TraceConnectWithoutContext("PacketLost", MakeCallback(&GiveUp));

    sender->Send(Create<Packet>(4000), sender->GetBroadcast(), 0x0800);
    Simulator::Schedule(Seconds(0.5), &BreakLink, pathsOfB.Get(3));
    Simulator::Schedule(
        Seconds(1), &NetDevice::Send, sender, Create<Packet>(4000), sender->GetBroadcast(), 0x0800);
    Simulator::Run();
    Simulator::Destroy();
    return 0;
}
