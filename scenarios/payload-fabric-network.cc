/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The network of PayloadFabric, which depends on the node that joins shards.

#include "payload-fabric.h"

#include "ns3/boolean.h"
#include "ns3/direct-link-helper.h"
#include "ns3/fault-error-model.h"
#include "ns3/log.h"
#include "ns3/nearest-name.h"
#include "ns3/node.h"
#include "ns3/payload-sharding-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

namespace
{

const std::string PACKET_HASH = "packet-hash";
const std::string FLOW_HASH = "flow-hash";

} // namespace

std::string
PayloadFabric::FastNodeName(uint32_t number)
{
    return "fast-" + std::to_string(number);
}

std::vector<std::string>
PayloadFabric::FindJoiners(const std::string& text) const
{
    std::vector<std::string> fast;
    for (uint32_t i = 1; i <= m_fastPathNodes; i++)
    {
        fast.push_back(FastNodeName(i));
    }
    if (text == PACKET_HASH || text == FLOW_HASH)
    {
        return fast;
    }
    const bool isNode = text == REASSEMBLY || text == SINK || text == EXCEPTION ||
                        std::find(fast.begin(), fast.end(), text) != fast.end();
    return isNode ? std::vector<std::string>{text} : std::vector<std::string>();
}

bool
PayloadFabric::IsChosen() const
{
    return m_reassembly == PACKET_HASH || m_reassembly == FLOW_HASH;
}

bool
PayloadFabric::IsJoiner(const std::string& name) const
{
    return m_reassembly == name;
}

uint32_t
PayloadFabric::PointOf(const std::string& name) const
{
    for (uint32_t i = 1; i <= m_fastPathNodes; i++)
    {
        if (name == FastNodeName(i))
        {
            return i;
        }
    }
    return m_fastPathNodes + (name == EXCEPTION ? 1 : 2);
}

void
PayloadFabric::CheckReassembly(const ScenarioFile& file) const
{
    if (m_joiners.empty())
    {
        const std::vector<std::string> names{
            REASSEMBLY, SINK, EXCEPTION, FastNodeName(m_fastPathNodes), PACKET_HASH, FLOW_HASH};
        throw InputError(file.Find("scenario", "reassembly")->place,
                         "no node that can join shards: '" + m_reassembly + "'" +
                             ValidNames(m_reassembly, names));
    }
    if (IsJoiner(REASSEMBLY))
    {
        return;
    }
    const Ptr<PayloadShardingNetDevice> stage =
        GetFactory("sharding").Create<PayloadShardingNetDevice>();
    UintegerValue point;
    StringValue points;
    TimeValue feedback;
    BooleanValue hedging;
    stage->GetAttribute("ReassemblyPoint", point);
    stage->GetAttribute("ReassemblyPoints", points);
    stage->GetAttribute("FeedbackInterval", feedback);
    stage->GetAttribute("Hedging", hedging);
    Refuse(file,
           "sharding",
           point.Get() == 0 && points.Get().empty()
               ? ""
               : "reassembly-point and reassembly-points follow from [scenario] reassembly");
    const bool answers = !feedback.Get().IsZero() || hedging.Get();
    Refuse(file,
           "sharding",
           !answers || (!IsChosen() && !IsJoiner(SINK))
               ? ""
               : "feedback-interval and hedging need one node that joins shards and to which every "
                 "path leads by itself; with reassembly = " +
                     m_reassembly + " there is none");
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
    const bool toReassembly = IsJoiner(REASSEMBLY) || IsJoiner(SINK);
    FaultTargets targets;
    targets.AddLink(SOURCE, INGRESS, messages);
    for (uint32_t i = 1; i <= m_fastPathNodes; i++)
    {
        const std::string name = FastNodeName(i);
        targets.AddLink(INGRESS, name, shards);
        targets.AddProcess(name, process);
        if (IsChosen() || IsJoiner(name) || toReassembly)
        {
            targets.AddLink(name, REASSEMBLY, toReassembly ? shards : messages);
        }
        else
        {
            targets.AddLink(name, m_reassembly, shards);
        }
        for (uint32_t j = i + 1; IsChosen() && j <= m_fastPathNodes; j++)
        {
            targets.AddLink(name, FastNodeName(j), shards);
        }
    }
    targets.AddLink(INGRESS, EXCEPTION, messages);
    targets.AddLink(EXCEPTION, REASSEMBLY, messages);
    targets.AddLink(REASSEMBLY, SINK, messages);
    targets.AddProcess(EXCEPTION, process);
    targets.AddProcess(REASSEMBLY, process);
    if (IsJoiner(SINK))
    {
        targets.AddProcess(SINK, process);
    }
    return targets;
}

PayloadFabric::Link
PayloadFabric::Connect(const std::string& from,
                       const std::string& to,
                       const std::string& section,
                       Cargo cargo)
{
    DirectLinkHelper helper;
    helper.SetDeviceFactory(GetFactory(section));
    const NetDeviceContainer ends = helper.Install(m_nodes[from], m_nodes[to]);
    Link link{from + ">" + to,
              cargo,
              DynamicCast<DirectLinkNetDevice>(ends.Get(0)),
              DynamicCast<DirectLinkNetDevice>(ends.Get(1)),
              nullptr,
              nullptr};

    // Both directions can be hit, though messages may flow in one only.
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
        (end == 1 ? link.shim : link.backward) = shim;
    }
    for (uint32_t end = 0; end < 2; end++)
    {
        Ptr<NetDevice> device = ends.Get(end);
        device->TraceConnectWithoutContext(
            "MacTxDrop",
            MakeBoundCallback(
                &PayloadFabric::NoteRefused, this, static_cast<uint32_t>(device->GetMtu())));
        if (!m_pcapPrefix.empty())
        {
            const std::string name = end == 0 ? from + "-to-" + to : to + "-to-" + from;
            helper.EnablePcap(m_pcapPrefix + "-" + name + ".pcap", device, false, true);
        }
    }
    m_links.push_back(link);
    return link;
}

PayloadFabric::Link
PayloadFabric::AddBackward(const Link& link)
{
    const auto arrow = link.name.find('>');
    const Link backward{link.name.substr(arrow + 1) + ">" + link.name.substr(0, arrow),
                        link.cargo,
                        link.to,
                        link.from,
                        link.backward,
                        link.shim};
    m_links.push_back(backward);
    return backward;
}

Ptr<FastPathProcessor>
PayloadFabric::AddProcessor(const std::string& name, const std::string& section)
{
    Ptr<FastPathProcessor> processor = GetFactory(section).Create<FastPathProcessor>();
    processor->TraceConnectWithoutContext("Drop", MakeCallback(&PayloadFabric::NoteLost, this));
    m_nodes[name]->AddApplication(processor);
    m_processors[name] = processor;
    return processor;
}

Ptr<PayloadShardingNetDevice>
PayloadFabric::AddStage(const std::string& name,
                        const NetDeviceContainer& paths,
                        Ptr<NetDevice> exception)
{
    PayloadShardingHelper sharding;
    sharding.SetDeviceFactory(GetFactory("sharding"));
    sharding.SetDeviceAttribute("KeyFile", StringValue(m_keyFile));
    if (!IsJoiner(REASSEMBLY))
    {
        const bool isSender = name == INGRESS;
        sharding.SetDeviceAttribute(
            "ReassemblyPoint",
            UintegerValue(isSender ? (IsChosen() ? 0 : PointOf(m_reassembly)) : PointOf(name)));
        if (isSender && IsChosen())
        {
            sharding.SetDeviceAttribute("ReassemblyPoints",
                                        StringValue("1-" + std::to_string(m_fastPathNodes)));
            sharding.SetDeviceAttribute("ReassemblyChoice", StringValue(m_reassembly));
        }
    }
    Ptr<PayloadShardingNetDevice> stage = sharding.Install(m_nodes[name], paths, exception);
    if (!m_pcapPrefix.empty())
    {
        sharding.EnablePcap(m_pcapPrefix + "-stage-" + name + ".pcap", stage, false, true);
    }
    stage->TraceConnectWithoutContext("Drop", MakeCallback(&PayloadFabric::NoteLost, this));
    stage->TraceConnectWithoutContext("PacketLost",
                                      MakeCallback(&PayloadFabric::NotePacketLost, this));
    return stage;
}

void
PayloadFabric::BuildNodeJoin()
{
    NetDeviceContainer paths;
    for (uint32_t i = 1; i <= m_fastPathNodes; i++)
    {
        const std::string name = FastNodeName(i);
        const Link out = Connect(name, REASSEMBLY, "fabric-link", Cargo::SHARDS);
        m_processors[name]->AddRoute(m_in[i - 1].to, out.from);
        m_processors[name]->AddReturn(out.from, m_in[i - 1].to);
        paths.Add(out.to);
    }
    const auto stage = AddStage(REASSEMBLY, paths, m_fromException.to);
    m_processors[REASSEMBLY]->AddRoute(stage, m_egress.from);
    m_stages[REASSEMBLY] = stage;
}

void
PayloadFabric::BuildSinkJoin()
{
    for (uint32_t i = 1; i <= m_fastPathNodes; i++)
    {
        const std::string name = FastNodeName(i);
        const Link out = Connect(name, REASSEMBLY, "fabric-link", Cargo::SHARDS);
        m_processors[name]->AddRoute(m_in[i - 1].to, out.from);
        m_processors[REASSEMBLY]->AddRoute(out.to, m_egress.from);
    }
    m_processors[REASSEMBLY]->AddRoute(m_fromException.to, m_egress.from);
    m_stages[SINK] = AddStage(SINK, NetDeviceContainer(m_egress.to), nullptr);
}

void
PayloadFabric::BuildExceptionJoin()
{
    NetDeviceContainer paths;
    for (uint32_t i = 1; i <= m_fastPathNodes; i++)
    {
        const std::string name = FastNodeName(i);
        const Link out = Connect(name, EXCEPTION, "fabric-link", Cargo::SHARDS);
        m_processors[name]->AddRoute(m_in[i - 1].to, out.from);
        m_processors[name]->AddReturn(out.from, m_in[i - 1].to);
        paths.Add(out.to);
    }
    const auto stage = AddStage(EXCEPTION, paths, nullptr);
    m_processors[EXCEPTION]->AddRoute(stage, m_fromException.from);
    m_processors[REASSEMBLY]->AddRoute(m_fromException.to, m_egress.from);
    m_stages[EXCEPTION] = stage;
}

Ptr<PayloadShardingNetDevice>
PayloadFabric::JoinAt(uint32_t number, const NetDeviceContainer& paths)
{
    const std::string name = FastNodeName(number);
    const Ptr<PayloadShardingNetDevice> stage = AddStage(name, paths, nullptr);
    stage->AddForwardedPath(m_in[number - 1].to);
    const Link out = Connect(name, REASSEMBLY, "fabric-link", Cargo::MESSAGES);
    m_processors[name]->SetStage(stage);
    m_processors[name]->AddRoute(stage, out.from);
    m_processors[REASSEMBLY]->AddRoute(out.to, m_egress.from);
    m_stages[name] = stage;
    return stage;
}

void
PayloadFabric::BuildFastPathJoin()
{
    const uint32_t joiner = PointOf(m_reassembly);
    NetDeviceContainer paths;
    for (uint32_t i = 1; i <= m_fastPathNodes; i++)
    {
        const std::string name = FastNodeName(i);
        if (i != joiner)
        {
            const Link out = Connect(name, m_reassembly, "fabric-link", Cargo::SHARDS);
            m_processors[name]->AddRoute(m_in[i - 1].to, out.from);
            m_processors[name]->AddReturn(out.from, m_in[i - 1].to);
            paths.Add(out.to);
        }
    }
    m_processors[m_reassembly]->AddRoute(m_in[joiner - 1].to, JoinAt(joiner, paths));
    m_processors[REASSEMBLY]->AddRoute(m_fromException.to, m_egress.from);
}

void
PayloadFabric::BuildChosenJoin()
{
    std::vector<NetDeviceContainer> paths(m_fastPathNodes);
    for (uint32_t i = 1; i <= m_fastPathNodes; i++)
    {
        for (uint32_t j = i + 1; j <= m_fastPathNodes; j++)
        {
            const Link link =
                Connect(FastNodeName(i), FastNodeName(j), "fabric-link", Cargo::SHARDS);
            AddBackward(link);
            m_processors[FastNodeName(i)]->AddPoint(j, link.from);
            m_processors[FastNodeName(j)]->AddPoint(i, link.to);
            paths[i - 1].Add(link.from);
            paths[j - 1].Add(link.to);
        }
    }
    for (uint32_t i = 1; i <= m_fastPathNodes; i++)
    {
        const Ptr<FastPathProcessor>& processor = m_processors[FastNodeName(i)];
        processor->AddPoint(i, JoinAt(i, paths[i - 1]));
        processor->AddRoute(m_in[i - 1].to, nullptr);
    }
    m_processors[REASSEMBLY]->AddRoute(m_fromException.to, m_egress.from);
}

void
PayloadFabric::BindProcess(const std::string& name)
{
    const auto processor = m_processors.find(name);
    const auto stage = m_stages.find(name);
    const Ptr<FastPathProcessor> works =
        processor == m_processors.end() ? nullptr : processor->second;
    const Ptr<PayloadShardingNetDevice> joins = stage == m_stages.end() ? nullptr : stage->second;
    ProcessHooks hooks;
    hooks.crash = [works, joins]
    {
        works ? works->Crash() : void();
        joins ? joins->Crash() : void();
    };
    hooks.restart = [works, joins](bool)
    {
        works ? works->Restart() : void();
        joins ? joins->Restart() : void();
    };
    hooks.cpuSlow = [works, joins, acting = 1.0](double factor) mutable
    {
        if (works)
        {
            works->RemoveCpuSlowDown(acting);
            works->AddCpuSlowDown(factor);
        }
        if (joins)
        {
            joins->RemoveCpuSlowDown(acting);
            joins->AddCpuSlowDown(factor);
        }
        acting = factor;
    };
    GetInjector().BindProcess(name, hooks);
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

    const Link access = Connect(SOURCE, INGRESS, "access-link", Cargo::OFFERED);
    NetDeviceContainer paths;
    for (uint32_t i = 1; i <= m_fastPathNodes; i++)
    {
        const std::string name = FastNodeName(i);
        const Link in = Connect(INGRESS, name, "fabric-link", Cargo::SHARDS);
        if (m_shardLoss > 0)
        {
            in.shim->GetErrorModel()->GetImpairment().BeginLoss(UINT32_MAX, m_shardLoss);
        }
        AddProcessor(name, "fast-path")->SetAttribute("KeyFile", StringValue(m_nodeKeyFile));
        paths.Add(in.from);
        m_in.push_back(in);
    }
    const Link toException = Connect(INGRESS, EXCEPTION, "exception-link", Cargo::MESSAGES);
    m_fromException = Connect(EXCEPTION, REASSEMBLY, "exception-link", Cargo::MESSAGES);
    m_egress =
        Connect(REASSEMBLY, SINK, "access-link", IsJoiner(SINK) ? Cargo::ALL : Cargo::MESSAGES);
    m_sharder = AddStage(INGRESS, paths, toException.from);
    AddProcessor(INGRESS, "ingress")->AddRoute(access.to, m_sharder);
    AddProcessor(EXCEPTION, "exception-path")->AddRoute(toException.to, m_fromException.from);
    AddProcessor(REASSEMBLY, "egress");
    IsJoiner(REASSEMBLY)  ? BuildNodeJoin()
    : IsJoiner(SINK)      ? BuildSinkJoin()
    : IsJoiner(EXCEPTION) ? BuildExceptionJoin()
    : IsChosen()          ? BuildChosenJoin()
                          : BuildFastPathJoin();
    for (const auto& name : names)
    {
        BindProcess(name);
    }
    m_sharder->TraceConnectWithoutContext("Split", MakeCallback(&PayloadFabric::NoteSplit, this));

    m_source = GetFactory("source").Create<PayloadSource>();
    m_source->SetDevice(access.from);
    m_source->SetCorpus(m_corpus);
    m_source->TraceConnectWithoutContext("Offer", MakeCallback(&PayloadFabric::NoteOffered, this));
    m_nodes[SOURCE]->AddApplication(m_source);

    m_sink = CreateObject<PayloadSink>();
    if (IsJoiner(SINK))
    {
        m_sink->SetDevice(m_stages[SINK]);
    }
    else
    {
        m_sink->SetDevice(m_egress.to);
    }
    m_sink->TraceConnectWithoutContext("Receive", MakeCallback(&PayloadFabric::NoteReceived, this));
    m_nodes[SINK]->AddApplication(m_sink);
}

} // namespace sharding
} // namespace ns3
