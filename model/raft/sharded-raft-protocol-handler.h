/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARDED_RAFT_PROTOCOL_HANDLER_H
#define SHARDED_RAFT_PROTOCOL_HANDLER_H

#include "raft-clock-filter.h"
#include "raft-frame.h"
#include "raft-host.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace sharding
{

/// What became of a message from a peer.
enum class RaftTake : uint8_t
{
    TAKEN,             //!< a group, or the host, has it
    ANSWERED,          //!< the shard is not here: an answer says so, and nothing else has changed
    UNKNOWN_AT_PEER,   //!< the peer says that it does not have a shard
    UNKNOWN_AND_QUIET, //!< an answer to a shard that is not here, or beats of none: dropped
    MALFORMED,         //!< it is no frame
    WRONG_SENDER,      //!< its sender is not the peer at the other end of the connection
    WRONG_RECEIVER,    //!< it is for another node
    TOO_LONG,          //!< above maxMessageBytes
    COUNT              //!< how many there are
};

/**
 * @ingroup sharding-raft
 *
 * @param take what became of a message
 * @return its name, such as "wrong-sender"
 */
std::string RaftTakeName(RaftTake take);

/**
 * @ingroup sharding-raft
 *
 * What serves `raft-shard` and `raft-rpc` on a node: takes what comes from a peer, checks it, and brings it to the group that it is
 * for. Pure.
 */
class ShardedRaftProtocolHandler
{
  public:
    /// What it keeps to.
    struct Config
    {
        RaftNodeId self{RAFT_NOBODY};           //!< this node
        uint64_t maxMessageBytes{16U << 20U};   //!< longest frame; at least 1
        uint32_t maxUnderwayMessages{65536};    //!< see Begin; at least 1
        uint64_t maxUnderwayBytes{256U << 20U}; //!< see Begin; at least 1
    };

    /// What happened.
    struct Counters
    {
        std::array<uint64_t, static_cast<size_t>(RaftTake::COUNT)> takes{}; //!< by RaftTake
        uint64_t underwayRefused{0}; //!< times that Begin said no
        uint64_t clockSamples{0};    //!< taken
        uint64_t clockSamplesBad{0}; //!< whose times contradict each other
    };

    /**
     * @param config what it keeps to
     * @param host has the groups; must outlive the handler
     */
    ShardedRaftProtocolHandler(const Config& config, RaftHost& host);

    /**
     * Takes a frame of `raft-shard`. What the host then wants done waits for its Collect.
     *
     * @param nowNs local time
     * @param wallNs what the node takes for the time of day
     * @param peer at the other end of the connection
     * @param frame what came
     * @return what became of it
     */
    RaftTake Take(int64_t nowNs, int64_t wallNs, RaftNodeId peer, ByteSpan frame);

    /**
     * Takes a message of `raft-rpc`: without a prefix, for shard 0.
     *
     * @param nowNs local time
     * @param wallNs as above
     * @param peer as above
     * @param message what came
     * @return what became of it; a shard 0 that is not here is not answered, as the protocol has no way to
     */
    RaftTake TakeLegacy(int64_t nowNs, int64_t wallNs, RaftNodeId peer, ByteSpan message);

    /// @return the frame that answers what Take said is ANSWERED; valid until the next Take
    const std::vector<uint8_t>&
    Answer() const
    {
        return m_answer;
    }

    /// @return the shard of the last message that was taken, answered or unknown at the peer
    RaftShardId
    LastShard() const
    {
        return m_shard;
    }

    /// @return type of the last message that was TAKEN; HEARTBEAT for beats
    RaftMessageType
    LastType() const
    {
        return m_type;
    }

    /**
     * A message has come that cannot be taken at once, as the node has other work.
     *
     * @param bytes its size
     * @return false: too much is under way; it is to be dropped
     */
    bool Begin(uint64_t bytes);

    /// @param bytes size of a message that was begun, and is taken now or dropped
    void End(uint64_t bytes);

    /**
     * @param shard of a reply that leaves now
     * @param message the reply
     * @param wallNs time of day
     * @return the timestamps that go with it; receivedNs is 0 when it is not known when its request came
     */
    RaftRpcTimestamps
    StampReply(RaftShardId shard, const RaftMessage& message, int64_t wallNs) const;

    /**
     * @param peer a node
     * @return what is known of its clock and of the way to it; nullptr: nothing
     */
    const RaftClockFilter* ClockOf(RaftNodeId peer) const;

    /// @return what happened
    const Counters&
    GetCounters() const
    {
        return m_counters;
    }

  private:
    /// The latest request of a shard's leader that has a time.
    struct Heard
    {
        RaftNodeId from{RAFT_NOBODY};
        int64_t sentNs{0};     //!< the leader's monotonic clock
        int64_t receivedNs{0}; //!< time of day here
    };

    RaftTake Count(RaftTake take);
    RaftTake CheckEnds(RaftNodeId peer, RaftNodeId from, RaftNodeId to) const;
    void NoteRequest(RaftShardId shard, const RaftMessage& message, int64_t wallNs);
    void NoteClock(int64_t nowNs, int64_t wallNs);

    const Config m_config;
    RaftHost& m_host;
    RaftFrameReader m_reader;
    RaftShardId m_shard{0};
    RaftMessageType m_type{RaftMessageType::HEARTBEAT};
    std::vector<uint8_t> m_answer;
    std::unordered_map<RaftShardId, Heard> m_heard;           //!< of shards that are here only
    std::unordered_map<RaftNodeId, RaftClockFilter> m_clocks; //!< of peers with connections
    uint32_t m_underwayMessages{0};
    uint64_t m_underwayBytes{0};
    Counters m_counters;
};

} // namespace sharding
} // namespace ns3

#endif /* SHARDED_RAFT_PROTOCOL_HANDLER_H */
