/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/quantile-interval.h"

#include <gtest/gtest.h>

#include <numeric>

using namespace ns3::sharding;

namespace
{

/**
 * @param n sample size
 * @return 1, 2, ..., n in falling order: each value is its own rank
 */
std::vector<double>
Ranks(size_t n)
{
    std::vector<double> ranks(n);
    std::iota(ranks.rbegin(), ranks.rend(), 1);
    return ranks;
}

} // namespace

TEST(QuantileInterval, OfTheMedianAreTheOrderStatisticsOfTheBinomialTable)
{
    // n = 10: P(B <= 1) = 11/1024 = 0.0107, P(B <= 2) = 0.0547: the 2nd and the 9th, 1 - 22/1024.
    const auto ten = IntervalOfQuantile(Ranks(10), 0.5);
    EXPECT_EQ(ten->low, 2);
    EXPECT_EQ(ten->high, 9);
    EXPECT_NEAR(ten->confidence, 1 - 22.0 / 1024, 1e-12);
    const auto twenty = IntervalOfQuantile(Ranks(20), 0.5);
    EXPECT_EQ(twenty->low, 6);
    EXPECT_EQ(twenty->high, 15);
    EXPECT_NEAR(twenty->confidence, 0.9586105, 1e-7);
}

TEST(QuantileInterval, OfAHighQuantileIsNotSymmetric)
{
    const auto interval = IntervalOfQuantile(Ranks(100), 0.9);
    EXPECT_EQ(interval->low, 84);
    EXPECT_EQ(interval->high, 96);
    EXPECT_NEAR(interval->confidence, 0.9556901, 1e-7);
}

TEST(QuantileInterval, IsRefusedBelowTheSmallestSample)
{
    EXPECT_EQ(SmallestSample(0.5), 6U);  // 2 * 0.5^6 = 0.03125, 2 * 0.5^5 = 0.0625
    EXPECT_EQ(SmallestSample(0.9), 36U); // 0.9^36 = 0.02253, 0.9^35 = 0.02503
    EXPECT_EQ(SmallestSample(0.1), 36U); // mirrored
    EXPECT_EQ(SmallestSample(0.99), 368U);
    EXPECT_FALSE(IntervalOfQuantile(Ranks(5), 0.5));
    const auto six = IntervalOfQuantile(Ranks(6), 0.5);
    EXPECT_EQ(six->low, 1);
    EXPECT_EQ(six->high, 6);
    EXPECT_NEAR(six->confidence, 0.96875, 1e-12);
    EXPECT_FALSE(IntervalOfQuantile(Ranks(35), 0.9));
    EXPECT_TRUE(IntervalOfQuantile(Ranks(36), 0.9));
    EXPECT_FALSE(IntervalOfQuantile({}, 0.5));
}

TEST(SampleQuantile, IsTheDefaultOfRAndNumPy)
{
    EXPECT_DOUBLE_EQ(SampleQuantile({4, 1, 3, 2}, 0.1), 1.3);
    EXPECT_DOUBLE_EQ(SampleQuantile({4, 1, 3, 2}, 0.5), 2.5);
    EXPECT_DOUBLE_EQ(SampleQuantile({4, 1, 3, 2}, 0), 1);
    EXPECT_DOUBLE_EQ(SampleQuantile({4, 1, 3, 2}, 1), 4);
    EXPECT_DOUBLE_EQ(SampleQuantile({7}, 0.9), 7);
}
