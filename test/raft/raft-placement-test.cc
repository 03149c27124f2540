/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/raft-placement.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

using namespace ns3::sharding;

namespace
{

/// @return the largest count minus the smallest
uint32_t
Spread(const std::vector<uint32_t>& counts)
{
    const auto ends = std::minmax_element(counts.begin(), counts.end());
    return *ends.second - *ends.first;
}

TEST(RaftPlacement, LoadsNodesEvenly)
{
    for (uint32_t nodes = 1; nodes <= 9; nodes++)
    {
        for (uint32_t replicas = 1; replicas <= std::min(nodes, 7U); replicas++)
        {
            for (uint32_t shards = 1; shards <= 40; shards++)
            {
                const RaftPlacement placement(shards, replicas, nodes);
                std::vector<uint32_t> has(nodes);
                std::vector<uint32_t> leads(nodes);
                for (uint32_t shard = 0; shard < shards; shard++)
                {
                    const auto ids = placement.GetReplicas(shard);
                    ASSERT_EQ(std::set<RaftNodeId>(ids.begin(), ids.end()).size(), replicas);
                    for (const RaftNodeId id : ids)
                    {
                        has.at(id - 1)++;
                    }
                    leads.at(ids.front() - 1)++;
                }
                EXPECT_LE(Spread(has), 1U) << shards << " x " << replicas << " on " << nodes;
                EXPECT_LE(Spread(leads), 1U) << shards << " x " << replicas << " on " << nodes;
            }
        }
    }
}

TEST(RaftPlacement, SpreadsTheShardsOfALeaderOverManyOthers)
{
    const RaftPlacement placement(70, 3, 7);
    std::set<RaftNodeId> others;
    for (uint32_t shard = 0; shard < 70; shard++)
    {
        const auto ids = placement.GetReplicas(shard);
        if (ids.front() == 1)
        {
            others.insert(ids.begin() + 1, ids.end());
        }
    }
    EXPECT_EQ(others.size(), 6U);
}

TEST(RaftPlacement, ConfiguresEachNodeWithItsShards)
{
    const RaftPlacement placement(12, 3, 5);
    for (RaftNodeId node = 1; node <= 5; node++)
    {
        std::set<RaftShardId> expected;
        for (uint32_t shard = 0; shard < 12; shard++)
        {
            const auto ids = placement.GetReplicas(shard);
            if (std::count(ids.begin(), ids.end(), node) > 0)
            {
                expected.insert(shard);
            }
        }
        std::set<RaftShardId> configured;
        for (const RaftShardConfig& config : placement.GetShards(node))
        {
            configured.insert(config.shard);
            EXPECT_EQ(config.voters, placement.GetReplicas(config.shard));
            EXPECT_EQ(config.leadsFirst, config.voters.front() == node);
        }
        EXPECT_EQ(configured, expected);
    }
}

TEST(RaftPlacement, SaysWhatCannotBeDone)
{
    EXPECT_EQ(RaftPlacement::Validate(1, 1, 1), "");
    EXPECT_EQ(RaftPlacement::Validate(8, 3, 3), "");
    EXPECT_NE(RaftPlacement::Validate(0, 1, 1), "");
    EXPECT_NE(RaftPlacement::Validate(1, 0, 1), "");
    EXPECT_NE(RaftPlacement::Validate(1, 1, 0), "");
    EXPECT_EQ(RaftPlacement::Validate(8, 4, 3),
              "4 replicas of a shard need as many nodes, there are 3");
    EXPECT_EQ(RaftPlacement::Validate(1, 32, 40), "");
    EXPECT_EQ(RaftPlacement::Validate(1, 33, 40), "a shard has at most 32 replicas");
}

} // namespace
