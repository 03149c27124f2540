/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "server-choice.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

ServerChoice::ServerChoice(const Config& config)
    : m_config(config), m_current(config.first), m_servers(config.servers)
{
    NS_ASSERT_MSG(Validate(config).empty(), Validate(config));
}

std::string
ServerChoice::Validate(const Config& config)
{
    if (config.servers < 1 || config.first >= config.servers)
    {
        return "first must be one of at least one server";
    }
    if (config.suspectAfter < 1)
    {
        return "suspectAfter must be at least 1";
    }
    if (!config.backOff.IsStrictlyPositive() || config.maxBackOff < config.backOff)
    {
        return "backOff must be above zero and not above maxBackOff";
    }
    return "";
}

uint32_t
ServerChoice::GetCurrent() const
{
    return m_current;
}

Time
ServerChoice::Choose(Time now)
{
    const auto waitFor = [&](uint32_t server)
    {
        const Server& one = m_servers[server];
        return one.level > 0 ? std::max(Time(0), one.aloneUntil - now) : Time(0);
    };
    uint32_t best = m_current;
    for (uint32_t i = 1; i < m_config.servers && waitFor(best).IsStrictlyPositive(); i++)
    {
        const uint32_t next = (m_current + i) % m_config.servers;
        best = waitFor(next) < waitFor(best) ? next : best;
    }
    m_current = best;
    return waitFor(best);
}

void
ServerChoice::NoteAnswer(uint32_t server)
{
    m_servers[server] = {};
}

bool
ServerChoice::NoteFailure(Time now, uint32_t server, bool certain)
{
    Server& one = m_servers[server];
    if (one.level > 0 && one.aloneUntil > now)
    {
        return false;
    }
    one.failures++;
    if (!certain && one.failures < m_config.suspectAfter)
    {
        return false;
    }
    Time backOff = m_config.backOff;
    for (uint32_t i = 0; i < one.level && backOff < m_config.maxBackOff; i++)
    {
        backOff = backOff + backOff;
    }
    one.failures = 0;
    one.level++;
    one.aloneUntil = now + std::min(backOff, m_config.maxBackOff);
    return true;
}

} // namespace sharding
} // namespace ns3
