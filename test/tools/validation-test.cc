/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/name-filter.h"
#include "tools/validation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

using namespace ns3::sharding;

namespace
{

ValidationRow
Row(double expected, ValidationOutcome outcome)
{
    return {"test/row", "a figure", expected, "a book", [=] { return outcome; }, 0.05};
}

bool
Holds(double expected, ValidationOutcome outcome)
{
    return Holds(Row(expected, outcome), outcome);
}

} // namespace

TEST(Validation, AFigureMustLieInTheInterval)
{
    EXPECT_TRUE(Holds(2, {2.01, 1.99, 2.03}));
    EXPECT_TRUE(Holds(2, {2, 2, 2}));
    EXPECT_FALSE(Holds(2, {2.1, 2.01, 2.19}));
    EXPECT_FALSE(Holds(2, {1.9, 1.81, 1.99}));
}

TEST(Validation, AWideIntervalProvesNothing)
{
    EXPECT_TRUE(Holds(2, {2, 1.91, 2.09}));
    EXPECT_FALSE(Holds(2, {2, 1.8, 2.2}));
}

TEST(Validation, NotANumberFails)
{
    const double nan = std::nan("");
    EXPECT_FALSE(Holds(2, {nan, nan, nan}));
    EXPECT_FALSE(Holds(2, {2, nan, 2.05}));
    EXPECT_FALSE(Holds(2, {2, 1.95, nan}));
}

TEST(Validation, ExactResultsMayBeOffByOnePercent)
{
    EXPECT_TRUE(Holds(100, ValidationOutcome::Exact(100.9)));
    EXPECT_FALSE(Holds(100, ValidationOutcome::Exact(101.1)));
    EXPECT_TRUE(Holds(-100, ValidationOutcome::Exact(-100.9)));
}

TEST(Validation, SamplesGiveA99PercentInterval)
{
    // Ten at 9 and ten at 11: s = sqrt(20/19); t(0.995, 19) = 2.8609; half width 2.8609 s /
    // sqrt(20) = 0.65634.
    std::vector<double> samples(10, 9.0);
    samples.insert(samples.end(), 10, 11.0);
    const auto outcome = ValidationOutcome::FromSamples(samples);
    EXPECT_DOUBLE_EQ(outcome.value, 10);
    EXPECT_NEAR(outcome.high - outcome.value, 0.65634, 1e-4);
    EXPECT_NEAR(outcome.value - outcome.low, 0.65634, 1e-4);
}

TEST(Validation, PrintsOneLineEachAndCountsFailures)
{
    std::ostringstream out;
    const int failed = Validate({Row(2, {2.01, 1.99, 2.03}), Row(2, {3, 2.95, 3.05})}, out);
    EXPECT_EQ(failed, 1);
    EXPECT_EQ(out.str(),
              "test/row | a figure: 2 (a book) | ours 2.01 | [1.99, 2.03] | holds\n"
              "test/row | a figure: 2 (a book) | ours 3 | [2.95, 3.05] | fails\n");
}

TEST(Validation, RegisteredRowsAreSortedAndDifferent)
{
    const auto rows = ListValidations();
    ASSERT_GE(rows.size(), 1U);
    for (std::size_t i = 1; i < rows.size(); i++)
    {
        EXPECT_LT(rows[i - 1].name, rows[i].name);
    }
}

TEST(NameFilter, MatchesPartsAndPatterns)
{
    EXPECT_TRUE(MatchesFilter("payload/hash", ""));
    EXPECT_TRUE(MatchesFilter("payload/hash", "load/h"));
    EXPECT_FALSE(MatchesFilter("payload/hash", "raft"));
    EXPECT_TRUE(MatchesFilter("payload/hash", "payload/*"));
    EXPECT_FALSE(MatchesFilter("payload/hash", "load/*")) << "a pattern is for the whole name";
    EXPECT_TRUE(MatchesFilter("payload/hash", "*/h?sh"));
}
