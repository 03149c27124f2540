/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MEASURED_SCENARIO_H
#define MEASURED_SCENARIO_H

#include "scenario.h"

#include "ns3/animation-recorder.h"
#include "ns3/delivery-probe.h"
#include "ns3/fault-injector.h"
#include "ns3/fault-schedule.h"
#include "ns3/fault-targets.h"
#include "ns3/object-factory.h"

#include <map>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-scenarios
 *
 * A scenario that offers messages, follows each one with a DeliveryProbe, and lets a fault script hit its links and
 * processes. What is the same in all of them is here: the sections [measure] and [faults], the order of a run, and what
 * is reported of deliveries and faults, and animations. A subclass says what there is, builds it, and tells the probe of each message.
 */
class MeasuredScenario : public Scenario
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::vector<Section> GetSections() const final;
    RunRecord Run() final;
    std::vector<std::string> GetFaultLines() const final;

  protected:
    void DoConfigure(const ScenarioFile& file) final;

    /// @return the subclass's own sections, in the order in which `explain` shows them; not [measure]
    virtual std::vector<Section> GetModelSections() const = 0;

    /**
     * Checks what no single attribute can and loads the input data. The attributes and factories are set.
     *
     * @param file the settings
     * @throws InputError on what cannot be used
     */
    virtual void Prepare(const ScenarioFile& file) = 0;

    /// @return what faults can hit, and by which verbs
    virtual FaultTargets ListTargets() const = 0;

    /// @return every reason for which a message can be lost; "late" is always there
    virtual std::vector<std::string> ListLossReasons() const = 0;

    /// @return the longest time between two deliveries of an undisturbed run; zero where it is unknown
    virtual Time GetNormalSpacing() const = 0;

    /// Builds the network and binds every target of ListTargets to the injector.
    virtual void Build() = 0;

    /**
     * Reports what the scenario measures besides deliveries, and every invariant that did not hold. The simulation has
     * ended; nothing is taken down yet.
     *
     * @param record to be added to
     */
    virtual void ReportModel(RunRecord& record) = 0;

    /// @return the names of the nodes that Build made, for an animation; those that are missing have numbers
    virtual AnimationRecorder::Names GetNodeNames() const;

    /// Lets go of everything that Build made.
    virtual void TearDown() = 0;

    /**
     * @param section the name of one of the sections
     * @return what makes the objects that the section is about
     */
    const ObjectFactory& GetFactory(const std::string& section) const;

    /// @return to be told of every message
    DeliveryProbe& GetProbe();

    /// @return makes the faults happen; there while the scenario is built and runs
    FaultInjector& GetInjector();

    /**
     * @param file the settings
     * @param section the name of a section
     * @return where its last setting stands, for errors about several settings: the last one at the latest breaks the
     *         rule
     */
    static SourcePlace PlaceOf(const ScenarioFile& file, const std::string& section);

    /**
     * @param file the settings
     * @param section the name of a section
     * @param wrong why its settings cannot be used together; "" when they can
     * @throws InputError that names the section, unless wrong is empty
     */
    static void
    Refuse(const ScenarioFile& file, const std::string& section, const std::string& wrong);

  private:
    std::map<std::string, ObjectFactory> m_factories; //!< by section
    std::string m_faults;                             //!< attribute Faults
    FaultSchedule m_schedule;
    Ptr<DeliveryProbe> m_probe;
    Ptr<FaultInjector> m_injector; //!< while it runs
};

} // namespace sharding
} // namespace ns3

#endif /* MEASURED_SCENARIO_H */
