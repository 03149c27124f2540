/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "alpn-preface.h"

#include "ns3/assert.h"
#include "ns3/byte-reader.h"
#include "ns3/byte-writer.h"

#include <algorithm>
#include <array>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr std::array<uint8_t, 4> OFFER_MAGIC{'S', 'H', 'R', 'D'};
constexpr std::array<uint8_t, 4> ANSWER_MAGIC{'S', 'H', 'R', 'A'};
constexpr uint8_t VERSION = 1;
constexpr size_t FIXED = 27; //!< bytes before the list of an offer and the name of an answer
constexpr size_t MAX_NAME = 255;

/// Judges magic and version, as far as they have come.
PrefaceParse
ReadStart(ByteSpan src, const std::array<uint8_t, 4>& magic)
{
    for (size_t i = 0; i < std::min(src.size, magic.size()); i++)
    {
        if (src.data[i] != magic[i])
        {
            return PrefaceParse::MALFORMED;
        }
    }
    if (src.size <= magic.size())
    {
        return PrefaceParse::NEED_MORE;
    }
    return src.data[magic.size()] == VERSION ? PrefaceParse::COMPLETE : PrefaceParse::BAD_VERSION;
}

/// Appends what of a list of names has come; @return what is to be said of it
PrefaceParse
ReadNames(ByteSpan list, size_t length, std::vector<std::string>& names)
{
    size_t at = 0;
    while (at < length)
    {
        if (at == list.size)
        {
            return PrefaceParse::NEED_MORE;
        }
        const size_t size = list.data[at];
        at++;
        if (size == 0 || size > length - at)
        {
            return PrefaceParse::MALFORMED;
        }
        if (size > list.size - at)
        {
            return PrefaceParse::NEED_MORE;
        }
        names.emplace_back(list.data + at, list.data + at + size);
        at += size;
    }
    return PrefaceParse::COMPLETE;
}

} // namespace

const std::string&
AlpnStatusName(AlpnStatus status)
{
    static const std::array<std::string, ALPN_STATUSES> names{
        "accepted", "no-protocol", "busy", "duplicate"};
    return names[static_cast<size_t>(status)];
}

std::string
ValidateProtocols(const std::vector<std::string>& protocols)
{
    size_t length = 0;
    for (const auto& name : protocols)
    {
        if (name.empty() || name.size() > MAX_NAME)
        {
            return "the name of a protocol must have 1 to 255 bytes";
        }
        length += 1 + name.size();
    }
    if (protocols.empty())
    {
        return "there must be at least one protocol";
    }
    return length > MAX_PROTOCOL_LIST ? "the names of the protocols must have at most 1024 bytes "
                                        "together, with one more for each"
                                      : "";
}

std::vector<uint8_t>
EncodeOffer(const AlpnOffer& offer)
{
    NS_ASSERT_MSG(ValidateProtocols(offer.protocols).empty(), ValidateProtocols(offer.protocols));
    size_t list = 0;
    for (const auto& name : offer.protocols)
    {
        list += 1 + name.size();
    }
    std::vector<uint8_t> bytes(FIXED + list);
    ByteWriter writer(bytes.data(), bytes.size());
    writer.Bytes(OFFER_MAGIC.data(), OFFER_MAGIC.size());
    writer.U8(VERSION);
    writer.U64(offer.nodeId);
    writer.U64(offer.serial);
    writer.U32(offer.idleTimeoutMs);
    writer.U16(static_cast<uint16_t>(list));
    for (const auto& name : offer.protocols)
    {
        writer.U8(static_cast<uint8_t>(name.size()));
        writer.Bytes(reinterpret_cast<const uint8_t*>(name.data()), name.size());
    }
    NS_ASSERT(writer.Ok() && writer.Written() == bytes.size());
    return bytes;
}

std::vector<uint8_t>
EncodeAnswer(const AlpnAnswer& answer)
{
    NS_ASSERT(answer.protocol.size() <= MAX_NAME);
    std::vector<uint8_t> bytes(FIXED + answer.protocol.size());
    ByteWriter writer(bytes.data(), bytes.size());
    writer.Bytes(ANSWER_MAGIC.data(), ANSWER_MAGIC.size());
    writer.U8(VERSION);
    writer.U8(static_cast<uint8_t>(answer.status));
    writer.U64(answer.nodeId);
    writer.U64(answer.voidSerial);
    writer.U32(answer.idleTimeoutMs);
    writer.U8(static_cast<uint8_t>(answer.protocol.size()));
    writer.Bytes(reinterpret_cast<const uint8_t*>(answer.protocol.data()), answer.protocol.size());
    NS_ASSERT(writer.Ok() && writer.Written() == bytes.size());
    return bytes;
}

PrefaceParse
DecodeOffer(ByteSpan src, AlpnOffer& offer, size_t& length)
{
    const PrefaceParse start = ReadStart(src, OFFER_MAGIC);
    if (start != PrefaceParse::COMPLETE)
    {
        return start;
    }
    ByteReader reader(src.data, src.size);
    reader.Bytes(OFFER_MAGIC.size() + 1);
    offer = {};
    offer.nodeId = reader.U64();
    offer.serial = reader.U64();
    offer.idleTimeoutMs = reader.U32();
    const size_t list = reader.U16();
    if (!reader.Ok())
    {
        return PrefaceParse::NEED_MORE;
    }
    if (list < 2 || list > MAX_PROTOCOL_LIST)
    {
        return PrefaceParse::MALFORMED;
    }
    length = FIXED + list;
    return ReadNames(src.From(FIXED), list, offer.protocols);
}

PrefaceParse
DecodeAnswer(ByteSpan src, AlpnAnswer& answer, size_t& length)
{
    const PrefaceParse start = ReadStart(src, ANSWER_MAGIC);
    if (start != PrefaceParse::COMPLETE)
    {
        return start;
    }
    ByteReader reader(src.data, src.size);
    reader.Bytes(ANSWER_MAGIC.size() + 1);
    answer = {};
    const uint8_t status = reader.U8();
    if (reader.Ok() && status >= ALPN_STATUSES)
    {
        return PrefaceParse::MALFORMED;
    }
    answer.status = static_cast<AlpnStatus>(status);
    answer.nodeId = reader.U64();
    answer.voidSerial = reader.U64();
    answer.idleTimeoutMs = reader.U32();
    const size_t size = reader.U8();
    if (!reader.Ok())
    {
        return PrefaceParse::NEED_MORE;
    }
    if ((size > 0) != (answer.status == AlpnStatus::ACCEPTED))
    {
        return PrefaceParse::MALFORMED;
    }
    const uint8_t* name = reader.Bytes(size);
    if (!reader.Ok())
    {
        return PrefaceParse::NEED_MORE;
    }
    answer.protocol.assign(name, name + size);
    length = FIXED + size;
    return PrefaceParse::COMPLETE;
}

} // namespace sharding
} // namespace ns3
