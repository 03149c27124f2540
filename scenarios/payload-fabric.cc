/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "payload-fabric.h"

#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/message-tag.h"
#include "ns3/node.h"
#include "ns3/packet.h"
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
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute(
                "Reassembly",
                "The node that joins shards: reassembly, sink, exception, fast-1 to fast-N; or one "
                "of the fast path nodes for each message: packet-hash, flow-hash.",
                StringValue(REASSEMBLY),
                MakeStringAccessor(&PayloadFabric::m_reassembly),
                MakeStringChecker());
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
         "CPU of the node called reassembly, which takes what goes on to the sink: every whole "
         "message once, or each shard, where the sink joins them."},
        {"access-link",
         DirectLinkNetDevice::GetTypeId(),
         "The links source:ingress and reassembly:sink."},
        {"fabric-link",
         DirectLinkNetDevice::GetTypeId(),
         "The links ingress:fast-i, and those of fast path nodes to where shards are joined and "
         "to reassembly."},
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
            "no-route",
            "reassembly-expired",
            "reassembly-evicted",
            "reassembly-sender-full",
            "reassembly-undecodable",
            "reassembly-conflict"};
}

void
PayloadFabric::Prepare(const ScenarioFile& file)
{
    m_joiners = FindJoiners(m_reassembly);
    CheckReassembly(file);
    Ptr<PayloadShardingNetDevice> stage = GetFactory("sharding").Create<PayloadShardingNetDevice>();
    m_keyFile = FindKey(file, stage);
    stage->SetAttribute("KeyFile", StringValue(m_keyFile));
    Refuse(file, "sharding", stage->Validate());
    for (const auto* section : {"ingress", "exception-path", "egress"})
    {
        Refuse(file, section, GetFactory(section).Create<FastPathProcessor>()->Validate());
    }
    Ptr<FastPathProcessor> node = GetFactory("fast-path").Create<FastPathProcessor>();
    m_nodeKeyFile = FindKey(file, node);
    node->SetAttribute("KeyFile", StringValue(m_nodeKeyFile));
    Refuse(file, "fast-path", node->Validate());
    StringValue processors;
    node->GetAttribute("Processors", processors);
    Refuse(file,
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
    const std::string name = PacketLossName(lost.reason);
    GetProbe().NoteShardLost(m_messageOf[lost.packetId],
                             lost.reason == PacketLoss::CRASHED ? name : "reassembly-" + name);
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

AnimationRecorder::Names
PayloadFabric::GetNodeNames() const
{
    return m_nodes;
}

void
PayloadFabric::TearDown()
{
    m_nodes.clear();
    m_links.clear();
    m_in.clear();
    m_fromException = {};
    m_egress = {};
    m_processors.clear();
    m_stages.clear();
    m_sharder = nullptr;
    m_source = nullptr;
    m_sink = nullptr;
}

} // namespace sharding
} // namespace ns3
