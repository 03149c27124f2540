/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_STORAGE_H
#define RAFT_STORAGE_H

#include "raft-ready.h"
#include "raft-status.h"
#include "raft-storage-record.h"

#include "ns3/disk.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-raft
 *
 * One log on a node's disk for all of its shards, as in raft-engine (TiKV): what many groups write within one
 * event is one record, and one fsync makes it durable.
 *
 * The owner adds what the groups write, closes the record, appends it to its disk, and says when it is durable. The log
 * keeps a copy of what it stands for (payloads are shared), so that it can be tidied up: the oldest records are of no
 * use once every shard has written something newer in place of what it has there. A shard that writes no more would
 * keep them all; so when the log holds more than twice what is of use, and slackBytes more, what the shard with the
 * oldest record needs is written again at the end.
 *
 * Records are numbered, and each says from which one on the log is needed. So records that are missing are found, in the
 * middle and at the beginning; a torn one at the end, which nobody was told of, is passed over.
 *
 * Pure.
 */
class RaftStorage
{
  public:
    /// What it keeps to.
    struct Config
    {
        uint32_t maxShards{65536};          //!< at least 1; beyond, Recover fails
        uint64_t slackBytes{16U << 20U};    //!< see the class
        uint64_t rewriteBytes{1U << 20U};   //!< written again in one record, about; at least 1
        uint64_t maxRecordBytes{4U << 20U}; //!< IsLarge holds from here on; at least 1

        /**
         * @param config what to check
         * @return an empty string when it can be used, else one sentence that says what is wrong
         */
        static std::string Validate(const Config& config);
    };

    /// What happened.
    struct Counters
    {
        uint64_t records{0};          //!< closed
        uint64_t bytes{0};            //!< theirs
        uint64_t rewrittenShards{0};  //!< times that a shard was written again
        uint64_t recoveredRecords{0}; //!< found by Recover, torn ones not
        uint64_t tornRecords{0};      //!< found by Recover
    };

    /// Something that was asked for is durable.
    struct Written
    {
        RaftShardId shard; //!< of whom
        uint64_t writeId;  //!< RaftWrite::id
    };

    /// @param config see Config::Validate
    explicit RaftStorage(const Config& config);

    /**
     * Reads a disk, once, before anything else.
     *
     * @param found what Disk::Recover gave; its torn record is cut off there
     * @return NONE, or why it is no log; then the object is of no use
     */
    RaftStorageError Recover(const std::vector<Disk::Recovered>& found);

    /// An earlier disk of the node was lost: all records say so from now on, the open one first.
    void MarkDiskLost();

    /// @return whether an earlier disk of the node was lost
    bool IsDiskLost() const;

    /// @return the shards that have something in the log, sorted
    std::vector<RaftShardId> Shards() const;

    /**
     * @param shard any
     * @return what the log has of it, pending writes included; bootstrap is left empty
     */
    RaftStart Read(RaftShardId shard) const;

    /**
     * Adds to the open record.
     *
     * @param shard whose
     * @param write what RaftHostOutput::OnWrite gave
     * @param log likewise
     */
    void Write(RaftShardId shard, const RaftWrite& write, const RaftLog& log);

    /**
     * Adds to the open record: a snapshot stands for the entries up to its index. What it replaces stays on the disk
     * until it is durable.
     *
     * @param shard whose
     * @param snapshot RaftCore::Snapshot(), of the shard's own state
     */
    void Compact(RaftShardId shard, const RaftSnapshotPointer& snapshot);

    /**
     * Adds to the open record: the shard is not on this node any more.
     *
     * @param shard which
     */
    void Forget(RaftShardId shard);

    /// @return whether there is an open record
    bool
    HasOpen() const
    {
        return !m_open.empty();
    }

    /// @return whether the open record is large enough to be closed though more is to come
    bool
    IsLarge() const
    {
        return m_open.size() >= m_config.maxRecordBytes;
    }

    /**
     * Closes the open record; only when there is one.
     *
     * @return what to append to the disk, behind all records before it; its id is its serial number
     */
    Disk::Record Close();

    /**
     * @param serial this record and all before it are durable
     * @param written gets the writes in them that were not, in order
     */
    void OnDurable(uint64_t serial, std::vector<Written>& written);

    /**
     * @param recordsOnDisk how many the disk holds, of those that were closed the latest
     * @return how many of the oldest ones are of no use
     */
    uint64_t Removable(uint64_t recordsOnDisk) const;

    /// @return serial number of the record that was closed last; 0: none
    uint64_t
    LastSerial() const
    {
        return m_serial;
    }

    /// @return bytes of the records that are needed
    uint64_t
    LogBytes() const
    {
        return m_logBytes;
    }

    /// @return bytes of what is of use in them, about
    uint64_t
    LiveBytes() const
    {
        return m_liveBytes;
    }

    /// @return what happened
    const Counters&
    GetCounters() const
    {
        return m_counters;
    }

  private:
    /// Entries from an index on, up to the next run, lie in a record.
    struct Run
    {
        uint64_t first;
        uint64_t record;
    };

    /// What the log has of a shard.
    struct Shard
    {
        RaftHardState state;
        uint64_t stateRecord{0}; //!< that has it; 0: there is none
        RaftSnapshotPointer snapshot;
        uint64_t snapshotRecord{0};
        uint64_t snapshotBytes{0};
        RaftLog log{0, 0};
        std::deque<Run> runs;
        uint64_t oldest{0}; //!< record that it needs; 0: none
        uint64_t liveBytes{0};
    };

    /// What was found of a shard, while a disk is read. Entries that a later snapshot stands for may be missing.
    struct Replayed
    {
        RaftHardState state;
        uint64_t stateRecord{0};
        RaftSnapshotPointer snapshot;
        uint64_t snapshotRecord{0};
        std::map<uint64_t, std::pair<RaftEntry, uint64_t>> entries; //!< by index, with records
    };

    void Begin();
    Shard& Open(RaftShardId shard);
    void NoteState(Shard& shard, const RaftHardState& state, uint64_t record);
    void NoteRun(Shard& shard, uint64_t first, uint64_t record);
    void NoteSnapshot(Shard& shard, const RaftSnapshotPointer& snapshot, uint64_t record);
    void NoteCompaction(Shard& shard, const RaftSnapshotPointer& snapshot, uint64_t record);
    void DropRuns(Shard& shard);
    void Settle(RaftShardId id, Shard& shard);
    void Erase(RaftShardId id);
    static void
    Replay(const RaftStoragePart& part, uint64_t record, std::map<RaftShardId, Replayed>& shards);
    bool Take(RaftShardId id, const Replayed& replayed);
    void RewriteSome();
    void Rewrite(RaftShardId id, Shard& shard);
    uint64_t Oldest() const;
    void AdvanceNeeded();

    const Config m_config;
    std::unordered_map<RaftShardId, Shard> m_shards;
    std::set<std::pair<uint64_t, RaftShardId>> m_byOldest; //!< shards by the record they need
    std::vector<uint8_t> m_open; //!< the record that was not closed; empty: none
    size_t m_openHint{0};        //!< bytes of the last one
    uint32_t m_openParts{0};
    uint64_t m_serial{0}; //!< of the last record
    bool m_isDiskLost{false};
    std::deque<uint32_t> m_sizes; //!< of the records from m_needed on
    uint64_t m_needed{1};         //!< oldest record that is needed once all is durable
    uint64_t m_promised{1};       //!< the same, as the last record says
    uint64_t m_logBytes{0};
    uint64_t m_liveBytes{0};
    std::deque<std::pair<uint64_t, uint64_t>> m_promises; //!< record, and what it says is needed
    uint64_t m_durableNeeded{1}; //!< oldest record that is needed, as durable ones say
    std::deque<std::pair<uint64_t, Written>> m_writes; //!< that are not durable, with their records
    Counters m_counters;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_STORAGE_H */
