/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "replay-window.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr uint64_t WORD = 64; //!< bits

} // namespace

ReplayWindow::ReplayWindow(uint32_t window, uint32_t maxSenders)
    : m_window((window + WORD - 1) / WORD * WORD), m_maxSenders(maxSenders)
{
}

ReplayWindow::Verdict
ReplayWindow::Judge(const PacketKey& key) const
{
    const auto found = m_senders.find(key.senderId);
    if (found == m_senders.end())
    {
        return m_senders.size() < m_maxSenders ? Verdict::FRESH : Verdict::FULL;
    }
    const Sender& sender = found->second;
    if (key.packetId > sender.newest)
    {
        return Verdict::FRESH;
    }
    if (sender.newest - key.packetId >= m_window)
    {
        return Verdict::OLD;
    }
    const uint64_t at = key.packetId % m_window;
    return sender.bits[at / WORD] >> at % WORD & 1 ? Verdict::CLOSED : Verdict::FRESH;
}

void
ReplayWindow::Close(const PacketKey& key)
{
    auto found = m_senders.find(key.senderId);
    if (found == m_senders.end())
    {
        if (m_senders.size() >= m_maxSenders)
        {
            return;
        }
        found = m_senders.emplace(key.senderId, Sender()).first;
        found->second.newest = key.packetId;
        found->second.bits.resize(m_window / WORD);
    }
    Sender& sender = found->second;
    if (key.packetId > sender.newest)
    {
        // The ids between were not closed; their bits still say what ids a window ago were.
        const uint64_t steps = std::min(key.packetId - sender.newest, m_window);
        for (uint64_t id = key.packetId - steps + 1; id != key.packetId + 1; id++)
        {
            const uint64_t at = id % m_window;
            sender.bits[at / WORD] &= ~(uint64_t{1} << at % WORD);
        }
        sender.newest = key.packetId;
    }
    else if (sender.newest - key.packetId >= m_window)
    {
        return;
    }
    const uint64_t at = key.packetId % m_window;
    sender.bits[at / WORD] |= uint64_t{1} << at % WORD;
}

} // namespace sharding
} // namespace ns3
