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

/// The log begins behind what the follower needs.
void
RaftCore::BeginSnapshot(RaftProgress& member)
{
    m_counters.snapshotsSent++;
    member.BecomeSnapshot(m_snapshot);
}

void
RaftCore::SendChunks(int64_t nowNs, RaftProgress& member)
{
    const RaftSnapshot& snapshot = *member.snapshot;
    const uint64_t total = snapshot.SizeBytes();
    // What seems lost may only be late, on a thin link for long: one chunk finds out, and a window of them would make
    // it later still.
    const uint64_t chunks = member.snapshotRewound ? 1 : m_options.snapshotWindow;
    const uint64_t window = chunks * m_options.snapshotChunkBytes;
    while (!member.snapshotLastSent && member.snapshotSent - member.snapshotAcked < window)
    {
        RaftMessage* message = Send(RaftMessageType::SNAPSHOT, member.id);
        if (!message)
        {
            return;
        }
        message->index = snapshot.index;
        message->logTerm = snapshot.term;
        message->sentNs = nowNs;
        message->offset = member.snapshotSent;
        message->total = total;
        message->length = static_cast<uint32_t>(
            std::min<uint64_t>(m_options.snapshotChunkBytes, total - member.snapshotSent));
        message->dataOffset = static_cast<uint32_t>(member.snapshotSent);
        message->data = snapshot.data;
        message->membership = snapshot.membership.Encode();
        member.snapshotSent += message->length;
        member.snapshotLastSent = member.snapshotSent == total;
    }
}

/// @param offset all before it has come; what lies behind is sent again
void
RaftCore::RewindSnapshot(RaftProgress& member, uint64_t offset)
{
    m_counters.chunksSentAgain++;
    member.snapshotAcked = offset;
    member.snapshotRefused = offset;
    member.snapshotSent = offset;
    member.snapshotRewound = true;
    member.snapshotLastSent = false;
}

void
RaftCore::OnSnapshotReply(int64_t nowNs, const RaftMessage& message)
{
    RaftProgress* member = m_tracker.Find(message.from);
    if (m_role != RaftRole::LEADER || !member)
    {
        return;
    }
    Heard(nowNs, *member, message.sentNs);
    if (member->state != RaftProgressState::SNAPSHOT || message.index != member->snapshot->index ||
        message.offset > member->snapshot->SizeBytes())
    {
        return;
    }
    member->snapshotAnswered = true;
    if (message.offset > member->snapshotAcked)
    {
        // After a rewind, more may have come than was sent again.
        member->snapshotAcked = message.offset;
        member->snapshotSent = std::max(member->snapshotSent, message.offset);
        member->snapshotRefused = message.offset;
        member->snapshotRewound = false;
    }
    else if (message.reject)
    {
        // Once for each gap: what came twice is refused too, and must not be sent again for it. A
        // follower that has restarted, and has less than it said, gets on with the next heartbeat.
        member->snapshotRefused = message.offset;
        if (message.offset == member->snapshotAcked && !member->snapshotRewound)
        {
            RewindSnapshot(*member, message.offset);
        }
    }
}

void
RaftCore::OnSnapshot(int64_t nowNs, const RaftMessage& message)
{
    if (!FollowSender(nowNs, message))
    {
        return;
    }
    if (message.index <= m_commit && !RAFT_SEEDED_BUG(SNAPSHOT_REGRESSES))
    {
        // Nothing new: say how far we are.
        m_inbox.Clear();
        m_verified = std::max(m_verified, m_commit);
        m_ackOwed = true;
        return;
    }
    const RaftChunkResult result = m_inbox.Push(message);
    if (result == RaftChunkResult::TOO_LARGE)
    {
        m_counters.snapshotsRefused++;
        return;
    }
    if (result == RaftChunkResult::MALFORMED)
    {
        m_counters.malformedMessages++;
        return;
    }
    if (RaftMessage* reply = Send(RaftMessageType::SNAPSHOT_REPLY, message.from))
    {
        // What came twice is no gap: the sender must not send what follows again for it.
        reply->reject = result == RaftChunkResult::NOT_NEXT && message.offset > m_inbox.Received();
        reply->index = message.index;
        reply->offset = m_inbox.Received();
        reply->sentNs = m_echoNs;
    }
    if (result == RaftChunkResult::COMPLETE)
    {
        InstallSnapshot(nowNs, m_inbox.Take());
    }
}

/// Section 7: entries behind a snapshot stay where the log has the snapshot's last entry.
void
RaftCore::InstallSnapshot(int64_t nowNs, const RaftSnapshotPointer& snapshot)
{
    m_counters.snapshotsInstalled++;
    if (m_log.TermAt(snapshot->index) == snapshot->term)
    {
        m_log.CompactTo(snapshot->index);
        m_history.CompactTo(snapshot->index);
    }
    else
    {
        m_ledger.Truncate(m_commit);
        m_log.Reset(snapshot->index, snapshot->term);
        m_history = RaftMembershipHistory(snapshot->index, snapshot->membership);
        m_tracker.Configure(Membership(), snapshot->index, nowNs);
        ResetElectionDeadline(nowNs);
    }
    m_handedWrite = snapshot->index; // what stays is written again, behind the snapshot
    m_snapshot = snapshot;
    m_newSnapshot = snapshot;
    m_restore = snapshot;
    m_commit = snapshot->index;
    m_handedApply = snapshot->index;
    m_verified = std::max(m_verified, snapshot->index);
    m_ackOwed = true;
}

} // namespace sharding
} // namespace ns3
