/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "kv-command.h"

#include "kv-bytes.h"

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint8_t ABSENT_BIT = 8;
constexpr uint8_t VERB_MASK = 7;

} // namespace

Ptr<const RaftPayload>
KvCommand::Encode(const KvRequest& request)
{
    std::vector<uint8_t> bytes;
    bytes.reserve(32 + request.key.size() + request.value.size() + request.expected.size());
    KvByteSink sink(bytes);
    const bool isSwap = request.verb == KvVerb::COMPARE_AND_SWAP;
    const uint8_t absent = isSwap && request.expectsAbsent ? ABSENT_BIT : 0;
    sink.Number<1>(VERSION << 4U | absent | static_cast<uint8_t>(request.verb));
    if (request.verb == KvVerb::OPEN)
    {
        sink.Number<8>(request.client);
    }
    else
    {
        sink.Number<8>(request.session);
        sink.Number<8>(request.sequence);
        sink.Key(request.key);
    }
    if (isSwap && !request.expectsAbsent)
    {
        sink.Value(request.expected);
    }
    if (isSwap || request.verb == KvVerb::PUT)
    {
        sink.Raw(request.value);
    }
    return RaftPayload::Create(bytes.data(), static_cast<uint32_t>(bytes.size()));
}

Result<KvCommand, KvWireError>
KvCommand::Decode(const uint8_t* bytes, size_t size)
{
    ByteReader reader(bytes, size);
    const uint8_t head = reader.U8();
    if (!reader.Ok())
    {
        return KvWireError::TRUNCATED;
    }
    if (head >> 4U != VERSION)
    {
        return KvWireError::UNKNOWN_VERSION;
    }
    KvCommand command;
    command.verb = static_cast<KvVerb>(head & VERB_MASK);
    command.expectsAbsent = (head & ABSENT_BIT) != 0;
    const bool isSwap = command.verb == KvVerb::COMPARE_AND_SWAP;
    if ((head & VERB_MASK) == 0 || command.verb > KvVerb::OPEN || !IsKvWrite(command.verb))
    {
        return KvWireError::UNKNOWN_VERB;
    }
    if (command.expectsAbsent && !isSwap)
    {
        return KvWireError::BAD_FLAGS;
    }
    if (command.verb == KvVerb::OPEN)
    {
        command.client = reader.U64();
    }
    else
    {
        command.session = reader.U64();
        command.sequence = reader.U64();
        command.key = ReadKvText(reader, reader.U16());
    }
    if (isSwap && !command.expectsAbsent)
    {
        command.expected = ReadKvText(reader, reader.U32());
    }
    if (isSwap || command.verb == KvVerb::PUT)
    {
        command.value = ReadKvText(reader, reader.Remaining());
    }
    if (!reader.Ok())
    {
        return KvWireError::TRUNCATED;
    }
    if (reader.Remaining() > 0)
    {
        return KvWireError::TRAILING_BYTES;
    }
    return command;
}

} // namespace sharding
} // namespace ns3
