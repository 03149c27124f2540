/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-follower.h"

#include "ns3/quantity.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint32_t RUNS = UINT32_MAX; //!< crashed by nothing

} // namespace

FaultFollower::FaultFollower(std::vector<ScheduledFault>& faults,
                             const FaultTargets& targets,
                             const std::function<SourcePlace(uint32_t)>& placeOf)
    : m_faults(faults), m_targets(targets), m_placeOf(placeOf),
      m_crashedBy(targets.GetNames(FaultTargetKind::PROCESS).size(), RUNS), m_open(faults.size())
{
}

std::vector<FaultAction>
FaultFollower::Follow(const std::vector<FaultAction>& actions)
{
    m_happened.reserve(actions.size());
    for (const auto& action : actions)
    {
        const ScheduledFault& fault = m_faults[action.fault];
        if (!action.begin)
        {
            if (m_acting.erase(action.fault) == 1)
            {
                for (const uint32_t target : m_open[action.fault])
                {
                    if (fault.verb == FaultVerb::CRASH)
                    {
                        m_crashedBy[target] = RUNS;
                    }
                }
                m_open[action.fault].clear();
                m_happened.push_back(action);
            }
            continue;
        }
        switch (fault.verb)
        {
        case FaultVerb::CRASH:
            BeginCrash(action);
            break;
        case FaultVerb::RESTART:
            BeginRestart(action);
            break;
        case FaultVerb::HEAL:
            BeginHeal(action);
            break;
        default:
            break;
        }
        if (fault.IsEmpty())
        {
            continue; // left out
        }
        m_happened.push_back(action);
        if (GetFaultVerb(fault.verb).takesDuration)
        {
            m_acting.insert(action.fault);
            m_open[action.fault].insert(fault.targets.begin(), fault.targets.end());
        }
    }
    return std::move(m_happened);
}

void
FaultFollower::BeginCrash(const FaultAction& action)
{
    ScheduledFault& fault = m_faults[action.fault];
    std::vector<uint32_t> hit;
    for (const uint32_t target : fault.targets)
    {
        if (m_crashedBy[target] == RUNS)
        {
            m_crashedBy[target] = action.fault;
            hit.push_back(target);
        }
        else if (!fault.random)
        {
            Fail(action.fault,
                 Name(target) + " cannot crash at " + FormatDuration(action.time) +
                     ": it is down since " + Since(m_crashedBy[target]));
        }
    }
    fault.targets = hit;
}

void
FaultFollower::BeginRestart(const FaultAction& action)
{
    ScheduledFault& fault = m_faults[action.fault];
    const std::string when = " cannot restart at " + FormatDuration(action.time) + ": ";
    std::vector<uint32_t> hit;
    for (const uint32_t target : fault.targets)
    {
        const uint32_t crash = m_crashedBy[target];
        if (crash == RUNS && !MayBeCrashed(target))
        {
            if (!fault.random)
            {
                Fail(action.fault, Name(target) + when + "it is not crashed then");
            }
            continue;
        }
        if (crash != RUNS && m_faults[crash].duration)
        {
            if (!fault.random && !m_faults[crash].random)
            {
                Fail(action.fault,
                     Name(target) + when + "its crash at " + Since(crash) +
                         " says by itself when it restarts");
            }
            continue;
        }
        if (crash != RUNS && EndOn(crash, target))
        {
            m_faults[crash].end = action.time;
            m_acting.erase(crash);
        }
        hit.push_back(target);
    }
    fault.targets = hit;
}

void
FaultFollower::BeginHeal(const FaultAction& action)
{
    ScheduledFault& fault = m_faults[action.fault];
    const std::size_t healed = fault.healed.empty() ? HealTargets(action) : HealNamed(action);
    if (healed > 0 || !fault.selectors.empty())
    {
        return;
    }
    bool chance = fault.random;
    for (const auto& name : fault.healed)
    {
        chance |= IsChancy(name);
    }
    if (!chance)
    {
        Fail(action.fault,
             "there is nothing to heal at " + FormatDuration(action.time) + ": no fault " +
                 (fault.healed.empty() ? "acts on these targets then"
                                       : "called '" + fault.healed.front() + "' acts then"));
    }
    fault.targets.clear();
    fault.healed.clear();
}

std::size_t
FaultFollower::HealNamed(const FaultAction& action)
{
    const auto& names = m_faults[action.fault].healed;
    const std::vector<uint32_t> acting(m_acting.begin(), m_acting.end());
    std::size_t healed = 0;
    for (const uint32_t id : acting)
    {
        if (std::find(names.begin(), names.end(), m_faults[id].name) != names.end())
        {
            for (const uint32_t target : m_faults[id].targets)
            {
                EndOn(id, target);
            }
            EndEarly(id, action.time);
            healed++;
        }
    }
    return healed;
}

std::size_t
FaultFollower::HealTargets(const FaultAction& action)
{
    const ScheduledFault& heal = m_faults[action.fault];
    const std::vector<uint32_t> acting(m_acting.begin(), m_acting.end());
    std::size_t healed = 0;
    for (const uint32_t id : acting)
    {
        if (m_faults[id].kind != heal.kind)
        {
            continue;
        }
        const std::size_t before = m_open[id].size();
        for (const uint32_t target : heal.targets)
        {
            EndOn(id, target);
        }
        healed += m_open[id].size() < before || !m_faults[id].selectors.empty() ? 1 : 0;
        if (m_open[id].empty() && m_faults[id].selectors.empty())
        {
            EndEarly(id, action.time);
        }
    }
    return healed;
}

bool
FaultFollower::EndOn(uint32_t fault, uint32_t target)
{
    if (m_open[fault].erase(target) == 1 && m_faults[fault].verb == FaultVerb::CRASH)
    {
        m_crashedBy[target] = RUNS;
    }
    return m_open[fault].empty() && m_faults[fault].selectors.empty();
}

void
FaultFollower::EndEarly(uint32_t fault, Time time)
{
    m_acting.erase(fault);
    m_faults[fault].end = time;
}

bool
FaultFollower::MayBeCrashed(uint32_t process) const
{
    return std::any_of(m_acting.begin(),
                       m_acting.end(),
                       [&](uint32_t id)
                       {
                           const auto& fault = m_faults[id];
                           return fault.verb == FaultVerb::CRASH &&
                                  std::any_of(
                                      fault.selectors.begin(),
                                      fault.selectors.end(),
                                      [&](const FaultTargetWord& word)
                                      {
                                          const auto& may =
                                              m_targets.FindSelector(word.selector)->candidates;
                                          return std::count(may.begin(), may.end(), process) > 0;
                                      });
                       });
}

bool
FaultFollower::IsChancy(const std::string& name) const
{
    return std::any_of(m_faults.begin(),
                       m_faults.end(),
                       [&name](const auto& fault) { return fault.name == name && fault.random; });
}

std::string
FaultFollower::Name(uint32_t process) const
{
    return "'" + m_targets.GetNames(FaultTargetKind::PROCESS)[process] + "'";
}

std::string
FaultFollower::Since(uint32_t fault) const
{
    const std::string place = m_placeOf(fault).ToString();
    return FormatDuration(m_faults[fault].begin) + (place.empty() ? "" : " (" + place + ")");
}

void
FaultFollower::Fail(uint32_t fault, const std::string& message) const
{
    throw InputError(m_placeOf(fault), message);
}

} // namespace sharding
} // namespace ns3
