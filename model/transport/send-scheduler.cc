/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "send-scheduler.h"

#include "ns3/assert.h"

#include <utility>

namespace ns3
{
namespace sharding
{

namespace
{

/// @return the number of the lowest bit that is set; bits must not be 0
uint8_t
LowestBit(uint32_t bits)
{
    uint8_t bit = 0;
    while ((bits >> bit & 1) == 0)
    {
        bit++;
    }
    return bit;
}

} // namespace

SendScheduler::SendScheduler(const Config& config) : m_config(config)
{
    NS_ASSERT_MSG(Validate(config).empty(), Validate(config));
}

std::string
SendScheduler::Validate(const Config& config)
{
    return config.quantumBytes < 64 ? "quantumBytes must be at least 64" : "";
}

void
SendScheduler::Add(uint32_t message, uint8_t priority, uint64_t flow)
{
    NS_ASSERT(priority < PRIORITIES);
    if (message >= m_members.size())
    {
        m_members.resize(message + 1);
    }
    NS_ASSERT(m_members[message].flow == NOBODY);
    const uint32_t number = OpenFlow(priority, flow);
    Flow& joined = m_flows[number];
    m_members[message] = {number, joined.last, NOBODY};
    (joined.last == NOBODY ? joined.first : m_members[joined.last].behind) = message;
    joined.last = message;
}

void
SendScheduler::Remove(uint32_t message)
{
    const Member member = m_members[message];
    NS_ASSERT(member.flow != NOBODY);
    Flow& flow = m_flows[member.flow];
    (member.before == NOBODY ? flow.first : m_members[member.before].behind) = member.behind;
    (member.behind == NOBODY ? flow.last : m_members[member.behind].before) = member.before;
    m_members[message] = {};
    if (m_begun == message)
    {
        m_begun = NOBODY;
    }
    if (flow.first == NOBODY)
    {
        CloseFlow(member.flow);
    }
}

uint32_t
SendScheduler::OpenFlow(uint8_t priority, uint64_t key)
{
    if (key != 0)
    {
        const auto found = m_byKey[priority].find(key);
        if (found != m_byKey[priority].end())
        {
            return found->second;
        }
    }
    uint32_t number = static_cast<uint32_t>(m_flows.size());
    if (m_freeFlows.empty())
    {
        m_flows.emplace_back();
    }
    else
    {
        number = m_freeFlows.back();
        m_freeFlows.pop_back();
    }
    if (key != 0 && m_spareNodes.empty())
    {
        m_byKey[priority].emplace(key, number);
    }
    else if (key != 0)
    {
        auto node = std::move(m_spareNodes.back());
        m_spareNodes.pop_back();
        node.key() = key;
        node.mapped() = number;
        m_byKey[priority].insert(std::move(node));
    }
    Flow& flow = m_flows[number];
    flow = {};
    flow.key = key;
    flow.priority = priority;
    flow.credit = m_config.quantumBytes;
    Level& level = m_levels[priority];
    if (level.first == NOBODY)
    {
        level.first = number;
        level.watched = 0;
        flow.before = number;
        flow.behind = number;
        m_waiting |= 1U << priority;
    }
    else
    {
        flow.behind = level.first;
        flow.before = m_flows[level.first].before;
        m_flows[flow.before].behind = number;
        m_flows[flow.behind].before = number;
    }
    return number;
}

void
SendScheduler::CloseFlow(uint32_t number)
{
    const Flow& flow = m_flows[number];
    Level& level = m_levels[flow.priority];
    if (flow.behind == number)
    {
        level.first = NOBODY;
        m_waiting &= ~(1U << flow.priority);
    }
    else
    {
        m_flows[flow.before].behind = flow.behind;
        m_flows[flow.behind].before = flow.before;
        level.first = level.first == number ? flow.behind : level.first;
    }
    if (flow.key != 0)
    {
        m_spareNodes.push_back(m_byKey[flow.priority].extract(flow.key));
    }
    m_freeFlows.push_back(number);
}

uint8_t
SendScheduler::PickLevel()
{
    const uint8_t top = LowestBit(m_waiting);
    m_isGuardTurn = false;
    if (m_config.guardBytes > 0)
    {
        for (uint32_t others = m_waiting & (m_waiting - 1); others != 0; others &= others - 1)
        {
            const uint8_t level = LowestBit(others);
            if (m_levels[level].watched >= m_config.guardBytes)
            {
                m_isGuardTurn = true;
                return level;
            }
        }
    }
    return top;
}

uint32_t
SendScheduler::Pick()
{
    if (m_begun != NOBODY)
    {
        m_isGuardTurn = false;
        return m_begun;
    }
    if (m_waiting == 0)
    {
        return NOBODY;
    }
    Level& level = m_levels[PickLevel()];
    for (Flow* flow = &m_flows[level.first]; flow->credit <= 0; flow = &m_flows[level.first])
    {
        flow->credit += m_config.quantumBytes;
        m_rotations += flow->behind != level.first;
        level.first = flow->behind;
    }
    return m_flows[level.first].first;
}

void
SendScheduler::NoteSent(uint32_t message, uint64_t bytes, bool more)
{
    Flow& flow = m_flows[m_members[message].flow];
    flow.credit -= static_cast<int64_t>(bytes);
    m_levels[flow.priority].watched = 0;
    m_guardTurns += m_isGuardTurn;
    for (uint32_t others = m_waiting >> (flow.priority + 1) << (flow.priority + 1); others != 0;
         others &= others - 1)
    {
        m_levels[LowestBit(others)].watched += bytes;
    }
    if (!more)
    {
        Remove(message);
    }
    else if (!m_config.interleave)
    {
        m_begun = message;
    }
}

uint64_t
SendScheduler::GuardTurns() const
{
    return m_guardTurns;
}

uint64_t
SendScheduler::Rotations() const
{
    return m_rotations;
}

} // namespace sharding
} // namespace ns3
