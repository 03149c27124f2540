/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAYLOAD_DRAWS_H
#define PAYLOAD_DRAWS_H

#include "dice.h"

#include "ns3/payload-sharder.h"
#include "ns3/reorder-buffer.h"
#include "ns3/shard-reassembler.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

using PayloadBytes = std::vector<uint8_t>; //!< of a packet

/**
 * @ingroup sharding-tools
 *
 * @param packet a packet
 * @return its bytes
 */
PayloadBytes ContentOf(const Packet& packet);

/**
 * @ingroup sharding-tools
 *
 * @param bytes any
 * @return a packet of them
 */
Ptr<Packet> RealPacket(const PayloadBytes& bytes);

/**
 * @ingroup sharding-tools
 *
 * @param digit a hexadecimal digit
 * @return a cipher under the key of this digit, again and again
 */
std::shared_ptr<const ShardCipher> SoakCipher(char digit);

/**
 * @ingroup sharding-tools
 *
 * @param dice all chances
 * @param clean whether there is to be room and time for everything
 * @param cipher null in clear
 * @param point where it is
 * @return limits of a reassembler
 */
ShardReassembler::Config DrawReassembler(Dice& dice,
                                         bool clean,
                                         const std::shared_ptr<const ShardCipher>& cipher,
                                         uint32_t point);

/**
 * @ingroup sharding-tools
 *
 * @param dice all chances
 * @param clean whether there is to be room and time for everything
 * @return limits of a reorder buffer
 */
ReorderBuffer::Config DrawOrder(Dice& dice, bool clean);

/**
 * @ingroup sharding-tools
 *
 * @param dice all chances
 * @param clean whether all is to go to the right point
 * @param senderId who sends
 * @param cipher null in clear
 * @param point where the reassembler is
 * @return policies and limits of a sender
 */
PayloadSharder::Config DrawSender(Dice& dice,
                                  bool clean,
                                  uint32_t senderId,
                                  const std::shared_ptr<const ShardCipher>& cipher,
                                  uint32_t point);

/**
 * @ingroup sharding-tools
 *
 * @param dice all chances
 * @param kind set to "real", "virtual" or "mixed"
 * @return a packet, perhaps empty
 */
Ptr<Packet> DrawPayload(Dice& dice, std::string& kind);

/**
 * @ingroup sharding-tools
 *
 * @param dice all chances
 * @param shard not empty
 * @return the shard, cut, or with up to three bits flipped
 */
Ptr<Packet> Damaged(Dice& dice, const Packet& shard);

} // namespace sharding
} // namespace ns3

#endif /* PAYLOAD_DRAWS_H */
