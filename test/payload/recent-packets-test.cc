/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/recent-packets.h"

#include <gtest/gtest.h>

using namespace ns3::sharding;

TEST(RecentPackets, ForgetsTheOldestFirst)
{
    RecentPackets recent(2);
    recent.Add({1, 10});
    recent.Add({2, 10});
    EXPECT_TRUE(recent.Contains({1, 10}));
    EXPECT_FALSE(recent.Contains({1, 11}));
    recent.Add({1, 11});
    EXPECT_FALSE(recent.Contains({1, 10}));
    EXPECT_TRUE(recent.Contains({2, 10}));
    recent.Add({1, 12});
    EXPECT_FALSE(recent.Contains({2, 10}));
    EXPECT_TRUE(recent.Contains({1, 11}));
    EXPECT_TRUE(recent.Contains({1, 12}));
}

TEST(RecentPackets, MayRememberNothing)
{
    RecentPackets recent(0);
    recent.Add({1, 10});
    EXPECT_FALSE(recent.Contains({1, 10}));
}
