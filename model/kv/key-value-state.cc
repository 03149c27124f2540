/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "key-value-state.h"

#include "kv-seam.h"

#include "ns3/mix-hash.h"

#include <algorithm>
#include <xxhash.h>

namespace ns3
{
namespace sharding
{

std::string
KvLimits::Validate(const KvLimits& limits)
{
    if (limits.maxKeyBytes > KvWire::MAX_KEY_BYTES)
    {
        return "the longest key is above 65535 bytes";
    }
    if (limits.maxValueBytes > KvWire::MAX_VALUE_BYTES)
    {
        return "the longest value is above 64 MiB";
    }
    if (limits.maxEntries == 0 || limits.maxSessions == 0)
    {
        return "a shard must have room for an entry and a session";
    }
    if (limits.maxScanEntries == 0 || limits.maxScanEntries > KvWire::MAX_SCAN_ENTRIES)
    {
        return "the most entries of a scan must be in [1, 65536]";
    }
    return "";
}

KeyValueState::KeyValueState(const KvLimits& limits) : m_limits(limits)
{
}

KvReply
KeyValueState::Apply(uint64_t index, const uint8_t* bytes, size_t size)
{
    m_index = index;
    const auto command = KvCommand::Decode(bytes, size);
    KvReply reply;
    if (!command.IsOk())
    {
        m_counters.malformed++;
        reply.status = KvStatus::SESSION_EXPIRED;
    }
    else if (command.Value().verb == KvVerb::OPEN)
    {
        m_digest += HashSession(index, AddSession(index, index));
        m_counters.sessionsOpened++;
        MakeRoom(index);
        reply.status = KvStatus::OPENED;
        reply.session = index;
    }
    else
    {
        return Write(index, command.Value());
    }
    reply.index = index;
    return reply;
}

void
KeyValueState::Skip(uint64_t index)
{
    m_index = index;
}

KvReply
KeyValueState::Write(uint64_t index, const KvCommand& command)
{
    const auto found = m_sessions.find(command.session);
    KvReply reply;
    reply.index = index;
    if (found == m_sessions.end())
    {
        m_counters.strangers++;
        reply.status = KvStatus::SESSION_EXPIRED;
        return reply;
    }
    Session& session = found->second;
    m_digest -= HashSession(command.session, session);
    const bool isRepeated = command.sequence == session.sequence && command.sequence > 0;
    const bool isOutdated = command.sequence < session.sequence || command.sequence == 0;
    if (isRepeated && !KV_SEEDED_BUG(REPEATED_APPLIED_AGAIN))
    {
        m_counters.repeated++;
        reply = session.reply;
    }
    else if (isOutdated && !KV_SEEDED_BUG(OUTDATED_APPLIED))
    {
        m_counters.outdated++;
        reply.status = KvStatus::OLD_SEQUENCE;
    }
    else
    {
        reply = CarryOut(index, command);
        m_sessionBytes += reply.value.size();
        m_sessionBytes -= session.reply.value.size();
        session.sequence = command.sequence;
        session.reply = reply;
    }
    Touch(command.session, session, index);
    m_digest += HashSession(command.session, session);
    MakeRoom(index);
    return reply;
}

KvReply
KeyValueState::CarryOut(uint64_t index, const KvCommand& command)
{
    KvReply reply = Store(command);
    reply.index = index;
    (reply.status == KvStatus::FULL ? m_counters.full : m_counters.applied)++;
    return reply;
}

KvReply
KeyValueState::Store(const KvCommand& command)
{
    KvReply reply;
    const auto found = m_entries.find(command.key);
    const bool isThere = found != m_entries.end();
    if (command.verb == KvVerb::REMOVE)
    {
        reply.status = isThere ? KvStatus::OK : KvStatus::NOT_FOUND;
        if (isThere)
        {
            EraseEntry(found);
        }
        return reply;
    }
    if (command.verb == KvVerb::COMPARE_AND_SWAP)
    {
        const bool isAsExpected =
            command.expectsAbsent ? !isThere : isThere && found->second == command.expected;
        if (!isAsExpected)
        {
            reply.status = KvStatus::MISMATCH;
            reply.hasValue = isThere;
            reply.value = isThere ? found->second : std::string();
            return reply;
        }
    }
    const uint64_t before = isThere ? command.key.size() + found->second.size() : 0;
    const uint64_t after = command.key.size() + command.value.size();
    if ((!isThere && m_entries.size() >= m_limits.maxEntries) ||
        (after > before && m_bytes - before + after > m_limits.maxBytes))
    {
        reply.status = KvStatus::FULL;
        return reply;
    }
    SetEntry(command.key, command.value);
    reply.status = KvStatus::OK;
    return reply;
}

KvReply
KeyValueState::Read(const KvRequest& request) const
{
    KvReply reply;
    reply.index = m_index;
    if (request.verb == KvVerb::GET)
    {
        const auto found = m_entries.find(request.key);
        reply.hasValue = found != m_entries.end();
        reply.status = reply.hasValue ? KvStatus::VALUE : KvStatus::NOT_FOUND;
        reply.value = reply.hasValue ? found->second : std::string();
        return reply;
    }
    reply.status = KvStatus::SCANNED;
    const size_t most = std::min(request.limit, m_limits.maxScanEntries);
    uint64_t bytes = 0;
    for (auto at = m_entries.lower_bound(request.key); at != m_entries.end(); ++at)
    {
        bytes += at->first.size() + at->second.size();
        reply.more = reply.entries.size() >= most ||
                     (bytes > m_limits.maxScanBytes && !reply.entries.empty());
        if (reply.more)
        {
            break;
        }
        reply.entries.emplace_back(*at);
    }
    return reply;
}

void
KeyValueState::SetEntry(const std::string& key, const std::string& value)
{
    const auto [at, isNew] = m_entries.try_emplace(key);
    if (isNew)
    {
        m_bytes += key.size();
    }
    else
    {
        m_digest -= HashEntry(key, at->second);
    }
    m_bytes += value.size();
    m_bytes -= at->second.size();
    at->second = value;
    m_digest += HashEntry(key, value);
}

void
KeyValueState::EraseEntry(std::map<std::string, std::string>::iterator at)
{
    m_bytes -= at->first.size() + at->second.size();
    m_digest -= HashEntry(at->first, at->second);
    m_entries.erase(at);
}

KeyValueState::Session&
KeyValueState::AddSession(uint64_t number, uint64_t lastUse)
{
    Session& session = m_sessions[number];
    session.lastUse = lastUse;
    m_byUse[lastUse] = number;
    return session;
}

void
KeyValueState::EndSession(uint64_t number)
{
    const auto found = m_sessions.find(number);
    m_digest -= HashSession(number, found->second);
    m_sessionBytes -= found->second.reply.value.size();
    m_byUse.erase(found->second.lastUse);
    m_sessions.erase(found);
}

void
KeyValueState::Touch(uint64_t number, Session& session, uint64_t index)
{
    m_byUse.erase(session.lastUse);
    session.lastUse = index;
    m_byUse[index] = number;
}

/// The session that was used at this index stays, whatever it holds.
void
KeyValueState::MakeRoom(uint64_t index)
{
    while (m_sessions.size() > m_limits.maxSessions ||
           (m_sessionBytes > m_limits.maxSessionBytes && m_sessions.size() > 1))
    {
        auto victim = m_byUse.begin();
        if (KV_SEEDED_BUG(EVICTED_UNORDERED))
        {
            // What this replica has seen, which is no part of the state, decides.
            victim = std::next(m_byUse.begin(), m_counters.sessionsOpened % 2);
            victim = victim->first == index ? m_byUse.begin() : victim;
        }
        EndSession(victim->second);
        m_counters.sessionsExpired++;
    }
}

void
KeyValueState::Clear()
{
    m_index = 0;
    m_entries.clear();
    m_sessions.clear();
    m_byUse.clear();
    m_bytes = 0;
    m_sessionBytes = 0;
    m_digest = 0;
}

uint64_t
KeyValueState::HashEntry(const std::string& key, const std::string& value)
{
    return XXH3_64bits_withSeed(value.data(), value.size(), XXH3_64bits(key.data(), key.size()));
}

uint64_t
KeyValueState::HashSession(uint64_t number, const Session& session)
{
    uint64_t hash = MixHash(number + 1);
    for (const uint64_t part : {session.sequence,
                                session.lastUse,
                                static_cast<uint64_t>(session.reply.status),
                                static_cast<uint64_t>(session.reply.hasValue),
                                session.reply.index})
    {
        hash = MixHash(hash + part);
    }
    return XXH3_64bits_withSeed(session.reply.value.data(), session.reply.value.size(), hash);
}

} // namespace sharding
} // namespace ns3
