/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-storage.h"

#include "raft-option-check.h"
#include "raft-seam.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

using Type = RaftStoragePart::Type;

std::string
RaftStorage::Config::Validate(const Config& config)
{
    RaftOptionCheck check;
    check.AtLeast("maxShards", config.maxShards, 1)
        .AtLeast("rewriteBytes", config.rewriteBytes, 1)
        .AtLeast("maxRecordBytes", config.maxRecordBytes, 1);
    return check.Problem();
}

RaftStorage::RaftStorage(const Config& config) : m_config(config)
{
    NS_ASSERT_MSG(Config::Validate(config).empty(), Config::Validate(config));
}

RaftStorageError
RaftStorage::Recover(const std::vector<Disk::Recovered>& found)
{
    std::map<RaftShardId, Replayed> shards;
    uint64_t first = 0;
    for (const Disk::Recovered& one : found)
    {
        if (one.IsTorn())
        {
            m_counters.tornRecords++;
            continue; // the last one
        }
        const auto content = RaftStorageRecord::Decode(one.record.bytes);
        if (!content.IsOk())
        {
            return content.Error();
        }
        const RaftStorageRecord::Head& head = content.Value().head;
        if (first == 0)
        {
            first = head.serial;
            m_needed = first;
        }
        else if (head.serial != m_serial + 1)
        {
            return RaftStorageError::MISSING_RECORD;
        }
        m_serial = head.serial;
        m_isDiskLost = head.isDiskLost;
        m_durableNeeded = head.oldest;
        m_sizes.push_back(one.record.sizeBytes);
        m_logBytes += one.record.sizeBytes;
        m_counters.recoveredRecords++;
        for (const RaftStoragePart& part : content.Value().parts)
        {
            Replay(part, m_serial, shards);
            if (shards.size() > m_config.maxShards)
            {
                return RaftStorageError::TOO_MANY_SHARDS;
            }
        }
    }
    if (first > m_durableNeeded)
    {
        return RaftStorageError::LOST_RECORDS;
    }
    m_promised = m_durableNeeded;
    for (auto& shard : shards)
    {
        if (!Take(shard.first, shard.second))
        {
            return RaftStorageError::MALFORMED;
        }
    }
    AdvanceNeeded();
    return RaftStorageError::NONE;
}

void
RaftStorage::MarkDiskLost()
{
    m_isDiskLost = true;
    Begin();
}

bool
RaftStorage::IsDiskLost() const
{
    return m_isDiskLost;
}

std::vector<RaftShardId>
RaftStorage::Shards() const
{
    std::vector<RaftShardId> ids;
    ids.reserve(m_shards.size());
    for (const auto& shard : m_shards)
    {
        ids.push_back(shard.first);
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

RaftStart
RaftStorage::Read(RaftShardId shard) const
{
    RaftStart start;
    const auto found = m_shards.find(shard);
    if (found == m_shards.end())
    {
        return start;
    }
    const Shard& has = found->second;
    start.hardState = has.state;
    start.snapshot = has.snapshot;
    start.entries.reserve(has.log.Size());
    for (uint64_t index = has.log.BaseIndex() + 1; index <= has.log.LastIndex(); index++)
    {
        start.entries.push_back(has.log.At(index));
    }
    return start;
}

void
RaftStorage::Write(RaftShardId id, const RaftWrite& write, const RaftLog& log)
{
    Shard& shard = Open(id);
    const uint64_t record = m_serial + 1;
    if (write.snapshot)
    {
        RaftStorageRecord::AddSnapshot(m_open, Type::SNAPSHOT, id, *write.snapshot);
        m_openParts++;
        NoteSnapshot(shard, write.snapshot, record);
    }
    if (write.hasHardState || write.snapshot)
    {
        // Together with a snapshot also an old one, so that no older record is needed.
        const RaftHardState& state = write.hasHardState ? write.hardState : shard.state;
        RaftStorageRecord::AddHardState(m_open, id, state);
        m_openParts++;
        NoteState(shard, state, record);
    }
    if (write.first <= write.last)
    {
        RaftStorageRecord::AddEntries(m_open, id, log, write.first, write.last);
        m_openParts++;
        NoteRun(shard, write.first, record);
        for (uint64_t index = write.first; index <= write.last; index++)
        {
            shard.log.Append(log.At(index));
        }
    }
    m_writes.push_back({record, {id, write.id}});
    Settle(id, shard);
}

void
RaftStorage::Compact(RaftShardId id, const RaftSnapshotPointer& snapshot)
{
    Shard& shard = Open(id);
    RaftStorageRecord::AddSnapshot(m_open, Type::COMPACTION, id, *snapshot);
    RaftStorageRecord::AddHardState(m_open, id, shard.state);
    m_openParts += 2;
    NoteState(shard, shard.state, m_serial + 1);
    NoteCompaction(shard, snapshot, m_serial + 1);
    Settle(id, shard);
}

void
RaftStorage::Forget(RaftShardId id)
{
    Open(id);
    RaftStorageRecord::AddForget(m_open, id);
    m_openParts++;
    Erase(id);
}

Disk::Record
RaftStorage::Close()
{
    NS_ASSERT(HasOpen());
    RewriteSome();
    Disk::Record record;
    record.id = ++m_serial;
    const uint64_t oldest = Oldest();
    RaftStorageRecord::Finish(m_open, {m_isDiskLost, m_serial, oldest, m_openParts});
    record.sizeBytes = static_cast<uint32_t>(m_open.size());
    m_openHint = m_open.size();
    record.bytes = std::move(m_open);
    m_open = {};
    m_openParts = 0;
    m_sizes.push_back(record.sizeBytes);
    m_logBytes += record.sizeBytes;
    m_counters.records++;
    m_counters.bytes += record.sizeBytes;
    if (oldest > m_promised)
    {
        m_promised = oldest;
        m_promises.emplace_back(m_serial, oldest);
        AdvanceNeeded();
    }
    return record;
}

void
RaftStorage::OnDurable(uint64_t serial, std::vector<Written>& written)
{
    const uint64_t last = serial + (RAFT_SEEDED_BUG(DURABLE_TOO_EARLY) ? 1 : 0);
    for (; !m_writes.empty() && m_writes.front().first <= last; m_writes.pop_front())
    {
        written.push_back(m_writes.front().second);
    }
    for (; !m_promises.empty() && m_promises.front().first <= serial; m_promises.pop_front())
    {
        m_durableNeeded = m_promises.front().second;
    }
}

uint64_t
RaftStorage::Removable(uint64_t recordsOnDisk) const
{
    const uint64_t first = m_serial + 1 - std::min(recordsOnDisk, m_serial);
    return m_durableNeeded > first ? m_durableNeeded - first : 0;
}

/// There is an open record from now on.
void
RaftStorage::Begin()
{
    if (!HasOpen())
    {
        m_open.reserve(m_openHint);
        RaftStorageRecord::Begin(m_open);
    }
}

/// @return a shard that something is added for, to a record that is open
RaftStorage::Shard&
RaftStorage::Open(RaftShardId shard)
{
    Begin();
    return m_shards[shard];
}

void
RaftStorage::NoteState(Shard& shard, const RaftHardState& state, uint64_t record)
{
    shard.state = state;
    shard.stateRecord = record;
}

/// A record has entries from an index on: what was there and behind is gone.
void
RaftStorage::NoteRun(Shard& shard, uint64_t first, uint64_t record)
{
    shard.log.Truncate(first - 1);
    while (!shard.runs.empty() && shard.runs.back().first >= first)
    {
        shard.runs.pop_back();
    }
    if (shard.runs.empty() || shard.runs.back().record != record)
    {
        shard.runs.push_back({first, record});
    }
}

void
RaftStorage::NoteSnapshot(Shard& shard, const RaftSnapshotPointer& snapshot, uint64_t record)
{
    shard.snapshot = snapshot;
    shard.snapshotRecord = record;
    shard.snapshotBytes = RaftStorageRecord::SnapshotBytes(*snapshot);
    shard.log.Reset(snapshot->index, snapshot->term);
    shard.runs.clear();
}

void
RaftStorage::NoteCompaction(Shard& shard, const RaftSnapshotPointer& snapshot, uint64_t record)
{
    shard.snapshot = snapshot;
    shard.snapshotRecord = record;
    shard.snapshotBytes = RaftStorageRecord::SnapshotBytes(*snapshot);
    shard.log.CompactTo(snapshot->index);
    DropRuns(shard);
}

/// The log was cut at its beginning.
void
RaftStorage::DropRuns(Shard& shard)
{
    if (shard.log.Size() == 0)
    {
        shard.runs.clear();
    }
    while (shard.runs.size() > 1 && shard.runs[1].first <= shard.log.BaseIndex() + 1)
    {
        shard.runs.pop_front();
    }
}

/// A shard has changed.
void
RaftStorage::Settle(RaftShardId id, Shard& shard)
{
    uint64_t oldest = UINT64_MAX;
    uint64_t live = 0;
    if (shard.stateRecord > 0)
    {
        oldest = RAFT_SEEDED_BUG(VOTE_LOST_IN_TIDY_UP) ? UINT64_MAX : shard.stateRecord;
        live += RaftStorageRecord::PART_HEAD_BYTES + RaftStorageRecord::STATE_BYTES;
    }
    if (shard.snapshot)
    {
        oldest = std::min(oldest, shard.snapshotRecord);
        live += shard.snapshotBytes;
    }
    if (shard.log.Size() > 0)
    {
        oldest = std::min(oldest, shard.runs.front().record);
        live += shard.log.Bytes() + shard.log.Size() * RaftStorageRecord::ENTRY_HEAD_BYTES;
    }
    m_liveBytes += live - shard.liveBytes;
    shard.liveBytes = live;
    if (oldest != shard.oldest)
    {
        m_byOldest.erase({shard.oldest, id});
        shard.oldest = oldest;
        m_byOldest.insert({oldest, id});
    }
}

void
RaftStorage::Erase(RaftShardId id)
{
    const auto found = m_shards.find(id);
    if (found != m_shards.end())
    {
        m_liveBytes -= found->second.liveBytes;
        m_byOldest.erase({found->second.oldest, id});
        m_shards.erase(found);
    }
}

/// Takes a part of a record that was found.
void
RaftStorage::Replay(const RaftStoragePart& part,
                    uint64_t record,
                    std::map<RaftShardId, Replayed>& shards)
{
    if (part.type == Type::FORGET)
    {
        shards.erase(part.shard);
        return;
    }
    Replayed& shard = shards[part.shard];
    auto& entries = shard.entries;
    uint64_t index = part.first;
    switch (part.type)
    {
    case Type::HARD_STATE:
        shard.state = part.hardState;
        shard.stateRecord = record;
        break;
    case Type::ENTRIES:
        if (!RAFT_SEEDED_BUG(TRUNCATION_NOT_REPLAYED))
        {
            entries.erase(entries.lower_bound(part.first), entries.end());
        }
        for (const RaftEntry& entry : part.entries)
        {
            entries.emplace_hint(entries.end(), index++, std::make_pair(entry, record));
        }
        break;
    case Type::SNAPSHOT:
    case Type::COMPACTION:
        shard.snapshot = part.snapshot;
        shard.snapshotRecord = record;
        entries.erase(entries.begin(),
                      part.type == Type::SNAPSHOT ? entries.end()
                                                  : entries.upper_bound(part.snapshot->index));
        break;
    case Type::FORGET:
        break;
    }
}

/// @return false when what was found of a shard does not fit together
bool
RaftStorage::Take(RaftShardId id, const Replayed& replayed)
{
    Shard& shard = m_shards[id];
    NoteState(shard, replayed.state, replayed.stateRecord);
    if (replayed.snapshot)
    {
        NoteSnapshot(shard, replayed.snapshot, replayed.snapshotRecord);
    }
    for (const auto& [index, entry] : replayed.entries)
    {
        if (index != shard.log.LastIndex() + 1 || entry.first.term < shard.log.LastTerm())
        {
            return false;
        }
        if (shard.runs.empty() || shard.runs.back().record != entry.second)
        {
            shard.runs.push_back({index, entry.second});
        }
        shard.log.Append(entry.first);
    }
    Settle(id, shard);
    return true;
}

/// Adds to the open record what shards with old records need, when the log is too long.
void
RaftStorage::RewriteSome()
{
    const size_t before = m_open.size();
    while (m_logBytes > 2 * m_liveBytes + m_config.slackBytes && !m_byOldest.empty() &&
           m_open.size() - before < m_config.rewriteBytes)
    {
        const auto [oldest, id] = *m_byOldest.begin();
        if (oldest > m_serial)
        {
            return;
        }
        Rewrite(id, m_shards.at(id));
        m_counters.rewrittenShards++;
        AdvanceNeeded();
    }
}

void
RaftStorage::Rewrite(RaftShardId id, Shard& shard)
{
    const uint64_t record = m_serial + 1;
    if (shard.snapshot)
    {
        RaftStorageRecord::AddSnapshot(m_open, Type::SNAPSHOT, id, *shard.snapshot);
        m_openParts++;
        shard.snapshotRecord = record;
    }
    RaftStorageRecord::AddHardState(m_open, id, shard.state);
    m_openParts++;
    shard.stateRecord = record;
    if (shard.log.Size() > 0)
    {
        const uint64_t first = shard.log.BaseIndex() + 1;
        RaftStorageRecord::AddEntries(m_open, id, shard.log, first, shard.log.LastIndex());
        m_openParts++;
        shard.runs.assign(1, {first, record});
    }
    Settle(id, shard);
}

/// @return the oldest record that is needed once the open one is durable
uint64_t
RaftStorage::Oldest() const
{
    return m_byOldest.empty() ? std::max<uint64_t>(m_serial, 1)
                              : std::min(m_serial, m_byOldest.begin()->first);
}

/// Counts the records that are needed.
void
RaftStorage::AdvanceNeeded()
{
    for (const uint64_t oldest = Oldest(); m_needed < oldest; m_needed++)
    {
        m_logBytes -= m_sizes.front();
        m_sizes.pop_front();
    }
}

} // namespace sharding
} // namespace ns3
