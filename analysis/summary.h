/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SUMMARY_H
#define SUMMARY_H

#include <cstddef>
#include <optional>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-analysis
 *
 * Mean of a sample with its Student t interval.
 *
 * The interval is mean +- t * s / sqrt(n) with t the quantile of n - 1 degrees of freedom: exact where the sample comes
 * from a normal distribution, close where it does not and n is not small.
 */
struct Summary
{
    size_t n{0};                //!< sample size
    std::optional<double> mean; //!< nothing when n = 0
    std::optional<double>
        deviation; //!< standard deviation of the sample (n - 1); nothing when n < 2
    std::optional<double> halfWidth; //!< half of the interval's width; nothing when n < 2
};

/**
 * @ingroup sharding-analysis
 *
 * @param sample finite numbers
 * @param confidence of the interval, in (0, 1)
 * @return its summary
 */
Summary Summarize(const std::vector<double>& sample, double confidence = 0.95);

/**
 * @ingroup sharding-analysis
 *
 * @param probability in (0, 1)
 * @param degreesOfFreedom at least 1
 * @return the quantile of Student's t distribution: 2.262157 for 0.975 and 9
 */
double StudentQuantile(double probability, double degreesOfFreedom);

} // namespace sharding
} // namespace ns3

#endif /* SUMMARY_H */
