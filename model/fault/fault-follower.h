/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_FOLLOWER_H
#define FAULT_FOLLOWER_H

#include "fault-schedule.h"

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * Follows a schedule through its beginnings and ends before the run: refuses crashes of what is
 * down, restarts of what is up and heals of what is whole, and finds out when faults really end.
 *
 * Where chance decides (random times or targets), what cannot happen is left out instead: a seed
 * cannot make a script wrong.
 */
class FaultFollower
{
  public:
    /**
     * @param faults the faults by id; their ends are set, targets that cannot be hit are removed
     * @param targets their names
     * @param placeOf gives the place of a fault's line, for messages
     */
    FaultFollower(std::vector<ScheduledFault>& faults,
                  const FaultTargets& targets,
                  const std::function<SourcePlace(uint32_t)>& placeOf);

    /**
     * @param actions all beginnings and all ends that the script tells, in order
     * @return those that really happen, in order: without the ends of what was healed or restarted
     *         before
     * @throws InputError on the first fault that cannot happen
     */
    std::vector<FaultAction> Follow(const std::vector<FaultAction>& actions);

  private:
    void BeginCrash(const FaultAction& action);
    void BeginRestart(const FaultAction& action);
    void BeginHeal(const FaultAction& action);

    /// Heals the faults of some names; returns how many.
    std::size_t HealNamed(const FaultAction& action);

    /// Heals what acts on some targets; returns how many faults are touched.
    std::size_t HealTargets(const FaultAction& action);

    /**
     * A fault ends on one target.
     *
     * @return whether it acts on none any more
     */
    bool EndOn(uint32_t fault, uint32_t target);

    /// A fault ends on all of its targets before its time.
    void EndEarly(uint32_t fault, Time time);

    /// @return whether a crash whose victim only the run can tell may have hit a process
    bool MayBeCrashed(uint32_t process) const;

    /// @return whether chance decides about a fault of this name
    bool IsChancy(const std::string& name) const;

    /// @return "'a'" of a process
    std::string Name(uint32_t process) const;

    /// @return "1s (study.ini:7)": when and where a fault begins
    std::string Since(uint32_t fault) const;

    [[noreturn]] void Fail(uint32_t fault, const std::string& message) const;

    std::vector<ScheduledFault>& m_faults;
    const FaultTargets& m_targets;
    std::function<SourcePlace(uint32_t)> m_placeOf;
    std::vector<uint32_t> m_crashedBy;      //!< by process
    std::set<uint32_t> m_acting;            //!< ids of those that have begun and not ended
    std::vector<std::set<uint32_t>> m_open; //!< by fault: targets on which it acts
    std::vector<FaultAction> m_happened;    //!< what really happens
};

} // namespace sharding
} // namespace ns3

#endif /* FAULT_FOLLOWER_H */
