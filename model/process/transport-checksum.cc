/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transport-checksum.h"

#include <cstddef>
#include <vector>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr uint8_t TCP = 6;

/// Adds up 16-bit words; an odd last byte is the high one of its word.
uint64_t
Add(uint64_t sum, const uint8_t* bytes, std::size_t size)
{
    for (std::size_t i = 0; i < size; i++)
    {
        sum += i % 2 == 0 ? uint64_t{bytes[i]} << 8 : bytes[i];
    }
    return sum;
}

/**
 * @param addresses both addresses, one after the other
 * @param size bytes of both
 * @param mayLack whether a UDP checksum may be missing
 */
bool
IsIntact(const Packet& packet,
         uint8_t protocol,
         const uint8_t* addresses,
         std::size_t size,
         bool mayLack)
{
    const bool tcp = protocol == TCP;
    std::vector<uint8_t> bytes(packet.GetSize());
    packet.CopyData(bytes.data(), packet.GetSize());
    if (bytes.size() < (tcp ? 20U : 8U))
    {
        return false;
    }
    if (mayLack && !tcp && bytes[6] == 0 && bytes[7] == 0)
    {
        return true;
    }
    // The pseudo headers of IPv4 and IPv6 differ in zeros only.
    uint64_t sum = Add(protocol + uint64_t{packet.GetSize()}, addresses, size);
    sum = Add(sum, bytes.data(), bytes.size());
    while (sum >> 16 != 0)
    {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return sum == 0xffff;
}

} // namespace

bool
IsTransportIntact(const Packet& packet,
                  uint8_t protocol,
                  Ipv4Address source,
                  Ipv4Address destination)
{
    uint8_t addresses[8];
    source.Serialize(addresses);
    destination.Serialize(addresses + 4);
    return IsIntact(packet, protocol, addresses, sizeof(addresses), true);
}

bool
IsTransportIntact(const Packet& packet,
                  uint8_t protocol,
                  Ipv6Address source,
                  Ipv6Address destination)
{
    uint8_t addresses[32];
    source.Serialize(addresses);
    destination.Serialize(addresses + 16);
    return IsIntact(packet, protocol, addresses, sizeof(addresses), false);
}

} // namespace sharding
} // namespace ns3
