/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "message-tag.h"

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(MessageTag);

TypeId
MessageTag::GetTypeId()
{
    static TypeId tid = TypeId("ns3::sharding::MessageTag")
                            .SetParent<Tag>()
                            .SetGroupName("Sharding")
                            .AddConstructor<MessageTag>();
    return tid;
}

MessageTag::MessageTag(uint64_t id, uint32_t checksum) : m_id(id), m_checksum(checksum)
{
}

uint64_t
MessageTag::GetId() const
{
    return m_id;
}

uint32_t
MessageTag::GetChecksum() const
{
    return m_checksum;
}

TypeId
MessageTag::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
MessageTag::GetSerializedSize() const
{
    return 12;
}

void
MessageTag::Serialize(TagBuffer buffer) const
{
    buffer.WriteU64(m_id);
    buffer.WriteU32(m_checksum);
}

void
MessageTag::Deserialize(TagBuffer buffer)
{
    m_id = buffer.ReadU64();
    m_checksum = buffer.ReadU32();
}

void
MessageTag::Print(std::ostream& os) const
{
    os << "message=" << m_id;
}

} // namespace sharding
} // namespace ns3
