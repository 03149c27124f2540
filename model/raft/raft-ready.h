/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_READY_H
#define RAFT_READY_H

#include "raft-message.h"
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
 * Messages to send. Its slots are used again: an owner that keeps a message swaps it for an old one
 * instead of copying it.
 */
class RaftOutbox
{
  public:
    /// @return an empty message behind all others; valid until the next Add
    RaftMessage&
    Add()
    {
        if (m_size == m_slots.size())
        {
            m_slots.emplace_back();
        }
        RaftMessage& message = m_slots[m_size++];
        message.Clear();
        return message;
    }

    /// Forgets all messages.
    void
    Clear()
    {
        m_size = 0;
    }

    /// @return how many there are
    size_t
    Size() const
    {
        return m_size;
    }

    /// @return the first message
    RaftMessage*
    begin()
    {
        return m_slots.data();
    }

    /// @return behind the last message
    RaftMessage*
    end()
    {
        return m_slots.data() + m_size;
    }

  private:
    std::vector<RaftMessage> m_slots;
    size_t m_size{0};
};

/**
 * @ingroup sharding-raft
 *
 * What must go to the disk, behind all writes before it, and be synced: the snapshot if there is
 * one, the hard state if it has changed, and the entries. Writing entry i drops all that the disk
 * has at i and behind.
 */
struct RaftWrite
{
    uint64_t id{0};               //!< for RaftCore::OnPersisted; 0: there is nothing to write
    bool hasHardState{false};     //!< the hard state is to be written
    RaftHardState hardState;      //!< term and vote
    RaftSnapshotPointer snapshot; //!< in place of all that is there, entries too; nullptr: none
    uint64_t first{1};            //!< first entry; RaftCore::Log() has it
    uint64_t last{0};             //!< last entry; below first: no entries
};

/// What became of a read.
struct RaftReadAnswer
{
    uint64_t id;    //!< the owner's
    bool ok;        //!< false: no answer could be had in time; ask again
    uint64_t index; //!< ok: this much is applied, and nothing that was acknowledged is missing
};

/**
 * @ingroup sharding-raft
 *
 * What a RaftCore wants done: valid until the core is called again.
 */
struct RaftReady
{
    RaftOutbox messages;               //!< to be sent now; they need not wait for the write
    RaftWrite write;                   //!< to be made durable
    RaftSnapshotPointer restore;       //!< state to load before entries are applied; nullptr: none
    uint64_t applyFirst{1};            //!< first committed entry to apply
    uint64_t applyLast{0};             //!< last one; below applyFirst: none
    std::vector<RaftReadAnswer> reads; //!< answered, in any order
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_READY_H */
