/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-fleet-node.h"

#include "ns3/raft-wire.h"
#include "ns3/sharded-raft-rpc.h"

#include <utility>

namespace ns3
{
namespace sharding
{

RaftFleet::Node::Node(RaftFleet& fleet, RaftNodeId self)
    : id(self), disk(fleet.m_plan.disk, fleet.m_dice, fleet.weather, fleet.m_outcome),
      m_fleet(fleet)
{
}

void
RaftFleet::Node::Begin()
{
    m_isDying = false;
    m_diesNext = false;
    m_beatsTo = RAFT_NOBODY;
}

/// The place where a crash is decided: before what the step wants is done, or behind it.
void
RaftFleet::Node::OnStep(RaftShardId shard, const RaftCore& core, RaftReady& ready)
{
    m_isDying = IsDying();
    if (m_isDying)
    {
        return;
    }
    Group& group = m_fleet.GroupOf(shard);
    group.checker.OnCollect(group.Node(id), ready);
    if (!group.checker.Violation().empty())
    {
        m_fleet.Say("group " + std::to_string(shard) + ", " + group.checker.Violation());
        m_isDying = true;
        return;
    }
    if (core.Log().Size() > group.Node(id).options.maxLogEntries / 2)
    {
        toTrim.insert(shard);
    }
    const bool hasCommitted =
        core.Role() == RaftRole::LEADER && ready.applyFirst <= ready.applyLast;
    if (m_fleet.weather.Crashes(m_fleet.m_dice, hasCommitted))
    {
        m_isDying = m_fleet.m_dice.OneIn(2);
        m_diesNext = !m_isDying;
        m_fleet.Probe(m_isDying ? "crash before sending" : "crash after sending");
    }
}

void
RaftFleet::Node::OnRole(RaftShardId shard, RaftRole role, uint64_t term, RaftNodeId)
{
    const RaftCore& core = *m_fleet.GroupOf(shard).Node(id).watched;
    if (!m_isDying && (core.Role() != role || core.Term() != term))
    {
        m_fleet.Say("a host names another role or term than its core");
    }
}

void
RaftFleet::Node::OnWrite(RaftShardId shard, const RaftWrite& write, const RaftLog& log)
{
    if (!m_isDying)
    {
        disk.Write(m_fleet.m_nowNs, shard, write, log);
    }
}

void
RaftFleet::Node::OnMessage(RaftShardId shard, RaftMessage& message)
{
    if (m_isDying || m_fleet.links.IsCut(id, message.to))
    {
        return;
    }
    m_mail.from = id;
    m_mail.to = message.to;
    m_mail.shard = shard;
    m_mail.bytes.clear();
    std::swap(m_mail.message, message);
    if (m_fleet.m_plan.encodes)
    {
        ShardedRaftRpcRequest request;
        request.shard = shard;
        std::swap(request.request, m_mail.message);
        request.Encode(m_mail.bytes);
    }
    m_fleet.Transmit(m_mail);
}

void
RaftFleet::Node::OnBeats(RaftBeats& beats)
{
    m_fleet.Probe("fleet: beats in several messages", beats.to == m_beatsTo ? 1 : 0);
    m_fleet.Probe("fleet: beats share a message", beats.Count() > 1 ? 1 : 0);
    m_beatsTo = beats.to;
    m_fleet.m_echoes.OnSent(beats);
    if (m_isDying || m_fleet.links.IsCut(id, beats.to))
    {
        return;
    }
    m_mail.from = id;
    m_mail.to = beats.to;
    m_mail.shard = RAFT_NODE_PREFIX;
    m_mail.bytes.clear();
    std::swap(m_mail.beats, beats);
    if (m_fleet.m_plan.encodes)
    {
        m_mail.beats.Encode(m_mail.bytes);
    }
    m_fleet.Transmit(m_mail);
}

void
RaftFleet::Node::OnRestore(RaftShardId shard, const RaftSnapshotPointer& snapshot)
{
    if (!m_isDying)
    {
        Group& group = m_fleet.GroupOf(shard);
        group.Node(id).state.Restore(*snapshot);
        group.checker.OnApplied(group.Node(id));
    }
}

void
RaftFleet::Node::OnApply(RaftShardId shard, uint64_t first, uint64_t last, const RaftLog& log)
{
    if (m_isDying)
    {
        return;
    }
    Group& group = m_fleet.GroupOf(shard);
    group.clients.Apply(group.Node(id), first, last, log, group.checker);
}

void
RaftFleet::Node::OnRead(RaftShardId shard, const RaftReadAnswer& answer)
{
    if (!m_isDying)
    {
        m_fleet.GroupOf(shard).clients.OnAnswer(answer);
    }
}

} // namespace sharding
} // namespace ns3
