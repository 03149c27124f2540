/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MEAN_DIFFERENCE_H
#define MEAN_DIFFERENCE_H

#include <cstddef>
#include <optional>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-analysis
 *
 * How far the mean of a treatment lies from that of a baseline.
 */
struct MeanDifference
{
    size_t n{0};                //!< pairs; for independent samples the size of the smaller one
    std::optional<double> mean; //!< difference of the means; nothing when n = 0
    std::optional<double>
        halfWidth;           //!< half of the 95 % t interval; nothing when it is not defined
    std::optional<double> p; //!< two-sided p-value; nothing when it is not defined

    /**
     * Effect size of pairs: mean difference over the standard deviation of the differences (d_z in Lakens, "Calculating and
     * reporting effect sizes", Frontiers in Psychology 4:863, 2013), times the exact small-sample correction with
     * n - 1 degrees of freedom (Hedges, Journal of Educational Statistics 6, 1981). Independent samples have no such
     * differences, and none.
     */
    std::optional<double> effectSize;
};

/// Samples that vary by less than this fraction of their values vary by rounding alone.
constexpr double ROUNDING_NOISE = 1e-12;

} // namespace sharding
} // namespace ns3

#endif /* MEAN_DIFFERENCE_H */
