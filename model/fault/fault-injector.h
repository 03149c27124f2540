/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_INJECTOR_H
#define FAULT_INJECTOR_H

#include "fault-error-model.h"
#include "fault-schedule.h"
#include "fault-shim.h"
#include "process-hooks.h"
#include "process-impairment.h"

#include "ns3/object.h"
#include "ns3/run-record.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <functional>
#include <memory>
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
 *
 * **Selectors** such as leader(shard-1) are asked when the fault begins; the fault acts on whom they name then until
 * it ends. Whom they named stands in the events and in ToLines. A selector that names nobody, or a process that is down
 * when it is to crash, makes a fault that hits nobody.
 *
 * **A crash takes other faults with it and brings them back:** what still acts on a process (a pause, a slow CPU, a
 * drift) is set again after its restart.
 */
class FaultInjector : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// Says who a selector's argument stands for now: the name of a process, or "" for nobody.
    using SelectorHook = std::function<std::string(const std::string& argument)>;

    /// Takes an interface down (true) or up again.
    using InterfaceHook = std::function<void(bool down)>;

    /**
     * @param model the error model of the receiving device; its direction says which name is bound
     */
    void BindLink(Ptr<FaultErrorModel> model);

    /**
     * @param shim the shim of the receiving device; its error model is bound with it
     */
    void BindLink(Ptr<FaultShim> shim);

    /**
     * @param direction "a>b": the interface of a that leads to b
     * @param hook what to call
     */
    void BindInterface(const std::string& direction, const InterfaceHook& hook);

    /**
     * @param name as in FaultTargets
     * @param hooks what to call
     */
    void BindProcess(const std::string& name, const ProcessHooks& hooks);

    /**
     * @param name as in FaultTargets::AddSelector
     * @param hook whom to ask
     */
    void BindSelector(const std::string& name, const SelectorHook& hook);

    /**
     * Schedules everything. To be called once, before the simulation starts. Aborts when a target
     * of the schedule is not bound or an action lies in the past: a scenario that forgets a binding
     * would otherwise run without its faults.
     *
     * @param schedule what is to happen
     */
    void Arm(const FaultSchedule& schedule);

    /// @return what has happened so far, in order; see FaultSchedule::ToEvent
    const std::vector<RunEvent>& GetEvents() const;

    /**
     * The script of the run with all that was left to it filled in: as FaultSchedule::ToLines, with
     * processes in place of selectors. Faults that hit nobody are missing.
     *
     * @return the lines
     */
    std::vector<std::string> ToLines() const;

    /**
     * Signature of the trace source Fault.
     *
     * @param event what was just done; see FaultSchedule::ToEvent
     */
    typedef void (*FaultTracedCallback)(const RunEvent& event);

  private:
    /// What is bound to a direction, and what acts there.
    struct Link
    {
        Ptr<FaultErrorModel> model;
        Ptr<FaultShim> shim; //!< may be null
        InterfaceHook interface;
        ActingFaults<bool> downs; //!< faults that keep the interface down
    };

    /// What is bound to a process, and what acts on it.
    struct Process
    {
        ProcessHooks hooks;
        ProcessImpairment impairment;
        ProcessImpairment::State applied; //!< what the hooks were told
    };

    void DoDispose() override;

    /**
     * Does all actions of one instant.
     *
     * @param first index of the first action
     */
    void ActAll(std::size_t first);

    /// @param action a beginning or end, done on all of its fault's targets
    void Act(const FaultAction& action);

    /// Finds out whom the selectors of a fault that begins name.
    void AskSelectors(ScheduledFault& fault);

    /// A fault begins on one direction.
    void BeginOnLink(uint32_t id, const ScheduledFault& fault, Link& link);

    /// A fault begins on a direction that has a shim.
    static void BeginOnShim(uint32_t id, const ScheduledFault& fault, FaultShim& shim);

    /// A fault begins on one process. @return false when it cannot
    bool BeginOnProcess(uint32_t id, const ScheduledFault& fault, Process& process);

    /// A fault ends on all of its targets.
    void EndFault(uint32_t id);

    /// A fault ends on one direction.
    static void EndOnLink(uint32_t id, Link& link);

    /// A fault ends on one process.
    static void EndOnProcess(uint32_t id, Process& process);

    /// Tells a process what acts on it now, unless it is down.
    static void Apply(Process& process, bool anew = false);

    /// A process starts anew, and what acts on it is set again.
    static void Restart(Process& process, bool diskLost);

    /// Heals faults or targets.
    void Heal(const ScheduledFault& heal);

    /// Looks up what is bound to each target of the schedule; aborts where nothing is.
    void Resolve();

    /// Aborts unless a direction can be hit by a verb.
    static void CheckBound(const Link& link, const std::string& name, FaultVerb verb);

    FaultSchedule m_schedule;                             //!< what is to happen
    std::vector<ScheduledFault> m_faults;                 //!< its faults, with whom selectors named
    std::vector<bool> m_begun;                            //!< by fault
    std::unordered_map<std::string, Link> m_links;        //!< by direction
    std::unordered_map<std::string, Process> m_processes; //!< by name
    std::unordered_map<std::string, SelectorHook> m_selectors;
    std::vector<Link*> m_boundLinks;              //!< by index of the schedule's names
    std::vector<Process*> m_boundProcesses;       //!< likewise
    std::vector<RunEvent> m_events;               //!< what has happened
    TracedCallback<const RunEvent&> m_faultTrace; //!< trace source Fault
};

} // namespace sharding
} // namespace ns3

#endif /* FAULT_INJECTOR_H */
