/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/shard-spread.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

using namespace ns3::sharding;

namespace
{

using Paths = std::vector<uint32_t>;

/// @return where the shards of one packet go
Paths
Place(ShardSpread& spread, PathTable& paths, uint64_t packet, uint32_t shards)
{
    Paths taken;
    for (uint32_t shard = 0; shard < shards; shard++)
    {
        taken.push_back(spread.Place({1, packet, shard, 10}, paths));
    }
    return taken;
}

} // namespace

TEST(ShardSpread, DifferentTakesEachPathOnceBeforeAnyTwice)
{
    ShardSpread spread(ShardSpreadType::DIFFERENT, {ShardPlacementType::HASH});
    PathTable paths(4);
    for (uint64_t packet = 0; packet < 100; packet++)
    {
        Paths taken = Place(spread, paths, packet, 6);
        std::sort(taken.begin(), taken.begin() + 4);
        EXPECT_EQ(Paths(taken.begin(), taken.begin() + 4), (Paths{0, 1, 2, 3}));
        EXPECT_NE(taken[4], taken[5]) << "then it starts again";
    }
    paths.SetUsable(1, false);
    Paths taken = Place(spread, paths, 100, 3);
    std::sort(taken.begin(), taken.end());
    EXPECT_EQ(taken, (Paths{0, 2, 3}));
}

TEST(ShardSpread, SameFollowsTheFirstShard)
{
    ShardSpread spread(ShardSpreadType::SAME, {ShardPlacementType::ROUND_ROBIN});
    PathTable paths(3);
    EXPECT_EQ(Place(spread, paths, 1, 4), (Paths{0, 0, 0, 0}));
    EXPECT_EQ(Place(spread, paths, 2, 2), (Paths{1, 1}));
    EXPECT_EQ(Place(spread, paths, 3, 1), (Paths{2}));
}

TEST(ShardSpread, AnyLeavesItToThePlacement)
{
    ShardSpread spread(ShardSpreadType::ANY, {ShardPlacementType::ROUND_ROBIN});
    PathTable paths(2);
    EXPECT_EQ(Place(spread, paths, 1, 5), (Paths{0, 1, 0, 1, 0}));
}

TEST(ShardSpread, WhatIsPlacedWeighsOnItsPath)
{
    ShardSpread spread(ShardSpreadType::ANY, {ShardPlacementType::SHORTEST_QUEUE});
    PathTable paths(3);
    paths[1].backlogBytes = 25;
    EXPECT_EQ(Place(spread, paths, 1, 6), (Paths{0, 2, 0, 2, 0, 2}));
    EXPECT_EQ(paths[0].outstandingBytes, 30U);
    EXPECT_EQ(Place(spread, paths, 2, 1), (Paths{1}));
}
