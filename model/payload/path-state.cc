/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "path-state.h"

#include <algorithm>
#include <numeric>

namespace ns3
{
namespace sharding
{

PathTable::PathTable(uint32_t count) : m_states(count), m_usable(count)
{
    std::iota(m_usable.begin(), m_usable.end(), 0);
}

void
PathTable::Assign(const std::vector<uint32_t>& usable)
{
    m_usable = usable;
    m_states.assign(usable.empty() ? 0 : usable.back() + 1, PathState());
}

void
PathTable::Add(const PathState& state)
{
    m_usable.push_back(GetCount());
    m_states.push_back(state);
}

uint32_t
PathTable::GetCount() const
{
    return static_cast<uint32_t>(m_states.size());
}

PathState&
PathTable::operator[](uint32_t path)
{
    return m_states[path];
}

const PathState&
PathTable::operator[](uint32_t path) const
{
    return m_states[path];
}

void
PathTable::SetUsable(uint32_t path, bool usable)
{
    const auto at = std::lower_bound(m_usable.begin(), m_usable.end(), path);
    const bool is = at != m_usable.end() && *at == path;
    if (usable && !is)
    {
        m_usable.insert(at, path);
    }
    else if (!usable && is)
    {
        m_usable.erase(at);
    }
}

bool
PathTable::IsUsable(uint32_t path) const
{
    return std::binary_search(m_usable.begin(), m_usable.end(), path);
}

const std::vector<uint32_t>&
PathTable::GetUsable() const
{
    return m_usable;
}

} // namespace sharding
} // namespace ns3
