/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/bench-row.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

using namespace ns3::sharding;

namespace
{

const std::vector<BenchGoal> GOALS{{"a/time", "ns/shard", 300, true},
                                   {"a/rate", "GB/s", 40, false}};

} // namespace

TEST(BenchRow, IsHeldToTheGoalOfItsName)
{
    EXPECT_EQ(JudgeRow({"a/time", 300, "ns/shard"}, GOALS), BenchVerdict::MET);
    EXPECT_EQ(JudgeRow({"a/time", 300.1, "ns/shard"}, GOALS), BenchVerdict::SHORT);
    EXPECT_EQ(JudgeRow({"a/rate", 40, "GB/s"}, GOALS), BenchVerdict::MET);
    EXPECT_EQ(JudgeRow({"a/rate", 39.9, "GB/s"}, GOALS), BenchVerdict::SHORT);
    EXPECT_EQ(JudgeRow({"a/time-virtual", 1e9, "ns/shard"}, GOALS), BenchVerdict::NO_GOAL);
}

TEST(BenchRow, NoValueOrAnotherUnitFallsShort)
{
    EXPECT_EQ(JudgeRow({"a/time", std::nan(""), "ns/shard"}, GOALS), BenchVerdict::SHORT);
    EXPECT_EQ(JudgeRow({"a/time", 1, "us"}, GOALS), BenchVerdict::SHORT);
}

TEST(BenchRow, PrintsNameValueUnitGoalAndVerdict)
{
    EXPECT_EQ(FormatRow({"a/time", 123.456, "ns/shard"}, GOALS),
              "a/time                                            123.5 ns/shard  <= 300       met");
    EXPECT_EQ(
        FormatRow({"a/rate", 12, "GB/s"}, GOALS),
        "a/rate                                               12 GB/s      >= 40        short");
    EXPECT_EQ(FormatRow({"a/other", 12, "GB/s"}, GOALS),
              "a/other                                              12 GB/s      -            -");
}

TEST(BenchRow, EachGoalIsForAnotherRow)
{
    std::set<std::string> names;
    for (const auto& goal : GetBenchGoals())
    {
        EXPECT_TRUE(names.insert(goal.name).second) << goal.name;
        EXPECT_TRUE(goal.limit > 0 || (goal.limit == 0 && goal.atMost)) << goal.name;
    }
}
