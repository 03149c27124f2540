/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef QUANTILE_INTERVAL_H
#define QUANTILE_INTERVAL_H

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
 * Two order statistics that enclose a quantile of the distribution that a sample comes from, whatever that distribution.
 *
 * The number of values below the quantile is binomial (David and Nagaraja, Order Statistics, section 7.1). Each
 * side gets half of the allowed error, so the confidence is at least what was asked for.
 */
struct QuantileInterval
{
    double low;        //!< lower end: a value of the sample
    double high;       //!< upper end: a value of the sample
    double confidence; //!< what the interval attains, at least what was asked for
};

/**
 * @ingroup sharding-analysis
 *
 * @param sample finite numbers in any order
 * @param probability which quantile, in (0, 1)
 * @param confidence asked for, in (0, 1)
 * @return the interval, or nothing when the sample is smaller than SmallestSample
 */
std::optional<QuantileInterval>
IntervalOfQuantile(std::vector<double> sample, double probability, double confidence = 0.95);

/**
 * @ingroup sharding-analysis
 *
 * @param probability which quantile, in (0, 1)
 * @param confidence asked for, in (0, 1)
 * @return the smallest sample that allows an interval: 6 for the median at 0.95
 */
size_t SmallestSample(double probability, double confidence = 0.95);

/**
 * @ingroup sharding-analysis
 *
 * @param sample finite numbers in any order, at least one
 * @param probability in [0, 1]
 * @return the quantile of the sample, linear between order statistics (type 7 of Hyndman and Fan, The American
 *         Statistician 50, 1996: the default of R and NumPy)
 */
double SampleQuantile(std::vector<double> sample, double probability);

} // namespace sharding
} // namespace ns3

#endif /* QUANTILE_INTERVAL_H */
