/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-checker.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

/// @return whether both are the same bytes; they are copies once they were encoded
bool
IsSame(const Ptr<const RaftPayload>& one, const Ptr<const RaftPayload>& other)
{
    if (one == other || !one || !other)
    {
        return one == other || (one ? one : other)->Size() == 0;
    }
    return one->Size() == other->Size() &&
           std::equal(one->Data(), one->Data() + one->Size(), other->Data());
}

} // namespace

RaftChecker::RaftChecker(const std::vector<RaftNode>& nodes)
    : m_nodes(nodes), m_seen(nodes.size() + 1)
{
}

void
RaftChecker::OnCollect(const RaftNode& node, RaftReady& ready)
{
    Seen& seen = m_seen[node.id];
    const Seen before = seen;
    const RaftCore& core = *node.watched;
    const RaftLog& log = core.Log();
    seen = {true,
            core.Role(),
            core.Term(),
            core.Commit(),
            log.LastIndex(),
            log.LastTerm(),
            before.logChecked};
    if (before.isUp && (core.Term() < before.term || core.Commit() < before.commit))
    {
        Say(node, "a term or a commit index went back");
    }
    CheckLog(node, before, ready);
    CheckMessages(node, ready.messages);
    if (core.Role() == RaftRole::LEADER)
    {
        const auto [leader, isNew] = m_leaders.emplace(core.Term(), node.id);
        if (leader->second != node.id)
        {
            Say(node, "election safety: a term has two leaders");
        }
        if (before.role != RaftRole::LEADER || before.term != core.Term())
        {
            if (!isNew)
            {
                Say(node, "election safety: a node leads the same term twice");
            }
            CheckLeader(node);
        }
    }
    CheckCommit(node, before);
    CheckRest(node);
    for (const RaftReadAnswer& answer : ready.reads)
    {
        const auto read = m_reads.find(answer.id);
        if (answer.ok && (read == m_reads.end() || answer.index < read->second))
        {
            Say(node, "stale read: an answer lacks what was acknowledged before its question");
        }
        if (read != m_reads.end())
        {
            m_reads.erase(read);
        }
    }
}

/// Nothing may be promised that a crash would undo.
void
RaftChecker::CheckMessages(const RaftNode& node, RaftOutbox& messages)
{
    for (const RaftMessage& message : messages)
    {
        const bool isVote = message.type == RaftMessageType::VOTE_REPLY && !message.reject;
        const bool isCandidacy = message.type == RaftMessageType::VOTE;
        if (isVote || isCandidacy)
        {
            const RaftNodeId candidate = isVote ? message.to : node.id;
            const auto [vote, isNew] = m_votes.try_emplace({message.term, node.id}, candidate);
            if (!(node.disk.State() == RaftHardState{message.term, candidate}))
            {
                Say(node, "a vote is sent that is not on the disk");
            }
            if (vote->second != candidate)
            {
                Say(node, "a node votes twice in a term");
            }
            if (isCandidacy && node.disk.LastIndex() < message.index)
            {
                Say(node, "a candidate boasts of entries that are not on its disk");
            }
        }
        if (message.type == RaftMessageType::APPEND_REPLY && !message.reject &&
            (node.disk.State().term != message.term || node.disk.LastIndex() < message.index))
        {
            Say(node, "entries are acknowledged that are not on the disk");
        }
    }
}

void
RaftChecker::CheckLog(const RaftNode& node, const Seen& before, const RaftReady& ready)
{
    const RaftLog& log = node.watched->Log();
    Seen& seen = m_seen[node.id];
    const bool isFirst = !before.isUp;
    const bool hasWrite = ready.write.id != 0;
    uint64_t first = isFirst ? log.BaseIndex() + 1 : before.logChecked + 1;
    if (hasWrite && !isFirst)
    {
        first = std::min(first, ready.write.first);
    }
    const bool wasLeader = before.role == RaftRole::LEADER && before.term == node.watched->Term();
    if (wasLeader && log.TermAt(before.lastIndex) != before.lastTerm &&
        before.lastIndex >= log.BaseIndex())
    {
        Say(node, "leader append-only: a leader changed its log");
    }
    for (uint64_t index = std::max(first, log.BaseIndex() + 1); index <= log.LastIndex(); index++)
    {
        CheckEntry(node, index);
        if (!isFirst && node.watched->Role() == RaftRole::LEADER &&
            log.At(index).type == RaftEntryType::MEMBERSHIP)
        {
            CheckMembershipEntry(node, index, before.commit);
        }
    }
    seen.logChecked = log.LastIndex();
}

/// Log matching, by induction: the entry, and the term of the one before it, are the same in all
/// logs.
void
RaftChecker::CheckEntry(const RaftNode& node, uint64_t index)
{
    const RaftLog& log = node.watched->Log();
    const RaftEntry& entry = log.At(index);
    if (m_entries.size() <= index)
    {
        m_entries.resize(index + 1);
    }
    auto& known = m_entries[index];
    const auto same = std::find_if(
        known.begin(), known.end(), [&](const Known& other) { return other.term == entry.term; });
    const uint64_t previousTerm = log.TermAt(index - 1);
    if (same == known.end())
    {
        known.push_back({entry.term, previousTerm, entry.type, entry.payload});
    }
    else if (!IsSame(same->payload, entry.payload) || same->type != entry.type ||
             same->previousTerm != previousTerm)
    {
        Say(node, "log matching: two logs differ at " + std::to_string(index));
    }
    if (index < m_committed.size() && index <= node.watched->Commit() &&
        m_committed[index] != entry.term)
    {
        Say(node, "a committed entry was replaced");
    }
}

/// A leader has begun or gone on with a change.
void
RaftChecker::CheckMembershipEntry(const RaftNode& node, uint64_t index, uint64_t commitBefore)
{
    const RaftLog& log = node.watched->Log();
    if (log.At(index).term != node.watched->Term())
    {
        return; // it was found in the log, not made
    }
    const auto next = RaftMembership::Decode(log.At(index).payload);
    std::vector<RaftNodeId> before = node.bootstrap.voters;
    std::vector<RaftNodeId> outgoing;
    uint64_t beforeIndex = 0;
    if (const RaftSnapshotPointer& snapshot = node.watched->Snapshot())
    {
        before = snapshot->membership.voters;
        outgoing = snapshot->membership.outgoing;
    }
    for (uint64_t i = log.BaseIndex() + 1; i < index; i++)
    {
        if (log.At(i).type == RaftEntryType::MEMBERSHIP)
        {
            const auto membership = RaftMembership::Decode(log.At(i).payload);
            before = membership->voters;
            outgoing = membership->outgoing;
            beforeIndex = i;
        }
    }
    if (beforeIndex > std::max(commitBefore, node.watched->Commit()))
    {
        Say(node, "two membership changes at a time");
    }
    const bool isStep = next->voters == before;
    if (!(isStep || next->outgoing == before) || (!outgoing.empty() && !isStep))
    {
        Say(node, "the voters changed without a time of two sets");
    }
}

/// A vote that comes late can still elect a leader after one of a higher term has committed what the
/// former lacks: the property is about leaders of higher terms only (figure 3 of the paper).
void
RaftChecker::CheckLeader(const RaftNode& node)
{
    const RaftLog& log = node.watched->Log();
    for (uint64_t index = std::max<uint64_t>(1, log.BaseIndex()); index < m_committed.size();
         index++)
    {
        const bool isOfEarlierTerm = m_committedIn[index] < node.watched->Term();
        if (isOfEarlierTerm && log.TermAt(index) != m_committed[index])
        {
            Say(node, "leader completeness: a leader lacks entry " + std::to_string(index));
            return;
        }
    }
}

void
RaftChecker::CheckCommit(const RaftNode& node, const Seen& before)
{
    const RaftLog& log = node.watched->Log();
    const uint64_t commit = node.watched->Commit();
    for (uint64_t index = std::max(before.isUp ? before.commit + 1 : 1, log.BaseIndex());
         index <= commit && index > 0;
         index++)
    {
        const uint64_t term = log.TermAt(index);
        if (index < m_committed.size() && m_committed[index] != term)
        {
            Say(node, "state machine safety: another entry was committed at this index");
        }
    }
    if (commit < m_committed.size())
    {
        return;
    }
    if (!IsOnMajority(node, commit))
    {
        Say(node, "committed, but not on the disks of a majority");
    }
    while (m_committed.size() <= commit)
    {
        const uint64_t term = log.TermAt(m_committed.size());
        if (term == RaftLog::NO_TERM)
        {
            Say(node, "a log begins behind what was known to be committed");
            return;
        }
        m_committed.push_back(term);
        m_committedIn.push_back(node.watched->Term());
    }
}

/// Who rests sends nothing by himself: there must be nothing left to send.
void
RaftChecker::CheckRest(const RaftNode& node)
{
    const RaftCore& core = *node.watched;
    if (!core.IsResting())
    {
        return;
    }
    if (core.Commit() != core.Log().LastIndex())
    {
        Say(node, "it rests, and not all of its log is known to be committed");
    }
    if (core.Role() != RaftRole::LEADER)
    {
        return;
    }
    for (const RaftNodeId id : core.Membership().Everyone())
    {
        if (!m_nodes[id - 1].disk.Has(core.Commit(), core.Log().LastTerm()))
        {
            Say(node, "its group rests, and a member lacks what is committed");
        }
    }
}

bool
RaftChecker::IsOnMajority(const RaftNode& node, uint64_t index) const
{
    const uint64_t term = node.watched->Log().TermAt(index);
    const RaftMembership& membership = node.watched->Membership();
    const auto has = [&](const std::vector<RaftNodeId>& voters)
    {
        const auto count =
            std::count_if(voters.begin(),
                          voters.end(),
                          [&](RaftNodeId id) { return m_nodes[id - 1].disk.Has(index, term); });
        return voters.empty() || 2 * static_cast<size_t>(count) > voters.size();
    };
    return has(membership.voters) && has(membership.outgoing);
}

void
RaftChecker::OnApplied(const RaftNode& node)
{
    const uint64_t index = node.state.Index();
    if (m_digests.size() <= index)
    {
        m_digests.resize(index + 1);
    }
    if (m_digests[index] == 0)
    {
        m_digests[index] = node.state.Digest();
    }
    if (m_digests[index] != node.state.Digest() || index >= m_committed.size())
    {
        Say(node, "state machine safety: a state differs after " + std::to_string(index));
    }
}

void
RaftChecker::OnAcknowledged(uint64_t index)
{
    m_acknowledged = std::max(m_acknowledged, index);
}

void
RaftChecker::OnRead(uint64_t id)
{
    m_reads[id] = m_acknowledged;
}

void
RaftChecker::OnCrash(const RaftNode& node)
{
    m_seen[node.id] = Seen();
}

const std::string&
RaftChecker::Violation() const
{
    return m_violation;
}

void
RaftChecker::Say(const RaftNode& node, const std::string& what)
{
    if (m_violation.empty())
    {
        m_violation = "node " + std::to_string(node.id) + ": " + what;
    }
}

} // namespace sharding
} // namespace ns3
