/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PATH_SHARE_H
#define PATH_SHARE_H

#include "path-state.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * How many bytes each path gets, and when the last of them arrives.
 */
struct PathShares
{
    std::vector<uint32_t> bytes; //!< by path, 0 for those that get nothing
    double completionNs{0};      //!< until the slowest path has delivered its share
};

/**
 * @ingroup sharding-payload
 *
 * Spreads a payload over the usable paths such that it is complete as early as possible
 * (water-filling): every path that gets something finishes at the same time, and a path whose delay
 * and backlog alone take longer than that gets nothing.
 *
 * With completion time T, path i takes (T - delay_i - backlog_i / rate_i) rate_i where that is
 * positive; T is the level at which the shares sum up to the payload. Shares are whole bytes, whose
 * rounding favors the paths with the largest fractions.
 *
 * @param paths at least one of them usable
 * @param length bytes to spread
 * @param shares replaced
 */
void ShareByCapacity(const PathTable& paths, uint32_t length, PathShares& shares);

} // namespace sharding
} // namespace ns3

#endif /* PATH_SHARE_H */
