/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-storage-record.h"

#include "ns3/byte-reader.h"
#include "ns3/byte-writer.h"
#include "ns3/crc32c.h"

#include <array>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr size_t CHECKSUM_BYTES = 4;
constexpr uint8_t DISK_LOST = 1;
constexpr size_t SNAPSHOT_HEAD_BYTES = 24;

using Type = RaftStoragePart::Type;

/// A part that is written behind what is there.
class PartWriter
{
  public:
    PartWriter(std::vector<uint8_t>& bytes, Type type, RaftShardId shard, size_t size)
        : m_writer(Grow(bytes, RaftStorageRecord::PART_HEAD_BYTES + size),
                   RaftStorageRecord::PART_HEAD_BYTES + size)
    {
        m_writer.U8(static_cast<uint8_t>(type));
        m_writer.U32(shard);
    }

    ByteWriter*
    operator->()
    {
        return &m_writer;
    }

    void
    Payload(const Ptr<const RaftPayload>& payload)
    {
        m_writer.U32(payload ? payload->Size() : 0);
        m_writer.Bytes(payload ? payload->Data() : nullptr, payload ? payload->Size() : 0);
    }

  private:
    static uint8_t*
    Grow(std::vector<uint8_t>& bytes, size_t by)
    {
        bytes.resize(bytes.size() + by);
        return bytes.data() + bytes.size() - by;
    }

    ByteWriter m_writer;
};

/// @return the payload that comes next; nullptr also when bytes are missing
Ptr<const RaftPayload>
ReadPayload(ByteReader& reader)
{
    const uint32_t size = reader.U32();
    const uint8_t* bytes = reader.Bytes(size);
    return bytes && size > 0 ? RaftPayload::Create(bytes, size) : nullptr;
}

/// @return whether the entries are good, if they are all there
bool
ReadEntries(ByteReader& reader, RaftStoragePart& part)
{
    part.first = reader.U64();
    const uint32_t count = reader.U32();
    for (uint32_t i = 0; i < count && reader.Ok(); i++)
    {
        RaftEntry entry;
        entry.term = reader.U64();
        const uint8_t type = reader.U8();
        entry.payload = ReadPayload(reader);
        entry.sizeBytes = entry.payload ? entry.payload->Size() : 0;
        if (reader.Ok() && type > static_cast<uint8_t>(RaftEntryType::MEMBERSHIP))
        {
            return false;
        }
        entry.type = static_cast<RaftEntryType>(type);
        part.entries.push_back(entry);
    }
    return part.first > 0 && !part.entries.empty();
}

/// @return whether the snapshot is good, if it is all there
bool
ReadSnapshot(ByteReader& reader, RaftStoragePart& part)
{
    auto snapshot = std::make_shared<RaftSnapshot>();
    snapshot->index = reader.U64();
    snapshot->term = reader.U64();
    const auto membership = RaftMembership::Decode(ReadPayload(reader));
    snapshot->data = ReadPayload(reader);
    if (!membership)
    {
        return false;
    }
    snapshot->membership = *membership;
    part.snapshot = snapshot;
    return snapshot->index > 0;
}

/// @return whether the part is good, if it is all there
bool
ReadPart(ByteReader& reader, RaftStoragePart& part)
{
    part.type = static_cast<Type>(reader.U8());
    part.shard = reader.U32();
    switch (part.type)
    {
    case Type::HARD_STATE:
        part.hardState.term = reader.U64();
        part.hardState.vote = reader.U32();
        return true;
    case Type::ENTRIES:
        return ReadEntries(reader, part);
    case Type::SNAPSHOT:
    case Type::COMPACTION:
        return ReadSnapshot(reader, part);
    case Type::FORGET:
        return true;
    }
    return false;
}

} // namespace

std::string
RaftStorageErrorName(RaftStorageError error)
{
    static const std::array<const char*, 7> names{"none",
                                                  "unknown-version",
                                                  "damaged",
                                                  "malformed",
                                                  "missing-record",
                                                  "lost-records",
                                                  "too-many-shards"};
    return names.at(static_cast<size_t>(error));
}

void
RaftStorageRecord::Begin(std::vector<uint8_t>& bytes)
{
    bytes.assign(HEAD_BYTES, 0);
}

void
RaftStorageRecord::AddHardState(std::vector<uint8_t>& bytes,
                                RaftShardId shard,
                                const RaftHardState& state)
{
    PartWriter part(bytes, Type::HARD_STATE, shard, STATE_BYTES);
    part->U64(state.term);
    part->U32(state.vote);
}

void
RaftStorageRecord::AddEntries(std::vector<uint8_t>& bytes,
                              RaftShardId shard,
                              const RaftLog& log,
                              uint64_t first,
                              uint64_t last)
{
    size_t size = RUN_HEAD_BYTES;
    for (uint64_t index = first; index <= last; index++)
    {
        size += ENTRY_HEAD_BYTES + log.At(index).sizeBytes;
    }
    PartWriter part(bytes, Type::ENTRIES, shard, size);
    part->U64(first);
    part->U32(static_cast<uint32_t>(last - first + 1));
    for (uint64_t index = first; index <= last; index++)
    {
        const RaftEntry& entry = log.At(index);
        part->U64(entry.term);
        part->U8(static_cast<uint8_t>(entry.type));
        part.Payload(entry.payload);
    }
}

void
RaftStorageRecord::AddSnapshot(std::vector<uint8_t>& bytes,
                               Type type,
                               RaftShardId shard,
                               const RaftSnapshot& snapshot)
{
    const auto membership = snapshot.membership.Encode();
    PartWriter part(
        bytes, type, shard, SNAPSHOT_HEAD_BYTES + membership->Size() + snapshot.SizeBytes());
    part->U64(snapshot.index);
    part->U64(snapshot.term);
    part.Payload(membership);
    part.Payload(snapshot.data);
}

void
RaftStorageRecord::AddForget(std::vector<uint8_t>& bytes, RaftShardId shard)
{
    PartWriter(bytes, Type::FORGET, shard, 0);
}

void
RaftStorageRecord::Finish(std::vector<uint8_t>& bytes, const Head& head)
{
    ByteWriter writer(bytes.data() + CHECKSUM_BYTES, HEAD_BYTES - CHECKSUM_BYTES);
    writer.U8(VERSION);
    writer.U8(head.isDiskLost ? DISK_LOST : 0);
    writer.U64(head.serial);
    writer.U64(head.oldest);
    writer.U32(head.parts);
    ByteWriter(bytes.data(), CHECKSUM_BYTES)
        .U32(Crc32c(0, bytes.data() + CHECKSUM_BYTES, bytes.size() - CHECKSUM_BYTES));
}

Result<RaftStorageRecord::Content, RaftStorageError>
RaftStorageRecord::Decode(ByteSpan bytes)
{
    if (bytes.size < HEAD_BYTES)
    {
        return RaftStorageError::MALFORMED;
    }
    ByteReader reader(bytes.data, bytes.size);
    const uint32_t checksum = reader.U32();
    const ByteSpan checked = bytes.From(CHECKSUM_BYTES);
    if (checksum != Crc32c(0, checked.data, checked.size))
    {
        return RaftStorageError::DAMAGED;
    }
    Content content;
    const uint8_t version = reader.U8();
    const uint8_t flags = reader.U8();
    content.head.isDiskLost = (flags & DISK_LOST) != 0;
    content.head.serial = reader.U64();
    content.head.oldest = reader.U64();
    content.head.parts = reader.U32();
    if (version != VERSION)
    {
        return RaftStorageError::UNKNOWN_VERSION;
    }
    bool isGood = (flags & ~DISK_LOST) == 0 && content.head.oldest > 0 &&
                  content.head.oldest <= content.head.serial;
    for (uint32_t i = 0; i < content.head.parts && isGood; i++)
    {
        content.parts.emplace_back();
        isGood = ReadPart(reader, content.parts.back()) && reader.Ok();
    }
    if (!isGood || reader.Remaining() > 0)
    {
        return RaftStorageError::MALFORMED;
    }
    return content;
}

uint64_t
RaftStorageRecord::SnapshotBytes(const RaftSnapshot& snapshot)
{
    return PART_HEAD_BYTES + SNAPSHOT_HEAD_BYTES + snapshot.membership.Encode()->Size() +
           snapshot.SizeBytes();
}

} // namespace sharding
} // namespace ns3
