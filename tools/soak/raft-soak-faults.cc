/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-soak-run.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr int64_t ONE_MS = 1000000;

} // namespace

/// Clients at work.
void
RaftSoak::UseGroup()
{
    const RaftNodeId id = m_group.SomebodyUp();
    if (id == RAFT_NOBODY)
    {
        return;
    }
    const uint64_t proposals = m_dice.OneIn(20) ? 30 : m_dice.Between(0, 3);
    for (uint64_t i = 0; i < proposals; i++)
    {
        m_group.Propose(id);
    }
    m_group.Settle(id);
    const RaftNodeId reader = m_group.SomebodyLeading();
    if (reader != RAFT_NOBODY && m_dice.OneIn(2))
    {
        const uint64_t reads = m_dice.OneIn(20) ? 15 : 1;
        for (uint64_t i = 0; i < reads; i++)
        {
            m_group.Read(reader, m_dice.OneIn(2));
        }
        m_group.Settle(reader);
    }
}

/// Something goes wrong, or somebody interferes.
void
RaftSoak::Disturb()
{
    if (m_chosen != RAFT_NOBODY)
    {
        FinishAttack();
        return;
    }
    const RaftNodeId id = m_group.SomebodyUp();
    if (id == RAFT_NOBODY)
    {
        return;
    }
    RaftNode& node = m_group.Node(id);
    const int64_t nowNs = m_group.LocalNs(id);
    switch (m_dice.Between(1, m_options.leaseReads ? 24 : 18))
    {
    case 1:
    case 2:
        m_group.Crash(id, static_cast<int64_t>(m_dice.Between(1, 500)) * ONE_MS);
        return;
    case 3:
    case 4:
    case 5:
        CutLinks();
        return;
    case 6:
    case 7:
        Heal();
        return;
    case 8:
    case 9:
        ChangeMembership();
        return;
    case 10:
        node.core->TransferTo(nowNs, static_cast<RaftNodeId>(m_dice.Between(1, m_group.Size())));
        break;
    case 11:
        m_group.Compact(id);
        break;
    case 12:
        if (node.core->Campaign(nowNs) == RaftError::PROMISED)
        {
            Probe("campaign refused: promised");
        }
        break;
    case 13:
        Probe("disk stall");
        m_group.StallDisk(id, static_cast<int64_t>(m_dice.Between(1, 400)) * ONE_MS);
        return;
    case 14:
    {
        Probe("clock rate changed");
        const auto most = static_cast<uint64_t>(m_options.clockDrift * 1e6);
        const auto ppm = static_cast<int64_t>(
            m_dice.OneOf<uint64_t>({0, 2 * most, m_dice.Between(0, 2 * most)}));
        m_group.SetClockRate(id, ppm - static_cast<int64_t>(most));
        return;
    }
    case 15:
    case 16:
        m_group.weather = DrawWeather();
        return;
    default:
        AttackLeader();
        return;
    }
    m_group.Settle(id);
}

/// What it takes to get a stale answer out of a leader: others are elected while it hears nothing
/// and its clock is slow.
void
RaftSoak::AttackLeader()
{
    const RaftNodeId leader = m_group.Leader();
    if (leader == RAFT_NOBODY)
    {
        return;
    }
    Heal();
    RaftCore& core = *m_group.Node(leader).core;
    const std::vector<RaftNodeId> voters = core.Membership().voters;
    const RaftNodeId chosen = voters[m_dice.Between(0, voters.size() - 1)];
    const auto most = static_cast<int64_t>(m_options.clockDrift * 1e6);
    const uint64_t kind = m_dice.Between(1, 3);
    Probe(kind == 1   ? "attack: handed over, leader deaf"
          : kind == 2 ? "attack: leader off"
                      : "attack: voters restart, leader off");
    if (kind == 1)
    {
        core.TransferTo(m_group.LocalNs(leader), chosen);
        m_group.Settle(leader);
    }
    if (kind == 3)
    {
        // The chosen one must have heard nothing for a while, the others must have promised.
        m_group.Cut(leader, chosen, leader != chosen);
        m_chosen = chosen;
        m_nextFaultNs = m_group.NowNs() + m_options.electionMaxNs;
        return;
    }
    for (RaftNodeId id = 1; id <= m_group.Size(); id++)
    {
        m_group.SetClockRate(id, id == leader ? -most : most);
        m_group.Cut(id, leader, id != leader);
        m_group.Cut(leader, id, id != leader && kind != 1);
    }
}

void
RaftSoak::FinishAttack()
{
    const RaftNodeId leader = m_group.Leader();
    const RaftNodeId chosen = std::exchange(m_chosen, RAFT_NOBODY);
    for (RaftNodeId id = 1; id <= m_group.Size(); id++)
    {
        if (leader != RAFT_NOBODY && id != leader)
        {
            m_group.Cut(id, leader, true);
            m_group.Cut(leader, id, true);
            if (id != chosen)
            {
                m_group.Crash(id, ONE_MS);
            }
        }
    }
}

void
RaftSoak::DrawClockRate(RaftNodeId id)
{
    Probe("clock rate changed");
    const auto most = static_cast<uint64_t>(m_options.clockDrift * 1e6);
    const auto ppm =
        static_cast<int64_t>(m_dice.OneOf<uint64_t>({0, 2 * most, m_dice.Between(0, 2 * most)}));
    m_group.SetClockRate(id, ppm - static_cast<int64_t>(most));
}

void
RaftSoak::CutLinks()
{
    const uint32_t size = m_group.Size();
    const RaftNodeId one = std::max<RaftNodeId>(1, m_group.SomebodyUp());
    const auto other = static_cast<RaftNodeId>(m_dice.Between(1, size));
    const uint64_t half = m_dice.Between(0, (uint64_t{1} << size) - 1);
    const uint64_t kind = m_dice.Between(1, 7);
    static const char* const NAMES[] = {"cut: one node off",
                                        "cut: two halves",
                                        "cut: one way in",
                                        "cut: one way out",
                                        "cut: hub",
                                        "cut: ring",
                                        "cut: one link"};
    Probe(NAMES[kind - 1]);
    for (RaftNodeId from = 1; from <= size; from++)
    {
        for (RaftNodeId to = 1; to <= size; to++)
        {
            const bool isNeighbor = (from + 1 - to) % size <= 2 || (to + 1 - from) % size <= 2;
            const bool cuts[] = {from == one || to == one,
                                 (half >> from & 1U) != (half >> to & 1U),
                                 to == one,
                                 from == one,
                                 from != other && to != other,
                                 !isNeighbor,
                                 (from == one && to == other) || (from == other && to == one)};
            m_group.Cut(from, to, from != to && cuts[kind - 1]);
        }
    }
}

void
RaftSoak::Heal()
{
    for (RaftNodeId from = 1; from <= m_group.Size(); from++)
    {
        for (RaftNodeId to = 1; to <= m_group.Size(); to++)
        {
            m_group.Cut(from, to, false);
        }
    }
}

void
RaftSoak::ChangeMembership()
{
    const RaftNodeId id = m_group.Leader();
    if (id == RAFT_NOBODY)
    {
        return;
    }
    RaftCore& core = *m_group.Node(id).core;
    std::vector<RaftNodeId> voters;
    std::vector<RaftNodeId> learners;
    if (m_dice.OneIn(3))
    {
        voters = core.Membership().voters;
    }
    for (RaftNodeId node = 1; node <= m_group.Size(); node++)
    {
        const bool votes = std::find(voters.begin(), voters.end(), node) != voters.end();
        const uint64_t place = m_dice.Between(1, 4);
        if (!votes && place <= 2 && core.Membership().voters != voters)
        {
            voters.push_back(node);
        }
        else if (!votes && place == 3)
        {
            learners.push_back(node);
        }
    }
    if (voters == core.Membership().voters)
    {
        Probe("learners change");
    }
    const auto result = core.ProposeMembership(m_group.LocalNs(id), voters, learners);
    if (!result.IsOk() && result.Error() == RaftError::CHANGE_UNDER_WAY)
    {
        Probe("change refused: change-under-way");
    }
    m_group.Settle(id);
}

void
RaftSoak::Probe(const std::string& probe)
{
    m_outcome.probes[probe]++;
}

} // namespace sharding
} // namespace ns3
