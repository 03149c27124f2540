/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shared-cores.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace ns3
{
namespace sharding
{

SharedCores::SharedCores(uint32_t cores) : m_cores(cores)
{
}

void
SharedCores::Submit(Time now, Time service, uint32_t ticket)
{
    Settle(now);
    const double work = static_cast<double>(service.GetNanoSeconds());
    m_items.push_back({m_share + work, m_arrivals++, ticket});
    std::push_heap(m_items.begin(), m_items.end(), std::greater<Item>());
}

std::optional<Time>
SharedCores::GetNextFinish() const
{
    if (!m_done.empty())
    {
        return m_done.front().finish;
    }
    if (m_items.empty())
    {
        return std::nullopt;
    }
    return GetFrontFinish();
}

std::optional<uint32_t>
SharedCores::PopFinished(Time now)
{
    Settle(now);
    if (m_done.empty())
    {
        return std::nullopt;
    }
    const uint32_t ticket = m_done.front().ticket;
    m_done.pop_front();
    return ticket;
}

void
SharedCores::SetSlowDown(Time now, double slowDown)
{
    Settle(now);
    m_slowDown = slowDown;
}

uint32_t
SharedCores::GetWaiting(Time now)
{
    const uint32_t count = GetInService(now);
    return count > m_cores ? count - m_cores : 0;
}

uint32_t
SharedCores::GetInService(Time now)
{
    Settle(now);
    return static_cast<uint32_t>(m_items.size());
}

uint32_t
SharedCores::GetHeld() const
{
    return static_cast<uint32_t>(m_items.size() + m_done.size());
}

Time
SharedCores::GetBusyTime(Time now)
{
    Settle(now);
    return m_busy;
}

void
SharedCores::Clear(Time now)
{
    Settle(now);
    m_items.clear();
    m_done.clear();
    m_share = 0;
}

Time
SharedCores::GetFrontFinish() const
{
    // A difference of equal numbers that were summed up in different order may lie just below zero.
    const double left = std::max(0.0, m_items.front().finish - m_share) / GetRate();
    const double never = static_cast<double>(std::numeric_limits<int64_t>::max() / 4);
    return m_at + NanoSeconds(std::llround(std::min(left, never)));
}

double
SharedCores::GetRate() const
{
    const auto count = static_cast<double>(m_items.size());
    return std::min(1.0, m_cores / count) / m_slowDown;
}

void
SharedCores::Advance(Time now)
{
    if (!m_items.empty())
    {
        const Time span = now - m_at;
        m_share += static_cast<double>(span.GetNanoSeconds()) * GetRate();
        const uint64_t cores = std::min<uint64_t>(m_cores, m_items.size());
        m_busy += NanoSeconds(span.GetNanoSeconds() * static_cast<int64_t>(cores));
    }
    m_at = now;
}

void
SharedCores::Settle(Time now)
{
    while (!m_items.empty())
    {
        const Time finish = GetFrontFinish();
        if (finish > now)
        {
            break;
        }
        Advance(finish);
        m_done.push_back({finish, m_items.front().ticket});
        std::pop_heap(m_items.begin(), m_items.end(), std::greater<Item>());
        m_items.pop_back();
    }
    Advance(now);
    if (m_items.empty())
    {
        m_share = 0;
    }
}

} // namespace sharding
} // namespace ns3
