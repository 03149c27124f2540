/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/packet-bytes.h"
#include "ns3/shard-header.h"

#include <gtest/gtest.h>

#include <sstream>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

ShardHeader
Example(uint32_t payloadLength)
{
    ShardHeader header;
    header.errorCode = 0x02;
    header.flags = 0x0304;
    header.senderId = 0x05060708;
    header.packetId = 0x090a0b0c0d0e0f10;
    header.shardIndex = 1;
    header.totalShards = 3;
    header.offset = 0x100;
    header.payloadLength = payloadLength;
    header.sendTimeNs = 0x1112131415161718;
    header.packetLength = 0x2000;
    header.protocol = 0x0800;
    return header;
}

std::vector<uint8_t>
Content(const Packet& packet)
{
    std::vector<uint8_t> bytes(packet.GetSize());
    packet.CopyData(bytes.data(), packet.GetSize());
    return bytes;
}

std::vector<uint8_t>
Sealed(uint32_t payloadLength)
{
    std::vector<uint8_t> bytes(payloadLength);
    for (uint32_t i = 0; i < payloadLength; i++)
    {
        bytes[i] = static_cast<uint8_t>(i * 5);
    }
    Ptr<Packet> packet = Create<Packet>(bytes.data(), payloadLength);
    ShardHeader header = Example(payloadLength);
    SealShard(packet, header);
    return Content(*packet);
}

ShardParse
Take(const std::vector<uint8_t>& bytes, uint32_t size)
{
    Ptr<Packet> packet = Create<Packet>(bytes.data(), size);
    ShardHeader header;
    const ShardParse parse = TakeShardHeader(packet, header, ShardLimits());
    EXPECT_EQ(packet->GetSize(), parse == ShardParse::OK ? size - ShardHeader::SIZE : size)
        << "a refused packet stays whole";
    return parse;
}

/// @return what is said of the example with 64 bytes of payload after a change that was sealed in
template <typename Change>
ShardParse
TakeChanged(Change change, const ShardLimits& limits = {})
{
    ShardHeader header = Example(64);
    change(header);
    Ptr<Packet> packet = Create<Packet>(64);
    SealShard(packet, header);
    return TakeShardHeader(packet, header, limits);
}

} // namespace

TEST(ShardHeader, GoldenBytes)
{
    // The CRC was computed with an independent implementation, bit by bit.
    const std::vector<uint8_t> golden{
        0x01, 0x02, 0x03, 0x04,                         // version, error, flags
        0x05, 0x06, 0x07, 0x08,                         // sender
        0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, // packet id
        0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x03, // shard 1 of 3
        0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x04, // offset, payload length
        0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, // send time
        0x00, 0x00, 0x20, 0x00, 0x08, 0x00, 0x00, 0x00, // packet length, protocol, reserved
        0x52, 0xd9, 0x1b, 0x9e,                         // CRC32C
        0x00, 0x05, 0x0a, 0x0f,                         // payload
    };
    EXPECT_EQ(Sealed(4), golden);
}

TEST(ShardHeader, ComesOffAsItWasPutOn)
{
    const auto bytes = Sealed(100);
    Ptr<Packet> packet = Create<Packet>(bytes.data(), bytes.size());
    ShardHeader header;
    ASSERT_EQ(TakeShardHeader(packet, header, ShardLimits()), ShardParse::OK);
    std::ostringstream printed;
    header.Print(printed);
    EXPECT_EQ(printed.str(),
              "version 1 sender 84281096 packet 651345242494996240 shard 1/3 bytes 256+100/8192 "
              "protocol 0x800 flags 0x304 error 2 sent 1230066625199609624ns");
    EXPECT_EQ(Content(*packet), std::vector<uint8_t>(bytes.begin() + 52, bytes.end()));
    ShardHeader peeked;
    Ptr<Packet> again = Create<Packet>(bytes.data(), bytes.size());
    EXPECT_EQ(again->PeekHeader(peeked), ShardHeader::SIZE);
    EXPECT_EQ(peeked.checksum, header.checksum);
}

TEST(ShardHeader, VirtualPayloadSealsLikeRealZeros)
{
    const std::vector<uint8_t> zeros(5000, 0);
    Ptr<Packet> real = Create<Packet>(zeros.data(), 5000);
    Ptr<Packet> unreal = Create<Packet>(5000);
    ShardHeader header = Example(5000);
    SealShard(real, header);
    SealShard(unreal, header);
    EXPECT_EQ(Content(*real), Content(*unreal));
    EXPECT_EQ(TakeShardHeader(unreal, header, ShardLimits()), ShardParse::OK);
}

TEST(ShardHeader, SurvivesTruncationAtEveryLength)
{
    const auto bytes = Sealed(30);
    for (uint32_t size = 0; size < bytes.size(); size++)
    {
        EXPECT_EQ(Take(bytes, size), size < 52 ? ShardParse::TOO_SHORT : ShardParse::BAD_LENGTH);
        ShardHeader header;
        EXPECT_EQ(Create<Packet>(bytes.data(), size)->PeekHeader(header), size < 52 ? 0U : 52U);
    }
    EXPECT_EQ(Take(bytes, bytes.size()), ShardParse::OK);
}

TEST(ShardHeader, RefusesEverySingleBitFlip)
{
    for (const uint32_t length : {1U, 64U, 1000U})
    {
        auto bytes = Sealed(length);
        for (size_t bit = 0; bit < 8 * bytes.size(); bit++)
        {
            bytes[bit / 8] ^= 1 << bit % 8;
            EXPECT_NE(Take(bytes, bytes.size()), ShardParse::OK) << "bit " << bit;
            bytes[bit / 8] ^= 1 << bit % 8;
        }
        EXPECT_EQ(Take(bytes, bytes.size()), ShardParse::OK);
    }
}

TEST(ShardHeader, EachReasonToRefuse)
{
    using H = ShardHeader;
    EXPECT_EQ(TakeChanged([](H&) {}), ShardParse::OK);
    EXPECT_EQ(TakeChanged([](H& h) { h.version = 2; }), ShardParse::BAD_VERSION);
    EXPECT_EQ(TakeChanged([](H& h) { h.reserved = 1; }), ShardParse::BAD_RESERVED);
    EXPECT_EQ(TakeChanged([](H& h) { h.payloadLength = 63; }), ShardParse::BAD_LENGTH);
    EXPECT_EQ(TakeChanged([](H& h) { h.payloadLength = 0xffffffff; }), ShardParse::BAD_LENGTH);
    EXPECT_EQ(TakeChanged([](H& h) { h.totalShards = 0; }), ShardParse::BAD_INDEX);
    EXPECT_EQ(TakeChanged([](H& h) { h.totalShards = 1; }), ShardParse::BAD_INDEX);
    EXPECT_EQ(TakeChanged([](H& h) { h.totalShards = 4097; }), ShardParse::BAD_INDEX);
    EXPECT_EQ(TakeChanged([](H& h) { h.totalShards = 0xffffffff; }), ShardParse::BAD_INDEX);
    EXPECT_EQ(TakeChanged([](H& h) { h.shardIndex = 0xffffffff; }), ShardParse::BAD_INDEX);
    EXPECT_EQ(TakeChanged([](H& h) { h.offset = 0x2000; }), ShardParse::BAD_RANGE);
    EXPECT_EQ(TakeChanged([](H& h) { h.offset = 0xffffffff; }), ShardParse::BAD_RANGE)
        << "no overflow";
    EXPECT_EQ(TakeChanged([](H& h) { h.offset = 0; }), ShardParse::BAD_RANGE)
        << "only shard 0 starts";
    EXPECT_EQ(TakeChanged([](H& h) { h.shardIndex = 0; }), ShardParse::BAD_RANGE);
    EXPECT_EQ(TakeChanged([](H& h) { h.shardIndex = 2; }), ShardParse::BAD_RANGE)
        << "the last must end";
    EXPECT_EQ(TakeChanged([](H& h) { h.offset = 0x2000 - 64; }), ShardParse::BAD_RANGE);
    EXPECT_EQ(TakeChanged([](H& h) { h.packetLength = 0xffffffff; }), ShardParse::BAD_RANGE);
    EXPECT_EQ(TakeChanged([](H& h) { h.sendTimeNs = uint64_t{1} << 63; }), ShardParse::BAD_RANGE);
    ShardLimits small;
    small.maxPacketLength = 0x1fff;
    EXPECT_EQ(TakeChanged([](H&) {}, small), ShardParse::BAD_RANGE);
    small = {};
    small.maxShards = 2;
    EXPECT_EQ(TakeChanged([](H&) {}, small), ShardParse::BAD_INDEX);
}

TEST(ShardHeader, MoreShardsThanBytesAreRefused)
{
    ShardHeader header;
    header.totalShards = 3;
    header.payloadLength = 1;
    header.packetLength = 2;
    Ptr<Packet> packet = Create<Packet>(1);
    SealShard(packet, header);
    EXPECT_EQ(TakeShardHeader(packet, header, ShardLimits()), ShardParse::BAD_RANGE);
}

TEST(ShardHeader, EmptyShardsAreRefused)
{
    ShardHeader header;
    header.totalShards = 1;
    Ptr<Packet> packet = Create<Packet>();
    SealShard(packet, header);
    EXPECT_EQ(TakeShardHeader(packet, header, ShardLimits()), ShardParse::BAD_LENGTH);
}

TEST(ShardLimits, RefusesLimitsThatMakeNoSense)
{
    ShardLimits limits;
    EXPECT_EQ(ShardLimits::Validate(limits), "");
    limits.maxShards = 0;
    EXPECT_EQ(ShardLimits::Validate(limits), "maxShards must lie in [1, 65535]");
    limits.maxShards = 65536;
    EXPECT_EQ(ShardLimits::Validate(limits), "maxShards must lie in [1, 65535]");
    limits = {};
    limits.maxPacketLength = 0;
    EXPECT_EQ(ShardLimits::Validate(limits), "maxPacketLength must be at least 1");
}
