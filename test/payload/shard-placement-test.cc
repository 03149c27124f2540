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
#include <numeric>
#include <random>
#include <vector>

using namespace ns3::sharding;

namespace
{

using Paths = std::vector<uint32_t>;

/// @return what draws random numbers for a test
ShardPlacement::Draw
Dice(uint32_t seed)
{
    return [random = std::mt19937(seed)](uint32_t below) mutable
    { return std::uniform_int_distribution<uint32_t>(0, below - 1)(random); };
}

std::unique_ptr<ShardPlacement>
Placement(ShardPlacementType type)
{
    return ShardPlacement::Create({type, 100000, Dice(1)});
}

/// @return the first shard of a packet of this flow, now
PlacementKey
OfFlow(uint64_t flow, int64_t nowNs)
{
    PlacementKey key;
    key.flow = flow;
    key.nowNs = nowNs;
    return key;
}

/// @return 8 shards of each of many packets on 8 idle paths: mean of the fullest path
double
MeanFullestPath(ShardPlacementType type)
{
    const auto placement = Placement(type);
    const Paths all{0, 1, 2, 3, 4, 5, 6, 7};
    double sum = 0;
    const uint64_t packets = 50000;
    for (uint64_t packet = 0; packet < packets; packet++)
    {
        PathTable paths(8);
        uint64_t fullest = 0;
        for (uint32_t index = 0; index < 8; index++)
        {
            const uint32_t path = placement->Place({1, packet, index, 1}, paths, all);
            fullest = std::max(fullest, ++paths[path].backlogBytes);
        }
        sum += static_cast<double>(fullest);
    }
    return sum / packets;
}

} // namespace

TEST(ShardPlacement, RoundRobinGoesOnAcrossPackets)
{
    auto placement = Placement(ShardPlacementType::ROUND_ROBIN);
    const PathTable table(9);
    const Paths paths{3, 5, 8};
    Paths taken;
    for (uint64_t packet = 0; packet < 2; packet++)
    {
        for (uint32_t shard = 0; shard < 4; shard++)
        {
            taken.push_back(placement->Place({1, packet, shard}, table, paths));
        }
    }
    EXPECT_EQ(taken, (Paths{3, 5, 8, 3, 5, 8, 3, 5}));
    EXPECT_EQ(placement->Place({1, 2, 0}, table, {7}), 7U) << "when the others went down";
}

TEST(ShardPlacement, HashDependsOnEveryPartOfTheKeyAndOnNothingElse)
{
    auto placement = Placement(ShardPlacementType::HASH);
    auto another = Placement(ShardPlacementType::HASH);
    const PathTable table(1000);
    const Paths& paths = table.GetUsable();
    const uint32_t base = placement->Place({1, 2, 3}, table, paths);
    EXPECT_EQ(placement->Place({1, 2, 3, 77, 88, 99}, table, paths), base);
    EXPECT_EQ(another->Place({1, 2, 3}, table, paths), base);
    EXPECT_NE(placement->Place({2, 2, 3}, table, paths), base);
    EXPECT_NE(placement->Place({1, 3, 3}, table, paths), base);
    EXPECT_NE(placement->Place({1, 2, 4}, table, paths), base);
}

TEST(ShardPlacement, FlowHashDependsOnTheFlowAlone)
{
    auto placement = Placement(ShardPlacementType::FLOW_HASH);
    const PathTable table(1000);
    const uint32_t base = placement->Place({1, 2, 3, 4, 5}, table, table.GetUsable());
    EXPECT_EQ(placement->Place({1, 9, 9, 9, 5}, table, table.GetUsable()), base);
    EXPECT_NE(placement->Place({1, 2, 3, 4, 6}, table, table.GetUsable()), base);
}

TEST(ShardPlacement, HashesAndRandomSpreadEvenly)
{
    for (const auto type :
         {ShardPlacementType::HASH, ShardPlacementType::FLOW_HASH, ShardPlacementType::RANDOM})
    {
        auto placement = Placement(type);
        const PathTable table(10);
        const Paths paths{0, 2, 4, 6, 9};
        std::map<uint32_t, double> shards;
        const double all = 100000;
        for (uint64_t packet = 0; packet < all / 10; packet++)
        {
            for (uint32_t index = 0; index < 10; index++)
            {
                shards[placement->Place(
                    {7, packet, index, 1, packet * 10 + index}, table, paths)]++;
            }
        }
        double chiSquare = 0;
        for (const uint32_t path : paths)
        {
            chiSquare += std::pow(shards[path] - all / 5, 2) / (all / 5);
        }
        EXPECT_LT(chiSquare, 18.47) << "the 99.9 % quantile for 4 degrees of freedom";
    }
}

TEST(ShardPlacement, TheFullestPathIsThatOfTheory)
{
    // Balls into bins, 8 into 8, by enumeration.
    EXPECT_NEAR(MeanFullestPath(ShardPlacementType::HASH), 2.597, 0.026);
    EXPECT_NEAR(MeanFullestPath(ShardPlacementType::RANDOM), 2.597, 0.026);
    EXPECT_NEAR(MeanFullestPath(ShardPlacementType::TWO_CHOICES), 2.020, 0.02);
    EXPECT_EQ(MeanFullestPath(ShardPlacementType::SHORTEST_QUEUE), 1);
    EXPECT_EQ(MeanFullestPath(ShardPlacementType::ROUND_ROBIN), 1);
}

TEST(ShardPlacement, TwoChoicesComparesTimesNotBytes)
{
    auto placement = Placement(ShardPlacementType::TWO_CHOICES);
    PathTable paths(2);
    paths[0].backlogBytes = 100;
    paths[0].rateBps = 1e9;
    paths[1].backlogBytes = 50;
    paths[1].rateBps = 1e8;
    uint32_t slow = 0;
    for (uint32_t shard = 0; shard < 4000; shard++)
    {
        slow += placement->Place({1, 1, shard}, paths, {0, 1});
    }
    EXPECT_NEAR(slow, 1000, 110) << "only when both draws hit it, 1 in 4; four sigmas";
    EXPECT_EQ(placement->Place({1, 1, 1}, paths, {1}), 1U);
}

TEST(ShardPlacement, ShortestQueueTakesTurnsAmongEquals)
{
    auto placement = Placement(ShardPlacementType::SHORTEST_QUEUE);
    PathTable paths(4);
    paths[2].backlogBytes = 1;
    Paths taken;
    for (uint32_t shard = 0; shard < 5; shard++)
    {
        taken.push_back(placement->Place({1, 1, shard}, paths, paths.GetUsable()));
    }
    EXPECT_EQ(taken, (Paths{0, 1, 3, 0, 1}));
}

TEST(ShardPlacement, WeightsAreKeptAndInterleaved)
{
    auto placement = Placement(ShardPlacementType::WEIGHTED);
    PathTable paths(3);
    paths[0].weight = 5;
    paths[1].weight = 1;
    paths[2].weight = 1;
    Paths taken;
    for (uint32_t shard = 0; shard < 7; shard++)
    {
        taken.push_back(placement->Place({1, 1, shard}, paths, paths.GetUsable()));
    }
    EXPECT_EQ(taken, (Paths{0, 0, 1, 0, 2, 0, 0})) << "no burst to the heavy one";
    paths[0].weight = 0;
    for (uint32_t shard = 0; shard < 20; shard++)
    {
        EXPECT_NE(placement->Place({1, 2, shard}, paths, {1, 2}), 0U);
    }
}

TEST(ShardPlacement, AFlowletStaysUntilItsFlowPauses)
{
    auto placement = Placement(ShardPlacementType::FLOWLET);
    const PathTable table(64);
    const Paths& all = table.GetUsable();
    int64_t now = 0;
    const uint32_t first = placement->Place(OfFlow(1, now), table, all);
    for (int i = 0; i < 20; i++)
    {
        now += 99999;
        EXPECT_EQ(placement->Place(OfFlow(1, now), table, all), first) << "no pause of 100 us";
    }
    uint32_t moved = 0;
    for (int i = 0; i < 20; i++)
    {
        now += 100000;
        const uint32_t before = placement->Place(OfFlow(1, now - 1), table, all);
        now += 100000;
        moved += placement->Place(OfFlow(1, now), table, all) != before;
    }
    EXPECT_GE(moved, 15U) << "of 20 pauses, but for the 1 in 64 where it draws the same path";
    const uint32_t last = placement->Place(OfFlow(1, now), table, all);
    EXPECT_NE(placement->Place(OfFlow(1, now), table, {(last + 1) % 64}), last)
        << "a path that cannot be used is left";
}

TEST(ShardPlacement, MinRttAndEarliest)
{
    PathTable paths(3);
    paths[0].rttNs = 300;
    paths[1].rttNs = 200;
    paths[2].rttNs = 250;
    auto nearest = Placement(ShardPlacementType::MIN_RTT);
    EXPECT_EQ(nearest->Place({1, 1, 0}, paths, paths.GetUsable()), 1U);
    EXPECT_EQ(nearest->Place({1, 1, 1}, paths, {0, 2}), 2U);

    // 1000 B: path 0 is near and slow, path 1 far and fast, path 2 near, fast and full.
    paths[0].delayNs = 1000;
    paths[0].rateBps = 1e8; // 80 us
    paths[1].delayNs = 50000;
    paths[1].rateBps = 1e9; // 8 us
    paths[2].delayNs = 1000;
    paths[2].backlogBytes = 10000; // 80 us
    auto earliest = Placement(ShardPlacementType::EARLIEST);
    EXPECT_EQ(earliest->Place({1, 1, 0, 1000}, paths, paths.GetUsable()), 1U) << "58 us";
    EXPECT_EQ(earliest->Place({1, 1, 0, 10}, paths, paths.GetUsable()), 0U) << "1.8 us";
}

TEST(ShardPlacement, EachStaysAmongItsCandidates)
{
    std::mt19937 random(3);
    for (uint32_t number = 0; number < SHARD_PLACEMENTS; number++)
    {
        auto placement = Placement(static_cast<ShardPlacementType>(number));
        PathTable paths(20);
        for (uint64_t packet = 0; packet < 500; packet++)
        {
            Paths candidates;
            for (uint32_t path = 0; path < 20; path++)
            {
                paths[path].backlogBytes = random() % 3;
                if (random() % 4 == 0)
                {
                    candidates.push_back(path);
                }
            }
            if (candidates.empty())
            {
                candidates.push_back(random() % 20);
            }
            const uint32_t path =
                placement->Place({1, packet, 0, 1, random() % 5}, paths, candidates);
            EXPECT_TRUE(std::binary_search(candidates.begin(), candidates.end(), path));
        }
    }
}
