/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "packet-flow.h"

#include "ns3/byte-reader.h"
#include "ns3/flow-id-tag.h"
#include "ns3/mix-hash.h"

#include <array>
// Inlined, because hashing a few bytes takes less than a call.
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr uint16_t IPV4 = 0x0800;
constexpr uint16_t IPV6 = 0x86dd;
constexpr uint32_t LONGEST = 64; //!< the longest IPv4 header and the ports behind it

using Bytes = std::array<uint8_t, LONGEST>;

/// What of a header tells flows apart.
struct FlowFields
{
    uint32_t addressesAt;
    uint32_t addressesSize;
    uint32_t portsAt; //!< 0: there are none
};

/// @return whether the bytes start with an IPv4 header
bool
ReadIpv4(const Bytes& bytes, uint32_t size, PacketFlow& flow, FlowFields& fields)
{
    const uint32_t length = (bytes[0] & 0x0fU) * 4;
    if (size < 20 || bytes[0] >> 4 != 4 || length < 20 || length > size)
    {
        return false;
    }
    const bool isFragment = ((bytes[6] << 8 | bytes[7]) & 0x3fff) != 0;
    flow.ipProtocol = bytes[9];
    fields = {12, 8, isFragment ? 0 : length};
    return true;
}

/// @return whether the bytes start with an IPv6 header
bool
ReadIpv6(const Bytes& bytes, uint32_t size, PacketFlow& flow, FlowFields& fields)
{
    if (size < 40 || bytes[0] >> 4 != 6)
    {
        return false;
    }
    flow.ipProtocol = bytes[6]; // an extension header is no port
    fields = {8, 32, 40};
    return true;
}

} // namespace

PacketFlow
ReadFlow(const Packet& packet, uint16_t etherType)
{
    PacketFlow flow;
    flow.etherType = etherType;
    FlowIdTag tag;
    if (packet.PeekPacketTag(tag))
    {
        flow.kind = PacketFlow::Kind::TAG;
        flow.flowId = tag.GetFlowId();
        flow.hash = MixHash(flow.flowId);
        return flow;
    }
    flow.hash = MixHash(etherType);
    if (etherType != IPV4 && etherType != IPV6)
    {
        return flow;
    }
    Bytes bytes{};
    const uint32_t size = packet.CopyData(bytes.data(), LONGEST);
    FlowFields fields{};
    if (etherType == IPV4 ? !ReadIpv4(bytes, size, flow, fields)
                          : !ReadIpv6(bytes, size, flow, fields))
    {
        return flow;
    }
    flow.kind = PacketFlow::Kind::IP;
    const bool hasPorts = flow.ipProtocol == PacketFlow::TCP || flow.ipProtocol == PacketFlow::UDP;
    if (hasPorts && fields.portsAt > 0 && fields.portsAt + 4 <= size)
    {
        ByteReader reader(bytes.data() + fields.portsAt, 4);
        flow.sourcePort = reader.U16();
        flow.destinationPort = reader.U16();
    }
    const uint64_t rest =
        uint64_t{flow.ipProtocol} << 32 | uint64_t{flow.sourcePort} << 16 | flow.destinationPort;
    flow.hash = XXH3_64bits_withSeed(bytes.data() + fields.addressesAt, fields.addressesSize, rest);
    return flow;
}

} // namespace sharding
} // namespace ns3
