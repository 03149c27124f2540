/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "processing-tag.h"

namespace ns3
{
namespace sharding
{

TypeId
ProcessingTag::GetTypeId()
{
    static TypeId tid = TypeId("ns3::sharding::ProcessingTag")
                            .SetParent<Tag>()
                            .SetGroupName("Sharding")
                            .AddConstructor<ProcessingTag>();
    return tid;
}

ProcessingTag::ProcessingTag(uint16_t flags, uint8_t errorCode)
    : m_flags(flags), m_errorCode(errorCode)
{
}

uint16_t
ProcessingTag::GetFlags() const
{
    return m_flags;
}

uint8_t
ProcessingTag::GetErrorCode() const
{
    return m_errorCode;
}

TypeId
ProcessingTag::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
ProcessingTag::GetSerializedSize() const
{
    return sizeof(m_flags) + sizeof(m_errorCode);
}

void
ProcessingTag::Serialize(TagBuffer buffer) const
{
    buffer.WriteU16(m_flags);
    buffer.WriteU8(m_errorCode);
}

void
ProcessingTag::Deserialize(TagBuffer buffer)
{
    m_flags = buffer.ReadU16();
    m_errorCode = buffer.ReadU8();
}

void
ProcessingTag::Print(std::ostream& os) const
{
    os << "flags 0x" << std::hex << m_flags << std::dec << " error " << +m_errorCode;
}

} // namespace sharding
} // namespace ns3
