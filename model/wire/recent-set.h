/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RECENT_SET_H
#define RECENT_SET_H

#include <cstddef>
#include <unordered_set>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-wire
 *
 * Remembers the keys that were added last: a set of bounded size that forgets the oldest first.
 * Once it is full, it allocates nothing any more.
 */
template <typename Key, typename Hash>
class RecentSet
{
  public:
    /// @param capacity how many are remembered; 0: none
    explicit RecentSet(size_t capacity) : m_capacity(capacity)
    {
    }

    /// @param key a key that is not remembered
    void
    Add(const Key& key)
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
        m_oldest = m_oldest + 1 == m_capacity ? 0 : m_oldest + 1;
    }

    /// Forgets all keys.
    void
    Clear()
    {
        m_keys.clear();
        m_ring.clear();
        m_oldest = 0;
    }

    /**
     * @param key a key
     * @return whether it is remembered
     */
    bool
    Contains(const Key& key) const
    {
        return m_keys.count(key) > 0;
    }

  private:
    const size_t m_capacity;
    size_t m_oldest{0};      //!< place in the ring that is overwritten next, once it is full
    std::vector<Key> m_ring; //!< grows up to the capacity
    std::unordered_set<Key, Hash> m_keys;
};

} // namespace sharding
} // namespace ns3

#endif /* RECENT_SET_H */
