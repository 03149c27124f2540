/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_INJECTOR_H
#define FAULT_INJECTOR_H

#include "bound-link.h"
#include "bound-process.h"
#include "fault-schedule.h"

#include "ns3/object.h"
#include "ns3/run-record.h"
#include "ns3/time-window.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <functional>
#include <map>
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
 * **What really happens** stands in the events. Selectors such as leader(shard-1) are asked when the fault begins; the
 * fault acts on whom they name then until it ends. A fault that hits nobody (a selector that names nobody, a crash of what
 * is down, a heal of what is whole) is an event with action "missed". A fault ends when the last of its targets is whole
 * again, by its own time, a restart or a heal.
 *
 * A crash takes other faults with it and brings them back; see BoundProcess.
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
    using InterfaceHook = BoundLink::InterfaceHook;

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
     * @param end of the run, where faults end that still act
     * @return when each fault acted, in order of their ids; without those that hit nobody and those
     *         that happen at one instant (restart, heal, clock-step, disk-lose)
     */
    std::vector<TimeWindow> GetWindows(Time end) const;

    /**
     * The script of the run with all that was left to it filled in: as FaultSchedule::ToLines, with
     * processes in place of selectors. Faults that hit nobody are missing.
     *
     * @return the lines
     */
    std::vector<std::string> ToLines() const;

    /**
     * Tells whether two runs met the same faults: digests the schedule as it was before the run, and
     * the first number of each random stream of each direction that it hits. It depends on the seed
     * and not on what was sent.
     *
     * @return see DrawDigest::GetText
     */
    std::string GetDrawDigest() const;

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

    /// A fault begins on all of its targets.
    void Begin(uint32_t id);

    /// A fault ends where it still acts.
    void End(uint32_t id);

    /// Finds out whom the selectors of a fault that begins name.
    void AskSelectors(ScheduledFault& fault);

    /// Ends what a heal ends and takes from it what it does not hit. @return the faults that it ended, once for each target
    std::vector<uint32_t> Heal(ScheduledFault& heal);

    /// Ends a fault where it still acts. @return on how many targets
    uint32_t EndTargets(uint32_t id);

    /// Faults have ended on one target each: reports those that act on none any more.
    void NoteEnded(const std::vector<uint32_t>& ended);

    /**
     * Adds an event.
     *
     * @param id of a fault
     * @param action see FaultSchedule::ToEvent
     */
    void Note(uint32_t id, const std::string& action);

    /// Finds the targets of the schedule among what is bound.
    void Resolve();

    /// Finds the processes of a schedule's fault.
    void ResolveProcess(uint32_t target, FaultVerb verb);

    std::map<std::string, BoundLink> m_links;        //!< by direction
    std::map<std::string, BoundProcess> m_processes; //!< by name
    std::unordered_map<std::string, SelectorHook> m_selectors;
    FaultSchedule m_schedule;
    std::vector<ScheduledFault> m_faults;        //!< the schedule's, with selectors filled in
    std::vector<uint32_t> m_acting;              //!< by fault: on how many targets it acts
    std::vector<TimeWindow> m_windows;           //!< by fault: empty where it never acted
    std::vector<BoundLink*> m_boundLinks;        //!< by index of the direction; null: not needed
    std::vector<BoundProcess*> m_boundProcesses; //!< likewise
    std::vector<RunEvent> m_events;
    TracedCallback<const RunEvent&> m_faultTrace; //!< trace source Fault
};

} // namespace sharding
} // namespace ns3

#endif /* FAULT_INJECTOR_H */
