/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/recent-set.h"

#include <gtest/gtest.h>

#include <functional>

using namespace ns3::sharding;

TEST(RecentSet, ForgetsTheOldestFirst)
{
    RecentSet<int, std::hash<int>> recent(3);
    for (int key = 1; key <= 3; key++)
    {
        recent.Add(key);
    }
    EXPECT_TRUE(recent.Contains(1));
    recent.Add(4);
    EXPECT_FALSE(recent.Contains(1));
    EXPECT_TRUE(recent.Contains(2));
    for (int key = 5; key <= 7; key++)
    {
        recent.Add(key);
    }
    EXPECT_FALSE(recent.Contains(4));
    EXPECT_TRUE(recent.Contains(5));
    EXPECT_TRUE(recent.Contains(7));
}

TEST(RecentSet, OfNoCapacityRemembersNothing)
{
    RecentSet<int, std::hash<int>> recent(0);
    recent.Add(1);
    EXPECT_FALSE(recent.Contains(1));
}
