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

#include <algorithm>

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
    m_selectors.clear();
    Object::DoDispose();
}

void
FaultInjector::BindLink(Ptr<FaultErrorModel> model)
{
    m_links[model->GetDirection()].model = model;
}

void
FaultInjector::BindLink(Ptr<FaultShim> shim)
{
    BindLink(shim->GetErrorModel());
    m_links[shim->GetErrorModel()->GetDirection()].shim = shim;
}

void
FaultInjector::BindInterface(const std::string& direction, const InterfaceHook& hook)
{
    m_links[direction].interface = hook;
}

void
FaultInjector::BindProcess(const std::string& name, const ProcessHooks& hooks)
{
    m_processes[name].hooks = hooks;
}

void
FaultInjector::BindSelector(const std::string& name, const SelectorHook& hook)
{
    m_selectors[name] = hook;
}

void
FaultInjector::Arm(const FaultSchedule& schedule)
{
    m_schedule = schedule;
    m_faults = m_schedule.GetFaults();
    m_begun.assign(m_faults.size(), false);
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
    const auto& targets = m_schedule.GetTargets();
    const auto& directions = targets.GetNames(FaultTargetKind::LINK);
    const auto& processes = targets.GetNames(FaultTargetKind::PROCESS);
    m_boundLinks.assign(directions.size(), nullptr);
    m_boundProcesses.assign(processes.size(), nullptr);
    const auto bindProcess = [&](uint32_t target, FaultVerb verb)
    {
        const auto it = m_processes.find(processes[target]);
        NS_ABORT_MSG_IF(it == m_processes.end(), "no hooks for " << processes[target]);
        NS_ABORT_MSG_IF(verb != FaultVerb::HEAL && !it->second.hooks.GetVerbs().Has(verb),
                        "no hook to " << GetFaultVerb(verb).name << " " << processes[target]);
        m_boundProcesses[target] = &it->second;
    };
    for (const auto& fault : m_faults)
    {
        for (const uint32_t target : fault.targets)
        {
            if (fault.kind == FaultTargetKind::PROCESS)
            {
                bindProcess(target, fault.verb);
                continue;
            }
            const auto it = m_links.find(directions[target]);
            NS_ABORT_MSG_IF(it == m_links.end(), "no error model for " << directions[target]);
            CheckBound(it->second, directions[target], fault.verb);
            m_boundLinks[target] = &it->second;
        }
        for (const auto& word : fault.selectors)
        {
            NS_ABORT_MSG_IF(m_selectors.count(word.selector) == 0,
                            "no hook for the selector " << word.selector);
            for (const uint32_t candidate : targets.FindSelector(word.selector)->candidates)
            {
                bindProcess(candidate, fault.verb);
            }
        }
    }
}

void
FaultInjector::CheckBound(const Link& link, const std::string& name, FaultVerb verb)
{
    if (verb == FaultVerb::INTERFACE_DOWN)
    {
        NS_ABORT_MSG_IF(!link.interface, "no hook for the interface of " << name);
    }
    else if (WireVerbs().Has(verb))
    {
        NS_ABORT_MSG_IF(!link.model, "no error model for " << name);
    }
    else if (ShimVerbs().Has(verb))
    {
        NS_ABORT_MSG_IF(!link.shim, "no shim for " << name);
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
    ScheduledFault& fault = m_faults[action.fault];
    NS_LOG_INFO((action.begin ? "begin " : "end ")
                << GetFaultVerb(fault.verb).name << ", fault " << action.fault << " on "
                << fault.targets.size() << " targets");
    if (!action.begin)
    {
        EndFault(action.fault);
    }
    else
    {
        m_begun[action.fault] = true;
        AskSelectors(fault);
        if (fault.verb == FaultVerb::HEAL)
        {
            Heal(fault);
        }
        else if (fault.kind == FaultTargetKind::LINK)
        {
            for (const uint32_t target : fault.targets)
            {
                BeginOnLink(action.fault, fault, *m_boundLinks[target]);
            }
        }
        else
        {
            // What turns out to be impossible is not done and stands in no event.
            auto& targets = fault.targets;
            targets.erase(std::remove_if(targets.begin(),
                                         targets.end(),
                                         [&](uint32_t target) {
                                             return !BeginOnProcess(
                                                 action.fault, fault, *m_boundProcesses[target]);
                                         }),
                          targets.end());
        }
    }
    m_events.push_back(m_schedule.ToEvent(action, fault));
    m_faultTrace(m_events.back());
}

void
FaultInjector::AskSelectors(ScheduledFault& fault)
{
    const auto& targets = m_schedule.GetTargets();
    for (const auto& word : fault.selectors)
    {
        const std::string name = m_selectors.at(word.selector)(word.pattern);
        const auto& candidates = targets.FindSelector(word.selector)->candidates;
        const auto found = name.empty() ? std::vector<uint32_t>() : targets.Match(name);
        for (const uint32_t target : found)
        {
            NS_ABORT_MSG_IF(std::count(candidates.begin(), candidates.end(), target) == 0,
                            word.text << " names " << name << ", which is no candidate");
            if (std::count(fault.targets.begin(), fault.targets.end(), target) == 0)
            {
                fault.targets.push_back(target);
            }
        }
    }
    fault.selectors.clear();
}

void
FaultInjector::BeginOnLink(uint32_t id, const ScheduledFault& fault, Link& link)
{
    const auto value = [&fault](const char* name)
    { return GetFaultParameter(fault.verb, fault.parameters, name); };
    switch (fault.verb)
    {
    case FaultVerb::CUT:
    case FaultVerb::PARTITION:
        link.model->GetImpairment().BeginCut(id);
        break;
    case FaultVerb::LOSS:
        if (HasFaultParameter(fault.parameters, "rate"))
        {
            link.model->GetImpairment().BeginLoss(id, value("rate"));
        }
        else
        {
            // Salted by what the fault is, not by its number: other lines do not change it.
            const auto salt = static_cast<uint64_t>(fault.begin.GetNanoSeconds());
            link.model->GetImpairment().BeginBurst(
                id, {value("p"), value("r"), value("loss-good"), value("loss-bad"), salt});
        }
        break;
    case FaultVerb::INTERFACE_DOWN:
        if (link.downs.IsEmpty())
        {
            link.interface(true);
        }
        link.downs.Begin(id, true);
        break;
    default:
        BeginOnShim(id, fault, *link.shim);
        break;
    }
}

void
FaultInjector::BeginOnShim(uint32_t id, const ScheduledFault& fault, FaultShim& shim)
{
    const auto value = [&fault](const char* name)
    { return GetFaultParameter(fault.verb, fault.parameters, name); };
    const auto time = [&value](const char* name)
    { return NanoSeconds(static_cast<int64_t>(value(name))); };
    const auto count = [&value](const char* name) { return static_cast<uint32_t>(value(name)); };
    LinkDisturbance& link = shim.GetDisturbance();
    switch (fault.verb)
    {
    case FaultVerb::DELAY:
        link.BeginDelay(id, time("add"));
        break;
    case FaultVerb::JITTER:
        link.BeginJitter(id,
                         {value("spread") == 1,
                          time("max"),
                          time("mean"),
                          time("deviation"),
                          value("reorder") == 1});
        break;
    case FaultVerb::REORDER:
        link.BeginReorder(id, {value("rate"), count("distance"), time("hold"), time("by")});
        break;
    case FaultVerb::DUPLICATE:
        link.BeginDuplicate(id, value("rate"));
        break;
    case FaultVerb::CORRUPT:
        link.BeginCorrupt(id, {value("rate"), count("bits")});
        break;
    case FaultVerb::RATE:
        link.BeginRate(id, {value("limit"), count("queue")});
        break;
    default:
        NS_ABORT_MSG("no fault of links: " << GetFaultVerb(fault.verb).name);
    }
    shim.Update();
}

bool
FaultInjector::BeginOnProcess(uint32_t id, const ScheduledFault& fault, Process& process)
{
    const auto value = [&fault](const char* name)
    { return GetFaultParameter(fault.verb, fault.parameters, name); };
    switch (fault.verb)
    {
    case FaultVerb::CRASH:
        if (!process.impairment.Crash(id, value("disk") == 1))
        {
            return false;
        }
        process.hooks.crash();
        break;
    case FaultVerb::RESTART:
        if (!process.impairment.IsCrashed())
        {
            return false;
        }
        Restart(process, value("disk") == 1);
        break;
    case FaultVerb::DISK_LOSE:
        process.hooks.diskLose();
        break;
    case FaultVerb::CLOCK_STEP:
        process.hooks.clockStep(NanoSeconds(static_cast<int64_t>(value("by"))));
        break;
    default:
        process.impairment.Begin(
            id, fault.verb, value(fault.verb == FaultVerb::CPU_SLOW ? "factor" : "ppm"));
        break;
    }
    Apply(process);
    return true;
}

void
FaultInjector::EndFault(uint32_t id)
{
    for (const uint32_t target : m_faults[id].targets)
    {
        if (m_faults[id].kind == FaultTargetKind::LINK)
        {
            EndOnLink(id, *m_boundLinks[target]);
        }
        else
        {
            EndOnProcess(id, *m_boundProcesses[target]);
        }
    }
}

void
FaultInjector::EndOnLink(uint32_t id, Link& link)
{
    if (link.model)
    {
        link.model->GetImpairment().End(id);
    }
    if (link.shim)
    {
        link.shim->GetDisturbance().End(id);
        link.shim->Update();
    }
    if (link.downs.End(id) && link.downs.IsEmpty())
    {
        link.interface(false);
    }
}

void
FaultInjector::EndOnProcess(uint32_t id, Process& process)
{
    if (process.impairment.End(id))
    {
        Restart(process, false);
    }
    else
    {
        Apply(process);
    }
}

void
FaultInjector::Apply(Process& process, bool anew)
{
    if (!process.impairment.IsCrashed())
    {
        const auto state = process.impairment.GetState();
        process.hooks.Apply(process.applied, state, anew);
        process.applied = state;
    }
}

void
FaultInjector::Restart(Process& process, bool diskLost)
{
    const bool lostInCrash = *process.impairment.Restart();
    process.hooks.restart(diskLost || lostInCrash);
    Apply(process, true);
}

void
FaultInjector::Heal(const ScheduledFault& heal)
{
    for (uint32_t id = 0; id < m_faults.size() && !heal.healed.empty(); id++)
    {
        const auto& names = heal.healed;
        if (m_begun[id] && std::find(names.begin(), names.end(), m_faults[id].name) != names.end())
        {
            EndFault(id);
        }
    }
    for (const uint32_t target : heal.targets)
    {
        if (heal.kind == FaultTargetKind::LINK)
        {
            Link& link = *m_boundLinks[target];
            if (link.model)
            {
                link.model->GetImpairment().EndAll();
            }
            if (link.shim)
            {
                link.shim->GetDisturbance().EndAll();
                link.shim->Update();
            }
            if (!link.downs.IsEmpty())
            {
                link.downs.Clear();
                link.interface(false);
            }
            continue;
        }
        Process& process = *m_boundProcesses[target];
        process.impairment.EndAll();
        if (process.impairment.IsCrashed())
        {
            Restart(process, false);
        }
        else
        {
            Apply(process);
        }
    }
}

const std::vector<RunEvent>&
FaultInjector::GetEvents() const
{
    return m_events;
}

std::vector<std::string>
FaultInjector::ToLines() const
{
    std::vector<std::string> lines;
    for (const auto& fault : m_faults)
    {
        if (!fault.IsEmpty())
        {
            lines.push_back(m_schedule.ToLine(fault));
        }
    }
    return lines;
}

} // namespace sharding
} // namespace ns3
