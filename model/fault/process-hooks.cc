/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "process-hooks.h"

namespace ns3
{
namespace sharding
{
FaultVerbSet
ProcessHooks::GetVerbs() const
{
    FaultVerbSet verbs;
    const auto add = [&verbs](bool possible, FaultVerb verb)
    {
        if (possible)
        {
            verbs.Add(verb);
        }
    };
    add(crash != nullptr, FaultVerb::CRASH);
    add(restart != nullptr, FaultVerb::RESTART);
    add(pause != nullptr, FaultVerb::PAUSE);
    add(cpuSlow != nullptr, FaultVerb::CPU_SLOW);
    add(diskStall != nullptr, FaultVerb::DISK_STALL);
    add(diskFull != nullptr, FaultVerb::DISK_FULL);
    add(diskLose != nullptr, FaultVerb::DISK_LOSE);
    add(clockStep != nullptr, FaultVerb::CLOCK_STEP);
    add(clockDrift != nullptr, FaultVerb::CLOCK_DRIFT);
    return verbs;
}

void
ProcessHooks::Apply(const ProcessImpairment::State& before,
                    const ProcessImpairment::State& after,
                    bool anew) const
{
    const ProcessImpairment::State nothing;
    const auto call = [&](const auto& hook, auto value)
    {
        const bool changed = before.*value != after.*value;
        if (changed || (anew && after.*value != nothing.*value))
        {
            hook(after.*value);
        }
    };
    using State = ProcessImpairment::State;
    call(pause, &State::paused);
    call(cpuSlow, &State::cpuFactor);
    call(diskStall, &State::diskStalled);
    call(diskFull, &State::diskFull);
    call(clockDrift, &State::driftPpm);
}

} // namespace sharding
} // namespace ns3
