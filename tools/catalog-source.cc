/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "catalog-source.h"

#include "ns3/object-factory.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <sstream>

namespace ns3
{
namespace sharding
{

std::vector<ScenarioGroup>
ListScenarioGroups()
{
    std::vector<ScenarioGroup> groups;
    for (const auto& name : ListScenarios())
    {
        ObjectFactory factory("ns3::sharding::" + name);
        const auto scenario = factory.Create<Scenario>();
        groups.push_back({name, {"scenario", scenario->GetInstanceTypeId(), "The run as a whole"}});
        for (const auto& section : scenario->GetSections())
        {
            groups.push_back({name, section});
        }
    }
    return groups;
}

std::vector<Metric>
ListScenarioMetrics()
{
    std::vector<Metric> metrics;
    std::set<std::string> names;
    for (const auto& scenario : ListScenarios())
    {
        std::istringstream text("[scenario]\ntype = " + scenario +
                                "\nduration = 2ms\nwarm-up = 1ms\n");
        const auto record = CreateScenario(ScenarioFile::Parse(text, "shortest run"))->Run();
        std::copy_if(record.metrics.begin(),
                     record.metrics.end(),
                     std::back_inserter(metrics),
                     [&](const Metric& metric) { return names.insert(metric.name).second; });
    }
    return metrics;
}

} // namespace sharding
} // namespace ns3
