/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "figure-metrics.h"

#include "figure-axis.h"
#include "summary.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr double VISIBLE = 1e-3; //!< smallest difference that counts, as a share of the largest

/// Most interesting first.
const std::vector<std::string> INTERESTING{"loss",
                                           "goodput",
                                           "latency.p99",
                                           "latency.p50",
                                           "latency.p999",
                                           "downtime.longest-gap",
                                           "downtime.below-level"};

/**
 * @param results a study
 * @param metric index of a metric
 * @return whether the means of its cells differ
 */
bool
Differs(const StudyResults& results, size_t metric)
{
    FigureExtent extent;
    for (const auto& cell : results.cells)
    {
        if (const auto mean = Summarize(results.GetSample(cell, metric)).mean)
        {
            extent.AddMean(*mean, 0);
        }
    }
    const double largest = std::max(std::abs(extent.means.low), std::abs(extent.means.high));
    return extent.means.high - extent.means.low > VISIBLE * largest;
}

} // namespace

std::vector<std::string>
FigureMetrics(const StudyResults& results, size_t most)
{
    std::vector<std::string> present;
    std::vector<std::string> all;
    for (const auto& metric : results.metrics)
    {
        all.push_back(metric.name);
    }
    for (const auto& name : INTERESTING)
    {
        if (std::find(all.begin(), all.end(), name) != all.end())
        {
            present.push_back(name);
        }
    }
    const auto& candidates = present.empty() ? all : present;
    std::vector<std::string> chosen;
    for (const auto& name : candidates)
    {
        if (chosen.size() < most && Differs(results, results.FindMetric(name)))
        {
            chosen.push_back(name);
        }
    }
    if (chosen.empty())
    {
        chosen.assign(candidates.begin(),
                      candidates.begin() +
                          static_cast<std::ptrdiff_t>(std::min(most, candidates.size())));
    }
    return chosen;
}

} // namespace sharding
} // namespace ns3
