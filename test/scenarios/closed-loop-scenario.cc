/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "closed-loop-scenario.h"

#include "ns3/double.h"
#include "ns3/random-role.h"
#include "ns3/sharding-compat.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(ClosedLoopWork);
NS_OBJECT_ENSURE_REGISTERED(ClosedLoopScenario);

namespace
{

constexpr uint32_t BYTES = 100;

} // namespace

TypeId
ClosedLoopWork::GetTypeId()
{
    static TypeId tid = TypeId("ns3::sharding::ClosedLoopWork")
                            .SetParent<Object>()
                            .AddConstructor<ClosedLoopWork>()
                            .AddAttribute("Interval",
                                          "Time between two messages",
                                          TimeValue(MilliSeconds(10)),
                                          MakeTimeAccessor(&ClosedLoopWork::interval),
                                          MakeTimeChecker(NanoSeconds(1)))
                            .AddAttribute("Policy",
                                          "When the next message is offered",
                                          EnumValue(OPEN),
                                          EnumAccessor<Policy>(&ClosedLoopWork::policy),
                                          MakeEnumChecker(OPEN, "open", CLOSED, "closed"))
                            .AddAttribute("Servers",
                                          "Servers, server-1 to server-N",
                                          UintegerValue(4),
                                          MakeUintegerAccessor(&ClosedLoopWork::servers),
                                          MakeUintegerChecker<uint32_t>(1, 100));
    return tid;
}

TypeId
ClosedLoopScenario::GetTypeId()
{
    static TypeId tid = TypeId("ns3::sharding::ClosedLoopScenario")
                            .SetParent<MeasuredScenario>()
                            .AddConstructor<ClosedLoopScenario>();
    return tid;
}

std::string
ClosedLoopScenario::ServerName(uint32_t number)
{
    return "server-" + std::to_string(number);
}

std::vector<Scenario::Section>
ClosedLoopScenario::GetModelSections() const
{
    return {{"work", ClosedLoopWork::GetTypeId(), "What is offered"}};
}

void
ClosedLoopScenario::Prepare(const ScenarioFile&)
{
    m_work = GetFactory("work").Create<ClosedLoopWork>();
}

FaultTargets
ClosedLoopScenario::ListTargets() const
{
    FaultTargets targets;
    for (uint32_t i = 1; i <= m_work->servers; i++)
    {
        targets.AddProcess(ServerName(i), {FaultVerb::CRASH, FaultVerb::RESTART, FaultVerb::HEAL});
    }
    return targets;
}

std::vector<std::string>
ClosedLoopScenario::ListLossReasons() const
{
    return {"crashed"};
}

Time
ClosedLoopScenario::GetNormalSpacing() const
{
    return Time();
}

void
ClosedLoopScenario::Build()
{
    m_service = CreateForRole<ExponentialRandomVariable>("service/server");
    m_service->SetAttribute("Mean", DoubleValue(0.004));
    m_down.assign(m_work->servers, false);
    for (uint32_t i = 0; i < m_work->servers; i++)
    {
        ProcessHooks hooks;
        hooks.crash = [this, i] { m_down[i] = true; };
        hooks.restart = [this, i](bool) { m_down[i] = false; };
        GetInjector().BindProcess(ServerName(i + 1), hooks);
    }
    Simulator::ScheduleNow(&ClosedLoopScenario::Offer, this);
}

void
ClosedLoopScenario::Offer()
{
    const uint64_t id = m_next++;
    GetProbe().NoteOffered(id, BYTES, Simulator::Now());
    const bool lost = m_down[id % m_work->servers];
    if (lost)
    {
        GetProbe().NoteShardLost(id, "crashed");
    }
    else
    {
        Simulator::Schedule(Seconds(m_service->GetValue()), &ClosedLoopScenario::Deliver, this, id);
    }
    if (lost || m_work->policy == ClosedLoopWork::OPEN)
    {
        Simulator::Schedule(m_work->interval, &ClosedLoopScenario::Offer, this);
    }
}

void
ClosedLoopScenario::Deliver(uint64_t id)
{
    GetProbe().NoteDelivered(id, BYTES, Simulator::Now());
    if (m_work->policy == ClosedLoopWork::CLOSED)
    {
        Offer();
    }
}

void
ClosedLoopScenario::ReportModel(RunRecord&)
{
    // It measures deliveries only.
}

void
ClosedLoopScenario::TearDown()
{
    m_service = nullptr;
}

} // namespace sharding
} // namespace ns3
