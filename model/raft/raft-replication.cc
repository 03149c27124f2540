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
namespace
{

constexpr uint32_t MAX_PATIENCE = 32; //!< heartbeats

} // namespace

Result<RaftProposal, RaftError>
RaftCore::Propose(int64_t nowNs, const Ptr<const RaftPayload>& payload)
{
    ForgetCollected();
    const uint32_t size = payload ? payload->Size() : 0;
    if (m_role != RaftRole::LEADER)
    {
        return RaftError::NOT_LEADER;
    }
    if (m_transferee != RAFT_NOBODY)
    {
        return RaftError::TRANSFERRING;
    }
    if (size > m_options.maxEntryBytes)
    {
        return RaftError::TOO_LARGE;
    }
    if (m_log.LastIndex() - m_commit >= m_options.maxUncommittedEntries ||
        m_uncommittedBytes + size > m_options.maxUncommittedBytes)
    {
        return RaftError::QUEUE_FULL;
    }
    if (m_log.Size() >= m_options.maxLogEntries)
    {
        return RaftError::LOG_FULL;
    }
    if (!RAFT_SEEDED_BUG(PROPOSAL_DOES_NOT_WAKE))
    {
        Wake(nowNs, RaftWake::PROPOSAL, false);
    }
    return AppendOwn(nowNs, RaftEntryType::NORMAL, payload, nullptr);
}

/// An answer of any kind: it is alive, and had not forgotten us when we sent what it echoes.
void
RaftCore::Heard(int64_t nowNs, RaftProgress& member, int64_t sentNs)
{
    member.heardNs = nowNs;
    if (sentNs <= nowNs && sentNs > 0)
    {
        member.echoedNs = std::max(member.echoedNs, sentNs);
    }
}

void
RaftCore::OnAppendReply(int64_t nowNs, const RaftMessage& message)
{
    RaftProgress* member = m_tracker.Find(message.from);
    if (m_role != RaftRole::LEADER || !member)
    {
        return;
    }
    if (message.index > m_log.LastIndex())
    {
        m_counters.malformedMessages++;
        return;
    }
    Heard(nowNs, *member, message.sentNs);
    if (message.reject)
    {
        // Nothing behind a place of ours with a higher term than the hint's can agree.
        const uint64_t hint = m_log.LastIndexWithTermAtMost(message.hint, message.logTerm);
        m_counters.probes += member->Refused(message.index, std::min(message.hint, hint)) ? 1 : 0;
        return;
    }
    OnMatch(nowNs, *member, message.index);
}

/// The member has everything up to an index on its disk.
void
RaftCore::OnMatch(int64_t nowNs, RaftProgress& member, uint64_t index)
{
    const bool isNews = index > member.match;
    if (isNews)
    {
        member.match = index;
        member.next = std::max(member.next, index + 1);
    }
    if (member.state == RaftProgressState::REPLICATE)
    {
        member.inflights.FreeUpTo(index);
    }
    else if (member.state == RaftProgressState::PROBE ? index >= member.match
                                                      : member.match >= member.snapshot->index)
    {
        member.BecomeReplicate();
    }
    if (isNews)
    {
        const RaftNodeId id = member.id;
        MaybeCommit(nowNs); // may end the leadership
        if (m_role == RaftRole::LEADER && id == m_transferee && index == m_log.LastIndex())
        {
            SendTimeoutNow(id);
        }
    }
}

void
RaftCore::OnHeartbeatReply(int64_t nowNs, const RaftMessage& message)
{
    RaftProgress* member = m_tracker.Find(message.from);
    if (m_role != RaftRole::LEADER || !member)
    {
        return;
    }
    Heard(nowNs, *member, message.sentNs);
    member->ackedRound = std::max(member->ackedRound, std::min(message.round, m_round));
    ConfirmRounds();
    if (message.rest)
    {
        OnRestReply(nowNs, *member, message);
    }
    switch (member->state)
    {
    case RaftProgressState::PROBE:
        member->probeSent = false;
        break;
    case RaftProgressState::REPLICATE:
        if (member->match + 1 < member->next && member->match == member->matchAtHeartbeat)
        {
            // What was sent may be lost: the follower refuses this if it is.
            m_counters.nudges++;
            SendNudge(nowNs, *member);
        }
        break;
    case RaftProgressState::SNAPSHOT:
        // On a thin link chunks take longer than heartbeats, which overtake them. Chunks that are sent again for nothing make
        // them still slower, so each time that is waited for twice as long.
        member->snapshotQuiet = member->snapshotAnswered ? 0 : member->snapshotQuiet + 1;
        member->snapshotAnswered = false;
        if (member->snapshotQuiet >= member->snapshotPatience)
        {
            member->snapshotQuiet = 0;
            member->snapshotPatience = std::min(2 * member->snapshotPatience, MAX_PATIENCE);
            RewindSnapshot(*member, std::min(member->snapshotAcked, member->snapshotRefused));
        }
        break;
    }
    member->matchAtHeartbeat = member->match;
}

/// An empty append behind all that was sent.
void
RaftCore::SendNudge(int64_t nowNs, RaftProgress& member)
{
    if (m_log.TermAt(member.next - 1) == RaftLog::NO_TERM)
    {
        member.BecomeProbe(); // the log begins behind it by now
        return;
    }
    SendAppend(nowNs, member, false);
}

/// Sends what a follower lacks, as far as its window goes.
void
RaftCore::Replicate(int64_t nowNs, RaftProgress& member)
{
    while (member.state != RaftProgressState::SNAPSHOT)
    {
        const bool isProbe = member.state == RaftProgressState::PROBE;
        const bool hasEntries = member.next <= m_log.LastIndex();
        if ((isProbe && member.probeSent) ||
            (!isProbe && !hasEntries && member.sentCommit >= m_commit))
        {
            return;
        }
        if (!isProbe && hasEntries &&
            member.inflights.IsFull(m_options.maxInflightMessages, m_options.maxInflightBytes))
        {
            m_counters.windowFull++;
            return;
        }
        if (m_log.TermAt(member.next - 1) == RaftLog::NO_TERM)
        {
            BeginSnapshot(member);
            break;
        }
        if (!SendAppend(nowNs, member, true))
        {
            return;
        }
        member.probeSent = isProbe;
    }
    SendChunks(nowNs, member);
}

/// @return false when there is no room for it
bool
RaftCore::SendAppend(int64_t nowNs, RaftProgress& member, bool withEntries)
{
    const uint64_t before = member.next - 1;
    const uint64_t term = m_log.TermAt(before);
    RaftMessage* message =
        term == RaftLog::NO_TERM ? nullptr : Send(RaftMessageType::APPEND, member.id);
    if (!message)
    {
        return false;
    }
    message->index = before;
    message->logTerm = term;
    message->commit = m_commit;
    message->sentNs = nowNs;
    member.sentCommit = m_commit;
    uint64_t bytes = 0;
    if (withEntries)
    {
        uint64_t next = member.next;
        for (; next <= m_log.LastIndex() && message->entries.size() < m_options.maxMessageEntries;
             next++)
        {
            const RaftEntry& entry = m_log.At(next);
            if (bytes + entry.sizeBytes > m_options.maxMessageBytes && next > member.next)
            {
                break;
            }
            bytes += entry.sizeBytes;
            message->entries.push_back(entry);
        }
    }
    const bool isProbe = member.state == RaftProgressState::PROBE;
    message->wantsReply = isProbe || !withEntries || !message->entries.empty();
    if (!isProbe && !message->entries.empty())
    {
        member.next += message->entries.size();
        member.inflights.Add(member.next - 1, bytes, m_options.maxInflightMessages);
    }
    return true;
}

void
RaftCore::BroadcastHeartbeat(int64_t nowNs)
{
    for (RaftProgress& member : m_tracker.Members())
    {
        if (member.id != m_self)
        {
            SendHeartbeat(nowNs, member, m_rest == Rest::ASKING);
        }
    }
}

void
RaftCore::SendHeartbeat(int64_t nowNs, const RaftProgress& member, bool toRest)
{
    if (RaftMessage* message = Send(RaftMessageType::HEARTBEAT, member.id))
    {
        message->commit = std::min(member.match, m_commit);
        message->round = m_round;
        message->sentNs = nowNs;
        message->rest = toRest;
    }
}

int64_t
RaftCore::NextHeartbeat(int64_t nowNs) const
{
    const int64_t spacing = m_options.heartbeatNs;
    return m_options.alignBeats ? (nowNs / spacing + 1) * spacing : nowNs + spacing;
}

/// @return since when a majority was heard
int64_t
RaftCore::QuorumHeardNs(int64_t nowNs) const
{
    return m_tracker.Majority<int64_t>([&](const RaftProgress& member)
                                       { return member.id == m_self ? nowNs : member.heardNs; });
}

/// Only an entry of its own term shows a leader that all before it are committed: section 5.4.2.
void
RaftCore::MaybeCommit(int64_t nowNs)
{
    uint64_t index =
        m_tracker.Majority<uint64_t>([](const RaftProgress& member) { return member.match; });
    if (RAFT_SEEDED_BUG(COMMIT_BY_WRONG_INDEX) && index > 0 && index < m_log.LastIndex())
    {
        index++;
    }
    if (index <= m_commit ||
        (m_log.TermAt(index) != m_term && !RAFT_SEEDED_BUG(OLD_TERM_COMMITTED)))
    {
        return;
    }
    for (uint64_t committed = m_commit + 1; committed <= index; committed++)
    {
        m_uncommittedBytes -= m_log.At(committed).sizeBytes;
    }
    AdvanceCommit(index);
    FinishChange(nowNs);
}

void
RaftCore::TickLeader(int64_t nowNs)
{
    if (m_transferee != RAFT_NOBODY && nowNs >= m_transferDeadlineNs)
    {
        m_counters.transfersGivenUp++;
        EndTransfer();
    }
    if (nowNs < m_heartbeatDueNs)
    {
        return;
    }
    m_heartbeatDueNs = NextHeartbeat(nowNs);
    if (m_options.checkQuorum && nowNs - QuorumHeardNs(nowNs) > m_options.electionMaxNs)
    {
        m_counters.quorumLost++;
        BecomeFollower(nowNs, m_term, RAFT_NOBODY);
        return;
    }
    ThinkOfRest(nowNs);
    if (m_rest != Rest::RESTING)
    {
        BroadcastHeartbeat(nowNs);
    }
}

} // namespace sharding
} // namespace ns3
