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
    if (peer && beats.knownEpoch == m_config.epoch)
    {
        peer->holds = beats.holds;
        TakeAnswers(nowNs, *peer, beats);
    }
    if (beats.set.number != 0)
    {
        TakeSet(nowNs, m_peers.At(beats.from), beats);
    }
    for (const RaftBeat& beat : beats.beats)
    {
        if (beat.isReply)
        {
            Hear(nowNs, beats.from, beat, beat.sentNs);
        }
        else if (Follow(nowNs, beats.from, beat, beat.sentNs))
        {
            Answer(beats.from, beat, beat.sentNs);
        }
    }
}

/// A heartbeat. @return whether the group follows, and nothing but times has changed
bool
RaftHost::Follow(int64_t nowNs, RaftNodeId from, const RaftBeat& beat, int64_t sentNs)
{
    Group* group = Lookup(beat.shard);
    m_counters.beatsReceived++;
    if (group && group->core.FollowQuietly(nowNs, from, beat, sentNs))
    {
        m_counters.quietBeats++;
        return true;
    }
    Take(nowNs, from, beat, sentNs, false);
    return false;
}

/// An answer, or a heartbeat that is answered.
void
RaftHost::Hear(int64_t nowNs, RaftNodeId from, const RaftBeat& beat, int64_t sentNs)
{
    Group* group = Lookup(beat.shard);
    m_counters.beatsReceived++;
    if (group && group->core.HearQuietly(nowNs, from, beat, sentNs))
    {
        m_counters.quietBeats++;
        return;
    }
    Take(nowNs, from, beat, sentNs, true);
}

/// More has to be done, or the group is not here.
void
RaftHost::Take(int64_t nowNs, RaftNodeId from, const RaftBeat& beat, int64_t sentNs, bool isReply)
{
    Group* group = Lookup(beat.shard);
    if (!group)
    {
        m_counters.unknownShards++;
        return;
    }
    RaftBeat whole = beat;
    whole.isReply = isReply;
    whole.commit = isReply ? 0 : beat.commit;
    whole.sentNs = sentNs;
    whole.Fill(from, m_config.self, m_message);
    group->core.Receive(nowNs, m_message);
    Mark(*group);
}

/// A group has followed its leader, and nothing but times has changed.
void
RaftHost::Answer(RaftNodeId to, const RaftBeat& beat, int64_t sentNs)
{
    RaftBeat answer = beat;
    answer.isReply = true;
    answer.commit = 0;
    answer.sentNs = sentNs;
    AddBeat(m_peers.At(to), answer);
}

/// Heartbeats of a tick. New ones are answered one by one, for the sender may have others by then.
void
RaftHost::TakeSet(int64_t nowNs, RaftPeer& peer, const RaftBeats& beats)
{
    if (beats.isRepeated)
    {
        TakeRepeatedSet(nowNs, peer, beats.set);
        return;
    }
    if (beats.set.number > peer.heldNumber) // else it is held, or late
    {
        peer.heldNumber = beats.set.number;
        peer.heldSet = beats.beatsOfSet;
        Queue(peer);
    }
    for (const RaftBeat& beat : beats.beatsOfSet)
    {
        if (Follow(nowNs, peer.id, beat, beats.set.sentNs))
        {
            Answer(peer.id, beat, beats.set.sentNs);
        }
    }
}

/// If all groups follow, one number answers them all.
void
RaftHost::TakeRepeatedSet(int64_t nowNs, RaftPeer& peer, const RaftBeats::SetName& name)
{
    if (name.number != peer.heldNumber && !RAFT_SEEDED_BUG(ANOTHER_SET_REPEATED))
    {
        m_counters.setsUnknown++;
        Queue(peer); // it is to hear what is held
        return;
    }
    bool doAllFollow = true;
    for (size_t i = 0; i < peer.heldSet.size(); i++)
    {
        const RaftBeat& beat = peer.heldSet[i];
        const bool follows = Follow(nowNs, peer.id, beat, name.sentNs);
        if (doAllFollow && !follows && !RAFT_SEEDED_BUG(SET_ANSWERED_FOR_ALL))
        {
            doAllFollow = false;
            for (size_t before = 0; before < i; before++)
            {
                Answer(peer.id, peer.heldSet[before], name.sentNs);
            }
        }
        else if (!doAllFollow && follows)
        {
            Answer(peer.id, beat, name.sentNs);
        }
    }
    if (!doAllFollow)
    {
        m_counters.setsRefused++;
        return;
    }
    peer.owed = name;
    if (m_config.answerWithinNs == 0)
    {
        Queue(peer);
    }
    else
    {
        m_owing.Set(peer, nowNs + m_config.answerWithinNs);
    }
}

void
RaftHost::NoteConnected(RaftNodeId node)
{
    if (RaftPeer* peer = m_peers.Find(node))
    {
        peer->holds = 0;
    }
}

/// All groups of a set have followed, each in the term that it had in the set.
void
RaftHost::TakeAnswers(int64_t nowNs, RaftPeer& peer, const RaftBeats& beats)
{
    if (beats.answers.number == 0)
    {
        return;
    }
    if (beats.answers.number != peer.sentNumber && !RAFT_SEEDED_BUG(OLD_SET_ANSWERED))
    {
        m_counters.lateAnswers++; // what they followed is not known any more
        return;
    }
    m_counters.setsAnswered++;
    for (const RaftBeat& beat : peer.sentSet)
    {
        Hear(nowNs, peer.id, beat, beats.answers.sentNs);
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
        if (!RAFT_SEEDED_BUG(SETS_KEPT_IN_ANOTHER_LIFE))
        {
            peer.ForgetSets();
            m_owing.Remove(peer);
        }
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

/// A leader's heartbeats.
void
RaftHost::BeatForTick(int64_t nowNs, const Group& group)
{
    for (const RaftProgress& member : group.core.Members())
    {
        if (member.id == m_config.self)
        {
            continue;
        }
        RaftPeer& peer = m_peers.At(member.id);
        Queue(peer);
        if (peer.due.empty())
        {
            peer.dueNs = nowNs;
        }
        // A beat of a set has no time of its own, so that it can stay the same.
        RaftBeat& beat = m_config.repeat ? peer.due.emplace_back() : peer.beats.emplace_back();
        beat.shard = group.shard;
        beat.term = group.core.Term();
        beat.commit = group.core.CommitFor(member);
        beat.round = group.core.Round();
        beat.sentNs = m_config.repeat ? 0 : nowNs;
    }
}

/// Puts the heartbeats of a tick into the message, or their number.
void
RaftHost::AddSet(RaftPeer& peer)
{
    if (peer.due.size() > m_config.maxBeats)
    {
        for (RaftBeat& beat : peer.due)
        {
            beat.sentNs = peer.dueNs;
        }
        peer.beats.insert(peer.beats.end(), peer.due.begin(), peer.due.end());
        peer.due.clear();
        return;
    }
    if (!RaftBeat::AreSame(peer.due, peer.sentSet))
    {
        peer.due.swap(peer.sentSet);
        peer.sentNumber++;
    }
    peer.due.clear();
    m_beats.set = {peer.sentNumber, peer.dueNs};
    m_beats.isRepeated = peer.holds == peer.sentNumber;
    if (m_beats.isRepeated)
    {
        m_counters.setsRepeated++;
    }
    else
    {
        m_beats.beatsOfSet = peer.sentSet;
    }
    m_counters.beatsSent += peer.sentSet.size();
}

void
RaftHost::SendBeats(int64_t nowNs)
{
    for (RaftPeer* peer : m_queued)
    {
        peer->isQueued = false;
        peer->sentNs = nowNs;
        m_peers.Watch(*peer);
        m_beats.Clear();
        if (!peer->due.empty())
        {
            AddSet(*peer);
        }
        m_beats.answers = peer->owed;
        peer->owed = {};
        m_owing.Remove(*peer);
        auto& left = peer->beats;
        do
        {
            m_beats.from = m_config.self;
            m_beats.to = peer->id;
            m_beats.epoch = m_config.epoch;
            m_beats.knownEpoch = peer->epoch;
            m_beats.holds = peer->heldNumber;
            const size_t room = m_config.maxBeats - m_beats.beatsOfSet.size();
            if (left.size() <= room)
            {
                m_beats.beats.swap(left);
            }
            else
            {
                const auto rest = left.end() - static_cast<ptrdiff_t>(room);
                m_beats.beats.assign(rest, left.end());
                left.erase(RAFT_SEEDED_BUG(BEATS_BEYOND_LIMIT_LOST) ? left.begin() : rest,
                           left.end());
            }
            m_counters.beatMessagesSent++;
            m_counters.beatsSent += m_beats.beats.size();
            m_output.OnBeats(m_beats);
            m_beats.Clear();
        } while (!left.empty());
    }
    m_queued.clear();
}

} // namespace sharding
} // namespace ns3
