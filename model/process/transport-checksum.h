/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRANSPORT_CHECKSUM_H
#define TRANSPORT_CHECKSUM_H

#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"
#include "ns3/packet.h"

#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-process
 *
 * Checks what a host got before a transport protocol of ns-3 reads it. ns-3's TCP looks at options before it looks at
 * the checksum, and aborts on one whose length is wrong.
 *
 * @param packet TCP segment or UDP datagram
 * @param protocol 6 (TCP) or 17 (UDP)
 * @param source address of the IP header
 * @param destination likewise
 * @return whether it is long enough for its header and its Internet checksum (RFC 1071) is right; a UDP checksum of 0
 *         means that there is none
 */
bool IsTransportIntact(const Packet& packet,
                       uint8_t protocol,
                       Ipv4Address source,
                       Ipv4Address destination);

/**
 * @ingroup sharding-process
 *
 * Likewise over IPv6, where UDP always has a checksum.
 */
bool IsTransportIntact(const Packet& packet,
                       uint8_t protocol,
                       Ipv6Address source,
                       Ipv6Address destination);

} // namespace sharding
} // namespace ns3

#endif /* TRANSPORT_CHECKSUM_H */
