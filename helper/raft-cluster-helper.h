/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_CLUSTER_HELPER_H
#define RAFT_CLUSTER_HELPER_H

#include "ns3/application-container.h"
#include "ns3/node-container.h"
#include "ns3/object-factory.h"
#include "ns3/raft-shard-node.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-raft
 *
 * Where the replicas of a shard are.
 */
struct ShardPlacement
{
    RaftShardId shard{0};             //!< which
    std::vector<RaftNodeId> replicas; //!< in order of preference: the first is to lead
};

/**
 * @ingroup sharding-raft
 *
 * Spreads shards over nodes: each node gets equally many replicas and is the first choice for equally many shards, up to one.
 *
 * @param shards how many, numbered from 0
 * @param replicas of each, at least 1
 * @param nodes with ids 1, 2, ...; at least as many as replicas
 * @return where each shard is, by number; empty when the numbers cannot be
 */
std::vector<ShardPlacement> PlaceShards(uint32_t shards, uint32_t replicas, uint32_t nodes);

/**
 * @ingroup sharding-raft
 *
 * @param placement of all shards
 * @param node whose
 * @return the configuration of a node: its shards, with its priority in each, by its place in the order of preference
 */
std::vector<RaftShardConfig>
ShardsOfNode(const std::vector<ShardPlacement>& placement, RaftNodeId node);

/**
 * @ingroup sharding-raft
 *
 * Installs a cluster of RaftShardNodes (or a subclass): node i of the container has id i + 1.
 */
class RaftClusterHelper
{
  public:
    /// @param typeId of the applications: ns3::sharding::RaftShardNode or a subclass
    explicit RaftClusterHelper(const std::string& typeId = "ns3::sharding::RaftShardNode");

    /// @param name of an attribute of the applications @param value for later calls of Install
    void SetNodeAttribute(const std::string& name, const AttributeValue& value);

    /// @param name of a MessageEndpoint attribute @param value for later calls of Install
    void SetEndpointAttribute(const std::string& name, const AttributeValue& value);

    /// @param makeService gives the service of each node; the caller keeps it alive
    void SetService(std::function<RaftService*(RaftNodeId node)> makeService);

    /**
     * @param nodes with an internet stack and addresses
     * @param addresses of each node, without port: how the others reach it
     * @param placement of the shards
     * @return the applications; empty when there are fewer addresses than nodes
     */
    ApplicationContainer Install(const NodeContainer& nodes,
                                 const std::vector<Address>& addresses,
                                 const std::vector<ShardPlacement>& placement) const;

    /**
     * Every node can have addresses of its own for each other node, as on point-to-point links.
     *
     * @param nodes with an internet stack and addresses
     * @param addressOf address of node `to` as node `from` reaches it, both ids
     * @param placement of the shards
     * @return the applications
     */
    ApplicationContainer
    Install(const NodeContainer& nodes,
            const std::function<Address(RaftNodeId from, RaftNodeId to)>& addressOf,
            const std::vector<ShardPlacement>& placement) const;

  private:
    ObjectFactory m_node;
    ObjectFactory m_endpoint;
    std::function<RaftService*(RaftNodeId)> m_makeService;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_CLUSTER_HELPER_H */
