/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_FRAME_H
#define RAFT_FRAME_H

#include "raft-beats.h"

#include "ns3/byte-span.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/// What a frame holds.
enum class RaftFrameKind : uint8_t
{
    REQUEST = 1,  //!< a ShardedRaftRpcRequest
    RESPONSE = 2, //!< a ShardedRaftRpcResponse; also says that a shard is unknown
    BEATS = 3     //!< RaftBeats
};

/// Why bytes are no frame.
enum class RaftFrameError : uint8_t
{
    TOO_SHORT,       //!< fewer bytes than a frame has before its content
    UNKNOWN_VERSION, //!< of the frame
    UNKNOWN_KIND,    //!< of content
    BAD_CONTENT,     //!< see RaftFrameReader::contentError
    WRONG_KIND       //!< a request that answers, or a response that asks
};

/**
 * @ingroup sharding-raft
 *
 * @param error an error
 * @return its name, such as "unknown-kind"
 */
std::string RaftFrameErrorName(RaftFrameError error);

/**
 * @ingroup sharding-raft
 *
 * @param type of a message
 * @return whether it answers another one, and so travels as a response
 */
bool IsRaftReply(RaftMessageType type);

/**
 * @ingroup sharding-raft
 *
 * One transport message between nodes that speak `raft-shard`. Version 1: version (1 byte), kind (1 byte), content in the
 * encoding of its kind, which begins with the shard's number, or with RAFT_NODE_PREFIX for beats.
 *
 * A frame holds one message. All that is sent within one event goes to TCP as one packet anyway, and messages that lie apart
 * can be put in order of urgency.
 */
struct RaftFrame
{
    static constexpr uint8_t VERSION = 1;   //!< of the frame
    static constexpr size_t HEAD_BYTES = 2; //!< before the content

    /**
     * @param shard which group
     * @param message not a reply
     * @param bytes the frame is added behind what is there
     */
    static void
    AddRequest(RaftShardId shard, const RaftMessage& message, std::vector<uint8_t>& bytes);

    /**
     * @param shard which group
     * @param timestamps of this node, as its answer's request came and as it leaves
     * @param message a reply
     * @param bytes the frame is added behind what is there
     */
    static void AddResponse(RaftShardId shard,
                            const RaftRpcTimestamps& timestamps,
                            const RaftMessage& message,
                            std::vector<uint8_t>& bytes);

    /**
     * @param shard that was asked for, and is not here
     * @param timestamps as above
     * @param bytes the frame is added behind what is there
     */
    static void AddUnknownShard(RaftShardId shard,
                                const RaftRpcTimestamps& timestamps,
                                std::vector<uint8_t>& bytes);

    /**
     * @param beats from node to node
     * @param bytes the frame is added behind what is there
     */
    static void AddBeats(const RaftBeats& beats, std::vector<uint8_t>& bytes);
};

/**
 * @ingroup sharding-raft
 *
 * Reads frames; its memory is used again. Nothing that comes is believed before it was checked.
 */
class RaftFrameReader
{
  public:
    RaftFrameKind kind{RaftFrameKind::BEATS}; //!< of the frame that was read
    RaftShardId shard{0};                     //!< REQUEST, RESPONSE
    RaftRpcTimestamps timestamps;             //!< RESPONSE
    bool isUnknownShard{false};               //!< RESPONSE: the peer has no such shard; no message
    RaftMessage message;                      //!< REQUEST, RESPONSE
    RaftBeats beats;                          //!< BEATS
    RaftWireError contentError{RaftWireError::TRUNCATED}; //!< of BAD_CONTENT

    /**
     * @param bytes what came; all of it must be one frame
     * @return nothing, or why it is none; then what was read may have any content
     */
    std::optional<RaftFrameError> Read(ByteSpan bytes);

  private:
    std::optional<RaftFrameError> ReadMessage(const uint8_t* bytes, size_t size);
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_FRAME_H */
