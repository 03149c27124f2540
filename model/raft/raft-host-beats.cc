/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-host-group.h"
#include "raft-host.h"
#include "raft-seam.h"

#include <algorithm>
#include <cstddef>

namespace ns3
{
namespace sharding
{

void
RaftHost::ReceiveBeats(int64_t nowNs, const RaftBeats& beats)
{
    RaftPeer* peer = m_peers.Find(beats.from);
    if (beats.to != m_config.self || beats.from == m_config.self || beats.from == RAFT_NOBODY ||
        (peer && !TakeEpoch(nowNs, *peer, beats)))
    {
        m_counters.strayBeats++;
        return;
    }
    m_counters.beatMessagesReceived++;
    m_counters.beatsReceived += beats.beats.size();
    for (const RaftBeat& beat : beats.beats)
    {
        Group* group = Lookup(beat.shard);
        if (!group)
        {
            m_counters.unknownShards++;
            continue;
        }
        RaftBeat answer = beat;
        if (group->core.ReceiveQuietly(nowNs, beats.from, answer))
        {
            m_counters.quietBeats++;
            if (!beat.isReply)
            {
                AddBeat(m_peers.At(beats.from), answer);
            }
            continue;
        }
        beat.Fill(beats.from, beats.to, m_message);
        group->core.Receive(nowNs, m_message);
        Mark(*group);
    }
}

/// @return false: it is of an earlier life of the sender
bool
RaftHost::TakeEpoch(int64_t nowNs, RaftPeer& peer, const RaftBeats& beats)
{
    if (beats.epoch < peer.epoch)
    {
        return false;
    }
    peer.heardNs = nowNs;
    if (beats.epoch > peer.epoch)
    {
        // Groups can rest before the first beats when they are not coalesced.
        const bool isKnown = peer.epoch != 0;
        peer.epoch = beats.epoch;
        if (isKnown || peer.led + peer.leading > 0)
        {
            m_counters.nodesRestarted++;
            WakeAll(nowNs, peer.id, RaftWake::NODE_RESTARTED);
        }
    }
    if (beats.knownEpoch != m_config.epoch)
    {
        Queue(peer); // it is to hear of this life
    }
    return true;
}

/// Wakes what rests for a node, and what this node leads together with it when it has forgotten.
void
RaftHost::WakeAll(int64_t nowNs, RaftNodeId node, RaftWake reason)
{
    for (const auto& group : m_groups)
    {
        const auto& with = group->restsWith;
        const bool isMember = std::any_of(
            with.begin(), with.end(), [&](const RaftPeer* peer) { return peer->id == node; });
        if (group->restsFor == node || (isMember && reason == RaftWake::NODE_RESTARTED))
        {
            group->core.Wake(nowNs, reason, false);
            NoteRest(nowNs, *group);
            Mark(*group);
        }
    }
}

/// Keeps count of who rests for whom.
void
RaftHost::NoteRest(int64_t nowNs, Group& group)
{
    const RaftNodeId leader = group.core.IsResting() ? group.core.Leader() : RAFT_NOBODY;
    if (leader == group.restsFor)
    {
        return;
    }
    ForgetRest(group);
    if (leader == RAFT_NOBODY)
    {
        return;
    }
    m_resting++;
    group.restsFor = leader;
    if (leader != m_config.self)
    {
        RaftPeer& peer = m_peers.At(leader);
        peer.heardNs = peer.leading == 0 ? nowNs : peer.heardNs; // waiting begins now
        peer.leading++;
        m_peers.Watch(peer);
        return;
    }
    for (const RaftProgress& member : group.core.Members())
    {
        if (member.id != m_config.self)
        {
            RaftPeer& peer = m_peers.At(member.id);
            peer.led++;
            m_peers.Watch(peer);
            group.restsWith.push_back(&peer);
        }
    }
}

void
RaftHost::ForgetRest(Group& group)
{
    if (group.restsFor == RAFT_NOBODY)
    {
        return;
    }
    m_resting--;
    if (group.restsFor != m_config.self)
    {
        m_peers.At(group.restsFor).leading--;
    }
    for (RaftPeer* peer : group.restsWith)
    {
        peer->led--;
    }
    group.restsWith.clear();
    group.restsFor = RAFT_NOBODY;
}

void
RaftHost::Queue(RaftPeer& peer)
{
    if (!peer.isQueued)
    {
        peer.isQueued = true;
        m_queued.push_back(&peer);
    }
}

void
RaftHost::AddBeat(RaftPeer& peer, const RaftBeat& beat)
{
    Queue(peer);
    peer.beats.push_back(beat);
}

void
RaftHost::SendBeats(int64_t nowNs)
{
    for (RaftPeer* peer : m_queued)
    {
        peer->isQueued = false;
        peer->sentNs = nowNs;
        m_peers.Watch(*peer);
        auto& left = peer->beats;
        do
        {
            m_beats.from = m_config.self;
            m_beats.to = peer->id;
            m_beats.epoch = m_config.epoch;
            m_beats.knownEpoch = peer->epoch;
            m_beats.beats.clear();
            if (left.size() <= m_config.maxBeats)
            {
                m_beats.beats.swap(left);
            }
            else
            {
                const auto rest = left.end() - static_cast<ptrdiff_t>(m_config.maxBeats);
                m_beats.beats.assign(rest, left.end());
                left.erase(RAFT_SEEDED_BUG(BEATS_BEYOND_LIMIT_LOST) ? left.begin() : rest,
                           left.end());
            }
            m_counters.beatMessagesSent++;
            m_counters.beatsSent += m_beats.beats.size();
            m_output.OnBeats(m_beats);
        } while (!left.empty());
    }
    m_queued.clear();
}

} // namespace sharding
} // namespace ns3
