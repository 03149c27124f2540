/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HOST_SCENARIO_H
#define HOST_SCENARIO_H

#include "host-network.h"
#include "measured-scenario.h"

#include "ns3/process-application.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-scenarios
 *
 * A measured scenario of processes on hosts that a HostNetwork joins, one process on each, called like its host. The section
 * [network], what faults can hit, checksums, and the network's life are the same in all of them and are here. A subclass names
 * the hosts and puts the processes on them.
 */
class HostScenario : public MeasuredScenario
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    /// The name of the section about the network, which GetModelSections of a subclass has.
    static constexpr const char* NETWORK = "network";

    /// @return every host
    virtual std::vector<std::string> HostNames() const = 0;

    /// Puts the processes on the hosts, by Install; the network is there.
    virtual void BuildProcesses() = 0;

    /// Lets go of everything that BuildProcesses made.
    virtual void ClearProcesses() = 0;

    /**
     * Checks that the network can join the hosts, and that no process is called otherwise than its host.
     *
     * @param file the settings
     * @throws InputError when it is not so
     */
    void Prepare(const ScenarioFile& file) override;

    /// @return directions of the network, and hosts by all verbs of processes; a subclass adds its selectors
    FaultTargets ListTargets() const override;

    void Build() final;
    AnimationRecorder::Names GetNodeNames() const final;
    void TearDown() final;

    /**
     * Makes a process the one of a host: gives it the host's name and lets faults hit it.
     *
     * @param host its name
     * @param process not on another host
     */
    void Install(const std::string& host, Ptr<ProcessApplication> process);

    /**
     * @param kind what they are
     * @param count how many
     * @param first number of the first one
     * @return "KIND-FIRST" and on
     */
    static std::vector<std::string>
    Numbered(const std::string& kind, uint32_t count, uint32_t first = 1);

    /// @return the network, while it is built and runs
    HostNetwork& GetNetwork() const;

    /**
     * Reports packets lost, by cause, and damaged ones.
     *
     * @param record to be added to
     */
    void ReportPackets(RunRecord& record) const;

  private:
    Ptr<HostNetwork> m_network; //!< while it runs
    bool m_checksums{false};    //!< whether ns-3 computed checksums before
};

} // namespace sharding
} // namespace ns3

#endif /* HOST_SCENARIO_H */
