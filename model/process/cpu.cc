/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "cpu.h"

#include "ns3/assert.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace sharding
{

Cpu::Cpu(const Config& config) : m_config(config)
{
    NS_ASSERT_MSG(Validate(config).empty(), Validate(config));
}

std::string
Cpu::Validate(const Config& config)
{
    if (config.cores < 1 || config.cores > 1024)
    {
        return "cores must lie in [1, 1024]";
    }
    if (config.perItem.IsStrictlyNegative())
    {
        return "perItem must not be negative";
    }
    if (!(std::isfinite(config.perByteNs) && config.perByteNs >= 0))
    {
        return "perByteNs must be finite and not negative";
    }
    return "";
}

Time
Cpu::GetServiceTime(uint32_t bytes) const
{
    return m_config.perItem + NanoSeconds(std::llround(m_config.perByteNs * bytes));
}

std::optional<Time>
Cpu::Submit(Time now, Time service)
{
    const bool coreFree = m_cores.size() < m_config.cores || m_cores.top() <= now;
    if (!coreFree && GetWaiting(now) >= m_config.queueLimit)
    {
        return std::nullopt;
    }
    GetHeld(now); // forgets the finished ones, which bounds the memory
    Time start = now;
    if (m_cores.size() >= m_config.cores)
    {
        start = std::max(now, m_cores.top());
        m_cores.pop();
    }
    const Time finish = start + service;
    m_cores.push(finish);
    m_finishes.push(finish);
    if (start > now)
    {
        m_starts.push_back(start);
    }
    m_busy += service;
    return finish;
}

uint32_t
Cpu::Clear(Time now)
{
    const uint32_t held = GetHeld(now);
    for (; !m_cores.empty(); m_cores.pop())
    {
        // A core that still has work works without a pause until it is free: that much is cut off.
        m_busy -= std::max(Time(0), m_cores.top() - now);
    }
    m_finishes = EarliestFirst();
    m_starts.clear();
    return held;
}

uint32_t
Cpu::GetWaiting(Time now)
{
    while (!m_starts.empty() && m_starts.front() <= now)
    {
        m_starts.pop_front();
    }
    return static_cast<uint32_t>(m_starts.size());
}

uint32_t
Cpu::GetHeld(Time now)
{
    while (!m_finishes.empty() && m_finishes.top() <= now)
    {
        m_finishes.pop();
    }
    return static_cast<uint32_t>(m_finishes.size());
}

Time
Cpu::GetBusyTime() const
{
    return m_busy;
}

} // namespace sharding
} // namespace ns3
