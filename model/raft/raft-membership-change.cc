/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-core.h"
#include "raft-seam.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace sharding
{

Result<RaftProposal, RaftError>
RaftCore::ProposeMembership(int64_t nowNs,
                            std::vector<RaftNodeId> voters,
                            std::vector<RaftNodeId> learners)
{
    ForgetCollected();
    if (m_role != RaftRole::LEADER)
    {
        return RaftError::NOT_LEADER;
    }
    if (m_transferee != RAFT_NOBODY)
    {
        return RaftError::TRANSFERRING;
    }
    // The leader must have committed an entry of its term: correction of 2015 to section 4.
    const bool isUnderWay = Membership().IsJoint() || MembershipIndex() > m_commit;
    if ((isUnderWay && !RAFT_SEEDED_BUG(TWO_CHANGES_AT_ONCE)) || m_commit < m_termStart)
    {
        return RaftError::CHANGE_UNDER_WAY;
    }
    std::sort(voters.begin(), voters.end());
    std::sort(learners.begin(), learners.end());
    RaftMembership next{std::move(voters), {}, std::move(learners)};
    if (next == Membership() || !RaftMembership::Validate(next).empty())
    {
        return RaftError::INVALID_MEMBERSHIP;
    }
    if (m_log.Size() >= m_options.maxLogEntries)
    {
        return RaftError::LOG_FULL;
    }
    if (next.voters != Membership().voters && !RAFT_SEEDED_BUG(SINGLE_STEP_CHANGE))
    {
        next.outgoing = Membership().voters;
        m_counters.jointChanges++;
    }
    Wake(nowNs, RaftWake::MEMBERSHIP, false);
    return AppendOwn(nowNs, RaftEntryType::MEMBERSHIP, next.Encode(), &next);
}

/// The leader adds an entry to its log.
RaftProposal
RaftCore::AppendOwn(int64_t nowNs,
                    RaftEntryType type,
                    const Ptr<const RaftPayload>& payload,
                    const RaftMembership* membership)
{
    RaftEntry entry;
    entry.term = m_term;
    entry.payload = payload;
    entry.sizeBytes = payload ? payload->Size() : 0;
    entry.type = type;
    m_uncommittedBytes += entry.sizeBytes;
    TakeEntry(entry, membership, nowNs);
    if (RAFT_SEEDED_BUG(LEADER_COUNTS_UNSYNCED))
    {
        if (RaftProgress* own = m_tracker.Find(m_self))
        {
            own->match = m_log.LastIndex();
        }
    }
    return {m_log.LastIndex(), m_term};
}

/// A membership may have been committed: a joint one is followed by the one it leads to, and a
/// leader that is no member any more has done its work.
void
RaftCore::FinishChange(int64_t nowNs)
{
    if (MembershipIndex() > m_commit)
    {
        return;
    }
    if (Membership().IsJoint())
    {
        const RaftMembership next = Membership().AfterChange();
        AppendOwn(nowNs, RaftEntryType::MEMBERSHIP, next.Encode(), &next);
    }
    else if (!Membership().IsVoter(m_self))
    {
        LeaveLeadership(nowNs);
    }
}

/// Lets the voter that has most of the log go on at once.
void
RaftCore::LeaveLeadership(int64_t nowNs)
{
    m_counters.leaderRemovals++;
    const RaftProgress* best = nullptr;
    for (RaftProgress& member : m_tracker.Members())
    {
        // They are to hear of the end of the change.
        if (member.id != m_self && member.state == RaftProgressState::REPLICATE)
        {
            SendAppend(nowNs, member, true);
        }
        if (member.isVoter && (!best || member.match > best->match))
        {
            best = &member;
        }
    }
    SendTimeoutNow(best->id);
    BecomeFollower(nowNs, m_term, RAFT_NOBODY);
}

RaftError
RaftCore::TransferTo(int64_t nowNs, RaftNodeId to)
{
    ForgetCollected();
    if (m_role != RaftRole::LEADER)
    {
        return RaftError::NOT_LEADER;
    }
    if (m_transferee != RAFT_NOBODY)
    {
        return RaftError::TRANSFERRING;
    }
    const RaftProgress* member = m_tracker.Find(to);
    if (to == m_self || !member || !member->isVoter)
    {
        return RaftError::NOT_A_VOTER;
    }
    Wake(nowNs, RaftWake::TRANSFER, false);
    m_counters.transfers++;
    m_transferee = to;
    m_transferDeadlineNs = nowNs + m_options.electionMaxNs;
    if (member->match == m_log.LastIndex())
    {
        SendTimeoutNow(to);
    }
    return RaftError::NONE;
}

/// From now on somebody may be elected at any time: a lease is worth nothing in this term any more,
/// even if the message comes late.
void
RaftCore::SendTimeoutNow(RaftNodeId to)
{
    m_leaseGone = !RAFT_SEEDED_BUG(LEASE_KEPT_IN_TRANSFER);
    Send(RaftMessageType::TIMEOUT_NOW, to);
}

void
RaftCore::EndTransfer()
{
    m_transferee = RAFT_NOBODY;
}

} // namespace sharding
} // namespace ns3
