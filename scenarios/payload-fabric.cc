/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "payload-fabric.h"

#include "ns3/direct-link-helper.h"
#include "ns3/double.h"
#include "ns3/fault-error-model.h"
#include "ns3/fault-shim.h"
#include "ns3/log.h"
#include "ns3/message-tag.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/payload-sharding-helper.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("PayloadFabric");
NS_OBJECT_ENSURE_REGISTERED(PayloadFabric);

TypeId
PayloadFabric::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::PayloadFabric")
            .SetParent<MeasuredScenario>()
            .SetGroupName("Sharding")
            .AddConstructor<PayloadFabric>()
            .AddAttribute(
                "FastPathNodes",
                "Fast path nodes, fast-1 to fast-N, each one path from ingress to reassembly.",
                UintegerValue(8),
                MakeUintegerAccessor(&PayloadFabric::m_fastPathNodes),
                MakeUintegerChecker<uint32_t>(1, 256))
            .AddAttribute("ShardLoss",
                          "Probability with which a shard is lost between the ingress and a fast "
                          "path node, throughout the run; faults come on top.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&PayloadFabric::m_shardLoss),
                          MakeDoubleChecker<double>(0, 1));
    return tid;
}

std::vector<Scenario::Section>
PayloadFabric::GetModelSections() const
{
    return {
        {"source", PayloadSource::GetTypeId(), "What is sent, and how often."},
        {"sharding",
         PayloadShardingNetDevice::GetTypeId(),
         "The sharding stages at ingress and reassembly node."},
        {"ingress",
         FastPathProcessor::GetTypeId(),
         "CPU of the ingress, which takes every message once."},
        {"fast-path", FastPathProcessor::GetTypeId(), "CPU of each fast path node."},
        {"exception-path", FastPathProcessor::GetTypeId(), "CPU of the exception path node."},
        {"egress",
         FastPathProcessor::GetTypeId(),
         "CPU of the reassembly node, which takes every whole message once."},
        {"access-link",
         DirectLinkNetDevice::GetTypeId(),
         "The links source:ingress and reassembly:sink."},
        {"fabric-link",
         DirectLinkNetDevice::GetTypeId(),
         "The links ingress:fast-i and fast-i:reassembly."},
        {"exception-link",
         DirectLinkNetDevice::GetTypeId(),
         "The links ingress:exception and exception:reassembly."},
    };
}

std::string
PayloadFabric::GetInputDigest() const
{
    return m_corpus ? m_corpus->GetDigest() : "";
}

std::string
PayloadFabric::FindKey(const ScenarioFile& file, const Ptr<Object>& object)
{
    StringValue key;
    object->GetAttribute("KeyFile", key);
    return ShardKey::IsNamed(key.Get()) ? file.ResolvePath(key.Get()) : "";
}

std::string
PayloadFabric::FastNodeName(uint32_t number)
{
    return "fast-" + std::to_string(number);
}

FaultTargets
PayloadFabric::ListTargets() const
{
    // The reassembler takes a doubled shard for what it is; a doubled message would be a message delivered twice.
    const FaultVerbSet shards = ShimVerbs();
    const FaultVerbSet messages{FaultVerb::CUT,
                                FaultVerb::LOSS,
                                FaultVerb::PARTITION,
                                FaultVerb::DELAY,
                                FaultVerb::JITTER,
                                FaultVerb::REORDER,
                                FaultVerb::CORRUPT,
                                FaultVerb::RATE,
                                FaultVerb::HEAL};
    const FaultVerbSet process{
        FaultVerb::CRASH, FaultVerb::RESTART, FaultVerb::CPU_SLOW, FaultVerb::HEAL};
    FaultTargets targets;
    targets.AddLink(SOURCE, INGRESS, messages);
    for (uint32_t i = 1; i <= m_fastPathNodes; i++)
    {
        targets.AddLink(INGRESS, FastNodeName(i), shards);
        targets.AddLink(FastNodeName(i), REASSEMBLY, shards);
        targets.AddProcess(FastNodeName(i), process);
    }
    targets.AddLink(INGRESS, EXCEPTION, messages);
    targets.AddLink(EXCEPTION, REASSEMBLY, messages);
    targets.AddProcess(EXCEPTION, process);
    targets.AddLink(REASSEMBLY, SINK, messages);
    return targets;
}

std::vector<std::string>
PayloadFabric::ListLossReasons() const
{
    return {"cut",
            "fault-loss",
            "fault-queue-full",
            "corrupted",
            "crashed",
            "queue-full",
            "above-mtu",
            "cpu-queue-full",
            "cipher-queue-full",
            "reassembly-expired",
            "reassembly-evicted",
            "reassembly-sender-full",
            "reassembly-undecodable",
            "reassembly-conflict"};
}

void
PayloadFabric::Check(const ScenarioFile& file, const std::string& section, const std::string& wrong)
{
    if (!wrong.empty())
    {
        throw InputError(PlaceOf(file, section), "[" + section + "]: " + wrong);
    }
}

void
PayloadFabric::Prepare(const ScenarioFile& file)
{
    Ptr<PayloadShardingNetDevice> stage = GetFactory("sharding").Create<PayloadShardingNetDevice>();
    m_keyFile = FindKey(file, stage);
    stage->SetAttribute("KeyFile", StringValue(m_keyFile));
    Check(file, "sharding", stage->Validate());
    for (const auto* section : {"ingress", "exception-path", "egress"})
    {
        Check(file, section, GetFactory(section).Create<FastPathProcessor>()->Validate());
    }
    Ptr<FastPathProcessor> node = GetFactory("fast-path").Create<FastPathProcessor>();
    m_nodeKeyFile = FindKey(file, node);
    node->SetAttribute("KeyFile", StringValue(m_nodeKeyFile));
    Check(file, "fast-path", node->Validate());
    StringValue processors;
    node->GetAttribute("Processors", processors);
    Check(file,
          "sharding",
          m_keyFile.empty() || processors.Get().empty() || !m_nodeKeyFile.empty()
              ? ""
              : "KeyFile encrypts the processing flags, which the processors of [fast-path] read: "
                "they need a KeyFile, too");

    Ptr<PayloadSource> source = GetFactory("source").Create<PayloadSource>();
    StringValue payload;
    source->GetAttribute("Payload", payload);
    if (!PayloadSource::IsSynthetic(payload.Get()))
    {
        const Setting* setting = file.Find("source", "payload");
        try
        {
            m_corpus = std::make_shared<PayloadCorpus>(
                PayloadCorpus::Load(file.ResolvePath(payload.Get())));
        }
        catch (const InputError& error)
        {
            throw InputError(setting ? setting->place : SourcePlace(), error.what());
        }
    }

    // Poisson gaps have no longest one: 1 in 22,000 exceeds ten times the mean.
    constexpr int64_t POISSON_SPACING = 10;
    TimeValue interval;
    source->GetAttribute("Interval", interval);
    m_normalSpacing = source->GetArrivals() == PayloadSource::Arrivals::POISSON
                          ? interval.Get() * POISSON_SPACING
                          : interval.Get();
}

Time
PayloadFabric::GetNormalSpacing() const
{
    return m_normalSpacing;
}

const PayloadFabric::Link&
PayloadFabric::Connect(const std::string& from, const std::string& to, const ObjectFactory& factory)
{
    DirectLinkHelper helper;
    helper.SetDeviceFactory(factory);
    const NetDeviceContainer ends = helper.Install(m_nodes[from], m_nodes[to]);
    Link link{from + ">" + to,
              DynamicCast<DirectLinkNetDevice>(ends.Get(0)),
              DynamicCast<DirectLinkNetDevice>(ends.Get(1)),
              nullptr};

    // Both directions can be hit, though messages flow in one only.
    for (uint32_t end = 0; end < 2; end++)
    {
        const std::string direction = end == 1 ? from + ">" + to : to + ">" + from;
        Ptr<FaultShim> shim = FaultShim::Install(ends.Get(end), direction);
        shim->TraceConnectWithoutContext("Drop", MakeCallback(&PayloadFabric::NoteLost, this));
        shim->TraceConnectWithoutContext("Corrupt",
                                         MakeCallback(&PayloadFabric::NoteCorrupted, this));
        shim->GetErrorModel()->TraceConnectWithoutContext(
            "Drop", MakeCallback(&PayloadFabric::NoteLost, this));
        GetInjector().BindLink(shim);
        link.shim = shim; // of the direction from > to, the last
    }
    link.from->TraceConnectWithoutContext(
        "MacTxDrop",
        MakeBoundCallback(
            &PayloadFabric::NoteRefused, this, static_cast<uint32_t>(link.from->GetMtu())));
    if (!m_pcapPrefix.empty())
    {
        for (uint32_t end = 0; end < 2; end++)
        {
            const std::string name = end == 0 ? from + "-to-" + to : to + "-to-" + from;
            helper.EnablePcap(m_pcapPrefix + "-" + name + ".pcap", ends.Get(end), false, true);
        }
    }
    m_links.push_back(link);
    return m_links.back();
}

Ptr<FastPathProcessor>
PayloadFabric::AddProcessor(const std::string& name,
                            const ObjectFactory& factory,
                            Ptr<NetDevice> in,
                            Ptr<NetDevice> out)
{
    Ptr<FastPathProcessor> processor = factory.Create<FastPathProcessor>();
    processor->AddRoute(in, out);
    processor->TraceConnectWithoutContext("Drop", MakeCallback(&PayloadFabric::NoteLost, this));
    m_nodes[name]->AddApplication(processor);
    m_processors[name] = processor;
    return processor;
}

void
PayloadFabric::Build()
{
    std::vector<std::string> names{SOURCE, INGRESS, EXCEPTION, REASSEMBLY, SINK};
    for (uint32_t i = 1; i <= m_fastPathNodes; i++)
    {
        names.push_back(FastNodeName(i));
    }
    for (const auto& name : names)
    {
        m_nodes[name] = CreateObject<Node>();
    }

    const Link access = Connect(SOURCE, INGRESS, GetFactory("access-link"));
    NetDeviceContainer ingressPaths;
    NetDeviceContainer reassemblyPaths;
    for (uint32_t i = 1; i <= m_fastPathNodes; i++)
    {
        const std::string name = FastNodeName(i);
        const Link in = Connect(INGRESS, name, GetFactory("fabric-link"));
        if (m_shardLoss > 0)
        {
            in.shim->GetErrorModel()->GetImpairment().BeginLoss(UINT32_MAX, m_shardLoss);
        }
        const Link out = Connect(name, REASSEMBLY, GetFactory("fabric-link"));
        Ptr<FastPathProcessor> processor =
            AddProcessor(name, GetFactory("fast-path"), in.to, out.from);
        processor->SetAttribute("KeyFile", StringValue(m_nodeKeyFile));
        processor->AddReturn(out.from, in.to);
        ingressPaths.Add(in.from);
        reassemblyPaths.Add(out.to);
    }
    const Link toException = Connect(INGRESS, EXCEPTION, GetFactory("exception-link"));
    const Link fromException = Connect(EXCEPTION, REASSEMBLY, GetFactory("exception-link"));
    AddProcessor(EXCEPTION, GetFactory("exception-path"), toException.to, fromException.from);
    const Link egress = Connect(REASSEMBLY, SINK, GetFactory("access-link"));

    PayloadShardingHelper sharding;
    sharding.SetDeviceFactory(GetFactory("sharding"));
    sharding.SetDeviceAttribute("KeyFile", StringValue(m_keyFile));
    m_sharder = sharding.Install(m_nodes[INGRESS], ingressPaths, toException.from);
    m_reassembler = sharding.Install(m_nodes[REASSEMBLY], reassemblyPaths, fromException.to);
    AddProcessor(INGRESS, GetFactory("ingress"), access.to, m_sharder);
    AddProcessor(REASSEMBLY, GetFactory("egress"), m_reassembler, egress.from);
    for (const auto& [name, processor] : m_processors)
    {
        Ptr<FastPathProcessor> process = processor;
        ProcessHooks hooks;
        hooks.crash = [process] { process->Crash(); };
        hooks.restart = [process](bool) { process->Restart(); };
        hooks.cpuSlow = [process, acting = 1.0](double factor) mutable
        {
            process->RemoveCpuSlowDown(acting);
            process->AddCpuSlowDown(factor);
            acting = factor;
        };
        GetInjector().BindProcess(name, hooks);
    }

    m_sharder->TraceConnectWithoutContext("Split", MakeCallback(&PayloadFabric::NoteSplit, this));
    for (const auto& stage : {m_sharder, m_reassembler})
    {
        stage->TraceConnectWithoutContext("CipherDrop",
                                          MakeCallback(&PayloadFabric::NoteCipherDrop, this));
    }
    m_reassembler->TraceConnectWithoutContext("PacketLost",
                                              MakeCallback(&PayloadFabric::NotePacketLost, this));

    m_source = GetFactory("source").Create<PayloadSource>();
    m_source->SetDevice(access.from);
    m_source->SetCorpus(m_corpus);
    m_source->TraceConnectWithoutContext("Offer", MakeCallback(&PayloadFabric::NoteOffered, this));
    m_nodes[SOURCE]->AddApplication(m_source);

    m_sink = CreateObject<PayloadSink>();
    m_sink->SetDevice(egress.to);
    m_sink->TraceConnectWithoutContext("Receive", MakeCallback(&PayloadFabric::NoteReceived, this));
    m_nodes[SINK]->AddApplication(m_sink);
}

void
PayloadFabric::NoteLost(Ptr<const Packet> packet, const std::string& reason)
{
    NS_LOG_FUNCTION(this << packet << reason);
    MessageTag tag;
    if (packet->PeekPacketTag(tag))
    {
        GetProbe().NoteShardLost(tag.GetId(), reason);
    }
}

void
PayloadFabric::NoteCipherDrop(Ptr<const Packet> packet)
{
    NoteLost(packet, "cipher-queue-full");
}

void
PayloadFabric::NoteCorrupted(Ptr<const Packet> packet)
{
    MessageTag tag;
    if (packet->PeekPacketTag(tag))
    {
        m_corrupted.insert(tag.GetId());
        GetProbe().NoteShardLost(tag.GetId(), "corrupted");
    }
}

void
PayloadFabric::NoteRefused(PayloadFabric* fabric, uint32_t mtu, Ptr<const Packet> packet)
{
    fabric->NoteLost(packet, packet->GetSize() > mtu ? "above-mtu" : "queue-full");
}

void
PayloadFabric::NoteSplit(Ptr<const Packet> packet,
                         uint64_t packetId,
                         [[maybe_unused]] uint32_t totalShards)
{
    MessageTag tag;
    packet->PeekPacketTag(tag);
    m_messageOf.resize(packetId + 1);
    m_messageOf[packetId] = tag.GetId();
}

void
PayloadFabric::NotePacketLost(const LostPacket& lost)
{
    GetProbe().NoteShardLost(m_messageOf[lost.packetId],
                             "reassembly-" + PacketLossName(lost.reason));
}

void
PayloadFabric::NoteOffered(Ptr<const Packet> packet, uint64_t id)
{
    GetProbe().NoteOffered(id, packet->GetSize(), Simulator::Now());
}

void
PayloadFabric::NoteReceived(Ptr<const Packet> packet, uint64_t id, bool intact)
{
    if (intact)
    {
        GetProbe().NoteDelivered(id, packet->GetSize(), Simulator::Now());
    }
    else if (m_corrupted.count(id) == 0)
    {
        m_spoiled++; // nobody asked for it
    }
}

void
PayloadFabric::TearDown()
{
    m_nodes.clear();
    m_links.clear();
    m_processors.clear();
}

} // namespace sharding
} // namespace ns3
