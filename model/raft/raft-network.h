/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_NETWORK_H
#define RAFT_NETWORK_H

#include "sharded-raft-protocol-handler.h"

#include <array>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace sharding
{

/// How urgent a frame is.
enum class RaftUrgency : uint8_t
{
    CONTROL, //!< elections, heartbeats, reads, answers: little, and late is as bad as lost
    LOG,     //!< entries
    BULK     //!< chunks of snapshots
};

/**
 * @ingroup sharding-raft
 *
 * Sends frames to other nodes: one connection for each pair of nodes, which all shards share.
 */
class RaftTransport
{
  public:
    virtual ~RaftTransport() = default;

    /// @return whether a node is known to speak the protocol without shards
    virtual bool IsLegacy(RaftNodeId node) const = 0;

    /**
     * @param to another node
     * @param frame may be moved away
     * @param urgency of it
     * @param flow frames of one flow and urgency stay in order
     * @return false: it was not taken, and is lost
     */
    virtual bool
    Transmit(RaftNodeId to, std::vector<uint8_t>& frame, RaftUrgency urgency, uint64_t flow) = 0;
};

/**
 * @ingroup sharding-raft
 *
 * The way of one shard's messages to one node. Cheap to make and to copy.
 */
class RaftNetworkClient
{
  public:
    /**
     * @param handler writes the frames
     * @param transport sends them
     * @param target another node
     * @param shard of whom
     */
    RaftNetworkClient(const ShardedRaftProtocolHandler& handler,
                      RaftTransport& transport,
                      RaftNodeId target,
                      RaftShardId shard)
        : m_handler(&handler), m_transport(&transport), m_target(target), m_shard(shard)
    {
    }

    /**
     * @param nowNs local time
     * @param message of the shard's group to the target
     * @param frame scratch
     * @return false: it was not taken, and is lost
     */
    bool Send(int64_t nowNs, const RaftMessage& message, std::vector<uint8_t>& frame) const;

    /// @return how urgent messages of a type are
    static RaftUrgency UrgencyOf(RaftMessageType type);

  private:
    const ShardedRaftProtocolHandler* m_handler;
    RaftTransport* m_transport;
    RaftNodeId m_target;
    RaftShardId m_shard;
};

/**
 * @ingroup sharding-raft
 *
 * Makes clients: those of all shards send over the same connections.
 */
class RaftNetworkFactory
{
  public:
    /**
     * @param handler writes the frames; must outlive all clients
     * @param transport sends them; must outlive all clients
     */
    RaftNetworkFactory(const ShardedRaftProtocolHandler& handler, RaftTransport& transport)
        : m_handler(handler), m_transport(transport)
    {
    }

    /**
     * @param target another node
     * @param shard of whom; to a node that speaks the protocol without shards, only shard 0 gets through
     * @return the way there
     */
    RaftNetworkClient
    NewClientForShard(RaftNodeId target, RaftShardId shard) const
    {
        return {m_handler, m_transport, target, shard};
    }

    /// @return as NewClientForShard, for shard 0: what a node without shards has
    RaftNetworkClient
    NewClient(RaftNodeId target) const
    {
        return NewClientForShard(target, 0);
    }

    /**
     * @param beats to beats.to; those of shard 0 become messages where the other node knows no beats
     * @param nowNs local time
     * @param frame scratch
     * @return false: not all of it was taken
     */
    bool SendBeats(int64_t nowNs, const RaftBeats& beats, std::vector<uint8_t>& frame) const;

  private:
    const ShardedRaftProtocolHandler& m_handler;
    RaftTransport& m_transport;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_NETWORK_H */
