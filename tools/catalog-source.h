/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CATALOG_SOURCE_H
#define CATALOG_SOURCE_H

#include "scenarios/scenario.h"

#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/// A section of a scenario file with the class behind it.
struct ScenarioGroup
{
    std::string scenario;      //!< scenario class: "PayloadFabric"
    Scenario::Section section; //!< the section
};

/**
 * @ingroup sharding-tools
 *
 * @return all sections of all scenarios, [scenario] first in each
 */
std::vector<ScenarioGroup> ListScenarioGroups();

/**
 * @ingroup sharding-tools
 *
 * What the scenarios measure, told by the shortest run of each: a scenario runs with its defaults.
 *
 * @return all metrics, each name once
 */
std::vector<Metric> ListScenarioMetrics();

} // namespace sharding
} // namespace ns3

#endif /* CATALOG_SOURCE_H */
