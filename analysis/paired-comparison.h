/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAIRED_COMPARISON_H
#define PAIRED_COMPARISON_H

#include "mean-difference.h"
#include "metric-direction.h"

#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/// Fewer pairs (or runs of an independent sample) than this support no verdict.
constexpr size_t MIN_PAIRS = 5;

/**
 * @ingroup sharding-analysis
 *
 * Compares two samples that come in pairs: the same seeds under two policies.
 *
 * Interval and p-value are those of the paired t test, on the differences treatment - baseline. Where all differences
 * are zero there is no evidence of any effect: the p-value is 1 and the effect size 0. Where they are all the same but not
 * zero, to within rounding, the replications vary in nothing that matters, they count as one, and there is neither
 * interval nor p-value.
 *
 * @param treatment finite numbers
 * @param baseline as many, in the same order of pairs
 * @return the comparison
 */
MeanDifference
ComparePairs(const std::vector<double>& treatment, const std::vector<double>& baseline);

/**
 * @ingroup sharding-analysis
 *
 * @param degreesOfFreedom at least 2
 * @return the factor that takes the bias out of a standardized mean difference: 0.9139 for 9
 */
double HedgesCorrection(double degreesOfFreedom);

/// What a comparison comes to.
enum class Verdict
{
    BETTER,    //!< the difference is significant and in the good direction
    WORSE,     //!< significant and in the bad direction
    DIFFERENT, //!< significant, for a metric that has no good direction
    NO_DIFFERENCE_SHOWN, //!< not significant: the runs do not show one, which does not mean that there is none
    NOT_ENOUGH_RUNS //!< fewer than MIN_PAIRS pairs, or no p-value
};

/**
 * @ingroup sharding-analysis
 *
 * @param difference a comparison
 * @param adjustedP its p-value after correction for the number of comparisons; nothing where it has none
 * @param direction which way is better
 * @param level a p-value at most this is significant
 * @return the verdict
 */
Verdict Judge(const MeanDifference& difference,
              std::optional<double> adjustedP,
              Direction direction,
              double level = 0.05);

/**
 * @ingroup sharding-analysis
 *
 * @param verdict a verdict
 * @return in words: "no difference shown"
 */
std::string ToText(Verdict verdict);

} // namespace sharding
} // namespace ns3

#endif /* PAIRED_COMPARISON_H */
