/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-schedule.h"

#include "ns3/nearest-name.h"
#include "ns3/quantity.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

/// Indices of what the patterns match, ascending, each once.
std::vector<uint32_t>
MatchAll(const FaultScript::Statement& statement, const FaultTargets& targets)
{
    std::vector<uint32_t> all;
    for (const auto& pattern : statement.targets)
    {
        const auto found = targets.Match(pattern);
        if (found.empty())
        {
            const bool link = FaultTargets::KindOf(pattern) == FaultTargetKind::LINK;
            throw InputError(statement.place,
                             std::string("no ") + (link ? "link" : "process") + " matches '" +
                                 pattern + "'" + ValidNames(pattern, targets.GetChoices(pattern)));
        }
        all.insert(all.end(), found.begin(), found.end());
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

std::string
Join(const std::vector<std::string>& names)
{
    std::string text;
    for (const auto& name : names)
    {
        text += (text.empty() ? "" : ",") + name;
    }
    return text;
}

} // namespace

FaultSchedule
FaultSchedule::Expand(const FaultScript& script, const FaultTargets& targets, Time end)
{
    FaultSchedule schedule;
    schedule.m_targets = targets;
    std::size_t hits = 0;
    for (const auto& statement : script.GetStatements())
    {
        if (statement.at >= end)
        {
            throw InputError(statement.place,
                             "the fault at " + FormatDuration(statement.at) +
                                 " never happens: the run ends at " + FormatDuration(end));
        }
        ScheduledFault fault;
        fault.verb = statement.verb;
        fault.begin = statement.at;
        fault.duration = statement.duration;
        fault.end = statement.duration ? std::min(statement.at + *statement.duration, end) : end;
        fault.targets = MatchAll(statement, targets);
        fault.parameters = statement.parameters;
        hits += fault.targets.size();
        if (hits > MAX_TARGETS)
        {
            throw InputError(statement.place,
                             "the faults have more than " + std::to_string(MAX_TARGETS) +
                                 " targets, taken together");
        }
        const auto id = static_cast<uint32_t>(schedule.m_faults.size());
        schedule.m_actions.push_back({fault.begin, id, true});
        if (fault.end < end)
        {
            schedule.m_actions.push_back({fault.end, id, false});
        }
        schedule.m_faults.push_back(std::move(fault));
    }
    // A fault never ends at the instant at which it begins, so time and id are a total order.
    std::sort(schedule.m_actions.begin(),
              schedule.m_actions.end(),
              [](const FaultAction& a, const FaultAction& b)
              { return a.time < b.time || (a.time == b.time && a.fault < b.fault); });
    schedule.FollowProcesses(script);
    return schedule;
}

void
FaultSchedule::FollowProcesses(const FaultScript& script)
{
    constexpr uint32_t RUNS = UINT32_MAX;
    const auto& names = m_targets.GetNames(FaultTargetKind::PROCESS);
    std::vector<uint32_t> crashedBy(names.size(), RUNS);
    const auto fail = [&](const FaultAction& action, const std::string& message)
    { throw InputError(script.GetStatements()[action.fault].place, message); };
    const auto since = [&](uint32_t crash)
    {
        const std::string place = script.GetStatements()[crash].place.ToString();
        return FormatDuration(m_faults[crash].begin) + (place.empty() ? "" : " (" + place + ")");
    };

    std::vector<std::size_t> down(m_faults.size()); // processes that each crash still holds down
    for (const auto& action : m_actions)
    {
        const ScheduledFault& fault = m_faults[action.fault];
        if (fault.verb != FaultVerb::CRASH && fault.verb != FaultVerb::RESTART)
        {
            continue;
        }
        const std::string when = " at " + FormatDuration(action.time);
        for (const uint32_t target : fault.targets)
        {
            uint32_t& crash = crashedBy[target];
            const std::string name = "'" + names[target] + "'";
            if (fault.verb == FaultVerb::CRASH && action.begin)
            {
                if (crash != RUNS)
                {
                    fail(action,
                         name + " cannot crash" + when + ": it is down since " + since(crash));
                }
                crash = action.fault;
                down[crash]++;
                continue;
            }
            if (fault.verb == FaultVerb::RESTART)
            {
                if (crash == RUNS)
                {
                    fail(action, name + " cannot restart" + when + ": it is not crashed then");
                }
                if (m_faults[crash].duration)
                {
                    fail(action,
                         name + " cannot restart" + when + ": its crash at " + since(crash) +
                             " says by itself when it restarts");
                }
                if (--down[crash] == 0)
                {
                    m_faults[crash].end = action.time;
                }
            }
            crash = RUNS;
        }
    }
}

const std::vector<ScheduledFault>&
FaultSchedule::GetFaults() const
{
    return m_faults;
}

const std::vector<FaultAction>&
FaultSchedule::GetActions() const
{
    return m_actions;
}

const FaultTargets&
FaultSchedule::GetTargets() const
{
    return m_targets;
}

std::vector<std::string>
FaultSchedule::GetTargetNames(const ScheduledFault& fault) const
{
    const auto& all = m_targets.GetNames(GetFaultVerb(fault.verb).kind);
    std::vector<std::string> names;
    names.reserve(fault.targets.size());
    for (const uint32_t target : fault.targets)
    {
        names.push_back(all[target]);
    }
    return names;
}

std::vector<std::string>
FaultSchedule::ToLines() const
{
    std::vector<std::string> lines;
    lines.reserve(m_faults.size());
    for (const auto& fault : m_faults)
    {
        std::string line = "at " + FormatDuration(fault.begin) + " " +
                           GetFaultVerb(fault.verb).name + " " + Join(GetTargetNames(fault));
        for (const auto& parameter : fault.parameters)
        {
            line += " " + parameter.name + "=" + parameter.text;
        }
        if (fault.duration)
        {
            line += " for " + FormatDuration(*fault.duration);
        }
        lines.push_back(line);
    }
    return lines;
}

std::vector<TimeWindow>
FaultSchedule::Windows() const
{
    std::vector<TimeWindow> windows;
    for (const auto& fault : m_faults)
    {
        if (fault.verb != FaultVerb::RESTART)
        {
            windows.push_back({fault.begin, fault.end});
        }
    }
    return windows;
}

std::vector<RunEvent>
FaultSchedule::ToEvents() const
{
    std::vector<RunEvent> events;
    events.reserve(m_actions.size());
    for (const auto& action : m_actions)
    {
        events.push_back(ToEvent(action));
    }
    return events;
}

RunEvent
FaultSchedule::ToEvent(const FaultAction& action) const
{
    const ScheduledFault& fault = m_faults[action.fault];
    RunEvent event{action.time,
                   "fault",
                   {{"action", action.begin ? "begin" : "end"},
                    {"fault", std::to_string(action.fault)},
                    {"verb", GetFaultVerb(fault.verb).name},
                    {"targets", Join(GetTargetNames(fault))}}};
    for (const auto& parameter : fault.parameters)
    {
        event.fields.emplace_back(parameter.name, parameter.text);
    }
    return event;
}

} // namespace sharding
} // namespace ns3
