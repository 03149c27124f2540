/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/path-state.h"

#include <gtest/gtest.h>

#include <vector>

using namespace ns3::sharding;

using Paths = std::vector<uint32_t>;

TEST(PathTable, UsablePathsStaySorted)
{
    PathTable paths(4);
    EXPECT_EQ(paths.GetUsable(), (Paths{0, 1, 2, 3}));
    paths.SetUsable(1, false);
    paths.SetUsable(1, false);
    paths.SetUsable(0, false);
    EXPECT_EQ(paths.GetUsable(), (Paths{2, 3}));
    EXPECT_FALSE(paths.IsUsable(1));
    paths.SetUsable(1, true);
    paths.SetUsable(1, true);
    EXPECT_EQ(paths.GetUsable(), (Paths{1, 2, 3}));
    EXPECT_TRUE(paths.IsUsable(1));
}

TEST(PathTable, AssignKeepsTheIndices)
{
    PathTable paths;
    paths.Assign({2, 5});
    EXPECT_EQ(paths.GetCount(), 6U);
    EXPECT_FALSE(paths.IsUsable(0));
    EXPECT_TRUE(paths.IsUsable(5));
    paths.Assign({});
    EXPECT_EQ(paths.GetCount(), 0U);
    paths.Add(PathState());
    EXPECT_EQ(paths.GetUsable(), (Paths{0}));
}

TEST(PathState, ABacklogIsATime)
{
    PathState state;
    state.backlogBytes = 125;
    EXPECT_DOUBLE_EQ(state.GetBacklogNs(), 1000) << "1000 bit at 1 Gbit/s";
}
