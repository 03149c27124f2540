/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/welch-comparison.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace ns3::sharding;

TEST(WelchComparison, ReproducesTheSleepData)
{
    // R's data set "sleep", taken as independent: t.test(extra ~ group) gives t = -1.8608,
    // df = 17.776, p = 0.07939, [-3.3654832, 0.2054832].
    const auto difference =
        CompareIndependent({0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0},
                           {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4});
    EXPECT_EQ(difference.n, 10U);
    EXPECT_NEAR(*difference.mean, -1.58, 1e-12);
    EXPECT_NEAR(*difference.mean - *difference.halfWidth, -3.3654832, 1e-7);
    EXPECT_NEAR(*difference.mean + *difference.halfWidth, 0.2054832, 1e-7);
    EXPECT_NEAR(*difference.p, 0.07939, 5e-6);
    EXPECT_FALSE(difference.effectSize);
}

TEST(WelchComparison, SamplesMayDifferInSizeAndVariance)
{
    // s1^2 = 1, n1 = 3; s2^2 = 0, n2 = 5: standard error sqrt(1/3), 2 degrees of freedom.
    const auto difference = CompareIndependent({1, 2, 3}, {5, 5, 5, 5, 5});
    EXPECT_EQ(difference.n, 3U);
    EXPECT_NEAR(*difference.mean, -3, 1e-12);
    EXPECT_NEAR(*difference.halfWidth, 4.302653 / std::sqrt(3), 1e-6);
    // t = 3 sqrt(3) = 5.196152; with 2 degrees of freedom p = 1 - t / sqrt(t^2 + 2).
    EXPECT_NEAR(*difference.p, 1 - 5.196152 / std::sqrt(29.0), 1e-6);
}

TEST(WelchComparison, SaysOnlyWhatTheRunsAllow)
{
    EXPECT_FALSE(CompareIndependent({}, {1, 2}).mean);
    const auto one = CompareIndependent({3}, {1, 2});
    EXPECT_EQ(one.n, 1U);
    EXPECT_NEAR(*one.mean, 1.5, 1e-12);
    EXPECT_FALSE(one.p || one.halfWidth);
    const auto equal = CompareIndependent({2, 2}, {2, 2, 2});
    EXPECT_EQ(equal.p, 1);
    EXPECT_EQ(equal.halfWidth, 0);
    const auto fixed = CompareIndependent({2, 2}, {3, 3, 3});
    EXPECT_EQ(fixed.mean, -1);
    EXPECT_FALSE(fixed.p || fixed.halfWidth);
}
