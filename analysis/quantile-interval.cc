/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "quantile-interval.h"

#include "ns3/assert.h"

#include <boost/math/distributions/binomial.hpp>

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace sharding
{

std::optional<QuantileInterval>
IntervalOfQuantile(std::vector<double> sample, double probability, double confidence)
{
    if (sample.size() < SmallestSample(probability, confidence))
    {
        return std::nullopt;
    }
    const size_t n = sample.size();
    const double error = (1 - confidence) / 2;
    const boost::math::binomial below(static_cast<double>(n), probability);
    const auto atMost = [&below](size_t k)
    { return boost::math::cdf(below, static_cast<double>(k)); };

    // The quantile lies under the k-th smallest value when fewer than k values lie under the quantile.
    size_t low = 1;
    while (low < n && atMost(low) <= error)
    {
        ++low;
    }
    size_t high = n;
    while (high > low + 1 && 1 - atMost(high - 2) <= error)
    {
        --high;
    }
    std::sort(sample.begin(), sample.end());
    return QuantileInterval{sample[low - 1], sample[high - 1], atMost(high - 1) - atMost(low - 1)};
}

size_t
SmallestSample(double probability, double confidence)
{
    NS_ASSERT_MSG(probability > 0 && probability < 1, "no quantile");
    const double error = (1 - confidence) / 2;
    // All n values lie on one side of the quantile with the probability p^n or (1 - p)^n.
    const double larger = std::max(probability, 1 - probability);
    auto n = static_cast<size_t>(std::floor(std::log(error) / std::log(larger)));
    while (std::pow(larger, static_cast<double>(n)) > error)
    {
        ++n;
    }
    return n;
}

double
SampleQuantile(std::vector<double> sample, double probability)
{
    NS_ASSERT_MSG(!sample.empty(), "no sample");
    std::sort(sample.begin(), sample.end());
    const double place = probability * static_cast<double>(sample.size() - 1);
    const auto below = static_cast<size_t>(std::floor(place));
    const auto above = std::min(below + 1, sample.size() - 1);
    return sample[below] + (place - static_cast<double>(below)) * (sample[above] - sample[below]);
}

} // namespace sharding
} // namespace ns3
