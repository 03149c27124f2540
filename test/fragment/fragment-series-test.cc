/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/fragment-series.h"

#include <gtest/gtest.h>

using namespace ns3::sharding;

namespace
{

FragmentHeader
Fragment(uint64_t id, uint32_t index, bool isLast)
{
    return {MessageId(id), FragmentIndex(index), isLast};
}

} // namespace

TEST(FragmentSeries, AcceptsFragmentsInOrderUpToTheLast)
{
    FragmentSeries series(MessageId(7));
    EXPECT_EQ(series.Accept(Fragment(7, 0, false)), SeriesVerdict::INCOMPLETE);
    EXPECT_EQ(series.Accept(Fragment(7, 1, false)), SeriesVerdict::INCOMPLETE);
    EXPECT_FALSE(series.IsComplete());
    EXPECT_EQ(series.Accept(Fragment(7, 2, true)), SeriesVerdict::COMPLETE);
    EXPECT_TRUE(series.IsComplete());
    EXPECT_EQ(series.NextIndex(), FragmentIndex(2));
}

TEST(FragmentSeries, SaysPreciselyWhatDoesNotFitAndStaysAsItIs)
{
    FragmentSeries series(MessageId(7));
    EXPECT_EQ(series.Accept(Fragment(8, 0, false)), SeriesVerdict::MESSAGE_MISMATCH);
    EXPECT_EQ(series.Accept(Fragment(7, 1, false)), SeriesVerdict::INDEX_MISMATCH);
    EXPECT_EQ(series.Accept(Fragment(7, 0, false)), SeriesVerdict::INCOMPLETE) << "nothing changed";
    EXPECT_EQ(series.Accept(Fragment(7, 0, false)), SeriesVerdict::INDEX_MISMATCH) << "a copy";
    EXPECT_EQ(series.Accept(Fragment(7, 1, true)), SeriesVerdict::COMPLETE);
    EXPECT_EQ(series.Accept(Fragment(7, 1, true)), SeriesVerdict::SERIES_COMPLETE);
    EXPECT_EQ(series.Accept(Fragment(7, 5, false)), SeriesVerdict::SERIES_COMPLETE);
}

TEST(FragmentSeries, AFragmentWithTheLargestIndexMustBeTheLast)
{
    static_assert(FragmentIndex(FragmentIndex::MAX).IsMax());
    static_assert(!FragmentIndex(FragmentIndex::MAX - 1).IsMax());
    FragmentSeries series(MessageId(7), FragmentIndex(FragmentIndex::MAX));
    EXPECT_EQ(series.Accept(Fragment(7, FragmentIndex::MAX, false)), SeriesVerdict::INDEX_OVERFLOW);
    EXPECT_EQ(series.Accept(Fragment(7, FragmentIndex::MAX, true)), SeriesVerdict::COMPLETE);
}

TEST(FragmentSeries, VerdictsHaveNames)
{
    EXPECT_EQ(SeriesVerdictName(SeriesVerdict::INCOMPLETE), "incomplete");
    EXPECT_EQ(SeriesVerdictName(SeriesVerdict::MESSAGE_MISMATCH), "message-mismatch");
    EXPECT_EQ(SeriesVerdictName(SeriesVerdict::INDEX_OVERFLOW), "index-overflow");
}
