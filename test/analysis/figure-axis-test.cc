/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/figure-axis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

using namespace ns3::sharding;
using testing::ElementsAre;
using testing::HasSubstr;

namespace
{

/**
 * @param unit base unit
 * @param means of the cells, each with one run of the same value
 * @param halfWidth of each mean's interval
 * @return the axis
 */
FigureAxis
AxisOf(const std::string& unit, const std::vector<double>& means, double halfWidth = 0)
{
    FigureExtent extent;
    for (const double mean : means)
    {
        extent.AddRun(mean);
        extent.AddMean(mean, halfWidth);
    }
    return MakeFigureAxis({"m", unit, ""}, extent);
}

/**
 * @param axis an axis
 * @return the names of its ticks
 */
std::vector<std::string>
NamesOf(const FigureAxis& axis)
{
    std::vector<std::string> names;
    for (const auto& tick : axis.ticks)
    {
        names.push_back(tick.text);
    }
    return names;
}

} // namespace

TEST(FigureAxis, WhatIsNeverNegativeBeginsAtZero)
{
    const auto zero = AxisOf("1", {0, 0});
    EXPECT_EQ(zero.begin, 0);
    EXPECT_THAT(NamesOf(zero), ElementsAre("0.0", "0.2", "0.4", "0.6", "0.8", "1.0"));

    // The interval of 0.01 +- 0.02 is drawn to zero and no further.
    const auto cut = AxisOf("1", {0.01, 0.3}, 0.02);
    EXPECT_EQ(cut.begin, 0);
    EXPECT_EQ(cut.floor, 0);
    EXPECT_EQ(cut.ticks.front().text, "0");
    EXPECT_DOUBLE_EQ(cut.high, 32 * 1.05);
}

TEST(FigureAxis, NoDotLiesOnTheFrame)
{
    for (const auto& values : std::vector<std::vector<double>>{
             {0, 0}, {0, 1}, {551, 800}, {7, 7}, {-3, 5}, {1e-9, 1e9}, {1, 40}})
    {
        const auto axis = AxisOf("", values);
        for (const double value : values)
        {
            EXPECT_LT(axis.low, value * axis.factor);
            EXPECT_GT(axis.high, value * axis.factor);
        }
        EXPECT_GE(axis.ticks.size(), 2U);
        EXPECT_LE(axis.ticks.size(), 13U);
        for (const auto& tick : axis.ticks)
        {
            EXPECT_GE(tick.value, axis.low);
            EXPECT_LE(tick.value, axis.high);
        }
    }
}

TEST(FigureAxis, LeavesZeroOutWhereAllValuesCrowdFarFromIt)
{
    const auto axis = AxisOf("bit/s", {28e3, 44e3});
    EXPECT_EQ(axis.label, "m (kbit/s)");
    EXPECT_GT(axis.low, 27);
    EXPECT_EQ(axis.begin, axis.low) << "the axis meets the frame";
    EXPECT_THAT(NamesOf(axis), ElementsAre("28", "30", "32", "34", "36", "38", "40", "42", "44"));
    EXPECT_EQ(AxisOf("bit/s", {20e3, 44e3}).begin, 0);
    EXPECT_EQ(AxisOf("bit/s", {44e3, 44e3 + 1}).begin, 0) << "no difference is blown up";
}

TEST(FigureAxis, WhatIsNegativeIsShownBelowZero)
{
    const auto axis = AxisOf("", {-1, 1}, 0.5);
    EXPECT_DOUBLE_EQ(axis.low, -1.65);
    EXPECT_EQ(axis.begin, axis.low);
    EXPECT_EQ(axis.floor, axis.low);
    EXPECT_THAT(NamesOf(axis), ElementsAre("-1.5", "-1.0", "-0.5", "0.0", "0.5", "1.0", "1.5"));
}

TEST(FigureAxis, IsLogarithmicFromAFactorOf30)
{
    EXPECT_FALSE(AxisOf("s", {0.01, 0.3}).isLogarithmic);
    const auto axis = AxisOf("s", {0.0057, 15});
    ASSERT_TRUE(axis.isLogarithmic);
    EXPECT_THAT(NamesOf(axis), ElementsAre("10 ms", "100 ms", "1 s", "10 s"));
    EXPECT_EQ(axis.label, "m") << "the ticks have the unit";
    EXPECT_THAT(axis.Script(), HasSubstr("set logscale y"));
    EXPECT_THAT(axis.Script(), HasSubstr("'' 0.02 1"));
    EXPECT_FALSE(AxisOf("s", {0, 0.01, 0.5}).isLogarithmic) << "zero has no place on it";
}

TEST(FigureAxis, LogarithmicTicksAreAsManyAsCanBeRead)
{
    EXPECT_THAT(NamesOf(AxisOf("B", {2e3, 80e3})),
                ElementsAre("2 kB", "5 kB", "10 kB", "20 kB", "50 kB"));
    EXPECT_THAT(NamesOf(AxisOf("s", {2e-9, 2})),
                ElementsAre("10 ns", "1 us", "100 us", "10 ms", "1 s"));
}

TEST(FigureAxis, PercentSignsAreNoFormats)
{
    const auto axis = AxisOf("1", {0.0005, 0.2});
    EXPECT_THAT(NamesOf(axis), ElementsAre("0.1 %", "1 %", "10 %"));
    EXPECT_THAT(axis.Script(), HasSubstr("'0.1 %%' 0.1, '1 %%' 1"));
}

TEST(FigureAxis, AnIntervalEndsWhereALogarithmicAxisDoes)
{
    const auto axis = AxisOf("", {1, 100}, 3);
    ASSERT_TRUE(axis.isLogarithmic);
    EXPECT_EQ(axis.floor, axis.low);
    EXPECT_GT(axis.low, 0);
    EXPECT_GT(axis.high, 103);
}

TEST(FigureTickStep, IsRound)
{
    EXPECT_DOUBLE_EQ(FigureTickStep(8, 8), 1);
    EXPECT_DOUBLE_EQ(FigureTickStep(8.1, 8), 2);
    EXPECT_DOUBLE_EQ(FigureTickStep(35, 8), 5);
    EXPECT_DOUBLE_EQ(FigureTickStep(0.9, 4.5), 0.2);
    EXPECT_DOUBLE_EQ(FigureTickStep(130, 4.5), 50);
}
