/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ethernet-capture.h"

#include "ns3/ethernet-header.h"
#include "ns3/mac48-address.h"
#include "ns3/simulator.h"

namespace ns3
{
namespace sharding
{

namespace
{

Mac48Address
ToMac(const Address& address)
{
    return Mac48Address::IsMatchingType(address) ? Mac48Address::ConvertFrom(address)
                                                 : Mac48Address("00:00:00:00:00:00");
}

} // namespace

void
CaptureAsEthernet(Ptr<PcapFileWrapper> file,
                  Ptr<const Packet> packet,
                  uint16_t protocol,
                  const Address& source,
                  const Address& dest)
{
    EthernetHeader header(false);
    header.SetSource(ToMac(source));
    header.SetDestination(ToMac(dest));
    header.SetLengthType(protocol);
    Ptr<Packet> frame = packet->Copy();
    frame->AddHeader(header);
    file->Write(Simulator::Now(), frame);
}

} // namespace sharding
} // namespace ns3
