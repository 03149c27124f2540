/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-draws.h"
#include "raft-fleet-soak.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr int64_t FAULT_MS = 1000000;

} // namespace

RaftFleetSoak::Group&
RaftFleetSoak::SomeGroup()
{
    return *m_fleet.Groups()[m_dice.Between(0, m_fleet.Groups().size() - 1)];
}

/// Clients at work.
void
RaftFleetSoak::UseSome()
{
    Group& group = SomeGroup();
    if (&group == m_attacked)
    {
        return; // it is to be left in peace
    }
    const RaftNodeId id = PickRaftNode(m_dice, group.nodes);
    if (id == RAFT_NOBODY)
    {
        return;
    }
    const uint64_t proposals = m_dice.OneIn(20) ? 30 : m_dice.Between(0, 3);
    for (uint64_t i = 0; i < proposals; i++)
    {
        m_fleet.Propose(group, id);
    }
    m_fleet.Settle(id);
    const RaftNodeId reader = PickRaftLeader(m_dice, group.nodes);
    if (reader != RAFT_NOBODY && m_dice.OneIn(2))
    {
        const uint64_t reads = m_dice.OneIn(20) ? 15 : 1;
        for (uint64_t i = 0; i < reads; i++)
        {
            m_fleet.Read(group, reader, m_dice.OneIn(2));
        }
        m_fleet.Settle(reader);
    }
    const auto any = static_cast<RaftNodeId>(m_dice.Between(1, m_fleet.Size()));
    if (m_fleet.Host(any) && group.places[any - 1] != RaftFleet::Place::PLACED)
    {
        m_fleet.Propose(group, any); // a client that asks the wrong host
    }
}

/// Something goes wrong, or somebody interferes.
void
RaftFleetSoak::Disturb()
{
    if (m_attacked)
    {
        GoOnWithAttack();
        return;
    }
    Group& group = SomeGroup();
    const RaftNodeId id = PickRaftNode(m_dice, group.nodes);
    if (id == RAFT_NOBODY)
    {
        return;
    }
    switch (m_dice.Between(1, 22))
    {
    case 1:
    case 2:
        m_fleet.Crash(id, static_cast<int64_t>(m_dice.Between(1, 500)) * FAULT_MS);
        return;
    case 3:
    case 4:
    case 5:
        m_fleet.Probe(m_fleet.links.CutSome(m_dice, id));
        return;
    case 6:
    case 7:
        m_fleet.links.Heal();
        return;
    case 8:
        m_fleet.Probe("disk stall");
        m_fleet.StallDisk(id, static_cast<int64_t>(m_dice.Between(1, 400)) * FAULT_MS);
        return;
    case 9:
        m_fleet.Probe("clock rate changed");
        m_fleet.SetClockRate(id, DrawRaftClockRate(m_dice, group.Node(id).options.clockDrift));
        return;
    case 10:
    case 11:
        m_fleet.weather = RaftWeather::Draw(m_dice);
        return;
    case 12:
    case 13:
    case 14:
        Lull();
        return;
    case 15:
        Attack();
        return;
    default:
        DisturbGroup(group, id);
        m_fleet.Settle(id);
    }
}

void
RaftFleetSoak::DisturbGroup(Group& group, RaftNodeId id)
{
    RaftHost& host = *m_fleet.Host(id);
    switch (m_dice.Between(1, 6))
    {
    case 1:
    case 2:
        ChangeMembership(group);
        return;
    case 3:
        host.TransferTo(m_fleet.LocalNs(id),
                        group.shard,
                        static_cast<RaftNodeId>(m_dice.Between(1, m_fleet.Size())));
        return;
    case 4:
        m_fleet.Compact(group, id);
        return;
    case 5:
        if (host.Campaign(m_fleet.LocalNs(id), group.shard) == RaftError::PROMISED)
        {
            m_fleet.Probe("campaign refused: promised");
        }
        return;
    default:
        MoveSome(group);
    }
}

/// For a while nothing happens, so that groups come to rest; what follows meets them there.
void
RaftFleetSoak::Lull()
{
    m_fleet.Probe("fleet: lull");
    m_fleet.links.Heal();
    m_fleet.weather = RaftWeather();
    for (RaftNodeId id = 1; id <= m_fleet.Size(); id++)
    {
        m_fleet.Restart(id);
    }
    const auto forNs = static_cast<int64_t>(m_dice.Between(200, 2000)) * FAULT_MS;
    m_nextFaultNs = m_fleet.NowNs() + forNs;
    m_nextUseNs = m_nextFaultNs + static_cast<int64_t>(m_dice.Between(0, 1)) * forNs;
}

/// A leader that rests is cut off. The others must notice, elect another one and go on; the old one
/// must not believe that it still leads when it is asked.
void
RaftFleetSoak::Attack()
{
    for (const auto& group : m_fleet.Groups())
    {
        const RaftNodeId leader = FindRaftLeader(group->nodes);
        const RaftCore* core = leader == RAFT_NOBODY ? nullptr : group->Node(leader).watched;
        if (core && core->IsResting() && core->Membership().voters.size() > 2)
        {
            m_fleet.Probe("fleet: attack: resting leader off");
            m_fleet.links.Heal();
            m_fleet.links.Isolate(leader);
            m_fleet.weather = RaftWeather();
            const auto& options = group->Node(leader).options;
            m_attacked = group.get();
            m_old = leader;
            m_isAsked = false;
            m_attackNs = m_fleet.NowNs() + 2 * m_fleet.ItsPlan().host.nodeSilenceNs +
                         4 * options.electionMaxNs;
            m_nextFaultNs = m_attackNs;
            return;
        }
    }
}

void
RaftFleetSoak::GoOnWithAttack()
{
    const RaftNodeId leader = FindRaftLeader(m_attacked->nodes);
    const bool isOther = leader != RAFT_NOBODY && leader != m_old;
    if (!m_isAsked && isOther)
    {
        m_isAsked = true;
        m_fleet.Propose(*m_attacked, leader);
        m_fleet.Settle(leader);
        m_nextFaultNs = m_fleet.NowNs() + 100 * FAULT_MS;
        return;
    }
    if (m_isAsked && m_attacked->Node(m_old).watched)
    {
        m_fleet.Probe("fleet: attack: old leader asked");
        m_fleet.Read(*m_attacked, m_old, true);
        m_fleet.Settle(m_old);
    }
    m_attacked = nullptr;
    m_fleet.links.Heal();
}

void
RaftFleetSoak::ChangeMembership(Group& group)
{
    const RaftNodeId id = FindRaftLeader(group.nodes);
    if (id == RAFT_NOBODY)
    {
        return;
    }
    std::vector<RaftNodeId> nodes;
    for (RaftNodeId node = 1; node <= m_fleet.Size(); node++)
    {
        if (group.places[node - 1] != RaftFleet::Place::RETIRED)
        {
            nodes.push_back(node);
        }
    }
    const RaftMembership& now = group.Node(id).watched->Membership();
    const RaftMembership next = DrawRaftMembership(m_dice, now, nodes);
    if (next.voters == now.voters)
    {
        m_fleet.Probe("learners change");
    }
    const auto result = m_fleet.Host(id)->ProposeMembership(
        m_fleet.LocalNs(id), group.shard, next.voters, next.learners);
    if (!result.IsOk() && result.Error() == RaftError::CHANGE_UNDER_WAY)
    {
        m_fleet.Probe("change refused: change-under-way");
    }
    if (result.IsOk())
    {
        for (const RaftNodeId node : next.Everyone())
        {
            m_fleet.PlaceIn(group, node, static_cast<int64_t>(m_dice.Between(1, 300)) * FAULT_MS);
        }
    }
    m_fleet.Settle(id);
}

/// A group stops on a host for a while, or is forgotten where nobody needs it.
void
RaftFleetSoak::MoveSome(Group& group)
{
    const auto id = static_cast<RaftNodeId>(m_dice.Between(1, m_fleet.Size()));
    if (m_dice.OneIn(2))
    {
        m_fleet.Stop(group, id);
        m_fleet.PlaceIn(group, id, static_cast<int64_t>(m_dice.Between(1, 300)) * FAULT_MS);
        return;
    }
    for (RaftNodeId node = 1; node <= m_fleet.Size(); node++)
    {
        m_fleet.Retire(group, node);
    }
}

} // namespace sharding
} // namespace ns3
