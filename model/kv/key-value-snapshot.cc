/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The state of a shard as bytes. Version 1, in network byte order: version (1 byte), index (8), number of entries (8), each
// with length of the key (2), key, length of the value (4), value, in the order of the keys; number of sessions (4), each
// with its number (8), last use (8), sequence (8), and, when the sequence is not 0, the reply to the last write: status (1), has-value
// (1), index (8), and with has-value the length of the value (4), value; in the order of their last use.

#include "key-value-state.h"
#include "kv-bytes.h"
#include "kv-seam.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint8_t SNAPSHOT_VERSION = 1;

bool
IsReplyToWrite(uint8_t status)
{
    switch (static_cast<KvStatus>(status))
    {
    case KvStatus::OK:
    case KvStatus::NOT_FOUND:
    case KvStatus::MISMATCH:
    case KvStatus::FULL:
        return true;
    default:
        return false;
    }
}

} // namespace

uint64_t
KvLimits::MostSnapshotBytes(const KvLimits& limits)
{
    constexpr uint64_t FRAME = 1 + 8 + 8 + 4; // version, index, two counts
    constexpr uint64_t OF_ENTRY = 2 + 4;      // lengths of key and value
    constexpr uint64_t OF_SESSION =
        8 + 8 + 8 + 1 + 1 + 8 + 4; // with the length of its answer's value
    // The session that was used last is kept whatever its answer takes.
    return FRAME + limits.maxEntries * OF_ENTRY + limits.maxBytes +
           limits.maxSessions * OF_SESSION +
           std::max<uint64_t>(limits.maxSessionBytes, limits.maxValueBytes);
}

std::vector<uint8_t>
KeyValueState::Save() const
{
    std::vector<uint8_t> bytes;
    bytes.reserve(21 + m_bytes + 6 * m_entries.size() + m_sessionBytes + 38 * m_sessions.size());
    KvByteSink sink(bytes);
    sink.Number<1>(SNAPSHOT_VERSION);
    sink.Number<8>(m_index);
    sink.Number<8>(m_entries.size());
    for (const auto& [key, value] : m_entries)
    {
        sink.Key(key);
        sink.Value(value);
    }
    if (KV_SEEDED_BUG(SESSIONS_NOT_SAVED))
    {
        sink.Number<4>(0);
        return bytes;
    }
    sink.Number<4>(m_byUse.size());
    for (const auto& [lastUse, number] : m_byUse)
    {
        const Session& session = m_sessions.at(number);
        sink.Number<8>(number);
        sink.Number<8>(lastUse);
        sink.Number<8>(KV_SEEDED_BUG(SEQUENCE_NOT_SAVED) ? 0 : session.sequence);
        if (session.sequence == 0 || KV_SEEDED_BUG(SEQUENCE_NOT_SAVED))
        {
            continue;
        }
        sink.Number<1>(static_cast<uint8_t>(session.reply.status));
        sink.Number<1>(session.reply.hasValue ? 1 : 0);
        sink.Number<8>(session.reply.index);
        if (session.reply.hasValue)
        {
            sink.Value(session.reply.value);
        }
    }
    return bytes;
}

bool
KeyValueState::Restore(const uint8_t* bytes, size_t size)
{
    Clear();
    ByteReader reader(bytes, size);
    bool isFine = reader.U8() == SNAPSHOT_VERSION;
    m_index = reader.U64();
    const uint64_t entries = reader.U64();
    for (uint64_t i = 0; i < entries && isFine && reader.Ok(); i++)
    {
        const std::string key = ReadKvText(reader, reader.U16());
        const std::string value = ReadKvText(reader, reader.U32());
        isFine = m_entries.empty() || m_entries.rbegin()->first < key;
        if (isFine && reader.Ok())
        {
            SetEntry(key, value);
        }
    }
    const uint32_t sessions = reader.U32();
    uint64_t lastUse = 0;
    for (uint32_t i = 0; i < sessions && isFine && reader.Ok(); i++)
    {
        const uint64_t number = reader.U64();
        const uint64_t use = reader.U64();
        isFine = use > lastUse && use <= m_index && m_sessions.count(number) == 0;
        lastUse = use;
        Session session;
        session.sequence = reader.U64();
        session.lastUse = use;
        if (session.sequence > 0 && isFine)
        {
            const uint8_t status = reader.U8();
            const uint8_t hasValue = reader.U8();
            session.reply.index = reader.U64();
            session.reply.status = static_cast<KvStatus>(status);
            session.reply.hasValue = hasValue == 1;
            if (session.reply.hasValue)
            {
                session.reply.value = ReadKvText(reader, reader.U32());
            }
            isFine = IsReplyToWrite(status) && hasValue <= 1;
        }
        if (isFine && reader.Ok())
        {
            m_digest += HashSession(number, session);
            m_sessionBytes += session.reply.value.size();
            AddSession(number, use) = std::move(session);
        }
    }
    isFine = isFine && reader.Ok() && reader.Remaining() == 0;
    if (!isFine)
    {
        Clear();
    }
    return isFine;
}

} // namespace sharding
} // namespace ns3
