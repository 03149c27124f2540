/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_SCHEDULE_H
#define FAULT_SCHEDULE_H

#include "fault-sampler.h"
#include "fault-script.h"
#include "fault-targets.h"

#include "ns3/nstime.h"
#include "ns3/run-record.h"

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
 * One fault with nothing left open but who a selector comes to: exact times, exact targets.
 */
struct ScheduledFault
{
    FaultVerb verb{};             //!< what it does
    FaultTargetKind kind{};       //!< what it acts on, LINK or PROCESS
    Time begin;                   //!< when it starts to act
    std::optional<Time> duration; //!< as the script gives it; nothing: for good
    Time end; //!< when the last of its targets is whole again, at the latest the end of the run
    std::vector<uint32_t> targets;          //!< indices into GetNames(kind), ascending, each once
    std::vector<FaultTargetWord> selectors; //!< processes that only the run can tell
    std::vector<std::string> healed;        //!< names of faults that it heals
    std::vector<FaultParameter> parameters; //!< those given, in the order of the verb's rule
    std::string name;                       //!< given by 'as'; "": none
    bool random{false};                     //!< whether chance chose its time or its targets
    uint32_t line{0};                       //!< index into FaultScript::GetStatements

    /// @return whether there is nothing that it acts on
    bool
    IsEmpty() const
    {
        return targets.empty() && selectors.empty() && healed.empty();
    }
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
 * instant in the order of the script, whether they begin or end. End actions are those of faults
 * that end by themselves before the end of the run; what a restart or a heal ends, FaultInjector
 * finds out.
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

    /// Most faults.
    static constexpr std::size_t MAX_FAULTS = 1000000;

    /**
     * @param script the script
     * @param targets what there is to hit
     * @param end length of the run
     * @param sampler opens the streams "faults/<role>/times" and "faults/<role>/targets"
     * @return the schedule
     * @throws InputError on the first fault that starts at or after the end, has a target that
     *         matches nothing or cannot be hit by the verb, crashes what is crashed, restarts what
     *         is not, restarts what restarts by itself, heals what is whole, or exceeds MAX_FAULTS
     *         or MAX_TARGETS. Where chance decides, crashes, restarts and heals that cannot happen
     *         are left out instead.
     */
    static FaultSchedule Expand(const FaultScript& script,
                                const FaultTargets& targets,
                                Time end,
                                const FaultSampler& sampler = RoleSampler());

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
     * The schedule as a fault script without patterns, chance or relative times, one line per
     * fault. With the same targets and end it expands to this very schedule.
     *
     * @return the lines, in order of the fault ids
     */
    std::vector<std::string> ToLines() const;

    /**
     * @param fault one of GetFaults()
     * @return its line in ToLines()
     */
    std::string ToLine(const ScheduledFault& fault) const;

    /**
     * @param time when it happened
     * @param action what happened to the fault: it "begin"s or "end"s, happens "once" (restart, heal,
     *        clock-step, disk-lose) or has "missed" because there was nobody to hit
     * @param id of the fault
     * @param fault it, perhaps with the processes that its selectors came to
     * @return the event of kind "fault": action, fault (id), verb, targets, then the parameters
     */
    RunEvent
    ToEvent(Time time, const std::string& action, uint32_t id, const ScheduledFault& fault) const;

  private:
    /**
     * Adds the faults of each line.
     *
     * @param script the script
     * @param end length of the run
     * @param sampler opens streams
     */
    void AddFaults(const FaultScript& script, Time end, const FaultSampler& sampler);

    /**
     * Sets what happens when.
     *
     * @param script the script, for places in messages
     * @param end length of the run
     */
    void OrderActions(const FaultScript& script, Time end);

    /// Removes faults that act on nothing and numbers the others anew.
    void DropEmpty();

    FaultTargets m_targets;               //!< names
    std::vector<ScheduledFault> m_faults; //!< by id
    std::vector<FaultAction> m_actions;   //!< in order
};

} // namespace sharding
} // namespace ns3

#endif /* FAULT_SCHEDULE_H */
