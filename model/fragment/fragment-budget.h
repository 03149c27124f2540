/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_BUDGET_H
#define FRAGMENT_BUDGET_H

#include "ns3/assert.h"

#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * Memory that several receivers share, for instance all connections of a server. Each takes from it
 * what it holds and gives it back; what is not there, nobody gets. It must outlive its receivers.
 */
class FragmentBudget
{
  public:
    /**
     * @param maxBytes how much there is
     * @param softBytes how much may be taken before reading should pause, at most maxBytes
     */
    FragmentBudget(uint64_t maxBytes, uint64_t softBytes)
        : m_maxBytes(maxBytes), m_softBytes(softBytes)
    {
        NS_ASSERT(softBytes <= maxBytes);
    }

    FragmentBudget(const FragmentBudget&) = delete;
    FragmentBudget& operator=(const FragmentBudget&) = delete;

    /**
     * @param bytes how much is wanted
     * @return whether it was taken
     */
    bool
    Take(uint64_t bytes)
    {
        if (bytes > m_maxBytes - m_used)
        {
            m_refusals++;
            return false;
        }
        m_used += bytes;
        m_peak = m_used > m_peak ? m_used : m_peak;
        return true;
    }

    /// @param bytes what is given back, at most what was taken
    void
    Give(uint64_t bytes)
    {
        NS_ASSERT(bytes <= m_used);
        m_used -= bytes;
    }

    /// @return how much there is in all, bytes
    uint64_t
    Max() const
    {
        return m_maxBytes;
    }

    /// @return whether reading should pause
    bool
    IsTight() const
    {
        return m_used > m_softBytes;
    }

    /// @return how much is taken, bytes
    uint64_t
    Used() const
    {
        return m_used;
    }

    /// @return the most that was ever taken, bytes
    uint64_t
    Peak() const
    {
        return m_peak;
    }

    /// @return how often it could not be had
    uint64_t
    Refusals() const
    {
        return m_refusals;
    }

  private:
    const uint64_t m_maxBytes;
    const uint64_t m_softBytes;
    uint64_t m_used{0};
    uint64_t m_peak{0};
    uint64_t m_refusals{0};
};

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_BUDGET_H */
