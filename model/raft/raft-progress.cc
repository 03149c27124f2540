/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-progress.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

void
RaftInflights::Add(uint64_t lastIndex, uint64_t bytes, uint32_t limit)
{
    if (m_ring.empty())
    {
        m_ring.resize(limit);
        m_oldest = 0;
    }
    const size_t at = m_oldest + m_count++;
    m_ring[at < m_ring.size() ? at : at - m_ring.size()] = {lastIndex, bytes};
    m_bytes += bytes;
}

void
RaftInflights::FreeUpTo(uint64_t index)
{
    while (m_count > 0 && m_ring[m_oldest].lastIndex <= index)
    {
        m_bytes -= m_ring[m_oldest].bytes;
        m_oldest = m_oldest + 1 == m_ring.size() ? 0 : m_oldest + 1;
        m_count--;
    }
}

void
RaftProgress::BecomeProbe()
{
    state = RaftProgressState::PROBE;
    next = match + 1;
    probeSent = false;
    inflights.Clear();
    snapshot = nullptr;
}

void
RaftProgress::BecomeReplicate()
{
    state = RaftProgressState::REPLICATE;
    next = match + 1;
    inflights.Clear();
    snapshot = nullptr;
}

void
RaftProgress::BecomeSnapshot(const RaftSnapshotPointer& which)
{
    state = RaftProgressState::SNAPSHOT;
    inflights.Clear();
    snapshot = which;
    snapshotSent = 0;
    snapshotAcked = 0;
    snapshotRefused = 0;
    snapshotAnswered = false;
    snapshotQuiet = 0;
    snapshotPatience = 1;
    snapshotRewound = false;
    snapshotLastSent = false;
}

bool
RaftProgress::Refused(uint64_t refused, uint64_t hint)
{
    if (state == RaftProgressState::REPLICATE)
    {
        if (refused <= match)
        {
            return false;
        }
        BecomeProbe();
        return true;
    }
    if (state != RaftProgressState::PROBE || next - 1 != refused)
    {
        return false;
    }
    next = std::max(std::min(refused, hint + 1), match + 1);
    probeSent = false;
    return true;
}

} // namespace sharding
} // namespace ns3
