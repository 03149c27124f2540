/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "conservation-ledger.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

using Entries = std::vector<std::pair<std::string, uint64_t>>;

void
AddTo(Entries& entries, const std::string& name, uint64_t count)
{
    const auto it = std::find_if(
        entries.begin(), entries.end(), [&name](const auto& entry) { return entry.first == name; });
    if (it == entries.end())
    {
        entries.emplace_back(name, count);
    }
    else
    {
        it->second += count;
    }
}

uint64_t
Sum(const Entries& entries)
{
    uint64_t sum = 0;
    for (const auto& [name, count] : entries)
    {
        sum += count;
    }
    return sum;
}

/// "12 (9 received by sink, 3 dropped: cut)".
std::string
Describe(const Entries& entries)
{
    std::string list;
    for (const auto& [name, count] : entries)
    {
        list += (list.empty() ? "" : ", ") + std::to_string(count) + " " + name;
    }
    return std::to_string(Sum(entries)) + (list.empty() ? "" : " (" + list + ")");
}

} // namespace

ConservationLedger::ConservationLedger(const std::string& what) : m_what(what)
{
}

void
ConservationLedger::AddInflow(const std::string& name, uint64_t count)
{
    AddTo(m_inflows, name, count);
}

void
ConservationLedger::AddOutflow(const std::string& name, uint64_t count)
{
    AddTo(m_outflows, name, count);
}

void
ConservationLedger::AddInside(const std::string& name, uint64_t count)
{
    AddTo(m_inside, name, count);
}

std::string
ConservationLedger::Check() const
{
    if (Sum(m_inflows) == Sum(m_outflows) + Sum(m_inside))
    {
        return "";
    }
    return m_what + " do not add up: in " + Describe(m_inflows) + ", out " + Describe(m_outflows) +
           ", inside " + Describe(m_inside);
}

} // namespace sharding
} // namespace ns3
