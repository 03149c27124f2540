/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-fleet.h"

#include "raft-draws.h"
#include "raft-fleet-node.h"

#include "ns3/sharded-raft-rpc.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr RaftShardId FAR_SHARD = 1U << 20U;
constexpr int64_t PLACE_AGAIN_NS = 5000000;

} // namespace

RaftFleet::RaftFleet(Dice& dice, Plan plan, SoakOutcome& outcome)
    : links(plan.hosts), m_dice(dice), m_plan(std::move(plan)), m_outcome(outcome)
{
    for (RaftNodeId id = 1; id <= Size(); id++)
    {
        m_nodes.push_back(std::make_unique<Node>(*this, id));
    }
    for (uint32_t i = 0; i < m_plan.options.size(); i++)
    {
        const RaftShardId shard = i + (m_plan.isFar ? FAR_SHARD : 0);
        m_groups.push_back(std::make_unique<Group>(shard, Size()));
        Group& group = *m_groups.back();
        for (RaftNodeId id = 1; id <= Size(); id++)
        {
            RaftNode& node = group.Node(id);
            node.id = id;
            node.options = m_plan.options[i];
            node.options.priority = dice.OneOf<uint32_t>({15, 15, 15, 12});
            node.bootstrap = m_plan.memberships[i];
            m_nodes[id - 1]->disk.Add(shard, node);
            if (node.bootstrap.IsMember(id) || dice.OneIn(2))
            {
                group.places[id - 1] = Place::PLACED;
            }
        }
    }
    for (RaftNodeId id = 1; id <= Size(); id++)
    {
        Restart(id);
    }
}

RaftFleet::~RaftFleet() = default;

RaftHost*
RaftFleet::Host(RaftNodeId id)
{
    return m_nodes[id - 1]->host.get();
}

RaftFleet::Group&
RaftFleet::GroupOf(RaftShardId shard)
{
    return *m_groups[shard % FAR_SHARD];
}

int64_t
RaftFleet::LocalNs(RaftNodeId id) const
{
    return m_nodes[id - 1]->clock.Local(m_nowNs);
}

bool
RaftFleet::Step()
{
    if (m_events.IsEmpty() || !m_violation.empty())
    {
        return false;
    }
    const RaftEventQueue::Event event = m_events.Pop();
    m_nowNs = std::max(m_nowNs, event.timeNs);
    Node& node = *m_nodes[event.node - 1];
    const bool isOld = event.starts != node.starts;
    switch (event.kind)
    {
    case Kind::MESSAGE:
        Deliver(event);
        return true;
    case Kind::PLACE:
        PlaceNow(event.number, event.node);
        return true;
    case Kind::RESTART:
        if (!isOld)
        {
            Restart(event.node);
        }
        return true;
    case Kind::TICK:
        if (isOld || event.timeNs != node.tickNs)
        {
            return true; // an earlier one was planned since
        }
        node.tickNs = INT64_MAX;
        node.host->Tick(LocalNs(node.id));
        break;
    case Kind::SYNCED:
        if (isOld || event.timeNs != node.syncNs)
        {
            return true;
        }
        node.syncNs = INT64_MAX;
        Sync(node);
        break;
    }
    Settle(event.node);
    return true;
}

void
RaftFleet::Sync(Node& node)
{
    m_written.clear();
    node.disk.TakeDurable(m_nowNs, m_written);
    for (const RaftStorage::Written& one : m_written)
    {
        node.host->OnPersisted(LocalNs(node.id), one.shard, one.writeId);
    }
}

void
RaftFleet::Transmit(Mail& mail)
{
    weather.Transmit(m_dice,
                     mail,
                     [this](Mail& copy, int64_t longestNs)
                     {
                         const RaftNodeId to = copy.to;
                         const auto delay = m_dice.Between(10000, static_cast<uint64_t>(longestNs));
                         const uint64_t slot = m_slots.Put(copy);
                         Push(m_nowNs + static_cast<int64_t>(delay), Kind::MESSAGE, to, slot);
                     });
}

void
RaftFleet::Deliver(const RaftEventQueue::Event& event)
{
    Mail& mail = m_slots.At(event.number);
    RaftHost* host = Host(event.node);
    // What was on its way when a link was cut is lost too.
    if (host && !links.IsCut(mail.from, mail.to) && (mail.bytes.empty() || Decode(mail)))
    {
        const int64_t nowNs = LocalNs(event.node);
        if (mail.shard == RAFT_NODE_PREFIX)
        {
            host->ReceiveBeats(nowNs, mail.beats);
            m_echoes.OnArrived(*host, m_nodes[event.node - 1]->starts, mail.beats);
        }
        else
        {
            host->Receive(nowNs, mail.shard, mail.message);
            m_echoes.OnArrived(*host, mail.shard, mail.message);
        }
        for (const auto& group : m_groups)
        {
            const RaftCore* core = host->Find(group->shard);
            const std::string wrong = core ? m_echoes.Check(group->shard, *core) : "";
            if (!wrong.empty())
            {
                Say(wrong);
            }
        }
    }
    mail.message.Clear();
    m_slots.Release(event.number);
    if (host)
    {
        Settle(event.node);
    }
}

/// @return false: what a host wrote cannot be read
bool
RaftFleet::Decode(Mail& mail)
{
    const auto shard = TryDecodeShardPrefix(mail.bytes.data(), mail.bytes.size());
    if (shard.IsOk() && shard.Value() == RAFT_NODE_PREFIX)
    {
        Probe("fleet: beats pass as bytes");
        if (!RaftBeats::Decode(mail.bytes.data(), mail.bytes.size(), mail.beats))
        {
            return true;
        }
    }
    else
    {
        auto request = ShardedRaftRpcRequest::Decode(mail.bytes.data(), mail.bytes.size());
        if (request.IsOk() && request.Value().shard == mail.shard)
        {
            mail.message = request.Value().request;
            return true;
        }
    }
    Say("what a host has written cannot be read");
    return false;
}

/// Messages of the step go out first; what was written waits in an open record until the end.
void
RaftFleet::Settle(RaftNodeId id)
{
    Node& node = *m_nodes[id - 1];
    if (!node.host || !m_violation.empty())
    {
        return;
    }
    node.Begin();
    node.host->Collect(LocalNs(id));
    for (const RaftShardId shard : std::exchange(node.toTrim, {}))
    {
        if (!node.IsDying())
        {
            Compact(GroupOf(shard), id);
        }
    }
    if (node.disk.HasOpen() && weather.Crashes(m_dice, false))
    {
        node.Die();
    }
    if (!node.IsDying() || m_dice.OneIn(2))
    {
        node.disk.Flush(m_nowNs);
    }
    if (!node.disk.Violation().empty())
    {
        Say(node.disk.Violation());
    }
    if (node.IsDying())
    {
        Crash(id, static_cast<int64_t>(m_dice.Between(1000000, 300000000)));
        return;
    }
    PlanEvents(node);
}

/// Sees to it that the host is called when it wants to be.
void
RaftFleet::PlanEvents(Node& node)
{
    const int64_t deadline = node.host->NextDeadlineNs();
    if (deadline != RaftCore::NEVER)
    {
        const int64_t dueNs = std::max(m_nowNs, node.clock.Global(deadline));
        if (dueNs < node.tickNs)
        {
            node.tickNs = dueNs;
            Push(dueNs, Kind::TICK, node.id, 0);
        }
    }
    const int64_t syncNs = node.disk.NextNs();
    if (syncNs != RaftFleetDisk::NEVER && syncNs != node.syncNs)
    {
        node.syncNs = std::max(m_nowNs, syncNs);
        Push(node.syncNs, Kind::SYNCED, node.id, 0);
    }
}

void
RaftFleet::Push(int64_t timeNs, Kind kind, RaftNodeId id, uint64_t number)
{
    m_events.Push(timeNs, kind, id, number, m_nodes[id - 1]->starts);
}

void
RaftFleet::Crash(RaftNodeId id, int64_t backNs)
{
    Node& node = *m_nodes[id - 1];
    if (!node.host)
    {
        return;
    }
    for (const auto& group : m_groups)
    {
        RaftNode& member = group->Node(id);
        if (member.watched)
        {
            Probe("crash of a leader", member.watched->Role() == RaftRole::LEADER ? 1 : 0);
            Probe("fleet: crash at rest", member.watched->IsResting() ? 1 : 0);
            CountCore(*member.watched);
            member.watched = nullptr;
            group->checker.OnCrash(member);
            group->clients.OnCrash(id);
        }
    }
    CountHost(*node.host);
    node.host = nullptr;
    node.starts++; // what is under way is of an earlier life
    node.tickNs = INT64_MAX;
    node.syncNs = INT64_MAX;
    node.toTrim.clear();
    node.disk.Crash(m_nowNs);
    if (!node.disk.Violation().empty())
    {
        Say("node " + std::to_string(id) + ", " + node.disk.Violation());
    }
    if (backNs > 0)
    {
        Push(m_nowNs + backNs, Kind::RESTART, id, 0);
    }
}

void
RaftFleet::Restart(RaftNodeId id)
{
    Node& node = *m_nodes[id - 1];
    if (node.host || !m_violation.empty())
    {
        return;
    }
    RaftHost::Config config = m_plan.host;
    config.self = id;
    config.epoch = ++node.starts;
    config.quiesce = config.quiesce && !(m_plan.isMixed && id == 1);
    node.host = std::make_unique<RaftHost>(config, node);
    for (const auto& group : m_groups)
    {
        if (group->places[id - 1] == Place::PLACED)
        {
            AddToHost(*group, node);
        }
    }
    Settle(id);
}

void
RaftFleet::AddToHost(Group& group, Node& node)
{
    RaftNode& member = group.Node(node.id);
    if (!node.host->AddShard(LocalNs(node.id),
                             group.shard,
                             member.options,
                             member.Prepare(),
                             m_dice.Between(0, UINT64_MAX - 1)))
    {
        Say("a host does not take a group");
    }
    member.watched = node.host->Find(group.shard);
}

void
RaftFleet::PlaceIn(Group& group, RaftNodeId id, int64_t inNs)
{
    Push(m_nowNs + inNs, Kind::PLACE, id, group.shard % FAR_SHARD);
}

void
RaftFleet::PlaceNow(uint64_t number, RaftNodeId id)
{
    Group& group = *m_groups[number];
    Node& node = *m_nodes[id - 1];
    if (group.places[id - 1] != Place::ABSENT)
    {
        return;
    }
    if (!group.Node(id).disk.Pending().empty())
    {
        PlaceIn(group, id, PLACE_AGAIN_NS); // a host reads only what is durable
        return;
    }
    Probe("fleet: group comes to a host");
    group.places[id - 1] = Place::PLACED;
    if (node.host)
    {
        AddToHost(group, node);
        Settle(id);
    }
}

void
RaftFleet::Stop(Group& group, RaftNodeId id)
{
    RaftNode& member = group.Node(id);
    if (group.places[id - 1] != Place::PLACED)
    {
        return;
    }
    group.places[id - 1] = Place::ABSENT;
    if (member.watched)
    {
        Probe("fleet: group stopped on a host");
        CountCore(*member.watched);
        member.watched = nullptr;
        Host(id)->RemoveShard(group.shard);
        group.checker.OnCrash(member);
        group.clients.OnCrash(id);
    }
}

void
RaftFleet::Retire(Group& group, RaftNodeId id)
{
    Node& node = *m_nodes[id - 1];
    // Somebody must know that it was left out, and nobody may know it as a member.
    bool isKnown = false;
    for (const RaftNode& other : group.nodes)
    {
        const bool isPlaced = group.places[other.id - 1] == Place::PLACED;
        if (other.watched ? other.watched->MayReturn(id) : isPlaced || other.disk.LastIndex() > 0)
        {
            return;
        }
        isKnown = isKnown || other.watched;
    }
    if (!isKnown || group.places[id - 1] == Place::RETIRED || !node.host)
    {
        return;
    }
    Probe("fleet: group forgotten by a host");
    Stop(group, id);
    group.places[id - 1] = Place::RETIRED;
    node.disk.Forget(group.shard);
    Settle(id);
    if (m_dice.OneIn(4))
    {
        Crash(id, static_cast<int64_t>(m_dice.Between(1000000, 300000000))); // it may be lost
    }
}

} // namespace sharding
} // namespace ns3
