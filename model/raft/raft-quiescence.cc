/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-beats.h"
#include "raft-core.h"
#include "raft-seam.h"

#include <algorithm>

// How a group rests, and why that is safe.
//
// A leader in whose group nothing has happened for restAfterNs, and whose members have all that is
// in its log and know it to be committed, sends its heartbeats with the question whether they can
// rest. A follower that agrees on term, commit index and end of the log rests from then on. The
// leader goes on with its heartbeats until every member has agreed; so a lost question or answer is
// asked again, and nobody waits for a leader that has gone to rest without him. One that refuses,
// and anything else that happens, ends it: heartbeats without the question wake all.
//
// Rest changes no term, vote, log or commit index. It only leaves out heartbeats and election
// timeouts, and Raft is safe without either. What leans on heartbeats is kept:
// - a lease runs from what was sent before the rest, and ends as always; a read wakes the group;
// - check-quorum begins anew when the leader wakes, as if everybody had just been heard;
// - a resting follower has heard its leader as long ago as it has. It may count the leader as just
//   heard when it is woken while the leader's node lives: it then ignores candidates for longer,
//   never for shorter, and stands for election later.
//
// What could go wrong is that a follower rests for a leader that does not lead any more. It asks
// its leader every restCheckNs: who leads answers, who has seen a higher term says so, and without
// an answer the follower wakes. So nothing but the time of that depends on an owner who hears of
// dead nodes earlier. A new leader in turn rests only when every member agreed, so it goes on with
// its heartbeats until it has reached all who rest for somebody else.

namespace ns3
{
namespace sharding
{

/// @return whether this member has nothing to write, apply, answer or acknowledge
bool
RaftCore::IsSettled() const
{
    return m_commit == m_log.LastIndex() && m_applied == m_commit && m_handedApply == m_commit &&
           m_handedWrite == m_commit && m_ledger.IsIdle() && !m_stateChanged && !m_newSnapshot &&
           !m_restore && m_grantOwed == RAFT_NOBODY && !HasReads();
}

/// @return whether this leader can let the group rest
bool
RaftCore::CanRest(int64_t nowNs) const
{
    const bool isChanging = Membership().IsJoint() || MembershipIndex() > m_commit;
    if (!IsSettled() || m_transferee != RAFT_NOBODY || isChanging)
    {
        return false;
    }
    const auto& members = m_tracker.Members();
    return std::all_of(members.begin(),
                       members.end(),
                       [&](const RaftProgress& member)
                       {
                           const bool isLevel = member.match == m_commit &&
                                                member.sentCommit == m_commit &&
                                                member.state == RaftProgressState::REPLICATE;
                           return member.id == m_self ||
                                  ((isLevel || RAFT_SEEDED_BUG(RESTS_WHILE_A_MEMBER_LAGS)) &&
                                   nowNs - member.heardNs < m_options.electionMinNs);
                       });
}

/// At each heartbeat of the leader.
void
RaftCore::ThinkOfRest(int64_t nowNs)
{
    const bool isIdle = m_options.restAfterNs > 0 &&
                        (m_rest == Rest::ASKING || nowNs - m_busyNs >= m_options.restAfterNs);
    if (!isIdle)
    {
        return;
    }
    if (!CanRest(nowNs))
    {
        m_rest = Rest::AWAKE;
        m_busyNs = nowNs;
    }
    else if (m_rest == Rest::AWAKE)
    {
        m_rest = Rest::ASKING;
        m_restRound = ++m_round;
        for (RaftProgress& member : m_tracker.Members())
        {
            member.rests = false;
        }
        RestWhenAllDo(nowNs);
    }
}

void
RaftCore::RestWhenAllDo(int64_t nowNs)
{
    const auto& members = m_tracker.Members();
    const bool doAll = std::all_of(members.begin(),
                                   members.end(),
                                   [this](const RaftProgress& member)
                                   { return member.id == m_self || member.rests; });
    if (doAll && CanRest(nowNs))
    {
        m_counters.rests++;
        m_rest = Rest::RESTING;
        m_heartbeatDueNs = NEVER;
    }
}

/// The leader asks. @return whether this follower rests now
bool
RaftCore::AgreesToRest(int64_t nowNs, const RaftMessage& message)
{
    const bool isLevel = m_log.LastIndex() == message.commit && IsSettled();
    if (m_options.restAfterNs == 0 || !(isLevel || RAFT_SEEDED_BUG(RESTS_WHILE_A_MEMBER_LAGS)))
    {
        m_counters.restsRefused++;
        EndRest(nowNs, RaftWake::REFUSED, false, message.from);
        return false;
    }
    m_counters.rests += IsResting() ? 0 : 1;
    m_rest = Rest::RESTING;
    const int64_t spacing = m_options.restCheckNs;
    m_electionDeadlineNs = m_options.alignBeats ? (nowNs / spacing + 1) * spacing : nowNs + spacing;
    return true;
}

/// A follower rests, cannot, or asks whether this one still leads.
void
RaftCore::OnRestReply(int64_t nowNs, RaftProgress& member, const RaftMessage& message)
{
    if (message.reject)
    {
        EndRest(nowNs, RaftWake::REFUSED, false, message.from);
    }
    else if (message.wantsReply)
    {
        if (m_rest != Rest::AWAKE) // also before all have agreed: there may be no other answer
        {
            SendHeartbeat(nowNs, member, true);
        }
    }
    else if (m_rest == Rest::ASKING && message.round >= m_restRound && message.round <= m_round)
    {
        member.rests = true;
        RestWhenAllDo(nowNs);
    }
}

/// A resting follower has heard nothing for long.
void
RaftCore::CheckLeader(int64_t nowNs)
{
    if (m_rest == Rest::CHECKING)
    {
        // The leader may rest all the same, when question or answer was lost: it is told.
        EndRest(nowNs, RaftWake::CHECK_FAILED, false, RAFT_NOBODY);
        return;
    }
    m_counters.restChecks++;
    m_rest = Rest::CHECKING;
    m_electionDeadlineNs = nowNs + m_options.electionMaxNs;
    if (RaftMessage* message = Send(RaftMessageType::HEARTBEAT_REPLY, m_leader))
    {
        message->rest = true;
        message->wantsReply = true;
        message->sentNs = m_echoNs;
    }
}

void
RaftCore::Wake(int64_t nowNs, RaftWake reason, bool leaderLives)
{
    ForgetCollected();
    EndRest(nowNs, reason, leaderLives, RAFT_NOBODY);
}

/// Something happened. @param by the member that did it: a leader knows of what it did itself
void
RaftCore::EndRest(int64_t nowNs, RaftWake reason, bool leaderLives, RaftNodeId by)
{
    m_busyNs = nowNs;
    const bool wasResting = IsResting();
    m_rest = Rest::AWAKE;
    if (!wasResting)
    {
        return;
    }
    m_counters.wakes[static_cast<size_t>(reason)]++;
    if (m_role == RaftRole::LEADER)
    {
        m_heartbeatDueNs = nowNs;
        for (RaftProgress& member : m_tracker.Members())
        {
            member.heardNs = std::max(member.heardNs, nowNs);
        }
        return;
    }
    if (leaderLives)
    {
        m_heardNs = std::max(m_heardNs, nowNs);
    }
    ResetElectionDeadline(nowNs);
    const bool isLeaderLost = reason == RaftWake::NODE_SILENT ||
                              reason == RaftWake::NODE_RESTARTED ||
                              reason == RaftWake::CHECK_FAILED;
    if (isLeaderLost && m_electionDeadlineNs != NEVER)
    {
        // It has waited already; but never break the promise that leases rest on.
        m_electionDeadlineNs = std::max(m_electionDeadlineNs - m_options.electionMinNs,
                                        m_heardNs + m_options.electionMinNs);
    }
    if (by != m_leader)
    {
        if (RaftMessage* message = Send(RaftMessageType::HEARTBEAT_REPLY, m_leader))
        {
            message->rest = true;
            message->reject = true;
            message->sentNs = m_echoNs;
        }
    }
}

bool
RaftCore::FollowQuietly(int64_t nowNs, RaftNodeId from, const RaftBeat& beat, int64_t sentNs)
{
    if (beat.term != m_term || m_role != RaftRole::FOLLOWER || m_rest != Rest::AWAKE ||
        m_leader != from || beat.commit > m_commit || beat.rest || beat.reject)
    {
        return false;
    }
    m_heardNs = nowNs;
    m_echoNs = std::max(m_echoNs, sentNs);
    if (m_electionDeadlineNs != NEVER)
    {
        m_electionDeadlineNs = nowNs + m_electionTimeoutNs;
    }
    return true;
}

bool
RaftCore::HearQuietly(int64_t nowNs, RaftNodeId from, const RaftBeat& beat, int64_t sentNs)
{
    if (beat.term != m_term || m_role != RaftRole::LEADER || m_rest != Rest::AWAKE ||
        !m_roundReads.empty() || beat.rest || beat.reject)
    {
        return false;
    }
    RaftProgress* member = m_tracker.Find(from);
    if (!member || member->state != RaftProgressState::REPLICATE ||
        member->match + 1 != member->next)
    {
        return false;
    }
    Heard(nowNs, *member, sentNs);
    member->ackedRound = std::max(member->ackedRound, std::min(beat.round, m_round));
    member->matchAtHeartbeat = member->match;
    return true;
}

/// @return whether each other member was heard lately: quicker than to ask for majorities
bool
RaftCore::HearsAll(int64_t nowNs) const
{
    const auto& members = m_tracker.Members();
    return std::all_of(members.begin(),
                       members.end(),
                       [&](const RaftProgress& member) {
                           return member.id == m_self ||
                                  nowNs - member.heardNs <= m_options.electionMaxNs;
                       });
}

bool
RaftCore::TickQuietly(int64_t nowNs)
{
    const bool mayRest = m_options.restAfterNs > 0 && nowNs - m_busyNs >= m_options.restAfterNs;
    if (m_role != RaftRole::LEADER || m_rest != Rest::AWAKE || mayRest ||
        nowNs < m_heartbeatDueNs || m_transferee != RAFT_NOBODY || HasReads() ||
        (m_options.checkQuorum && !HearsAll(nowNs) &&
         nowNs - QuorumHeardNs(nowNs) > m_options.electionMaxNs))
    {
        return false;
    }
    m_heartbeatDueNs = NextHeartbeat(nowNs);
    return true;
}

} // namespace sharding
} // namespace ns3
