/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_INJECTOR_H
#define FAULT_INJECTOR_H

#include "fault-error-model.h"
#include "fault-schedule.h"

#include "ns3/object.h"
#include "ns3/run-record.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * Makes a fault schedule happen: binds its names to what they stand for and acts at each of its
 * times.
 *
 * All actions of one instant are one simulator event. Arm schedules them all at once, and ns-3 runs
 * events of one instant in the order in which they were scheduled; so an action comes before a
 * packet that arrives at the very same instant whenever Arm was called before that packet was sent,
 * which is always the case when it is called before the simulation starts.
 */
class FaultInjector : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// What a process does when it is hit.
    struct ProcessHooks
    {
        std::function<void()> crash;   //!< it stops at once and forgets
        std::function<void()> restart; //!< it starts anew
    };

    /**
     * @param model the error model of the receiving device; its direction says which name is bound
     */
    void BindLink(Ptr<FaultErrorModel> model);

    /**
     * @param name as in FaultTargets
     * @param hooks what to call
     */
    void BindProcess(const std::string& name, const ProcessHooks& hooks);

    /**
     * Schedules everything. To be called once, before the simulation starts. Aborts when a target
     * of the schedule is not bound or an action lies in the past: a scenario that forgets a binding
     * would otherwise run without its faults.
     *
     * @param schedule what is to happen
     */
    void Arm(const FaultSchedule& schedule);

    /**
     * Signature of the trace source Fault.
     *
     * @param event what was just done; see FaultSchedule::ToEvent
     */
    typedef void (*FaultTracedCallback)(const RunEvent& event);

  private:
    void DoDispose() override;

    /**
     * Does all actions of one instant.
     *
     * @param first index of the first action
     */
    void ActAll(std::size_t first);

    /// @param action a beginning or end, done on all of its fault's targets
    void Act(const FaultAction& action);

    /**
     * @param fault the fault
     * @param action its beginning or end
     * @param link the direction it acts on
     */
    static void
    ActOnLink(const ScheduledFault& fault, const FaultAction& action, LinkImpairment& link);

    /**
     * @param fault the fault
     * @param action its beginning or end
     * @param process the process it acts on
     */
    static void ActOnProcess(const ScheduledFault& fault,
                             const FaultAction& action,
                             const ProcessHooks& process);

    /// Looks up what is bound to each target of the schedule; aborts where nothing is.
    void Resolve();

    FaultSchedule m_schedule;                                      //!< what is to happen
    std::unordered_map<std::string, Ptr<FaultErrorModel>> m_links; //!< by direction
    std::unordered_map<std::string, ProcessHooks> m_processes;     //!< by name
    std::vector<Ptr<FaultErrorModel>>
        m_boundLinks; //!< by index of the schedule's names; null: never hit
    std::vector<ProcessHooks> m_boundProcesses;   //!< likewise
    TracedCallback<const RunEvent&> m_faultTrace; //!< trace source Fault
};

} // namespace sharding
} // namespace ns3

#endif /* FAULT_INJECTOR_H */
