/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PACKET_FLOW_H
#define PACKET_FLOW_H

#include "ns3/packet.h"

#include <cstdint>
#include <optional>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * Which flow a packet belongs to, as far as it shows.
 */
struct PacketFlow
{
    /// What flows are told apart by.
    enum class Kind : uint8_t
    {
        TAG,      //!< ns-3's FlowIdTag
        IP,       //!< addresses, protocol and, of TCP and UDP, ports
        ETHERTYPE //!< nothing else is known
    };

    static constexpr uint8_t TCP = 6;  //!< IP protocol number
    static constexpr uint8_t UDP = 17; //!< IP protocol number

    Kind kind{Kind::ETHERTYPE};  //!< see Kind
    uint64_t hash{0};            //!< the same for all packets of the flow
    uint16_t etherType{0};       //!< of the packet
    uint32_t flowId{0};          //!< kind TAG: the tag's
    uint8_t ipProtocol{0};       //!< kind IP
    uint16_t sourcePort{0};      //!< 0 where there is none
    uint16_t destinationPort{0}; //!< 0 where there is none
};

/**
 * @ingroup sharding-payload
 *
 * A FlowIdTag decides where there is one; else an IPv4 or IPv6 header, whose fragments have no
 * ports, so that all of one datagram stay together; else the EtherType. What is too short or
 * malformed counts as its EtherType.
 *
 * @param packet as a net device gets it from above
 * @param etherType its EtherType
 * @return its flow
 */
PacketFlow ReadFlow(const Packet& packet, uint16_t etherType);

} // namespace sharding
} // namespace ns3

#endif /* PACKET_FLOW_H */
