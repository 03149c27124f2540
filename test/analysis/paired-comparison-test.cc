/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/paired-comparison.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace ns3::sharding;

namespace
{

// Student's sleep data (Biometrika 6, 1908; R's data set "sleep"): hours of extra sleep of ten patients under two drugs.
const std::vector<double> DRUG_1{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
const std::vector<double> DRUG_2{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

/**
 * @param n pairs
 * @param p p-value after correction
 * @param mean mean difference
 * @param direction which way is better
 * @return the verdict in words
 */
std::string
VerdictOf(size_t n, std::optional<double> p, double mean, Direction direction)
{
    MeanDifference difference;
    difference.n = n;
    difference.mean = mean;
    return ToText(Judge(difference, p, direction));
}

} // namespace

TEST(PairedComparison, ReproducesTheSleepData)
{
    // R: t.test(drug1, drug2, paired = TRUE) gives t = -4.0621, df = 9, p = 0.002833, [-2.4598858, -0.7001142].
    const auto pairs = ComparePairs(DRUG_1, DRUG_2);
    EXPECT_EQ(pairs.n, 10U);
    EXPECT_NEAR(*pairs.mean, -1.58, 1e-12);
    EXPECT_NEAR(*pairs.mean - *pairs.halfWidth, -2.4598858, 1e-7);
    EXPECT_NEAR(*pairs.mean + *pairs.halfWidth, -0.7001142, 1e-7);
    EXPECT_NEAR(*pairs.p, 0.002833, 5e-7);
    // d_z = t / sqrt(n) = -1.284556, times 0.913875.
    EXPECT_NEAR(*pairs.effectSize, -1.284556 * 0.913875, 1e-5);
}

TEST(PairedComparison, HedgesCorrectionIsThatOfTheGammaFunction)
{
    // m = 2: gamma(1) / (1 * gamma(1/2)) = 1 / sqrt(pi); m = 9: gamma(9/2) / (sqrt(9/2) gamma(4)).
    EXPECT_NEAR(HedgesCorrection(2), 1 / std::sqrt(M_PI), 1e-12);
    EXPECT_NEAR(HedgesCorrection(9), 0.913875, 1e-6);
    EXPECT_NEAR(HedgesCorrection(10000), 1 - 3.0 / (4 * 10000 - 1), 1e-8);
}

TEST(PairedComparison, EqualRunsAreNoDifferenceAndNoError)
{
    const auto pairs = ComparePairs(DRUG_1, DRUG_1);
    EXPECT_EQ(*pairs.mean, 0);
    EXPECT_EQ(*pairs.halfWidth, 0);
    EXPECT_EQ(*pairs.p, 1);
    EXPECT_EQ(*pairs.effectSize, 0);
    EXPECT_EQ(Judge(pairs, pairs.p, Direction::HIGHER), Verdict::NO_DIFFERENCE_SHOWN);
}

TEST(PairedComparison, DifferencesThatDoNotVaryAllowNoTest)
{
    // 0.1 + 0.2 - 0.3 style rounding must not pass for a spread.
    const auto pairs = ComparePairs({0.4, 0.5, 0.6, 0.7, 0.8, 0.9}, {0.3, 0.4, 0.5, 0.6, 0.7, 0.8});
    EXPECT_NEAR(*pairs.mean, 0.1, 1e-12);
    EXPECT_FALSE(pairs.halfWidth);
    EXPECT_FALSE(pairs.p);
    EXPECT_FALSE(pairs.effectSize);
    EXPECT_EQ(Judge(pairs, pairs.p, Direction::HIGHER), Verdict::NOT_ENOUGH_RUNS);
}

TEST(PairedComparison, FewPairsSayOnlyWhatTheyAllow)
{
    EXPECT_FALSE(ComparePairs({}, {}).mean);
    const auto one = ComparePairs({3}, {1});
    EXPECT_EQ(*one.mean, 2);
    EXPECT_FALSE(one.p);
    const auto two = ComparePairs({3, 5}, {1, 2});
    EXPECT_TRUE(two.p);
    EXPECT_FALSE(two.effectSize) << "the correction needs two degrees of freedom";
}

TEST(Verdict, FollowsDirectionLevelAndNumber)
{
    EXPECT_EQ(VerdictOf(10, 0.01, 2, Direction::HIGHER), "better");
    EXPECT_EQ(VerdictOf(10, 0.01, -2, Direction::HIGHER), "worse");
    EXPECT_EQ(VerdictOf(10, 0.01, -2, Direction::LOWER), "better");
    EXPECT_EQ(VerdictOf(10, 0.01, 2, Direction::LOWER), "worse");
    EXPECT_EQ(VerdictOf(10, 0.01, 2, Direction::NONE), "different");
    EXPECT_EQ(VerdictOf(10, 0.05, 2, Direction::HIGHER), "better") << "equal to the level counts";
    EXPECT_EQ(VerdictOf(10, 0.0501, 2, Direction::HIGHER), "no difference shown");
    EXPECT_EQ(VerdictOf(4, 0.001, 2, Direction::HIGHER), "not enough runs");
    EXPECT_EQ(VerdictOf(5, 0.001, 2, Direction::HIGHER), "better");
    EXPECT_EQ(VerdictOf(10, std::nullopt, 2, Direction::HIGHER), "not enough runs");
}

TEST(Direction, IsThatOfTheMetricsFamily)
{
    EXPECT_EQ(DirectionOf("goodput.in-fault"), Direction::HIGHER);
    EXPECT_EQ(DirectionOf("loss"), Direction::LOWER);
    EXPECT_EQ(DirectionOf("latency.p99"), Direction::LOWER);
    EXPECT_EQ(DirectionOf("downtime.longest-gap"), Direction::LOWER);
    EXPECT_EQ(DirectionOf("shards.sent"), Direction::NONE);
    EXPECT_EQ(DirectionOf("lossless"), Direction::NONE);
}
