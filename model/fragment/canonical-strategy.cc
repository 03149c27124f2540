/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "canonical-strategy.h"

#include "ns3/assert.h"
#include "ns3/byte-reader.h"

namespace ns3
{
namespace sharding
{

namespace
{

constexpr uint8_t FRAGMENT = 0x1;
constexpr uint8_t LAST = 0x2;

} // namespace

CanonicalStrategy::CanonicalStrategy(uint32_t maxPayload) : m_maxPayload(maxPayload)
{
    NS_ASSERT(maxPayload > 0);
}

std::string
CanonicalStrategy::Name() const
{
    return "canonical";
}

uint64_t
CanonicalStrategy::MaxFragmentPayload(const LogicalFrame&) const
{
    return m_maxPayload;
}

HeaderParse
CanonicalStrategy::DecodeHeader(ByteSpan src, FragmentMeta& meta, size_t& headerLength) const
{
    ByteReader reader(src.data, src.size);
    const uint8_t first = reader.U8();
    const uint8_t flags = first & 0x0f;
    if (!reader.Ok())
    {
        return HeaderParse::NEED_MORE;
    }
    if (first >> 4 != VERSION || flags > (FRAGMENT | LAST) || flags == LAST)
    {
        return HeaderParse::MALFORMED;
    }
    meta = {};
    meta.payloadLength = reader.U32();
    if (flags == 0)
    {
        meta.isFinal = true;
        meta.place = FragmentPlace::WHOLE;
        headerLength = WHOLE_HEADER;
    }
    else
    {
        meta.isFinal = (flags & LAST) != 0;
        meta.messageId = MessageId(reader.U64());
        meta.sequence = reader.U32();
        headerLength = FRAGMENT_HEADER;
    }
    return reader.Ok() ? HeaderParse::COMPLETE : HeaderParse::NEED_MORE;
}

bool
CanonicalStrategy::EncodeHeader(const LogicalFrame&,
                                const OutboundFragment& fragment,
                                ByteWriter& dst) const
{
    if (fragment.payloadLength > UINT32_MAX)
    {
        return false;
    }
    uint8_t flags = 0;
    if (fragment.messageId)
    {
        flags = fragment.isLast ? FRAGMENT | LAST : FRAGMENT;
    }
    dst.U8(static_cast<uint8_t>(VERSION << 4 | flags));
    dst.U32(static_cast<uint32_t>(fragment.payloadLength));
    if (fragment.messageId)
    {
        dst.U64(fragment.messageId->Value());
        dst.U32(fragment.index);
    }
    return dst.Ok();
}

} // namespace sharding
} // namespace ns3
