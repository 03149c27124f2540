/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-write-ledger.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

RaftWriteLedger::RaftWriteLedger(uint32_t limit,
                                 uint64_t durableIndex,
                                 const RaftHardState& durableState)
    : m_limit(limit), m_durableIndex(durableIndex), m_durableState(durableState)
{
}

uint64_t
RaftWriteLedger::Begin(uint64_t lastIndex, const RaftHardState& state)
{
    NS_ASSERT(!IsFull());
    if (m_count == m_pending.size())
    {
        Grow();
    }
    size_t at = m_oldest + m_count++;
    at -= at < m_pending.size() ? 0 : m_pending.size();
    m_pending[at] = {m_nextId, lastIndex, state};
    return m_nextId++;
}

void
RaftWriteLedger::Grow()
{
    std::rotate(
        m_pending.begin(), m_pending.begin() + static_cast<ptrdiff_t>(m_oldest), m_pending.end());
    m_oldest = 0;
    m_pending.resize(std::min<size_t>(m_limit, std::max<size_t>(4, 2 * m_pending.size())));
}

void
RaftWriteLedger::Truncate(uint64_t lastIndex)
{
    m_durableIndex = std::min(m_durableIndex, lastIndex);
    for (size_t i = 0; i < m_count; i++)
    {
        Pending& pending = m_pending[(m_oldest + i) % m_pending.size()];
        pending.lastIndex = std::min(pending.lastIndex, lastIndex);
    }
}

bool
RaftWriteLedger::Persisted(uint64_t id)
{
    const size_t before = m_count;
    while (m_count > 0 && m_pending[m_oldest].id <= id)
    {
        m_durableIndex = m_pending[m_oldest].lastIndex;
        m_durableState = m_pending[m_oldest].state;
        m_oldest = m_oldest + 1 == m_pending.size() ? 0 : m_oldest + 1;
        m_count--;
    }
    return m_count != before;
}

} // namespace sharding
} // namespace ns3
