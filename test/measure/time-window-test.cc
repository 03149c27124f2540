/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/time-window.h"

#include <gtest/gtest.h>

#include <string>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

TimeWindow
Window(int64_t startMs, int64_t endMs)
{
    return {MilliSeconds(startMs), MilliSeconds(endMs)};
}

bool
Holds(const TimeWindowSet& set, int64_t ms)
{
    return set.Contains(MilliSeconds(ms).GetNanoSeconds());
}

} // namespace

TEST(TimeWindowSet, HoldsItsStartsAndNotItsEnds)
{
    const TimeWindowSet set({Window(10, 20), Window(30, 40)});
    EXPECT_FALSE(Holds(set, 9));
    EXPECT_TRUE(Holds(set, 10));
    EXPECT_TRUE(Holds(set, 19));
    EXPECT_FALSE(Holds(set, 20));
    EXPECT_FALSE(Holds(set, 29));
    EXPECT_TRUE(Holds(set, 30));
    EXPECT_FALSE(Holds(set, 40));
}

TEST(TimeWindowSet, JoinsWhatOverlapsOrTouchesAndDropsWhatIsEmpty)
{
    const TimeWindowSet set({Window(50, 60),
                             Window(10, 20),
                             Window(12, 15),
                             Window(20, 25),
                             Window(70, 70),
                             Window(80, 75)});
    const auto windows = set.GetWindows();
    ASSERT_EQ(windows.size(), 2u);
    EXPECT_EQ(windows[0].start, MilliSeconds(10));
    EXPECT_EQ(windows[0].end, MilliSeconds(25));
    EXPECT_EQ(windows[1].start, MilliSeconds(50));
    EXPECT_EQ(windows[1].end, MilliSeconds(60));
    EXPECT_FALSE(Holds(set, 70));
}

TEST(TimeWindowSet, CountsItsLengthWithinBounds)
{
    const TimeWindowSet set({Window(10, 20), Window(30, 40)});
    EXPECT_EQ(set.LengthWithin(MilliSeconds(0), MilliSeconds(100)), MilliSeconds(20));
    EXPECT_EQ(set.LengthWithin(MilliSeconds(15), MilliSeconds(32)), MilliSeconds(7));
    EXPECT_EQ(set.LengthWithin(MilliSeconds(20), MilliSeconds(30)), Time());
}

TEST(TimeWindowSet, SplitsAStretchAtItsEdges)
{
    const TimeWindowSet set({Window(10, 20), Window(30, 40), Window(90, 95)});
    const auto split = [&set](int64_t start, int64_t end)
    {
        std::string text;
        for (const auto& piece : set.Split(start * 1000000, end * 1000000))
        {
            text += (piece.inside ? "+" : "-") + std::to_string(piece.length / 1000000);
        }
        return text;
    };
    EXPECT_EQ(split(0, 50), "-10+10-10+10-10");
    EXPECT_EQ(split(15, 35), "+5-10+5");
    EXPECT_EQ(split(10, 20), "+10");
    EXPECT_EQ(split(20, 30), "-10");
    EXPECT_EQ(split(12, 13), "+1");
    EXPECT_EQ(split(41, 42), "-1");
    EXPECT_EQ(split(96, 99), "-3");
    EXPECT_EQ(split(15, 15), "");
    EXPECT_EQ(TimeWindowSet().Split(0, 7).size(), 1u);
}

TEST(TimeWindowSet, WithoutWindowsHoldsNothing)
{
    const TimeWindowSet set;
    EXPECT_FALSE(Holds(set, 0));
    EXPECT_TRUE(set.GetWindows().empty());
    EXPECT_EQ(set.LengthWithin(Time(), Seconds(1)), Time());
}
