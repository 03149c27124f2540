/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/shard-placement.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

using namespace ns3::sharding;

TEST(ShardPlacement, RoundRobinGoesOnAcrossPackets)
{
    auto placement = ShardPlacement::Create(ShardPlacementType::ROUND_ROBIN);
    const std::vector<uint32_t> paths{3, 5, 8};
    std::vector<uint32_t> taken;
    for (uint64_t packet = 0; packet < 2; packet++)
    {
        for (uint32_t shard = 0; shard < 4; shard++)
        {
            taken.push_back(placement->Place({1, packet, shard}, paths));
        }
    }
    EXPECT_EQ(taken, (std::vector<uint32_t>{3, 5, 8, 3, 5, 8, 3, 5}));
    EXPECT_EQ(placement->Place({1, 2, 0}, {7}), 7U) << "when the others went down";
}

TEST(ShardPlacement, HashDependsOnEveryPartOfTheKeyAndOnNothingElse)
{
    auto placement = ShardPlacement::Create(ShardPlacementType::HASH);
    auto another = ShardPlacement::Create(ShardPlacementType::HASH);
    std::vector<uint32_t> paths(1000);
    std::generate(paths.begin(), paths.end(), [n = 0U]() mutable { return n++; });
    const uint32_t base = placement->Place({1, 2, 3}, paths);
    EXPECT_EQ(placement->Place({1, 2, 3}, paths), base);
    EXPECT_EQ(another->Place({1, 2, 3}, paths), base);
    EXPECT_NE(placement->Place({2, 2, 3}, paths), base);
    EXPECT_NE(placement->Place({1, 3, 3}, paths), base);
    EXPECT_NE(placement->Place({1, 2, 4}, paths), base);
}

TEST(ShardPlacement, HashSpreadsEvenly)
{
    auto placement = ShardPlacement::Create(ShardPlacementType::HASH);
    const std::vector<uint32_t> paths{0, 2, 4, 6, 9};
    std::map<uint32_t, double> shards;
    const double all = 100000;
    for (uint64_t packet = 0; packet < all / 10; packet++)
    {
        for (uint32_t index = 0; index < 10; index++)
        {
            shards[placement->Place({7, packet, index}, paths)]++;
        }
    }
    double chiSquare = 0;
    for (const uint32_t path : paths)
    {
        chiSquare += std::pow(shards[path] - all / 5, 2) / (all / 5);
    }
    EXPECT_LT(chiSquare, 18.47) << "the 99.9 % quantile for 4 degrees of freedom";
}

TEST(ShardPlacement, HashHasTheFullestPathOfTheory)
{
    // Balls into bins: of 8 shards on 8 paths the fullest path has 2.597 on average.
    auto placement = ShardPlacement::Create(ShardPlacementType::HASH);
    const std::vector<uint32_t> paths{0, 1, 2, 3, 4, 5, 6, 7};
    double sum = 0;
    const uint64_t packets = 50000;
    for (uint64_t packet = 0; packet < packets; packet++)
    {
        std::vector<int> shards(8);
        for (uint32_t index = 0; index < 8; index++)
        {
            shards[placement->Place({1, packet, index}, paths)]++;
        }
        sum += *std::max_element(shards.begin(), shards.end());
    }
    EXPECT_NEAR(sum / packets, 2.597, 0.026);
}
