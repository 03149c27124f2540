/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ip-gate.h"

#include "transport-checksum.h"

#include "ns3/ip-l4-protocol.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6-route.h"
#include "ns3/ipv6.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/udp-l4-protocol.h"

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("IpGate");
NS_OBJECT_ENSURE_REGISTERED(IpGate);

/// One transport protocol seen from IP, and IP seen from that protocol.
class IpGate::Door : public IpL4Protocol
{
  public:
    Door(IpGate* gate, Ptr<IpL4Protocol> inner)
        : m_gate(gate), m_inner(inner), m_tcp(DynamicCast<TcpL4Protocol>(inner)),
          m_down(inner->GetDownTarget()), m_down6(inner->GetDownTarget6())
    {
        m_inner->SetDownTarget(MakeCallback(&Door::Send, this));
        m_inner->SetDownTarget6(MakeCallback(&Door::Send6, this));
    }

    int
    GetProtocolNumber() const override
    {
        return m_inner->GetProtocolNumber();
    }

    RxStatus
    Receive(Ptr<Packet> packet, const Ipv4Header& header, Ptr<Ipv4Interface> interface) override
    {
        if (IsDamaged(packet, header.GetSource(), header.GetDestination()))
        {
            return RX_CSUM_FAILED;
        }
        const bool passes = Enter(packet, header.GetSource(), header.GetDestination());
        return passes ? m_inner->Receive(packet, header, interface) : RX_OK;
    }

    RxStatus
    Receive(Ptr<Packet> packet, const Ipv6Header& header, Ptr<Ipv6Interface> interface) override
    {
        if (IsDamaged(packet, header.GetSource(), header.GetDestination()))
        {
            return RX_CSUM_FAILED;
        }
        const bool passes = Enter(packet, header.GetSource(), header.GetDestination());
        return passes ? m_inner->Receive(packet, header, interface) : RX_OK;
    }

    void
    ReceiveIcmp(Ipv4Address icmpSource,
                uint8_t icmpTtl,
                uint8_t icmpType,
                uint8_t icmpCode,
                uint32_t icmpInfo,
                Ipv4Address payloadSource,
                Ipv4Address payloadDestination,
                const uint8_t payload[8]) override
    {
        m_inner->ReceiveIcmp(icmpSource,
                             icmpTtl,
                             icmpType,
                             icmpCode,
                             icmpInfo,
                             payloadSource,
                             payloadDestination,
                             payload);
    }

    void
    ReceiveIcmp(Ipv6Address icmpSource,
                uint8_t icmpTtl,
                uint8_t icmpType,
                uint8_t icmpCode,
                uint32_t icmpInfo,
                Ipv6Address payloadSource,
                Ipv6Address payloadDestination,
                const uint8_t payload[8]) override
    {
        m_inner->ReceiveIcmp(icmpSource,
                             icmpTtl,
                             icmpType,
                             icmpCode,
                             icmpInfo,
                             payloadSource,
                             payloadDestination,
                             payload);
    }

    void
    SetDownTarget(DownTargetCallback callback) override
    {
        m_down = callback;
    }

    void
    SetDownTarget6(DownTargetCallback6 callback) override
    {
        m_down6 = callback;
    }

    DownTargetCallback
    GetDownTarget() const override
    {
        return m_down;
    }

    DownTargetCallback6
    GetDownTarget6() const override
    {
        return m_down6;
    }

  protected:
    void
    DoDispose() override
    {
        m_gate = nullptr;
        m_inner = nullptr;
        m_tcp = nullptr;
        m_down = MakeNullCallback<void,
                                  Ptr<Packet>,
                                  Ipv4Address,
                                  Ipv4Address,
                                  uint8_t,
                                  Ptr<Ipv4Route>>();
        m_down6 = MakeNullCallback<void,
                                   Ptr<Packet>,
                                   Ipv6Address,
                                   Ipv6Address,
                                   uint8_t,
                                   Ptr<Ipv6Route>>();
        IpL4Protocol::DoDispose();
    }

  private:
    /// @return whether ns-3 computes checksums and that of an arriving packet is wrong; it is dropped
    template <typename IpAddress>
    bool
    IsDamaged(Ptr<const Packet> packet, IpAddress source, IpAddress destination)
    {
        if (!Node::ChecksumEnabled() ||
            IsTransportIntact(
                *packet, static_cast<uint8_t>(GetProtocolNumber()), source, destination))
        {
            return false;
        }
        m_gate->m_drop(packet, "bad-checksum");
        return true;
    }

    /// @return whether all passes
    bool
    IsOpen() const
    {
        return m_gate->m_silences.empty() && m_gate->m_stale.empty();
    }

    /**
     * @param packet with its transport header
     * @param peer address of the other end
     * @param arrives whether the other end sent it
     * @param endpoint set to the ends of the packet
     * @return false when it is too short to have ports
     */
    bool
    ReadPorts(Ptr<const Packet> packet, const Address& peer, bool arrives, Endpoint& endpoint) const
    {
        uint8_t ports[4];
        if (packet->CopyData(ports, sizeof(ports)) < sizeof(ports))
        {
            return false;
        }
        const auto source = static_cast<uint16_t>(ports[0] << 8 | ports[1]);
        const auto destination = static_cast<uint16_t>(ports[2] << 8 | ports[3]);
        endpoint.protocol = static_cast<uint8_t>(GetProtocolNumber());
        endpoint.localPort = arrives ? destination : source;
        endpoint.peerPort = arrives ? source : destination;
        endpoint.peer = peer;
        return true;
    }

    /// @return whether an arriving packet may go on
    bool
    Enter(Ptr<const Packet> packet, const Address& source, const Address& destination)
    {
        if (IsOpen())
        {
            return true;
        }
        Endpoint endpoint;
        if (!ReadPorts(packet, source, true, endpoint))
        {
            return true; // for the protocol to refuse
        }
        if (m_gate->IsSilent(packet, endpoint))
        {
            return false;
        }
        if (!m_tcp || m_gate->m_stale.count(endpoint) == 0)
        {
            return true;
        }
        TcpHeader header;
        if (packet->GetSize() < 20 || packet->PeekHeader(header) == 0)
        {
            return true;
        }
        const bool reset = header.GetFlags() & TcpHeader::RST;
        const bool begins =
            (header.GetFlags() & (TcpHeader::SYN | TcpHeader::ACK)) == TcpHeader::SYN;
        if (reset || begins)
        {
            m_gate->m_stale.erase(endpoint);
        }
        else
        {
            Reset(header, source, destination);
        }
        if (!begins)
        {
            m_gate->m_drop(packet, "stale");
        }
        return begins;
    }

    /**
     * Answers a segment of a connection that is no more.
     *
     * @param segment its header
     * @param source who sent it
     * @param destination this node
     */
    void
    Reset(const TcpHeader& segment, const Address& source, const Address& destination)
    {
        TcpHeader answer;
        if (segment.GetFlags() & TcpHeader::ACK)
        {
            answer.SetFlags(TcpHeader::RST);
            answer.SetSequenceNumber(segment.GetAckNumber());
        }
        else
        {
            answer.SetFlags(TcpHeader::RST | TcpHeader::ACK);
            answer.SetAckNumber(segment.GetSequenceNumber() + SequenceNumber32(1));
        }
        answer.SetSourcePort(segment.GetDestinationPort());
        answer.SetDestinationPort(segment.GetSourcePort());
        m_tcp->SendPacket(Create<Packet>(), answer, destination, source);
    }

    /// @return whether a packet of this node may go on
    bool
    Leave(Ptr<const Packet> packet, const Address& destination)
    {
        if (IsOpen())
        {
            return true;
        }
        Endpoint endpoint;
        if (!ReadPorts(packet, destination, false, endpoint))
        {
            return true;
        }
        if (m_gate->IsSilent(packet, endpoint))
        {
            return false;
        }
        TcpHeader header;
        if (m_tcp && m_gate->m_stale.count(endpoint) > 0 && packet->PeekHeader(header) > 0 &&
            (header.GetFlags() & TcpHeader::SYN))
        {
            m_gate->m_stale.erase(endpoint);
        }
        return true;
    }

    void
    Send(Ptr<Packet> packet,
         Ipv4Address source,
         Ipv4Address destination,
         uint8_t protocol,
         Ptr<Ipv4Route> route)
    {
        if (Leave(packet, destination))
        {
            m_down(packet, source, destination, protocol, route);
        }
    }

    void
    Send6(Ptr<Packet> packet,
          Ipv6Address source,
          Ipv6Address destination,
          uint8_t protocol,
          Ptr<Ipv6Route> route)
    {
        if (Leave(packet, destination))
        {
            m_down6(packet, source, destination, protocol, route);
        }
    }

    IpGate* m_gate;
    Ptr<IpL4Protocol> m_inner;
    Ptr<TcpL4Protocol> m_tcp; //!< m_inner, when it is that
    DownTargetCallback m_down;
    DownTargetCallback6 m_down6;
};

TypeId
IpGate::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::IpGate")
            .SetParent<Object>()
            .SetGroupName("Sharding")
            .AddConstructor<IpGate>()
            .AddTraceSource("Drop",
                            "A packet of a silent process was dropped, with the reason.",
                            MakeTraceSourceAccessor(&IpGate::m_drop),
                            "ns3::sharding::IpGate::DropTracedCallback");
    return tid;
}

IpGate::IpGate() = default;

IpGate::~IpGate() = default;

Ptr<IpGate>
IpGate::Of(Ptr<Node> node)
{
    Ptr<IpGate> gate = node->GetObject<IpGate>();
    if (!gate)
    {
        gate = CreateObject<IpGate>();
        node->AggregateObject(gate);
        gate->Install(node);
    }
    return gate;
}

uint64_t
IpGate::Shut(const std::set<Endpoint>& endpoints, bool all, const std::string& reason)
{
    NS_LOG_FUNCTION(this << endpoints.size() << all << reason);
    m_silences[++m_serial] = {endpoints, all, reason};
    return m_serial;
}

void
IpGate::Open(uint64_t shut)
{
    NS_LOG_FUNCTION(this << shut);
    m_silences.erase(shut);
}

void
IpGate::AddStale(const std::set<Endpoint>& connections)
{
    NS_LOG_FUNCTION(this << connections.size());
    for (const auto& connection : connections)
    {
        if (m_stale.size() < MAX_STALE)
        {
            m_stale.insert(connection);
        }
    }
}

void
IpGate::DoDispose()
{
    NS_LOG_FUNCTION(this);
    for (auto& door : m_doors)
    {
        door->Dispose();
    }
    m_doors.clear();
    m_silences.clear();
    m_stale.clear();
    Object::DoDispose();
}

void
IpGate::Install(Ptr<Node> node)
{
    NS_LOG_FUNCTION(this << node);
    Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
    Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
    Ptr<IpL4Protocol> tcp = node->GetObject<TcpL4Protocol>();
    Ptr<IpL4Protocol> udp = node->GetObject<UdpL4Protocol>();
    for (const auto& protocol : {tcp, udp})
    {
        if (!protocol)
        {
            continue;
        }
        Ptr<Door> door = CreateObject<Door>(this, protocol);
        m_doors.push_back(door);
        if (ipv4)
        {
            ipv4->Remove(protocol);
            ipv4->Insert(door);
        }
        if (ipv6)
        {
            ipv6->Remove(protocol);
            ipv6->Insert(door);
        }
    }
}

bool
IpGate::IsSilent(Ptr<const Packet> packet, const Endpoint& endpoint)
{
    const Endpoint port{endpoint.protocol, endpoint.localPort, Address(), 0};
    for (const auto& [id, silence] : m_silences)
    {
        if (silence.all || silence.endpoints.count(port) > 0 ||
            silence.endpoints.count(endpoint) > 0)
        {
            NS_LOG_LOGIC("port " << endpoint.localPort << " is " << silence.reason);
            m_drop(packet, silence.reason);
            return true;
        }
    }
    return false;
}

} // namespace sharding
} // namespace ns3
