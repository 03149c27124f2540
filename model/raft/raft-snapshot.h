/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_SNAPSHOT_H
#define RAFT_SNAPSHOT_H

#include "raft-membership.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace ns3
{
namespace sharding
{

struct RaftMessage;

/**
 * @ingroup sharding-raft
 *
 * The state that the entries up to an index have led to, in place of them.
 */
struct RaftSnapshot
{
    uint64_t index{0};           //!< last entry that it stands for, at least 1
    uint64_t term{0};            //!< its term
    RaftMembership membership;   //!< valid there
    Ptr<const RaftPayload> data; //!< the owner's; nullptr stands for no bytes

    /// @return bytes of data
    uint32_t
    SizeBytes() const
    {
        return data ? data->Size() : 0;
    }
};

using RaftSnapshotPointer = std::shared_ptr<const RaftSnapshot>; //!< shared, never changed

/// What became of a chunk of a snapshot.
enum class RaftChunkResult
{
    TAKEN,     //!< it continues what is there
    NOT_NEXT,  //!< another one is needed first; see Received()
    COMPLETE,  //!< it was the last one: Take() has the snapshot
    TOO_LARGE, //!< the snapshot is longer than may be
    MALFORMED  //!< it contradicts itself
};

/**
 * @ingroup sharding-raft
 *
 * Puts one snapshot together from chunks that come in order. A chunk of another snapshot, or of
 * another leader, begins anew. Memory grows with what has come, not with what is declared.
 */
class RaftSnapshotInbox
{
  public:
    /// @param maxBytes longest snapshot that is taken
    explicit RaftSnapshotInbox(uint64_t maxBytes);

    /**
     * @param chunk a message of type SNAPSHOT
     * @return what became of it
     */
    RaftChunkResult Push(const RaftMessage& chunk);

    /// @return bytes of the snapshot that have come
    uint64_t Received() const;

    /// @return the snapshot, once, after COMPLETE
    RaftSnapshotPointer Take();

    /// Forgets what has come.
    void Clear();

  private:
    bool IsOfThis(const RaftMessage& chunk) const;

    const uint64_t m_maxBytes;
    RaftSnapshot m_snapshot; //!< without its data; index 0: none has begun
    RaftNodeId m_from{RAFT_NOBODY};
    uint64_t m_leaderTerm{0};
    uint64_t m_total{0};
    std::vector<uint8_t> m_bytes;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_SNAPSHOT_H */
