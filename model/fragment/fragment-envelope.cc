/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-envelope.h"

#include "ns3/crc32c.h"
#include "ns3/packet-bytes.h"

#include <array>

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(FragmentEnvelope);

TypeId
FragmentEnvelope::GetTypeId()
{
    static TypeId tid = TypeId("ns3::sharding::FragmentEnvelope")
                            .SetParent<Header>()
                            .SetGroupName("Sharding")
                            .AddConstructor<FragmentEnvelope>();
    return tid;
}

uint32_t
FragmentEnvelope::Checksum(const Packet& packet, uint32_t skip) const
{
    const std::array<uint8_t, 4> clear{m_version,
                                       m_reserved,
                                       static_cast<uint8_t>(m_protocol >> 8U),
                                       static_cast<uint8_t>(m_protocol)};
    return Crc32c(Crc32c(0, clear.data(), clear.size()), packet, skip);
}

void
FragmentEnvelope::Seal(const Ptr<Packet>& packet, uint16_t protocol)
{
    FragmentEnvelope envelope;
    envelope.m_protocol = protocol;
    envelope.m_checksum = envelope.Checksum(*packet, 0);
    packet->AddHeader(envelope);
}

bool
FragmentEnvelope::Open(const Ptr<Packet>& packet, uint16_t& protocol)
{
    FragmentEnvelope envelope;
    if (packet->GetSize() < SIZE || packet->PeekHeader(envelope) != SIZE ||
        envelope.m_version != VERSION || envelope.m_reserved != 0 ||
        envelope.m_checksum != envelope.Checksum(*packet, SIZE))
    {
        return false;
    }
    packet->RemoveAtStart(SIZE);
    protocol = envelope.m_protocol;
    return true;
}

TypeId
FragmentEnvelope::GetInstanceTypeId() const
{
    return GetTypeId();
}

void
FragmentEnvelope::Print(std::ostream& os) const
{
    os << "version " << +m_version << " protocol 0x" << std::hex << m_protocol << " checksum 0x"
       << m_checksum << std::dec;
}

uint32_t
FragmentEnvelope::GetSerializedSize() const
{
    return SIZE;
}

void
FragmentEnvelope::Serialize(Buffer::Iterator start) const
{
    start.WriteU8(m_version);
    start.WriteU8(m_reserved);
    start.WriteHtonU16(m_protocol);
    start.WriteHtonU32(m_checksum);
}

uint32_t
FragmentEnvelope::Deserialize(Buffer::Iterator start)
{
    if (start.GetRemainingSize() < SIZE)
    {
        return 0;
    }
    m_version = start.ReadU8();
    m_reserved = start.ReadU8();
    m_protocol = start.ReadNtohU16();
    m_checksum = start.ReadNtohU32();
    return SIZE;
}

} // namespace sharding
} // namespace ns3
