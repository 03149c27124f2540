/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_INDEX_H
#define FRAGMENT_INDEX_H

#include <cstdint>
#include <limits>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * Place of a fragment in its message, from 0. It never wraps: the largest one has no next.
 */
class FragmentIndex
{
  public:
    static constexpr uint32_t MAX = std::numeric_limits<uint32_t>::max(); //!< the largest value

    constexpr FragmentIndex() = default;

    /// @param value any number
    constexpr explicit FragmentIndex(uint32_t value) : m_value(value)
    {
    }

    /// @return the number
    constexpr uint32_t
    Value() const
    {
        return m_value;
    }

    /// @return whether there is no next one
    constexpr bool
    IsMax() const
    {
        return m_value == MAX;
    }

    /// @return the next one; only when not IsMax()
    constexpr FragmentIndex
    Next() const
    {
        return FragmentIndex(m_value + 1);
    }

    /// @return whether both are the same place
    constexpr bool
    operator==(FragmentIndex other) const
    {
        return m_value == other.m_value;
    }

    /// @return whether they are different places
    constexpr bool
    operator!=(FragmentIndex other) const
    {
        return m_value != other.m_value;
    }

    /// @return whether this one comes before the other
    constexpr bool
    operator<(FragmentIndex other) const
    {
        return m_value < other.m_value;
    }

  private:
    uint32_t m_value{0};
};

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_INDEX_H */
