/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PACKET_DAMAGE_H
#define PACKET_DAMAGE_H

#include "ns3/packet.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * @param number uniform in [0, 1): decides which
 * @param bits how many
 * @param total how many there are to choose from
 * @return different positions in [0, total), ascending; all of them when bits is no less
 */
std::vector<uint64_t> ChooseBits(double number, uint32_t bits, uint64_t total);

/**
 * @ingroup sharding-fault
 *
 * @param packet a packet; virtual zero bytes become real ones
 * @param positions bits to flip: 0 is the highest bit of the first byte
 * @return a packet with other bytes, the same uid and the same packet tags; byte tags are lost
 */
Ptr<Packet> FlipBits(Ptr<const Packet> packet, const std::vector<uint64_t>& positions);

} // namespace sharding
} // namespace ns3

#endif /* PACKET_DAMAGE_H */
