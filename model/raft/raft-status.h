/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_STATUS_H
#define RAFT_STATUS_H

#include "raft-membership.h"
#include "raft-snapshot.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/// What a node is in its group.
enum class RaftRole : uint8_t
{
    FOLLOWER,
    PRE_CANDIDATE, //!< asks whether an election could be won
    CANDIDATE,
    LEADER
};

/**
 * @ingroup sharding-raft
 *
 * @param role a role
 * @return its name, such as "pre-candidate"
 */
std::string RaftRoleName(RaftRole role);

/// Why something was refused.
enum class RaftError : uint8_t
{
    NONE,               //!< it was not
    NOT_LEADER,         //!< only the leader can; see RaftCore::Leader
    TRANSFERRING,       //!< leadership is being handed over; ask again
    TOO_LARGE,          //!< the payload is longer than maxEntryBytes
    QUEUE_FULL,         //!< too much is not committed, or too many reads wait
    LOG_FULL,           //!< the log has maxLogEntries; compact it
    CHANGE_UNDER_WAY,   //!< a membership change has not ended, or the leader has yet to commit
    INVALID_MEMBERSHIP, //!< see RaftMembership::Validate; or nothing would change
    NOT_A_VOTER,        //!< leadership can only go to another voter
    NO_LEADER,          //!< no leader is known to ask
    NOT_DURABLE,        //!< a snapshot must be of entries that are applied and on the disk
    PROMISED,           //!< an election would break the promise that leases rest on
    UNKNOWN_SHARD       //!< the host has no such group
};

/**
 * @ingroup sharding-raft
 *
 * @param error an error
 * @return its name, such as "not-leader"
 */
std::string RaftErrorName(RaftError error);

/// Where a proposal stands in the log.
struct RaftProposal
{
    uint64_t index; //!< it is committed when the entry that is applied at this index ...
    uint64_t term;  //!< ... has this term; another one there: it is lost
};

/// Why a resting member woke.
enum class RaftWake : uint8_t
{
    MESSAGE,        //!< of another member
    PROPOSAL,       //!< at the leader
    READ,           //!< here
    TRANSFER,       //!< of leadership
    CAMPAIGN,       //!< here
    MEMBERSHIP,     //!< is to change
    REFUSED,        //!< another member cannot rest
    CHECK_FAILED,   //!< the leader did not say that it still leads
    NODE_SILENT,    //!< nothing is heard of the leader's node; see RaftHost
    NODE_RESTARTED, //!< a member's node has begun another life; see RaftHost
    COUNT           //!< how many there are
};

/**
 * @ingroup sharding-raft
 *
 * @param wake a reason
 * @return its name, such as "node-silent"
 */
std::string RaftWakeName(RaftWake wake);

/// What happened in a core, counted.
struct RaftCounters
{
    uint64_t preVotes{0};            //!< pre-elections begun
    uint64_t elections{0};           //!< elections begun
    uint64_t electionsWon{0};        //!< leaderships begun
    uint64_t quorumLost{0};          //!< leaderships given up because no majority was heard
    uint64_t candidatesIgnored{0};   //!< by a sticky node
    uint64_t forcedElections{0};     //!< begun because the leader asked
    uint64_t staleMessages{0};       //!< of an older term
    uint64_t malformedMessages{0};   //!< that contradict themselves or the protocol
    uint64_t appendsRefused{0};      //!< by this node, as the logs did not agree
    uint64_t entriesTruncated{0};    //!< cut off because a leader has others
    uint64_t entriesRefused{0};      //!< by this follower, as its log was full
    uint64_t windowFull{0};          //!< times that a follower's window stopped the leader
    uint64_t probes{0};              //!< followers sent back to one message at a time
    uint64_t nudges{0};              //!< empty appends because a follower did not get on
    uint64_t snapshotsSent{0};       //!< begun
    uint64_t chunksSentAgain{0};     //!< rewinds of a snapshot
    uint64_t snapshotsInstalled{0};  //!< at this node
    uint64_t snapshotsRefused{0};    //!< too large
    uint64_t transfers{0};           //!< leadership transfers begun
    uint64_t transfersGivenUp{0};    //!< that took too long
    uint64_t membershipRollbacks{0}; //!< memberships cut off with their entry
    uint64_t jointChanges{0};        //!< with two sets of voters, begun by this leader
    uint64_t leaderRemovals{0};      //!< leaderships ended by leaving the group
    uint64_t quorumReads{0};         //!< confirmed by a round of heartbeats
    uint64_t leaseReads{0};          //!< answered under a lease
    uint64_t readsFailed{0};         //!< answered with ok false
    uint64_t writesHeldBack{0};      //!< times that maxPendingWrites was reached
    uint64_t outboxDropped{0};       //!< messages beyond maxOutbox
    uint64_t rests{0};               //!< times that this member came to rest
    uint64_t restsRefused{0};        //!< heartbeats to rest that it could not agree to
    uint64_t restChecks{0};          //!< times that it asked whether its leader still leads
    std::array<uint64_t, static_cast<size_t>(RaftWake::COUNT)> wakes{}; //!< by RaftWake
};

/// What a node has on its disk when it starts.
struct RaftStart
{
    RaftHardState hardState;        //!< zero for a node that never ran
    RaftSnapshotPointer snapshot;   //!< the latest; nullptr: none. The owner has loaded its state
    RaftMembership bootstrap;       //!< valid at index 0; not used when there is a snapshot
    std::vector<RaftEntry> entries; //!< behind the snapshot's index, or from 1 on
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_STATUS_H */
