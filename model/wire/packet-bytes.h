/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PACKET_BYTES_H
#define PACKET_BYTES_H

#include "ns3/packet.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-wire
 *
 * Takes the content of a packet as a sequence of runs.
 *
 * ns-3 keeps the payload of Create<Packet>(size) as a number, not as bytes. Whoever handles content
 * run by run keeps that advantage: nothing that is only virtual is ever touched.
 */
class PacketByteVisitor
{
  public:
    virtual ~PacketByteVisitor() = default;

    /**
     * @param bytes real bytes, valid during the call
     * @param size how many, at least 1
     */
    virtual void Bytes(const uint8_t* bytes, uint32_t size) = 0;

    /// @param count zero bytes that exist nowhere in memory, at least 1
    virtual void Zeros(uint32_t count) = 0;
};

/**
 * @ingroup sharding-wire
 *
 * Shows the content of a packet without copying it. The packet stays as it is.
 *
 * Cost: the real bytes, plus for a packet above 64 KiB whose content is mostly virtual one copy of
 * its real bytes, tags and metadata.
 *
 * @param packet the packet
 * @param skip bytes at its start that are not shown; at or beyond its end, nothing is shown
 * @param visitor sees the rest in order
 */
void VisitPacketBytes(const Packet& packet, uint32_t skip, PacketByteVisitor& visitor);

/**
 * @ingroup sharding-wire
 *
 * @param crc the CRC of what comes before, 0 for nothing
 * @param packet the packet
 * @param skip bytes at its start that are left out
 * @return crc continued over the rest of the packet's content; virtual zeros count as the zeros
 *        they stand for
 */
uint32_t Crc32c(uint32_t crc, const Packet& packet, uint32_t skip = 0);

/**
 * @ingroup sharding-wire
 *
 * @param packet a packet
 * @return where all of its bytes are in memory, until it is changed; nullptr where that cannot be said at once: it has virtual
 *         zeros among them, or is longer than 64 KiB
 */
const uint8_t* FindBytes(const Packet& packet);

/**
 * @ingroup sharding-wire
 *
 * Joins packets, copying each real byte once and no virtual one.
 *
 * ns-3's own AddAtEnd in a loop recopies all that it has so far whenever its buffer has no spare
 * room, and turns virtual zeros into real ones. The result has the tags, UID and nix-vector of the
 * first part. An ns-3 packet holds one area of virtual zeros: a second one, which no packet that
 * was cut into parts can have, becomes real bytes. While packet printing is on, the parts are
 * joined with AddAtEnd, because only that keeps ns-3's record of headers.
 *
 * @param parts at least one; they are used up: the first may be changed and become the result
 * @return the joined packet
 */
Ptr<Packet> JoinPackets(const std::vector<Ptr<Packet>>& parts);

} // namespace sharding
} // namespace ns3

#endif /* PACKET_BYTES_H */
