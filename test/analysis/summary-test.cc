/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/summary.h"

#include <gtest/gtest.h>

using namespace ns3::sharding;

TEST(Summary, StudentQuantilesAreThoseOfTheTable)
{
    EXPECT_NEAR(StudentQuantile(0.975, 1), 12.706205, 1e-6);
    EXPECT_NEAR(StudentQuantile(0.975, 9), 2.262157, 1e-6);
    EXPECT_NEAR(StudentQuantile(0.975, 29), 2.045230, 1e-6);
    EXPECT_NEAR(StudentQuantile(0.995, 9), 3.249836, 1e-6);
}

TEST(Summary, OfAHandComputedSample)
{
    // Mean 5; squares 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32; variance 32/7; t(0.975, 7) = 2.364624.
    const Summary summary = Summarize({2, 4, 4, 4, 5, 5, 7, 9});
    EXPECT_EQ(summary.n, 8U);
    EXPECT_DOUBLE_EQ(*summary.mean, 5);
    EXPECT_NEAR(*summary.deviation, 2.1380899, 1e-7);
    EXPECT_NEAR(*summary.halfWidth, 2.364624 * 2.1380899 / 2.8284271, 1e-6);
    // t(0.995, 7) = 3.499483.
    EXPECT_NEAR(*Summarize({2, 4, 4, 4, 5, 5, 7, 9}, 0.99).halfWidth,
                3.499483 * 2.1380899 / 2.8284271,
                1e-6);
}

TEST(Summary, SaysNothingThatTheSampleDoesNotAllow)
{
    EXPECT_FALSE(Summarize({}).mean);
    const Summary one = Summarize({3});
    EXPECT_EQ(*one.mean, 3);
    EXPECT_FALSE(one.deviation);
    EXPECT_FALSE(one.halfWidth);
}

TEST(Summary, DoesNotLoseASmallSpreadOnALargeMean)
{
    EXPECT_NEAR(*Summarize({1e9 + 1, 1e9 + 2, 1e9 + 3}).deviation, 1, 1e-6);
}
