/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-pipeline.h"

#include "fragment-udp-port.h"

#include "ns3/double.h"
#include "ns3/drop-tail-queue.h"
#include "ns3/fragment-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/log.h"
#include "ns3/message-tag.h"
#include "ns3/node.h"
#include "ns3/payload-corpus.h"
#include "ns3/random-role.h"
#include "ns3/sharding-compat.h"
#include "ns3/simple-channel.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("FragmentPipeline");
NS_OBJECT_ENSURE_REGISTERED(FragmentPipeline);

namespace
{

constexpr uint16_t PORT = 9;
constexpr uint32_t PERMANENT = UINT32_MAX; //!< a fault that no script numbers
constexpr uint32_t UDP_AND_IP = 28;        //!< bytes of header
const std::string FORWARD = "sender>receiver";
const std::string BACKWARD = "receiver>sender";

} // namespace

TypeId
FragmentPipeline::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::FragmentPipeline")
            .SetParent<MeasuredScenario>()
            .SetGroupName("Sharding")
            .AddConstructor<FragmentPipeline>()
            .AddAttribute(
                "Carrier",
                "What cuts messages into frames: our fragment device, ns-3's IPv4, or "
                "nothing.",
                EnumDefault(Carrier::FRAGMENT),
                EnumAccessor(&FragmentPipeline::m_carrier),
                EnumNames(
                    Carrier::FRAGMENT, "fragment", Carrier::IPV4, "ipv4", Carrier::NONE, "none"))
            .AddAttribute("LinkRate",
                          "Rate at which each node sends.",
                          DataRateValue(DataRate("1Gbps")),
                          MakeDataRateAccessor(&FragmentPipeline::m_linkRate),
                          MakeDataRateChecker())
            .AddAttribute("LinkDelay",
                          "Propagation delay.",
                          TimeValue(MicroSeconds(10)),
                          MakeTimeAccessor(&FragmentPipeline::m_linkDelay),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("LinkMtu",
                          "Longest frame, bytes.",
                          UintegerValue(1500),
                          MakeUintegerAccessor(&FragmentPipeline::m_linkMtu),
                          MakeUintegerChecker<uint16_t>(68))
            .AddAttribute("QueueLimit",
                          "Frames that may wait at each node.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&FragmentPipeline::m_queueLimit),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute("Loss",
                          "Share of the frames to the receiver that are lost throughout the run, "
                          "besides what [faults] says.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&FragmentPipeline::m_loss),
                          MakeDoubleChecker<double>(0, 1));
    return tid;
}

std::vector<Scenario::Section>
FragmentPipeline::GetModelSections() const
{
    return {
        {"source", PayloadSource::GetTypeId(), "What is sent, and how often."},
        {"fragment",
         FragmentNetDevice::GetTypeId(),
         "The fragment devices of sender and receiver, where the carrier is ours."},
        {"attacker", FragmentAttacker::GetTypeId(), "Who sends fragments to the receiver too."}};
}

std::string
FragmentPipeline::GetInputDigest() const
{
    return m_corpus ? m_corpus->GetDigest() : "";
}

uint32_t
FragmentPipeline::GetUnsplitSize() const
{
    return m_linkMtu - UDP_AND_IP;
}

void
FragmentPipeline::Prepare(const ScenarioFile& file)
{
    const Ptr<FragmentNetDevice> device = GetFactory("fragment").Create<FragmentNetDevice>();
    std::string wrong = device->Validate();
    if (wrong.empty() && FragmentHeaderSize(device->GetStrategy()) >= m_linkMtu)
    {
        wrong = "the link's MTU must be above the strategy's header";
    }
    Refuse(file, "fragment", wrong);

    const Ptr<PayloadSource> source = GetFactory("source").Create<PayloadSource>();
    UintegerValue size;
    source->GetAttribute("MessageSize", size);
    const uint32_t longest =
        m_carrier == Carrier::NONE ? GetUnsplitSize() : UdpPortDevice::MAX_PAYLOAD;
    if (size.Get() > longest)
    {
        Refuse(file,
               "source",
               "message-size must be at most " + std::to_string(longest) +
                   " with this carrier and link");
    }
    StringValue payload;
    source->GetAttribute("Payload", payload);
    if (!PayloadSource::IsSynthetic(payload.Get()))
    {
        m_corpus =
            std::make_shared<PayloadCorpus>(PayloadCorpus::Load(file.ResolvePath(payload.Get())));
    }
    // Poisson gaps have no longest one: 1 in 22,000 exceeds ten times the mean.
    constexpr int64_t POISSON_SPACING = 10;
    TimeValue interval;
    source->GetAttribute("Interval", interval);
    m_normalSpacing = source->GetArrivals() == PayloadSource::Arrivals::POISSON
                          ? interval.Get() * POISSON_SPACING
                          : interval.Get();

    const bool isAttacked = GetFactory("attacker").Create<FragmentAttacker>()->GetAttack() !=
                            FragmentAttacker::Attack::NONE;
    if (isAttacked && (m_carrier != Carrier::FRAGMENT || !HasMessageIds(device->GetStrategy())))
    {
        Refuse(file,
               "attacker",
               "an attack needs carrier=fragment and a strategy with message ids (canonical, "
               "total-length)");
    }
}

FaultTargets
FragmentPipeline::ListTargets() const
{
    FaultTargets targets;
    targets.AddLink("sender", "receiver", ShimVerbs());
    return targets;
}

std::vector<std::string>
FragmentPipeline::ListLossReasons() const
{
    std::vector<std::string> reasons{
        "cut", "fault-loss", "fault-queue-full", "corrupted", "queue-full", "mixed"};
    for (uint32_t drop = 0; drop < FragmentNetDevice::PACKET_DROPS; drop++)
    {
        reasons.push_back(
            FragmentNetDevice::PacketDropName(static_cast<FragmentNetDevice::PacketDrop>(drop)));
    }
    for (uint32_t i = 0; i < FRAGMENT_OUTCOMES; i++)
    {
        const auto outcome = static_cast<FragmentOutcome>(i);
        if (EndsMessages(outcome))
        {
            reasons.push_back("reassembly-" + FragmentOutcomeName(outcome));
        }
    }
    return reasons;
}

Time
FragmentPipeline::GetNormalSpacing() const
{
    return m_normalSpacing;
}

FragmentPipeline::Station
FragmentPipeline::AddStation(const std::string& name, const Ptr<SimpleChannel>& medium)
{
    Station station;
    station.node = CreateObject<Node>();
    station.link = CreateObject<SimpleNetDevice>();
    station.link->SetAddress(Mac48Address::Allocate());
    station.link->SetAttribute("DataRate", DataRateValue(m_linkRate));
    station.link->SetMtu(m_linkMtu);
    Ptr<DropTailQueue<Packet>> queue = CreateObject<DropTailQueue<Packet>>();
    queue->SetMaxSize(QueueSize(QueueSizeUnit::PACKETS, m_queueLimit));
    queue->TraceConnectWithoutContext("Drop",
                                      MakeBoundCallback(&FragmentPipeline::NoteQueueFull, this));
    station.link->SetQueue(queue);
    station.link->SetChannel(medium);
    station.node->AddDevice(station.link);
    NS_LOG_LOGIC(name << " is " << station.link->GetAddress());
    return station;
}

void
FragmentPipeline::AddStack(Station& station, const InternetStackHelper& stack)
{
    stack.Install(station.node);
    if (m_carrier != Carrier::FRAGMENT)
    {
        return;
    }
    FragmentHelper helper;
    helper.SetDeviceFactory(GetFactory("fragment"));
    station.fragments =
        DynamicCast<FragmentNetDevice>(helper.Install(NetDeviceContainer(station.link)).Get(0));
    station.fragments->TraceConnectWithoutContext("Drop",
                                                  MakeCallback(&FragmentPipeline::NoteLost, this));
    if (!m_pcapPrefix.empty())
    {
        helper.EnablePcap(m_pcapPrefix + "-" + std::to_string(station.node->GetId()) + ".pcap",
                          station.fragments,
                          false,
                          true);
    }
}

void
FragmentPipeline::AddFaults(const Station& station, const std::string& direction)
{
    Ptr<FaultShim> shim = FaultShim::Install(station.link, direction);
    shim->TraceConnectWithoutContext("Drop", MakeCallback(&FragmentPipeline::NoteLost, this));
    shim->TraceConnectWithoutContext("Corrupt",
                                     MakeCallback(&FragmentPipeline::NoteCorrupted, this));
    shim->GetErrorModel()->TraceConnectWithoutContext(
        "Drop", MakeCallback(&FragmentPipeline::NoteLost, this));
    GetInjector().BindLink(shim);
}

void
FragmentPipeline::AddAttacker(const Ptr<SimpleChannel>& medium)
{
    Ptr<FragmentAttacker> attacker = GetFactory("attacker").Create<FragmentAttacker>();
    if (attacker->GetAttack() == FragmentAttacker::Attack::NONE)
    {
        return;
    }
    m_attacker = attacker;
    const Station station = AddStation("attacker", medium);
    UintegerValue protocol;
    m_receiver.fragments->GetAttribute("FragmentProtocol", protocol);
    m_attacker->SetTarget(station.link,
                          m_receiver.link->GetAddress(),
                          m_sender.link->GetAddress(),
                          static_cast<uint16_t>(protocol.Get()),
                          MakeFragmentStrategy(m_receiver.fragments->GetStrategy(), m_linkMtu));
    station.node->AddApplication(m_attacker);
    m_attackerNode = station.node;
}

void
FragmentPipeline::Build()
{
    Ptr<SimpleChannel> medium = CreateObject<SimpleChannel>();
    medium->SetAttribute("Delay", TimeValue(m_linkDelay));
    m_sender = AddStation("sender", medium);
    m_receiver = AddStation("receiver", medium);
    AddFaults(m_receiver, FORWARD);
    AddFaults(m_sender, BACKWARD);
    if (m_loss > 0)
    {
        m_receiver.link->GetObject<FaultShim>()->GetErrorModel()->GetImpairment().BeginLoss(
            PERMANENT, m_loss);
    }

    InternetStackHelper stack;
    stack.SetIpv6StackInstall(false);
    AddStack(m_sender, stack);
    AddStack(m_receiver, stack);
    stack.AssignStreams(NodeContainer(m_sender.node), RoleStream("internet/sender"));
    stack.AssignStreams(NodeContainer(m_receiver.node), RoleStream("internet/receiver"));
    NetDeviceContainer interfaces;
    for (const Station* station : {&m_sender, &m_receiver})
    {
        if (station->fragments)
        {
            interfaces.Add(station->fragments);
        }
        else
        {
            interfaces.Add(station->link);
        }
    }
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
    const Ipv4InterfaceContainer hosts = addresses.Assign(interfaces);
    m_receiver.node->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
        "Drop", MakeCallback(&FragmentPipeline::NoteIpDrop, this));
    if (m_receiver.fragments)
    {
        m_sender.fragments->TraceConnectWithoutContext(
            "Split", MakeCallback(&FragmentPipeline::NoteSplit, this));
        m_receiver.fragments->TraceConnectWithoutContext(
            "MessageLost", MakeCallback(&FragmentPipeline::NoteMessageLost, this));
    }

    Ptr<UdpPortDevice> out = CreateObject<UdpPortDevice>();
    m_sender.node->AddDevice(out);
    out->Open(PORT, hosts.GetAddress(1));
    Ptr<UdpPortDevice> in = CreateObject<UdpPortDevice>();
    m_receiver.node->AddDevice(in);
    in->Open(PORT, hosts.GetAddress(0));

    m_source = GetFactory("source").Create<PayloadSource>();
    m_source->SetDevice(out);
    m_source->SetCorpus(m_corpus);
    m_source->TraceConnectWithoutContext("Offer",
                                         MakeCallback(&FragmentPipeline::NoteOffered, this));
    m_sender.node->AddApplication(m_source);
    m_sink = CreateObject<PayloadSink>();
    m_sink->SetDevice(in);
    m_sink->TraceConnectWithoutContext("Receive",
                                       MakeCallback(&FragmentPipeline::NoteReceived, this));
    m_receiver.node->AddApplication(m_sink);
    AddAttacker(medium);
}

void
FragmentPipeline::NoteLost(Ptr<const Packet> packet, const std::string& reason)
{
    NS_LOG_FUNCTION(this << packet << reason);
    MessageTag tag;
    if (packet->PeekPacketTag(tag))
    {
        GetProbe().NoteShardLost(tag.GetId(), reason);
    }
}

void
FragmentPipeline::NoteQueueFull(FragmentPipeline* scenario, Ptr<const Packet> packet)
{
    scenario->NoteLost(packet, "queue-full");
}

void
FragmentPipeline::NoteCorrupted(Ptr<const Packet> packet)
{
    MessageTag tag;
    if (packet->PeekPacketTag(tag))
    {
        m_corrupted.insert(tag.GetId());
        GetProbe().NoteShardLost(tag.GetId(), "corrupted");
    }
}

void
FragmentPipeline::NoteSplit(Ptr<const Packet> packet,
                            std::optional<MessageId> id,
                            [[maybe_unused]] uint32_t fragments)
{
    MessageTag tag;
    if (id && packet->PeekPacketTag(tag))
    {
        m_messageOf[id->Value()] = tag.GetId();
    }
}

void
FragmentPipeline::NoteMessageLost(const LostMessage& lost)
{
    const auto found = lost.id ? m_messageOf.find(lost.id->Value()) : m_messageOf.end();
    if (found != m_messageOf.end() &&
        lost.peer == FragmentNetDevice::PeerOf(m_sender.link->GetAddress()))
    {
        GetProbe().NoteShardLost(found->second, "reassembly-" + FragmentOutcomeName(lost.reason));
    }
}

void
FragmentPipeline::NoteIpDrop([[maybe_unused]] const Ipv4Header& header,
                             Ptr<const Packet> packet,
                             Ipv4L3Protocol::DropReason reason,
                             [[maybe_unused]] Ptr<Ipv4> ipv4,
                             [[maybe_unused]] uint32_t interface)
{
    if (reason == Ipv4L3Protocol::DROP_FRAGMENT_TIMEOUT)
    {
        NoteLost(packet, "reassembly-expired");
    }
}

void
FragmentPipeline::NoteOffered(Ptr<const Packet> packet, uint64_t id)
{
    m_delivered.push_back(false);
    GetProbe().NoteOffered(id, packet->GetSize(), Simulator::Now());
}

void
FragmentPipeline::NoteReceived(Ptr<const Packet> packet, uint64_t id, bool intact)
{
    if (!intact)
    {
        const bool isCorrupted = m_corrupted.count(id) > 0;
        m_mixed += isCorrupted ? 0 : 1;
        GetProbe().NoteShardLost(id, isCorrupted ? "corrupted" : "mixed");
    }
    else if (m_delivered[id])
    {
        m_repeated++; // UDP allows it; who wants each message once has to look at its number
    }
    else
    {
        m_delivered[id] = true;
        GetProbe().NoteDelivered(id, packet->GetSize(), Simulator::Now());
    }
}

AnimationRecorder::Names
FragmentPipeline::GetNodeNames() const
{
    AnimationRecorder::Names names{{"sender", m_sender.node}, {"receiver", m_receiver.node}};
    if (m_attacker)
    {
        names["attacker"] = m_attackerNode;
    }
    return names;
}

void
FragmentPipeline::TearDown()
{
    m_sender = {};
    m_receiver = {};
    m_attacker = nullptr;
    m_attackerNode = nullptr;
}

} // namespace sharding
} // namespace ns3
