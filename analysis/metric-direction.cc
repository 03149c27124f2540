/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "metric-direction.h"

#include <array>

namespace ns3
{
namespace sharding
{

namespace
{

/// What is known of a family of metrics.
struct Known
{
    const char* family;  //!< the name up to the first '.'
    Direction direction; //!< of all of them
};

constexpr std::array<Known, 4> KNOWN{{
    {"goodput", Direction::HIGHER},
    {"loss", Direction::LOWER},
    {"latency", Direction::LOWER},
    {"downtime", Direction::LOWER},
}};

} // namespace

Direction
DirectionOf(const std::string& metric)
{
    const auto family = metric.substr(0, metric.find('.'));
    for (const auto& known : KNOWN)
    {
        if (family == known.family)
        {
            return known.direction;
        }
    }
    return Direction::NONE;
}

std::string
ToText(Direction direction)
{
    switch (direction)
    {
    case Direction::HIGHER:
        return "higher is better";
    case Direction::LOWER:
        return "lower is better";
    case Direction::NONE:
        break;
    }
    return "";
}

} // namespace sharding
} // namespace ns3
