/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-core.h"
#include "raft-seam.h"

#include <algorithm>
#include <optional>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint64_t FOLLOWER_ROOM = 1024;

} // namespace

/// A message of this term from somebody who says to be its leader.
bool
RaftCore::FollowSender(int64_t nowNs, const RaftMessage& message)
{
    const bool isOther = m_leader != RAFT_NOBODY && m_leader != message.from;
    if (m_role == RaftRole::LEADER || isOther)
    {
        m_counters.malformedMessages++; // a term has one leader
        return false;
    }
    BecomeFollower(nowNs, m_term, message.from);
    ResetElectionDeadline(nowNs);
    m_heardNs = nowNs;
    m_echoNs = std::max(m_echoNs, message.sentNs);
    return true;
}

void
RaftCore::OnAppend(int64_t nowNs, const RaftMessage& message)
{
    if (!AreEntriesValid(message))
    {
        m_counters.malformedMessages++;
        return;
    }
    if (!FollowSender(nowNs, message))
    {
        return;
    }
    uint64_t skip = 0;
    if (message.index < m_commit)
    {
        // What is committed is the same everywhere, and may be compacted here.
        skip = std::min<uint64_t>(m_commit - message.index, message.entries.size());
        m_verified = std::max(m_verified, m_commit);
    }
    else if (m_log.TermAt(message.index) != message.logTerm &&
             !(RAFT_SEEDED_BUG(PREVIOUS_TERM_NOT_COMPARED) && message.index <= m_log.LastIndex()))
    {
        RefuseAppend(message);
        return;
    }
    if (m_acked == 0)
    {
        m_acked = message.index; // the leader asks about what lies behind
    }
    const uint64_t last = TakeEntries(nowNs, message, skip);
    m_verified = std::max(m_verified, last);
    m_ackOwed = m_ackOwed || message.wantsReply;
    AdvanceCommit(std::min(message.commit, m_verified));
}

/// Terms never fall along a log and are never above the leader's; an index near the end of all
/// numbers is forged.
bool
RaftCore::AreEntriesValid(const RaftMessage& message) const
{
    uint64_t term = message.logTerm;
    for (const RaftEntry& entry : message.entries)
    {
        if (entry.term < term || entry.term > message.term)
        {
            return false;
        }
        term = entry.term;
    }
    return message.logTerm <= message.term && message.index < UINT64_MAX / 2;
}

/// @return the last index up to which the log is the sender's
uint64_t
RaftCore::TakeEntries(int64_t nowNs, const RaftMessage& message, uint64_t skip)
{
    uint64_t index = message.index + skip;
    if (RAFT_SEEDED_BUG(TRUNCATED_ON_EVERY_APPEND) && index >= m_commit &&
        index < m_log.LastIndex())
    {
        TruncateLog(nowNs, index);
    }
    for (auto entry = message.entries.begin() + static_cast<ptrdiff_t>(skip);
         entry != message.entries.end();
         ++entry, ++index)
    {
        const uint64_t known = m_log.TermAt(index + 1);
        if (known == entry->term)
        {
            continue;
        }
        std::optional<RaftMembership> membership;
        if (entry->type == RaftEntryType::MEMBERSHIP)
        {
            membership = RaftMembership::Decode(entry->payload);
            if (!membership)
            {
                m_counters.malformedMessages++;
                return index;
            }
        }
        if (known != RaftLog::NO_TERM)
        {
            TruncateLog(nowNs, index);
        }
        // More than a leader proposes: entries that begin its term must always fit.
        if (m_log.Size() >= 2 * m_options.maxLogEntries + FOLLOWER_ROOM)
        {
            m_counters.entriesRefused++;
            return index;
        }
        TakeEntry(*entry, membership ? &*membership : nullptr, nowNs);
    }
    return index;
}

void
RaftCore::TruncateLog(int64_t nowNs, uint64_t lastIndex)
{
    m_counters.entriesTruncated += m_log.LastIndex() - lastIndex;
    m_log.Truncate(lastIndex);
    m_handedWrite = std::min(m_handedWrite, lastIndex);
    if (!RAFT_SEEDED_BUG(LATE_WRITE_COUNTED))
    {
        m_ledger.Truncate(lastIndex);
    }
    if (!RAFT_SEEDED_BUG(MEMBERSHIP_NOT_ROLLED_BACK) && m_history.Truncate(lastIndex))
    {
        m_counters.membershipRollbacks++;
        m_tracker.Configure(Membership(), lastIndex, nowNs);
        ResetElectionDeadline(nowNs);
    }
}

/// Says where the logs may agree: the last place here whose term is not above that of the sender's
/// entry. So there is at most one refusal for each term of the part that differs.
void
RaftCore::RefuseAppend(const RaftMessage& message)
{
    m_counters.appendsRefused++;
    if (RaftMessage* reply = Send(RaftMessageType::APPEND_REPLY, message.from))
    {
        reply->reject = true;
        reply->index = message.index;
        reply->hint = m_log.LastIndexWithTermAtMost(message.index, message.logTerm);
        reply->logTerm = m_log.TermAt(reply->hint);
        reply->sentNs = m_echoNs;
    }
}

void
RaftCore::OnHeartbeat(int64_t nowNs, const RaftMessage& message)
{
    if (!FollowSender(nowNs, message))
    {
        return;
    }
    // The leader knows that we have what it says is committed.
    AdvanceCommit(message.commit);
    if (RaftMessage* reply = Send(RaftMessageType::HEARTBEAT_REPLY, message.from))
    {
        reply->round = message.round;
        reply->sentNs = m_echoNs;
        reply->rest = message.rest;
        reply->reject = message.rest && !AgreesToRest(nowNs, message);
    }
}

/// Acknowledges what is durable and known to be the leader's, once for all appends since.
void
RaftCore::SendAck()
{
    const bool isTermDurable = m_ledger.DurableState().term == m_term;
    uint64_t durable = isTermDurable ? m_ledger.DurableIndex() : 0;
    if (RAFT_SEEDED_BUG(ACKED_BEFORE_FSYNC))
    {
        durable = m_log.LastIndex();
    }
    const uint64_t index = std::min(m_verified, durable);
    const bool isAll =
        index == m_verified && (isTermDurable || RAFT_SEEDED_BUG(ACKED_BEFORE_FSYNC));
    if (m_leader == RAFT_NOBODY || (!isAll && index <= m_acked))
    {
        return;
    }
    m_acked = index;
    m_ackOwed = !isAll;
    if (RaftMessage* reply = Send(RaftMessageType::APPEND_REPLY, m_leader))
    {
        reply->index = index;
        reply->sentNs = m_echoNs;
    }
}

} // namespace sharding
} // namespace ns3
