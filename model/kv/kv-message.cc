/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "kv-message.h"

#include "kv-bytes.h"

#include <iterator>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint8_t STALE = 1;
constexpr uint8_t EXPECTS_ABSENT = 2;
constexpr uint8_t HAS_VALUE = 2;
constexpr uint8_t MORE = 4;

const char* const VERBS[] = {"get", "put", "remove", "compare-and-swap", "scan", "open"};

const char* const STATUSES[] = {"ok",
                                "value",
                                "not-found",
                                "mismatch",
                                "scanned",
                                "opened",
                                "full",
                                "session-expired",
                                "old-sequence",
                                "not-leader",
                                "wrong-shard",
                                "unknown-shard",
                                "too-large",
                                "overloaded",
                                "retry"};

const char* const ERRORS[] = {"truncated",
                              "trailing-bytes",
                              "unknown-version",
                              "unknown-verb",
                              "unknown-status",
                              "bad-flags",
                              "too-long"};

template <size_t SIZE>
std::string
NameAt(const char* const (&names)[SIZE], size_t at)
{
    return at < SIZE ? names[at] : "none";
}

bool
IsSequenced(KvVerb verb)
{
    return IsKvWrite(verb) && verb != KvVerb::OPEN;
}

bool
HasKvValue(KvVerb verb)
{
    return verb == KvVerb::PUT || verb == KvVerb::COMPARE_AND_SWAP;
}

bool
HasLeader(KvStatus status)
{
    return status == KvStatus::NOT_LEADER || status == KvStatus::RETRY;
}

/// @return the flags that mean something with the verb
uint8_t
FlagsOf(KvVerb verb)
{
    if (verb == KvVerb::COMPARE_AND_SWAP)
    {
        return EXPECTS_ABSENT;
    }
    return verb == KvVerb::GET || verb == KvVerb::SCAN ? STALE : 0;
}

/// Every message has one encoding only, so that what is read can be written back: what a flag can be follows
/// from the status.
bool
AreFlagsValid(KvStatus status, uint8_t flags)
{
    switch (status)
    {
    case KvStatus::VALUE:
        return (flags | STALE) == (HAS_VALUE | STALE);
    case KvStatus::NOT_FOUND:
        return (flags | STALE) == STALE;
    case KvStatus::SCANNED:
        return (flags | STALE | MORE) == (STALE | MORE);
    case KvStatus::MISMATCH:
        return (flags | HAS_VALUE) == HAS_VALUE;
    default:
        return flags == 0;
    }
}

/// @return a value behind its length; tooLong is set when it is above the limit
std::string
ReadValue(ByteReader& reader, bool& tooLong)
{
    const uint32_t size = reader.U32();
    tooLong = tooLong || size > KvWire::MAX_VALUE_BYTES;
    return tooLong ? std::string() : ReadKvText(reader, size);
}

/// @return how reading ended; nothing is wrong when isFine is set
KvWireError
Judge(const ByteReader& reader, bool tooLong, bool& isFine)
{
    isFine = !tooLong && reader.Ok() && reader.Remaining() == 0;
    if (tooLong)
    {
        return KvWireError::TOO_LONG;
    }
    return reader.Ok() ? KvWireError::TRAILING_BYTES : KvWireError::TRUNCATED;
}

} // namespace

std::string
KvVerbName(KvVerb verb)
{
    return NameAt(VERBS, static_cast<size_t>(verb) - 1);
}

bool
IsKvWrite(KvVerb verb)
{
    return verb != KvVerb::GET && verb != KvVerb::SCAN;
}

std::string
KvStatusName(KvStatus status)
{
    return NameAt(STATUSES, static_cast<size_t>(status) - 1);
}

bool
IsKvDone(KvStatus status)
{
    return status <= KvStatus::OPENED;
}

std::string
KvWireErrorName(KvWireError error)
{
    return NameAt(ERRORS, static_cast<size_t>(error));
}

void
KvRequest::Encode(std::vector<uint8_t>& bytes) const
{
    KvByteSink sink(bytes);
    sink.Number<1>(KvWire::VERSION);
    sink.Number<1>(static_cast<uint8_t>(verb));
    sink.Number<1>(((stale ? STALE : 0) | (expectsAbsent ? EXPECTS_ABSENT : 0)) & FlagsOf(verb));
    sink.Number<4>(shard);
    sink.Number<8>(client);
    sink.Number<8>(tag);
    if (IsSequenced(verb))
    {
        sink.Number<8>(session);
        sink.Number<8>(sequence);
    }
    if (verb != KvVerb::OPEN)
    {
        sink.Key(key);
    }
    if (HasKvValue(verb))
    {
        sink.Value(value);
    }
    if (verb == KvVerb::COMPARE_AND_SWAP && !expectsAbsent)
    {
        sink.Value(expected);
    }
    if (verb == KvVerb::SCAN)
    {
        sink.Number<4>(limit);
    }
}

Result<KvRequest, KvWireError>
KvRequest::Decode(const uint8_t* bytes, size_t size)
{
    ByteReader reader(bytes, size);
    KvRequest request;
    const uint8_t version = reader.U8();
    const uint8_t verb = reader.U8();
    const uint8_t flags = reader.U8();
    if (!reader.Ok())
    {
        return KvWireError::TRUNCATED;
    }
    if (version != KvWire::VERSION)
    {
        return KvWireError::UNKNOWN_VERSION;
    }
    if (verb == 0 || verb > std::size(VERBS))
    {
        return KvWireError::UNKNOWN_VERB;
    }
    request.verb = static_cast<KvVerb>(verb);
    if ((flags & ~FlagsOf(request.verb)) != 0)
    {
        return KvWireError::BAD_FLAGS;
    }
    request.stale = (flags & STALE) != 0;
    request.expectsAbsent = (flags & EXPECTS_ABSENT) != 0;
    request.shard = reader.U32();
    request.client = reader.U64();
    request.tag = reader.U64();
    bool tooLong = false;
    if (IsSequenced(request.verb))
    {
        request.session = reader.U64();
        request.sequence = reader.U64();
    }
    if (request.verb != KvVerb::OPEN)
    {
        request.key = ReadKvText(reader, reader.U16());
    }
    if (HasKvValue(request.verb))
    {
        request.value = ReadValue(reader, tooLong);
    }
    if (request.verb == KvVerb::COMPARE_AND_SWAP && !request.expectsAbsent)
    {
        request.expected = ReadValue(reader, tooLong);
    }
    if (request.verb == KvVerb::SCAN)
    {
        request.limit = reader.U32();
    }
    bool isFine = false;
    const KvWireError error = Judge(reader, tooLong, isFine);
    return isFine ? Result<KvRequest, KvWireError>(std::move(request)) : error;
}

void
KvReply::Encode(std::vector<uint8_t>& bytes) const
{
    KvByteSink sink(bytes);
    sink.Number<1>(KvWire::VERSION);
    sink.Number<1>(static_cast<uint8_t>(status));
    sink.Number<1>((stale ? STALE : 0) | (hasValue ? HAS_VALUE : 0) | (more ? MORE : 0));
    sink.Number<4>(shard);
    sink.Number<8>(tag);
    sink.Number<8>(index);
    if (status == KvStatus::OPENED)
    {
        sink.Number<8>(session);
    }
    if (HasLeader(status))
    {
        sink.Number<4>(leader);
    }
    if (hasValue)
    {
        sink.Value(value);
    }
    if (status == KvStatus::SCANNED)
    {
        sink.Number<4>(entries.size());
        for (const auto& [entryKey, entryValue] : entries)
        {
            sink.Key(entryKey);
            sink.Value(entryValue);
        }
    }
}

Result<KvReply, KvWireError>
KvReply::Decode(const uint8_t* bytes, size_t size)
{
    ByteReader reader(bytes, size);
    KvReply reply;
    const uint8_t version = reader.U8();
    const uint8_t status = reader.U8();
    const uint8_t flags = reader.U8();
    if (!reader.Ok())
    {
        return KvWireError::TRUNCATED;
    }
    if (version != KvWire::VERSION)
    {
        return KvWireError::UNKNOWN_VERSION;
    }
    if (status == 0 || status > std::size(STATUSES))
    {
        return KvWireError::UNKNOWN_STATUS;
    }
    reply.status = static_cast<KvStatus>(status);
    if (!AreFlagsValid(reply.status, flags))
    {
        return KvWireError::BAD_FLAGS;
    }
    reply.stale = (flags & STALE) != 0;
    reply.hasValue = (flags & HAS_VALUE) != 0;
    reply.more = (flags & MORE) != 0;
    reply.shard = reader.U32();
    reply.tag = reader.U64();
    reply.index = reader.U64();
    bool tooLong = false;
    if (reply.status == KvStatus::OPENED)
    {
        reply.session = reader.U64();
    }
    if (HasLeader(reply.status))
    {
        reply.leader = reader.U32();
    }
    if (reply.hasValue)
    {
        reply.value = ReadValue(reader, tooLong);
    }
    if (reply.status == KvStatus::SCANNED)
    {
        const uint32_t count = reader.U32();
        tooLong = tooLong || count > KvWire::MAX_SCAN_ENTRIES;
        // Memory grows with the entries that are there, not with what is declared.
        for (uint32_t i = 0; i < count && !tooLong && reader.Ok(); i++)
        {
            std::string key = ReadKvText(reader, reader.U16());
            std::string value = ReadValue(reader, tooLong);
            reply.entries.emplace_back(std::move(key), std::move(value));
        }
    }
    bool isFine = false;
    const KvWireError error = Judge(reader, tooLong, isFine);
    return isFine ? Result<KvReply, KvWireError>(std::move(reply)) : error;
}

} // namespace sharding
} // namespace ns3
