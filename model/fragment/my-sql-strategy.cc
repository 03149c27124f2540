/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "my-sql-strategy.h"

#include "ns3/assert.h"
#include "ns3/byte-reader.h"

namespace ns3
{
namespace sharding
{

MySqlStrategy::MySqlStrategy(uint32_t full) : m_full(full)
{
    NS_ASSERT(full > 0 && full <= FULL);
}

std::string
MySqlStrategy::Name() const
{
    return "mysql";
}

uint64_t
MySqlStrategy::MaxFragmentPayload(const LogicalFrame&) const
{
    return m_full;
}

HeaderParse
MySqlStrategy::DecodeHeader(ByteSpan src, FragmentMeta& meta, size_t& headerLength) const
{
    ByteReader reader(src.data, src.size);
    uint32_t length = reader.U8();
    length |= uint32_t{reader.U8()} << 8;
    length |= uint32_t{reader.U8()} << 16;
    const uint8_t sequence = reader.U8();
    if (!reader.Ok())
    {
        return HeaderParse::NEED_MORE;
    }
    if (length > m_full)
    {
        return HeaderParse::MALFORMED;
    }
    meta = {};
    meta.payloadLength = length;
    meta.isFinal = length < m_full;
    meta.sequence = sequence;
    meta.sequenceMask = 0xff;
    meta.type = sequence;
    headerLength = HEADER;
    return HeaderParse::COMPLETE;
}

bool
MySqlStrategy::EncodeHeader(const LogicalFrame& frame,
                            const OutboundFragment& fragment,
                            ByteWriter& dst) const
{
    if (fragment.payloadLength > m_full || (fragment.payloadLength == m_full) == fragment.isLast)
    {
        return false;
    }
    const auto length = static_cast<uint32_t>(fragment.payloadLength);
    dst.U8(static_cast<uint8_t>(length));
    dst.U8(static_cast<uint8_t>(length >> 8));
    dst.U8(static_cast<uint8_t>(length >> 16));
    dst.U8(static_cast<uint8_t>(frame.type + fragment.index));
    return dst.Ok();
}

bool
MySqlStrategy::FullFragmentContinues() const
{
    return true;
}

} // namespace sharding
} // namespace ns3
