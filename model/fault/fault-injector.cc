/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-injector.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("FaultInjector");
NS_OBJECT_ENSURE_REGISTERED(FaultInjector);

TypeId
FaultInjector::GetTypeId()
{
    static TypeId tid = TypeId("ns3::sharding::FaultInjector")
                            .SetParent<Object>()
                            .SetGroupName("Sharding")
                            .AddConstructor<FaultInjector>()
                            .AddTraceSource("Fault",
                                            "A fault has begun or ended on all of its targets",
                                            MakeTraceSourceAccessor(&FaultInjector::m_faultTrace),
                                            "ns3::sharding::FaultInjector::FaultTracedCallback");
    return tid;
}

void
FaultInjector::DoDispose()
{
    m_boundLinks.clear();
    m_boundProcesses.clear();
    m_links.clear();
    m_processes.clear();
    Object::DoDispose();
}

void
FaultInjector::BindLink(Ptr<FaultErrorModel> model)
{
    m_links[model->GetDirection()] = model;
}

void
FaultInjector::BindProcess(const std::string& name, const ProcessHooks& hooks)
{
    m_processes[name] = hooks;
}

void
FaultInjector::Arm(const FaultSchedule& schedule)
{
    m_schedule = schedule;
    Resolve();
    const auto& actions = m_schedule.GetActions();
    const Time now = Simulator::Now();
    for (std::size_t i = 0; i < actions.size(); i++)
    {
        if (i == 0 || actions[i].time != actions[i - 1].time)
        {
            NS_ABORT_MSG_IF(actions[i].time < now, "a fault lies in the past");
            Simulator::Schedule(
                actions[i].time - now, &FaultInjector::ActAll, Ptr<FaultInjector>(this), i);
        }
    }
}

void
FaultInjector::Resolve()
{
    const auto& directions = m_schedule.GetTargets().GetNames(FaultTargetKind::LINK);
    const auto& processes = m_schedule.GetTargets().GetNames(FaultTargetKind::PROCESS);
    m_boundLinks.assign(directions.size(), nullptr);
    m_boundProcesses.assign(processes.size(), ProcessHooks());
    for (const auto& fault : m_schedule.GetFaults())
    {
        for (const uint32_t target : fault.targets)
        {
            if (GetFaultVerb(fault.verb).kind == FaultTargetKind::LINK)
            {
                const auto it = m_links.find(directions[target]);
                NS_ABORT_MSG_IF(it == m_links.end(), "no error model for " << directions[target]);
                m_boundLinks[target] = it->second;
            }
            else
            {
                const auto it = m_processes.find(processes[target]);
                NS_ABORT_MSG_IF(it == m_processes.end(), "no hooks for " << processes[target]);
                m_boundProcesses[target] = it->second;
            }
        }
    }
}

void
FaultInjector::ActAll(std::size_t first)
{
    const auto& actions = m_schedule.GetActions();
    for (std::size_t i = first; i < actions.size() && actions[i].time == actions[first].time; i++)
    {
        Act(actions[i]);
    }
}

void
FaultInjector::Act(const FaultAction& action)
{
    const ScheduledFault& fault = m_schedule.GetFaults()[action.fault];
    NS_LOG_INFO((action.begin ? "begin " : "end ")
                << GetFaultVerb(fault.verb).name << ", fault " << action.fault << " on "
                << fault.targets.size() << " targets");
    const bool onLinks = GetFaultVerb(fault.verb).kind == FaultTargetKind::LINK;
    for (const uint32_t target : fault.targets)
    {
        if (onLinks)
        {
            ActOnLink(fault, action, m_boundLinks[target]->GetImpairment());
        }
        else
        {
            ActOnProcess(fault, action, m_boundProcesses[target]);
        }
    }
    m_faultTrace(m_schedule.ToEvent(action));
}

void
FaultInjector::ActOnLink(const ScheduledFault& fault,
                         const FaultAction& action,
                         LinkImpairment& link)
{
    if (!action.begin)
    {
        link.End(action.fault);
    }
    else if (fault.verb == FaultVerb::CUT)
    {
        link.BeginCut(action.fault);
    }
    else
    {
        link.BeginLoss(action.fault, fault.parameters.front().value);
    }
}

void
FaultInjector::ActOnProcess(const ScheduledFault& fault,
                            const FaultAction& action,
                            const ProcessHooks& process)
{
    if (fault.verb == FaultVerb::CRASH && action.begin)
    {
        process.crash();
    }
    else
    {
        process.restart();
    }
}

} // namespace sharding
} // namespace ns3
