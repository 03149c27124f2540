/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "alarm.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace sharding
{

Alarm::Alarm(std::function<void()> ring) : m_ring(std::move(ring))
{
}

Alarm::~Alarm()
{
    m_event.Cancel();
}

void
Alarm::Set(Time now, std::optional<Time> when)
{
    if (!when)
    {
        Cancel();
        return;
    }
    if (m_armed)
    {
        if (m_at <= *when)
        {
            return;
        }
        m_event.Cancel();
    }
    m_at = std::max(now, *when);
    m_armed = true;
    m_event = Simulator::Schedule(m_at - now, &Alarm::Ring, this);
}

void
Alarm::Cancel()
{
    m_event.Cancel();
    m_armed = false;
}

void
Alarm::Ring()
{
    m_armed = false;
    m_ring();
}

} // namespace sharding
} // namespace ns3
