/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-core.h"
#include "raft-seam.h"

#include "ns3/mix-hash.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

bool
IsFromLeader(RaftMessageType type)
{
    return type == RaftMessageType::APPEND || type == RaftMessageType::HEARTBEAT ||
           type == RaftMessageType::SNAPSHOT || type == RaftMessageType::TIMEOUT_NOW;
}

} // namespace

/// A node that its latest membership leaves out may still be needed until that is committed
/// (dissertation, 4.2.2): its log can be the only one that is long enough.
bool
RaftCore::IsElectable() const
{
    return m_history.IsVoterSince(m_commit, m_self);
}

/// Whether candidates are to be ignored: a leader was heard lately, or this one hears a majority.
bool
RaftCore::IsSticky(int64_t nowNs) const
{
    if (!m_options.sticky)
    {
        return false;
    }
    int64_t heardNs = m_heardNs;
    if (m_role == RaftRole::LEADER)
    {
        heardNs = QuorumHeardNs(nowNs);
    }
    return nowNs - heardNs < m_options.electionMinNs;
}

void
RaftCore::ResetElectionDeadline(int64_t nowNs)
{
    if (m_options.priority == 0 || !IsElectable())
    {
        m_electionDeadlineNs = NEVER;
        return;
    }
    const auto range = static_cast<uint64_t>(m_options.electionMaxNs - m_options.electionMinNs) + 1;
    const uint64_t draw = MixHash(m_seed + 0x9e3779b97f4a7c15 * ++m_draws);
    const int64_t priorityNs =
        m_options.priorityStepNs * (RaftOptions::TOP_PRIORITY - m_options.priority);
    m_electionTimeoutNs = m_options.electionMinNs + static_cast<int64_t>(draw % range) + priorityNs;
    m_electionDeadlineNs = nowNs + m_electionTimeoutNs;
}

void
RaftCore::BecomeFollower(int64_t nowNs, uint64_t term, RaftNodeId leader)
{
    if (term > m_term)
    {
        EndRest(nowNs, RaftWake::MESSAGE, false, m_leader);
        m_term = term;
        m_vote = RAFT_NOBODY;
        m_stateChanged = true;
        m_grantOwed = RAFT_NOBODY;
        m_verified = 0;
        m_acked = 0;
        m_ackOwed = false;
        m_echoNs = 0;
        m_inbox.Clear();
    }
    const bool wasLeader = m_role == RaftRole::LEADER;
    const bool changes = m_role != RaftRole::FOLLOWER;
    m_role = RaftRole::FOLLOWER;
    m_leader = leader;
    if (wasLeader)
    {
        EndTransfer();
        FailAllReads();
        for (RaftProgress& member : m_tracker.Members())
        {
            member.snapshot = nullptr;
        }
    }
    if (changes)
    {
        ResetElectionDeadline(nowNs);
    }
}

RaftError
RaftCore::Campaign(int64_t nowNs)
{
    ForgetCollected();
    if (!IsElectable())
    {
        return RaftError::NOT_A_VOTER;
    }
    if (m_options.leaseReads && nowNs - m_heardNs < m_options.electionMinNs)
    {
        return RaftError::PROMISED;
    }
    Wake(nowNs, RaftWake::CAMPAIGN, false);
    if (m_role != RaftRole::LEADER)
    {
        StartElection(nowNs);
    }
    return RaftError::NONE;
}

void
RaftCore::StartElection(int64_t nowNs)
{
    if (!IsElectable())
    {
        ResetElectionDeadline(nowNs);
        return;
    }
    if (!m_options.preVote)
    {
        StartCandidacy(nowNs, false);
        return;
    }
    m_counters.preVotes++;
    m_role = RaftRole::PRE_CANDIDATE;
    m_leader = RAFT_NOBODY;
    ResetElectionDeadline(nowNs);
    AskForBallots(RaftMessageType::PRE_VOTE, m_term + 1);
    CountBallots(nowNs);
}

void
RaftCore::StartCandidacy(int64_t nowNs, bool forced)
{
    m_counters.elections++;
    BecomeFollower(nowNs, m_term + 1, RAFT_NOBODY);
    m_vote = m_self;
    m_role = RaftRole::CANDIDATE;
    m_forced = forced;
    m_ballotsAsked = false;
    ResetElectionDeadline(nowNs);
    if (RAFT_SEEDED_BUG(VOTE_ASKED_BEFORE_FSYNC))
    {
        m_ballotsAsked = true;
        AskForBallots(RaftMessageType::VOTE, m_term);
    }
}

/// Gives the own ballot, and asks all others for theirs.
void
RaftCore::AskForBallots(RaftMessageType type, uint64_t term)
{
    for (RaftProgress& member : m_tracker.Members())
    {
        member.ballot = member.id == m_self ? RaftBallot::GRANTED : RaftBallot::NONE;
        if (member.id == m_self || !(member.isVoter || member.isOutgoing))
        {
            continue;
        }
        if (RaftMessage* message = Send(type, member.id))
        {
            message->term = term;
            message->index = m_log.LastIndex();
            message->logTerm = m_log.LastTerm();
            message->force = m_forced && type == RaftMessageType::VOTE;
        }
    }
}

/// Says what had to wait for the disk. Before, a crash could make a node vote twice, or stand twice
/// in one term with different logs.
void
RaftCore::AfterPersistedState(int64_t nowNs)
{
    if (!(m_ledger.DurableState() == RaftHardState{m_term, m_vote}))
    {
        return;
    }
    if (m_grantOwed != RAFT_NOBODY)
    {
        Send(RaftMessageType::VOTE_REPLY, m_grantOwed);
        m_grantOwed = RAFT_NOBODY;
    }
    if (m_role == RaftRole::CANDIDATE && !m_ballotsAsked)
    {
        m_ballotsAsked = true;
        AskForBallots(RaftMessageType::VOTE, m_term);
        CountBallots(nowNs);
    }
}

void
RaftCore::CountBallots(int64_t nowNs)
{
    const auto election = m_tracker.CountBallots();
    if (election == RaftTracker::Election::LOST)
    {
        BecomeFollower(nowNs, m_term, RAFT_NOBODY);
    }
    else if (election == RaftTracker::Election::WON)
    {
        m_role == RaftRole::PRE_CANDIDATE ? StartCandidacy(nowNs, false) : BecomeLeader(nowNs);
    }
}

void
RaftCore::BecomeLeader(int64_t nowNs)
{
    m_counters.electionsWon++;
    m_role = RaftRole::LEADER;
    m_leader = m_self;
    m_leaseGone = false;
    m_transferee = RAFT_NOBODY;
    for (RaftProgress& member : m_tracker.Members())
    {
        member.match = member.id == m_self ? m_ledger.DurableIndex() : 0;
        member.BecomeProbe();
        member.next = m_log.LastIndex() + 1;
        member.sentCommit = 0;
        member.matchAtHeartbeat = 0;
        member.heardNs = nowNs;
        member.echoedNs = NEVER_HEARD;
        member.ackedRound = 0;
    }
    m_round = 0;
    m_uncommittedBytes = 0;
    for (uint64_t index = m_commit + 1; index <= m_log.LastIndex(); index++)
    {
        m_uncommittedBytes += m_log.At(index).sizeBytes;
    }
    m_heartbeatDueNs = NextHeartbeat(nowNs);
    m_busyNs = nowNs;
    m_termStart = AppendOwn(nowNs, RaftEntryType::EMPTY, nullptr, nullptr).index;
}

/// Compares terms. @return whether the message is of this node's term now and is to be handled
bool
RaftCore::TakeTerm(int64_t nowNs, const RaftMessage& message)
{
    const bool asksForVote =
        message.type == RaftMessageType::PRE_VOTE || message.type == RaftMessageType::VOTE;
    if (asksForVote && message.term >= m_term && !message.force && IsSticky(nowNs))
    {
        m_counters.candidatesIgnored++;
        return false;
    }
    if (message.term > m_term)
    {
        // A pre-vote speaks of a term that nobody has begun.
        const bool isPreGrant = message.type == RaftMessageType::PRE_VOTE_REPLY && !message.reject;
        if (message.type != RaftMessageType::PRE_VOTE && !isPreGrant)
        {
            BecomeFollower(
                nowNs, message.term, IsFromLeader(message.type) ? message.from : RAFT_NOBODY);
        }
        return true;
    }
    if (message.term == m_term)
    {
        return true;
    }
    m_counters.staleMessages++;
    AnswerOldTerm(message);
    return (message.type == RaftMessageType::VOTE_REPLY && RAFT_SEEDED_BUG(STALE_VOTE_COUNTED)) ||
           (message.type == RaftMessageType::APPEND_REPLY && RAFT_SEEDED_BUG(STALE_ACK_COUNTED));
}

/// Tells candidates and leaders of the past that they are, else they might never hear of it.
void
RaftCore::AnswerOldTerm(const RaftMessage& message)
{
    RaftMessageType type = RaftMessageType::APPEND_REPLY;
    if (message.type == RaftMessageType::PRE_VOTE)
    {
        type = RaftMessageType::PRE_VOTE_REPLY;
    }
    else if (message.type == RaftMessageType::VOTE)
    {
        type = RaftMessageType::VOTE_REPLY;
    }
    else if (!IsFromLeader(message.type))
    {
        return;
    }
    if (RaftMessage* reply = Send(type, message.from))
    {
        reply->reject = true;
    }
}

void
RaftCore::OnVoteRequest(int64_t nowNs, const RaftMessage& message)
{
    const bool isPre = message.type == RaftMessageType::PRE_VOTE;
    const bool isFree = m_vote == message.from ||
                        (m_vote == RAFT_NOBODY && m_leader == RAFT_NOBODY) ||
                        (isPre && message.term > m_term) || RAFT_SEEDED_BUG(VOTED_TWICE);
    const bool isUpToDate =
        message.logTerm > m_log.LastTerm() ||
        (message.logTerm == m_log.LastTerm() && message.index >= m_log.LastIndex()) ||
        RAFT_SEEDED_BUG(LOG_NOT_COMPARED);
    const auto type = isPre ? RaftMessageType::PRE_VOTE_REPLY : RaftMessageType::VOTE_REPLY;
    if (!isFree || !isUpToDate)
    {
        if (RaftMessage* reply = Send(type, message.from))
        {
            reply->reject = true;
        }
        return;
    }
    if (isPre)
    {
        if (RaftMessage* reply = Send(type, message.from))
        {
            reply->term = message.term;
        }
        return;
    }
    ResetElectionDeadline(nowNs);
    m_grantOwed = message.from;
    m_stateChanged = m_stateChanged || m_vote != message.from;
    m_vote = message.from;
    if (RAFT_SEEDED_BUG(VOTE_SENT_BEFORE_FSYNC))
    {
        Send(type, message.from);
        return;
    }
    AfterPersistedState(nowNs);
}

void
RaftCore::OnVoteReply(int64_t nowNs, const RaftMessage& message)
{
    const bool isPre = message.type == RaftMessageType::PRE_VOTE_REPLY;
    if (m_role != (isPre ? RaftRole::PRE_CANDIDATE : RaftRole::CANDIDATE))
    {
        return;
    }
    // The answer to an older pre-election says nothing about this one.
    const bool isOldPre = isPre && !message.reject && message.term != m_term + 1;
    RaftProgress* member = m_tracker.Find(message.from);
    if (!member || isOldPre || member->ballot == RaftBallot::GRANTED || !(isPre || m_ballotsAsked))
    {
        return;
    }
    member->ballot = message.reject ? RaftBallot::REFUSED : RaftBallot::GRANTED;
    CountBallots(nowNs);
}

/// The leader hands over: no pre-vote, and sticky nodes are to vote.
void
RaftCore::OnTimeoutNow(int64_t nowNs)
{
    if (m_role != RaftRole::FOLLOWER || !IsElectable())
    {
        return;
    }
    m_counters.forcedElections++;
    StartCandidacy(nowNs, true);
}

} // namespace sharding
} // namespace ns3
