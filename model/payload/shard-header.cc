/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shard-header.h"

#include "ns3/byte-reader.h"
#include "ns3/byte-writer.h"
#include "ns3/crc32c.h"
#include "ns3/packet-bytes.h"

#include <array>
#include <limits>

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(ShardHeader);

namespace
{

constexpr uint32_t CHECKED = ShardHeader::SIZE - 4; //!< bytes of the header under its checksum

using RawHeader = std::array<uint8_t, ShardHeader::SIZE>;

RawHeader
Encode(const ShardHeader& header)
{
    RawHeader raw;
    ByteWriter writer(raw.data(), raw.size());
    writer.U8(header.version);
    writer.U8(header.errorCode);
    writer.U16(header.flags);
    writer.U32(header.senderId);
    writer.U64(header.packetId);
    writer.U32(header.shardIndex);
    writer.U32(header.totalShards);
    writer.U32(header.offset);
    writer.U32(header.payloadLength);
    writer.U64(header.sendTimeNs);
    writer.U32(header.packetLength);
    writer.U16(header.protocol);
    writer.U16(header.reserved);
    writer.U32(header.checksum);
    return raw;
}

void
Decode(const RawHeader& raw, ShardHeader& header)
{
    ByteReader reader(raw.data(), raw.size());
    header.version = reader.U8();
    header.errorCode = reader.U8();
    header.flags = reader.U16();
    header.senderId = reader.U32();
    header.packetId = reader.U64();
    header.shardIndex = reader.U32();
    header.totalShards = reader.U32();
    header.offset = reader.U32();
    header.payloadLength = reader.U32();
    header.sendTimeNs = reader.U64();
    header.packetLength = reader.U32();
    header.protocol = reader.U16();
    header.reserved = reader.U16();
    header.checksum = reader.U32();
}

bool
RangeIsSound(const ShardHeader& header, const ShardLimits& limits)
{
    const uint64_t end = uint64_t{header.offset} + header.payloadLength;
    const bool isFirst = header.shardIndex == 0;
    const bool isLast = header.shardIndex == header.totalShards - 1;
    return header.packetLength <= limits.maxPacketLength && end <= header.packetLength &&
           header.totalShards <= header.packetLength && isFirst == (header.offset == 0) &&
           isLast == (end == header.packetLength) &&
           header.sendTimeNs <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
}

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
       << shardIndex << "/" << totalShards << " bytes " << offset << "+" << payloadLength << "/"
       << packetLength << " protocol 0x" << std::hex << protocol << " flags 0x" << flags << std::dec
       << " error " << +errorCode << " sent " << sendTimeNs << "ns";
}

uint32_t
ShardHeader::GetSerializedSize() const
{
    return SIZE;
}

void
ShardHeader::Serialize(Buffer::Iterator start) const
{
    const RawHeader raw = Encode(*this);
    start.Write(raw.data(), SIZE);
}

uint32_t
ShardHeader::Deserialize(Buffer::Iterator start)
{
    if (start.GetRemainingSize() < SIZE)
    {
        return 0;
    }
    RawHeader raw;
    start.Read(raw.data(), SIZE);
    Decode(raw, *this);
    return SIZE;
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
SealShard(const Ptr<Packet>& payload, ShardHeader& header)
{
    const RawHeader raw = Encode(header);
    header.checksum = Crc32c(Crc32c(0, raw.data(), CHECKED), *payload);
    payload->AddHeader(header);
}

ShardParse
TakeShardHeader(const Ptr<Packet>& packet, ShardHeader& header, const ShardLimits& limits)
{
    const uint32_t size = packet->GetSize();
    RawHeader raw;
    if (size < ShardHeader::SIZE || packet->CopyData(raw.data(), raw.size()) != raw.size())
    {
        return ShardParse::TOO_SHORT;
    }
    Decode(raw, header);
    if (header.version != ShardHeader::VERSION)
    {
        return ShardParse::BAD_VERSION;
    }
    if (header.reserved != 0)
    {
        return ShardParse::BAD_RESERVED;
    }
    if (header.payloadLength == 0 || header.payloadLength != size - ShardHeader::SIZE)
    {
        return ShardParse::BAD_LENGTH;
    }
    if (header.totalShards > limits.maxShards || header.shardIndex >= header.totalShards)
    {
        return ShardParse::BAD_INDEX;
    }
    if (!RangeIsSound(header, limits))
    {
        return ShardParse::BAD_RANGE;
    }
    if (header.checksum != Crc32c(Crc32c(0, raw.data(), CHECKED), *packet, ShardHeader::SIZE))
    {
        return ShardParse::BAD_CHECKSUM;
    }
    packet->RemoveAtStart(ShardHeader::SIZE);
    return ShardParse::OK;
}

} // namespace sharding
} // namespace ns3
