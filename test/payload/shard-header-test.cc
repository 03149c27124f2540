/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/crc32c.h"
#include "ns3/packet-bytes.h"
#include "ns3/shard-cipher.h"
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
    header.reassemblyPoint = 0x1a1b1c1d;
    return header;
}

std::vector<uint8_t>
Content(const Packet& packet)
{
    std::vector<uint8_t> bytes(packet.GetSize());
    packet.CopyData(bytes.data(), packet.GetSize());
    return bytes;
}

/// 00 01 02 .. 1f
const ShardCipher&
Cipher()
{
    static const ShardCipher cipher(
        ShardKey::FromHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
            .Value());
    return cipher;
}

std::vector<uint8_t>
Sealed(uint32_t payloadLength, const ShardCipher* cipher = nullptr)
{
    std::vector<uint8_t> bytes(payloadLength);
    for (uint32_t i = 0; i < payloadLength; i++)
    {
        bytes[i] = static_cast<uint8_t>(i * 5);
    }
    Ptr<Packet> packet = Create<Packet>(bytes.data(), payloadLength);
    ShardHeader header = Example(payloadLength);
    SealShard(packet, header, cipher);
    return Content(*packet);
}

ShardParse
Take(const std::vector<uint8_t>& bytes, uint32_t size, const ShardCipher* cipher = nullptr)
{
    Ptr<Packet> packet = Create<Packet>(bytes.data(), size);
    ShardHeader header;
    const ShardParse parse = TakeShardHeader(packet, header, ShardLimits(), cipher);
    EXPECT_EQ(packet->GetSize(), parse == ShardParse::OK ? size - header.WireSize() : size)
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
        0x02, 0x00, 0x08, 0x00,                         // version, code, protocol
        0x05, 0x06, 0x07, 0x08,                         // sender
        0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, // packet id
        0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x03, // shard 1 of 3
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, // redundant shards, offset
        0x00, 0x00, 0x00, 0x04, 0x00, 0x00, 0x20, 0x00, // payload length, packet length
        0x00, 0x00, 0x00, 0x00, 0x1a, 0x1b, 0x1c, 0x1d, // block length, reassembly point
        0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, // send time
        0x03, 0x04, 0x02, 0x00,                         // flags, error, reserved
        0x4e, 0xad, 0x70, 0xec,                         // CRC32C
        0x00, 0x05, 0x0a, 0x0f,                         // payload
    };
    EXPECT_EQ(Sealed(4), golden);
}

TEST(ShardHeader, GoldenBytesOfEncryptedMetadata)
{
    // Computed with an independent implementation of BLAKE2b, XChaCha20-Poly1305 and CRC32C.
    std::vector<uint8_t> golden = Sealed(4);
    golden[1] = 0x80;
    const std::vector<uint8_t> metadata{
        0x75, 0xa0, 0x51, 0xda, 0x27, 0xb3, 0x3e, 0x61, 0xaf, 0xe5, 0xa8, 0x31, // encrypted
        0x53, 0x99, 0x0b, 0x27,                                                 // CRC32C
        0xae, 0xb2, 0x59, 0x22,                                                 // key id
        0xbd, 0x82, 0x22, 0xa0, 0x6c, 0x26, 0xb6, 0x9f,                         // nonce
        0xdb, 0x11, 0xa7, 0x14, 0x9f, 0xdb, 0xa8, 0x72,                         //
        0x09, 0x7b, 0xff, 0x67, 0x8d, 0x42, 0x19, 0xd8,                         //
        0xd6, 0xa7, 0xea, 0xbb, 0x56, 0x34, 0x10, 0x2e,                         // tag
        0x04, 0xaa, 0x3c, 0x18, 0xdd, 0xa5, 0x3e, 0xba,                         //
    };
    golden.erase(golden.begin() + 48, golden.begin() + 64);
    golden.insert(golden.begin() + 48, metadata.begin(), metadata.end());
    EXPECT_EQ(Sealed(4, &Cipher()), golden);
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
              "version 2 sender 84281096 packet 651345242494996240 shard 1/3 bytes 256+100/8192 "
              "protocol 0x800 to 437984285 flags 0x304 error 2 sent 1230066625199609624ns");
    EXPECT_EQ(Content(*packet), std::vector<uint8_t>(bytes.begin() + 64, bytes.end()));
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

TEST(ShardHeader, EncryptedMetadataComesBackAndCannotBeReadWithoutTheKey)
{
    const auto bytes = Sealed(100, &Cipher());
    Ptr<Packet> packet = Create<Packet>(bytes.data(), bytes.size());
    ShardHeader header;
    EXPECT_EQ(packet->PeekHeader(header), 108U);
    EXPECT_TRUE(header.encrypted);
    EXPECT_EQ(header.packetId, 0x090a0b0c0d0e0f10U) << "what is clear can be read by all";
    EXPECT_EQ(header.sendTimeNs, 0U);
    EXPECT_EQ(header.flags, 0U);
    EXPECT_EQ(header.errorCode, 0U);
    ASSERT_EQ(TakeShardHeader(packet, header, ShardLimits(), &Cipher()), ShardParse::OK);
    EXPECT_EQ(header.sendTimeNs, 0x1112131415161718U);
    EXPECT_EQ(header.flags, 0x0304);
    EXPECT_EQ(header.errorCode, 2);
    EXPECT_EQ(Content(*packet), std::vector<uint8_t>(bytes.begin() + 108, bytes.end()));
}

TEST(ShardHeader, OtherKeysClearShardsAndSplicesAreToldApart)
{
    const ShardCipher other(ShardKey::FromHex(std::string(64, '7')).Value());
    auto bytes = Sealed(64, &Cipher());
    EXPECT_EQ(Take(bytes, bytes.size()), ShardParse::WRONG_KEY);
    EXPECT_EQ(Take(bytes, bytes.size(), &other), ShardParse::WRONG_KEY);
    EXPECT_EQ(Take(Sealed(64), 128, &Cipher()), ShardParse::NOT_ENCRYPTED);

    // Whoever has no key can still make the checksum right, with the metadata of another shard, in
    // front of another payload, or with another identity.
    const auto forge = [&](size_t at, uint8_t value)
    {
        auto forged = bytes;
        forged[at] = value;
        uint32_t crc = Crc32c(0, forged.data(), 60);
        crc = Crc32c(crc, forged.data() + 64, forged.size() - 64);
        for (int i = 0; i < 4; i++)
        {
            forged[60 + i] = static_cast<uint8_t>(crc >> 8 * (3 - i));
        }
        return Take(forged, forged.size(), &Cipher());
    };
    EXPECT_EQ(forge(2, bytes[2]), ShardParse::OK) << "nothing changed";
    for (size_t at = 2; at < bytes.size(); at++)
    {
        if (at >= 60 && at < 64)
        {
            continue; // the checksum itself
        }
        const ShardParse parse = forge(at, bytes[at] ^ 1);
        if (at >= 16 && at < 44)
        {
            EXPECT_NE(parse, ShardParse::OK) << at; // refused for what it says, or as not authentic
            continue;
        }
        EXPECT_EQ(parse, at >= 64 && at < 68 ? ShardParse::WRONG_KEY : ShardParse::NOT_AUTHENTIC)
            << at;
    }
}

TEST(ShardHeader, SurvivesTruncationAtEveryLength)
{
    for (const ShardCipher* cipher : {static_cast<const ShardCipher*>(nullptr), &Cipher()})
    {
        const auto bytes = Sealed(30, cipher);
        const uint32_t header = cipher ? 108 : 64;
        for (uint32_t size = 0; size < bytes.size(); size++)
        {
            EXPECT_EQ(Take(bytes, size, cipher),
                      size < header ? ShardParse::TOO_SHORT : ShardParse::BAD_LENGTH);
            ShardHeader peeked;
            EXPECT_EQ(Create<Packet>(bytes.data(), size)->PeekHeader(peeked),
                      size < header ? 0U : header);
        }
        EXPECT_EQ(Take(bytes, bytes.size(), cipher), ShardParse::OK);
    }
}

TEST(ShardHeader, RefusesEverySingleBitFlip)
{
    for (const ShardCipher* cipher : {static_cast<const ShardCipher*>(nullptr), &Cipher()})
    {
        for (const uint32_t length : {1U, 64U, 1000U})
        {
            auto bytes = Sealed(length, cipher);
            for (size_t bit = 0; bit < 8 * bytes.size(); bit++)
            {
                bytes[bit / 8] ^= 1 << bit % 8;
                EXPECT_NE(Take(bytes, bytes.size(), cipher), ShardParse::OK) << "bit " << bit;
                bytes[bit / 8] ^= 1 << bit % 8;
            }
            EXPECT_EQ(Take(bytes, bytes.size(), cipher), ShardParse::OK);
        }
    }
}

TEST(ShardHeader, EachReasonToRefuse)
{
    using H = ShardHeader;
    EXPECT_EQ(TakeChanged([](H&) {}), ShardParse::OK);
    EXPECT_EQ(TakeChanged([](H& h) { h.version = 3; }), ShardParse::BAD_VERSION);
    EXPECT_EQ(TakeChanged([](H& h) { h.code = static_cast<ShardCode>(4); }), ShardParse::BAD_CODE);
    EXPECT_EQ(TakeChanged([](H& h) { h.redundantShards = 1; }), ShardParse::BAD_CODE);
    EXPECT_EQ(TakeChanged([](H& h) { h.blockLength = 1; }), ShardParse::BAD_CODE);
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
    EXPECT_EQ(TakeChanged([](H& h) { h.sendTimeNs = uint64_t{1} << 63; }),
              ShardParse::BAD_METADATA);
    EXPECT_EQ(TakeChanged([](H& h) { h.reserved = 1; }), ShardParse::BAD_METADATA);
    ShardLimits small;
    small.maxPacketLength = 0x1fff;
    EXPECT_EQ(TakeChanged([](H&) {}, small), ShardParse::BAD_RANGE);
    small = {};
    small.maxShards = 2;
    EXPECT_EQ(TakeChanged([](H&) {}, small), ShardParse::BAD_INDEX);
}

TEST(ShardHeader, CopiesAreJudgedByWhatTheyCopy)
{
    // Three data shards, each twice; shard 1 of the example.
    const auto copies = [](ShardHeader& h)
    {
        h.code = ShardCode::COPY;
        h.totalShards = 6;
        h.redundantShards = 3;
    };
    const auto with = [&](auto change)
    {
        return TakeChanged(
            [&](ShardHeader& h)
            {
                copies(h);
                change(h);
            });
    };
    using H = ShardHeader;
    EXPECT_EQ(with([](H&) {}), ShardParse::OK);
    EXPECT_EQ(with([](H& h) { h.shardIndex = 4; }), ShardParse::OK) << "the copy of shard 1";
    EXPECT_EQ(with([](H& h) { h.shardIndex = 3; }), ShardParse::BAD_RANGE) << "of shard 0";
    EXPECT_EQ(with([](H& h) { h.shardIndex = 6; }), ShardParse::BAD_INDEX);
    EXPECT_EQ(with([](H& h) { h.redundantShards = 2; }), ShardParse::BAD_CODE) << "6 is not 4 m";
    EXPECT_EQ(with([](H& h) { h.redundantShards = 0; }), ShardParse::BAD_CODE);
    EXPECT_EQ(with([](H& h) { h.redundantShards = 6; }), ShardParse::BAD_CODE);
    EXPECT_EQ(with([](H& h) { h.redundantShards = 0xffffffff; }), ShardParse::BAD_CODE);
    EXPECT_EQ(with([](H& h) { h.blockLength = 68; }), ShardParse::BAD_CODE);
}

TEST(ShardHeader, ParityIsJudgedByItsBlockLength)
{
    // Shard 1 of three data shards in 150 bytes, none above 64, with two parity shards.
    const auto with = [&](auto change)
    {
        return TakeChanged(
            [&](ShardHeader& h)
            {
                h.code = ShardCode::REED_SOLOMON;
                h.totalShards = 5;
                h.redundantShards = 2;
                h.offset = 50;
                h.packetLength = 150;
                h.blockLength = 68;
                change(h);
            });
    };
    const auto parity = [&](auto change)
    {
        return with(
            [&](ShardHeader& h)
            {
                h.shardIndex = 3;
                h.offset = 0;
                h.blockLength = 64; // data shards of up to 60
                change(h);
            });
    };
    using H = ShardHeader;
    EXPECT_EQ(with([](H&) {}), ShardParse::OK);
    EXPECT_EQ(with([](H& h) { h.blockLength = 67; }), ShardParse::BAD_RANGE) << "it is longer";
    EXPECT_EQ(with([](H& h) { h.blockLength = 0; }), ShardParse::BAD_CODE);
    EXPECT_EQ(with([](H& h) { h.blockLength = 4; }), ShardParse::BAD_RANGE);
    EXPECT_EQ(with([](H& h) { h.blockLength = 155; }), ShardParse::BAD_RANGE)
        << "longer than the packet";
    EXPECT_EQ(with([](H& h) { h.blockLength = 0xffffffff; }), ShardParse::BAD_RANGE);
    EXPECT_EQ(with([](H& h) { h.packetLength = 193; }), ShardParse::BAD_RANGE)
        << "three of 64 do not reach so far";
    EXPECT_EQ(with([](H& h) { h.redundantShards = 5; }), ShardParse::BAD_CODE);
    EXPECT_EQ(with([](H& h) { h.redundantShards = 6; }), ShardParse::BAD_CODE);
    EXPECT_EQ(with([](H& h) { h.totalShards = 256; }), ShardParse::BAD_CODE);
    EXPECT_EQ(with([](H& h) { h.totalShards = 0xffffffff; }), ShardParse::BAD_CODE);
    EXPECT_EQ(with([](H& h) { h.code = ShardCode::XOR; }), ShardParse::BAD_CODE) << "two of them";
    EXPECT_EQ(parity([](H&) {}), ShardParse::OK);
    EXPECT_EQ(parity([](H& h) { h.shardIndex = 4; }), ShardParse::OK);
    EXPECT_EQ(parity([](H& h) { h.shardIndex = 5; }), ShardParse::BAD_INDEX);
    EXPECT_EQ(parity([](H& h) { h.offset = 1; }), ShardParse::BAD_RANGE);
    EXPECT_EQ(parity([](H& h) { h.blockLength = 65; }), ShardParse::BAD_RANGE)
        << "parity is as long as a block";
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
