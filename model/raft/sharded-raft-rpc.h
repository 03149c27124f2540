/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARDED_RAFT_RPC_H
#define SHARDED_RAFT_RPC_H

#include "raft-wire.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace sharding
{

/// The number of a shard: which Raft group of those that share a connection.
using RaftShardId = uint32_t;

constexpr size_t SHARD_PREFIX_SIZE = 4; //!< bytes of a shard's number before every message

/**
 * @ingroup sharding-raft
 *
 * @param shard a shard
 * @return its number, big-endian
 */
std::array<uint8_t, SHARD_PREFIX_SIZE> EncodeShardPrefix(RaftShardId shard);

/**
 * @ingroup sharding-raft
 *
 * @param prefix four bytes
 * @return the shard
 */
RaftShardId DecodeShardPrefix(const std::array<uint8_t, SHARD_PREFIX_SIZE>& prefix);

/**
 * @ingroup sharding-raft
 *
 * @param bytes what came
 * @param size how much
 * @return the shard, or SHORT_PREFIX
 */
Result<RaftShardId, RaftWireError> TryDecodeShardPrefix(const uint8_t* bytes, size_t size);

/**
 * @ingroup sharding-raft
 *
 * A message to one of the groups behind a connection: prefix, message.
 */
struct ShardedRaftRpcRequest
{
    RaftShardId shard{0}; //!< which group
    RaftMessage request;  //!< what it is told

    /// @param bytes it is added behind what is there
    void Encode(std::vector<uint8_t>& bytes) const;

    /**
     * @param bytes what came
     * @param size how much
     * @return the request, or why it is none
     */
    static Result<ShardedRaftRpcRequest, RaftWireError> Decode(const uint8_t* bytes, size_t size);
};

/**
 * @ingroup sharding-raft
 *
 * When a server got a request and answered it, on its own clock. What is reckoned from them holds for times
 * above 0, the earlier not above the later.
 */
struct RaftRpcTimestamps
{
    int64_t receivedNs{0}; //!< the request came
    int64_t sentNs{0};     //!< the response left

    /**
     * @param askedNs the client sent the request, on its clock
     * @param answeredNs the response came, on its clock
     * @return what the server's clock is ahead if both ways take equally long (RFC 5905, 8)
     */
    int64_t OffsetNs(int64_t askedNs, int64_t answeredNs) const;

    /**
     * @param askedNs as above
     * @param answeredNs as above
     * @return half of the time on the way, without what the server took
     */
    int64_t OneWayDelayNs(int64_t askedNs, int64_t answeredNs) const;
};

/**
 * @ingroup sharding-raft
 *
 * An answer: prefix, timestamps, status, and the message where the status says that there is one.
 */
struct ShardedRaftRpcResponse
{
    RaftShardId shard{0};         //!< the one that was asked
    RaftRpcTimestamps timestamps; //!< of the server
    bool isUnknownShard{false};   //!< the server has no such shard; response is empty then
    RaftMessage response;         //!< the group's answer

    /// @param bytes it is added behind what is there
    void Encode(std::vector<uint8_t>& bytes) const;

    /**
     * Encodes an answer without a copy of its message.
     *
     * @param shard the one that was asked
     * @param timestamps of the server
     * @param response the group's answer
     * @param bytes it is added behind what is there
     */
    static void Encode(RaftShardId shard,
                       const RaftRpcTimestamps& timestamps,
                       const RaftMessage& response,
                       std::vector<uint8_t>& bytes);

    /**
     * @param asked the shard that the request was for
     * @param bytes what came
     * @param size how much
     * @return the answer; UNKNOWN_SHARD when the server says so; or why it is none
     */
    static Result<ShardedRaftRpcResponse, RaftWireError>
    Decode(RaftShardId asked, const uint8_t* bytes, size_t size);
};

} // namespace sharding
} // namespace ns3

#endif /* SHARDED_RAFT_RPC_H */
