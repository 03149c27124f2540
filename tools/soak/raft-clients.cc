/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-clients.h"

namespace ns3
{
namespace sharding
{

RaftClients::RaftClients(uint32_t nodes) : m_proposed(nodes)
{
}

Ptr<const RaftPayload>
RaftClients::Command(Dice& dice)
{
    uint8_t bytes[64] = {};
    m_commands++;
    for (size_t i = 0; i < sizeof(m_commands); i++)
    {
        bytes[i] = static_cast<uint8_t>(m_commands >> 8 * i);
    }
    const auto size = static_cast<uint32_t>(dice.Between(sizeof(m_commands), sizeof(bytes)));
    return RaftPayload::Create(bytes, size);
}

void
RaftClients::OnProposed(RaftNodeId id, const RaftProposal& where)
{
    m_proposed[id - 1][where.index] = where.term;
}

void
RaftClients::Apply(
    RaftNode& node, uint64_t first, uint64_t last, const RaftLog& log, RaftChecker& checker)
{
    auto& proposed = m_proposed[node.id - 1];
    for (uint64_t index = first; index <= last; index++)
    {
        const RaftEntry& entry = log.At(index);
        node.state.Apply(index, entry);
        checker.OnApplied(node);
        const auto own = proposed.find(index);
        if (own != proposed.end())
        {
            if (own->second == entry.term)
            {
                checker.OnAcknowledged(index);
            }
            proposed.erase(own);
        }
    }
}

bool
RaftClients::IsAnswered(uint64_t read) const
{
    const auto answer = m_answered.find(read);
    return answer != m_answered.end() && answer->second;
}

void
RaftClients::OnCrash(RaftNodeId id)
{
    m_proposed[id - 1].clear();
}

} // namespace sharding
} // namespace ns3
