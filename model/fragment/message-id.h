/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MESSAGE_ID_H
#define MESSAGE_ID_H

#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * Identity of a logical message at its sender. A type of its own, so that it is never taken for an
 * index or a length.
 */
class MessageId
{
  public:
    constexpr MessageId() = default;

    /// @param value any number
    constexpr explicit MessageId(uint64_t value) : m_value(value)
    {
    }

    /// @return the number
    constexpr uint64_t
    Value() const
    {
        return m_value;
    }

    /// @return whether both name the same message
    constexpr bool
    operator==(MessageId other) const
    {
        return m_value == other.m_value;
    }

    /// @return whether they name different messages
    constexpr bool
    operator!=(MessageId other) const
    {
        return m_value != other.m_value;
    }

  private:
    uint64_t m_value{0};
};

} // namespace sharding
} // namespace ns3

#endif /* MESSAGE_ID_H */
