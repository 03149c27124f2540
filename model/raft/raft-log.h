/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_LOG_H
#define RAFT_LOG_H

#include "raft-entry.h"

#include <cstdint>
#include <limits>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-raft
 *
 * The log of one node: entries base + 1 to last, in a ring that grows by doubling and is used
 * again. Of the entry at base, which was compacted, only the term is known. Knows no rule of Raft.
 */
class RaftLog
{
  public:
    /// What TermAt returns for an index that the log does not know.
    static constexpr uint64_t NO_TERM = std::numeric_limits<uint64_t>::max();

    /**
     * @param baseIndex last index that was compacted; 0: none
     * @param baseTerm its term
     */
    RaftLog(uint64_t baseIndex, uint64_t baseTerm);

    /// @return last index that was compacted
    uint64_t
    BaseIndex() const
    {
        return m_baseIndex;
    }

    /// @return index of the last entry, or of the base when there is none
    uint64_t
    LastIndex() const
    {
        return m_lastIndex;
    }

    /// @return its term
    uint64_t
    LastTerm() const
    {
        return m_lastTerm;
    }

    /// @return entries in the log
    uint64_t
    Size() const
    {
        return m_lastIndex - m_baseIndex;
    }

    /// @return bytes of their payloads
    uint64_t
    Bytes() const
    {
        return m_bytes;
    }

    /**
     * @param index any number
     * @return the term there, NO_TERM when it is before the base or behind the last entry
     */
    uint64_t
    TermAt(uint64_t index) const
    {
        if (index == m_lastIndex)
        {
            return m_lastTerm;
        }
        if (index <= m_baseIndex || index > m_lastIndex)
        {
            return index == m_baseIndex ? m_baseTerm : NO_TERM;
        }
        return m_ring[index & m_mask].term;
    }

    /**
     * @param index in (BaseIndex(), LastIndex()]
     * @return the entry there
     */
    const RaftEntry&
    At(uint64_t index) const
    {
        return m_ring[index & m_mask];
    }

    /// @param entry becomes the last one; its term is not below LastTerm()
    void
    Append(const RaftEntry& entry)
    {
        if (Size() == m_ring.size())
        {
            Grow();
        }
        ++m_lastIndex;
        m_lastTerm = entry.term;
        m_bytes += entry.sizeBytes;
        m_ring[m_lastIndex & m_mask] = entry;
    }

    /// @param lastIndex in [BaseIndex(), LastIndex()]; all behind it goes
    void Truncate(uint64_t lastIndex);

    /// @param index in [BaseIndex(), LastIndex()]; becomes the base
    void CompactTo(uint64_t index);

    /**
     * Forgets all entries.
     *
     * @param baseIndex the new base
     * @param baseTerm its term
     */
    void Reset(uint64_t baseIndex, uint64_t baseTerm);

    /**
     * Terms never fall along a log, so the place is found by halving.
     *
     * @param index where to begin
     * @param term a term
     * @return the largest index, not above the given and not below the base, whose term is at most
     *         the given; the base when there is none
     */
    uint64_t LastIndexWithTermAtMost(uint64_t index, uint64_t term) const;

  private:
    void Grow();
    void Release(uint64_t first, uint64_t last);

    std::vector<RaftEntry> m_ring; //!< entry i lies at i & m_mask
    uint64_t m_mask;
    uint64_t m_baseIndex;
    uint64_t m_baseTerm;
    uint64_t m_lastIndex;
    uint64_t m_lastTerm;
    uint64_t m_bytes{0};
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_LOG_H */
