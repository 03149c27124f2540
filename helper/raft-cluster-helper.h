/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_CLUSTER_HELPER_H
#define RAFT_CLUSTER_HELPER_H

#include "ns3/node-container.h"
#include "ns3/object-factory.h"
#include "ns3/raft-placement.h"
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
 * Lays shards x replicas over nodes and puts a RaftShardNode on each, with its way to all others. Node i of the container has
 * the id i + 1.
 *
 *     RaftClusterHelper raft(RaftPlacement(8, 3, 5));
 *     raft.SetNodeAttribute("Heartbeat", TimeValue(MilliSeconds(20)));
 *     auto servers = raft.Install(nodes, [&](uint32_t from, uint32_t to) { return addresses.GetAddress(to); });
 *     for (uint32_t i = 0; i < servers.size(); i++) { servers[i]->SetService(*services[i]); }
 */
class RaftClusterHelper
{
  public:
    /// @param placement which node has which shards
    explicit RaftClusterHelper(const RaftPlacement& placement);

    /// @param factory makes the nodes: RaftShardNode, which is the default, or a subclass
    void SetNodeFactory(const ObjectFactory& factory);

    /**
     * @param name of an attribute of the nodes
     * @param value for later calls of Install
     */
    void SetNodeAttribute(const std::string& name, const AttributeValue& value);

    /**
     * @param name of an attribute of MessageEndpoint
     * @param value for later calls of Install
     */
    void SetTransportAttribute(const std::string& name, const AttributeValue& value);

    /// @param factory makes the endpoints: MessageEndpoint with attributes set
    void SetTransportFactory(const ObjectFactory& factory);

    /**
     * @param nodes as many as the placement has
     * @return why RaftShardNode::Validate refuses one of the nodes that Install would make; "" when it refuses none
     */
    std::string Validate(uint32_t nodes) const;

    /// The address of node `to` as node `from` reaches it, both from 0.
    using AddressOf = std::function<Ipv4Address(uint32_t from, uint32_t to)>;

    /**
     * @param nodes as many as the placement has
     * @param addressOf their addresses
     * @return the applications, in the order of the nodes, without a service and a name yet
     */
    std::vector<Ptr<RaftShardNode>>
    Install(const NodeContainer& nodes, const AddressOf& addressOf) const;

  private:
    Ptr<RaftShardNode> Make(RaftNodeId id) const;

    RaftPlacement m_placement;
    ObjectFactory m_nodes;
    ObjectFactory m_transport;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_CLUSTER_HELPER_H */
