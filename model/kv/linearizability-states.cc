/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "linearizability-states.h"

#include "ns3/mix-hash.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

/// Up to this many arrays are compared one by one.
constexpr std::size_t SMALL = 8;

} // namespace

LinearizabilityStates::LinearizabilityStates(uint32_t width) : m_width(width)
{
}

std::size_t
LinearizabilityStates::Hash(const uint32_t* state) const
{
    uint64_t hash = 0;
    for (uint32_t i = 0; i < m_width; i++)
    {
        hash = MixHash(hash ^ state[i]);
    }
    return hash;
}

bool
LinearizabilityStates::Insert(const uint32_t* state)
{
    const auto equals = [&](std::size_t index)
    { return std::equal(state, state + m_width, m_words.data() + index * m_width); };
    if (m_size < SMALL)
    {
        for (std::size_t i = 0; i < m_size; i++)
        {
            if (equals(i))
            {
                return false;
            }
        }
    }
    else
    {
        if (2 * (m_size + 1) > m_table.size())
        {
            Rehash();
        }
        std::size_t place = Hash(state) & (m_table.size() - 1);
        while (m_table[place] != 0)
        {
            if (equals(m_table[place] - 1))
            {
                return false;
            }
            place = (place + 1) & (m_table.size() - 1);
        }
        m_table[place] = m_size + 1;
    }
    m_words.insert(m_words.end(), state, state + m_width);
    m_size++;
    return true;
}

void
LinearizabilityStates::Rehash()
{
    m_table.assign(std::max<std::size_t>(8 * SMALL, 2 * m_table.size()), 0);
    for (std::size_t i = 0; i < m_size; i++)
    {
        std::size_t place = Hash(m_words.data() + i * m_width) & (m_table.size() - 1);
        while (m_table[place] != 0)
        {
            place = (place + 1) & (m_table.size() - 1);
        }
        m_table[place] = i + 1;
    }
}

uint32_t*
LinearizabilityStates::At(std::size_t index)
{
    return m_words.data() + index * m_width;
}

std::size_t
LinearizabilityStates::Size() const
{
    return m_size;
}

uint64_t
LinearizabilityStates::Bytes() const
{
    return (m_words.size() + m_table.size()) * sizeof(uint32_t);
}

void
LinearizabilityStates::Clear()
{
    m_size = 0;
    m_words.clear();
    m_table.clear();
}

} // namespace sharding
} // namespace ns3
