/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef METRIC_DIRECTION_H
#define METRIC_DIRECTION_H

#include <string>

namespace ns3
{
namespace sharding
{

/// Which way a metric is better.
enum class Direction
{
    HIGHER, //!< more is better: goodput
    LOWER,  //!< less is better: loss, latency, downtime
    NONE    //!< neither: a count that only describes the run
};

/**
 * @ingroup sharding-analysis
 *
 * @param metric a metric's name; what stands before the first '.' decides
 * @return its direction; NONE for a name that is not known
 */
Direction DirectionOf(const std::string& metric);

/**
 * @ingroup sharding-analysis
 *
 * @param direction a direction
 * @return "higher is better", "lower is better" or ""
 */
std::string ToText(Direction direction);

} // namespace sharding
} // namespace ns3

#endif /* METRIC_DIRECTION_H */
