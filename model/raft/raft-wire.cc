/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-wire.h"

#include "ns3/byte-reader.h"
#include "ns3/byte-writer.h"

#include <array>
#include <optional>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint8_t REJECT = 1;
constexpr uint8_t FORCE = 2;
constexpr uint8_t WANTS_REPLY = 4;
constexpr uint8_t LEASE = 8;
constexpr uint8_t REST = 16;

/// Adds up bytes.
class Counter
{
  public:
    template <typename Number>
    void
    Value(const Number& value)
    {
        m_size += sizeof(value);
    }

    void
    Payload(const Ptr<const RaftPayload>& /* payload */, uint32_t /* from */, uint32_t size)
    {
        m_size += sizeof(size) + size;
    }

    size_t m_size{0};
};

/// Writes into memory that is large enough.
class Writer
{
  public:
    explicit Writer(ByteWriter& writer) : m_writer(writer)
    {
    }

    void
    Value(uint8_t value)
    {
        m_writer.U8(value);
    }

    void
    Value(uint32_t value)
    {
        m_writer.U32(value);
    }

    void
    Value(uint64_t value)
    {
        m_writer.U64(value);
    }

    void
    Value(int64_t value)
    {
        m_writer.U64(static_cast<uint64_t>(value));
    }

    void
    Payload(const Ptr<const RaftPayload>& payload, uint32_t from, uint32_t size)
    {
        m_writer.U32(size);
        m_writer.Bytes(payload ? payload->Data() + from : nullptr, size);
    }

  private:
    ByteWriter& m_writer;
};

/// Reads; what is missing leaves the reader not Ok.
class Reader
{
  public:
    explicit Reader(ByteReader& reader) : m_reader(reader)
    {
    }

    void
    Value(uint8_t& value)
    {
        value = m_reader.U8();
    }

    void
    Value(uint32_t& value)
    {
        value = m_reader.U32();
    }

    void
    Value(uint64_t& value)
    {
        value = m_reader.U64();
    }

    void
    Value(int64_t& value)
    {
        value = static_cast<int64_t>(m_reader.U64());
    }

    void
    Payload(Ptr<const RaftPayload>& payload, uint32_t& from, uint32_t& size)
    {
        size = m_reader.U32();
        from = 0;
        const uint8_t* bytes = m_reader.Bytes(size);
        payload = bytes && size > 0 ? RaftPayload::Create(bytes, size) : nullptr;
    }

  private:
    ByteReader& m_reader;
};

/// The fields of each type but for entries: written, read and counted by the same lines.
template <typename Codec, typename Message>
void
Fields(Codec& codec, Message& message)
{
    switch (message.type)
    {
    case RaftMessageType::PRE_VOTE:
    case RaftMessageType::VOTE:
        codec.Value(message.index);
        codec.Value(message.logTerm);
        break;
    case RaftMessageType::APPEND:
        codec.Value(message.index);
        codec.Value(message.logTerm);
        codec.Value(message.commit);
        codec.Value(message.sentNs);
        break;
    case RaftMessageType::APPEND_REPLY:
        codec.Value(message.index);
        codec.Value(message.logTerm);
        codec.Value(message.hint);
        codec.Value(message.sentNs);
        break;
    case RaftMessageType::HEARTBEAT:
        codec.Value(message.commit);
        codec.Value(message.round);
        codec.Value(message.sentNs);
        break;
    case RaftMessageType::HEARTBEAT_REPLY:
        codec.Value(message.round);
        codec.Value(message.sentNs);
        break;
    case RaftMessageType::SNAPSHOT:
    {
        codec.Value(message.index);
        codec.Value(message.logTerm);
        codec.Value(message.sentNs);
        codec.Value(message.offset);
        codec.Value(message.total);
        codec.Payload(message.data, message.dataOffset, message.length);
        uint32_t from = 0;
        uint32_t size = message.membership ? message.membership->Size() : 0;
        codec.Payload(message.membership, from, size);
        break;
    }
    case RaftMessageType::SNAPSHOT_REPLY:
        codec.Value(message.index);
        codec.Value(message.sentNs);
        codec.Value(message.offset);
        break;
    case RaftMessageType::READ_INDEX:
        codec.Value(message.round);
        break;
    case RaftMessageType::READ_INDEX_REPLY:
        codec.Value(message.index);
        codec.Value(message.round);
        break;
    case RaftMessageType::PRE_VOTE_REPLY:
    case RaftMessageType::VOTE_REPLY:
    case RaftMessageType::TIMEOUT_NOW:
        break;
    }
}

/// @return what is wrong with the entries, nothing when they are all there
std::optional<RaftWireError>
ReadEntries(ByteReader& reader, uint32_t maxEntries, std::vector<RaftEntry>& entries)
{
    const uint32_t count = reader.U32();
    if (count > maxEntries)
    {
        return RaftWireError::TOO_MANY_ENTRIES;
    }
    for (uint32_t i = 0; i < count && reader.Ok(); i++)
    {
        RaftEntry entry;
        entry.term = reader.U64();
        const uint8_t type = reader.U8();
        uint32_t from = 0;
        Reader(reader).Payload(entry.payload, from, entry.sizeBytes);
        if (reader.Ok() && type > static_cast<uint8_t>(RaftEntryType::MEMBERSHIP))
        {
            return RaftWireError::UNKNOWN_TYPE;
        }
        entry.type = static_cast<RaftEntryType>(type);
        entries.push_back(entry);
    }
    return std::nullopt;
}

} // namespace

std::string
RaftWireErrorName(RaftWireError error)
{
    static const std::array<const char*, 10> names{"short-prefix",
                                                   "wrong-shard",
                                                   "unknown-shard",
                                                   "bad-status",
                                                   "unknown-version",
                                                   "unknown-type",
                                                   "bad-flags",
                                                   "truncated",
                                                   "trailing-bytes",
                                                   "too-many-entries"};
    return names.at(static_cast<size_t>(error));
}

size_t
RaftWire::Size(const RaftMessage& message)
{
    Counter counter;
    Fields(counter, message);
    size_t size = HEAD_BYTES + counter.m_size;
    if (message.type == RaftMessageType::APPEND)
    {
        size += sizeof(uint32_t);
        for (const RaftEntry& entry : message.entries)
        {
            size += ENTRY_HEAD_BYTES + entry.sizeBytes;
        }
    }
    return size;
}

void
RaftWire::Encode(const RaftMessage& message, std::vector<uint8_t>& bytes)
{
    const size_t before = bytes.size();
    bytes.resize(before + Size(message));
    ByteWriter writer(bytes.data() + before, bytes.size() - before);
    writer.U8(VERSION);
    writer.U8(static_cast<uint8_t>(message.type));
    writer.U8((message.reject ? REJECT : 0) | (message.force ? FORCE : 0) |
              (message.wantsReply ? WANTS_REPLY : 0) | (message.lease ? LEASE : 0) |
              (message.rest ? REST : 0));
    writer.U32(message.from);
    writer.U32(message.to);
    writer.U64(message.term);
    Writer codec(writer);
    Fields(codec, message);
    if (message.type == RaftMessageType::APPEND)
    {
        writer.U32(static_cast<uint32_t>(message.entries.size()));
        for (const RaftEntry& entry : message.entries)
        {
            writer.U64(entry.term);
            writer.U8(static_cast<uint8_t>(entry.type));
            codec.Payload(entry.payload, 0, entry.sizeBytes);
        }
    }
}

Result<RaftMessage, RaftWireError>
RaftWire::Decode(const uint8_t* bytes, size_t size, uint32_t maxEntries)
{
    ByteReader reader(bytes, size);
    RaftMessage message;
    const uint8_t version = reader.U8();
    const uint8_t type = reader.U8();
    const uint8_t flags = reader.U8();
    message.from = reader.U32();
    message.to = reader.U32();
    message.term = reader.U64();
    if (size > 0 && version != VERSION)
    {
        return RaftWireError::UNKNOWN_VERSION;
    }
    if (!reader.Ok())
    {
        return RaftWireError::TRUNCATED;
    }
    if (type > static_cast<uint8_t>(RaftMessageType::READ_INDEX_REPLY))
    {
        return RaftWireError::UNKNOWN_TYPE;
    }
    if ((flags & ~(REJECT | FORCE | WANTS_REPLY | LEASE | REST)) != 0)
    {
        return RaftWireError::BAD_FLAGS;
    }
    message.type = static_cast<RaftMessageType>(type);
    message.reject = (flags & REJECT) != 0;
    message.force = (flags & FORCE) != 0;
    message.wantsReply = (flags & WANTS_REPLY) != 0;
    message.lease = (flags & LEASE) != 0;
    message.rest = (flags & REST) != 0;
    Reader codec(reader);
    Fields(codec, message);
    if (message.type == RaftMessageType::APPEND)
    {
        if (const auto error = ReadEntries(reader, maxEntries, message.entries))
        {
            return *error;
        }
    }
    if (!reader.Ok())
    {
        return RaftWireError::TRUNCATED;
    }
    return reader.Remaining() == 0 ? Result<RaftMessage, RaftWireError>(message)
                                   : RaftWireError::TRAILING_BYTES;
}

} // namespace sharding
} // namespace ns3
