/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "readable-unit.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

std::string
ReadableUnit::Format(double value, int decimals) const
{
    char text[64];
    std::snprintf(text, sizeof(text), "%.*f", decimals, value * factor);
    const std::string formatted = text;
    const bool isZero = formatted.find_first_of("123456789") == std::string::npos;
    return isZero && formatted[0] == '-' ? formatted.substr(1) : formatted;
}

int
ReadableUnit::Decimals(double largest) const
{
    const double shown = std::abs(largest * factor);
    if (!(shown > 0) || !std::isfinite(shown))
    {
        return 0;
    }
    return std::clamp(2 - static_cast<int>(std::floor(std::log10(shown))), 0, 6);
}

ReadableUnit
ReadableUnitFor(const std::string& unit, double largest)
{
    static const std::vector<std::pair<std::string, std::vector<ReadableUnit>>> SCALES{
        {"s", {{"s", 1}, {"ms", 1e3}, {"us", 1e6}, {"ns", 1e9}}},
        {"bit/s", {{"Gbit/s", 1e-9}, {"Mbit/s", 1e-6}, {"kbit/s", 1e-3}, {"bit/s", 1}}},
        {"B", {{"GB", 1e-9}, {"MB", 1e-6}, {"kB", 1e-3}, {"B", 1}}},
        {"1", {{"%", 100}}},
    };
    for (const auto& [base, scale] : SCALES)
    {
        if (base != unit)
        {
            continue;
        }
        for (const auto& candidate : scale)
        {
            if (std::abs(largest) * candidate.factor >= 1)
            {
                return candidate;
            }
        }
        // Nothing to see at any scale: zero reads best in the base unit.
        return largest == 0 && unit != "1" ? ReadableUnit{unit, 1} : scale.back();
    }
    return {unit, 1};
}

} // namespace sharding
} // namespace ns3
