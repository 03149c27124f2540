/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-node.h"

#include "ns3/byte-reader.h"
#include "ns3/byte-writer.h"
#include "ns3/mix-hash.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint32_t STATE_BYTES = 16;

uint64_t
DigestOf(const RaftEntry& entry)
{
    uint64_t digest = MixHash(entry.term * 4 + static_cast<uint64_t>(entry.type));
    for (uint32_t i = 0; i < entry.sizeBytes; i++)
    {
        digest = digest * 1099511628211U + entry.payload->Data()[i];
    }
    return digest;
}

} // namespace

void
RaftNodeDisk::Begin(const RaftWrite& write, const RaftLog& log)
{
    m_pending.push_back({write, {}});
    for (uint64_t index = write.first; index <= write.last; index++)
    {
        m_pending.back().entries.push_back(log.At(index));
    }
}

std::vector<uint64_t>
RaftNodeDisk::Pending() const
{
    std::vector<uint64_t> ids;
    for (const Write& write : m_pending)
    {
        ids.push_back(write.what.id);
    }
    return ids;
}

void
RaftNodeDisk::Sync(uint64_t id)
{
    while (!m_pending.empty() && m_pending.front().what.id <= id)
    {
        Apply(m_pending.front());
        m_pending.pop_front();
    }
}

void
RaftNodeDisk::Crash(size_t survivors)
{
    for (size_t i = 0; i < survivors && i < m_pending.size(); i++)
    {
        Apply(m_pending[i]);
    }
    m_pending.clear();
}

void
RaftNodeDisk::Apply(const Write& write)
{
    if (write.what.hasHardState)
    {
        m_state = write.what.hardState;
    }
    RaftSnapshotPointer newer;
    if (write.what.snapshot)
    {
        if (m_snapshot && m_snapshot->index > write.what.snapshot->index)
        {
            newer = m_snapshot; // made while this one, of the leader, was on its way
        }
        m_entries.clear();
        m_snapshot = write.what.snapshot;
    }
    if (!write.entries.empty())
    {
        m_entries.resize(write.what.first - Base() - 1);
        m_entries.insert(m_entries.end(), write.entries.begin(), write.entries.end());
    }
    if (newer)
    {
        Compact(newer);
    }
}

void
RaftNodeDisk::Compact(const RaftSnapshotPointer& snapshot)
{
    const uint64_t covered = std::min<uint64_t>(snapshot->index - Base(), m_entries.size());
    m_entries.erase(m_entries.begin(), m_entries.begin() + static_cast<ptrdiff_t>(covered));
    m_snapshot = snapshot;
}

RaftStart
RaftNodeDisk::Read() const
{
    return {m_state, m_snapshot, {}, m_entries};
}

void
RaftNodeDisk::Reset(const RaftStart& start)
{
    m_state = start.hardState;
    m_snapshot = start.snapshot;
    m_entries = start.entries;
    m_pending.clear();
}

const RaftHardState&
RaftNodeDisk::State() const
{
    return m_state;
}

uint64_t
RaftNodeDisk::Base() const
{
    return m_snapshot ? m_snapshot->index : 0;
}

uint64_t
RaftNodeDisk::LastIndex() const
{
    return Base() + m_entries.size();
}

bool
RaftNodeDisk::Has(uint64_t index, uint64_t term) const
{
    return index <= Base() || (index <= LastIndex() && m_entries[index - Base() - 1].term == term);
}

void
RaftNodeState::Apply(uint64_t index, const RaftEntry& entry)
{
    m_index = index;
    m_digest = MixHash(m_digest ^ DigestOf(entry)) + index;
}

void
RaftNodeState::Restore(const RaftSnapshot& snapshot)
{
    ByteReader reader(snapshot.data->Data(), snapshot.data->Size());
    m_index = reader.U64();
    m_digest = reader.U64();
}

Ptr<const RaftPayload>
RaftNodeState::Save(uint32_t padding) const
{
    std::vector<uint8_t> bytes(STATE_BYTES + padding);
    ByteWriter writer(bytes.data(), bytes.size());
    writer.U64(m_index);
    writer.U64(m_digest);
    return RaftPayload::Create(bytes.data(), static_cast<uint32_t>(bytes.size()));
}

RaftStart
RaftNode::Prepare()
{
    RaftStart start = disk.Read();
    start.bootstrap = bootstrap;
    state = RaftNodeState();
    if (start.snapshot)
    {
        state.Restore(*start.snapshot);
    }
    return start;
}

void
RaftNode::Start(int64_t nowNs, uint64_t seed)
{
    core = std::make_unique<RaftCore>(id, options, Prepare(), nowNs, seed);
    watched = core.get();
    starts++;
}

void
RaftNode::Crash(size_t survivors)
{
    disk.Crash(survivors);
    core = nullptr;
    watched = nullptr;
}

} // namespace sharding
} // namespace ns3
