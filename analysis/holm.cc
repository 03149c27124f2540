/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "holm.h"

#include <algorithm>
#include <numeric>

namespace ns3
{
namespace sharding
{

std::vector<double>
HolmAdjust(const std::vector<double>& p)
{
    std::vector<size_t> order(p.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(), [&p](size_t a, size_t b) { return p[a] < p[b]; });

    std::vector<double> adjusted(p.size());
    double floor = 0; // a larger p-value is never adjusted below a smaller one
    for (size_t rank = 0; rank < order.size(); ++rank)
    {
        const double factor = static_cast<double>(p.size() - rank);
        floor = std::max(floor, std::min(1.0, factor * p[order[rank]]));
        adjusted[order[rank]] = floor;
    }
    return adjusted;
}

} // namespace sharding
} // namespace ns3
