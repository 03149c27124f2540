/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/sharded-raft-rpc.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

using Bytes = std::vector<uint8_t>;

RaftMessage
Vote()
{
    RaftMessage vote;
    vote.type = RaftMessageType::VOTE;
    vote.from = 1;
    vote.to = 2;
    vote.term = 3;
    vote.index = 4;
    vote.logTerm = 2;
    vote.force = true;
    return vote;
}

/// A message of each type with every field that the type uses set.
std::vector<RaftMessage>
OneOfEach()
{
    const uint8_t content[] = {7, 8, 9};
    std::vector<RaftMessage> messages;
    for (uint8_t type = 0; type <= 12; type++)
    {
        RaftMessage message = Vote();
        message.type = static_cast<RaftMessageType>(type);
        message.reject = type % 2 == 1;
        message.commit = 5;
        message.hint = 6;
        message.round = 7;
        message.sentNs = -8;
        message.offset = 9;
        message.total = 11;
        message.length = 2;
        message.dataOffset = 1;
        message.data = RaftPayload::Create(content, 3);
        message.membership = RaftPayload::Create(content, 3);
        message.entries.resize(2);
        message.entries[1].term = 3;
        message.entries[1].payload = RaftPayload::Create(content, 3);
        message.entries[1].sizeBytes = 3;
        message.entries[1].type = RaftEntryType::MEMBERSHIP;
        messages.push_back(message);
    }
    return messages;
}

} // namespace

TEST(ShardPrefix, IsBigEndian)
{
    const std::array<uint8_t, 4> expected{0x12, 0x34, 0x56, 0x78};
    EXPECT_EQ(EncodeShardPrefix(0x12345678), expected);
    EXPECT_EQ(DecodeShardPrefix(expected), 0x12345678U);
    for (const RaftShardId shard : {0U, 1U, 255U, 256U, 0xffffffffU})
    {
        EXPECT_EQ(DecodeShardPrefix(EncodeShardPrefix(shard)), shard);
    }
    EXPECT_EQ(TryDecodeShardPrefix(expected.data(), 3).Error(), RaftWireError::SHORT_PREFIX);
    EXPECT_EQ(TryDecodeShardPrefix(nullptr, 0).Error(), RaftWireError::SHORT_PREFIX);
    EXPECT_EQ(TryDecodeShardPrefix(expected.data(), 4).Value(), 0x12345678U);
}

TEST(RaftWire, HasTheseBytes)
{
    Bytes bytes;
    ShardedRaftRpcRequest{258, Vote()}.Encode(bytes);
    const Bytes expected{0, 0, 1, 2,                                      // shard
                         1, 2, 2,                                         // version, vote, forced
                         0, 0, 0, 1, 0, 0, 0, 2,                          // from, to
                         0, 0, 0, 0, 0, 0, 0, 3,                          // term
                         0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 2}; // last entry
    EXPECT_EQ(bytes, expected);
}

TEST(RaftWire, ReadsWhatItWrites)
{
    for (const RaftMessage& message : OneOfEach())
    {
        Bytes bytes;
        RaftWire::Encode(message, bytes);
        EXPECT_EQ(bytes.size(), RaftWire::Size(message));
        const auto read = RaftWire::Decode(bytes.data(), bytes.size());
        ASSERT_TRUE(read.IsOk()) << message.ToString();
        EXPECT_EQ(read.Value().ToString(), message.ToString());
        Bytes again;
        RaftWire::Encode(read.Value(), again);
        EXPECT_EQ(again, bytes) << message.ToString();
    }
}

TEST(RaftWire, RefusesEveryCutAndEveryTail)
{
    for (const RaftMessage& message : OneOfEach())
    {
        Bytes bytes;
        RaftWire::Encode(message, bytes);
        for (size_t size = 0; size < bytes.size(); size++)
        {
            const Bytes cut(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(size));
            EXPECT_EQ(RaftWire::Decode(cut.data(), size).Error(), RaftWireError::TRUNCATED);
        }
        bytes.push_back(0);
        EXPECT_EQ(RaftWire::Decode(bytes.data(), bytes.size()).Error(),
                  RaftWireError::TRAILING_BYTES);
    }
}

TEST(RaftWire, SaysWhatIsWrong)
{
    Bytes bytes;
    RaftWire::Encode(OneOfEach()[4], bytes); // an append
    const auto with = [&](size_t at, uint8_t value)
    {
        Bytes changed = bytes;
        changed[at] = value;
        return RaftWire::Decode(changed.data(), changed.size()).Error();
    };
    EXPECT_EQ(with(0, 2), RaftWireError::UNKNOWN_VERSION);
    EXPECT_EQ(with(1, 13), RaftWireError::UNKNOWN_TYPE);
    EXPECT_EQ(with(2, 32), RaftWireError::BAD_FLAGS);
    const size_t entries = RaftWire::HEAD_BYTES + 32;
    EXPECT_EQ(with(entries, 1), RaftWireError::TOO_MANY_ENTRIES);
    EXPECT_EQ(with(entries + 12, 3), RaftWireError::UNKNOWN_TYPE);
    EXPECT_EQ(with(entries + 13, 255), RaftWireError::TRUNCATED); // a length of 4 GB
    EXPECT_EQ(RaftWire::Decode(bytes.data(), bytes.size(), 1).Error(),
              RaftWireError::TOO_MANY_ENTRIES);
    EXPECT_EQ(RaftWireErrorName(RaftWireError::TOO_MANY_ENTRIES), "too-many-entries");
}

TEST(ShardedRaftRpc, AnswersCarryShardTimestampsAndStatus)
{
    ShardedRaftRpcResponse response;
    response.shard = 9;
    response.timestamps = {1000, 1500};
    response.response = Vote();
    Bytes bytes;
    response.Encode(bytes);
    const auto read = ShardedRaftRpcResponse::Decode(9, bytes.data(), bytes.size());
    ASSERT_TRUE(read.IsOk());
    EXPECT_EQ(read.Value().timestamps.sentNs, 1500);
    EXPECT_EQ(read.Value().response.ToString(), Vote().ToString());
    EXPECT_EQ(ShardedRaftRpcResponse::Decode(8, bytes.data(), bytes.size()).Error(),
              RaftWireError::WRONG_SHARD);
    EXPECT_EQ(ShardedRaftRpcResponse::Decode(9, bytes.data(), 3).Error(),
              RaftWireError::SHORT_PREFIX);
    EXPECT_EQ(ShardedRaftRpcResponse::Decode(9, bytes.data(), 20).Error(),
              RaftWireError::TRUNCATED);
    bytes[20] = 7;
    EXPECT_EQ(ShardedRaftRpcResponse::Decode(9, bytes.data(), bytes.size()).Error(),
              RaftWireError::BAD_STATUS);

    response.isUnknownShard = true;
    Bytes unknown;
    response.Encode(unknown);
    EXPECT_EQ(ShardedRaftRpcResponse::Decode(9, unknown.data(), unknown.size()).Error(),
              RaftWireError::UNKNOWN_SHARD);
}

TEST(ShardedRaftRpc, TimestampsGiveOffsetAndDelay)
{
    // The server is 1000 ahead, each way takes 20, the server 5.
    const RaftRpcTimestamps server{1120, 1125};
    EXPECT_EQ(server.OffsetNs(100, 145), 1000);
    EXPECT_EQ(server.OneWayDelayNs(100, 145), 20);
}
