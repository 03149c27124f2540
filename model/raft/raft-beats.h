/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_BEATS_H
#define RAFT_BEATS_H

#include "sharded-raft-rpc.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <type_traits>
#include <vector>

namespace ns3
{
namespace sharding
{

/// In place of a shard's number: the message is from node to node, RaftBeats.
constexpr RaftShardId RAFT_NODE_PREFIX = UINT32_MAX;

/**
 * @ingroup sharding-raft
 *
 * One group's heartbeat, or the answer to one. The fields mean what those of RaftMessage do.
 */
struct RaftBeat
{
    RaftShardId shard{0};   //!< which group
    bool isReply{false};    //!< HEARTBEAT_REPLY
    bool reject{false};     //!< see RaftMessage
    bool wantsReply{false}; //!< see RaftMessage
    bool rest{false};       //!< see RaftMessage
    uint64_t term{0};       //!< the sender's
    uint64_t commit{0};     //!< heartbeats
    uint64_t round{0};      //!< of heartbeats
    int64_t sentNs{0};      //!< leader's clock; replies give the latest back

    /// @return whether a message is of a kind that can be a beat
    static bool
    IsBeat(const RaftMessage& message)
    {
        return message.type == RaftMessageType::HEARTBEAT ||
               message.type == RaftMessageType::HEARTBEAT_REPLY;
    }

    /**
     * @param shard of the group
     * @param message one for which IsBeat holds
     * @return its content
     */
    static RaftBeat Of(RaftShardId shard, const RaftMessage& message);

    /**
     * @param from sender
     * @param to receiver
     * @param message becomes what this stands for
     */
    void Fill(RaftNodeId from, RaftNodeId to, RaftMessage& message) const;

    /**
     * @param a beats in some order
     * @param b others
     * @return whether they are the same, in the same order
     */
    static bool
    AreSame(const std::vector<RaftBeat>& a, const std::vector<RaftBeat>& b)
    {
        return a.size() == b.size() &&
               (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(RaftBeat)) == 0);
    }
};

static_assert(std::has_unique_object_representations_v<RaftBeat>, "compared as bytes");

/**
 * @ingroup sharding-raft
 *
 * The heartbeats of many groups from one node to another, and the answers to them, in one message.
 * It also says that the node lives, and since when: a node that rests its groups sends one without
 * beats now and then.
 *
 * What leaders send at their ticks is a set with a number. As long as nothing changes, it is the
 * same one, and a receiver that has said that it holds it is told the number only; that all groups
 * of a repeated set followed their leaders is one number too. Numbers count within one life of the
 * sender and one of the receiver: who forgets sets has another epoch.
 *
 * Version 2 of the encoding, in network byte order: RAFT_NODE_PREFIX, version, sender, receiver,
 * epoch, known epoch, number of the set that is held, parts (set 1, repeated 2, answers 4); for a set its number, the time of
 * sending and, if it is not repeated, the number of its beats and these; for answers the number of
 * the set and its time of sending; number of other beats and these. Each beat is its shard, flags
 * (reply 1, reject 2, wants-reply 4, rest 8, and 16 each for term, commit, round, time of sending)
 * and those of the four that its flags name. What they do not name is as in the beat before, 0
 * before the first: groups that do the same at the same time share it. A reply has no commit and
 * passes the one before it on. Beats of a set have no time of their own, are no replies and say
 * nothing of rest. A flag that names what would be the same without it is an error, so that a
 * message has one encoding.
 */
struct RaftBeats
{
    static constexpr uint8_t VERSION = 2;                    //!< of the encoding
    static constexpr size_t HEAD_BYTES = 42;                 //!< without beats, with the prefix
    static constexpr size_t SET_BYTES = 16;                  //!< number and time of a set
    static constexpr size_t BEAT_BYTES = 5;                  //!< of a beat, at least
    static constexpr uint32_t DEFAULT_MAX_BEATS = 1U << 16U; //!< in one message

    /// Which set, and when it was sent.
    struct SetName
    {
        uint64_t number{0}; //!< from 1 on; 0: none
        int64_t sentNs{0};  //!< the sender's clock, before any of it was sent
    };

    RaftNodeId from{RAFT_NOBODY}; //!< sender
    RaftNodeId to{RAFT_NOBODY};   //!< receiver
    uint64_t epoch{0};            //!< of the sender's life: grows with every start
    uint64_t knownEpoch{0};       //!< of the receiver's life, as the sender knows it; 0: not at all
    uint64_t holds{0};            //!< last set of the receiver's in these lives; 0: none
    SetName set;                  //!< heartbeats of a tick
    bool isRepeated{false};       //!< the receiver has the set already, it is not in here
    std::vector<RaftBeat> beatsOfSet; //!< in any order
    SetName answers; //!< a repeated set of the receiver's: all its groups followed their leaders
    std::vector<RaftBeat> beats; //!< others, in any order

    /// No set, no answers, no beats.
    void Clear();

    /// @return how many heartbeats and answers it has, without those that are not in here
    size_t
    Count() const
    {
        return beatsOfSet.size() + beats.size();
    }

    /// @return bytes that Encode adds
    size_t Size() const;

    /// @param bytes it is added behind what is there
    void Encode(std::vector<uint8_t>& bytes) const;

    /**
     * @param bytes what came, with the prefix
     * @param size how much; all of it must be one message
     * @param beats becomes the message; its memory is used again
     * @param maxBeats limit to Count
     * @return nothing, or why it is no message; @p beats has any content then
     */
    static std::optional<RaftWireError> Decode(const uint8_t* bytes,
                                               size_t size,
                                               RaftBeats& beats,
                                               uint32_t maxBeats = DEFAULT_MAX_BEATS);
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_BEATS_H */
