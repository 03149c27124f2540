/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sharded-raft-rpc.h"

#include "ns3/byte-reader.h"
#include "ns3/byte-writer.h"

namespace ns3
{
namespace sharding
{
namespace
{

constexpr size_t RESPONSE_HEAD = SHARD_PREFIX_SIZE + 17;
constexpr uint8_t STATUS_OK = 0;
constexpr uint8_t STATUS_UNKNOWN_SHARD = 1;

} // namespace

std::array<uint8_t, SHARD_PREFIX_SIZE>
EncodeShardPrefix(RaftShardId shard)
{
    std::array<uint8_t, SHARD_PREFIX_SIZE> prefix{};
    ByteWriter(prefix.data(), prefix.size()).U32(shard);
    return prefix;
}

RaftShardId
DecodeShardPrefix(const std::array<uint8_t, SHARD_PREFIX_SIZE>& prefix)
{
    return ByteReader(prefix.data(), prefix.size()).U32();
}

Result<RaftShardId, RaftWireError>
TryDecodeShardPrefix(const uint8_t* bytes, size_t size)
{
    if (size < SHARD_PREFIX_SIZE)
    {
        return RaftWireError::SHORT_PREFIX;
    }
    return ByteReader(bytes, size).U32();
}

void
ShardedRaftRpcRequest::Encode(std::vector<uint8_t>& bytes) const
{
    const auto prefix = EncodeShardPrefix(shard);
    bytes.insert(bytes.end(), prefix.begin(), prefix.end());
    RaftWire::Encode(request, bytes);
}

Result<ShardedRaftRpcRequest, RaftWireError>
ShardedRaftRpcRequest::Decode(const uint8_t* bytes, size_t size)
{
    const auto shard = TryDecodeShardPrefix(bytes, size);
    if (!shard.IsOk())
    {
        return shard.Error();
    }
    const auto message = RaftWire::Decode(bytes + SHARD_PREFIX_SIZE, size - SHARD_PREFIX_SIZE);
    if (!message.IsOk())
    {
        return message.Error();
    }
    return ShardedRaftRpcRequest{shard.Value(), message.Value()};
}

int64_t
RaftRpcTimestamps::OffsetNs(int64_t askedNs, int64_t answeredNs) const
{
    // As a difference of middles: the sum of two differences can be more than a number holds.
    return receivedNs + (sentNs - receivedNs) / 2 - (askedNs + (answeredNs - askedNs) / 2);
}

int64_t
RaftRpcTimestamps::OneWayDelayNs(int64_t askedNs, int64_t answeredNs) const
{
    return ((answeredNs - askedNs) - (sentNs - receivedNs)) / 2;
}

namespace
{

void
EncodeHead(RaftShardId shard,
           const RaftRpcTimestamps& timestamps,
           uint8_t status,
           std::vector<uint8_t>& bytes)
{
    const size_t before = bytes.size();
    bytes.resize(before + RESPONSE_HEAD);
    ByteWriter writer(bytes.data() + before, RESPONSE_HEAD);
    writer.U32(shard);
    writer.U64(static_cast<uint64_t>(timestamps.receivedNs));
    writer.U64(static_cast<uint64_t>(timestamps.sentNs));
    writer.U8(status);
}

} // namespace

void
ShardedRaftRpcResponse::Encode(RaftShardId shard,
                               const RaftRpcTimestamps& timestamps,
                               const RaftMessage& response,
                               std::vector<uint8_t>& bytes)
{
    EncodeHead(shard, timestamps, STATUS_OK, bytes);
    RaftWire::Encode(response, bytes);
}

void
ShardedRaftRpcResponse::Encode(std::vector<uint8_t>& bytes) const
{
    if (isUnknownShard)
    {
        EncodeHead(shard, timestamps, STATUS_UNKNOWN_SHARD, bytes);
        return;
    }
    Encode(shard, timestamps, response, bytes);
}

Result<ShardedRaftRpcResponse, RaftWireError>
ShardedRaftRpcResponse::Decode(RaftShardId asked, const uint8_t* bytes, size_t size)
{
    const auto shard = TryDecodeShardPrefix(bytes, size);
    if (!shard.IsOk())
    {
        return shard.Error();
    }
    if (shard.Value() != asked)
    {
        return RaftWireError::WRONG_SHARD;
    }
    if (size < RESPONSE_HEAD)
    {
        return RaftWireError::TRUNCATED;
    }
    ShardedRaftRpcResponse answer;
    answer.shard = asked;
    ByteReader reader(bytes + SHARD_PREFIX_SIZE, RESPONSE_HEAD - SHARD_PREFIX_SIZE);
    answer.timestamps.receivedNs = static_cast<int64_t>(reader.U64());
    answer.timestamps.sentNs = static_cast<int64_t>(reader.U64());
    const uint8_t status = reader.U8();
    if (status == STATUS_UNKNOWN_SHARD)
    {
        return size == RESPONSE_HEAD ? RaftWireError::UNKNOWN_SHARD : RaftWireError::TRAILING_BYTES;
    }
    if (status != STATUS_OK)
    {
        return RaftWireError::BAD_STATUS;
    }
    const auto message = RaftWire::Decode(bytes + RESPONSE_HEAD, size - RESPONSE_HEAD);
    if (!message.IsOk())
    {
        return message.Error();
    }
    answer.response = message.Value();
    return answer;
}

} // namespace sharding
} // namespace ns3
