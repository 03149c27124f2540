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

uint32_t
Spread(const std::vector<uint32_t>& counts)
{
    return *std::max_element(counts.begin() + 1, counts.end()) -
           *std::min_element(counts.begin() + 1, counts.end());
}

TEST(RaftPlacement, ReplicasAndLeadersDifferByOneAtMost)
{
    for (uint32_t nodes = 1; nodes <= 10; nodes++)
    {
        for (uint32_t replicas = 1; replicas <= nodes; replicas++)
        {
            for (uint32_t shards = 1; shards <= 3 * nodes + 1; shards++)
            {
                const RaftPlacement placement(shards, replicas, nodes);
                std::vector<uint32_t> has(nodes + 1);
                std::vector<uint32_t> leads(nodes + 1);
                for (RaftShardId shard = 0; shard < shards; shard++)
                {
                    const auto ids = placement.GetReplicas(shard);
                    EXPECT_EQ(std::set<RaftNodeId>(ids.begin(), ids.end()).size(), replicas);
                    leads.at(ids.front())++;
                    for (const RaftNodeId id : ids)
                    {
                        has.at(id)++;
                    }
                }
                ASSERT_LE(Spread(has), 1U) << shards << " x " << replicas << " on " << nodes;
                ASSERT_LE(Spread(leads), 1U) << shards << " x " << replicas << " on " << nodes;
            }
        }
    }
}

TEST(RaftPlacement, EndToEndInARoundThatIsNotWhole)
{
    const RaftPlacement placement(3, 2, 4);
    EXPECT_EQ(placement.GetReplicas(0), (std::vector<RaftNodeId>{1, 2}));
    EXPECT_EQ(placement.GetReplicas(1), (std::vector<RaftNodeId>{3, 4}));
    EXPECT_EQ(placement.GetReplicas(2), (std::vector<RaftNodeId>{2, 1}));
}

TEST(RaftPlacement, NodesAreConfiguredWithTheirShards)
{
    const RaftPlacement placement(4, 3, 5);
    for (RaftNodeId node = 1; node <= 5; node++)
    {
        for (const RaftShardConfig& config : placement.GetShards(node))
        {
            auto ids = placement.GetReplicas(config.shard);
            EXPECT_NE(std::find(ids.begin(), ids.end(), node), ids.end());
            EXPECT_EQ(config.leadsFirst, ids.front() == node);
            auto voters = config.voters;
            std::sort(ids.begin(), ids.end());
            std::sort(voters.begin(), voters.end());
            EXPECT_EQ(voters, ids);
        }
    }
}

} // namespace
