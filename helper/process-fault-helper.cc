/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "process-fault-helper.h"

namespace ns3
{
namespace sharding
{

ProcessHooks
MakeProcessHooks(Ptr<ProcessApplication> process)
{
    // Hooks are told what acts now, after a restart again; the process counts what begins and ends.
    ProcessHooks hooks;
    hooks.crash = [process] { process->Crash(); };
    hooks.restart = [process](bool diskLost)
    {
        process->Restart(diskLost ? ProcessApplication::DiskFate::LOST
                                  : ProcessApplication::DiskFate::KEPT);
    };
    hooks.pause = [process, acts = false](bool paused) mutable
    {
        if (paused != acts)
        {
            acts = paused;
            paused ? process->Pause() : process->Resume();
        }
    };
    hooks.cpuSlow = [process, acts = 1.0](double factor) mutable
    {
        process->RemoveCpuSlowDown(acts);
        acts = factor;
        if (factor != 1)
        {
            process->AddCpuSlowDown(factor);
        }
    };
    hooks.diskStall = [process, acts = false](bool stalls) mutable
    {
        if (stalls != acts)
        {
            acts = stalls;
            stalls ? process->BeginDiskStall() : static_cast<void>(process->EndDiskStall());
        }
    };
    hooks.diskFull = [process, acts = false](bool full) mutable
    {
        if (full != acts)
        {
            acts = full;
            full ? process->BeginDiskFull() : static_cast<void>(process->EndDiskFull());
        }
    };
    hooks.diskLose = [process] { process->WipeDisk(); };
    hooks.clockStep = [process](Time by) { process->StepClock(by); };
    hooks.clockDrift = [process, acts = 0.0](double ppm) mutable
    {
        process->AddClockDrift(-acts);
        process->AddClockDrift(ppm);
        acts = ppm;
    };
    return hooks;
}

FaultVerbSet
ProcessVerbs()
{
    return MakeProcessHooks(nullptr).GetVerbs();
}

} // namespace sharding
} // namespace ns3
