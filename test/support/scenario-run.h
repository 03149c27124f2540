/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SCENARIO_RUN_H
#define SCENARIO_RUN_H

#include "scenarios/scenario.h"

#include "ns3/input-error.h"
#include "ns3/rng-seed-manager.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <sstream>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @param text a scenario file
 * @return the scenario, configured
 */
inline Ptr<Scenario>
ScenarioOfText(const std::string& text)
{
    std::istringstream in(text);
    return CreateScenario(ScenarioFile::Parse(in, "test.ini"));
}

/**
 * Runs a scenario and expects it to break no invariant.
 *
 * @param text a scenario file
 * @param run the number of the replication; the seed is 1
 * @return what it measured
 */
inline RunRecord
RunScenarioText(const std::string& text, uint64_t run = 1)
{
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(run);
    RunRecord record = ScenarioOfText(text)->Run();
    for (const auto& violation : record.violations)
    {
        ADD_FAILURE() << violation;
    }
    return record;
}

/**
 * @param text a scenario file
 * @return why it cannot be used; "" when it can
 */
inline std::string
ScenarioErrorOf(const std::string& text)
{
    try
    {
        ScenarioOfText(text);
        return "";
    }
    catch (const InputError& error)
    {
        return error.what();
    }
}

/**
 * @param record a run
 * @param name of a metric that it must have
 * @return its value; not a number where it has none
 */
inline double
MetricOf(const RunRecord& record, const std::string& name)
{
    for (const auto& metric : record.metrics)
    {
        if (metric.name == name)
        {
            return metric.value.value_or(std::nan(""));
        }
    }
    ADD_FAILURE() << "no metric " << name;
    return std::nan("");
}

} // namespace sharding
} // namespace ns3

#endif /* SCENARIO_RUN_H */
