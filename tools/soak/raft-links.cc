/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-links.h"

#include <iterator>

namespace ns3
{
namespace sharding
{
namespace
{

const char* const WAYS[] = {"cut: one node off",
                            "cut: two halves",
                            "cut: one way in",
                            "cut: one way out",
                            "cut: hub",
                            "cut: ring",
                            "cut: one link"};

} // namespace

RaftLinks::RaftLinks(uint32_t nodes) : m_size(nodes), m_cut(nodes * nodes, false)
{
}

void
RaftLinks::Cut(RaftNodeId from, RaftNodeId to, bool isCut)
{
    m_cut[(from - 1) * m_size + to - 1] = isCut;
}

bool
RaftLinks::IsCut(RaftNodeId from, RaftNodeId to) const
{
    return to > m_size || m_cut[(from - 1) * m_size + to - 1];
}

void
RaftLinks::Isolate(RaftNodeId id)
{
    for (RaftNodeId other = 1; other <= m_size; other++)
    {
        Cut(id, other, id != other);
        Cut(other, id, id != other);
    }
}

void
RaftLinks::Heal()
{
    m_cut.assign(m_cut.size(), false);
}

std::string
RaftLinks::CutSome(Dice& dice, RaftNodeId one)
{
    const auto other = static_cast<RaftNodeId>(dice.Between(1, m_size));
    const uint64_t half = dice.Between(0, (uint64_t{1} << m_size) - 1);
    const uint64_t way = dice.Between(1, std::size(WAYS));
    for (RaftNodeId from = 1; from <= m_size; from++)
    {
        for (RaftNodeId to = 1; to <= m_size; to++)
        {
            const bool isNeighbor = (from + 1 - to) % m_size <= 2 || (to + 1 - from) % m_size <= 2;
            const bool cuts[] = {from == one || to == one,
                                 (half >> from & 1U) != (half >> to & 1U),
                                 to == one,
                                 from == one,
                                 from != other && to != other,
                                 !isNeighbor,
                                 (from == one && to == other) || (from == other && to == one)};
            Cut(from, to, from != to && cuts[way - 1]);
        }
    }
    return WAYS[way - 1];
}

std::vector<std::string>
RaftLinks::Ways()
{
    return {std::begin(WAYS), std::end(WAYS)};
}

} // namespace sharding
} // namespace ns3
