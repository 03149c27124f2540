/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ETHERNET_CAPTURE_H
#define ETHERNET_CAPTURE_H

#include "ns3/address.h"
#include "ns3/packet.h"
#include "ns3/pcap-file-wrapper.h"

#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-wire
 *
 * Writes a packet to a capture of type DLT_EN10MB, with the Ethernet header that a device of ours
 * does not carry as bytes. It is also what a trace source with these parameters can be connected to.
 *
 * @param file the capture
 * @param packet what is behind the header
 * @param protocol EtherType
 * @param source sender; all zeros where it is no MAC-48 address
 * @param dest receiver; likewise
 */
void CaptureAsEthernet(Ptr<PcapFileWrapper> file,
                       Ptr<const Packet> packet,
                       uint16_t protocol,
                       const Address& source,
                       const Address& dest);

} // namespace sharding
} // namespace ns3

#endif /* ETHERNET_CAPTURE_H */
