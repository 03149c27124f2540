/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/raft-peer-clock.h"

#include <gtest/gtest.h>

using namespace ns3::sharding;

TEST(RaftPeerClock, KnowsNothingAtFirst)
{
    EXPECT_FALSE(RaftPeerClock().Best());
}

TEST(RaftPeerClock, TakesTheSampleWithTheShortestDelay)
{
    RaftPeerClock clock;
    clock.Add({500, 30});
    clock.Add({400, 10});
    clock.Add({600, 20});
    ASSERT_TRUE(clock.Best());
    EXPECT_EQ(clock.Best()->offsetNs, 400);
    EXPECT_EQ(clock.Best()->delayNs, 10);
}

TEST(RaftPeerClock, TakesTheEarlierOfTwoWithTheSameDelay)
{
    RaftPeerClock clock;
    clock.Add({1, 10});
    clock.Add({2, 10});
    EXPECT_EQ(clock.Best()->offsetNs, 1);
}

TEST(RaftPeerClock, ForgetsTheBestAfterEightOthers)
{
    RaftPeerClock clock;
    clock.Add({400, 1});
    for (int64_t i = 0; i < 7; i++)
    {
        clock.Add({500 + i, 30 - i});
        EXPECT_EQ(clock.Best()->offsetNs, 400) << i;
    }
    clock.Add({700, 40});
    EXPECT_EQ(clock.Best()->offsetNs, 506); // the seventh, with a delay of 24
    EXPECT_EQ(clock.Best()->delayNs, 24);
}

TEST(RaftPeerClock, TakesADelayOfNothingAndAClockBehind)
{
    RaftPeerClock clock;
    clock.Add({-1000, 0});
    clock.Add({-900, 1});
    EXPECT_EQ(clock.Best()->offsetNs, -1000);
    EXPECT_EQ(clock.Best()->delayNs, 0);
}
