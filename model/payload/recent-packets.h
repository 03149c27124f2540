/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RECENT_PACKETS_H
#define RECENT_PACKETS_H

#include "packet-key.h"

#include <cstddef>
#include <unordered_set>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * Remembers the packets that were closed last: a set of bounded size that forgets the oldest first.
 */
class RecentPackets
{
  public:
    /// @param capacity how many are remembered; 0: none
    explicit RecentPackets(size_t capacity);

    /// @param key a packet that is not remembered
    void Add(const PacketKey& key);

    /**
     * @param key a packet
     * @return whether it is remembered
     */
    bool Contains(const PacketKey& key) const;

  private:
    const size_t m_capacity;
    size_t m_oldest{0};            //!< place in the ring that is overwritten next, once it is full
    std::vector<PacketKey> m_ring; //!< grows up to the capacity
    std::unordered_set<PacketKey, PacketKeyHash> m_keys;
};

} // namespace sharding
} // namespace ns3

#endif /* RECENT_PACKETS_H */
