/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/crc32c.h"
#include "ns3/sent-shards.h"
#include "ns3/shard-cipher.h"
#include "ns3/shard-request.h"

#include <gtest/gtest.h>

#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

using Bytes = std::vector<uint8_t>;

Bytes
Content(const Packet& packet)
{
    Bytes bytes(packet.GetSize());
    packet.CopyData(bytes.data(), packet.GetSize());
    return bytes;
}

ShardRequest
Example()
{
    ShardRequest request;
    request.senderId = 0x05060708;
    request.packetId = 0x090a0b0c0d0e0f10;
    request.indices = {3, 0x102};
    return request;
}

ShardParse
Decode(const Bytes& bytes, const ShardCipher* cipher = nullptr)
{
    ShardRequest request;
    return ShardRequest::Decode(*Create<Packet>(bytes.data(), bytes.size()), request, cipher);
}

const ShardCipher&
Cipher(char digit = '3')
{
    static const ShardCipher three(ShardKey::FromHex(std::string(64, '3')).Value());
    static const ShardCipher four(ShardKey::FromHex(std::string(64, '4')).Value());
    return digit == '3' ? three : four;
}

std::vector<Ptr<Packet>>
Shards(uint32_t count, uint32_t size)
{
    std::vector<Ptr<Packet>> shards;
    for (uint32_t i = 0; i < count; i++)
    {
        const Bytes bytes(size, static_cast<uint8_t>(i));
        shards.push_back(Create<Packet>(bytes.data(), size));
    }
    return shards;
}

} // namespace

TEST(ShardRequest, GoldenBytes)
{
    // The CRC was computed with an independent implementation, bit by bit.
    const Bytes golden{0x82, 0x00, 0x00, 0x02, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c,
                       0x0d, 0x0e, 0x0f, 0x10, 0x00, 0x03, 0x01, 0x02, 0xd9, 0xfe, 0xc5, 0xb3};
    const Ptr<Packet> packet = Example().Encode();
    EXPECT_EQ(Content(*packet), golden);
    EXPECT_TRUE(ShardRequest::IsRequest(*packet));
    EXPECT_FALSE(ShardRequest::IsRequest(*Create<Packet>()));
    EXPECT_FALSE(ShardRequest::IsRequest(*Create<Packet>(100)));
}

TEST(ShardRequest, ComesBackAndRefusesEveryTruncationAndBitFlip)
{
    for (const ShardCipher* cipher : {static_cast<const ShardCipher*>(nullptr), &Cipher()})
    {
        const Ptr<Packet> packet = Example().Encode(cipher);
        ShardRequest request;
        ASSERT_EQ(ShardRequest::Decode(*packet, request, cipher), ShardParse::OK);
        EXPECT_EQ(request.senderId, Example().senderId);
        EXPECT_EQ(request.packetId, Example().packetId);
        EXPECT_EQ(request.indices, Example().indices);
        Bytes bytes = Content(*packet);
        for (size_t size = 0; size < bytes.size(); size++)
        {
            EXPECT_NE(Decode(Bytes(bytes.begin(), bytes.begin() + size), cipher), ShardParse::OK);
        }
        for (size_t bit = 0; bit < 8 * bytes.size(); bit++)
        {
            bytes[bit / 8] ^= 1 << bit % 8;
            EXPECT_NE(Decode(bytes, cipher), ShardParse::OK) << bit;
            bytes[bit / 8] ^= 1 << bit % 8;
        }
        bytes.push_back(0);
        EXPECT_EQ(Decode(bytes, cipher), ShardParse::BAD_LENGTH);
    }
}

TEST(ShardRequest, OnlyHoldersOfTheKeyMayAsk)
{
    const Bytes clear = Content(*Example().Encode());
    const Bytes sealed = Content(*Example().Encode(&Cipher()));
    EXPECT_EQ(Decode(clear, &Cipher()), ShardParse::NOT_ENCRYPTED);
    EXPECT_EQ(Decode(sealed), ShardParse::WRONG_KEY);
    EXPECT_EQ(Decode(sealed, &Cipher('4')), ShardParse::WRONG_KEY);
}

TEST(ShardRequest, AForgedRequestIsNotAuthenticEvenWithARightChecksum)
{
    Bytes bytes = Content(*Example().Encode(&Cipher()));
    for (size_t at = 4; at + 4 < bytes.size(); at++)
    {
        Bytes forged = bytes;
        forged[at] ^= 1;
        const uint32_t crc = Crc32c(0, forged.data(), forged.size() - 4);
        for (int i = 0; i < 4; i++)
        {
            forged[forged.size() - 4 + i] = static_cast<uint8_t>(crc >> 8 * (3 - i));
        }
        const bool isKeyId = at >= 20 && at < 24;
        EXPECT_EQ(Decode(forged, &Cipher()),
                  isKeyId ? ShardParse::WRONG_KEY : ShardParse::NOT_AUTHENTIC)
            << at;
    }
}

TEST(ShardRequest, CountsThatMakeNoSenseAreRefused)
{
    Bytes bytes = Content(*Example().Encode());
    for (const uint8_t count : {0, 1, 3, 65, 255})
    {
        bytes[3] = count;
        EXPECT_EQ(Decode(bytes), ShardParse::BAD_LENGTH) << +count;
    }
    bytes[3] = 2;
    bytes[1] = 1;
    EXPECT_EQ(Decode(bytes), ShardParse::BAD_CODE);
    bytes[0] = 0x83;
    EXPECT_EQ(Decode(bytes), ShardParse::BAD_VERSION);
}

TEST(SentShards, AnswersOnceForEachShardOfWhatItKeeps)
{
    SentShards sent({});
    sent.Remember(7, Shards(3, 10));
    ShardRequest request;
    request.packetId = 7;
    request.indices = {2, 0, 3, 2};
    std::vector<Ptr<Packet>> shards;
    sent.Answer(request, shards);
    ASSERT_EQ(shards.size(), 2U);
    EXPECT_EQ(Content(*shards[0]), Bytes(10, 2));
    EXPECT_EQ(Content(*shards[1]), Bytes(10, 0));
    EXPECT_EQ(sent.GetCounters().requested, 4U);
    EXPECT_EQ(sent.GetCounters().resent, 2U);
    EXPECT_EQ(sent.GetCounters().unknown, 1U) << "it has no shard 3";
    EXPECT_EQ(sent.GetCounters().exhausted, 1U) << "shard 2 a second time";
    request.packetId = 8;
    request.indices = {0};
    sent.Answer(request, shards);
    EXPECT_TRUE(shards.empty());
    EXPECT_EQ(sent.GetCounters().unknown, 2U);
}

TEST(SentShards, WhatIsSentAgainIsACopy)
{
    SentShards::Config config;
    config.maxResends = 2;
    SentShards sent(config);
    auto shards = Shards(1, 10);
    sent.Remember(1, shards);
    shards[0]->RemoveAtStart(5); // the link below may do anything with what it gets
    ShardRequest request;
    request.packetId = 1;
    request.indices = {0};
    std::vector<Ptr<Packet>> again;
    sent.Answer(request, again);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0]->GetSize(), 10U);
    again[0]->RemoveAtStart(5);
    sent.Answer(request, again);
    EXPECT_EQ(again[0]->GetSize(), 10U);
}

TEST(SentShards, ForgetsTheOldestAtItsBounds)
{
    SentShards::Config config;
    config.maxPackets = 2;
    config.maxBytes = 4 * (256 + 100);
    SentShards sent(config);
    sent.Remember(1, Shards(1, 100));
    sent.Remember(2, Shards(1, 100));
    sent.Remember(3, Shards(1, 100));
    EXPECT_EQ(sent.Packets(), 2U);
    EXPECT_EQ(sent.GetCounters().forgotten, 1U);
    sent.Remember(4, Shards(3, 100));
    EXPECT_EQ(sent.Packets(), 2U) << "packet 3 and 4, exactly the bytes";
    EXPECT_EQ(sent.Bytes(), config.maxBytes);
    sent.Remember(5, Shards(5, 100));
    EXPECT_EQ(sent.Packets(), 2U) << "too large to be kept, and nothing is forgotten for it";
    sent.Remember(6, Shards(4, 100));
    EXPECT_EQ(sent.Packets(), 1U);
    EXPECT_EQ(sent.GetCounters().forgotten, 4U);
    EXPECT_EQ(sent.GetCounters().remembered, 5U);
    EXPECT_EQ(SentShards::Validate({0, 1, 1}), "maxPackets must be at least 1");
}
