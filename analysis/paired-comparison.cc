/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "paired-comparison.h"

#include "summary.h"

#include "ns3/assert.h"

#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace sharding
{

MeanDifference
ComparePairs(const std::vector<double>& treatment, const std::vector<double>& baseline)
{
    NS_ASSERT_MSG(treatment.size() == baseline.size(), "samples that are no pairs");
    std::vector<double> differences;
    double scale = 0;
    for (size_t i = 0; i < treatment.size(); ++i)
    {
        differences.push_back(treatment[i] - baseline[i]);
        scale = std::max({scale, std::abs(treatment[i]), std::abs(baseline[i])});
    }

    const Summary summary = Summarize(differences);
    MeanDifference result;
    result.n = summary.n;
    result.mean = summary.mean;
    if (summary.n < 2)
    {
        return result;
    }
    const double noise = ROUNDING_NOISE * scale;
    if (*summary.deviation <= noise)
    {
        if (std::abs(*summary.mean) <= noise)
        {
            result.mean = 0;
            result.halfWidth = 0;
            result.p = 1;
            result.effectSize = 0;
        }
        return result;
    }

    const double n = static_cast<double>(summary.n);
    const double d = *summary.mean / *summary.deviation;
    const boost::math::students_t distribution(n - 1);
    result.halfWidth = summary.halfWidth;
    result.p =
        2 * boost::math::cdf(boost::math::complement(distribution, std::abs(d) * std::sqrt(n)));
    if (summary.n > 2)
    {
        result.effectSize = d * HedgesCorrection(n - 1);
    }
    return result;
}

double
HedgesCorrection(double degreesOfFreedom)
{
    const double half = degreesOfFreedom / 2;
    // The logarithm keeps the gamma function from overflowing for large samples.
    return std::exp(boost::math::lgamma(half) - boost::math::lgamma(half - 0.5)) / std::sqrt(half);
}

Verdict
Judge(const MeanDifference& difference,
      std::optional<double> adjustedP,
      Direction direction,
      double level)
{
    if (difference.n < MIN_PAIRS || !adjustedP)
    {
        return Verdict::NOT_ENOUGH_RUNS;
    }
    if (*adjustedP > level)
    {
        return Verdict::NO_DIFFERENCE_SHOWN;
    }
    if (direction == Direction::NONE)
    {
        return Verdict::DIFFERENT;
    }
    const bool isHigher = *difference.mean > 0;
    return isHigher == (direction == Direction::HIGHER) ? Verdict::BETTER : Verdict::WORSE;
}

std::string
ToText(Verdict verdict)
{
    switch (verdict)
    {
    case Verdict::BETTER:
        return "better";
    case Verdict::WORSE:
        return "worse";
    case Verdict::DIFFERENT:
        return "different";
    case Verdict::NO_DIFFERENCE_SHOWN:
        return "no difference shown";
    case Verdict::NOT_ENOUGH_RUNS:
        break;
    }
    return "not enough runs";
}

} // namespace sharding
} // namespace ns3
