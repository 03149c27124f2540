/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_WRITE_LEDGER_H
#define RAFT_WRITE_LEDGER_H

#include "raft-entry.h"

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
 * Knows what of a node's memory is on its disk, while writes are under way.
 *
 * Each write has a number. When the log is cut back, what earlier writes say about the part that
 * was cut is forgotten, so that a late answer never stands for entries that are not there any more
 * (index and term alone would not tell when the same leader's entry comes back).
 */
class RaftWriteLedger
{
  public:
    /**
     * @param limit writes under way, at least 1
     * @param durableIndex last entry on the disk
     * @param durableState hard state on the disk
     */
    RaftWriteLedger(uint32_t limit, uint64_t durableIndex, const RaftHardState& durableState);

    /// @return whether no more writes may begin
    bool
    IsFull() const
    {
        return m_count == m_limit;
    }

    /**
     * A write begins; not when IsFull().
     *
     * @param lastIndex last entry of the log, with this write
     * @param state hard state, with this write
     * @return its number, above 0
     */
    uint64_t Begin(uint64_t lastIndex, const RaftHardState& state);

    /// @param lastIndex the log was cut: what lies behind is not that of earlier writes
    void Truncate(uint64_t lastIndex);

    /**
     * @param id number of a write that is durable, with all before it
     * @return whether that is news
     */
    bool Persisted(uint64_t id);

    /// @return whether no write is under way
    bool
    IsIdle() const
    {
        return m_count == 0;
    }

    /// @return entries up to here are on the disk, as the log has them
    uint64_t
    DurableIndex() const
    {
        return m_durableIndex;
    }

    /// @return hard state on the disk
    const RaftHardState&
    DurableState() const
    {
        return m_durableState;
    }

  private:
    struct Pending
    {
        uint64_t id;
        uint64_t lastIndex;
        RaftHardState state;
    };

    void Grow();

    const uint32_t m_limit;
    std::vector<Pending> m_pending; //!< a ring that grows with what is under way
    size_t m_oldest{0};
    size_t m_count{0};
    uint64_t m_nextId{1};
    uint64_t m_durableIndex;
    RaftHardState m_durableState;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_WRITE_LEDGER_H */
