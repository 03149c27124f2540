/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_MESSAGE_H
#define RAFT_MESSAGE_H

#include "raft-entry.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-raft
 *
 * What nodes of a group say to each other.
 */
enum class RaftMessageType : uint8_t
{
    PRE_VOTE,         //!< would you vote for me in this term?
    PRE_VOTE_REPLY,   //!< answer
    VOTE,             //!< vote for me (RequestVote)
    VOTE_REPLY,       //!< answer
    APPEND,           //!< entries behind index (AppendEntries)
    APPEND_REPLY,     //!< what the follower has on its disk, or why it refuses
    HEARTBEAT,        //!< I am the leader
    HEARTBEAT_REPLY,  //!< answer
    SNAPSHOT,         //!< a chunk of a snapshot (InstallSnapshot)
    SNAPSHOT_REPLY,   //!< how much of it has come
    TIMEOUT_NOW,      //!< start an election at once (leadership transfer)
    READ_INDEX,       //!< a follower wants to answer a read
    READ_INDEX_REPLY, //!< how far it must have applied to do so
};

/**
 * @ingroup sharding-raft
 *
 * @param type a type
 * @return its name, such as "append-reply"
 */
std::string RaftMessageTypeName(RaftMessageType type);

/**
 * @ingroup sharding-raft
 *
 * One message. Which fields a type uses is said beside each; the others are 0.
 */
struct RaftMessage
{
    RaftMessageType type{RaftMessageType::HEARTBEAT}; //!< what it says
    bool reject{false};                               //!< replies: no
    bool force{false};      //!< VOTE: the leader itself wants this election
    bool wantsReply{false}; //!< APPEND: answer even if nothing is new; HEARTBEAT_REPLY with rest:
                            //!< does the leader still lead?
    bool lease{false};      //!< READ_INDEX: a lease will do
    bool rest{false};       //!< HEARTBEAT: the group is to rest; HEARTBEAT_REPLY: this member does,
                            //!< or with reject: it does not
    RaftNodeId from{0};     //!< sender
    RaftNodeId to{0};       //!< receiver
    uint64_t term{0};       //!< the sender's; PRE_VOTE and its grant: the term that is asked for
    uint64_t index{0};      //!< VOTE, PRE_VOTE: last of the candidate; APPEND: the one before its
                            //!< entries; APPEND_REPLY: durable up to here, or the refused one;
                            //!< SNAPSHOT(_REPLY): of the snapshot; READ_INDEX_REPLY: to apply
    uint64_t logTerm{0};    //!< of the entry at index; refusal: of the one at hint
    uint64_t commit{0};     //!< APPEND, HEARTBEAT: committed up to here
    uint64_t hint{0};       //!< refusal of an APPEND: where the logs may agree
    uint64_t round{0};  //!< HEARTBEAT(_REPLY): number of the round; READ_INDEX(_REPLY): the read
    int64_t sentNs{0};  //!< leader's clock when it was sent; replies give the latest back
    uint64_t offset{0}; //!< SNAPSHOT: of the chunk; SNAPSHOT_REPLY: bytes that have come
    uint64_t total{0};  //!< SNAPSHOT: bytes of the whole
    uint32_t length{0}; //!< SNAPSHOT: bytes of the chunk
    uint32_t dataOffset{0};            //!< SNAPSHOT: where in data the chunk begins
    Ptr<const RaftPayload> data;       //!< SNAPSHOT: holds the chunk
    Ptr<const RaftPayload> membership; //!< SNAPSHOT: RaftMembership of the snapshot, encoded
    std::vector<RaftEntry> entries;    //!< APPEND: at index + 1 and on

    /// Makes it empty, but keeps the memory of entries.
    void Clear();

    /// @return one line that a person can read, without times
    std::string ToString() const;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_MESSAGE_H */
