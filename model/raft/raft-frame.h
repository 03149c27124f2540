/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_FRAME_H
#define RAFT_FRAME_H

#include "raft-beats.h"
#include "sharded-raft-rpc.h"

#include "ns3/byte-span.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace sharding
{

/// What a frame holds.
enum class RaftFrameKind : uint8_t
{
    REQUEST = 1,        //!< ShardedRaftRpcRequest
    RESPONSE = 2,       //!< ShardedRaftRpcResponse
    BEATS = 3,          //!< RaftBeats
    LEGACY_REQUEST = 4, //!< a request for shard 0, without the prefix
    LEGACY_RESPONSE = 5 //!< a response of shard 0, without the prefix
};

/**
 * @ingroup sharding-raft
 *
 * What goes as one message of transport from node to node: a version, a kind, and what the kind says. Kinds of the protocol
 * without shards differ from the others, so that nothing is taken for what it is not while nodes of both kinds talk.
 */
struct RaftFrame
{
    static constexpr uint8_t VERSION = 1;   //!< of the encoding
    static constexpr size_t HEAD_BYTES = 2; //!< version and kind

    RaftFrameKind kind{RaftFrameKind::REQUEST}; //!< what is in it
    ByteSpan body;                              //!< where that lies

    /**
     * @param bytes what came
     * @return its parts; TRUNCATED, UNKNOWN_VERSION or UNKNOWN_TYPE
     */
    static Result<RaftFrame, RaftWireError> Open(ByteSpan bytes);

    /**
     * @param kind of the frame
     * @param bytes becomes its head
     */
    static void Begin(RaftFrameKind kind, std::vector<uint8_t>& bytes);

    /**
     * Takes the prefix out of a request or response of shard 0.
     *
     * @param bytes a whole frame, REQUEST or RESPONSE; becomes the legacy one
     */
    static void ToLegacy(std::vector<uint8_t>& bytes);

    /**
     * @param body of a legacy frame
     * @param bytes becomes the body with the prefix of shard 0
     */
    static void AddPrefix(ByteSpan body, std::vector<uint8_t>& bytes);

    /**
     * @param type of a message
     * @return whether it answers another one, and so travels as a response
     */
    static bool IsResponse(RaftMessageType type);
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_FRAME_H */
