/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/flow-id-tag.h"
#include "ns3/payload-sharder.h"
#include "ns3/shard-header.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

PayloadSharder::Config
ThreeBytesEach()
{
    PayloadSharder::Config config;
    config.senderId = 7;
    config.firstPacketId = 40;
    config.placement = ShardPlacementType::ROUND_ROBIN;
    config.split.policy = SplitPolicyType::FIXED_SIZE;
    config.split.shardSize = 3;
    return config;
}

Ptr<Packet>
Counting(uint32_t size)
{
    std::vector<uint8_t> bytes(size);
    std::iota(bytes.begin(), bytes.end(), 0);
    return Create<Packet>(bytes.data(), size);
}

} // namespace

TEST(PayloadSharder, SealsEveryPartWithItsHeader)
{
    PayloadSharder sharder(ThreeBytesEach());
    const Ptr<Packet> payload = Counting(8);
    payload->AddPacketTag(FlowIdTag(5));
    std::vector<Shard> shards;
    ASSERT_EQ(sharder.Split(payload, 0x86dd, NanoSeconds(1234), {2, 6}, shards), SplitResult::OK);
    ASSERT_EQ(shards.size(), 3U);
    const std::vector<uint32_t> paths{2, 6, 2};
    for (uint32_t i = 0; i < 3; i++)
    {
        ShardHeader header;
        ASSERT_EQ(TakeShardHeader(shards[i].packet, header, ShardLimits()), ShardParse::OK);
        EXPECT_EQ(shards[i].path, paths[i]);
        EXPECT_EQ(header.senderId, 7U);
        EXPECT_EQ(header.packetId, 40U);
        EXPECT_EQ(header.shardIndex, i);
        EXPECT_EQ(header.totalShards, 3U);
        EXPECT_EQ(header.offset, 3 * i);
        EXPECT_EQ(header.payloadLength, i < 2 ? 3U : 2U);
        EXPECT_EQ(header.packetLength, 8U);
        EXPECT_EQ(header.sendTimeNs, 1234U);
        EXPECT_EQ(header.protocol, 0x86dd);
        uint8_t first = 0;
        shards[i].packet->CopyData(&first, 1);
        EXPECT_EQ(first, 3 * i);
        FlowIdTag tag;
        EXPECT_TRUE(shards[i].packet->PeekPacketTag(tag));
    }
    EXPECT_EQ(payload->GetSize(), 8U) << "the packet itself stays as it was";
}

TEST(PayloadSharder, IdsCountOnlyWhatWasSplit)
{
    PayloadSharder sharder(ThreeBytesEach());
    std::vector<Shard> shards;
    ASSERT_EQ(sharder.Split(Counting(3), 1, Time(0), {0}, shards), SplitResult::OK);
    EXPECT_EQ(sharder.Split(Counting(3), 1, Time(0), {}, shards), SplitResult::NO_PATH);
    EXPECT_TRUE(shards.empty());
    EXPECT_EQ(sharder.Split(Create<Packet>(), 1, Time(0), {0}, shards), SplitResult::EMPTY_PAYLOAD);
    ASSERT_EQ(sharder.Split(Counting(3), 1, Time(0), {0}, shards), SplitResult::OK);
    ShardHeader header;
    shards[0].packet->PeekHeader(header);
    EXPECT_EQ(header.packetId, 41U);
}

TEST(PayloadSharder, DelimitersAreFoundInTheContent)
{
    auto config = ThreeBytesEach();
    config.split.policy = SplitPolicyType::DELIMITER;
    config.split.delimiter = std::string(1, '\2');
    config.split.shardSize = 4;
    config.split.maxPacketLength = 10;
    PayloadSharder sharder(config);
    std::vector<Shard> shards;
    ASSERT_EQ(sharder.Split(Counting(8), 1, Time(0), {0}, shards), SplitResult::OK);
    ASSERT_EQ(shards.size(), 3U);
    EXPECT_EQ(shards[0].packet->GetSize(), ShardHeader::SIZE + 3) << "0 1 2, then 3 4 5 6, then 7";
    EXPECT_EQ(shards[1].packet->GetSize(), ShardHeader::SIZE + 4);
    EXPECT_EQ(sharder.Split(Counting(11), 1, Time(0), {0}, shards), SplitResult::PAYLOAD_TOO_LARGE);
}
