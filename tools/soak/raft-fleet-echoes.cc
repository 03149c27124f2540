/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-fleet-echoes.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

void
RaftFleetEchoes::OnSent(const RaftBeats& beats)
{
    if (beats.set.number != 0 && !beats.isRepeated)
    {
        m_sets[{beats.from, beats.to, beats.epoch}][beats.set.number] = beats.beatsOfSet;
    }
}

void
RaftFleetEchoes::OnArrived(const RaftHost& host, uint64_t epoch, const RaftBeats& beats)
{
    const Way way{beats.from, beats.to, beats.epoch};
    uint64_t& held = m_held[{way, epoch}];
    if (!beats.isRepeated)
    {
        held = std::max(held, beats.set.number);
    }
    if (beats.set.number != 0 && (!beats.isRepeated || beats.set.number == held))
    {
        for (const RaftBeat& beat : m_sets[way][beats.set.number])
        {
            Note(host, beat.shard, beats.from, beats.to, beat.term, beats.set.sentNs);
        }
    }
    for (const RaftBeat& beat : beats.beats)
    {
        if (!beat.isReply)
        {
            Note(host, beat.shard, beats.from, beats.to, beat.term, beat.sentNs);
        }
    }
}

void
RaftFleetEchoes::OnArrived(const RaftHost& host, RaftShardId shard, const RaftMessage& message)
{
    Note(host, shard, message.from, message.to, message.term, message.sentNs);
}

/// It counts if the member takes the sender for its leader in this term.
void
RaftFleetEchoes::Note(const RaftHost& host,
                      RaftShardId shard,
                      RaftNodeId from,
                      RaftNodeId to,
                      uint64_t term,
                      int64_t sentNs)
{
    const RaftCore* core = host.Find(shard);
    if (core && core->Term() == term && core->Leader() == from)
    {
        int64_t& latest = m_followed[{shard, to, term}];
        latest = std::max(latest, sentNs);
    }
}

std::string
RaftFleetEchoes::Check(RaftShardId shard, const RaftCore& core) const
{
    if (core.Role() != RaftRole::LEADER)
    {
        return "";
    }
    for (const RaftProgress& member : core.Members())
    {
        const auto found = m_followed.find({shard, member.id, core.Term()});
        if (member.echoedNs > (found == m_followed.end() ? 0 : found->second))
        {
            return "group " + std::to_string(shard) + ": its leader counts an answer of node " +
                   std::to_string(member.id) + " that it did not give";
        }
    }
    return "";
}

} // namespace sharding
} // namespace ns3
