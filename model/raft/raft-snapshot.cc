/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-snapshot.h"

#include "raft-message.h"

namespace ns3
{
namespace sharding
{

RaftSnapshotInbox::RaftSnapshotInbox(uint64_t maxBytes) : m_maxBytes(maxBytes)
{
}

RaftChunkResult
RaftSnapshotInbox::Push(const RaftMessage& chunk)
{
    if (chunk.total > m_maxBytes)
    {
        return RaftChunkResult::TOO_LARGE;
    }
    const bool isLast = chunk.offset + chunk.length == chunk.total;
    const bool holdsBytes = !chunk.data ? chunk.length == 0
                                        : chunk.dataOffset <= chunk.data->Size() &&
                                              chunk.length <= chunk.data->Size() - chunk.dataOffset;
    if (!holdsBytes || chunk.offset > chunk.total || chunk.length > chunk.total - chunk.offset ||
        (chunk.length == 0 && !isLast) || chunk.index == 0)
    {
        return RaftChunkResult::MALFORMED;
    }
    if (!IsOfThis(chunk))
    {
        const auto membership = RaftMembership::Decode(chunk.membership);
        if (!membership)
        {
            return RaftChunkResult::MALFORMED;
        }
        Clear();
        m_snapshot.index = chunk.index;
        m_snapshot.term = chunk.logTerm;
        m_snapshot.membership = *membership;
        m_from = chunk.from;
        m_leaderTerm = chunk.term;
        m_total = chunk.total;
    }
    if (chunk.offset != m_bytes.size())
    {
        return RaftChunkResult::NOT_NEXT;
    }
    if (chunk.length > 0)
    {
        const uint8_t* bytes = chunk.data->Data() + chunk.dataOffset;
        m_bytes.insert(m_bytes.end(), bytes, bytes + chunk.length);
    }
    return isLast ? RaftChunkResult::COMPLETE : RaftChunkResult::TAKEN;
}

bool
RaftSnapshotInbox::IsOfThis(const RaftMessage& chunk) const
{
    return m_snapshot.index == chunk.index && m_snapshot.term == chunk.logTerm &&
           m_from == chunk.from && m_leaderTerm == chunk.term && m_total == chunk.total;
}

uint64_t
RaftSnapshotInbox::Received() const
{
    return m_bytes.size();
}

RaftSnapshotPointer
RaftSnapshotInbox::Take()
{
    auto snapshot = std::make_shared<RaftSnapshot>(m_snapshot);
    snapshot->data = RaftPayload::Create(m_bytes.data(), static_cast<uint32_t>(m_bytes.size()));
    Clear();
    return snapshot;
}

void
RaftSnapshotInbox::Clear()
{
    m_snapshot = RaftSnapshot();
    m_bytes = std::vector<uint8_t>();
}

} // namespace sharding
} // namespace ns3
