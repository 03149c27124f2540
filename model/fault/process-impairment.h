/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PROCESS_IMPAIRMENT_H
#define PROCESS_IMPAIRMENT_H

#include "acting-faults.h"
#include "fault-verb.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * What the faults that act on one process come to together.
 *
 * Faults begin and end in any order. A process is paused, its disk stalled or full, while at least one such fault acts;
 * slow-downs multiply, drifts add up. It is crashed by one fault at a time.
 *
 * Pure.
 */
class ProcessImpairment
{
  public:
    /// What acts.
    struct State
    {
        bool paused{false};
        bool diskStalled{false};
        bool diskFull{false};
        double cpuFactor{1}; //!< how much longer work takes
        double driftPpm{0};  //!< how much faster the clock runs, parts per million
    };

    /**
     * @param fault id of a fault that does not act here yet
     * @param verb PAUSE, DISK_STALL, DISK_FULL, CPU_SLOW or CLOCK_DRIFT
     * @param value factor or ppm of the last two, else of no account
     */
    void Begin(uint32_t fault, FaultVerb verb, double value);

    /**
     * @param fault id of a crash
     * @param diskLost whether its end restarts the process with an empty disk
     * @return false when the process is down already, then nothing happens
     */
    bool Crash(uint32_t fault, bool diskLost);

    /// @return whether it is crashed
    bool IsCrashed() const;

    /**
     * @param fault an id
     * @return whether it is crashed, and by this fault
     */
    bool IsCrashedBy(uint32_t fault) const;

    /// What took a process down.
    struct CrashCause
    {
        uint32_t fault{0};    //!< id of the crash
        bool diskLost{false}; //!< whether it comes back with an empty disk
    };

    /// It runs again. @return what had taken it down, or nothing when it was not crashed
    std::optional<CrashCause> Restart();

    /**
     * @param fault id of a fault that is no crash; it acts here no longer
     * @return whether it acted
     */
    bool End(uint32_t fault);

    /// Ends all faults but a crash. @return their ids, ascending
    std::vector<uint32_t> EndAll();

    /// @return what acts
    State GetState() const;

  private:
    ActingFaults<std::pair<FaultVerb, double>> m_acting;
    std::optional<CrashCause> m_crash; //!< what keeps it down
};

} // namespace sharding
} // namespace ns3

#endif /* PROCESS_IMPAIRMENT_H */
