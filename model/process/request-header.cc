/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "request-header.h"

#include "ns3/byte-reader.h"
#include "ns3/byte-writer.h"
#include "ns3/crc32c.h"
#include "ns3/packet-bytes.h"

#include <array>

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(RequestHeader);

namespace
{

constexpr uint32_t CHECKED = RequestHeader::SIZE - 4; //!< bytes of the header under its checksum

using RawHeader = std::array<uint8_t, RequestHeader::SIZE>;

RawHeader
Encode(const RequestHeader& header)
{
    RawHeader raw;
    ByteWriter writer(raw.data(), raw.size());
    writer.U8(header.version);
    writer.U8(static_cast<uint8_t>(header.kind));
    writer.U8(static_cast<uint8_t>(header.status));
    writer.U8(header.attempt);
    writer.U32(header.bodyLength);
    writer.U32(header.client);
    writer.U32(header.session);
    writer.U64(header.sequence);
    writer.U64(header.log);
    writer.U64(header.index);
    writer.U64(static_cast<uint64_t>(header.receivedNs));
    writer.U64(static_cast<uint64_t>(header.answeredNs));
    writer.U32(header.reserved);
    writer.U32(header.checksum);
    return raw;
}

void
Decode(const RawHeader& raw, RequestHeader& header)
{
    ByteReader reader(raw.data(), raw.size());
    header.version = reader.U8();
    header.kind = static_cast<RequestKind>(reader.U8());
    header.status = static_cast<RequestStatus>(reader.U8());
    header.attempt = reader.U8();
    header.bodyLength = reader.U32();
    header.client = reader.U32();
    header.session = reader.U32();
    header.sequence = reader.U64();
    header.log = reader.U64();
    header.index = reader.U64();
    header.receivedNs = static_cast<int64_t>(reader.U64());
    header.answeredNs = static_cast<int64_t>(reader.U64());
    header.reserved = reader.U32();
    header.checksum = reader.U32();
}

bool
FieldsAreSound(const RequestHeader& header)
{
    const bool request = header.kind == RequestKind::REQUEST;
    if (header.attempt == 0 || header.reserved != 0 || header.status > RequestStatus::DISK_FULL ||
        !(request || header.kind == RequestKind::ANSWER))
    {
        return false;
    }
    return !request || (header.status == RequestStatus::DONE && header.log == 0 &&
                        header.index == 0 && header.receivedNs == 0 && header.answeredNs == 0);
}

/// Judges all but what follows the header.
RequestParse
Judge(const Packet& packet, RawHeader& raw, RequestHeader& header)
{
    if (packet.CopyData(raw.data(), raw.size()) != raw.size())
    {
        return RequestParse::TOO_SHORT;
    }
    Decode(raw, header);
    if (header.version != RequestHeader::VERSION)
    {
        return RequestParse::BAD_VERSION;
    }
    if (!FieldsAreSound(header))
    {
        return RequestParse::BAD_FIELD;
    }
    return header.bodyLength > RequestHeader::MAX_BODY ? RequestParse::BAD_LENGTH
                                                       : RequestParse::OK;
}

} // namespace

TypeId
RequestHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::sharding::RequestHeader")
                            .SetParent<Header>()
                            .SetGroupName("Sharding")
                            .AddConstructor<RequestHeader>();
    return tid;
}

TypeId
RequestHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

void
RequestHeader::Print(std::ostream& os) const
{
    os << (kind == RequestKind::ANSWER ? "answer" : "request") << " version " << +version
       << " status " << +static_cast<uint8_t>(status) << " attempt " << +attempt << " body "
       << bodyLength << " client " << client << "/" << session << " sequence " << sequence
       << " log " << log << " index " << index << " received " << receivedNs << "ns answered "
       << answeredNs << "ns";
}

uint32_t
RequestHeader::GetSerializedSize() const
{
    return SIZE;
}

void
RequestHeader::Serialize(Buffer::Iterator start) const
{
    const RawHeader raw = Encode(*this);
    start.Write(raw.data(), SIZE);
}

uint32_t
RequestHeader::Deserialize(Buffer::Iterator start)
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

void
SealRequest(const Ptr<Packet>& body, RequestHeader& header)
{
    NS_ASSERT_MSG(body->GetSize() <= RequestHeader::MAX_BODY, "the body is too long");
    header.bodyLength = body->GetSize();
    const RawHeader raw = Encode(header);
    header.checksum = Crc32c(Crc32c(0, raw.data(), CHECKED), *body);
    body->AddHeader(header);
}

RequestParse
TakeRequestHeader(const Ptr<Packet>& packet, RequestHeader& header)
{
    RawHeader raw;
    const RequestParse judged = Judge(*packet, raw, header);
    if (judged != RequestParse::OK)
    {
        return judged;
    }
    const uint32_t there = packet->GetSize() - RequestHeader::SIZE;
    if (there != header.bodyLength)
    {
        return there < header.bodyLength ? RequestParse::TOO_SHORT : RequestParse::BAD_LENGTH;
    }
    if (header.checksum != Crc32c(Crc32c(0, raw.data(), CHECKED), *packet, RequestHeader::SIZE))
    {
        return RequestParse::BAD_CHECKSUM;
    }
    packet->RemoveAtStart(RequestHeader::SIZE);
    return RequestParse::OK;
}

RequestParse
PeekRequestSize(const Packet& stream, uint32_t& size)
{
    RawHeader raw;
    RequestHeader header;
    const RequestParse judged = Judge(stream, raw, header);
    if (judged == RequestParse::OK)
    {
        size = RequestHeader::SIZE + header.bodyLength;
    }
    return judged;
}

} // namespace sharding
} // namespace ns3
