/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TOOL_TEST_SCENARIO_H
#define TOOL_TEST_SCENARIO_H

#include "scenarios/scenario.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace sharding
{

/// The work of ToolTestScenario: section [work].
class ToolTestWork : public Object
{
  public:
    /// How each draw is counted.
    enum Policy
    {
        SINGLE,
        DOUBLED
    };

    /// @return the object TypeId
    static TypeId GetTypeId();

    uint64_t load;     //!< attribute Load
    Policy policy;     //!< attribute Policy
    uint64_t abortRun; //!< attribute AbortRun
};

/**
 * A scenario without a network, for tests of the tool: it sums draws from a role-named stream, and
 * can misbehave in one replication.
 */
class ToolTestScenario : public Scenario
{
  public:
    /// @return the object TypeId
    static TypeId GetTypeId();

    std::vector<Section> GetSections() const override;
    RunRecord Run() override;
    std::vector<std::string> GetFaultLines() const override;

  protected:
    void DoConfigure(const ScenarioFile& file) override;

  private:
    uint64_t m_violateRun; //!< attribute ViolateRun
    uint64_t m_hangRun;    //!< attribute HangRun
    Ptr<ToolTestWork> m_work;
};

} // namespace sharding
} // namespace ns3

#endif /* TOOL_TEST_SCENARIO_H */
