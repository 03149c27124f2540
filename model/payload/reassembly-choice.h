/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef REASSEMBLY_CHOICE_H
#define REASSEMBLY_CHOICE_H

#include "ns3/packet.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * By what a reassembly point is chosen.
 */
enum class ReassemblyChoiceType : uint8_t
{
    PACKET, //!< "packet-hash": by a hash of sender and packet: all points do the same share of work
    FLOW    //!< "flow-hash": by a hash of the flow: one point sees all of a flow
};

/**
 * @ingroup sharding-payload
 *
 * Chooses, packet by packet, at which of several nodes a packet is put together.
 */
class ReassemblyChoice
{
  public:
    /**
     * @param list numbers of points and ranges of them, joined with commas: "1-8,10"; may be empty
     * @return the points in order, or nothing when it cannot be read, names 0 or more than 65,535
     */
    static std::optional<std::vector<uint32_t>> ParsePoints(const std::string& list);

    /**
     * @param points to choose from; may be empty
     * @param type by what
     */
    ReassemblyChoice(const std::vector<uint32_t>& points, ReassemblyChoiceType type);

    /**
     * @param senderId who sends it
     * @param packet a number of the packet, unique at the sender
     * @param flow of the packet
     * @return a point; 0 when there is nothing to choose from
     */
    uint32_t Choose(uint32_t senderId, uint64_t packet, uint64_t flow) const;

  private:
    std::vector<uint32_t> m_points;
    ReassemblyChoiceType m_type;
};

/**
 * @ingroup sharding-payload
 *
 * For nodes on the way, which trust nothing else in a shard.
 *
 * @param shard any packet
 * @return where it is to be put together; nothing when it is too short for a shard, or of another
 *         version
 */
std::optional<uint32_t> PeekReassemblyPoint(const Packet& shard);

} // namespace sharding
} // namespace ns3

#endif /* REASSEMBLY_CHOICE_H */
