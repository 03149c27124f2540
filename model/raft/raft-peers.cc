/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-peers.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

RaftPeers::RaftPeers(int64_t beatNs, int64_t silenceNs) : m_beatNs(beatNs), m_silenceNs(silenceNs)
{
}

RaftPeer*
RaftPeers::FindFar(RaftNodeId id) const
{
    const auto far = m_far.find(id);
    return far == m_far.end() ? nullptr : far->second;
}

RaftPeer&
RaftPeers::Make(RaftNodeId id)
{
    RaftPeer& peer = m_peers.emplace_back();
    peer.id = id;
    if (id < m_near.size())
    {
        m_near[id] = &peer;
    }
    else
    {
        m_far[id] = &peer;
    }
    return peer;
}

int64_t
RaftPeers::BeatDueNs(const RaftPeer& peer) const
{
    return peer.led > 0 ? (peer.sentNs / m_beatNs + 1) * m_beatNs : NEVER;
}

int64_t
RaftPeers::SilenceDueNs(const RaftPeer& peer) const
{
    return peer.leading > 0 ? peer.heardNs + m_silenceNs : NEVER;
}

void
RaftPeers::Watch(const RaftPeer& peer)
{
    m_nextNs = std::min({m_nextNs, BeatDueNs(peer), SilenceDueNs(peer)});
}

/// Deadlines only move on, so NextNs() may come too early, and everything is looked at then.
void
RaftPeers::TakeDue(int64_t nowNs, std::vector<RaftPeer*>& mute, std::vector<RaftPeer*>& silent)
{
    if (nowNs < m_nextNs)
    {
        return;
    }
    m_nextNs = NEVER;
    for (RaftPeer& peer : m_peers)
    {
        if (BeatDueNs(peer) <= nowNs)
        {
            mute.push_back(&peer);
        }
        else
        {
            m_nextNs = std::min(m_nextNs, BeatDueNs(peer));
        }
        if (SilenceDueNs(peer) <= nowNs)
        {
            silent.push_back(&peer);
        }
        else
        {
            m_nextNs = std::min(m_nextNs, SilenceDueNs(peer));
        }
    }
}

} // namespace sharding
} // namespace ns3
