/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-core.h"

#include "raft-seam.h"

#include "ns3/assert.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace sharding
{
RaftCore::RaftCore(RaftNodeId self,
                   const RaftOptions& options,
                   const RaftStart& start,
                   int64_t nowNs,
                   uint64_t seed)
    : m_term(start.hardState.term), m_commit(start.snapshot ? start.snapshot->index : 0),
      m_heardNs(NEVER_HEARD), m_self(self), m_options(options), m_seed(seed),
      m_log(m_commit, start.snapshot ? start.snapshot->term : 0),
      m_history(m_commit, start.snapshot ? start.snapshot->membership : start.bootstrap),
      m_ledger(options.maxPendingWrites, m_commit + start.entries.size(), start.hardState),
      m_inbox(options.maxSnapshotBytes), m_snapshot(start.snapshot), m_vote(start.hardState.vote),
      m_applied(m_commit), m_handedWrite(m_commit + start.entries.size()), m_handedApply(m_commit)
{
    NS_ASSERT_MSG(RaftOptions::Validate(options).empty(), RaftOptions::Validate(options));
    for (const RaftEntry& entry : start.entries)
    {
        m_log.Append(entry);
        if (entry.type == RaftEntryType::MEMBERSHIP)
        {
            if (const auto membership = RaftMembership::Decode(entry.payload))
            {
                m_history.Add(m_log.LastIndex(), *membership);
            }
        }
    }
    m_tracker.Configure(Membership(), m_log.LastIndex(), nowNs);
    if (options.leaseReads && m_term > 0)
    {
        // It may have promised a leader not to vote, and does not remember.
        m_heardNs = nowNs;
    }
    ResetElectionDeadline(nowNs);
}

void
RaftCore::Receive(int64_t nowNs, const RaftMessage& message)
{
    ForgetCollected();
    if (message.to != m_self || message.from == m_self || message.from == RAFT_NOBODY)
    {
        m_counters.malformedMessages++;
        return;
    }
    const bool isBeat = message.type == RaftMessageType::HEARTBEAT_REPLY ||
                        (message.type == RaftMessageType::HEARTBEAT && message.rest);
    if (!isBeat)
    {
        // A copy of what the leader sent before it came to rest may come late. A leader that is not
        // told would go on resting while others wait for its heartbeats.
        const bool isLate = message.term != m_term || message.sentNs <= m_echoNs;
        EndRest(nowNs, RaftWake::MESSAGE, false, isLate ? RAFT_NOBODY : message.from);
    }
    if (!TakeTerm(nowNs, message))
    {
        return;
    }
    switch (message.type)
    {
    case RaftMessageType::PRE_VOTE:
    case RaftMessageType::VOTE:
        OnVoteRequest(nowNs, message);
        break;
    case RaftMessageType::PRE_VOTE_REPLY:
    case RaftMessageType::VOTE_REPLY:
        OnVoteReply(nowNs, message);
        break;
    case RaftMessageType::APPEND:
        OnAppend(nowNs, message);
        break;
    case RaftMessageType::APPEND_REPLY:
        OnAppendReply(nowNs, message);
        break;
    case RaftMessageType::HEARTBEAT:
        OnHeartbeat(nowNs, message);
        break;
    case RaftMessageType::HEARTBEAT_REPLY:
        OnHeartbeatReply(nowNs, message);
        break;
    case RaftMessageType::SNAPSHOT:
        OnSnapshot(nowNs, message);
        break;
    case RaftMessageType::SNAPSHOT_REPLY:
        OnSnapshotReply(nowNs, message);
        break;
    case RaftMessageType::TIMEOUT_NOW:
        OnTimeoutNow(nowNs);
        break;
    case RaftMessageType::READ_INDEX:
        OnReadIndex(nowNs, message);
        break;
    case RaftMessageType::READ_INDEX_REPLY:
        OnReadIndexReply(message);
        break;
    }
}

void
RaftCore::Tick(int64_t nowNs)
{
    ForgetCollected();
    if (m_role == RaftRole::LEADER)
    {
        TickLeader(nowNs);
    }
    else if (nowNs >= m_electionDeadlineNs)
    {
        IsResting() ? CheckLeader(nowNs) : StartElection(nowNs);
    }
    ExpireReads(nowNs);
}

int64_t
RaftCore::NextDeadlineNs() const
{
    int64_t next = m_electionDeadlineNs;
    if (m_role == RaftRole::LEADER)
    {
        next = m_transferee == RAFT_NOBODY ? m_heartbeatDueNs
                                           : std::min(m_heartbeatDueNs, m_transferDeadlineNs);
    }
    if (!HasReads())
    {
        return next;
    }
    for (const auto* reads : {&m_newReads, &m_askedReads})
    {
        for (const PendingRead& read : *reads)
        {
            next = std::min(next, read.deadlineNs);
        }
    }
    for (const PendingRead& read : m_roundReads)
    {
        next = std::min(next, read.deadlineNs);
    }
    return next;
}

void
RaftCore::OnPersisted(int64_t nowNs, uint64_t writeId)
{
    ForgetCollected();
    if (!m_ledger.Persisted(writeId))
    {
        return;
    }
    AfterPersistedState(nowNs);
    if (m_role == RaftRole::LEADER)
    {
        RaftProgress* own = m_tracker.Find(m_self);
        if (own && m_ledger.DurableIndex() > own->match)
        {
            own->match = m_ledger.DurableIndex();
            MaybeCommit(nowNs);
        }
    }
}

void
RaftCore::OnApplied(uint64_t index)
{
    ForgetCollected();
    m_applied = std::max(m_applied, std::min(index, m_handedApply));
    AnswerApplied();
}

RaftError
RaftCore::Compact(uint64_t index, const Ptr<const RaftPayload>& data)
{
    ForgetCollected();
    const uint64_t newest = std::min(m_applied, m_ledger.DurableIndex());
    const uint64_t oldest = m_snapshot ? m_snapshot->index + 1 : 1;
    if (index < oldest || index > newest || m_newSnapshot)
    {
        return RaftError::NOT_DURABLE;
    }
    auto snapshot = std::make_shared<RaftSnapshot>();
    snapshot->index = index;
    snapshot->term = m_log.TermAt(index);
    snapshot->membership = m_history.At(index);
    snapshot->data = data;
    m_snapshot = snapshot;
    const uint64_t base = index - std::min<uint64_t>(index, m_options.trailingEntries);
    if (base > m_log.BaseIndex())
    {
        m_log.CompactTo(base);
        m_history.CompactTo(base);
    }
    return RaftError::NONE;
}

RaftReady&
RaftCore::Collect(int64_t nowNs)
{
    ForgetCollected();
    if (m_role == RaftRole::LEADER)
    {
        StartReadRound(nowNs);
        for (RaftProgress& member : m_tracker.Members())
        {
            if (member.id != m_self)
            {
                Replicate(nowNs, member);
            }
        }
    }
    else if (m_ackOwed)
    {
        SendAck();
    }
    FillWrite();
    m_ready.restore = std::move(m_restore);
    m_restore = nullptr;
    m_ready.applyFirst = m_handedApply + 1;
    m_ready.applyLast = m_commit;
    m_handedApply = m_commit;
    m_collected = true;
    return m_ready;
}

/// What was collected is gone as soon as the core is called again.
void
RaftCore::ForgetCollected()
{
    if (m_collected)
    {
        m_ready.messages.Clear();
        m_ready.reads.clear();
        m_collected = false;
    }
}

/// @return an empty message of this term, nullptr when there are too many already
RaftMessage*
RaftCore::Send(RaftMessageType type, RaftNodeId to)
{
    if (m_ready.messages.Size() >= m_options.maxOutbox)
    {
        m_counters.outboxDropped++;
        return nullptr;
    }
    RaftMessage& message = m_ready.messages.Add();
    message.type = type;
    message.from = m_self;
    message.to = to;
    message.term = m_term;
    return &message;
}

void
RaftCore::FillWrite()
{
    RaftWrite& write = m_ready.write;
    write.id = 0;
    if (!m_stateChanged && !m_newSnapshot && m_handedWrite == m_log.LastIndex())
    {
        return;
    }
    if (m_ledger.IsFull())
    {
        m_counters.writesHeldBack++;
        return;
    }
    write.hasHardState = m_stateChanged;
    write.hardState = {m_term, m_vote};
    write.snapshot = std::move(m_newSnapshot);
    write.first = m_handedWrite + 1;
    write.last = m_log.LastIndex();
    write.id = m_ledger.Begin(m_log.LastIndex(), write.hardState);
    if (RAFT_SEEDED_BUG(VOTE_NOT_PERSISTED))
    {
        write.hardState.vote = RAFT_NOBODY;
    }
    m_newSnapshot = nullptr;
    m_stateChanged = false;
    m_handedWrite = m_log.LastIndex();
}

/// @param membership what the entry says, nullptr when it is not of type MEMBERSHIP
void
RaftCore::TakeEntry(const RaftEntry& entry, const RaftMembership* membership, int64_t nowNs)
{
    m_log.Append(entry);
    if (membership)
    {
        m_history.Add(m_log.LastIndex(), *membership);
        m_tracker.Configure(Membership(), m_log.LastIndex(), nowNs);
        ResetElectionDeadline(nowNs);
    }
}

void
RaftCore::AdvanceCommit(uint64_t index)
{
    m_commit = std::max(m_commit, std::min(index, m_log.LastIndex()));
}

} // namespace sharding
} // namespace ns3
