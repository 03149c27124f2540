/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "path-meter.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

void
PathMeter::NoteSent(int64_t nowNs, uint64_t packetId, uint32_t bytes)
{
    const bool merge =
        !m_sent.empty() && (m_sent.back().packetId == packetId || m_sent.size() >= MAX_SENDS);
    if (!merge)
    {
        m_sent.push_back({nowNs, packetId, 0, 0});
    }
    // A receipt for the earlier part of a merged entry settles nothing; the next one does.
    m_sent.back().packetId = packetId;
    m_sent.back().shards++;
    m_sent.back().bytes += bytes;
    m_lastPacketId = packetId;
    m_outstanding += bytes;
}

bool
PathMeter::NoteReceipt(int64_t nowNs, const PathReceipt& receipt)
{
    int64_t sentNs = -1;
    uint64_t settled = 0;
    uint64_t bytes = 0;
    size_t entries = 0;
    for (const Sent& sent : m_sent)
    {
        if (sent.packetId > receipt.packetId)
        {
            break;
        }
        settled += sent.shards;
        bytes += sent.bytes;
        entries++;
        sentNs = receipt.isTimed && sent.packetId == receipt.packetId ? sent.timeNs : sentNs;
    }
    // Doubled shards may make more arrive than were sent, but not more often than all of them.
    const bool isPossible = receipt.packetId <= m_lastPacketId &&
                            receipt.shards >= m_receivedShards &&
                            receipt.shards <= 2 * (m_settledShards + settled) &&
                            (sentNs < 0 || receipt.holdNs <= static_cast<uint64_t>(nowNs - sentNs));
    if (!isPossible)
    {
        m_refused++;
        return false;
    }
    m_sent.erase(m_sent.begin(), m_sent.begin() + static_cast<std::ptrdiff_t>(entries));
    m_outstanding -= bytes;
    m_settledShards += settled;
    const double received = static_cast<double>(receipt.shards - m_receivedShards);
    m_receivedShards = receipt.shards;
    const double fade = LOSS_MEMORY / (LOSS_MEMORY + static_cast<double>(settled));
    m_recentShards = m_recentShards * fade + static_cast<double>(settled);
    m_recentReceived = m_recentReceived * fade + received;
    if (sentNs >= 0)
    {
        const int64_t rttNs = nowNs - sentNs - static_cast<int64_t>(receipt.holdNs);
        m_leastRttNs = m_rttNs == 0 ? rttNs : std::min(m_leastRttNs, rttNs);
        m_rttNs = m_rttNs == 0 ? rttNs : m_rttNs + (rttNs - m_rttNs) / RTT_WEIGHT;
    }
    return true;
}

uint64_t
PathMeter::GetOutstanding() const
{
    return m_outstanding;
}

int64_t
PathMeter::GetRtt() const
{
    return m_rttNs;
}

int64_t
PathMeter::GetLeastRtt() const
{
    return m_leastRttNs;
}

int64_t
PathMeter::GetOldestAge(int64_t nowNs) const
{
    return m_sent.empty() ? 0 : nowNs - m_sent.front().timeNs;
}

double
PathMeter::GetLoss() const
{
    return m_recentShards > 0 ? std::clamp(1 - m_recentReceived / m_recentShards, 0.0, 1.0) : 0;
}

uint64_t
PathMeter::GetLastPacketId() const
{
    return m_lastPacketId;
}

uint64_t
PathMeter::GetRefused() const
{
    return m_refused;
}

bool
PathMeter::IsSilent(int64_t nowNs, int64_t timeoutNs) const
{
    return GetOldestAge(nowNs) > timeoutNs;
}

} // namespace sharding
} // namespace ns3
