/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "request-network.h"

#include "ns3/arp-cache.h"
#include "ns3/csma-channel.h"
#include "ns3/csma-helper.h"
#include "ns3/csma-net-device.h"
#include "ns3/drop-tail-queue.h"
#include "ns3/fault-error-model.h"
#include "ns3/fault-shim.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ip-gate.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/ipv4-interface-address.h"
#include "ns3/ipv4-interface-hook.h"
#include "ns3/ipv4-interface.h"
#include "ns3/mac48-address.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-channel.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/random-role.h"
#include "ns3/sharding-compat.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(RequestNetwork);

namespace
{

const std::string ROUTER = "router";
const std::string BUS = "bus";
constexpr uint32_t FIRST_ADDRESS = 10 << 24; //!< 10.0.0.0

/// @return the drop-tail queue of a device
Ptr<Queue<Packet>>
MakeQueue(uint32_t packets)
{
    auto queue = CreateObject<DropTailQueue<Packet>>();
    queue->SetMaxSize(QueueSize(QueueSizeUnit::PACKETS, packets));
    return queue;
}

} // namespace

TypeId
RequestNetwork::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::RequestNetwork")
            .SetParent<Object>()
            .SetGroupName("Sharding")
            .AddConstructor<RequestNetwork>()
            .AddAttribute(
                "Kind",
                "What joins the hosts: star (point-to-point links to one router) or bus (CSMA).",
                EnumDefault(Kind::STAR),
                EnumAccessor(&RequestNetwork::m_kind),
                EnumNames(Kind::STAR, "star", Kind::BUS, "bus"))
            .AddAttribute("DataRate",
                          "Of each link, or of the bus.",
                          DataRateValue(DataRate("1Gbps")),
                          MakeDataRateAccessor(&RequestNetwork::m_dataRate),
                          MakeDataRateChecker())
            .AddAttribute("Delay",
                          "Of each link, or of the bus.",
                          TimeValue(MicroSeconds(100)),
                          MakeTimeAccessor(&RequestNetwork::m_delay),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("QueueLimit",
                          "Packets that may wait in a device.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&RequestNetwork::m_queueLimit),
                          MakeUintegerChecker<uint32_t>(1, 1000000));
    return tid;
}

void
RequestNetwork::ListTargets(const std::vector<std::string>& hosts, FaultTargets& targets) const
{
    FaultVerbSet all = ShimVerbs();
    all.Add(FaultVerb::INTERFACE_DOWN);
    for (const auto& host : hosts)
    {
        if (m_kind == Kind::STAR)
        {
            targets.AddLink(host, ROUTER, all);
            continue;
        }
        targets.AddDirection(BUS, host, ShimVerbs());
        targets.AddDirection(host, BUS, {FaultVerb::INTERFACE_DOWN});
        for (const auto& other : hosts)
        {
            if (other != host)
            {
                targets.AddDirection(host, other, WireVerbs());
            }
        }
    }
}

void
RequestNetwork::Build(const std::vector<std::string>& hosts,
                      FaultInjector& injector,
                      const std::string& pcapPrefix)
{
    m_pcapPrefix = pcapPrefix;
    m_kind == Kind::STAR ? BuildStar(hosts, injector) : BuildBus(hosts, injector);
}

void
RequestNetwork::BuildStar(const std::vector<std::string>& hosts, FaultInjector& injector)
{
    const Ptr<Node> router = AddNode(ROUTER);
    const Ipv4Mask mask("255.255.255.252");
    uint32_t network = FIRST_ADDRESS;
    for (const auto& host : hosts)
    {
        auto channel = CreateObject<PointToPointChannel>();
        channel->SetAttribute("Delay", TimeValue(m_delay));
        std::vector<Ptr<PointToPointNetDevice>> ends;
        for (const auto& node : {AddNode(host), router})
        {
            auto device = CreateObject<PointToPointNetDevice>();
            device->SetAddress(Mac48Address::Allocate());
            device->SetQueue(MakeQueue(m_queueLimit));
            device->SetDataRate(m_dataRate);
            node->AddDevice(device);
            device->Attach(channel);
            ends.push_back(device);
        }
        m_addresses[host] = Ipv4Address(network + 1);
        for (uint32_t end = 0; end < 2; end++)
        {
            Connect(ends[end], Ipv4Address(network + 1 + end), mask);
            const std::string out = end == 0 ? host + ">" + ROUTER : ROUTER + ">" + host;
            const std::string in = end == 0 ? ROUTER + ">" + host : host + ">" + ROUTER;
            AddShim(ends[end], in, injector);
            injector.BindInterface(out, MakeIpv4InterfaceHook(ends[end]));
            Capture(ends[end], end == 0 ? host : ROUTER + "-to-" + host);
        }
        network += 4;
    }
    // Static routes would be gone for good once their interface was down.
    Ipv4GlobalRoutingHelper::PopulateRoutingTables();
}

void
RequestNetwork::BuildBus(const std::vector<std::string>& hosts, FaultInjector& injector)
{
    auto channel = CreateObject<CsmaChannel>();
    channel->SetAttribute("DataRate", DataRateValue(m_dataRate));
    channel->SetAttribute("Delay", TimeValue(m_delay));
    const Ipv4Mask mask("255.255.0.0");
    std::map<std::string, Ptr<CsmaNetDevice>> devices;
    uint32_t address = FIRST_ADDRESS;
    for (const auto& host : hosts)
    {
        auto device = CreateObject<CsmaNetDevice>();
        device->SetAddress(Mac48Address::Allocate());
        device->SetQueue(MakeQueue(m_queueLimit));
        AddNode(host)->AddDevice(device);
        device->Attach(channel);
        device->AssignStreams(RoleStream("csma-backoff/" + host));
        devices[host] = device;
        m_addresses[host] = Ipv4Address(++address);
        Connect(device, m_addresses[host], mask);
        injector.BindInterface(host + ">" + BUS, MakeIpv4InterfaceHook(device));
        Capture(device, host);
    }
    for (const auto& host : hosts)
    {
        Resolve(hosts, host, devices);
        const Ptr<FaultShim> shim = AddShim(devices[host], BUS + ">" + host, injector);
        for (const auto& other : hosts)
        {
            if (other != host)
            {
                auto model = CreateObject<FaultErrorModel>();
                model->SetDirection(other + ">" + host);
                shim->AddSender(devices[other]->GetAddress(), model);
                injector.BindLink(model);
            }
        }
    }
}

void
RequestNetwork::Resolve(const std::vector<std::string>& hosts,
                        const std::string& host,
                        const std::map<std::string, Ptr<CsmaNetDevice>>& devices) const
{
    Ptr<Ipv4L3Protocol> ipv4 = m_nodes.at(host)->GetObject<Ipv4L3Protocol>();
    const int32_t interface = ipv4->GetInterfaceForDevice(devices.at(host));
    Ptr<ArpCache> cache = ipv4->GetInterface(static_cast<uint32_t>(interface))->GetArpCache();
    for (const auto& other : hosts)
    {
        if (other != host)
        {
            ArpCache::Entry* entry = cache->Add(m_addresses.at(other));
            entry->SetMacAddress(devices.at(other)->GetAddress());
            entry->MarkPermanent();
        }
    }
}

Ptr<Node>
RequestNetwork::AddNode(const std::string& name)
{
    Ptr<Node> node = CreateObject<Node>();
    InternetStackHelper stack;
    stack.SetIpv6StackInstall(false);
    stack.Install(node);
    stack.AssignStreams(NodeContainer(node), RoleStream("internet/" + name));
    node->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
        "Drop", MakeCallback(&RequestNetwork::NoteIpDrop, this));
    IpGate::Of(node)->TraceConnectWithoutContext("Drop",
                                                 MakeCallback(&RequestNetwork::NoteLost, this));
    m_nodes[name] = node;
    return node;
}

void
RequestNetwork::Connect(Ptr<NetDevice> device, Ipv4Address address, Ipv4Mask mask)
{
    // By hand: Ipv4AddressHelper would add a queue disc, a second queue with rules of its own.
    Ptr<Ipv4> ipv4 = device->GetNode()->GetObject<Ipv4>();
    const uint32_t interface = ipv4->AddInterface(device);
    ipv4->AddAddress(interface, Ipv4InterfaceAddress(address, mask));
    ipv4->SetUp(interface);
    device->TraceConnectWithoutContext("MacTxDrop",
                                       MakeCallback(&RequestNetwork::NoteRefused, this));
}

Ptr<FaultShim>
RequestNetwork::AddShim(Ptr<NetDevice> device,
                        const std::string& direction,
                        FaultInjector& injector)
{
    Ptr<FaultShim> shim = FaultShim::Install(device, direction);
    shim->TraceConnectWithoutContext("Drop", MakeCallback(&RequestNetwork::NoteLost, this));
    shim->TraceConnectWithoutContext("Corrupt", MakeCallback(&RequestNetwork::NoteDamaged, this));
    shim->GetErrorModel()->TraceConnectWithoutContext(
        "Drop", MakeCallback(&RequestNetwork::NoteLost, this));
    injector.BindLink(shim);
    return shim;
}

void
RequestNetwork::Capture(Ptr<NetDevice> device, const std::string& name) const
{
    if (m_pcapPrefix.empty())
    {
        return;
    }
    const std::string file = m_pcapPrefix + "-" + name + ".pcap";
    if (m_kind == Kind::STAR)
    {
        PointToPointHelper().EnablePcap(file, device, false, true);
    }
    else
    {
        CsmaHelper().EnablePcap(file, device, true, true);
    }
}

Ptr<Node>
RequestNetwork::GetNode(const std::string& host) const
{
    return m_nodes.at(host);
}

Ipv4Address
RequestNetwork::GetAddress(const std::string& host) const
{
    return m_addresses.at(host);
}

const std::vector<std::string>&
RequestNetwork::ListCauses()
{
    static const std::vector<std::string> causes{"cut",
                                                 "fault-loss",
                                                 "fault-queue-full",
                                                 "crashed",
                                                 "paused",
                                                 "stale",
                                                 "queue-full",
                                                 "interface-down",
                                                 "bad-checksum",
                                                 "ip"};
    return causes;
}

uint64_t
RequestNetwork::GetLost(const std::string& cause) const
{
    const auto found = m_lost.find(cause);
    return found == m_lost.end() ? 0 : found->second;
}

uint64_t
RequestNetwork::GetDamaged() const
{
    return m_damaged;
}

void
RequestNetwork::DoDispose()
{
    m_nodes.clear();
    Object::DoDispose();
}

void
RequestNetwork::NoteLost(Ptr<const Packet> /* packet */, const std::string& cause)
{
    m_lost[cause]++;
}

void
RequestNetwork::NoteRefused(Ptr<const Packet> /* packet */)
{
    m_lost["queue-full"]++;
}

void
RequestNetwork::NoteDamaged(Ptr<const Packet> /* packet */)
{
    m_damaged++;
}

void
RequestNetwork::NoteIpDrop(const Ipv4Header& /* header */,
                           Ptr<const Packet> /* packet */,
                           Ipv4L3Protocol::DropReason reason,
                           Ptr<Ipv4> /* ipv4 */,
                           uint32_t /* interface */)
{
    m_lost[reason == Ipv4L3Protocol::DROP_INTERFACE_DOWN ? "interface-down"
           : reason == Ipv4L3Protocol::DROP_BAD_CHECKSUM ? "bad-checksum"
                                                         : "ip"]++;
}

} // namespace sharding
} // namespace ns3
