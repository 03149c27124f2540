/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "summary.h"

#include <boost/math/distributions/students_t.hpp>

#include <cmath>

namespace ns3
{
namespace sharding
{

Summary
Summarize(const std::vector<double>& sample, double confidence)
{
    Summary summary;
    summary.n = sample.size();
    if (sample.empty())
    {
        return summary;
    }
    const double n = static_cast<double>(summary.n);
    double sum = 0;
    for (const double value : sample)
    {
        sum += value;
    }
    const double mean = sum / n;
    summary.mean = mean;
    if (summary.n < 2)
    {
        return summary;
    }
    double squares = 0;
    for (const double value : sample)
    {
        squares += (value - mean) * (value - mean);
    }
    summary.deviation = std::sqrt(squares / (n - 1));
    summary.halfWidth =
        StudentQuantile((1 + confidence) / 2, n - 1) * *summary.deviation / std::sqrt(n);
    return summary;
}

double
StudentQuantile(double probability, double degreesOfFreedom)
{
    return boost::math::quantile(boost::math::students_t(degreesOfFreedom), probability);
}

} // namespace sharding
} // namespace ns3
