/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_STORAGE_RECORD_H
#define RAFT_STORAGE_RECORD_H

#include "raft-log.h"
#include "raft-snapshot.h"
#include "sharded-raft-rpc.h"

#include "ns3/byte-span.h"
#include "ns3/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/// Why a disk's records are no log of a node.
enum class RaftStorageError : uint8_t
{
    NONE,            //!< they are
    UNKNOWN_VERSION, //!< of a record
    DAMAGED,         //!< a record's checksum is wrong, and it is not torn
    MALFORMED,       //!< a record that contradicts itself or those before it
    MISSING_RECORD,  //!< a gap between two records
    LOST_RECORDS,    //!< records are gone that later ones need
    TOO_MANY_SHARDS  //!< more than the limit
};

/**
 * @ingroup sharding-raft
 *
 * @param error an error
 * @return its name, such as "missing-record"
 */
std::string RaftStorageErrorName(RaftStorageError error);

/**
 * @ingroup sharding-raft
 *
 * A part of a record: what it says about one shard.
 */
struct RaftStoragePart
{
    /// What it says.
    enum class Type : uint8_t
    {
        HARD_STATE = 1, //!< term and vote
        ENTRIES = 2,    //!< entries from first on; what the log had at first and behind is gone
        SNAPSHOT = 3,   //!< in place of all entries
        COMPACTION = 4, //!< a snapshot in place of the entries up to its index
        FORGET = 5      //!< the shard is not on this node any more
    };

    Type type{Type::HARD_STATE};
    RaftShardId shard{0};
    RaftHardState hardState;        //!< HARD_STATE
    uint64_t first{0};              //!< ENTRIES
    std::vector<RaftEntry> entries; //!< ENTRIES
    RaftSnapshotPointer snapshot;   //!< SNAPSHOT, COMPACTION
};

/**
 * @ingroup sharding-raft
 *
 * Version 1 of a record of a node's log, in network byte order: CRC32C of all that follows (4),
 * version (1), flags (1; 1: an earlier disk of the node was lost), serial number (8), serial number
 * of the oldest record that is needed (8), number of parts (4), and the parts. A part is its type
 * (1), shard (4), and
 *  - HARD_STATE: term (8), vote (4);
 *  - ENTRIES: index of the first (8), how many (4), each: term (8), type (1), length (4), payload;
 *  - SNAPSHOT, COMPACTION: index (8), term (8), membership and data, each with its length (4).
 */
class RaftStorageRecord
{
  public:
    static constexpr uint8_t VERSION = 1;          //!< of the encoding
    static constexpr size_t HEAD_BYTES = 26;       //!< before the first part
    static constexpr size_t PART_HEAD_BYTES = 5;   //!< of every part
    static constexpr size_t STATE_BYTES = 12;      //!< of a hard state behind the part's head
    static constexpr size_t RUN_HEAD_BYTES = 12;   //!< of entries behind the part's head
    static constexpr size_t ENTRY_HEAD_BYTES = 13; //!< of each entry

    /// What stands before the parts.
    struct Head
    {
        bool isDiskLost{false}; //!< an earlier disk of the node was lost
        uint64_t serial{0};     //!< of the record, from 1
        uint64_t oldest{0};     //!< of the oldest record that is needed, at most serial
        uint32_t parts{0};      //!< how many
    };

    /// @param bytes a record without parts is begun there; what was in it goes
    static void Begin(std::vector<uint8_t>& bytes);

    /**
     * @param bytes a record that was begun: a part is added
     * @param shard of whom
     * @param state term and vote
     */
    static void
    AddHardState(std::vector<uint8_t>& bytes, RaftShardId shard, const RaftHardState& state);

    /**
     * @param bytes as above
     * @param shard of whom
     * @param log has the entries
     * @param first index of the first one
     * @param last index of the last one, at least first
     */
    static void AddEntries(std::vector<uint8_t>& bytes,
                           RaftShardId shard,
                           const RaftLog& log,
                           uint64_t first,
                           uint64_t last);

    /**
     * @param bytes as above
     * @param type SNAPSHOT or COMPACTION
     * @param shard of whom
     * @param snapshot what it says
     */
    static void AddSnapshot(std::vector<uint8_t>& bytes,
                            RaftStoragePart::Type type,
                            RaftShardId shard,
                            const RaftSnapshot& snapshot);

    /**
     * @param bytes as above
     * @param shard that is not here any more
     */
    static void AddForget(std::vector<uint8_t>& bytes, RaftShardId shard);

    /**
     * @param bytes a record with all of its parts: the head is filled in
     * @param head what it says
     */
    static void Finish(std::vector<uint8_t>& bytes, const Head& head);

    /// What is in a record.
    struct Content
    {
        Head head;
        std::vector<RaftStoragePart> parts;
    };

    /**
     * Payloads are copied. No length is believed before its bytes are there.
     *
     * @param bytes what was found
     * @return what is in it, or UNKNOWN_VERSION, DAMAGED, MALFORMED
     */
    static Result<Content, RaftStorageError> Decode(ByteSpan bytes);

    /**
     * @param snapshot a snapshot
     * @return bytes of its part
     */
    static uint64_t SnapshotBytes(const RaftSnapshot& snapshot);
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_STORAGE_RECORD_H */
