/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PROCESS_HOOKS_H
#define PROCESS_HOOKS_H

#include "fault-verb.h"
#include "process-impairment.h"

#include "ns3/nstime.h"

#include <functional>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * What a process does when it is hit: one function per verb, empty where it cannot be. Faults that
 * overlap are combined before: each function is called only when what acts has changed.
 */
struct ProcessHooks
{
    std::function<void()> crash;            //!< it stops at once and forgets
    std::function<void(bool)> restart;      //!< it starts anew; true: with an empty disk
    std::function<void(bool)> pause;        //!< true: it does nothing; false: it goes on
    std::function<void(double)> cpuSlow;    //!< its work takes so many times as long; 1: as ever
    std::function<void(bool)> diskStall;    //!< true: nothing ends on its disk; false: it does
    std::function<void(bool)> diskFull;     //!< true: writes fail; false: they succeed
    std::function<void()> diskLose;         //!< everything on its disk is lost
    std::function<void(Time)> clockStep;    //!< its clock jumps, back when negative
    std::function<void(double)> clockDrift; //!< its clock runs fast by so many ppm; 0: as ever

    /// @return the verbs that have a function
    FaultVerbSet GetVerbs() const;

    /**
     * Calls what has changed.
     *
     * @param before what acted
     * @param after what acts now
     * @param anew whether the process has just restarted: what acts is set also where it has not changed
     */
    void Apply(const ProcessImpairment::State& before,
               const ProcessImpairment::State& after,
               bool anew = false) const;
};

} // namespace sharding
} // namespace ns3

#endif /* PROCESS_HOOKS_H */
