/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "welch-comparison.h"

#include "summary.h"

#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace sharding
{

MeanDifference
CompareIndependent(const std::vector<double>& treatment, const std::vector<double>& baseline)
{
    const Summary one = Summarize(treatment);
    const Summary other = Summarize(baseline);
    MeanDifference result;
    result.n = std::min(one.n, other.n);
    if (result.n == 0)
    {
        return result;
    }
    result.mean = *one.mean - *other.mean;
    if (result.n < 2)
    {
        return result;
    }
    const double noise = ROUNDING_NOISE * std::max(std::abs(*one.mean), std::abs(*other.mean));
    if (std::max(*one.deviation, *other.deviation) <= noise)
    {
        if (std::abs(*result.mean) <= noise)
        {
            result.mean = 0;
            result.halfWidth = 0;
            result.p = 1;
        }
        return result;
    }
    const auto squaredError = [](const Summary& sample)
    { return *sample.deviation * *sample.deviation / static_cast<double>(sample.n); };
    const double a = squaredError(one);
    const double b = squaredError(other);
    const double degreesOfFreedom =
        (a + b) * (a + b) /
        (a * a / static_cast<double>(one.n - 1) + b * b / static_cast<double>(other.n - 1));
    const double error = std::sqrt(a + b);
    const boost::math::students_t distribution(degreesOfFreedom);
    result.halfWidth = StudentQuantile(0.975, degreesOfFreedom) * error;
    result.p =
        2 * boost::math::cdf(boost::math::complement(distribution, std::abs(*result.mean) / error));
    return result;
}

} // namespace sharding
} // namespace ns3
