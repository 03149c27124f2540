/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shard-header.h"

#include "shard-cipher.h"

#include "ns3/byte-reader.h"
#include "ns3/byte-writer.h"
#include "ns3/crc32c.h"
#include "ns3/packet-bytes.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <vector>

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(ShardHeader);

namespace
{

constexpr uint32_t CHECKSUM_AT = ShardHeader::SIZE - 4;
constexpr uint32_t LONGEST = ShardHeader::SIZE + ShardHeader::SEAL_SIZE;
constexpr uint32_t SMALL = 4096;            //!< up to here a shard is read in one go
constexpr uint8_t ENCRYPTED = 0x80;         //!< bit beside the code
constexpr uint32_t MAX_PARITY_SHARDS = 255; //!< elements of GF(256) but 0
static_assert(ShardHeader::SEAL_SIZE == 4 + ShardCipher::NONCE_SIZE + ShardCipher::TAG_SIZE,
              "key id, nonce and tag follow an encrypted header");

/// A header as it goes over the wire.
struct RawHeader
{
    std::array<uint8_t, LONGEST> bytes;
    uint32_t size;

    uint8_t*
    Metadata()
    {
        return bytes.data() + ShardHeader::METADATA_AT;
    }

    uint8_t*
    Seal()
    {
        return bytes.data() + ShardHeader::SIZE;
    }

    void
    SetChecksum(uint32_t checksum)
    {
        ByteWriter(bytes.data() + CHECKSUM_AT, 4).U32(checksum);
    }

    /**
     * @param packet a packet
     * @param skip where the payload begins in it
     * @return the checksum over this header and that payload
     */
    uint32_t
    Checksum(const Packet& packet, uint32_t skip) const
    {
        return Crc32c(OwnChecksum(), packet, skip);
    }

    /**
     * @param payload all bytes of the payload
     * @param length how many
     * @return as above
     */
    uint32_t
    Checksum(const uint8_t* payload, uint32_t length) const
    {
        return Crc32c(OwnChecksum(), payload, length);
    }

  private:
    uint32_t
    OwnChecksum() const
    {
        const uint32_t own = Crc32c(0, bytes.data(), CHECKSUM_AT);
        return size == ShardHeader::SIZE
                   ? own
                   : Crc32c(own, bytes.data() + ShardHeader::SIZE, size - ShardHeader::SIZE);
    }
};

void
Encode(const ShardHeader& header, RawHeader& raw)
{
    raw.size = header.WireSize();
    ByteWriter writer(raw.bytes.data(), ShardHeader::SIZE);
    writer.U8(header.version);
    writer.U8(static_cast<uint8_t>(header.code) | (header.encrypted ? ENCRYPTED : 0));
    writer.U16(header.protocol);
    writer.U32(header.senderId);
    writer.U64(header.packetId);
    writer.U32(header.shardIndex);
    writer.U32(header.totalShards);
    writer.U32(header.redundantShards);
    writer.U32(header.offset);
    writer.U32(header.payloadLength);
    writer.U32(header.packetLength);
    writer.U32(header.blockLength);
    writer.U32(header.reassemblyPoint);
    writer.U64(header.sendTimeNs);
    writer.U16(header.flags);
    writer.U8(header.errorCode);
    writer.U8(header.reserved);
    writer.U32(header.checksum);
}

void
DecodeMetadata(const uint8_t* bytes, ShardHeader& header)
{
    ByteReader reader(bytes, ShardHeader::METADATA_SIZE);
    header.sendTimeNs = reader.U64();
    header.flags = reader.U16();
    header.errorCode = reader.U8();
    header.reserved = reader.U8();
}

void
Decode(const uint8_t* bytes, ShardHeader& header)
{
    ByteReader reader(bytes, ShardHeader::SIZE);
    header.version = reader.U8();
    const uint8_t code = reader.U8();
    header.code = static_cast<ShardCode>(code & ~ENCRYPTED);
    header.encrypted = code & ENCRYPTED;
    header.protocol = reader.U16();
    header.senderId = reader.U32();
    header.packetId = reader.U64();
    header.shardIndex = reader.U32();
    header.totalShards = reader.U32();
    header.redundantShards = reader.U32();
    header.offset = reader.U32();
    header.payloadLength = reader.U32();
    header.packetLength = reader.U32();
    header.blockLength = reader.U32();
    header.reassemblyPoint = reader.U32();
    static constexpr uint8_t SECRET[ShardHeader::METADATA_SIZE] = {};
    const uint8_t* metadata = reader.Bytes(ShardHeader::METADATA_SIZE);
    DecodeMetadata(header.encrypted ? SECRET : metadata, header);
    header.checksum = reader.U32();
}

bool
CodeIsSound(const ShardHeader& header)
{
    const uint64_t total = header.totalShards;
    const uint64_t redundant = header.redundantShards;
    switch (header.code)
    {
    case ShardCode::NONE:
        return redundant == 0 && header.blockLength == 0;
    case ShardCode::COPY:
        return redundant > 0 && header.blockLength == 0 && redundant < total &&
               total % (total - redundant) == 0;
    case ShardCode::XOR:
        return redundant == 1 && total > 1 && total <= MAX_PARITY_SHARDS && header.blockLength > 0;
    case ShardCode::REED_SOLOMON:
        return redundant > 0 && redundant < total && total <= MAX_PARITY_SHARDS &&
               header.blockLength > 0;
    }
    return false;
}

bool
RangeIsSound(const ShardHeader& header, const ShardLimits& limits)
{
    const uint64_t data = header.DataShards();
    if (header.packetLength > limits.maxPacketLength || data > header.packetLength)
    {
        return false;
    }
    if (header.HasParity())
    {
        const uint64_t longest = uint64_t{header.blockLength} - ShardHeader::BLOCK_PREFIX;
        if (header.blockLength <= ShardHeader::BLOCK_PREFIX || longest > header.packetLength ||
            longest * data < header.packetLength)
        {
            return false;
        }
        if (header.IsParity())
        {
            return header.offset == 0 && header.payloadLength == header.blockLength;
        }
        if (header.payloadLength > longest)
        {
            return false;
        }
    }
    const uint64_t end = uint64_t{header.offset} + header.payloadLength;
    const bool isFirst = header.ContentIndex() == 0;
    const bool isLast = header.ContentIndex() == data - 1;
    return end <= header.packetLength && isFirst == (header.offset == 0) &&
           isLast == (end == header.packetLength);
}

/**
 * @param raw the header
 * @param packet a packet
 * @param payloadAt where the payload begins in it: 0, or behind the encrypted header
 * @return what the cipher authenticates beside the metadata: the header before it, then the
 *         payload; valid until the next call
 */
ByteSpan
AuthenticatedPart(const RawHeader& raw, const Packet& packet, uint32_t payloadAt)
{
    static thread_local std::vector<uint8_t> bytes;
    const uint32_t packetAt = payloadAt == 0 ? ShardHeader::METADATA_AT : 0;
    const uint32_t begin = packetAt + payloadAt - ShardHeader::METADATA_AT;
    bytes.resize(packetAt + size_t{packet.GetSize()});
    packet.CopyData(bytes.data() + packetAt, packet.GetSize());
    std::memcpy(bytes.data() + begin, raw.bytes.data(), ShardHeader::METADATA_AT);
    return {bytes.data() + begin, bytes.size() - begin};
}

/// A header that is encoded already. To ns-3's packet metadata it is a ShardHeader.
class EncodedHeader : public Header
{
  public:
    /// @param raw what it writes from now on; must stay until it has
    void
    Set(const RawHeader& raw)
    {
        m_raw = &raw;
    }

    TypeId
    GetInstanceTypeId() const override
    {
        return ShardHeader::GetTypeId();
    }

    uint32_t
    GetSerializedSize() const override
    {
        return m_raw->size;
    }

    void
    Serialize(Buffer::Iterator start) const override
    {
        start.Write(m_raw->bytes.data(), m_raw->size);
    }

    uint32_t
    Deserialize(Buffer::Iterator) override
    {
        return 0; // it is only ever written
    }

    void
    Print(std::ostream& os) const override
    {
        os << m_raw->size << " bytes";
    }

  private:
    const RawHeader* m_raw{nullptr};
};

} // namespace

TypeId
ShardHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::sharding::ShardHeader")
                            .SetParent<Header>()
                            .SetGroupName("Sharding")
                            .AddConstructor<ShardHeader>();
    return tid;
}

TypeId
ShardHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

void
ShardHeader::Print(std::ostream& os) const
{
    os << "version " << +version << " sender " << senderId << " packet " << packetId << " shard "
       << shardIndex << "/" << totalShards;
    if (redundantShards > 0)
    {
        os << " (" << redundantShards << " by code " << +static_cast<uint8_t>(code) << ")";
    }
    os << " bytes " << offset << "+" << payloadLength << "/" << packetLength << " protocol 0x"
       << std::hex << protocol << std::dec;
    if (reassemblyPoint != 0)
    {
        os << " to " << reassemblyPoint;
    }
    if (encrypted)
    {
        os << " encrypted";
        return;
    }
    os << " flags 0x" << std::hex << flags << std::dec << " error " << +errorCode << " sent "
       << sendTimeNs << "ns";
}

uint32_t
ShardHeader::GetSerializedSize() const
{
    return SIZE;
}

void
ShardHeader::Serialize(Buffer::Iterator start) const
{
    RawHeader raw;
    Encode(*this, raw);
    start.Write(raw.bytes.data(), SIZE);
}

uint32_t
ShardHeader::Deserialize(Buffer::Iterator start)
{
    if (start.GetRemainingSize() < SIZE)
    {
        return 0;
    }
    const uint32_t remaining = start.GetRemainingSize();
    std::array<uint8_t, SIZE> raw;
    start.Read(raw.data(), SIZE);
    Decode(raw.data(), *this);
    return WireSize() <= remaining ? WireSize() : 0;
}

std::string
ShardLimits::Validate(const ShardLimits& limits)
{
    if (limits.maxShards < 1 || limits.maxShards > 65535)
    {
        return "maxShards must lie in [1, 65535]";
    }
    if (limits.maxPacketLength < 1)
    {
        return "maxPacketLength must be at least 1";
    }
    return "";
}

void
SealShard(const Ptr<Packet>& payload,
          ShardHeader& header,
          const ShardCipher* cipher,
          const uint8_t* bytes)
{
    header.encrypted = cipher != nullptr;
    RawHeader raw;
    Encode(header, raw);
    if (cipher)
    {
        ShardCipher::Nonce nonce;
        ShardCipher::Tag tag;
        cipher->Seal(AuthenticatedPart(raw, *payload, 0),
                     raw.Metadata(),
                     ShardHeader::METADATA_SIZE,
                     nonce,
                     tag);
        ByteWriter writer(raw.Seal(), ShardHeader::SEAL_SIZE);
        writer.U32(cipher->KeyId());
        writer.Bytes(nonce.data(), nonce.size());
        writer.Bytes(tag.data(), tag.size());
    }
    header.checksum = bytes ? raw.Checksum(bytes, payload->GetSize()) : raw.Checksum(*payload, 0);
    raw.SetChecksum(header.checksum);
    // ns-3's headers take as long to make and unmake as to write.
    static thread_local EncodedHeader encoded;
    encoded.Set(raw);
    payload->AddHeader(encoded);
}

namespace
{

/// Judges what every reader can see.
ShardParse
JudgeClearPart(const ShardHeader& header, uint32_t following, const ShardLimits& limits)
{
    if (header.version != ShardHeader::VERSION)
    {
        return ShardParse::BAD_VERSION;
    }
    if (!CodeIsSound(header))
    {
        return ShardParse::BAD_CODE;
    }
    if (header.payloadLength == 0 || header.payloadLength != following)
    {
        return ShardParse::BAD_LENGTH;
    }
    if (header.totalShards > limits.maxShards || header.shardIndex >= header.totalShards)
    {
        return ShardParse::BAD_INDEX;
    }
    return RangeIsSound(header, limits) ? ShardParse::OK : ShardParse::BAD_RANGE;
}

/// Decrypts the metadata where it is encrypted.
ShardParse
Unseal(RawHeader& raw, const Packet& packet, ShardHeader& header, const ShardCipher* cipher)
{
    if (!header.encrypted)
    {
        return cipher ? ShardParse::NOT_ENCRYPTED : ShardParse::OK;
    }
    ByteReader reader(raw.Seal(), ShardHeader::SEAL_SIZE);
    if (!cipher || reader.U32() != cipher->KeyId())
    {
        return ShardParse::WRONG_KEY;
    }
    ShardCipher::Nonce nonce;
    ShardCipher::Tag tag;
    std::copy_n(reader.Bytes(nonce.size()), nonce.size(), nonce.begin());
    std::copy_n(reader.Bytes(tag.size()), tag.size(), tag.begin());
    if (!cipher->Open(AuthenticatedPart(raw, packet, raw.size),
                      raw.Metadata(),
                      ShardHeader::METADATA_SIZE,
                      nonce,
                      tag))
    {
        return ShardParse::NOT_AUTHENTIC;
    }
    DecodeMetadata(raw.Metadata(), header);
    return ShardParse::OK;
}

} // namespace

ShardParse
TakeShardHeader(const Ptr<Packet>& packet,
                ShardHeader& header,
                const ShardLimits& limits,
                const ShardCipher* cipher)
{
    const uint32_t size = packet->GetSize();
    const bool isSmall = size <= SMALL;
    std::array<uint8_t, SMALL> bytes;
    const uint32_t there = packet->CopyData(bytes.data(), isSmall ? size : LONGEST);
    if (there < ShardHeader::SIZE)
    {
        return ShardParse::TOO_SHORT;
    }
    Decode(bytes.data(), header);
    RawHeader raw;
    raw.size = header.WireSize();
    if (there < raw.size)
    {
        return ShardParse::TOO_SHORT;
    }
    std::memcpy(raw.bytes.data(), bytes.data(), raw.size);
    const ShardParse clear = JudgeClearPart(header, size - raw.size, limits);
    if (clear != ShardParse::OK)
    {
        return clear;
    }
    const uint32_t checksum = isSmall ? raw.Checksum(bytes.data() + raw.size, size - raw.size)
                                      : raw.Checksum(*packet, raw.size);
    if (header.checksum != checksum)
    {
        return ShardParse::BAD_CHECKSUM;
    }
    const ShardParse unsealed = Unseal(raw, *packet, header, cipher);
    if (unsealed != ShardParse::OK)
    {
        return unsealed;
    }
    if (header.sendTimeNs > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()) ||
        header.reserved != 0)
    {
        return ShardParse::BAD_METADATA;
    }
    packet->RemoveAtStart(raw.size);
    return ShardParse::OK;
}

std::string
ShardCodeName(ShardCode code)
{
    static const std::array<std::string, SHARD_CODES> names{"none", "copy", "xor", "reed-solomon"};
    return names.at(static_cast<size_t>(code));
}

} // namespace sharding
} // namespace ns3
