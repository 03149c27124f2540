/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "measured-scenario.h"

#include "attribute-section.h"

#include "ns3/log.h"
#include "ns3/nearest-name.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <algorithm>
#include <memory>

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("MeasuredScenario");
NS_OBJECT_ENSURE_REGISTERED(MeasuredScenario);

namespace
{

const std::string MEASURE = "measure";

} // namespace

TypeId
MeasuredScenario::GetTypeId()
{
    static TypeId tid = TypeId("ns3::sharding::MeasuredScenario")
                            .SetParent<Scenario>()
                            .SetGroupName("Sharding")
                            .AddAttribute("Faults",
                                          "Name of the section whose faults happen besides those "
                                          "of [faults]: NAME for [faults.NAME]; "
                                          "empty: none.",
                                          StringValue(""),
                                          MakeStringAccessor(&MeasuredScenario::m_faults),
                                          MakeStringChecker());
    return tid;
}

std::vector<Scenario::Section>
MeasuredScenario::GetSections() const
{
    auto sections = GetModelSections();
    sections.push_back({MEASURE,
                        DeliveryProbe::GetTypeId(),
                        "What counts as delivered, as a gap and as service."});
    return sections;
}

void
MeasuredScenario::DoConfigure(const ScenarioFile& file)
{
    for (const auto& section : GetSections())
    {
        m_factories[section.name] = MakeFactory(file.GetSection(section.name), section.typeId);
    }
    Prepare(file);

    const auto variants = file.GetFaultVariants();
    if (!m_faults.empty() &&
        std::find(variants.begin(), variants.end(), m_faults) == variants.end())
    {
        throw InputError(file.Find("scenario", "faults")->place,
                         "[scenario] faults: there is no section [faults." + m_faults + "]" +
                             ValidNames(m_faults, variants));
    }
    std::vector<FaultLine> lines;
    for (const auto& fault : file.GetFaults())
    {
        lines.push_back({fault.value, fault.place});
    }
    m_schedule = FaultSchedule::Expand(FaultScript::Parse(lines), ListTargets(), GetDuration());

    m_probe = GetFactory(MEASURE).Create<DeliveryProbe>();
    m_probe->SetLossReasons(ListLossReasons());
    Refuse(file, MEASURE, m_probe->Validate(GetNormalSpacing(), GetWarmUp(), GetDuration()));
}

RunRecord
MeasuredScenario::Run()
{
    NS_LOG_FUNCTION(this);
    // By far the faster one of ns-3's for the few pending events of a run like this.
    ObjectFactory scheduler;
    scheduler.SetTypeId("ns3::PriorityQueueScheduler");
    Simulator::SetScheduler(scheduler);
    m_injector = CreateObject<FaultInjector>();
    Build();
    std::unique_ptr<AnimationRecorder> recorder;
    if (m_animation)
    {
        recorder = std::make_unique<AnimationRecorder>(
            *m_animation->out, GetNodeNames(), m_animation->from, m_animation->maxFrames);
        m_injector->TraceConnectWithoutContext(
            "Fault", MakeCallback(&AnimationRecorder::NoteFault, recorder.get()));
    }
    m_injector->Arm(m_schedule);
    Simulator::Stop(GetDuration());
    Simulator::Run();
    if (m_animation)
    {
        m_animation->drawn = recorder->GetDrawn();
        m_animation->leftOut = recorder->GetLeftOut();
    }

    RunRecord record;
    m_probe->SetFaultWindows(m_injector->GetWindows(GetDuration()));
    m_probe->Report(GetWarmUp(), GetDuration(), record);
    record.draws.emplace_back("faults", m_injector->GetDrawDigest());
    record.events = m_injector->GetEvents();
    record.faultLines = m_injector->ToLines();
    ReportModel(record);

    TearDown();
    m_injector = nullptr;
    Simulator::Destroy();
    return record;
}

AnimationRecorder::Names
MeasuredScenario::GetNodeNames() const
{
    return {};
}

std::vector<std::string>
MeasuredScenario::GetFaultLines() const
{
    return m_schedule.ToLines();
}

const ObjectFactory&
MeasuredScenario::GetFactory(const std::string& section) const
{
    return m_factories.at(section);
}

DeliveryProbe&
MeasuredScenario::GetProbe()
{
    return *m_probe;
}

FaultInjector&
MeasuredScenario::GetInjector()
{
    return *m_injector;
}

SourcePlace
MeasuredScenario::PlaceOf(const ScenarioFile& file, const std::string& section)
{
    const auto settings = file.GetSection(section);
    return settings.empty() ? SourcePlace() : settings.back().place;
}

void
MeasuredScenario::Refuse(const ScenarioFile& file,
                         const std::string& section,
                         const std::string& wrong)
{
    if (!wrong.empty())
    {
        throw InputError(PlaceOf(file, section), "[" + section + "]: " + wrong);
    }
}

} // namespace sharding
} // namespace ns3
