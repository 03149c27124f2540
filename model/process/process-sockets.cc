/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "process-sockets.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/object-vector.h"
#include "ns3/simulator.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-socket-base.h"
#include "ns3/udp-l4-protocol.h"
#include "ns3/udp-socket.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr uint8_t TCP = 6;
constexpr uint8_t UDP = 17;

/// Reaches what ns-3's TCP socket keeps for its subclasses: giving up an end point is how it dies
/// without a word.
class TcpInsides : public TcpSocketBase
{
  public:
    /// Takes a socket apart: end points, timers and its place in the node's list are gone, nothing
    /// is sent.
    static void
    TakeApart(Ptr<TcpSocketBase> socket, Ptr<TcpL4Protocol> tcp)
    {
        if (Ipv4EndPoint* end = PeekPointer(socket)->*(&TcpInsides::m_endPoint))
        {
            tcp->DeAllocate(end); // which calls the socket's Destroy
        }
        if (Ipv6EndPoint* end = PeekPointer(socket)->*(&TcpInsides::m_endPoint6))
        {
            tcp->DeAllocate(end);
        }
        (PeekPointer(socket)->*(&TcpInsides::CancelAllTimers))();
        tcp->RemoveSocket(socket);
    }

    /// Tells the peer, where there is one, that the connection is no more.
    static void
    SendReset(Ptr<TcpSocketBase> socket)
    {
        const TcpSocket::TcpStates_t state = PeekPointer(socket)->*(&TcpInsides::m_state);
        if (state != TcpSocket::CLOSED && state != TcpSocket::LISTEN &&
            state != TcpSocket::SYN_SENT)
        {
            (PeekPointer(socket)->*(&TcpInsides::SendEmptyPacket))(TcpHeader::RST);
        }
    }
};

/// @return the sockets of a transport protocol of a node
template <typename Protocol>
std::vector<Ptr<Socket>>
ListSockets(Ptr<Node> node)
{
    std::vector<Ptr<Socket>> sockets;
    if (Ptr<Protocol> protocol = node->GetObject<Protocol>())
    {
        ObjectVectorValue list;
        protocol->GetAttribute("SocketList", list);
        for (auto i = list.Begin(); i != list.End(); ++i)
        {
            sockets.push_back(DynamicCast<Socket>(i->second));
        }
    }
    return sockets;
}

/// @return address without port, and port
std::pair<Address, uint16_t>
SplitAddress(const Address& address)
{
    if (InetSocketAddress::IsMatchingType(address))
    {
        const auto v4 = InetSocketAddress::ConvertFrom(address);
        return {v4.GetIpv4(), v4.GetPort()};
    }
    if (Inet6SocketAddress::IsMatchingType(address))
    {
        const auto v6 = Inet6SocketAddress::ConvertFrom(address);
        return {v6.GetIpv6(), v6.GetPort()};
    }
    return {Address(), 0};
}

/// Makes sure that nobody is called by a socket any more.
void
Disconnect(Ptr<Socket> socket)
{
    socket->SetConnectCallback(MakeNullCallback<void, Ptr<Socket>>(),
                               MakeNullCallback<void, Ptr<Socket>>());
    socket->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(),
                              MakeNullCallback<void, Ptr<Socket>>());
    socket->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                              MakeNullCallback<void, Ptr<Socket>, const Address&>());
    socket->SetDataSentCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
}

} // namespace

ProcessSockets::~ProcessSockets()
{
    m_burial.Cancel();
}

void
ProcessSockets::Install(Ptr<Node> node, bool wholeMachine)
{
    m_node = node;
    m_wholeMachine = wholeMachine;
}

Ptr<Socket>
ProcessSockets::Create(TypeId factory)
{
    Ptr<Socket> socket = Socket::CreateSocket(m_node, factory);
    Own(socket);
    return socket;
}

void
ProcessSockets::Own(Ptr<Socket> socket)
{
    if (m_owned.size() >= m_pruneAt)
    {
        Prune();
    }
    m_owned.push_back(socket);
}

void
ProcessSockets::Silence(const std::string& reason)
{
    Shut(Collect(), reason);
}

void
ProcessSockets::Speak()
{
    if (m_shut > 0)
    {
        IpGate::Of(m_node)->Open(m_shut);
        m_shut = 0;
    }
}

void
ProcessSockets::Vanish(const std::string& reason)
{
    Speak();
    m_dying = Collect();
    m_ports = ListeningPorts(m_dying);
    m_past.clear();
    for (const auto& socket : m_dying)
    {
        Disconnect(socket);
        const auto endpoint = Describe(socket);
        if (endpoint && endpoint->protocol == TCP && endpoint->peerPort > 0)
        {
            m_past.insert(*endpoint);
        }
    }
    Shut(m_dying, reason);
    m_owned.clear();
    m_burial = Simulator::ScheduleNow(&ProcessSockets::Await, this);
}

void
ProcessSockets::Reopen()
{
    m_burial.Cancel();
    Bury();
    if (!m_past.empty())
    {
        IpGate::Of(m_node)->AddStale(m_past);
        m_past.clear();
    }
    Speak();
}

void
ProcessSockets::Abort(Ptr<Socket> socket)
{
    Disconnect(socket);
    if (Ptr<TcpSocketBase> tcp = DynamicCast<TcpSocketBase>(socket))
    {
        TcpInsides::SendReset(tcp);
        TcpInsides::TakeApart(tcp, m_node->GetObject<TcpL4Protocol>());
    }
}

void
ProcessSockets::Dispose()
{
    m_burial.Cancel();
    m_owned.clear();
    m_dying.clear();
    m_node = nullptr;
}

void
ProcessSockets::CloseAll()
{
    Speak();
    for (const auto& socket : Collect())
    {
        Disconnect(socket);
        socket->Close();
    }
    m_owned.clear();
}

std::vector<Ptr<Socket>>
ProcessSockets::Collect() const
{
    if (m_wholeMachine)
    {
        auto sockets = ListSockets<TcpL4Protocol>(m_node);
        const auto udp = ListSockets<UdpL4Protocol>(m_node);
        sockets.insert(sockets.end(), udp.begin(), udp.end());
        return sockets;
    }
    auto sockets = m_owned;
    CollectAccepted(ListeningPorts(sockets), sockets);
    return sockets;
}

void
ProcessSockets::CollectAccepted(const std::set<uint16_t>& ports,
                                std::vector<Ptr<Socket>>& sockets) const
{
    if (ports.empty())
    {
        return;
    }
    const std::set<Ptr<Socket>> known(sockets.begin(), sockets.end());
    for (const auto& socket : ListSockets<TcpL4Protocol>(m_node))
    {
        const auto endpoint = Describe(socket);
        if (endpoint && ports.count(endpoint->localPort) > 0 && known.count(socket) == 0)
        {
            sockets.push_back(socket);
        }
    }
}

std::optional<IpGate::Endpoint>
ProcessSockets::Describe(Ptr<Socket> socket)
{
    Address local;
    socket->GetSockName(local);
    IpGate::Endpoint endpoint;
    endpoint.localPort = SplitAddress(local).second;
    if (endpoint.localPort == 0)
    {
        return std::nullopt;
    }
    if (DynamicCast<UdpSocket>(socket))
    {
        endpoint.protocol = UDP;
        return endpoint;
    }
    endpoint.protocol = TCP;
    Address peer;
    if (socket->GetPeerName(peer) == 0)
    {
        const auto [address, port] = SplitAddress(peer);
        if (port > 0)
        {
            endpoint.peer = address;
            endpoint.peerPort = port;
        }
    }
    return endpoint;
}

std::set<uint16_t>
ProcessSockets::ListeningPorts(const std::vector<Ptr<Socket>>& sockets)
{
    std::set<uint16_t> ports;
    for (const auto& socket : sockets)
    {
        const auto endpoint = Describe(socket);
        if (endpoint && endpoint->protocol == TCP && endpoint->peerPort == 0)
        {
            ports.insert(endpoint->localPort);
        }
    }
    return ports;
}

void
ProcessSockets::Shut(const std::vector<Ptr<Socket>>& sockets, const std::string& reason)
{
    std::set<IpGate::Endpoint> endpoints;
    for (const auto& socket : sockets)
    {
        if (const auto endpoint = Describe(socket))
        {
            endpoints.insert(*endpoint);
        }
    }
    if (m_wholeMachine || !endpoints.empty())
    {
        m_shut = IpGate::Of(m_node)->Shut(endpoints, m_wholeMachine, reason);
    }
}

void
ProcessSockets::Await()
{
    // When the crash came in the callback that asks whether to accept a connection, ns-3 makes its
    // socket in an event that was scheduled after this one.
    m_burial = Simulator::ScheduleNow(&ProcessSockets::Bury, this);
}

void
ProcessSockets::Bury()
{
    // Also the connection whose SYN came in this very instant.
    CollectAccepted(m_ports, m_dying);
    m_ports.clear();
    for (const auto& socket : m_dying)
    {
        Disconnect(socket);
        if (Ptr<TcpSocketBase> tcp = DynamicCast<TcpSocketBase>(socket))
        {
            TcpInsides::TakeApart(tcp, m_node->GetObject<TcpL4Protocol>());
        }
        else
        {
            socket->Close();
        }
    }
    m_dying.clear();
}

void
ProcessSockets::Prune()
{
    const auto forgotten = [](const Ptr<Socket>& socket)
    { return socket->GetReferenceCount() == 1; };
    m_owned.erase(std::remove_if(m_owned.begin(), m_owned.end(), forgotten), m_owned.end());
    m_pruneAt = std::max<std::size_t>(64, 2 * m_owned.size());
}

} // namespace sharding
} // namespace ns3
