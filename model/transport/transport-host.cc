/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transport-host.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

LocalAlarm::LocalAlarm(const TransportHost& host, std::function<void()> ring)
    : m_host(host), m_ring(std::move(ring))
{
}

LocalAlarm::~LocalAlarm()
{
    if (m_armed)
    {
        m_host.cancel(m_timer);
    }
}

void
LocalAlarm::Set(const Time& now, const std::optional<Time>& when)
{
    if (!when || (m_armed && m_at <= *when) || !m_host.isUp())
    {
        return;
    }
    if (m_armed)
    {
        m_host.cancel(m_timer);
    }
    m_at = std::max(now, *when);
    m_timer = m_host.schedule(m_at - now, [this] { Ring(); });
    m_armed = m_timer.IsValid();
}

void
LocalAlarm::Forget()
{
    m_armed = false;
}

void
LocalAlarm::Ring()
{
    m_armed = false;
    m_ring();
}

} // namespace sharding
} // namespace ns3
