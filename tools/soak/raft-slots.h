/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_SLOTS_H
#define RAFT_SLOTS_H

#include <cstdint>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * What is on its way in a simulated network, by number. Memory is used again.
 */
template <typename Mail>
class RaftSlots
{
  public:
    /// @param mail gets a number, and what lay there before in exchange
    uint64_t
    Put(Mail& mail)
    {
        if (m_free.empty())
        {
            m_free.push_back(m_slots.size());
            m_slots.emplace_back();
        }
        const uint64_t slot = m_free.back();
        m_free.pop_back();
        std::swap(m_slots[slot], mail);
        return slot;
    }

    /// @return what has this number; valid until the next Put
    Mail&
    At(uint64_t slot)
    {
        return m_slots[slot];
    }

    /// @param slot may be used again
    void
    Release(uint64_t slot)
    {
        m_free.push_back(slot);
    }

  private:
    std::vector<Mail> m_slots;
    std::vector<uint64_t> m_free;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_SLOTS_H */
