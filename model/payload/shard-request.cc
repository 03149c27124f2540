/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shard-request.h"

#include "shard-cipher.h"

#include "ns3/assert.h"
#include "ns3/byte-reader.h"
#include "ns3/byte-writer.h"
#include "ns3/crc32c.h"

#include <algorithm>
#include <array>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr uint32_t FIXED = 16; //!< bytes before the indices
constexpr uint32_t CHECKSUM = 4;
constexpr uint8_t AUTHENTICATED = 0x80;
constexpr uint32_t LONGEST =
    FIXED + 2 * ShardRequest::MAX_INDICES + ShardHeader::SEAL_SIZE + CHECKSUM;

using RawRequest = std::array<uint8_t, LONGEST>;

} // namespace

bool
ShardRequest::IsRequest(const Packet& packet)
{
    uint8_t version = 0;
    return packet.CopyData(&version, 1) == 1 && version == VERSION;
}

Ptr<Packet>
ShardRequest::Encode(const ShardCipher* cipher) const
{
    NS_ASSERT(!indices.empty() && indices.size() <= MAX_INDICES);
    RawRequest raw;
    ByteWriter writer(raw.data(), raw.size());
    writer.U8(VERSION);
    writer.U8(cipher ? AUTHENTICATED : 0);
    writer.U16(static_cast<uint16_t>(indices.size()));
    writer.U32(senderId);
    writer.U64(packetId);
    for (const uint16_t index : indices)
    {
        writer.U16(index);
    }
    if (cipher)
    {
        ShardCipher::Nonce nonce;
        ShardCipher::Tag tag;
        cipher->Seal({raw.data(), writer.Written()}, nullptr, 0, nonce, tag);
        writer.U32(cipher->KeyId());
        writer.Bytes(nonce.data(), nonce.size());
        writer.Bytes(tag.data(), tag.size());
    }
    writer.U32(Crc32c(0, raw.data(), writer.Written()));
    return Create<Packet>(raw.data(), static_cast<uint32_t>(writer.Written()));
}

ShardParse
ShardRequest::Decode(const Packet& packet, ShardRequest& request, const ShardCipher* cipher)
{
    RawRequest raw;
    const uint32_t size = packet.GetSize();
    const uint32_t there = packet.CopyData(raw.data(), LONGEST);
    ByteReader reader(raw.data(), there);
    const uint8_t version = reader.U8();
    const uint8_t kind = reader.U8();
    const uint32_t count = reader.U16();
    const uint32_t senderId = reader.U32();
    const uint64_t packetId = reader.U64();
    if (!reader.Ok())
    {
        return ShardParse::TOO_SHORT;
    }
    if (version != VERSION)
    {
        return ShardParse::BAD_VERSION;
    }
    if (kind != 0 && kind != AUTHENTICATED)
    {
        return ShardParse::BAD_CODE;
    }
    const uint32_t sealAt = FIXED + 2 * count;
    const uint32_t checksumAt = sealAt + (kind == AUTHENTICATED ? ShardHeader::SEAL_SIZE : 0);
    if (count < 1 || count > MAX_INDICES || size != checksumAt + CHECKSUM)
    {
        return ShardParse::BAD_LENGTH;
    }
    if (ByteReader(raw.data() + checksumAt, CHECKSUM).U32() != Crc32c(0, raw.data(), checksumAt))
    {
        return ShardParse::BAD_CHECKSUM;
    }
    if (kind == AUTHENTICATED)
    {
        ByteReader seal(raw.data() + sealAt, ShardHeader::SEAL_SIZE);
        if (!cipher || seal.U32() != cipher->KeyId())
        {
            return ShardParse::WRONG_KEY;
        }
        ShardCipher::Nonce nonce;
        ShardCipher::Tag tag;
        std::copy_n(seal.Bytes(nonce.size()), nonce.size(), nonce.begin());
        std::copy_n(seal.Bytes(tag.size()), tag.size(), tag.begin());
        if (!cipher->Open({raw.data(), sealAt}, nullptr, 0, nonce, tag))
        {
            return ShardParse::NOT_AUTHENTIC;
        }
    }
    else if (cipher)
    {
        return ShardParse::NOT_ENCRYPTED;
    }
    request.senderId = senderId;
    request.packetId = packetId;
    request.indices.clear();
    for (uint32_t i = 0; i < count; i++)
    {
        request.indices.push_back(reader.U16());
    }
    return ShardParse::OK;
}

} // namespace sharding
} // namespace ns3
