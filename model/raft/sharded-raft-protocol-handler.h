/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARDED_RAFT_PROTOCOL_HANDLER_H
#define SHARDED_RAFT_PROTOCOL_HANDLER_H

#include "raft-frame.h"
#include "raft-host.h"
#include "raft-peer-clock.h"

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace sharding
{

/// How many values RaftWireError has.
constexpr size_t RAFT_WIRE_ERRORS = 10;

/**
 * @ingroup sharding-raft
 *
 * Between connections and groups: finds the group that a request is for, and writes what groups say as frames.
 *
 * A request for a group that is not here is answered with a typed error and changes nothing: no term, no role. What cannot
 * be read, claims another sender than the connection's peer, or is for another node, is counted and dropped.
 *
 * The protocol without shards ("raft-rpc") reaches shard 0 only. It has no rest and no signs of life of nodes: the question
 * whether the group can rest does not go over it, and an answer to a heartbeat that comes over it counts as a refusal. So a group
 * with a member behind it never rests.
 *
 * Pure.
 */
class ShardedRaftProtocolHandler
{
  public:
    /// What it keeps to.
    struct Config
    {
        RaftNodeId self{RAFT_NOBODY};                       //!< this node
        uint32_t maxFrameBytes{16U << 20U};                 //!< longer frames are dropped
        uint32_t maxEntries{RaftWire::DEFAULT_MAX_ENTRIES}; //!< in one append
        uint32_t maxBeats{RaftBeats::DEFAULT_MAX_BEATS};    //!< in one frame
    };

    /// What came and went.
    struct Counters
    {
        uint64_t requests{0};       //!< handed to groups
        uint64_t responses{0};      //!< handed to groups
        uint64_t beats{0};          //!< frames with beats, handed on
        uint64_t unknownShards{0};  //!< requests for groups that are not here, answered so
        uint64_t refusals{0};       //!< answers that say that the other node has not got the group
        uint64_t strayResponses{0}; //!< for groups that are not here
        uint64_t tooLong{0};        //!< frames dropped
        uint64_t strangers{
            0}; //!< frames dropped: of another sender than the peer, or for another node
        uint64_t wrongProtocol{0}; //!< frames dropped: of the other protocol than the connection's
        std::array<uint64_t, RAFT_WIRE_ERRORS> malformed{}; //!< frames dropped, by RaftWireError
    };

    /// What became of a frame.
    enum class Verdict
    {
        TAKEN,   //!< a group, or the host, has it
        ANSWER,  //!< there is no such group here: the answer is to be sent
        REFUSED, //!< it says that the other node has no such group
        DROPPED  //!< see the counters
    };

    /**
     * @param config limits
     * @param host has the groups; must outlive the handler
     */
    ShardedRaftProtocolHandler(const Config& config, RaftHost& host);

    /**
     * Takes a frame. RaftHost::Collect is to be called then.
     *
     * @param nowNs local time
     * @param peer who sent it, as its connection says
     * @param isLegacy whether the connection speaks the protocol without shards
     * @param bytes the frame
     * @param answer becomes the frame to be sent back with ANSWER
     * @return what became of it
     */
    Verdict Receive(int64_t nowNs,
                    RaftNodeId peer,
                    bool isLegacy,
                    ByteSpan bytes,
                    std::vector<uint8_t>& answer);

    /**
     * @param nowNs local time
     * @param shard of the group; 0 when isLegacy
     * @param message of a group
     * @param isLegacy whether it is to be written in the protocol without shards
     * @param frame becomes the frame
     */
    void Write(int64_t nowNs,
               RaftShardId shard,
               const RaftMessage& message,
               bool isLegacy,
               std::vector<uint8_t>& frame) const;

    /**
     * @param beats of the host
     * @param frame becomes the frame
     */
    static void Write(const RaftBeats& beats, std::vector<uint8_t>& frame);

    /**
     * @param peer another node
     * @return what is known of its clock against this one; nothing: nothing yet
     */
    std::optional<RaftPeerClock::Sample> ClockOf(RaftNodeId peer) const;

    /// @return what came and went
    const Counters&
    GetCounters() const
    {
        return m_counters;
    }

  private:
    /// The request of a peer to a group that came last, if it said when it was sent.
    struct LastRequest
    {
        int64_t sentNs;     //!< on the peer's clock
        int64_t receivedNs; //!< on ours
    };

    struct Peer
    {
        std::unordered_map<RaftShardId, LastRequest> last;
        RaftPeerClock clock;
    };

    Verdict TakeRequest(
        int64_t nowNs, RaftNodeId peer, bool isLegacy, ByteSpan body, std::vector<uint8_t>& answer);
    Verdict TakeResponse(int64_t nowNs, RaftNodeId peer, bool isLegacy, ByteSpan body);
    Verdict TakeBeats(int64_t nowNs, RaftNodeId peer, ByteSpan body);
    Verdict Drop(RaftWireError error);
    void WriteUnknown(int64_t nowNs,
                      RaftShardId shard,
                      bool isLegacy,
                      std::vector<uint8_t>& answer) const;

    const Config m_config;
    RaftHost& m_host;
    std::unordered_map<RaftNodeId, Peer> m_peers;
    std::vector<uint8_t> m_body; //!< of a legacy frame, with the prefix
    RaftBeats m_beats;
    Counters m_counters;
};

} // namespace sharding
} // namespace ns3

#endif /* SHARDED_RAFT_PROTOCOL_HANDLER_H */
