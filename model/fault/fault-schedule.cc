/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-schedule.h"

#include "fault-follower.h"
#include "fault-occurrences.h"
#include "fault-resolver.h"

#include "ns3/quantity.h"

#include <algorithm>
#include <unordered_set>

namespace ns3
{
namespace sharding
{
namespace
{

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

SourcePlace
PlaceOfName(const FaultScript& script, const std::string& name)
{
    const auto& all = script.GetStatements();
    return std::find_if(all.begin(),
                        all.end(),
                        [&name](const auto& statement) { return statement.name == name; })
        ->place;
}

} // namespace

FaultSchedule
FaultSchedule::Expand(const FaultScript& script,
                      const FaultTargets& targets,
                      Time end,
                      const FaultSampler& sampler)
{
    FaultSchedule schedule;
    schedule.m_targets = targets;
    schedule.AddFaults(script, end, sampler);
    schedule.OrderActions(script, end);
    return schedule;
}

void
FaultSchedule::AddFaults(const FaultScript& script, Time end, const FaultSampler& sampler)
{
    const auto& statements = script.GetStatements();
    const auto plans = ListOccurrences(script, end, MAX_FAULTS, sampler);
    std::unordered_set<std::string> names;
    for (const auto& statement : statements)
    {
        names.insert(statement.name);
    }
    names.erase("");
    for (const auto& process : m_targets.GetNames(FaultTargetKind::PROCESS))
    {
        if (names.count(process) > 0)
        {
            throw InputError(PlaceOfName(script, process),
                             "a fault cannot be called '" + process +
                                 "': that is the name of a process");
        }
    }
    const auto isName = [&names](const std::string& text) { return names.count(text) > 0; };
    std::size_t hits = 0;
    for (std::size_t line = 0; line < statements.size(); line++)
    {
        const auto& statement = statements[line];
        const FaultResolver resolver(statement, m_targets, isName);
        const FaultDraws draw =
            resolver.IsRandom() ? sampler("faults/" + statement.role + "/targets") : FaultDraws();
        for (const Time& time : plans[line].times)
        {
            auto resolved = resolver.Resolve(draw);
            hits += resolved.targets.size();
            if (hits > MAX_TARGETS)
            {
                throw InputError(statement.place,
                                 "the faults have more than " + std::to_string(MAX_TARGETS) +
                                     " targets, taken together");
            }
            ScheduledFault fault;
            fault.verb = statement.verb;
            fault.kind = resolved.kind;
            fault.begin = time;
            fault.duration = statement.duration;
            fault.end = statement.duration ? std::min(time + *statement.duration, end) : end;
            fault.targets = std::move(resolved.targets);
            fault.selectors = std::move(resolved.selectors);
            fault.healed = std::move(resolved.faults);
            fault.parameters = statement.parameters;
            if (fault.verb == FaultVerb::PARTITION)
            {
                // The directions are known now: the groups matter no more.
                const std::string links =
                    GetPartitionShapes()[static_cast<std::size_t>(PartitionShape::LINKS)];
                fault.parameters = {{"shape", links, static_cast<double>(PartitionShape::LINKS)}};
            }
            fault.name = statement.name;
            fault.random = plans[line].random || resolver.IsRandom();
            fault.line = static_cast<uint32_t>(line);
            m_faults.push_back(std::move(fault));
        }
    }
}

void
FaultSchedule::OrderActions(const FaultScript& script, Time end)
{
    for (uint32_t id = 0; id < m_faults.size(); id++)
    {
        m_actions.push_back({m_faults[id].begin, id, true});
        if (m_faults[id].end < end)
        {
            m_actions.push_back({m_faults[id].end, id, false});
        }
    }
    // A fault never ends at the instant at which it begins, so time and id are a total order.
    std::sort(m_actions.begin(),
              m_actions.end(),
              [](const FaultAction& a, const FaultAction& b)
              { return a.time < b.time || (a.time == b.time && a.fault < b.fault); });
    FaultFollower follower(m_faults,
                           m_targets,
                           [&](uint32_t id)
                           { return script.GetStatements()[m_faults[id].line].place; });
    m_actions = follower.Follow(m_actions);
    DropEmpty();
}

void
FaultSchedule::DropEmpty()
{
    std::vector<uint32_t> newId(m_faults.size());
    uint32_t kept = 0;
    for (uint32_t id = 0; id < m_faults.size(); id++)
    {
        newId[id] = kept;
        if (!m_faults[id].IsEmpty())
        {
            if (kept != id)
            {
                m_faults[kept] = std::move(m_faults[id]);
            }
            kept++;
        }
    }
    m_faults.resize(kept);
    for (auto& action : m_actions)
    {
        action.fault = newId[action.fault];
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
    std::vector<std::string> names = fault.healed;
    const auto& all = m_targets.GetNames(fault.kind);
    names.reserve(fault.targets.size() + fault.selectors.size());
    for (const uint32_t target : fault.targets)
    {
        names.push_back(all[target]);
    }
    for (const auto& selector : fault.selectors)
    {
        names.push_back(selector.text);
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
        lines.push_back(ToLine(fault));
    }
    return lines;
}

std::string
FaultSchedule::ToLine(const ScheduledFault& fault) const
{
    std::string line = "at " + FormatDuration(fault.begin) + " " + GetFaultVerb(fault.verb).name +
                       " " + Join(GetTargetNames(fault));
    for (const auto& parameter : fault.parameters)
    {
        line += " " + parameter.name + "=" + parameter.text;
    }
    if (fault.duration)
    {
        line += " for " + FormatDuration(*fault.duration);
    }
    return line + (fault.name.empty() ? "" : " as " + fault.name);
}

RunEvent
FaultSchedule::ToEvent(Time time,
                       const std::string& action,
                       uint32_t id,
                       const ScheduledFault& fault) const
{
    RunEvent event{time,
                   "fault",
                   {{"action", action},
                    {"fault", std::to_string(id)},
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
