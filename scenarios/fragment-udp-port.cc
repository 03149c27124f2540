/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-udp-port.h"

#include "ns3/channel.h"
#include "ns3/inet-socket-address.h"
#include "ns3/node.h"
#include "ns3/payload-source.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(UdpPortDevice);

TypeId
UdpPortDevice::GetTypeId()
{
    static TypeId tid = TypeId("ns3::sharding::UdpPortDevice")
                            .SetParent<BasicNetDevice>()
                            .SetGroupName("Sharding")
                            .AddConstructor<UdpPortDevice>();
    return tid;
}

void
UdpPortDevice::Open(uint16_t port, Ipv4Address peer)
{
    m_socket = Socket::CreateSocket(GetNode(), TypeId::LookupByName("ns3::UdpSocketFactory"));
    // What arrives is read at once; the buffer must hold one datagram.
    m_socket->SetAttribute("RcvBufSize", UintegerValue(2 * MAX_PAYLOAD));
    m_socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), port));
    m_socket->Connect(InetSocketAddress(peer, port));
    m_socket->SetRecvCallback(MakeCallback(&UdpPortDevice::Receive, this));
}

bool
UdpPortDevice::Send(Ptr<Packet> packet,
                    [[maybe_unused]] const Address& dest,
                    [[maybe_unused]] uint16_t protocol)
{
    return m_socket->Send(packet) >= 0;
}

void
UdpPortDevice::Receive(Ptr<Socket> socket)
{
    while (Ptr<Packet> packet = socket->Recv())
    {
        DeliverUp(packet, PayloadSource::PROTOCOL, GetAddress());
    }
}

Ptr<Channel>
UdpPortDevice::GetChannel() const
{
    return nullptr;
}

bool
UdpPortDevice::IsLinkUp() const
{
    return m_socket != nullptr;
}

void
UdpPortDevice::DoDispose()
{
    m_socket = nullptr;
    BasicNetDevice::DoDispose();
}

} // namespace sharding
} // namespace ns3
