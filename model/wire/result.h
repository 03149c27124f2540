/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RESULT_H
#define RESULT_H

#include "ns3/assert.h"

#include <utility>
#include <variant>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-wire
 *
 * A value, or the typed reason why there is none. Value and reason must be of different types.
 */
template <typename T, typename E>
class Result
{
  public:
    /// @param value what was asked for
    Result(T value) : m_content(std::in_place_index<0>, std::move(value))
    {
    }

    /// @param error why it cannot be had
    Result(E error) : m_content(std::in_place_index<1>, std::move(error))
    {
    }

    /// @return whether there is a value
    bool
    IsOk() const
    {
        return m_content.index() == 0;
    }

    /// @return the value; only when IsOk()
    T&
    Value()
    {
        NS_ASSERT(IsOk());
        return *std::get_if<0>(&m_content);
    }

    /// @return the value; only when IsOk()
    const T&
    Value() const
    {
        NS_ASSERT(IsOk());
        return *std::get_if<0>(&m_content);
    }

    /// @return the reason; only when not IsOk()
    const E&
    Error() const
    {
        NS_ASSERT(!IsOk());
        return *std::get_if<1>(&m_content);
    }

  private:
    std::variant<T, E> m_content;
};

} // namespace sharding
} // namespace ns3

#endif /* RESULT_H */
