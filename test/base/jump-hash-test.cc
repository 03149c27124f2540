/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/jump-hash.h"
#include "ns3/mix-hash.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

using namespace ns3::sharding;

TEST(JumpHash, GivesThePublishedBuckets)
{
    EXPECT_EQ(JumpHash(42, 57), 43U);
    EXPECT_EQ(JumpHash(0xDEAD10CC, 666), 361U);
    EXPECT_EQ(JumpHash(256, 1024), 520U);
}

TEST(JumpHash, OneBucketTakesEverything)
{
    for (uint64_t key = 0; key < 100; key++)
    {
        EXPECT_EQ(JumpHash(MixHash(key), 1), 0U);
    }
}

TEST(JumpHash, ABucketMoreMovesKeysOnlyThere)
{
    for (uint32_t buckets = 1; buckets < 40; buckets++)
    {
        for (uint64_t key = 0; key < 200; key++)
        {
            const uint32_t before = JumpHash(MixHash(key), buckets);
            const uint32_t after = JumpHash(MixHash(key), buckets + 1);
            EXPECT_TRUE(after == before || after == buckets) << key << " of " << buckets;
        }
    }
}

TEST(JumpHash, StaysBelowTheLargestNumberOfBuckets)
{
    for (const uint64_t key : {uint64_t{0}, uint64_t{1}, UINT64_MAX})
    {
        EXPECT_LT(JumpHash(key, UINT32_MAX), UINT32_MAX);
    }
}

TEST(ShardOfKey, DependsOnNothingButTheBytes)
{
    // XXH3_64bits("user:1") is 0x3b577afd7fed9501; its bucket was computed with another program.
    const std::string key = "user:1";
    EXPECT_EQ(ShardOfKey(key.data(), key.size(), 1), 0U);
    EXPECT_EQ(ShardOfKey(key.data(), key.size(), 1000), 198U);
    EXPECT_EQ(ShardOfKey(nullptr, 0, 7), ShardOfKey("", 0, 7));
}

TEST(ShardOfKey, SpreadsKeysEvenly)
{
    std::vector<int> keys(8, 0);
    for (int i = 0; i < 80000; i++)
    {
        const std::string key = "key-" + std::to_string(i);
        keys[ShardOfKey(key.data(), key.size(), 8)]++;
    }
    for (const int count : keys)
    {
        EXPECT_NEAR(count, 10000, 400); // four standard deviations
    }
}
