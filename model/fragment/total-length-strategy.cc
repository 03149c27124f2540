/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "total-length-strategy.h"

#include "ns3/assert.h"
#include "ns3/byte-reader.h"

namespace ns3
{
namespace sharding
{

namespace
{

constexpr uint64_t NOT_SPLIT = UINT64_MAX;

} // namespace

TotalLengthStrategy::TotalLengthStrategy(uint32_t maxPayload) : m_maxPayload(maxPayload)
{
    NS_ASSERT(maxPayload > 0);
}

std::string
TotalLengthStrategy::Name() const
{
    return "total-length";
}

uint64_t
TotalLengthStrategy::MaxFragmentPayload(const LogicalFrame&) const
{
    return m_maxPayload;
}

HeaderParse
TotalLengthStrategy::DecodeHeader(ByteSpan src, FragmentMeta& meta, size_t& headerLength) const
{
    ByteReader reader(src.data, src.size);
    const uint8_t version = reader.U8();
    const uint8_t last = reader.U8();
    const uint16_t reserved = reader.U16();
    if (version != VERSION && src.size > 0)
    {
        return HeaderParse::MALFORMED;
    }
    meta = {};
    meta.payloadLength = reader.U32();
    const uint64_t id = reader.U64();
    const uint32_t index = reader.U32();
    const uint64_t total = reader.U64();
    if (!reader.Ok())
    {
        return HeaderParse::NEED_MORE;
    }
    if (last > 1 || reserved != 0)
    {
        return HeaderParse::MALFORMED;
    }
    if (id == NOT_SPLIT)
    {
        if (last != 1 || index != 0 || total != meta.payloadLength)
        {
            return HeaderParse::MALFORMED;
        }
        meta.place = FragmentPlace::WHOLE;
    }
    else
    {
        meta.messageId = MessageId(id);
        meta.sequence = index;
    }
    meta.isFinal = last == 1;
    meta.totalLength = total;
    headerLength = HEADER;
    return HeaderParse::COMPLETE;
}

bool
TotalLengthStrategy::EncodeHeader(const LogicalFrame& frame,
                                  const OutboundFragment& fragment,
                                  ByteWriter& dst) const
{
    if (fragment.payloadLength > UINT32_MAX ||
        (fragment.messageId && fragment.messageId->Value() == NOT_SPLIT))
    {
        return false;
    }
    dst.U8(VERSION);
    dst.U8(fragment.isLast ? 1 : 0);
    dst.U16(0);
    dst.U32(static_cast<uint32_t>(fragment.payloadLength));
    dst.U64(fragment.messageId ? fragment.messageId->Value() : NOT_SPLIT);
    dst.U32(fragment.index);
    dst.U64(frame.size);
    return dst.Ok();
}

} // namespace sharding
} // namespace ns3
