/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_PROGRESS_H
#define RAFT_PROGRESS_H

#include "raft-snapshot.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-raft
 *
 * The appends on their way to one follower, bounded in messages and bytes.
 */
class RaftInflights
{
  public:
    /**
     * @param lastIndex last entry of the message, above that of the one before
     * @param bytes its payload
     * @param limit messages, that of IsFull
     */
    void Add(uint64_t lastIndex, uint64_t bytes, uint32_t limit);

    /// @param index messages up to this entry have arrived
    void FreeUpTo(uint64_t index);

    /// All are given up.
    void
    Clear()
    {
        m_count = 0;
        m_bytes = 0;
    }

    /**
     * @param maxMessages limit
     * @param maxBytes limit
     * @return whether one of them is reached
     */
    bool
    IsFull(uint32_t maxMessages, uint64_t maxBytes) const
    {
        return m_count >= maxMessages || m_bytes >= maxBytes;
    }

  private:
    struct Item
    {
        uint64_t lastIndex;
        uint64_t bytes;
    };

    std::vector<Item> m_ring; //!< made with the first message
    size_t m_oldest{0};
    size_t m_count{0};
    uint64_t m_bytes{0};
};

/// How a leader sends to a follower.
enum class RaftProgressState : uint8_t
{
    PROBE,     //!< one message at a time, until the logs agree somewhere
    REPLICATE, //!< one after the other, without waiting
    SNAPSHOT   //!< chunks of a snapshot, because the log begins too late
};

/// What a node answered to a candidate.
enum class RaftBallot : uint8_t
{
    NONE,
    GRANTED,
    REFUSED
};

/**
 * @ingroup sharding-raft
 *
 * What a node knows about one member of its group, itself too.
 */
struct RaftProgress
{
    RaftNodeId id{RAFT_NOBODY}; //!< which
    RaftProgressState state{RaftProgressState::PROBE};
    bool isVoter{false};    //!< in voters
    bool isOutgoing{false}; //!< in outgoing
    bool probeSent{false};  //!< PROBE: wait for the answer

    // What heartbeats need stands together, for the cache.
    uint64_t match{0};            //!< durable there, as far as known
    uint64_t next{1};             //!< sent next
    uint64_t matchAtHeartbeat{0}; //!< at the last answer to a heartbeat, to notice loss
    int64_t heardNs{0};           //!< last answer of any kind, leader's clock
    int64_t echoedNs{0};          //!< latest time of sending that it gave back
    uint64_t ackedRound{0};       //!< latest round of heartbeats that it answered
    uint64_t sentCommit{0};       //!< commit index that it was told

    bool rests{false};                   //!< it said so since the leader last asked
    RaftBallot ballot{RaftBallot::NONE}; //!< in the election that is going on
    RaftInflights inflights;             //!< REPLICATE

    RaftSnapshotPointer snapshot; //!< SNAPSHOT: which one
    uint64_t snapshotSent{0};     //!< bytes
    uint64_t snapshotAcked{0};    //!< bytes
    uint64_t snapshotRefused{0};  //!< bytes that it had when it last refused a chunk
    bool snapshotRewound{false};  //!< since the last byte that was acknowledged
    bool snapshotAnswered{
        false}; //!< something was said of chunks since the last answer to a heartbeat
    uint32_t snapshotQuiet{0};    //!< answers to heartbeats in a row before which nothing was
    uint32_t snapshotPatience{1}; //!< so many of them mean that chunks were lost
    bool snapshotLastSent{false}; //!< the last chunk was sent; an empty snapshot has one too

    /// Sends one message at a time, from behind what is known to be there.
    void BecomeProbe();

    /// Sends without waiting.
    void BecomeReplicate();

    /// @param which sends this, from its beginning
    void BecomeSnapshot(const RaftSnapshotPointer& which);

    /**
     * A follower refused an append.
     *
     * @param refused the index before its entries
     * @param hint where the logs may agree
     * @return false when the refusal is old and says nothing
     */
    bool Refused(uint64_t refused, uint64_t hint);
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_PROGRESS_H */
