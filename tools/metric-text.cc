/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "metric-text.h"

#include "analysis/readable-unit.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace sharding
{

std::string
FormatMetric(const Metric& metric)
{
    if (!metric.value)
    {
        return "-";
    }
    const double size = std::abs(*metric.value);
    const ReadableUnit unit = ReadableUnitFor(metric.unit, size);
    // Counts are whole, and stay so.
    const bool isWhole = unit.factor == 1 && std::floor(size) == size;
    const std::string number = unit.Format(*metric.value, isWhole ? 0 : unit.Decimals(size));
    return unit.name.empty() ? number : number + " " + unit.name;
}

void
PrintMetrics(const std::vector<Metric>& metrics, std::ostream& out)
{
    std::size_t nameWidth = 0;
    std::size_t valueWidth = 0;
    for (const auto& metric : metrics)
    {
        nameWidth = std::max(nameWidth, metric.name.size());
        valueWidth = std::max(valueWidth, FormatMetric(metric).size());
    }
    for (const auto& metric : metrics)
    {
        const std::string value = FormatMetric(metric);
        out << metric.name << std::string(nameWidth - metric.name.size() + 2, ' ')
            << std::string(valueWidth - value.size(), ' ') << value << "  " << metric.help << "\n";
    }
}

} // namespace sharding
} // namespace ns3
