/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "local-timers.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

LocalTimers::LocalTimers(const LocalClock& clock, uint32_t limit) : m_clock(clock), m_limit(limit)
{
}

LocalTimers::Id
LocalTimers::AddDelay(Time now, Time delay, std::function<void()> action)
{
    return Add(false, m_clock.GetMonotonic(now) + std::max(Time(0), delay), std::move(action));
}

LocalTimers::Id
LocalTimers::AddWall(Time wall, std::function<void()> action)
{
    return Add(true, wall, std::move(action));
}

bool
LocalTimers::Cancel(const Id& id)
{
    Queue& queue = id.m_wall ? m_walls : m_delays;
    return queue.erase({id.m_deadline, id.m_serial}) > 0;
}

std::optional<Time>
LocalTimers::GetNext() const
{
    std::optional<Time> next;
    if (!m_delays.empty())
    {
        next = m_clock.MonotonicToGlobal(m_delays.begin()->first.first);
    }
    if (!m_walls.empty())
    {
        const Time wall = m_clock.WallToGlobal(m_walls.begin()->first.first);
        next = next ? std::min(*next, wall) : wall;
    }
    return next;
}

std::function<void()>
LocalTimers::PopDue(Time now)
{
    const auto next = GetNext();
    if (!next || *next > now)
    {
        return nullptr;
    }
    const bool wall =
        m_delays.empty() || m_clock.MonotonicToGlobal(m_delays.begin()->first.first) > *next;
    Queue& queue = wall ? m_walls : m_delays;
    auto action = std::move(queue.begin()->second);
    queue.erase(queue.begin());
    return action;
}

void
LocalTimers::Clear()
{
    m_delays.clear();
    m_walls.clear();
}

uint32_t
LocalTimers::GetWaiting() const
{
    return static_cast<uint32_t>(m_delays.size() + m_walls.size());
}

LocalTimers::Id
LocalTimers::Add(bool wall, Time deadline, std::function<void()> action)
{
    Id id;
    if (GetWaiting() < m_limit)
    {
        id.m_wall = wall;
        id.m_deadline = deadline;
        id.m_serial = ++m_serial;
        (wall ? m_walls : m_delays)
            .emplace(std::make_pair(deadline, id.m_serial), std::move(action));
    }
    return id;
}

} // namespace sharding
} // namespace ns3
