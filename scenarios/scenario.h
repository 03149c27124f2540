/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARDING_SCENARIO_H
#define SHARDING_SCENARIO_H

#include "scenario-file.h"

#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/run-record.h"

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-scenarios
 *
 * A topology, its workload and its probes, all set by attributes.
 *
 * A scenario file's sections are groups of objects; each key in a section is an attribute of the group's TypeId. The
 * section [scenario] holds the attributes of the scenario class itself. Nothing is declared twice: files, sweeps and
 * `shardsim explain` all read the TypeIds.
 *
 * Life: construct, Configure once, Run once.
 */
class Scenario : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// A section of the scenario file and the class whose attributes are its keys.
    struct Section
    {
        std::string name; //!< as in the file, kebab-case: "fast-path"
        TypeId typeId;    //!< its attributes, inherited ones included, are the keys
        std::string help; //!< one sentence for `explain`
    };

    /// @return the sections besides [scenario], [faults] and [study]
    virtual std::vector<Section> GetSections() const = 0;

    /**
     * Takes a whole scenario file: reads and checks every setting and fault and loads the input data. It simulates
     * nothing and writes nothing.
     *
     * @param file the settings; [study] is not looked at
     * @throws InputError on the first setting that cannot be used
     */
    void Configure(const ScenarioFile& file);

    /**
     * Builds the network, simulates until GetDuration() and destroys the simulator. The seed is what ns-3's
     * RngSeedManager holds.
     *
     * @return what was measured
     */
    virtual RunRecord Run() = 0;

    /**
     * To be called after Configure.
     *
     * @return a hash of the content of all files that the settings name, so that a run with other input is another run;
     *         "" where there are none
     */
    virtual std::string GetInputDigest() const;

    /**
     * To be called after Configure.
     *
     * @return the fault script of the run with nothing left open but what only the run can tell; empty where there are
     *         no faults
     */
    virtual std::vector<std::string> GetFaultLines() const;

    /// @return when the simulation ends
    Time GetDuration() const;

    /// @return the part at the start that no measure counts
    Time GetWarmUp() const;

    /// @param prefix where pcap files go, such as "out/pcap/run"; "" (the default) writes none
    void SetPcapPrefix(const std::string& prefix);

    /// @return whether a run has a history of operations to write
    virtual bool HasHistory() const;

    /**
     * @param out gets the history of all operations of the run as JSON lines; it outlives the run. Only
     *        where HasHistory
     */
    void SetHistory(std::ostream& out);

    /// What a run draws for NetAnim.
    struct Animation
    {
        std::ostream* out{nullptr}; //!< gets the file; null: nothing is drawn
        Time from;                  //!< frames that arrive earlier are not drawn
        uint64_t maxFrames{100000}; //!< further frames are only counted
        uint64_t drawn{0};          //!< frames, set by the run
        uint64_t leftOut{0};        //!< frames, set by the run
    };

    /**
     * @param animation where to draw; it outlives the run, and is told what was drawn
     */
    void SetAnimation(Animation& animation);

  protected:
    /**
     * What a scenario class does in Configure once the attributes of [scenario] are set and every setting is known to
     * name an attribute.
     *
     * @param file the settings
     */
    virtual void DoConfigure(const ScenarioFile& file) = 0;

    std::string m_pcapPrefix;         //!< see SetPcapPrefix
    Animation* m_animation{nullptr};  //!< see SetAnimation
    std::ostream* m_history{nullptr}; //!< see SetHistory

  private:
    Time m_duration; //!< attribute Duration
    Time m_warmUp;   //!< attribute WarmUp
};

/**
 * @ingroup sharding-scenarios
 *
 * @return the names of all scenario classes, without namespace, sorted: "PayloadFabric"
 */
std::vector<std::string> ListScenarios();

/**
 * @ingroup sharding-scenarios
 *
 * @param file a scenario file whose [scenario] section names the type
 * @return the scenario, configured
 * @throws InputError as Scenario::Configure; also when the type is missing or unknown
 */
Ptr<Scenario> CreateScenario(const ScenarioFile& file);

} // namespace sharding
} // namespace ns3

#endif /* SHARDING_SCENARIO_H */
