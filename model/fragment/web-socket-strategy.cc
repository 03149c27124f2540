/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "web-socket-strategy.h"

#include "ns3/assert.h"
#include "ns3/byte-reader.h"

namespace ns3
{
namespace sharding
{

namespace
{

constexpr uint8_t FIN = 0x80;
constexpr uint8_t RESERVED = 0x70;
constexpr uint8_t MASK = 0x80;
constexpr uint8_t LENGTH_16 = 126;
constexpr uint8_t LENGTH_64 = 127;

bool
IsControl(uint32_t opcode)
{
    return opcode >= WebSocketStrategy::CLOSE && opcode <= WebSocketStrategy::PONG;
}

/// Reads the length in its one permitted form; UINT64_MAX when it has another.
uint64_t
ReadLength(uint8_t shortForm, ByteReader& reader)
{
    if (shortForm < LENGTH_16)
    {
        return shortForm;
    }
    const uint64_t length = shortForm == LENGTH_16 ? reader.U16() : reader.U64();
    const uint64_t least = shortForm == LENGTH_16 ? LENGTH_16 : 0x10000;
    return length < least || length >> 63 != 0 ? UINT64_MAX : length;
}

} // namespace

WebSocketStrategy::WebSocketStrategy(uint64_t maxPayload, bool masked)
    : m_maxPayload(maxPayload), m_masked(masked)
{
    NS_ASSERT(maxPayload > 0);
}

std::string
WebSocketStrategy::Name() const
{
    return "websocket";
}

uint64_t
WebSocketStrategy::MaxFragmentPayload(const LogicalFrame& frame) const
{
    return IsControl(frame.type) ? MAX_CONTROL_PAYLOAD : m_maxPayload;
}

HeaderParse
WebSocketStrategy::DecodeHeader(ByteSpan src, FragmentMeta& meta, size_t& headerLength) const
{
    ByteReader reader(src.data, src.size);
    const uint8_t first = reader.U8();
    const uint8_t second = reader.U8();
    const uint32_t opcode = first & 0x0f;
    const bool isFinal = (first & FIN) != 0;
    const bool isControl = IsControl(opcode);
    if ((first & RESERVED) != 0 || (opcode > BINARY && !isControl) ||
        (isControl && !isFinal && src.size > 0))
    {
        return HeaderParse::MALFORMED;
    }
    if (!reader.Ok())
    {
        return HeaderParse::NEED_MORE;
    }
    const uint8_t shortForm = second & 0x7f;
    if (((second & MASK) != 0) != m_masked || (isControl && shortForm > MAX_CONTROL_PAYLOAD))
    {
        return HeaderParse::MALFORMED;
    }
    const uint64_t length = ReadLength(shortForm, reader);
    if (!reader.Ok())
    {
        return HeaderParse::NEED_MORE;
    }
    const uint32_t key = m_masked ? reader.U32() : 0;
    if (length == UINT64_MAX || key != 0)
    {
        return HeaderParse::MALFORMED;
    }
    if (!reader.Ok())
    {
        return HeaderParse::NEED_MORE;
    }
    meta = {};
    meta.payloadLength = length;
    meta.isFinal = isFinal;
    meta.place = isControl                ? FragmentPlace::WHOLE
                 : opcode == CONTINUATION ? FragmentPlace::NEXT
                                          : FragmentPlace::FIRST;
    meta.type = opcode;
    headerLength = src.size - reader.Remaining();
    return HeaderParse::COMPLETE;
}

bool
WebSocketStrategy::EncodeHeader(const LogicalFrame& frame,
                                const OutboundFragment& fragment,
                                ByteWriter& dst) const
{
    const bool isControl = IsControl(frame.type);
    if ((frame.type != TEXT && frame.type != BINARY && !isControl) ||
        (isControl && (fragment.index > 0 || !fragment.isLast)) ||
        fragment.payloadLength >> 63 != 0)
    {
        return false;
    }
    const uint32_t opcode = fragment.index == 0 ? frame.type : CONTINUATION;
    const uint8_t mask = m_masked ? MASK : 0;
    dst.U8(static_cast<uint8_t>((fragment.isLast ? FIN : 0) | opcode));
    if (fragment.payloadLength < LENGTH_16)
    {
        dst.U8(static_cast<uint8_t>(mask | fragment.payloadLength));
    }
    else if (fragment.payloadLength <= 0xffff)
    {
        dst.U8(mask | LENGTH_16);
        dst.U16(static_cast<uint16_t>(fragment.payloadLength));
    }
    else
    {
        dst.U8(mask | LENGTH_64);
        dst.U64(fragment.payloadLength);
    }
    if (m_masked)
    {
        dst.U32(0);
    }
    return dst.Ok();
}

} // namespace sharding
} // namespace ns3
