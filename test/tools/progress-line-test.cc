/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/progress-line.h"

#include <gtest/gtest.h>

using namespace ns3::sharding;

TEST(ProgressLine, WritesTimeSpans)
{
    EXPECT_EQ(FormatClock(0), "0 s");
    EXPECT_EQ(FormatClock(0.2), "1 s");
    EXPECT_EQ(FormatClock(59), "59 s");
    EXPECT_EQ(FormatClock(59.5), "1:00 min");
    EXPECT_EQ(FormatClock(65), "1:05 min");
    EXPECT_EQ(FormatClock(3600), "1:00:00 h");
    EXPECT_EQ(FormatClock(2 * 3600 + 3 * 60 + 4), "2:03:04 h");
}

TEST(ProgressLine, GuessesTheTimeLeftFromTheRunsOfThisCall)
{
    // 20 of 90 were there; 25 took 50 s, so the other 45 take 90 s.
    EXPECT_EQ(FormatProgress({90, 20, 25, 0, 50}),
              "[##########          ] 45/90 runs, 1:30 min left");
    EXPECT_EQ(FormatProgress({90, 20, 25, 2, 50}),
              "[##########          ] 45/90 runs, 2 failed, 1:30 min left");
}

TEST(ProgressLine, SaysNothingOfTimeAtBothEnds)
{
    EXPECT_EQ(FormatProgress({90, 20, 0, 0, 5}), "[####                ] 20/90 runs");
    EXPECT_EQ(FormatProgress({90, 20, 70, 0, 50}), "[####################] 90/90 runs");
}

TEST(ProgressLine, CrossesEveryTenthOnce)
{
    std::string crossed;
    for (std::size_t done = 1; done <= 25; done++)
    {
        crossed += CrossesTenth({25, 0, done, 0, 0}) ? std::to_string(done) + " " : "";
    }
    EXPECT_EQ(crossed, "3 5 8 10 13 15 18 20 23 25 ");
    EXPECT_TRUE(CrossesTenth({2, 1, 1, 0, 0}));
}
