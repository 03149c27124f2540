/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "bound-process.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

void
BoundProcess::Bind(const ProcessHooks& hooks)
{
    m_hooks = hooks;
}

const ProcessHooks&
BoundProcess::GetHooks() const
{
    return m_hooks;
}

bool
BoundProcess::Begin(uint32_t id, const ScheduledFault& fault, std::vector<uint32_t>& ended)
{
    const auto value = [&fault](const char* name)
    { return GetFaultParameter(fault.verb, fault.parameters, name); };
    switch (fault.verb)
    {
    case FaultVerb::CRASH:
        if (!m_impairment.Crash(id, value("disk") == 1))
        {
            return false;
        }
        m_hooks.crash();
        return true;
    case FaultVerb::RESTART:
        if (!m_impairment.IsCrashed())
        {
            return false;
        }
        ended.push_back(Restart(value("disk") == 1));
        return true;
    case FaultVerb::DISK_LOSE:
        m_hooks.diskLose();
        return true;
    case FaultVerb::CLOCK_STEP:
        m_hooks.clockStep(NanoSeconds(static_cast<int64_t>(value("by"))));
        return true;
    default:
        m_impairment.Begin(
            id, fault.verb, value(fault.verb == FaultVerb::CPU_SLOW ? "factor" : "ppm"));
        Apply();
        return true;
    }
}

bool
BoundProcess::End(uint32_t id)
{
    if (m_impairment.IsCrashedBy(id))
    {
        Restart(false);
        return true;
    }
    const bool acted = m_impairment.End(id);
    Apply();
    return acted;
}

std::vector<uint32_t>
BoundProcess::EndAll()
{
    auto ids = m_impairment.EndAll();
    if (m_impairment.IsCrashed())
    {
        ids.push_back(Restart(false));
        std::sort(ids.begin(), ids.end());
    }
    Apply();
    return ids;
}

void
BoundProcess::Apply(bool anew)
{
    if (!m_impairment.IsCrashed())
    {
        const auto state = m_impairment.GetState();
        m_hooks.Apply(m_applied, state, anew);
        m_applied = state;
    }
}

uint32_t
BoundProcess::Restart(bool diskLost)
{
    const auto crash = *m_impairment.Restart();
    m_hooks.restart(diskLost || crash.diskLost);
    Apply(true);
    return crash.fault;
}

} // namespace sharding
} // namespace ns3
