/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-injector.h"

#include "ns3/abort.h"
#include "ns3/draw-digest.h"
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
    m_links[model->GetDirection()].Bind(model);
}

void
FaultInjector::BindLink(Ptr<FaultShim> shim)
{
    m_links[shim->GetErrorModel()->GetDirection()].Bind(shim);
}

void
FaultInjector::BindInterface(const std::string& direction, const InterfaceHook& hook)
{
    m_links[direction].Bind(hook);
}

void
FaultInjector::BindProcess(const std::string& name, const ProcessHooks& hooks)
{
    m_processes[name].Bind(hooks);
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
    m_acting.assign(m_faults.size(), 0);
    m_windows.assign(m_faults.size(), TimeWindow());
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
    m_boundLinks.assign(directions.size(), nullptr);
    m_boundProcesses.assign(targets.GetNames(FaultTargetKind::PROCESS).size(), nullptr);
    for (const auto& fault : m_faults)
    {
        for (const uint32_t target : fault.targets)
        {
            if (fault.kind == FaultTargetKind::PROCESS)
            {
                ResolveProcess(target, fault.verb);
                continue;
            }
            BoundLink& link = m_links[directions[target]];
            const std::string lack = link.FindLack(fault.verb);
            NS_ABORT_MSG_IF(!lack.empty(), "no " << lack << " for " << directions[target]);
            m_boundLinks[target] = &link;
        }
        for (const auto& word : fault.selectors)
        {
            NS_ABORT_MSG_IF(m_selectors.count(word.selector) == 0,
                            "no hook for the selector " << word.selector);
            for (const uint32_t candidate : targets.FindSelector(word.selector)->candidates)
            {
                ResolveProcess(candidate, fault.verb);
            }
        }
    }
}

void
FaultInjector::ResolveProcess(uint32_t target, FaultVerb verb)
{
    const auto& name = m_schedule.GetTargets().GetNames(FaultTargetKind::PROCESS)[target];
    const auto it = m_processes.find(name);
    NS_ABORT_MSG_IF(it == m_processes.end(), "no hooks for " << name);
    NS_ABORT_MSG_IF(verb != FaultVerb::HEAL && !it->second.GetHooks().GetVerbs().Has(verb),
                    "no hook to " << GetFaultVerb(verb).name << " " << name);
    m_boundProcesses[target] = &it->second;
}

void
FaultInjector::ActAll(std::size_t first)
{
    const auto& actions = m_schedule.GetActions();
    for (std::size_t i = first; i < actions.size() && actions[i].time == actions[first].time; i++)
    {
        if (actions[i].begin)
        {
            Begin(actions[i].fault);
        }
        else
        {
            End(actions[i].fault);
        }
    }
}

void
FaultInjector::Begin(uint32_t id)
{
    ScheduledFault& fault = m_faults[id];
    std::vector<uint32_t> ended;
    AskSelectors(fault);
    if (fault.verb == FaultVerb::HEAL)
    {
        ended = Heal(fault);
    }
    else if (fault.kind == FaultTargetKind::LINK)
    {
        for (const uint32_t target : fault.targets)
        {
            m_boundLinks[target]->Begin(id, fault);
        }
    }
    else
    {
        // What turns out to be impossible is not done.
        auto& targets = fault.targets;
        targets.erase(std::remove_if(targets.begin(),
                                     targets.end(),
                                     [&](uint32_t target) {
                                         return !m_boundProcesses[target]->Begin(id, fault, ended);
                                     }),
                      targets.end());
    }
    NS_LOG_INFO("fault " << id << ", " << GetFaultVerb(fault.verb).name << ", on "
                         << fault.targets.size() << " targets");
    const bool lasts = GetFaultVerb(fault.verb).takesDuration;
    Note(id, fault.IsEmpty() ? "missed" : lasts ? "begin" : "once");
    if (lasts && !fault.IsEmpty())
    {
        m_acting[id] = static_cast<uint32_t>(fault.targets.size());
        m_windows[id] = {Simulator::Now(), Time::Max()};
    }
    NoteEnded(ended);
}

void
FaultInjector::End(uint32_t id)
{
    NS_LOG_INFO("end of fault " << id);
    NoteEnded(std::vector<uint32_t>(EndTargets(id), id));
}

uint32_t
FaultInjector::EndTargets(uint32_t id)
{
    const ScheduledFault& fault = m_faults[id];
    uint32_t ended = 0;
    for (const uint32_t target : fault.targets)
    {
        const bool acted = fault.kind == FaultTargetKind::LINK ? m_boundLinks[target]->End(id)
                                                               : m_boundProcesses[target]->End(id);
        ended += acted ? 1 : 0;
    }
    return ended;
}

void
FaultInjector::NoteEnded(const std::vector<uint32_t>& ended)
{
    for (const uint32_t id : ended)
    {
        m_acting[id]--;
        if (m_acting[id] == 0)
        {
            m_windows[id].end = Simulator::Now();
            Note(id, "end");
        }
    }
}

void
FaultInjector::Note(uint32_t id, const std::string& action)
{
    m_events.push_back(m_schedule.ToEvent(Simulator::Now(), action, id, m_faults[id]));
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

std::vector<uint32_t>
FaultInjector::Heal(ScheduledFault& heal)
{
    std::vector<uint32_t> ended;
    const auto healsNothing = [&](const std::string& name)
    {
        const std::size_t before = ended.size();
        for (uint32_t id = 0; id < m_faults.size(); id++)
        {
            if (m_acting[id] > 0 && m_faults[id].name == name)
            {
                ended.insert(ended.end(), EndTargets(id), id);
            }
        }
        return ended.size() == before;
    };
    const auto isWhole = [&](uint32_t target)
    {
        const auto ids = heal.kind == FaultTargetKind::LINK ? m_boundLinks[target]->EndAll()
                                                            : m_boundProcesses[target]->EndAll();
        ended.insert(ended.end(), ids.begin(), ids.end());
        return ids.empty();
    };
    auto& names = heal.healed;
    names.erase(std::remove_if(names.begin(), names.end(), healsNothing), names.end());
    auto& targets = heal.targets;
    targets.erase(std::remove_if(targets.begin(), targets.end(), isWhole), targets.end());
    return ended;
}

const std::vector<RunEvent>&
FaultInjector::GetEvents() const
{
    return m_events;
}

std::vector<TimeWindow>
FaultInjector::GetWindows(Time end) const
{
    std::vector<TimeWindow> windows;
    for (const auto& window : m_windows)
    {
        if (window.end > window.start)
        {
            windows.push_back({window.start, std::min(window.end, end)});
        }
    }
    return windows;
}

std::string
FaultInjector::GetDrawDigest() const
{
    DrawDigest digest;
    std::string script;
    for (const auto& line : m_schedule.ToLines())
    {
        script += line + "\n";
    }
    digest.Add(script);
    for (const auto* link : m_boundLinks)
    {
        if (link)
        {
            link->AddDraws(digest);
        }
    }
    return digest.GetText();
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
