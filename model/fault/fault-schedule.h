/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_SCHEDULE_H
#define FAULT_SCHEDULE_H

#include "fault-script.h"
#include "fault-targets.h"

#include "ns3/nstime.h"
#include "ns3/run-record.h"
#include "ns3/time-window.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * One fault with nothing left open: exact times, exact targets.
 */
struct ScheduledFault
{
    FaultVerb verb{};             //!< what it does
    Time begin;                   //!< when it starts to act
    std::optional<Time> duration; //!< as the script gives it; nothing: for good
    Time end; //!< when the last of its targets is whole again, at the latest the end of the run
    std::vector<uint32_t> targets; //!< indices into FaultTargets::GetNames, ascending, each once
    std::vector<FaultParameter> parameters; //!< in the order of the verb's rule
};

/**
 * @ingroup sharding-fault
 *
 * A moment at which a fault starts or stops to act on all of its targets.
 */
struct FaultAction
{
    Time time;         //!< when
    uint32_t fault{0}; //!< its id: index into FaultSchedule::GetFaults
    bool begin{false}; //!< false: it ends
};

/**
 * @ingroup sharding-fault
 *
 * What a fault script comes to in one scenario: a list of actions, fixed before the run.
 *
 * Faults are numbered in the order of the script. Actions are in order of time; those of one
 * instant in the order of the script, whether they begin or end. A fault that would end at or after
 * the end of the run has no end action.
 *
 * Pure: it knows no simulator.
 */
class FaultSchedule
{
  public:
    /// Most targets of all faults together.
    static constexpr std::size_t MAX_TARGETS = 10000000;

    /// A schedule without faults.
    FaultSchedule() = default;

    /**
     * @param script the script
     * @param targets what there is to hit
     * @param end length of the run
     * @return the schedule
     * @throws InputError on the first fault that starts at or after the end, has a target that
     *         matches nothing, crashes what is crashed, restarts what is not, restarts what
     *         restarts by itself, or exceeds MAX_TARGETS
     */
    static FaultSchedule Expand(const FaultScript& script, const FaultTargets& targets, Time end);

    /// @return the faults by id
    const std::vector<ScheduledFault>& GetFaults() const;

    /// @return what happens, in order
    const std::vector<FaultAction>& GetActions() const;

    /// @return the names that the faults' targets are indices of
    const FaultTargets& GetTargets() const;

    /**
     * @param fault one of GetFaults()
     * @return the names of its targets: directions "a>b" or processes
     */
    std::vector<std::string> GetTargetNames(const ScheduledFault& fault) const;

    /**
     * The schedule as a fault script without patterns, one line per fault. With the same targets
     * and end it expands to this very schedule.
     *
     * @return the lines, in order of the fault ids
     */
    std::vector<std::string> ToLines() const;

    /// @return when each fault acts, in order of the fault ids; restarts are no faults and have no
    /// window
    std::vector<TimeWindow> Windows() const;

    /// @return one event of kind "fault" per action, in order
    std::vector<RunEvent> ToEvents() const;

    /**
     * @param action one of GetActions()
     * @return the action as an event: action (begin or end), fault (id), verb, targets, then the
     *         parameters
     */
    RunEvent ToEvent(const FaultAction& action) const;

  private:
    /**
     * Follows each process through its crashes and restarts, refuses what cannot be, and sets when
     * crashes end.
     *
     * @param script the script, for places in messages
     */
    void FollowProcesses(const FaultScript& script);

    FaultTargets m_targets;               //!< names
    std::vector<ScheduledFault> m_faults; //!< by id
    std::vector<FaultAction> m_actions;   //!< in order
};

} // namespace sharding
} // namespace ns3

#endif /* FAULT_SCHEDULE_H */
