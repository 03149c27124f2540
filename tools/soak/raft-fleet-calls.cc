/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-draws.h"
#include "raft-fleet-node.h"
#include "raft-fleet.h"

namespace ns3
{
namespace sharding
{

void
RaftFleet::StallDisk(RaftNodeId id, int64_t forNs)
{
    m_nodes[id - 1]->disk.Stall(m_nowNs, forNs);
}

void
RaftFleet::SetClockRate(RaftNodeId id, int64_t ppm)
{
    Node& node = *m_nodes[id - 1];
    node.clock.SetRate(m_nowNs, ppm);
    node.tickNs = INT64_MAX;
    if (node.host)
    {
        PlanEvents(node);
    }
}

uint64_t
RaftFleet::Propose(Group& group, RaftNodeId id)
{
    const auto command = group.clients.Command(m_dice);
    const auto result = Host(id)->Propose(LocalNs(id), group.shard, command);
    if (!result.IsOk())
    {
        Probe("proposal refused: " + RaftErrorName(result.Error()));
        return 0;
    }
    group.clients.OnProposed(id, result.Value());
    return result.Value().index;
}

uint64_t
RaftFleet::Read(Group& group, RaftNodeId id, bool lease)
{
    const uint64_t number = group.clients.NewRead();
    group.checker.OnRead(number);
    const RaftError error = Host(id)->Read(LocalNs(id), group.shard, number, lease);
    if (error != RaftError::NONE)
    {
        Probe("read refused: " + RaftErrorName(error));
        return 0;
    }
    return number;
}

void
RaftFleet::Compact(Group& group, RaftNodeId id)
{
    RaftNode& member = group.Node(id);
    const uint64_t index = member.state.Index();
    if (!member.watched || index == 0 || index > member.disk.LastIndex())
    {
        return;
    }
    const auto padding = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({0, 100, 1000}));
    const auto data = member.state.Save(padding);
    if (Host(id)->Compact(group.shard, index, data) == RaftError::NONE)
    {
        Probe("log compacted");
        m_nodes[id - 1]->disk.Compact(group.shard, member.watched->Snapshot());
    }
}

void
RaftFleet::Say(const std::string& what)
{
    if (m_violation.empty())
    {
        m_violation = what;
    }
}

void
RaftFleet::Probe(const std::string& probe, uint64_t count)
{
    m_outcome.probes[probe] += count;
}

void
RaftFleet::CountProbes()
{
    for (const auto& group : m_groups)
    {
        for (const RaftNode& member : group->nodes)
        {
            if (member.watched)
            {
                CountCore(*member.watched);
            }
        }
    }
    for (const auto& node : m_nodes)
    {
        if (node->host)
        {
            CountHost(*node->host);
        }
    }
}

void
RaftFleet::CountCore(const RaftCore& core)
{
    AddRaftProbes(core.Counters(), m_outcome);
    const RaftCounters& counters = core.Counters();
    Probe("fleet: rest", counters.rests);
    Probe("fleet: rest refused", counters.restsRefused);
    Probe("fleet: leader asked by who rests", counters.restChecks);
    for (size_t reason = 0; reason < counters.wakes.size(); reason++)
    {
        const auto name = RaftWakeName(static_cast<RaftWake>(reason));
        Probe("fleet: woken: " + name, counters.wakes[reason]);
    }
}

void
RaftFleet::CountHost(const RaftHost& host)
{
    const RaftHostCounters& counters = host.Counters();
    Probe("fleet: beat that changes nothing but times", counters.quietBeats);
    Probe("fleet: set of heartbeats repeated", counters.setsRepeated);
    Probe("fleet: set of heartbeats answered", counters.setsAnswered);
    Probe("fleet: set of heartbeats not followed by all", counters.setsRefused);
    Probe("fleet: repeated set not held", counters.setsUnknown);
    Probe("fleet: answer for an older set", counters.lateAnswers);
    Probe("fleet: sign of life", counters.nodeBeatsSent);
    Probe("fleet: unknown shard", counters.unknownShards);
    Probe("fleet: stray beats", counters.strayBeats);
    Probe("fleet: node silent", counters.nodesSilent);
    Probe("fleet: node restarted", counters.nodesRestarted);
}

} // namespace sharding
} // namespace ns3
