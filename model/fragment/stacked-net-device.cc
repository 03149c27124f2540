/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stacked-net-device.h"

#include "ns3/channel.h"
#include "ns3/log.h"
#include "ns3/node.h"

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("StackedNetDevice");
NS_OBJECT_ENSURE_REGISTERED(StackedNetDevice);

TypeId
StackedNetDevice::GetTypeId()
{
    static TypeId tid = TypeId("ns3::sharding::StackedNetDevice")
                            .SetParent<BasicNetDevice>()
                            .SetGroupName("Sharding");
    return tid;
}

void
StackedNetDevice::SetLower(Ptr<NetDevice> lower)
{
    NS_LOG_FUNCTION(this << lower);
    NS_ASSERT_MSG(GetNode() && lower->GetNode() == GetNode(),
                  "the lower device is one of the same node");
    NS_ASSERT_MSG(!m_lower, "there is a lower device already");
    m_lower = lower;
    Listen();
    lower->AddLinkChangeCallback(MakeCallback(&StackedNetDevice::NotifyLinkChange, this));
    NotifyLinkChange();
}

void
StackedNetDevice::Listen()
{
    // The way past the node is much shorter. Who sets the callbacks to the node's, as a FaultShim
    // does when it acts, leads frames to the handler.
    const bool isPromiscuous = m_isPromiscuous || m_learnsDestinations;
    const auto handler = MakeCallback(&StackedNetDevice::TakeFromNode, this);
    GetNode()->UnregisterProtocolHandler(handler);
    GetNode()->RegisterProtocolHandler(handler, 0, m_lower, isPromiscuous);
    m_lower->SetReceiveCallback(MakeCallback(&StackedNetDevice::Take, this));
    m_lower->SetPromiscReceiveCallback(
        isPromiscuous ? MakeCallback(&StackedNetDevice::TakePromiscuously, this)
                      : PromiscReceiveCallback());
}

void
StackedNetDevice::LearnDestinations()
{
    m_learnsDestinations = true;
    Listen();
}

void
StackedNetDevice::TakeFromNode([[maybe_unused]] Ptr<NetDevice> device,
                               Ptr<const Packet> packet,
                               uint16_t protocol,
                               const Address& source,
                               const Address& dest,
                               PacketType type)
{
    ReceiveFromBelow(packet, protocol, source, dest, type);
}

bool
StackedNetDevice::TakePromiscuously([[maybe_unused]] Ptr<NetDevice> device,
                                    Ptr<const Packet> packet,
                                    uint16_t protocol,
                                    const Address& source,
                                    const Address& dest,
                                    PacketType type)
{
    ReceiveFromBelow(packet, protocol, source, dest, type);
    return true;
}

bool
StackedNetDevice::Take([[maybe_unused]] Ptr<NetDevice> device,
                       Ptr<const Packet> packet,
                       uint16_t protocol,
                       const Address& source)
{
    // A promiscuous receiver has had the frame already.
    if (!m_isPromiscuous && !m_learnsDestinations)
    {
        static const Address unknown; // nobody above asks, and making one takes as long as all else
        ReceiveFromBelow(packet, protocol, source, unknown, PACKET_HOST);
    }
    return true;
}

void
StackedNetDevice::SetPromiscReceiveCallback(PromiscReceiveCallback callback)
{
    m_isPromiscuous = !callback.IsNull();
    BasicNetDevice::SetPromiscReceiveCallback(callback);
    if (m_lower)
    {
        Listen();
    }
}

bool
StackedNetDevice::IsPromiscuous() const
{
    return m_isPromiscuous;
}

void
StackedNetDevice::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_lower = nullptr;
    BasicNetDevice::DoDispose();
}

void
StackedNetDevice::SetAddress(Address address)
{
    m_lower->SetAddress(address);
}

Address
StackedNetDevice::GetAddress() const
{
    return m_lower->GetAddress();
}

bool
StackedNetDevice::IsBroadcast() const
{
    return m_lower->IsBroadcast();
}

Address
StackedNetDevice::GetBroadcast() const
{
    return m_lower->GetBroadcast();
}

bool
StackedNetDevice::IsMulticast() const
{
    return m_lower->IsMulticast();
}

Address
StackedNetDevice::GetMulticast(Ipv4Address group) const
{
    return m_lower->GetMulticast(group);
}

Address
StackedNetDevice::GetMulticast(Ipv6Address group) const
{
    return m_lower->GetMulticast(group);
}

bool
StackedNetDevice::IsPointToPoint() const
{
    return m_lower->IsPointToPoint();
}

bool
StackedNetDevice::NeedsArp() const
{
    return m_lower->NeedsArp();
}

Ptr<Channel>
StackedNetDevice::GetChannel() const
{
    return m_lower ? m_lower->GetChannel() : nullptr;
}

bool
StackedNetDevice::IsLinkUp() const
{
    return m_lower && m_lower->IsLinkUp();
}

bool
StackedNetDevice::SupportsSendFrom() const
{
    return m_lower->SupportsSendFrom();
}

} // namespace sharding
} // namespace ns3
