/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_PLACEMENT_H
#define RAFT_PLACEMENT_H

#include "sharded-node.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-raft
 *
 * Which nodes have replicas of which shards, and which of them leads first.
 *
 * The replicas of shards are dealt out one behind the other around a ring of the nodes, whose ids are 1 to nodes, and one of each
 * shard leads first. When all nodes lead a shard, a new round begins with another order of the ring, so that the shards that one node
 * leads are spread over many others when it fails. The numbers of replicas of two nodes, and the numbers of shards that they
 * lead first, differ by no more than one.
 */
class RaftPlacement
{
  public:
    /**
     * @param shards how many there are, at least 1
     * @param replicas of each, 1 to nodes
     * @param nodes how many there are, at least 1
     */
    RaftPlacement(uint32_t shards, uint32_t replicas, uint32_t nodes);

    /**
     * @param shards as above
     * @param replicas as above
     * @param nodes as above
     * @return an empty string when it can be done, else one sentence
     */
    static std::string Validate(uint32_t shards, uint32_t replicas, uint32_t nodes);

    /**
     * @param shard below the number of shards
     * @return ids of the nodes that have it, the first leader first
     */
    std::vector<RaftNodeId> GetReplicas(RaftShardId shard) const;

    /**
     * @param node 1 to the number of nodes
     * @return what it is to be configured with
     */
    std::vector<RaftShardConfig> GetShards(RaftNodeId node) const;

  private:
    uint32_t m_shards;
    uint32_t m_replicas;
    uint32_t m_nodes;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_PLACEMENT_H */
