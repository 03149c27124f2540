/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-placement.h"

#include "ns3/assert.h"

#include <algorithm>
#include <numeric>

namespace ns3
{
namespace sharding
{

RaftPlacement::RaftPlacement(uint32_t shards, uint32_t replicas, uint32_t nodes)
    : m_shards(shards), m_replicas(replicas), m_nodes(nodes)
{
    NS_ASSERT_MSG(Validate(shards, replicas, nodes).empty(), Validate(shards, replicas, nodes));
}

std::string
RaftPlacement::Validate(uint32_t shards, uint32_t replicas, uint32_t nodes)
{
    if (shards == 0 || replicas == 0 || nodes == 0)
    {
        return "there must be a shard, a replica and a node";
    }
    if (replicas > nodes)
    {
        return std::to_string(replicas) + " replicas of a shard need as many nodes, there are " +
               std::to_string(nodes);
    }
    if (replicas > RaftMembership::MAX_MEMBERS)
    {
        return "a shard has at most " + std::to_string(RaftMembership::MAX_MEMBERS) + " replicas";
    }
    return "";
}

std::vector<RaftNodeId>
RaftPlacement::GetReplicas(RaftShardId shard) const
{
    const uint32_t round = shard / m_nodes;
    const uint32_t place = shard % m_nodes;
    // A stride that shares no factor with the number of nodes meets each node once.
    std::vector<uint32_t> strides;
    for (uint32_t stride = 1; stride < std::max(m_nodes, 2U); stride++)
    {
        if (std::gcd(stride, m_nodes) == 1)
        {
            strides.push_back(stride);
        }
    }
    const uint32_t stride = strides[round % strides.size()];
    // The replicas of a round lie one behind the other, so that also a round that is cut short loads the nodes evenly. Its
    // windows begin at multiples of the divisor only: further round, another member of the window leads.
    const uint64_t window = uint64_t{place} * m_replicas;
    const uint32_t lead = place / (m_nodes / std::gcd(m_nodes, m_replicas));
    std::vector<RaftNodeId> ids;
    for (uint32_t i = 0; i < m_replicas; i++)
    {
        const uint64_t at = (window + (lead + i) % m_replicas) % m_nodes;
        ids.push_back(static_cast<RaftNodeId>(at * stride % m_nodes + 1));
    }
    return ids;
}

std::vector<RaftShardConfig>
RaftPlacement::GetShards(RaftNodeId node) const
{
    std::vector<RaftShardConfig> configs;
    for (RaftShardId shard = 0; shard < m_shards; shard++)
    {
        RaftShardConfig config;
        config.shard = shard;
        config.voters = GetReplicas(shard);
        config.leadsFirst = config.voters.front() == node;
        if (std::find(config.voters.begin(), config.voters.end(), node) != config.voters.end())
        {
            configs.push_back(std::move(config));
        }
    }
    return configs;
}

} // namespace sharding
} // namespace ns3
