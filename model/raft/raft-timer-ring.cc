/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-timer-ring.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

RaftTimerRing::RaftTimerRing(int64_t tickNs) : m_tickNs(tickNs)
{
}

void
RaftTimerRing::Set(Item& item, int64_t deadlineNs)
{
    if (deadlineNs == NEVER)
    {
        return;
    }
    const int64_t tick = TickOf(deadlineNs);
    if (item.m_link && item.m_tick <= tick)
    {
        return;
    }
    Remove(item);
    const size_t bucket = BucketOf(tick);
    item.m_tick = tick;
    item.m_link = m_buckets[bucket] ? m_ends[bucket] : &m_buckets[bucket];
    *item.m_link = &item;
    m_ends[bucket] = &item.m_next;
    m_used[bucket / WORD_BITS] |= uint64_t{1} << bucket % WORD_BITS;
}

/// @return the tick at which a deadline comes up, if it is set now
int64_t
RaftTimerRing::TickOf(int64_t deadlineNs) const
{
    const int64_t wanted = deadlineNs / m_tickNs + (deadlineNs % m_tickNs > 0 ? 1 : 0);
    const auto farthest = m_base + static_cast<int64_t>(BUCKETS) - 1;
    return std::min(std::max(wanted, m_base), farthest);
}

RaftTimerRing::Item*
RaftTimerRing::First() const
{
    const int64_t first = FirstTick();
    return first == NEVER ? nullptr : m_buckets[BucketOf(first)];
}

bool
RaftTimerRing::PutOff(Item& item, int64_t deadlineNs)
{
    if (TickOf(deadlineNs) <= item.m_tick)
    {
        return false;
    }
    Remove(item);
    Set(item, deadlineNs);
    return true;
}

void
RaftTimerRing::Remove(Item& item)
{
    if (!item.m_link)
    {
        return;
    }
    const size_t bucket = BucketOf(item.m_tick);
    *item.m_link = item.m_next;
    (item.m_next ? item.m_next->m_link : m_ends[bucket]) = item.m_link;
    item.m_next = nullptr;
    item.m_link = nullptr;
    if (!m_buckets[bucket])
    {
        m_used[bucket / WORD_BITS] &= ~(uint64_t{1} << bucket % WORD_BITS);
    }
}

RaftTimerRing::Item*
RaftTimerRing::TakeDue(int64_t nowNs)
{
    const int64_t now = nowNs / m_tickNs;
    const int64_t first = FirstTick();
    if (first > now)
    {
        m_base = std::max(m_base, now + 1);
        return nullptr;
    }
    m_base = std::max(m_base, first);
    Item* item = m_buckets[BucketOf(first)];
    Remove(*item);
    return item;
}

int64_t
RaftTimerRing::NextNs() const
{
    const int64_t first = FirstTick();
    return first == NEVER ? NEVER : first * m_tickNs;
}

/// @return the first tick with an item, NEVER
int64_t
RaftTimerRing::FirstTick() const
{
    const size_t start = BucketOf(m_base);
    // The word in which the base lies is looked at twice: from the base on, and up to it.
    uint64_t word = m_used[start / WORD_BITS] >> start % WORD_BITS << start % WORD_BITS;
    for (size_t i = 0; i <= m_used.size(); i++)
    {
        const size_t at = (start / WORD_BITS + i) % m_used.size();
        word = i == 0 ? word : m_used[at];
        if (word != 0)
        {
            const auto bucket = at * WORD_BITS + static_cast<size_t>(__builtin_ctzll(word));
            return m_buckets[bucket]->m_tick;
        }
    }
    return NEVER;
}

} // namespace sharding
} // namespace ns3
