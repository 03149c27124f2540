/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recent-packets.h"

namespace ns3
{
namespace sharding
{

RecentPackets::RecentPackets(size_t capacity) : m_capacity(capacity)
{
}

void
RecentPackets::Add(const PacketKey& key)
{
    if (m_capacity == 0)
    {
        return;
    }
    if (m_ring.size() < m_capacity)
    {
        m_ring.push_back(key);
        m_keys.insert(key);
        return;
    }
    // The oldest key's node becomes the new key's: nothing is allocated.
    auto node = m_keys.extract(m_ring[m_oldest]);
    node.value() = key;
    m_keys.insert(std::move(node));
    m_ring[m_oldest] = key;
    m_oldest = (m_oldest + 1) % m_capacity;
}

bool
RecentPackets::Contains(const PacketKey& key) const
{
    return m_keys.count(key) > 0;
}

} // namespace sharding
} // namespace ns3
