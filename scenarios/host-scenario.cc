/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "host-scenario.h"

#include "ns3/boolean.h"
#include "ns3/global-value.h"
#include "ns3/process-fault-helper.h"
#include "ns3/string.h"

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(HostScenario);

namespace
{

constexpr const char* CHECKSUMS = "ChecksumEnabled";

} // namespace

TypeId
HostScenario::GetTypeId()
{
    static TypeId tid = TypeId("ns3::sharding::HostScenario")
                            .SetParent<MeasuredScenario>()
                            .SetGroupName("Sharding");
    return tid;
}

void
HostScenario::Prepare(const ScenarioFile& file)
{
    const auto hosts = HostNames();
    Refuse(file, NETWORK, GetFactory(NETWORK).Create<HostNetwork>()->Validate(hosts));
    for (const Section& section : GetModelSections())
    {
        const Setting* setting = file.Find(section.name, "process-name");
        if (setting && section.typeId.IsChildOf(ProcessApplication::GetTypeId()))
        {
            throw InputError(setting->place,
                             "[" + section.name +
                                 "] process-name: the processes of this scenario are called " +
                                 hosts.front() + " to " + hosts.back());
        }
    }
}

FaultTargets
HostScenario::ListTargets() const
{
    FaultTargets targets;
    const auto hosts = HostNames();
    GetFactory(NETWORK).Create<HostNetwork>()->ListTargets(hosts, targets);
    for (const auto& host : hosts)
    {
        targets.AddProcess(host, ProcessVerbs());
    }
    return targets;
}

void
HostScenario::Build()
{
    // Faults damage packets: TCP, UDP and IP have to look.
    BooleanValue before;
    GlobalValue::GetValueByName(CHECKSUMS, before);
    m_checksums = before.Get();
    GlobalValue::Bind(CHECKSUMS, BooleanValue(true));

    m_network = GetFactory(NETWORK).Create<HostNetwork>();
    m_network->Build(HostNames(), GetInjector(), m_pcapPrefix);
    BuildProcesses();
}

void
HostScenario::Install(const std::string& host, Ptr<ProcessApplication> process)
{
    process->SetAttribute("ProcessName", StringValue(host));
    if (!process->GetNode())
    {
        m_network->GetNode(host)->AddApplication(process);
    }
    GetInjector().BindProcess(host, MakeProcessHooks(process));
}

std::vector<std::string>
HostScenario::Numbered(const std::string& kind, uint32_t count, uint32_t first)
{
    std::vector<std::string> names;
    for (uint32_t i = 0; i < count; i++)
    {
        names.push_back(kind + "-" + std::to_string(first + i));
    }
    return names;
}

HostNetwork&
HostScenario::GetNetwork() const
{
    return *m_network;
}

void
HostScenario::ReportPackets(RunRecord& record) const
{
    for (const auto& cause : HostNetwork::ListCauses())
    {
        record.metrics.push_back({"packets.lost." + cause,
                                  static_cast<double>(m_network->GetLost(cause)),
                                  "packets",
                                  "Packets lost: " + cause + ", warm-up included."});
    }
    record.metrics.push_back({"packets.damaged",
                              static_cast<double>(m_network->GetDamaged()),
                              "packets",
                              "Packets in which a fault flipped bits, warm-up included."});
}

AnimationRecorder::Names
HostScenario::GetNodeNames() const
{
    return m_network->GetNodes();
}

void
HostScenario::TearDown()
{
    ClearProcesses();
    m_network->Dispose();
    m_network = nullptr;
    GlobalValue::Bind(CHECKSUMS, BooleanValue(m_checksums));
}

} // namespace sharding
} // namespace ns3
