/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-fleet-disk.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint64_t SHORTEST_NS = 10000;
constexpr uint64_t FRACTIONS = 1U << 20U;

} // namespace

RaftFleetDisk::RaftFleetDisk(const Config& config,
                             Dice& dice,
                             const RaftWeather& weather,
                             SoakOutcome& outcome)
    : m_config(config), m_dice(dice), m_weather(weather), m_outcome(outcome)
{
    if (!config.hasStorage)
    {
        return;
    }
    const auto takes = [this](uint64_t share)
    {
        const auto longest = static_cast<uint64_t>(m_weather.fsyncNs) / share;
        const auto drawn = static_cast<int64_t>(m_dice.Between(SHORTEST_NS, longest));
        return NanoSeconds(drawn + std::exchange(m_stallNs, 0));
    };
    Disk::Config device;
    device.bytesPerSecond = config.bytesPerSecond;
    m_disk = std::make_unique<Disk>(
        device, [takes] { return takes(4); }, [takes] { return takes(1); });
    m_storage = std::make_unique<RaftStorage>(config.storage);
    m_storage->Recover({});
}

void
RaftFleetDisk::Add(RaftShardId shard, RaftNode& member)
{
    m_members[shard] = &member;
}

void
RaftFleetDisk::Write(int64_t nowNs, RaftShardId shard, const RaftWrite& write, const RaftLog& log)
{
    m_members.at(shard)->disk.Begin(write, log);
    if (!m_storage)
    {
        const auto takes = m_dice.Between(SHORTEST_NS, static_cast<uint64_t>(m_weather.fsyncNs));
        m_freeNs = std::max(m_freeNs, nowNs) + static_cast<int64_t>(takes);
        m_plain.push_back({m_freeNs, {shard, write.id}});
        return;
    }
    m_begun.emplace_back(m_storage->LastSerial() + 1, shard);
    m_storage->Write(shard, write, log);
    if (m_storage->IsLarge())
    {
        Probe("fleet: record closed early");
        Append(nowNs);
    }
}

void
RaftFleetDisk::Compact(RaftShardId shard, const RaftSnapshotPointer& snapshot)
{
    m_members.at(shard)->disk.Compact(snapshot);
    if (m_storage)
    {
        m_storage->Compact(shard, snapshot);
    }
}

void
RaftFleetDisk::Forget(RaftShardId shard)
{
    m_forgotten[shard] = true;
    if (m_storage)
    {
        m_storage->Forget(shard);
    }
}

void
RaftFleetDisk::Append(int64_t nowNs)
{
    const uint64_t rewritten = m_storage->GetCounters().rewrittenShards;
    Disk::Record record = m_storage->Close();
    Probe("fleet: shard written again", m_storage->GetCounters().rewrittenShards > rewritten);
    if (m_disk->Append(NanoSeconds(nowNs), std::move(record)) != Disk::Result::OK)
    {
        m_violation = "a disk took no record";
    }
}

void
RaftFleetDisk::Flush(int64_t nowNs)
{
    if (HasOpen())
    {
        Append(nowNs);
    }
    if (m_storage && m_storage->LastSerial() > m_askedFor)
    {
        m_askedFor = m_storage->LastSerial(); // also those that were closed early
        m_disk->Sync(NanoSeconds(nowNs), m_askedFor);
    }
}

int64_t
RaftFleetDisk::NextNs() const
{
    if (!m_storage)
    {
        return m_plain.empty() ? NEVER : m_plain.front().timeNs;
    }
    const auto next = m_disk->GetNextSynced();
    return next ? next->GetNanoSeconds() : NEVER;
}

void
RaftFleetDisk::TakeDurable(int64_t nowNs, std::vector<RaftStorage::Written>& written)
{
    for (; !m_plain.empty() && m_plain.front().timeNs <= nowNs; m_plain.pop_front())
    {
        written.push_back(m_plain.front().what);
    }
    if (m_storage)
    {
        while (const auto serial = m_disk->PopSynced(NanoSeconds(nowNs)))
        {
            m_storage->OnDurable(*serial, written);
            for (; !m_begun.empty() && m_begun.front().first <= *serial; m_begun.pop_front())
            {
            }
        }
        const uint64_t useless = m_storage->Removable(m_disk->GetRecords());
        Probe("fleet: old records removed",
              useless > 0 && m_disk->RemoveOldest(NanoSeconds(nowNs), useless) > 0);
    }
    for (const RaftStorage::Written& one : written)
    {
        m_members.at(one.shard)->disk.Sync(one.writeId);
    }
}

void
RaftFleetDisk::Stall(int64_t nowNs, int64_t forNs)
{
    m_freeNs = std::max(m_freeNs, nowNs) + forNs;
    m_stallNs = forNs;
}

void
RaftFleetDisk::Crash(int64_t nowNs)
{
    m_freeNs = nowNs;
    m_stallNs = 0;
    m_plain.clear();
    if (!m_storage)
    {
        for (const auto& [shard, member] : m_members)
        {
            const uint64_t pending = member->disk.Pending().size();
            const uint64_t survivors = m_dice.Between(0, pending);
            Probe("crash that loses writes", survivors < pending);
            Probe("crash after which an unanswered write is there", survivors > 0);
            member->disk.Crash(survivors);
        }
        return;
    }
    Probe("fleet: crash with an open record", HasOpen());
    Probe("fleet: crash with records under way",
          m_disk->GetRecords() > m_disk->GetDurableRecords(NanoSeconds(nowNs)));
    const auto fraction = static_cast<double>(m_dice.Between(0, FRACTIONS - 1)) / FRACTIONS;
    m_disk->Crash(NanoSeconds(nowNs), fraction);
    Recover();
}

void
RaftFleetDisk::Recover()
{
    auto storage = std::make_unique<RaftStorage>(m_config.storage);
    const RaftStorageError error = storage->Recover(m_disk->Recover());
    if (error != RaftStorageError::NONE)
    {
        m_violation = "storage: a disk cannot be read: " + RaftStorageErrorName(error);
        return;
    }
    Probe("fleet: torn record", storage->GetCounters().tornRecords > 0);
    std::map<RaftShardId, size_t> survivors;
    size_t lost = 0;
    for (const auto& [record, shard] : m_begun)
    {
        const bool survives = record <= storage->LastSerial();
        survivors[shard] += survives ? 1 : 0;
        lost += survives ? 0 : 1;
    }
    Probe("crash that loses writes", lost > 0);
    Probe("crash after which an unanswered write is there", m_begun.size() > lost);
    m_begun.clear();
    for (const auto& [shard, member] : m_members)
    {
        member->disk.Crash(survivors[shard]);
        if (m_forgotten.count(shard) == 0)
        {
            const RaftStart found = storage->Read(shard);
            Compare(shard, found, member->disk);
            member->disk.Reset(found);
        }
    }
    m_storage = std::move(storage);
    m_askedFor = m_storage->LastSerial();
    for (const RaftShardId shard : m_storage->Shards())
    {
        if (m_forgotten.count(shard) > 0)
        {
            Probe("fleet: shard forgotten again");
            m_storage->Forget(shard);
        }
    }
}

/// A compaction may be lost: then there is an older snapshot, and more entries.
void
RaftFleetDisk::Compare(RaftShardId shard, const RaftStart& found, const RaftNodeDisk& expected)
{
    const RaftStart other = expected.Read();
    const uint64_t base = found.snapshot ? found.snapshot->index : 0;
    const uint64_t otherBase = other.snapshot ? other.snapshot->index : 0;
    bool isSame = found.hardState == other.hardState && base <= otherBase &&
                  base + found.entries.size() == expected.LastIndex();
    for (uint64_t index = otherBase + 1; isSame && index <= expected.LastIndex(); index++)
    {
        const RaftEntry& one = found.entries[index - base - 1];
        const RaftEntry& two = other.entries[index - otherBase - 1];
        isSame = one.term == two.term && one.type == two.type && one.sizeBytes == two.sizeBytes;
    }
    Probe("fleet: compaction lost", isSame && base < otherBase);
    if (!isSame && m_violation.empty())
    {
        m_violation = "storage: what was durable of group " + std::to_string(shard) +
                      " is not what is found after a crash";
    }
}

void
RaftFleetDisk::Probe(const char* probe, bool happened)
{
    if (happened)
    {
        m_outcome.probes[probe]++;
    }
}

} // namespace sharding
} // namespace ns3
