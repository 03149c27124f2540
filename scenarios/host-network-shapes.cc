/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "host-network.h"
#include "site-delays.h"

#include "ns3/arp-cache.h"
#include "ns3/csma-channel.h"
#include "ns3/csma-net-device.h"
#include "ns3/drop-tail-queue.h"
#include "ns3/fault-error-model.h"
#include "ns3/fault-shim.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/ipv4-interface-hook.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/mac48-address.h"
#include "ns3/point-to-point-channel.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/random-role.h"

#include <cctype>

namespace ns3
{
namespace sharding
{

namespace
{

const std::string ROUTER = "router";
const std::string BUS = "bus";
constexpr uint32_t FIRST_ADDRESS = 10 << 24; //!< 10.0.0.0
constexpr uint32_t ADDRESSES_OF_A_LINK = 4;  //!< a /30

/// @return the drop-tail queue of a device
Ptr<Queue<Packet>>
MakeQueue(uint32_t packets)
{
    auto queue = CreateObject<DropTailQueue<Packet>>();
    queue->SetMaxSize(QueueSize(QueueSizeUnit::PACKETS, packets));
    return queue;
}

std::string
SpineName(uint32_t index)
{
    return "spine-" + std::to_string(index + 1);
}

} // namespace

std::string
HostNetwork::LeafOf(std::size_t host) const
{
    return "leaf-" + std::to_string(host / m_hostsPerLeaf + 1);
}

std::size_t
HostNetwork::CountLeaves(std::size_t hosts) const
{
    return (hosts + m_hostsPerLeaf - 1) / m_hostsPerLeaf;
}

uint32_t
HostNetwork::SiteOf(const std::string& host) const
{
    auto digits = host.size();
    while (digits > 0 && std::isdigit(static_cast<unsigned char>(host[digits - 1])))
    {
        digits--;
    }
    const uint64_t number = digits == host.size() ? 1 : std::stoull(host.substr(digits));
    return static_cast<uint32_t>((number + m_sites - 1) % m_sites) + 1;
}

Time
HostNetwork::DelayBetween(const std::string& a, const std::string& b) const
{
    const uint32_t siteA = SiteOf(a);
    const uint32_t siteB = SiteOf(b);
    return siteA == siteB ? m_delay : SiteDelays(m_siteDelays, m_sites).Between(siteA, siteB);
}

std::string
HostNetwork::Validate(const std::vector<std::string>& hosts) const
{
    if (m_kind != Kind::MESH)
    {
        return m_sites == 1 ? "" : "sites are those of a mesh: kind = mesh";
    }
    if (hosts.size() > MAX_MESH_HOSTS)
    {
        return "a mesh joins at most " + std::to_string(MAX_MESH_HOSTS) + " hosts, here are " +
               std::to_string(hosts.size());
    }
    return SiteDelays(m_siteDelays, m_sites).Error();
}

void
HostNetwork::ListTargets(const std::vector<std::string>& hosts, FaultTargets& targets) const
{
    FaultVerbSet all = ShimVerbs();
    all.Add(FaultVerb::INTERFACE_DOWN);
    for (std::size_t i = 0; i < hosts.size(); i++)
    {
        switch (m_kind)
        {
        case Kind::STAR:
            targets.AddLink(hosts[i], ROUTER, all);
            break;
        case Kind::LEAF_SPINE:
            targets.AddLink(hosts[i], LeafOf(i), all);
            break;
        case Kind::MESH:
            for (std::size_t k = i + 1; k < hosts.size(); k++)
            {
                targets.AddLink(hosts[i], hosts[k], all);
            }
            break;
        case Kind::BUS:
            targets.AddDirection(BUS, hosts[i], ShimVerbs());
            targets.AddDirection(hosts[i], BUS, {FaultVerb::INTERFACE_DOWN});
            for (const auto& other : hosts)
            {
                if (other != hosts[i])
                {
                    targets.AddDirection(hosts[i], other, WireVerbs());
                }
            }
            break;
        }
    }
    for (std::size_t leaf = 0; m_kind == Kind::LEAF_SPINE && leaf < CountLeaves(hosts.size());
         leaf++)
    {
        for (uint32_t spine = 0; spine < m_spines; spine++)
        {
            targets.AddLink(LeafOf(leaf * m_hostsPerLeaf), SpineName(spine), ShimVerbs());
        }
    }
}

void
HostNetwork::Build(const std::vector<std::string>& hosts,
                   FaultInjector& injector,
                   const std::string& pcapPrefix)
{
    m_pcapPrefix = pcapPrefix;
    m_nextNetwork = FIRST_ADDRESS;
    switch (m_kind)
    {
    case Kind::STAR:
        BuildStar(hosts, injector);
        break;
    case Kind::BUS:
        BuildBus(hosts, injector);
        break;
    case Kind::MESH:
        BuildMesh(hosts, injector);
        break;
    case Kind::LEAF_SPINE:
        BuildLeafSpine(hosts, injector);
        break;
    }
}

std::pair<Ipv4Address, Ipv4Address>
HostNetwork::Join(const std::string& a,
                  const std::string& b,
                  DataRate rate,
                  Time delay,
                  bool canGoDown,
                  FaultInjector& injector)
{
    auto channel = CreateObject<PointToPointChannel>();
    channel->SetAttribute("Delay", TimeValue(delay));
    const Ipv4Mask mask("255.255.255.252");
    const std::pair<Ipv4Address, Ipv4Address> addresses(Ipv4Address(m_nextNetwork + 1),
                                                        Ipv4Address(m_nextNetwork + 2));
    m_nextNetwork += ADDRESSES_OF_A_LINK;
    std::vector<Ptr<PointToPointNetDevice>> ends;
    for (const auto& name : {a, b})
    {
        auto device = CreateObject<PointToPointNetDevice>();
        device->SetAddress(Mac48Address::Allocate());
        device->SetQueue(MakeQueue(m_queueLimit));
        device->SetDataRate(rate);
        m_nodes.at(name)->AddDevice(device);
        device->Attach(channel);
        ends.push_back(device);
    }
    for (uint32_t end = 0; end < 2; end++)
    {
        const std::string& self = end == 0 ? a : b;
        const std::string& peer = end == 0 ? b : a;
        Connect(ends[end], end == 0 ? addresses.first : addresses.second, mask);
        AddShim(ends[end], peer + ">" + self, injector);
        const bool isOnlyOne = end == 0 && canGoDown && m_kind != Kind::MESH; // link of its node
        Capture(ends[end], isOnlyOne ? self : self + "-to-" + peer);
        if (canGoDown)
        {
            injector.BindInterface(self + ">" + peer, MakeIpv4InterfaceHook(ends[end]));
        }
    }
    return addresses;
}

void
HostNetwork::BuildStar(const std::vector<std::string>& hosts, FaultInjector& injector)
{
    AddNode(ROUTER);
    for (const auto& host : hosts)
    {
        AddNode(host);
        m_addresses[host] = Join(host, ROUTER, m_dataRate, m_delay, true, injector).first;
    }
    // Static routes would be gone for good once their interface was down.
    Ipv4GlobalRoutingHelper::PopulateRoutingTables();
}

void
HostNetwork::BuildMesh(const std::vector<std::string>& hosts, FaultInjector& injector)
{
    for (const auto& host : hosts)
    {
        AddNode(host);
    }
    for (std::size_t i = 0; i < hosts.size(); i++)
    {
        for (std::size_t k = i + 1; k < hosts.size(); k++)
        {
            const auto addresses = Join(
                hosts[i], hosts[k], m_dataRate, DelayBetween(hosts[i], hosts[k]), true, injector);
            m_meshAddresses[{hosts[i], hosts[k]}] = addresses.first;
            m_meshAddresses[{hosts[k], hosts[i]}] = addresses.second;
        }
    }
}

void
HostNetwork::BuildLeafSpine(const std::vector<std::string>& hosts, FaultInjector& injector)
{
    std::vector<std::string> leaves;
    for (std::size_t leaf = 0; leaf < CountLeaves(hosts.size()); leaf++)
    {
        leaves.push_back(LeafOf(leaf * m_hostsPerLeaf));
        AddNode(leaves.back());
    }
    for (uint32_t spine = 0; spine < m_spines; spine++)
    {
        AddNode(SpineName(spine));
    }
    for (std::size_t i = 0; i < hosts.size(); i++)
    {
        AddNode(hosts[i]);
        m_addresses[hosts[i]] =
            Join(hosts[i], LeafOf(i), m_dataRate, m_delay, true, injector).first;
    }
    Ipv4StaticRoutingHelper routing;
    for (const auto& leaf : leaves)
    {
        for (uint32_t spine = 0; spine < m_spines; spine++)
        {
            const Ipv4Address gateway =
                Join(leaf, SpineName(spine), m_spineRate, m_spineDelay, false, injector).second;
            const Ptr<Ipv4> ipv4 = m_nodes.at(leaf)->GetObject<Ipv4>();
            for (std::size_t i = spine; i < hosts.size(); i += m_spines)
            {
                // Global routing would send everything by the first spine, or each packet by another.
                if (LeafOf(i) != leaf)
                {
                    routing.GetStaticRouting(ipv4)->AddHostRouteTo(
                        m_addresses.at(hosts[i]), gateway, ipv4->GetNInterfaces() - 1);
                }
            }
        }
    }
    Ipv4GlobalRoutingHelper::PopulateRoutingTables();
}

void
HostNetwork::BuildBus(const std::vector<std::string>& hosts, FaultInjector& injector)
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
HostNetwork::Resolve(const std::vector<std::string>& hosts,
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

} // namespace sharding
} // namespace ns3
