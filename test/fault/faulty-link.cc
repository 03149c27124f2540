/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "faulty-link.h"

#include "ns3/data-rate.h"
#include "ns3/direct-link-channel.h"
#include "ns3/direct-link-net-device.h"
#include "ns3/drop-tail-queue.h"
#include "ns3/mac48-address.h"
#include "ns3/point-to-point-channel.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simple-channel.h"
#include "ns3/simple-net-device.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint16_t IPV4 = 0x0800;

std::vector<Ptr<NetDevice>>
MakePointToPoint()
{
    auto channel = CreateObject<PointToPointChannel>();
    channel->SetAttribute("Delay", TimeValue(MilliSeconds(10)));
    std::vector<Ptr<NetDevice>> devices;
    for (int i = 0; i < 2; i++)
    {
        auto device = CreateObject<PointToPointNetDevice>();
        device->SetQueue(CreateObject<DropTailQueue<Packet>>());
        device->SetDataRate(DataRate("8Mbps"));
        device->Attach(channel);
        devices.push_back(device);
    }
    return devices;
}

std::vector<Ptr<NetDevice>>
MakeSimple()
{
    auto channel = CreateObject<SimpleChannel>();
    channel->SetAttribute("Delay", TimeValue(MilliSeconds(10)));
    std::vector<Ptr<NetDevice>> devices;
    for (int i = 0; i < 2; i++)
    {
        auto device = CreateObject<SimpleNetDevice>();
        device->SetAttribute("DataRate", DataRateValue(DataRate(FaultyLink::BYTES * 8000)));
        device->SetChannel(channel);
        devices.push_back(device);
    }
    return devices;
}

std::vector<Ptr<NetDevice>>
MakeDirect()
{
    auto channel = CreateObject<DirectLinkChannel>();
    std::vector<Ptr<NetDevice>> devices;
    for (int i = 0; i < 2; i++)
    {
        auto device = CreateObject<DirectLinkNetDevice>();
        device->SetAttribute("DataRate", StringValue("8Mbps"));
        device->SetAttribute("Delay", TimeValue(MilliSeconds(10)));
        device->SetAttribute("FrameOverhead", UintegerValue(2));
        device->Attach(channel);
        devices.push_back(device);
    }
    return devices;
}

} // namespace

std::string
LinkKindName(LinkKind kind)
{
    switch (kind)
    {
    case LinkKind::POINT_TO_POINT:
        return "PointToPoint";
    case LinkKind::SIMPLE:
        return "Simple";
    case LinkKind::DIRECT:
        break;
    }
    return "Direct";
}

FaultyLink::FaultyLink(LinkKind kind)
{
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(1);
    m_devices = kind == LinkKind::POINT_TO_POINT ? MakePointToPoint()
                : kind == LinkKind::SIMPLE       ? MakeSimple()
                                                 : MakeDirect();
    injector = CreateObject<FaultInjector>();
    for (std::size_t i = 0; i < 2; i++)
    {
        m_nodes.push_back(CreateObject<Node>());
        m_devices[i]->SetAddress(Mac48Address::Allocate());
        m_nodes[i]->AddDevice(m_devices[i]);
        auto one = FaultShim::Install(m_devices[i], i == 0 ? "b>a" : "a>b");
        injector->BindLink(one);
        shim = one;
    }
    m_nodes[1]->RegisterProtocolHandler(
        MakeCallback(&FaultyLink::Arrive, this), 0, m_devices[1], false);
    shim->TraceConnectWithoutContext("Drop", MakeCallback(&FaultyLink::Drop, this));
    shim->GetErrorModel()->TraceConnectWithoutContext("Drop",
                                                      MakeCallback(&FaultyLink::Drop, this));
    for (const std::string name : {"Delay", "Duplicate", "Corrupt", "Reorder"})
    {
        shim->TraceConnect(name, name, MakeCallback(&FaultyLink::Trace, this));
    }
}

FaultyLink::~FaultyLink()
{
    Simulator::Destroy();
}

std::vector<uint8_t>
FaultyLink::Content(uint32_t number)
{
    std::vector<uint8_t> bytes(BYTES);
    for (uint32_t i = 0; i < BYTES; i++)
    {
        bytes[i] = static_cast<uint8_t>(i < 4 ? number >> (8 * i) : i * 7 + number);
    }
    return bytes;
}

void
FaultyLink::Run(const std::vector<std::string>& script, uint32_t packets, Time step)
{
    FaultTargets targets;
    targets.AddLink("a", "b", ShimVerbs());
    std::vector<FaultLine> lines;
    for (const auto& text : script)
    {
        lines.push_back({text, {}});
    }
    const Time end = step * static_cast<int64_t>(packets) + Seconds(60);
    injector->Arm(FaultSchedule::Expand(FaultScript::Parse(lines), targets, end));
    for (uint32_t i = 0; i < packets; i++)
    {
        Simulator::Schedule(step * static_cast<int64_t>(i), &FaultyLink::Send, this, i);
    }
    Simulator::Run();
}

void
FaultyLink::Send(uint32_t number)
{
    const auto bytes = Content(number);
    m_devices[0]->Send(Create<Packet>(bytes.data(), BYTES), m_devices[1]->GetAddress(), IPV4);
}

void
FaultyLink::Arrive(Ptr<NetDevice> /* device */,
                   Ptr<const Packet> packet,
                   uint16_t /* protocol */,
                   const Address& /* from */,
                   const Address& /* to */,
                   NetDevice::PacketType /* type */)
{
    Arrival arrival{0, Simulator::Now(), std::vector<uint8_t>(packet->GetSize())};
    packet->CopyData(arrival.bytes.data(), packet->GetSize());
    for (int i = 3; i >= 0; i--)
    {
        arrival.number = arrival.number * 256 + arrival.bytes[i];
    }
    arrivals.push_back(arrival);
}

void
FaultyLink::Drop(Ptr<const Packet> /* packet */, const std::string& reason)
{
    lost[reason]++;
}

void
FaultyLink::Trace(std::string name, Ptr<const Packet> /* packet */)
{
    traced[name]++;
}

std::vector<int64_t>
FaultyLink::Numbers() const
{
    std::vector<int64_t> numbers;
    for (const auto& arrival : arrivals)
    {
        numbers.push_back(arrival.number);
    }
    return numbers;
}

} // namespace sharding
} // namespace ns3
