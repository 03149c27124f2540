/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-core.h"
#include "raft-seam.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

bool
RaftCore::HasLease(int64_t nowNs) const
{
    if (!m_options.leaseReads || m_role != RaftRole::LEADER || m_leaseGone)
    {
        return false;
    }
    // A majority has promised something since then.
    const auto sinceNs = m_tracker.Majority<int64_t>(
        [&](const RaftProgress& member) { return member.id == m_self ? nowNs : member.echoedNs; });
    return nowNs - sinceNs < m_options.LeaseNs();
}

RaftError
RaftCore::Read(int64_t nowNs, uint64_t id, bool lease)
{
    ForgetCollected();
    if (CountReads() >= m_options.maxPendingReads)
    {
        return RaftError::QUEUE_FULL;
    }
    const PendingRead read{id, m_self, m_commit, 0, nowNs + m_options.electionMaxNs};
    if (RAFT_SEEDED_BUG(RESTING_LEADER_KEEPS_LEASE) && lease && m_role == RaftRole::LEADER &&
        IsResting())
    {
        FinishRead(read);
        return RaftError::NONE;
    }
    Wake(nowNs, RaftWake::READ, false);
    if (m_role != RaftRole::LEADER)
    {
        RaftMessage* message =
            m_leader == RAFT_NOBODY ? nullptr : Send(RaftMessageType::READ_INDEX, m_leader);
        if (!message)
        {
            return RaftError::NO_LEADER;
        }
        message->round = id;
        message->lease = lease;
        m_askedReads.push_back(read);
        return RaftError::NONE;
    }
    if (lease && m_commit >= m_termStart && HasLease(nowNs))
    {
        m_counters.leaseReads++;
        FinishRead(read);
        return RaftError::NONE;
    }
    m_newReads.push_back(read);
    return RaftError::NONE;
}

void
RaftCore::OnReadIndex(int64_t nowNs, const RaftMessage& message)
{
    const PendingRead read{
        message.round, message.from, m_commit, 0, nowNs + m_options.electionMaxNs};
    if (m_role != RaftRole::LEADER || CountReads() >= m_options.maxPendingReads)
    {
        FailRead(read);
    }
    else if (message.lease && m_commit >= m_termStart && HasLease(nowNs))
    {
        m_counters.leaseReads++;
        FinishRead(read);
    }
    else
    {
        m_newReads.push_back(read);
    }
}

void
RaftCore::OnReadIndexReply(const RaftMessage& message)
{
    const auto asked =
        std::find_if(m_askedReads.begin(),
                     m_askedReads.end(),
                     [&](const PendingRead& read) { return read.id == message.round; });
    if (asked == m_askedReads.end())
    {
        return;
    }
    PendingRead read = *asked;
    m_askedReads.erase(asked);
    if (message.reject)
    {
        FailRead(read);
        return;
    }
    read.index = message.index;
    FinishRead(read);
}

/// All reads since the last round share the next one. None is begun before an entry of this term is
/// committed: until then a leader does not know what is.
void
RaftCore::StartReadRound(int64_t nowNs)
{
    const bool knowsCommit = m_commit >= m_termStart || RAFT_SEEDED_BUG(READ_BEFORE_TERM_COMMIT);
    if (m_newReads.empty() || !knowsCommit)
    {
        return;
    }
    m_round++;
    for (PendingRead& read : m_newReads)
    {
        read.index = m_commit;
        read.round = m_round;
        m_roundReads.push_back(read);
    }
    m_newReads.clear();
    BroadcastHeartbeat(nowNs);
    ConfirmRounds();
}

/// Answers the reads whose round a majority has answered.
void
RaftCore::ConfirmRounds()
{
    if (m_roundReads.empty())
    {
        return;
    }
    uint64_t confirmed =
        m_tracker.Majority<uint64_t>([&](const RaftProgress& member)
                                     { return member.id == m_self ? m_round : member.ackedRound; });
    if (RAFT_SEEDED_BUG(READ_WITHOUT_QUORUM))
    {
        confirmed = m_round;
    }
    while (!m_roundReads.empty() && m_roundReads.front().round <= confirmed)
    {
        const PendingRead read = m_roundReads.front();
        m_roundReads.pop_front();
        m_counters.quorumReads++;
        FinishRead(read);
    }
}

/// The index of a read is certain.
void
RaftCore::FinishRead(const PendingRead& read)
{
    if (read.from != m_self)
    {
        if (RaftMessage* reply = Send(RaftMessageType::READ_INDEX_REPLY, read.from))
        {
            reply->round = read.id;
            reply->index = read.index;
        }
        return;
    }
    m_applyReads.push_back(read);
    AnswerApplied();
}

void
RaftCore::FailRead(const PendingRead& read)
{
    m_counters.readsFailed++;
    if (read.from == m_self)
    {
        m_ready.reads.push_back({read.id, false, 0});
    }
    else if (RaftMessage* reply = Send(RaftMessageType::READ_INDEX_REPLY, read.from))
    {
        reply->round = read.id;
        reply->reject = true;
    }
}

void
RaftCore::FailAllReads()
{
    std::for_each(
        m_newReads.begin(), m_newReads.end(), [this](const PendingRead& read) { FailRead(read); });
    std::for_each(m_roundReads.begin(),
                  m_roundReads.end(),
                  [this](const PendingRead& read) { FailRead(read); });
    m_newReads.clear();
    m_roundReads.clear();
}

void
RaftCore::ExpireReads(int64_t nowNs)
{
    const auto expire = [&](auto& reads)
    {
        const auto late =
            std::stable_partition(reads.begin(),
                                  reads.end(),
                                  [&](const PendingRead& read) { return read.deadlineNs > nowNs; });
        std::for_each(late, reads.end(), [this](const PendingRead& read) { FailRead(read); });
        reads.erase(late, reads.end());
    };
    const auto isLate = [&](const auto& reads)
    {
        return std::any_of(reads.begin(),
                           reads.end(),
                           [&](const PendingRead& read) { return read.deadlineNs <= nowNs; });
    };
    if (isLate(m_newReads) || isLate(m_roundReads) || isLate(m_askedReads))
    {
        expire(m_newReads);
        expire(m_roundReads);
        expire(m_askedReads);
    }
}

void
RaftCore::AnswerApplied()
{
    const auto ready =
        std::stable_partition(m_applyReads.begin(),
                              m_applyReads.end(),
                              [this](const PendingRead& read) { return read.index > m_applied; });
    std::for_each(ready,
                  m_applyReads.end(),
                  [this](const PendingRead& read) {
                      m_ready.reads.push_back({read.id, true, m_applied});
                  });
    m_applyReads.erase(ready, m_applyReads.end());
}

size_t
RaftCore::CountReads() const
{
    return m_newReads.size() + m_roundReads.size() + m_askedReads.size() + m_applyReads.size();
}

} // namespace sharding
} // namespace ns3
