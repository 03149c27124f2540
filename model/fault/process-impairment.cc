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
    if (m_crashedBy)
    {
        return false;
    }
    m_crashedBy = fault;
    m_diskLost = diskLost;
    return true;
}

bool
ProcessImpairment::IsCrashed() const
{
    return m_crashedBy.has_value();
}

std::optional<bool>
ProcessImpairment::Restart()
{
    if (!m_crashedBy)
    {
        return std::nullopt;
    }
    m_crashedBy.reset();
    return m_diskLost;
}

bool
ProcessImpairment::End(uint32_t fault)
{
    m_acting.End(fault);
    return m_crashedBy == fault;
}

void
ProcessImpairment::EndAll()
{
    m_acting.Clear();
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
