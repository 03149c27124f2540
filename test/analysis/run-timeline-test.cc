/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/run-timeline.h"

#include "ns3/input-error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::sharding;
using testing::HasSubstr;

namespace
{

/**
 * @param scale of what was delivered
 * @param rows how many intervals of half a second
 * @return a run that delivers 1000 * scale bytes in each interval and was offered 2000 * scale
 */
SeriesTable
RunOf(double scale, size_t rows = 2)
{
    SeriesTable series;
    series.columns = {{"time", "s", ""}, {"offered-bytes", "B", ""}, {"delivered-bytes", "B", ""}};
    for (size_t i = 0; i < rows; ++i)
    {
        series.rows.push_back({0.5 * static_cast<double>(i), 2000 * scale, 1000 * scale});
    }
    return series;
}

/**
 * @param ms when
 * @param action "begin" or "end"
 * @param fault number of the fault
 * @param verb what
 * @return the event
 */
RunEvent
Fault(int ms, const std::string& action, const std::string& fault, const std::string& verb)
{
    return {MilliSeconds(ms), "fault", {{"action", action}, {"fault", fault}, {"verb", verb}}};
}

} // namespace

TEST(Timeline, TurnsBytesPerIntervalIntoARate)
{
    const auto timeline = MakeTimeline({RunOf(1)}, "delivered-bytes");
    EXPECT_EQ(timeline.unit, "bit/s");
    ASSERT_EQ(timeline.points.size(), 2U);
    EXPECT_DOUBLE_EQ(timeline.points[1].time, 0.75);
    EXPECT_DOUBLE_EQ(timeline.points[1].median, 16000); // 1000 B in 0.5 s
    EXPECT_DOUBLE_EQ(*timeline.points[1].offered, 32000);
    EXPECT_DOUBLE_EQ(timeline.end, 1);
}

TEST(Timeline, BandIsTheRangeOfFewRunsAndQuantilesOfMany)
{
    std::vector<SeriesTable> runs;
    for (int i = 1; i <= 9; ++i)
    {
        runs.push_back(RunOf(i));
    }
    const auto few = MakeTimeline(runs, "delivered-bytes");
    EXPECT_FALSE(few.bandIsQuantiles);
    EXPECT_DOUBLE_EQ(few.points[0].low, 16000);
    EXPECT_DOUBLE_EQ(few.points[0].median, 5 * 16000);
    EXPECT_DOUBLE_EQ(few.points[0].high, 9 * 16000);
    runs.push_back(RunOf(10));
    runs.push_back(RunOf(11));
    const auto many = MakeTimeline(runs, "delivered-bytes");
    EXPECT_TRUE(many.bandIsQuantiles);
    EXPECT_EQ(many.runs, 11U);
    EXPECT_DOUBLE_EQ(many.points[0].low, 2 * 16000); // of 1 to 11
    EXPECT_DOUBLE_EQ(many.points[0].high, 10 * 16000);
}

TEST(Timeline, TheShortestRunSetsTheLength)
{
    EXPECT_EQ(MakeTimeline({RunOf(1, 5), RunOf(1, 3)}, "delivered-bytes").points.size(), 3U);
}

TEST(Timeline, SaysWhichColumnsThereAre)
{
    try
    {
        MakeTimeline({RunOf(1)}, "delivered-byte");
        FAIL();
    }
    catch (const InputError& error)
    {
        EXPECT_THAT(error.what(),
                    HasSubstr("no column 'delivered-byte'; did you mean 'delivered-bytes'?"));
    }
    EXPECT_THROW(MakeTimeline({RunOf(1)}, "time"), InputError);
    EXPECT_THROW(MakeTimeline({RunOf(1, 0)}, "delivered-bytes"), InputError);
}

TEST(FaultWindows, PairBeginAndEndByNumber)
{
    const auto windows = FindFaultWindows({Fault(1000, "begin", "0", "cut"),
                                           Fault(1500, "begin", "1", "loss"),
                                           {MilliSeconds(1600), "handoff", {{"action", "end"}}},
                                           Fault(2000, "end", "0", "cut"),
                                           Fault(2500, "end", "7", "crash"),
                                           Fault(3000, "begin", "0", "cut"),
                                           Fault(3500, "end", "0", "cut")},
                                          9);
    ASSERT_EQ(windows.size(), 3U);
    EXPECT_EQ(windows[0].verb, "cut");
    EXPECT_EQ(windows[0].begin, 1);
    EXPECT_EQ(windows[0].end, 2);
    EXPECT_EQ(windows[1].verb, "loss");
    EXPECT_EQ(windows[1].end, 9) << "it has no end: it lasts";
    EXPECT_EQ(windows[2].begin, 3);
    EXPECT_EQ(windows[2].end, 3.5);
}

TEST(FaultWindows, AreLimited)
{
    std::vector<RunEvent> events;
    for (int i = 0; i < 1000; ++i)
    {
        events.push_back(Fault(i, "begin", std::to_string(i), "cut"));
    }
    EXPECT_EQ(FindFaultWindows(events, 2).size(), 200U);
}
