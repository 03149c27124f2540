/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/readable-unit.h"

#include <gtest/gtest.h>

using namespace ns3::sharding;

TEST(ReadableUnit, TakesTheLargestUnitThatLeavesADigit)
{
    EXPECT_EQ(ReadableUnitFor("s", 2.5).name, "s");
    EXPECT_EQ(ReadableUnitFor("s", 0.0421).name, "ms");
    EXPECT_EQ(ReadableUnitFor("s", 3e-6).name, "us");
    EXPECT_EQ(ReadableUnitFor("s", 1e-12).name, "ns");
    EXPECT_EQ(ReadableUnitFor("bit/s", 131e6).name, "Mbit/s");
    EXPECT_EQ(ReadableUnitFor("bit/s", -2e9).name, "Gbit/s");
    EXPECT_EQ(ReadableUnitFor("1", 0.00001).name, "%");
    EXPECT_EQ(ReadableUnitFor("s", 0).name, "s");
    EXPECT_EQ(ReadableUnitFor("1", 0).name, "%");
    EXPECT_EQ(ReadableUnitFor("messages", 5e6).name, "messages");
    EXPECT_DOUBLE_EQ(ReadableUnitFor("messages", 5e6).factor, 1);
}

TEST(ReadableUnit, ShowsThreeSignificantDigitsOfTheLargest)
{
    const ReadableUnit ms = ReadableUnitFor("s", 0.0421);
    EXPECT_EQ(ms.Decimals(0.0421), 1);
    EXPECT_EQ(ms.Format(0.0421, 1), "42.1");
    EXPECT_EQ(ms.Decimals(0.4213), 0);
    EXPECT_EQ(ms.Decimals(0.001), 2);
    EXPECT_EQ(ms.Decimals(0), 0);
    EXPECT_EQ(ms.Decimals(1e-30), 6);
}

TEST(ReadableUnit, NeverShowsMinusZero)
{
    const ReadableUnit s = ReadableUnitFor("s", 1);
    EXPECT_EQ(s.Format(-0.001, 1), "0.0");
    EXPECT_EQ(s.Format(-0.06, 1), "-0.1");
}
