/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "path-report.h"

#include "ns3/byte-reader.h"
#include "ns3/byte-writer.h"
#include "ns3/crc32c.h"

#include <array>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr uint32_t CHECKSUM_AT = PathReport::SIZE - 4;

} // namespace

TypeId
PathReport::GetTypeId()
{
    static TypeId tid = TypeId("ns3::sharding::PathReport")
                            .SetParent<Header>()
                            .SetGroupName("Sharding")
                            .AddConstructor<PathReport>();
    return tid;
}

TypeId
PathReport::GetInstanceTypeId() const
{
    return GetTypeId();
}

void
PathReport::Print(std::ostream& os) const
{
    os << (kind == Kind::PROBE     ? "probe"
           : kind == Kind::RECEIPT ? "receipt"
                                   : "answer")
       << " sender " << senderId << " shards " << receipt.shards << " packet " << receipt.packetId
       << " held " << receipt.holdNs << "ns";
}

uint32_t
PathReport::GetSerializedSize() const
{
    return SIZE;
}

void
PathReport::Serialize(Buffer::Iterator start) const
{
    std::array<uint8_t, SIZE> bytes;
    ByteWriter writer(bytes.data(), SIZE);
    writer.U8(VERSION);
    writer.U8(static_cast<uint8_t>(kind));
    writer.U16(0);
    writer.U32(senderId);
    writer.U64(receipt.shards);
    writer.U64(receipt.packetId);
    writer.U64(receipt.holdNs);
    writer.U32(Crc32c(0, bytes.data(), CHECKSUM_AT));
    start.Write(bytes.data(), SIZE);
}

uint32_t
PathReport::Deserialize(Buffer::Iterator start)
{
    if (start.GetRemainingSize() < SIZE)
    {
        return 0;
    }
    std::array<uint8_t, SIZE> bytes;
    start.Read(bytes.data(), SIZE);
    ByteReader reader(bytes.data(), SIZE);
    const uint8_t version = reader.U8();
    const uint8_t number = reader.U8();
    const uint16_t reserved = reader.U16();
    PathReport read;
    read.senderId = reader.U32();
    read.receipt.shards = reader.U64();
    read.receipt.packetId = reader.U64();
    read.receipt.holdNs = reader.U64();
    if (version != VERSION || number > static_cast<uint8_t>(Kind::ANSWER) || reserved != 0 ||
        reader.U32() != Crc32c(0, bytes.data(), CHECKSUM_AT))
    {
        return 0;
    }
    kind = static_cast<Kind>(number);
    senderId = read.senderId;
    receipt = read.receipt;
    receipt.isTimed = kind == Kind::RECEIPT;
    return SIZE;
}

Ptr<Packet>
PathReport::MakePacket() const
{
    Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(*this);
    return packet;
}

bool
PathReport::Read(const Packet& packet)
{
    return packet.GetSize() == SIZE && packet.PeekHeader(*this) == SIZE;
}

} // namespace sharding
} // namespace ns3
