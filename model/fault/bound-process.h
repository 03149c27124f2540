/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BOUND_PROCESS_H
#define BOUND_PROCESS_H

#include "fault-schedule.h"
#include "process-hooks.h"
#include "process-impairment.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * What the name of a process stands for: how a fault begins and ends there.
 *
 * A crash takes other faults with it and brings them back: what still acts (a pause, a slow CPU, a
 * drift) is set again after the restart.
 */
class BoundProcess
{
  public:
    /// @param hooks what to call
    void Bind(const ProcessHooks& hooks);

    /// @return what is bound
    const ProcessHooks& GetHooks() const;

    /**
     * @param id of a fault that does not act here yet
     * @param fault what it is
     * @param ended grows by the crash that a restart ends
     * @return false when it cannot be: a crash of what is down, a restart of what is up
     */
    bool Begin(uint32_t id, const ScheduledFault& fault, std::vector<uint32_t>& ended);

    /**
     * @param id of a fault
     * @return whether it acted here
     */
    bool End(uint32_t id);

    /// Ends all faults; what is crashed restarts. @return their ids, ascending
    std::vector<uint32_t> EndAll();

  private:
    /// Tells the process what acts on it now, unless it is down.
    void Apply(bool anew = false);

    /// It starts anew, and what acts on it is set again. @return the crash that is over
    uint32_t Restart(bool diskLost);

    ProcessHooks m_hooks;
    ProcessImpairment m_impairment;
    ProcessImpairment::State m_applied; //!< what the hooks were told
};

} // namespace sharding
} // namespace ns3

#endif /* BOUND_PROCESS_H */
