/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fifo-cores.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace ns3
{
namespace sharding
{

namespace
{

/// @return @p span times @p factor, rounded to a nanosecond, at most Never()
Time
Scale(Time span, double factor)
{
    const double scaled = static_cast<double>(span.GetNanoSeconds()) * factor;
    const Time never = FifoCores::Never();
    return scaled < static_cast<double>(never.GetNanoSeconds()) ? NanoSeconds(std::llround(scaled))
                                                                : never;
}

} // namespace

Time
FifoCores::Never()
{
    return NanoSeconds(std::numeric_limits<int64_t>::max() / 4);
}

FifoCores::FifoCores(uint32_t cores) : m_cores(cores)
{
}

void
FifoCores::Submit(Time now, Time service, uint32_t ticket)
{
    GetWaiting(now); // forgets the past starts, which bounds the memory
    if (m_slowDown != 1)
    {
        service = Scale(service, m_slowDown);
    }
    Time start = now;
    if (m_free.size() >= m_cores)
    {
        start = std::max(now, m_free.front());
        std::pop_heap(m_free.begin(), m_free.end(), std::greater<Time>());
        m_free.pop_back();
    }
    const Time finish = std::min(start + service, Never());
    m_free.push_back(finish);
    std::push_heap(m_free.begin(), m_free.end(), std::greater<Time>());
    m_items.push_back({finish, m_arrivals++, ticket});
    std::push_heap(m_items.begin(), m_items.end(), std::greater<Item>());
    if (start > now)
    {
        m_starts.push_back(start);
    }
    m_taken += finish - start;
}

std::optional<Time>
FifoCores::GetNextFinish() const
{
    return m_items.empty() ? std::nullopt : std::optional<Time>(m_items.front().finish);
}

std::optional<uint32_t>
FifoCores::PopFinished(Time now)
{
    if (m_items.empty() || m_items.front().finish > now)
    {
        return std::nullopt;
    }
    const uint32_t ticket = m_items.front().ticket;
    std::pop_heap(m_items.begin(), m_items.end(), std::greater<Item>());
    m_items.pop_back();
    return ticket;
}

void
FifoCores::SetSlowDown(Time now, double slowDown)
{
    const double ratio = slowDown / m_slowDown;
    const auto stretch = [now, ratio](Time& time)
    {
        if (time > now)
        {
            time = std::min(now + Scale(time - now, ratio), Never());
        }
    };
    m_taken -= GetStock(now);
    std::for_each(m_free.begin(), m_free.end(), stretch);
    m_taken += GetStock(now);
    std::for_each(m_starts.begin(), m_starts.end(), stretch);
    for (auto& item : m_items)
    {
        stretch(item.finish);
    }
    // Rounding may have made finish times equal, and then the order of arrival counts.
    std::make_heap(m_items.begin(), m_items.end(), std::greater<Item>());
    m_slowDown = slowDown;
}

uint32_t
FifoCores::GetWaiting(Time now)
{
    while (!m_starts.empty() && m_starts.front() <= now)
    {
        m_starts.pop_front();
    }
    return static_cast<uint32_t>(m_starts.size());
}

bool
FifoCores::IsBusy(Time now) const
{
    return m_free.size() >= m_cores && m_free.front() > now;
}

uint32_t
FifoCores::GetHeld() const
{
    return static_cast<uint32_t>(m_items.size());
}

Time
FifoCores::GetBusyTime(Time now) const
{
    return m_taken - GetStock(now);
}

void
FifoCores::Clear(Time now)
{
    m_taken = GetBusyTime(now);
    m_free.clear();
    m_items.clear();
    m_starts.clear();
}

Time
FifoCores::GetStock(Time now) const
{
    // A core that has work works without a pause until it is free.
    Time stock;
    for (Time free : m_free)
    {
        stock += std::max(Time(0), free - now);
    }
    return stock;
}

} // namespace sharding
} // namespace ns3
