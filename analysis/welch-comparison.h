/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WELCH_COMPARISON_H
#define WELCH_COMPARISON_H

#include "mean-difference.h"

#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-analysis
 *
 * Compares two samples that are no pairs, and whose variances may differ: B. L. Welch, "The generalization of 'Student's'
 * problem when several different population variances are involved", Biometrika 34, 1947, with the degrees of freedom
 * that he gives there.
 *
 * Where both samples vary by rounding alone, equal means have a p-value of 1 and other means neither interval nor
 * p-value, as in ComparePairs.
 *
 * @param treatment finite numbers
 * @param baseline finite numbers
 * @return difference of the means, treatment - baseline, without an effect size
 */
MeanDifference
CompareIndependent(const std::vector<double>& treatment, const std::vector<double>& baseline);

} // namespace sharding
} // namespace ns3

#endif /* WELCH_COMPARISON_H */
