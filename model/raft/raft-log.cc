/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-log.h"

#include "ns3/assert.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint64_t FIRST_RING = 16;

} // namespace

RaftLog::RaftLog(uint64_t baseIndex, uint64_t baseTerm)
    : m_ring(FIRST_RING), m_mask(FIRST_RING - 1), m_baseIndex(baseIndex), m_baseTerm(baseTerm),
      m_lastIndex(baseIndex), m_lastTerm(baseTerm)
{
}

void
RaftLog::Truncate(uint64_t lastIndex)
{
    NS_ASSERT(lastIndex >= m_baseIndex && lastIndex <= m_lastIndex);
    const uint64_t lastTerm = TermAt(lastIndex);
    Release(lastIndex + 1, m_lastIndex);
    m_lastIndex = lastIndex;
    m_lastTerm = lastTerm;
}

void
RaftLog::CompactTo(uint64_t index)
{
    NS_ASSERT(index >= m_baseIndex && index <= m_lastIndex);
    const uint64_t term = TermAt(index);
    Release(m_baseIndex + 1, index);
    m_baseIndex = index;
    m_baseTerm = term;
}

void
RaftLog::Reset(uint64_t baseIndex, uint64_t baseTerm)
{
    Release(m_baseIndex + 1, m_lastIndex);
    m_baseIndex = baseIndex;
    m_baseTerm = baseTerm;
    m_lastIndex = baseIndex;
    m_lastTerm = baseTerm;
}

uint64_t
RaftLog::LastIndexWithTermAtMost(uint64_t index, uint64_t term) const
{
    uint64_t low = m_baseIndex;
    uint64_t high = std::max(low, std::min(index, m_lastIndex));
    while (low < high)
    {
        const uint64_t middle = high - (high - low) / 2;
        if (TermAt(middle) <= term)
        {
            low = middle;
        }
        else
        {
            high = middle - 1;
        }
    }
    return low;
}

void
RaftLog::Grow()
{
    std::vector<RaftEntry> larger(2 * m_ring.size());
    const uint64_t mask = larger.size() - 1;
    for (uint64_t index = m_baseIndex + 1; index <= m_lastIndex; index++)
    {
        larger[index & mask] = m_ring[index & m_mask];
    }
    m_ring = std::move(larger);
    m_mask = mask;
}

void
RaftLog::Release(uint64_t first, uint64_t last)
{
    for (uint64_t index = first; index <= last; index++)
    {
        RaftEntry& entry = m_ring[index & m_mask];
        m_bytes -= entry.sizeBytes;
        entry.payload = nullptr;
    }
}

} // namespace sharding
} // namespace ns3
