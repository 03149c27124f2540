/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "basic-net-device.h"

#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(BasicNetDevice);

TypeId
BasicNetDevice::GetTypeId()
{
    static TypeId tid = TypeId("ns3::sharding::BasicNetDevice")
                            .SetParent<NetDevice>()
                            .SetGroupName("Sharding")
                            .AddAttribute("Mtu",
                                          "Largest packet that upper layers may send, bytes.",
                                          UintegerValue(65535),
                                          MakeUintegerAccessor(&BasicNetDevice::m_mtu),
                                          MakeUintegerChecker<uint16_t>(1));
    return tid;
}

BasicNetDevice::BasicNetDevice() : m_address(Mac48Address::Allocate())
{
}

void
BasicNetDevice::SetIfIndex(const uint32_t index)
{
    m_ifIndex = index;
}

uint32_t
BasicNetDevice::GetIfIndex() const
{
    return m_ifIndex;
}

void
BasicNetDevice::SetAddress(Address address)
{
    m_address = Mac48Address::ConvertFrom(address);
}

Address
BasicNetDevice::GetAddress() const
{
    return m_address;
}

bool
BasicNetDevice::SetMtu(const uint16_t mtu)
{
    if (mtu == 0)
    {
        return false;
    }
    m_mtu = mtu;
    return true;
}

uint16_t
BasicNetDevice::GetMtu() const
{
    return m_mtu;
}

void
BasicNetDevice::AddLinkChangeCallback(Callback<void> callback)
{
    m_linkChange.ConnectWithoutContext(callback);
}

bool
BasicNetDevice::IsBroadcast() const
{
    return true;
}

Address
BasicNetDevice::GetBroadcast() const
{
    return Mac48Address::GetBroadcast();
}

bool
BasicNetDevice::IsMulticast() const
{
    return true;
}

Address
BasicNetDevice::GetMulticast(Ipv4Address group) const
{
    return Mac48Address::GetMulticast(group);
}

Address
BasicNetDevice::GetMulticast(Ipv6Address group) const
{
    return Mac48Address::GetMulticast(group);
}

bool
BasicNetDevice::IsBridge() const
{
    return false;
}

bool
BasicNetDevice::IsPointToPoint() const
{
    return true;
}

bool
BasicNetDevice::SendFrom(Ptr<Packet> packet,
                         [[maybe_unused]] const Address& source,
                         const Address& dest,
                         uint16_t protocol)
{
    return Send(packet, dest, protocol);
}

Ptr<Node>
BasicNetDevice::GetNode() const
{
    return m_node;
}

void
BasicNetDevice::SetNode(Ptr<Node> node)
{
    m_node = node;
}

bool
BasicNetDevice::NeedsArp() const
{
    return false;
}

void
BasicNetDevice::SetReceiveCallback(ReceiveCallback callback)
{
    if (m_nodeReceive.IsNull())
    {
        m_nodeReceive = callback;
    }
    m_receive = callback;
    m_isNodes = m_receive.IsEqual(m_nodeReceive);
}

void
BasicNetDevice::SetFrameTaker(uint16_t protocol, FrameTaker taker)
{
    m_takenProtocol = protocol;
    m_taker = std::move(taker);
}

void
BasicNetDevice::SetPromiscReceiveCallback(PromiscReceiveCallback callback)
{
    m_promiscReceive = callback;
}

bool
BasicNetDevice::SupportsSendFrom() const
{
    return false;
}

void
BasicNetDevice::NotifyLinkChange()
{
    m_linkChange();
}

void
BasicNetDevice::DeliverUp(Ptr<Packet> packet, uint16_t protocol, const Address& source)
{
    if (m_taker && protocol == m_takenProtocol && m_isNodes && m_promiscReceive.IsNull())
    {
        m_taker(packet, source);
        return;
    }
    // On a link with two ends, whatever arrives is meant for this one.
    DeliverUp(packet, protocol, source, m_address, PACKET_HOST);
}

void
BasicNetDevice::DeliverUp(const Ptr<const Packet>& packet,
                          uint16_t protocol,
                          const Address& source,
                          const Address& dest,
                          PacketType type)
{
    if (!m_promiscReceive.IsNull())
    {
        m_promiscReceive(this, packet, protocol, source, dest, type);
    }
    if (!m_receive.IsNull() && type != PACKET_OTHERHOST)
    {
        m_receive(this, packet, protocol, source);
    }
}

void
BasicNetDevice::DoDispose()
{
    m_node = nullptr;
    m_taker = nullptr;
    m_nodeReceive = ReceiveCallback();
    m_receive = ReceiveCallback();
    m_promiscReceive = PromiscReceiveCallback();
    NetDevice::DoDispose();
}

} // namespace sharding
} // namespace ns3
