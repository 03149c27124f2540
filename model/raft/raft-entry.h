/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_ENTRY_H
#define RAFT_ENTRY_H

#include "raft-payload.h"

#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-raft
 *
 * Who takes part in a Raft group. 0 is nobody.
 */
using RaftNodeId = uint32_t;

constexpr RaftNodeId RAFT_NOBODY = 0; //!< no node has this id

/// What an entry of a log is for.
enum class RaftEntryType : uint8_t
{
    NORMAL,    //!< a command for the state machine
    EMPTY,     //!< what a new leader appends, so that it can commit what it found
    MEMBERSHIP //!< who takes part from here on; see RaftMembership
};

/**
 * @ingroup sharding-raft
 *
 * One entry of a Raft log. Its index is where it stands.
 */
struct RaftEntry
{
    uint64_t term{0};                          //!< of the leader that made it
    Ptr<const RaftPayload> payload;            //!< shared; nullptr stands for no bytes
    uint32_t sizeBytes{0};                     //!< of the payload
    RaftEntryType type{RaftEntryType::NORMAL}; //!< what it is for
};

/**
 * @ingroup sharding-raft
 *
 * What a node must never forget besides its log.
 */
struct RaftHardState
{
    uint64_t term{0};             //!< the latest term that it has seen
    RaftNodeId vote{RAFT_NOBODY}; //!< whom it voted for in this term

    /// @return whether both are equal
    bool
    operator==(const RaftHardState& other) const
    {
        return term == other.term && vote == other.vote;
    }
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_ENTRY_H */
