/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-draws.h"
#include "raft-soak-run.h"

#include <numeric>
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
        Probe(m_group.links.CutSome(m_dice, id));
        return;
    case 6:
    case 7:
        m_group.links.Heal();
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
        DrawClockRate(id);
        return;
    case 15:
    case 16:
        m_group.weather = RaftWeather::Draw(m_dice);
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
    m_group.links.Heal();
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
        m_group.links.Cut(leader, chosen, leader != chosen);
        m_chosen = chosen;
        m_nextFaultNs = m_group.NowNs() + m_options.electionMaxNs;
        return;
    }
    for (RaftNodeId id = 1; id <= m_group.Size(); id++)
    {
        m_group.SetClockRate(id, id == leader ? -most : most);
        m_group.links.Cut(id, leader, id != leader);
        m_group.links.Cut(leader, id, id != leader && kind != 1);
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
            m_group.links.Cut(id, leader, true);
            m_group.links.Cut(leader, id, true);
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
    m_group.SetClockRate(id, DrawRaftClockRate(m_dice, m_options.clockDrift));
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
    std::vector<RaftNodeId> nodes(m_group.Size());
    std::iota(nodes.begin(), nodes.end(), 1);
    const RaftMembership next = DrawRaftMembership(m_dice, core.Membership(), nodes);
    if (next.voters == core.Membership().voters)
    {
        Probe("learners change");
    }
    const auto result = core.ProposeMembership(m_group.LocalNs(id), next.voters, next.learners);
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
