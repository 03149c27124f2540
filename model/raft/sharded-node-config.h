/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARDED_NODE_CONFIG_H
#define SHARDED_NODE_CONFIG_H

#include "raft-host.h"
#include "raft-options.h"
#include "raft-storage.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-raft
 *
 * A shard that a node has a replica of, as it is at first; later its log says who takes part.
 */
struct RaftShardConfig
{
    RaftShardId shard{0};                         //!< its number, not RAFT_NODE_PREFIX
    std::vector<RaftNodeId> voters;               //!< node ids, in any order
    std::vector<RaftNodeId> learners;             //!< node ids, in any order
    uint32_t priority{RaftOptions::TOP_PRIORITY}; //!< see RaftOptions, of this node
    bool leadsFirst{false}; //!< this node stands for leader as soon as it starts for the first time
};

/**
 * @ingroup sharding-raft
 *
 * What a ShardedNodeHandle is made from.
 */
struct ShardedNodeConfig
{
    bool isShardingEnabled{true};        //!< false: shard 0 alone, as a node without shards
    RaftHost::Config host;               //!< self, epoch, heartbeats, rest
    RaftOptions raft;                    //!< of all shards
    RaftStorage::Config storage;         //!< the log on the disk
    std::vector<RaftShardConfig> shards; //!< of this node
    uint32_t maxFrameBytes{16U << 20U};  //!< from other nodes; at least LongestRaftFrame
    uint64_t snapshotEntries{
        10000}; //!< applied since the last snapshot, then there is a new one; 0: never
    uint64_t snapshotBytes{16U << 20U}; //!< in the log of a shard, likewise; 0: never
    uint64_t seed{1};                   //!< of election timeouts
    bool isDiskLost{
        false}; //!< an earlier disk of the node is gone; to be said again until a record is durable
};

/// Why a node cannot be made.
enum class ShardedNodeError : uint8_t
{
    SHARDING_DISABLED, //!< other shards than 0 are configured, and sharding is off
    BAD_CONFIG,        //!< a limit or an option cannot be used
    BAD_SHARD,         //!< a shard's number or members cannot be used
    DUPLICATE_SHARD,   //!< a shard is configured twice
    NOT_A_MEMBER,      //!< a shard is configured of which this node is no member
    TOO_MANY_SHARDS,   //!< more than the host takes
    DISK_DAMAGED       //!< the disk holds no log
};

/**
 * @ingroup sharding-raft
 *
 * @param error an error
 * @return its name, such as "not-a-member"
 */
std::string ShardedNodeErrorName(ShardedNodeError error);

/// An error and one sentence about it.
struct ShardedNodeProblem
{
    ShardedNodeError error;  //!< what kind
    std::string description; //!< what is wrong
};

/**
 * @ingroup sharding-raft
 *
 * @param raft options of the shards
 * @param maxBeats heartbeats in one message, see RaftHost::Config
 * @return bytes of the longest frame that a node with these options sends: an append, a chunk of a snapshot, or beats
 */
uint64_t LongestRaftFrame(const RaftOptions& raft, uint32_t maxBeats);

/**
 * @ingroup sharding-raft
 *
 * Besides what the parts check by themselves, that they fit together: the longest frame is taken by the others, who have the
 * same options; heartbeats that come up to a tick late come before anybody stands for election; and a tick is shorter than the
 * range of election timeouts, as timeouts that all fall into one tick split the votes again and again.
 *
 * @param config what to check
 * @return nothing when BootstrapShardedNode would take it, but for the disk; else the option, its value and its bound
 */
std::optional<ShardedNodeProblem> ValidateShardedNode(const ShardedNodeConfig& config);

/**
 * @ingroup sharding-raft
 *
 * @param shard what to check
 * @param self the node that is to have it
 * @return nothing when it can be used; BAD_SHARD, or else NOT_A_MEMBER
 */
std::optional<ShardedNodeProblem> ValidateRaftShard(const RaftShardConfig& shard, RaftNodeId self);

} // namespace sharding
} // namespace ns3

#endif /* SHARDED_NODE_CONFIG_H */
