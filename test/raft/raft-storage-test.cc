/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/soak/dice.h"
#include "tools/soak/raft-node.h"

#include "ns3/raft-storage.h"

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <memory>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

using Bytes = std::vector<uint8_t>;

Ptr<const RaftPayload>
Text(const std::string& text)
{
    return RaftPayload::Create(reinterpret_cast<const uint8_t*>(text.data()),
                               static_cast<uint32_t>(text.size()));
}

RaftEntry
Entry(uint64_t term, const std::string& text)
{
    RaftEntry entry;
    entry.term = term;
    entry.payload = text.empty() ? nullptr : Text(text);
    entry.sizeBytes = static_cast<uint32_t>(text.size());
    return entry;
}

RaftSnapshotPointer
Snapshot(uint64_t index, uint64_t term, const std::string& data)
{
    auto snapshot = std::make_shared<RaftSnapshot>();
    snapshot->index = index;
    snapshot->term = term;
    snapshot->membership.voters = {1, 2, 3};
    snapshot->data = Text(data);
    return snapshot;
}

/// A shard that writes, as a core would, and what it should find.
class Writer
{
  public:
    Writer(RaftStorage& storage, RaftShardId shard) : m_storage(storage), m_shard(shard)
    {
    }

    /// Term and vote change, and entries are written from an index on.
    void
    Write(uint64_t first, const std::vector<std::string>& texts)
    {
        RaftWrite write = Next();
        write.hasHardState = m_stateChanged;
        write.first = first;
        log.Truncate(first - 1);
        for (const std::string& text : texts)
        {
            log.Append(Entry(term, text));
        }
        write.last = log.LastIndex();
        Carry(write);
    }

    /// A leader's snapshot comes.
    void
    Install(uint64_t index, const std::string& data)
    {
        RaftWrite write = Next();
        write.snapshot = Snapshot(index, term, data);
        log.Reset(index, term);
        write.first = index + 1;
        write.last = index;
        Carry(write);
    }

    void
    Compact(uint64_t index, const std::string& data)
    {
        const auto snapshot = Snapshot(index, log.TermAt(index), data);
        log.CompactTo(index);
        expected.Compact(snapshot);
        m_storage.Compact(m_shard, snapshot);
    }

    void
    SetTerm(uint64_t value)
    {
        term = value;
        m_stateChanged = true;
    }

    uint64_t term{0};
    RaftLog log{0, 0};
    RaftNodeDisk expected; //!< as the seeded simulation writes

  private:
    RaftWrite
    Next()
    {
        RaftWrite write;
        write.id = ++m_lastWrite;
        write.hardState = {term, 2};
        return write;
    }

    void
    Carry(const RaftWrite& write)
    {
        expected.Begin(write, log);
        expected.Sync(write.id);
        m_storage.Write(m_shard, write, log);
        m_stateChanged = false;
    }

    RaftStorage& m_storage;
    RaftShardId m_shard;
    uint64_t m_lastWrite{0};
    bool m_stateChanged{false};
};

void
ExpectSame(const RaftStart& found, const RaftStart& expected, const std::string& where)
{
    EXPECT_EQ(found.hardState, expected.hardState) << where;
    ASSERT_EQ(found.snapshot != nullptr, expected.snapshot != nullptr) << where;
    if (expected.snapshot)
    {
        EXPECT_EQ(found.snapshot->index, expected.snapshot->index) << where;
        EXPECT_EQ(found.snapshot->term, expected.snapshot->term) << where;
        EXPECT_EQ(found.snapshot->membership, expected.snapshot->membership) << where;
        ASSERT_EQ(found.snapshot->SizeBytes(), expected.snapshot->SizeBytes()) << where;
        EXPECT_EQ(std::memcmp(found.snapshot->data->Data(),
                              expected.snapshot->data->Data(),
                              found.snapshot->SizeBytes()),
                  0)
            << where;
    }
    ASSERT_EQ(found.entries.size(), expected.entries.size()) << where;
    for (size_t i = 0; i < found.entries.size(); i++)
    {
        const RaftEntry& one = found.entries[i];
        const RaftEntry& other = expected.entries[i];
        ASSERT_EQ(one.term, other.term) << where << " entry " << i;
        ASSERT_EQ(one.type, other.type) << where << " entry " << i;
        ASSERT_EQ(one.sizeBytes, other.sizeBytes) << where << " entry " << i;
        ASSERT_TRUE(one.sizeBytes == 0 ||
                    std::memcmp(one.payload->Data(), other.payload->Data(), one.sizeBytes) == 0)
            << where << " entry " << i;
    }
}

std::vector<Disk::Recovered>
Found(const std::vector<Disk::Record>& records)
{
    std::vector<Disk::Recovered> found;
    for (const Disk::Record& record : records)
    {
        found.push_back({record, record.sizeBytes});
    }
    return found;
}

/// Three records of one shard: term 1 with two entries; one of them replaced in term 2; a third.
std::vector<Disk::Record>
ThreeRecords(RaftNodeDisk* expected = nullptr)
{
    RaftStorage storage({});
    Writer writer(storage, 7);
    std::vector<Disk::Record> records;
    writer.SetTerm(1);
    writer.Write(1, {"a", "b"});
    records.push_back(storage.Close());
    writer.SetTerm(2);
    writer.Write(2, {"B"});
    records.push_back(storage.Close());
    writer.Write(3, {""});
    records.push_back(storage.Close());
    if (expected)
    {
        *expected = writer.expected;
    }
    return records;
}

} // namespace

TEST(RaftStorage, ARecordHasTheseBytes)
{
    const Bytes golden{0xf0, 0x6e, 0x90, 0x76,                         // CRC32C
                       1,    0,                                        // version, flags
                       0,    0,    0,    0,    0, 0, 0, 1,             // serial
                       0,    0,    0,    0,    0, 0, 0, 1,             // oldest
                       0,    0,    0,    2,                            // parts
                       1,    0,    0,    0,    7,                      // hard state of shard 7
                       0,    0,    0,    0,    0, 0, 0, 1, 0, 0, 0, 2, // term 1, vote 2
                       2,    0,    0,    0,    7,                      // entries of shard 7
                       0,    0,    0,    0,    0, 0, 0, 1, 0, 0, 0, 2, // from 1 on, two
                       0,    0,    0,    0,    0, 0, 0, 1, 0, 0, 0, 0, 1, 'a',
                       0,    0,    0,    0,    0, 0, 0, 1, 0, 0, 0, 0, 1, 'b'};
    EXPECT_EQ(ThreeRecords()[0].bytes, golden);
}

TEST(RaftStorage, FindsWhatWasWritten)
{
    RaftNodeDisk expected;
    const auto records = ThreeRecords(&expected);
    RaftStorage storage({});
    ASSERT_EQ(storage.Recover(Found(records)), RaftStorageError::NONE);
    EXPECT_EQ(storage.Shards(), std::vector<RaftShardId>{7});
    const RaftStart start = storage.Read(7);
    ExpectSame(start, expected.Read(), "");
    EXPECT_EQ(start.hardState.term, 2U);
    EXPECT_EQ(start.hardState.vote, 2U);
    ASSERT_EQ(start.entries.size(), 3U);
    EXPECT_EQ(start.entries[1].term, 2U);
    EXPECT_TRUE(storage.Read(8).entries.empty());
}

TEST(RaftStorage, PassesOverATornRecordAtTheEnd)
{
    auto found = Found(ThreeRecords());
    found[2].survivingBytes = 30;
    found[2].record.bytes.resize(30);
    RaftStorage storage({});
    ASSERT_EQ(storage.Recover(found), RaftStorageError::NONE);
    EXPECT_EQ(storage.Read(7).entries.size(), 2U);
    EXPECT_EQ(storage.GetCounters().tornRecords, 1U);
    EXPECT_EQ(storage.LastSerial(), 2U);
}

TEST(RaftStorage, SaysWhatIsWrong)
{
    const auto recover = [](const std::vector<Disk::Recovered>& found)
    { return RaftStorage({}).Recover(found); };
    auto found = Found(ThreeRecords());
    found[1].record.bytes[40] ^= 1;
    EXPECT_EQ(recover(found), RaftStorageError::DAMAGED);
    found = Found(ThreeRecords());
    found.erase(found.begin() + 1);
    EXPECT_EQ(recover(found), RaftStorageError::MISSING_RECORD);
    found.erase(found.begin());
    EXPECT_EQ(recover(found), RaftStorageError::LOST_RECORDS);
    found = Found(ThreeRecords());
    found[0].record.bytes.resize(20);
    EXPECT_EQ(recover(found), RaftStorageError::MALFORMED);
    RaftStorage::Config one;
    one.maxShards = 1;
    RaftStorage storage({});
    Writer(storage, 1).Write(1, {"a"});
    Writer(storage, 2).Write(1, {"a"});
    EXPECT_EQ(RaftStorage(one).Recover(Found({storage.Close()})),
              RaftStorageError::TOO_MANY_SHARDS);
}

TEST(RaftStorage, EveryChangedByteAndEveryCutIsNoticed)
{
    const auto record = ThreeRecords()[0];
    for (size_t i = 0; i < record.bytes.size(); i++)
    {
        auto found = Found({record});
        found[0].record.bytes[i] ^= 0x10;
        EXPECT_EQ(RaftStorage({}).Recover(found), RaftStorageError::DAMAGED) << i;
        found = Found({record});
        found[0].record.bytes.resize(i);
        EXPECT_NE(RaftStorage({}).Recover(found), RaftStorageError::NONE) << i;
    }
}

TEST(RaftStorage, SaysWhichWritesAreDurable)
{
    RaftStorage storage({});
    Writer one(storage, 1);
    Writer two(storage, 2);
    one.Write(1, {"a"});
    two.Write(1, {"b"});
    one.Write(2, {"c"});
    storage.Close();
    two.Write(2, {"d"});
    storage.Close();
    std::vector<RaftStorage::Written> written;
    storage.OnDurable(1, written);
    ASSERT_EQ(written.size(), 3U);
    EXPECT_EQ(written[1].shard, 2U);
    EXPECT_EQ(written[2].writeId, 2U);
    written.clear();
    storage.OnDurable(1, written);
    EXPECT_TRUE(written.empty());
    storage.OnDurable(2, written);
    ASSERT_EQ(written.size(), 1U);
    EXPECT_EQ(written[0].shard, 2U);
}

TEST(RaftStorage, RecordsAreOfUseUntilWhatReplacesThemIsDurable)
{
    RaftStorage storage({});
    Writer writer(storage, 1);
    writer.SetTerm(1);
    writer.Write(1, {"a", "b"});
    storage.Close(); // 1
    writer.Write(3, {"c"});
    storage.Close(); // 2
    writer.Compact(2, "ab");
    storage.Close(); // 3: needs 2, for entry 3
    std::vector<RaftStorage::Written> written;
    storage.OnDurable(2, written);
    EXPECT_EQ(storage.Removable(3), 0U);
    storage.OnDurable(3, written);
    EXPECT_EQ(storage.Removable(3), 1U);
    EXPECT_EQ(storage.Removable(2), 0U) << "it was removed";
    EXPECT_EQ(storage.Removable(0), 0U) << "a disk that was wiped";
}

TEST(RaftStorage, AForgottenShardIsGone)
{
    RaftStorage storage({});
    std::vector<Disk::Record> records;
    Writer writer(storage, 1);
    Writer(storage, 2).Write(1, {"x"});
    writer.Write(1, {"a"});
    records.push_back(storage.Close());
    storage.Forget(1);
    records.push_back(storage.Close());
    RaftStorage later({});
    ASSERT_EQ(later.Recover(Found(records)), RaftStorageError::NONE);
    EXPECT_EQ(later.Shards(), std::vector<RaftShardId>{2});
}

TEST(RaftStorage, RemembersThatADiskWasLost)
{
    RaftStorage storage({});
    storage.MarkDiskLost();
    Writer(storage, 1).Write(1, {"a"});
    RaftStorage later({});
    ASSERT_EQ(later.Recover(Found({storage.Close()})), RaftStorageError::NONE);
    EXPECT_TRUE(later.IsDiskLost());
    Writer writer(later, 2);
    writer.Write(1, {"a"});
    const auto content = RaftStorageRecord::Decode(later.Close().bytes);
    EXPECT_TRUE(content.Value().head.isDiskLost);
}

TEST(RaftStorage, IdleShardsDoNotMakeTheLogGrow)
{
    RaftStorage::Config config;
    config.slackBytes = 20000;
    config.rewriteBytes = 1000;
    RaftStorage storage(config);
    std::vector<std::unique_ptr<Writer>> idle;
    for (RaftShardId shard = 1; shard <= 20; shard++)
    {
        idle.push_back(std::make_unique<Writer>(storage, shard));
        idle.back()->SetTerm(shard);
        idle.back()->Write(1, {"idle", "shard"});
    }
    std::vector<Disk::Record> disk{storage.Close()};
    Writer busy(storage, 0);
    std::vector<RaftStorage::Written> written;
    uint64_t most = 0;
    for (uint64_t index = 1; index <= 5000; index++)
    {
        busy.Write(index, {std::string(100, 'x')});
        if (index % 50 == 0)
        {
            busy.Compact(index - 10, "state");
        }
        disk.push_back(storage.Close());
        storage.OnDurable(disk.back().id, written);
        const auto removable = static_cast<ptrdiff_t>(storage.Removable(disk.size()));
        disk.erase(disk.begin(), disk.begin() + removable);
        most = std::max(most, storage.LogBytes());
        ASSERT_LE(storage.LogBytes(), 2 * storage.LiveBytes() + config.slackBytes + 2000) << index;
    }
    EXPECT_GT(most, config.slackBytes) << "the bound was reached";
    EXPECT_LT(disk.size(), 500U);
    EXPECT_GT(storage.GetCounters().rewrittenShards, 20U);
    EXPECT_LT(storage.GetCounters().bytes, 5000 * 200U) << "little is written twice";
    RaftStorage later(config);
    ASSERT_EQ(later.Recover(Found(disk)), RaftStorageError::NONE);
    for (RaftShardId shard = 1; shard <= 20; shard++)
    {
        ExpectSame(later.Read(shard), idle[shard - 1]->expected.Read(), std::to_string(shard));
    }
    ExpectSame(later.Read(0), busy.expected.Read(), "busy");
}

namespace
{

/// A disk, the log on it, and shards that write whatever a core may write, with crashes at any time.
class RandomLog
{
  public:
    static constexpr RaftShardId SHARDS = 6;

    explicit RandomLog(uint64_t seed)

        : m_dice(seed), m_disk(
                            Disk::Config(),
                            [this] { return MicroSeconds(Below(40)); },
                            [this] { return MicroSeconds(10 + Below(300)); })
    {
        m_config.slackBytes = Below(3000);
        m_config.rewriteBytes = 1 + Below(600);
        m_expected[0] = {};
        Start();
    }

    void
    Play()
    {
        for (int step = 0; step < 400 && !::testing::Test::HasFatalFailure(); step++)
        {
            m_now += MicroSeconds(Below(60));
            Settle();
            if (Below(60) == 0)
            {
                Crash();
                continue;
            }
            for (uint64_t writes = 1 + Below(3); writes > 0; writes--)
            {
                const auto shard = static_cast<RaftShardId>(Below(Below(SHARDS) + 1));
                WriteSomething(*m_writers[shard]);
            }
            const Disk::Record record = m_storage->Close();
            const uint64_t serial = record.id;
            ASSERT_EQ(m_disk.Append(m_now, record), Disk::Result::OK);
            auto& expected = m_expected[serial];
            for (RaftShardId shard = 0; shard < SHARDS; shard++)
            {
                expected[shard] = m_writers[shard]->expected;
            }
            if (Below(3) > 0)
            {
                ASSERT_EQ(m_disk.Sync(m_now, serial), Disk::Result::OK);
            }
        }
    }

    uint64_t crashes{0};
    uint64_t removed{0};
    uint64_t torn{0};
    uint64_t rewritten{0};
    uint64_t lostRecords{0}; //!< that were not durable

  private:
    /// @return a number below the limit
    uint64_t
    Below(uint64_t limit)
    {
        return m_dice.Between(0, limit - 1);
    }

    void
    WriteSomething(Writer& writer)
    {
        if (Below(6) == 0)
        {
            writer.SetTerm(writer.term + 1 + Below(2));
        }
        const RaftLog& log = writer.log;
        const uint64_t size = log.Size();
        if (Below(25) == 0)
        {
            writer.Install(log.LastIndex() + Below(4) + 1, Content());
            return;
        }
        if (size > 0 && Below(6) == 0)
        {
            writer.Compact(log.BaseIndex() + 1 + Below(size), Content());
            return;
        }
        const uint64_t back = Below(4) == 0 ? Below(size + 1) : 0;
        std::vector<std::string> texts;
        for (uint64_t count = 1 + Below(4); count > 0; count--)
        {
            texts.push_back(Content());
        }
        writer.Write(log.LastIndex() + 1 - back, texts);
    }

    std::string
    Content()
    {
        return std::string(Below(30), static_cast<char>('a' + Below(26)));
    }

    void
    Settle()
    {
        while (const auto serial = m_disk.PopSynced(m_now))
        {
            std::vector<RaftStorage::Written> written;
            m_storage->OnDurable(*serial, written);
            m_durable = *serial;
            if (Below(2) == 0)
            {
                const uint64_t removable = m_storage->Removable(m_disk.GetRecords());
                ASSERT_EQ(m_disk.RemoveOldest(m_now, removable), removable);
                removed += removable;
            }
        }
    }

    void
    Crash()
    {
        rewritten += m_storage->GetCounters().rewrittenShards;
        const uint64_t last = m_storage->LastSerial();
        m_disk.Crash(m_now, static_cast<double>(Below(1000)) / 1000);
        Start();
        crashes++;
        const uint64_t found = m_storage->LastSerial();
        torn += m_storage->GetCounters().tornRecords;
        lostRecords += last - found;
        ASSERT_GE(found, m_durable);
        ASSERT_LE(found, last);
    }

    void
    Start()
    {
        m_storage = std::make_unique<RaftStorage>(m_config);
        ASSERT_EQ(m_storage->Recover(m_disk.Recover()), RaftStorageError::NONE);
        const uint64_t serial = m_storage->LastSerial();
        m_expected.erase(m_expected.upper_bound(serial), m_expected.end());
        m_writers.clear();
        for (RaftShardId shard = 0; shard < SHARDS; shard++)
        {
            m_writers.push_back(std::make_unique<Writer>(*m_storage, shard));
            Writer& writer = *m_writers.back();
            writer.expected = m_expected.at(serial)[shard];
            const RaftStart start = m_storage->Read(shard);
            ExpectSame(start, writer.expected.Read(), "shard " + std::to_string(shard));
            writer.term = start.hardState.term;
            if (start.snapshot)
            {
                writer.term = std::max(writer.term, start.snapshot->term);
                writer.log.Reset(start.snapshot->index, start.snapshot->term);
            }
            for (const RaftEntry& entry : start.entries)
            {
                writer.log.Append(entry);
            }
            writer.term = std::max(writer.term, writer.log.LastTerm());
        }
    }

    Dice m_dice;
    RaftStorage::Config m_config;
    Disk m_disk;
    Time m_now;
    std::unique_ptr<RaftStorage> m_storage;
    std::vector<std::unique_ptr<Writer>> m_writers;
    std::map<uint64_t, std::map<RaftShardId, RaftNodeDisk>> m_expected; //!< after each record
    uint64_t m_durable{0};
};

} // namespace

TEST(RaftStorage, FindsAfterACrashWhatAModelSays)
{
    uint64_t crashes = 0;
    uint64_t removed = 0;
    uint64_t torn = 0;
    uint64_t rewritten = 0;
    uint64_t lost = 0;
    for (uint64_t seed = 1; seed <= 150 && !HasFatalFailure(); seed++)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        RandomLog log(seed);
        log.Play();
        crashes += log.crashes;
        removed += log.removed;
        torn += log.torn;
        rewritten += log.rewritten;
        lost += log.lostRecords;
    }
    EXPECT_GT(crashes, 500U);
    EXPECT_GT(removed, 10000U);
    EXPECT_GT(torn, 100U);
    EXPECT_GT(rewritten, 1000U);
    EXPECT_GT(lost, 500U);
}
