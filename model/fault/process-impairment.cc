/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "process-impairment.h"

namespace ns3
{
namespace sharding
{

void
ProcessImpairment::Begin(uint32_t fault, FaultVerb verb, double value)
{
    m_acting.Begin(fault, {verb, value});
}

bool
ProcessImpairment::Crash(uint32_t fault, bool diskLost)
{
    if (m_crash)
    {
        return false;
    }
    m_crash = {fault, diskLost};
    return true;
}

bool
ProcessImpairment::IsCrashed() const
{
    return m_crash.has_value();
}

bool
ProcessImpairment::IsCrashedBy(uint32_t fault) const
{
    return m_crash && m_crash->fault == fault;
}

std::optional<ProcessImpairment::CrashCause>
ProcessImpairment::Restart()
{
    return std::exchange(m_crash, std::nullopt);
}

bool
ProcessImpairment::End(uint32_t fault)
{
    return m_acting.End(fault);
}

std::vector<uint32_t>
ProcessImpairment::EndAll()
{
    std::vector<uint32_t> ids;
    for (const auto& entry : m_acting)
    {
        ids.push_back(entry.first);
    }
    m_acting.Clear();
    return ids;
}

ProcessImpairment::State
ProcessImpairment::GetState() const
{
    State state;
    for (const auto& [fault, what] : m_acting)
    {
        state.paused |= what.first == FaultVerb::PAUSE;
        state.diskStalled |= what.first == FaultVerb::DISK_STALL;
        state.diskFull |= what.first == FaultVerb::DISK_FULL;
        state.cpuFactor *= what.first == FaultVerb::CPU_SLOW ? what.second : 1;
        state.driftPpm += what.first == FaultVerb::CLOCK_DRIFT ? what.second : 0;
    }
    return state;
}

} // namespace sharding
} // namespace ns3
