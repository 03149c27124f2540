/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "host-network.h"

#include "ns3/csma-helper.h"
#include "ns3/enum.h"
#include "ns3/fault-shim.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ip-gate.h"
#include "ns3/ipv4-interface-address.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/random-role.h"
#include "ns3/sharding-compat.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(HostNetwork);

TypeId
HostNetwork::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::HostNetwork")
            .SetParent<Object>()
            .SetGroupName("Sharding")
            .AddConstructor<HostNetwork>()
            .AddAttribute("Kind",
                          "What joins the hosts: star (point-to-point links to one router), bus "
                          "(CSMA), mesh (a link between each "
                          "two hosts, which stand at sites) or leaf-spine (hosts at leaf switches, "
                          "each of which has a link to "
                          "every spine).",
                          EnumDefault(Kind::STAR),
                          EnumAccessor(&HostNetwork::m_kind),
                          EnumNames(Kind::STAR,
                                    "star",
                                    Kind::BUS,
                                    "bus",
                                    Kind::MESH,
                                    "mesh",
                                    Kind::LEAF_SPINE,
                                    "leaf-spine"))
            .AddAttribute("DataRate",
                          "Of each link of a host, or of the bus.",
                          DataRateValue(DataRate("1Gbps")),
                          MakeDataRateAccessor(&HostNetwork::m_dataRate),
                          MakeDataRateChecker())
            .AddAttribute(
                "Delay",
                "Of each link of a host, or of the bus; in a mesh, between hosts at one site.",
                TimeValue(MicroSeconds(100)),
                MakeTimeAccessor(&HostNetwork::m_delay),
                MakeTimeChecker(Time(0)))
            .AddAttribute("QueueLimit",
                          "Packets that may wait in a device.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&HostNetwork::m_queueLimit),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute("Sites",
                          "Sites of a mesh: hosts whose names end in 1, 2, ... stand at site 1, 2, "
                          "..., then 1 again.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&HostNetwork::m_sites),
                          MakeUintegerChecker<uint32_t>(1, MAX_MESH_HOSTS))
            .AddAttribute("SiteDelays",
                          "Delays of one way between the sites of a mesh, each pair once: '1-2 "
                          "40ms, 1-3 75ms, 2-3 "
                          "110ms'.",
                          StringValue(""),
                          MakeStringAccessor(&HostNetwork::m_siteDelays),
                          MakeStringChecker())
            .AddAttribute("HostsPerLeaf",
                          "Hosts at each leaf switch.",
                          UintegerValue(4),
                          MakeUintegerAccessor(&HostNetwork::m_hostsPerLeaf),
                          MakeUintegerChecker<uint32_t>(1, 1024))
            .AddAttribute("Spines",
                          "Spine switches.",
                          UintegerValue(2),
                          MakeUintegerAccessor(&HostNetwork::m_spines),
                          MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute("SpineDataRate",
                          "Of each link between a leaf and a spine.",
                          DataRateValue(DataRate("10Gbps")),
                          MakeDataRateAccessor(&HostNetwork::m_spineRate),
                          MakeDataRateChecker())
            .AddAttribute("SpineDelay",
                          "Of each link between a leaf and a spine.",
                          TimeValue(MicroSeconds(100)),
                          MakeTimeAccessor(&HostNetwork::m_spineDelay),
                          MakeTimeChecker(Time(0)));
    return tid;
}

Ptr<Node>
HostNetwork::AddNode(const std::string& name)
{
    Ptr<Node> node = CreateObject<Node>();
    InternetStackHelper stack;
    stack.SetIpv6StackInstall(false);
    stack.Install(node);
    stack.AssignStreams(NodeContainer(node), RoleStream("internet/" + name));
    node->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
        "Drop", MakeCallback(&HostNetwork::NoteIpDrop, this));
    IpGate::Of(node)->TraceConnectWithoutContext("Drop",
                                                 MakeCallback(&HostNetwork::NoteLost, this));
    m_nodes[name] = node;
    return node;
}

void
HostNetwork::Connect(Ptr<NetDevice> device, Ipv4Address address, Ipv4Mask mask)
{
    // By hand: Ipv4AddressHelper would add a queue disc, a second queue with rules of its own.
    Ptr<Ipv4> ipv4 = device->GetNode()->GetObject<Ipv4>();
    const uint32_t interface = ipv4->AddInterface(device);
    ipv4->AddAddress(interface, Ipv4InterfaceAddress(address, mask));
    ipv4->SetUp(interface);
    device->TraceConnectWithoutContext("MacTxDrop", MakeCallback(&HostNetwork::NoteRefused, this));
}

Ptr<FaultShim>
HostNetwork::AddShim(Ptr<NetDevice> device, const std::string& direction, FaultInjector& injector)
{
    Ptr<FaultShim> shim = FaultShim::Install(device, direction);
    shim->TraceConnectWithoutContext("Drop", MakeCallback(&HostNetwork::NoteLost, this));
    shim->TraceConnectWithoutContext("Corrupt", MakeCallback(&HostNetwork::NoteDamaged, this));
    shim->GetErrorModel()->TraceConnectWithoutContext("Drop",
                                                      MakeCallback(&HostNetwork::NoteLost, this));
    injector.BindLink(shim);
    return shim;
}

void
HostNetwork::Capture(Ptr<NetDevice> device, const std::string& name) const
{
    if (m_pcapPrefix.empty())
    {
        return;
    }
    const std::string file = m_pcapPrefix + "-" + name + ".pcap";
    if (m_kind != Kind::BUS)
    {
        PointToPointHelper().EnablePcap(file, device, false, true);
    }
    else
    {
        CsmaHelper().EnablePcap(file, device, true, true);
    }
}

const std::map<std::string, Ptr<Node>>&
HostNetwork::GetNodes() const
{
    return m_nodes;
}

Ptr<Node>
HostNetwork::GetNode(const std::string& host) const
{
    return m_nodes.at(host);
}

Ipv4Address
HostNetwork::GetAddress(const std::string& host, const std::string& from) const
{
    return m_kind == Kind::MESH ? m_meshAddresses.at({host, from}) : m_addresses.at(host);
}

const std::vector<std::string>&
HostNetwork::ListCauses()
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
HostNetwork::GetLost(const std::string& cause) const
{
    const auto found = m_lost.find(cause);
    return found == m_lost.end() ? 0 : found->second;
}

uint64_t
HostNetwork::GetDamaged() const
{
    return m_damaged;
}

void
HostNetwork::DoDispose()
{
    m_nodes.clear();
    Object::DoDispose();
}

void
HostNetwork::NoteLost(Ptr<const Packet> /* packet */, const std::string& cause)
{
    m_lost[cause]++;
}

void
HostNetwork::NoteRefused(Ptr<const Packet> /* packet */)
{
    m_lost["queue-full"]++;
}

void
HostNetwork::NoteDamaged(Ptr<const Packet> /* packet */)
{
    m_damaged++;
}

void
HostNetwork::NoteIpDrop(const Ipv4Header& /* header */,
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
