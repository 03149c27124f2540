/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SLOT_FINDER_H
#define SLOT_FINDER_H

#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-measure
 *
 * Finds the interval of a series that an instant falls into. Instants mostly come in order, and a
 * division costs as much as all else that a meter does for a message: the last slot is tried first.
 */
class SlotFinder
{
  public:
    /**
     * @param start of the first slot, ns
     * @param width of each slot, ns, > 0
     */
    SlotFinder(int64_t start, int64_t width) : m_start(start), m_width(width), m_from(start)
    {
    }

    /**
     * @param instant ns, not before the start
     * @return the number of its slot, from 0
     */
    std::size_t
    Find(int64_t instant)
    {
        if (instant < m_from || instant - m_from >= m_width)
        {
            m_slot = static_cast<std::size_t>((instant - m_start) / m_width);
            m_from = m_start + static_cast<int64_t>(m_slot) * m_width;
        }
        return m_slot;
    }

  private:
    int64_t m_start;
    int64_t m_width;
    int64_t m_from;        //!< where the slot found last starts
    std::size_t m_slot{0}; //!< found last
};

} // namespace sharding
} // namespace ns3

#endif /* SLOT_FINDER_H */
