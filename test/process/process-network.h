/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PROCESS_NETWORK_H
#define PROCESS_NETWORK_H

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ip-gate.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-address-helper.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/process-application.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

constexpr uint16_t PORT = 80; //!< where servers listen

/// Answers each TCP segment and each UDP datagram with as many bytes, and counts them in memory.
class EchoServer : public ProcessApplication
{
  public:
    uint32_t lives{0};            //!< how often it has begun
    uint32_t remembered{0};       //!< bytes since it began
    uint16_t port{PORT};          //!< where it listens
    bool v6{false};               //!< over IPv6
    bool crashesOnData{false};    //!< within the socket's own callback
    bool crashesOnRequest{false}; //!< when somebody wants to connect
    std::string text; //!< "closed@S" when a connection was closed under it, at S seconds

    /// Ends all connections at once. @return how many
    std::size_t
    AbortAll()
    {
        const auto accepted = m_accepted;
        m_accepted.clear();
        for (const auto& socket : accepted)
        {
            AbortSocket(socket);
        }
        return accepted.size();
    }

    /// Sends something unasked on the latest connection.
    void
    SpeakTo(uint32_t size)
    {
        m_accepted.back()->Send(Create<Packet>(size));
    }

  private:
    void
    DoStart() override
    {
        lives++;
        for (const char* factory : {"ns3::TcpSocketFactory", "ns3::UdpSocketFactory"})
        {
            Ptr<Socket> socket = CreateSocket(TypeId::LookupByName(factory));
            const Address any = v6 ? Address(Inet6SocketAddress(Ipv6Address::GetAny(), port))
                                   : Address(InetSocketAddress(Ipv4Address::GetAny(), port));
            ASSERT_EQ(socket->Bind(any), 0) << "the port is taken";
            socket->Listen();
            socket->SetAcceptCallback(MakeCallback(&EchoServer::Request, this),
                                      MakeCallback(&EchoServer::Accept, this));
            socket->SetRecvCallback(MakeCallback(&EchoServer::Read, this));
            m_sockets.push_back(socket);
        }
    }

    void
    DoForget() override
    {
        remembered = 0;
        m_sockets.clear();
        m_accepted.clear();
    }

    bool
    Request(Ptr<Socket>, const Address&)
    {
        if (crashesOnRequest)
        {
            Crash();
        }
        return true;
    }

    void
    Accept(Ptr<Socket> socket, const Address&)
    {
        socket->SetRecvCallback(MakeCallback(&EchoServer::Read, this));
        socket->SetCloseCallbacks(MakeCallback(&EchoServer::Closed, this),
                                  MakeCallback(&EchoServer::Closed, this));
        m_accepted.push_back(socket);
    }

    void
    Closed(Ptr<Socket>)
    {
        WhenUp([this]
               { text += "closed@" + std::to_string(Simulator::Now().GetMilliSeconds() / 1000); });
    }

    void
    Read(Ptr<Socket> socket)
    {
        Address from;
        while (Ptr<Packet> packet = socket->RecvFrom(from))
        {
            if (packet->GetSize() == 0)
            {
                return; // the peer has closed
            }
            remembered += packet->GetSize();
            if (crashesOnData)
            {
                Crash();
                return;
            }
            socket->SendTo(Create<Packet>(packet->GetSize()), 0, from);
        }
    }

    std::vector<Ptr<Socket>> m_sockets;
    std::vector<Ptr<Socket>> m_accepted;
};

/// A connection or a UDP socket of the other machine, and what it sees.
struct Client
{
    Ptr<Socket> socket;
    std::string
        seen; //!< "connected", "failed", "closed" (by FIN or, in ns-3, by RST), "error", in order
    uint32_t received{0};

    void
    Note(const std::string& what)
    {
        seen += (seen.empty() ? "" : " ") + what;
    }

    void
    Connected(Ptr<Socket>)
    {
        Note("connected");
    }

    void
    Failed(Ptr<Socket>)
    {
        Note("failed");
    }

    void
    Closed(Ptr<Socket>)
    {
        Note("closed");
    }

    void
    Error(Ptr<Socket>)
    {
        Note("error");
    }

    void
    Read(Ptr<Socket>)
    {
        while (Ptr<Packet> packet = socket->Recv())
        {
            if (packet->GetSize() == 0)
            {
                break;
            }
            received += packet->GetSize();
        }
    }

    void
    Send(uint32_t size)
    {
        socket->Send(Create<Packet>(size));
    }
};

/// client machine -- server machine, 1 ms apart.
class ProcessNetwork : public testing::Test
{
  protected:
    void
    SetUp() override
    {
        nodes.Create(2);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        link.SetChannelAttribute("Delay", StringValue("1ms"));
        const auto devices = link.Install(nodes);
        InternetStackHelper().Install(nodes);
        address = Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices).GetAddress(1);
        Ipv6AddressHelper v6helper;
        v6helper.SetBase(Ipv6Address("2001:db8::"), Ipv6Prefix(64));
        address6 = v6helper.Assign(devices).GetAddress(1, 1);
        server = AddServer(PORT);
        nodes.Get(1)->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
            "Tx", MakeCallback(&ProcessNetwork::NoteTx, this));
        nodes.Get(1)->GetObject<Ipv6L3Protocol>()->TraceConnectWithoutContext(
            "Tx", MakeCallback(&ProcessNetwork::NoteTx6, this));
    }

    void
    TearDown() override
    {
        Simulator::Destroy();
    }

    Ptr<EchoServer>
    AddServer(uint16_t port)
    {
        Ptr<EchoServer> added = CreateObject<EchoServer>();
        added->port = port;
        nodes.Get(1)->AddApplication(added);
        return added;
    }

    /// @return a client that connects at once; gives up after two retries
    Client*
    Connect(const Address& to, TypeId factory = TcpSocketFactory::GetTypeId())
    {
        clients.push_back(std::make_unique<Client>());
        Client* client = clients.back().get();
        client->socket = Socket::CreateSocket(nodes.Get(0), factory);
        if (factory == TcpSocketFactory::GetTypeId())
        {
            client->socket->SetAttribute("DataRetries", UintegerValue(2));
            client->socket->SetAttribute("ConnCount", UintegerValue(2));
            client->socket->SetAttribute("ConnTimeout", TimeValue(Seconds(1)));
        }
        Inet6SocketAddress::IsMatchingType(to) ? client->socket->Bind6() : client->socket->Bind();
        client->socket->SetConnectCallback(MakeCallback(&Client::Connected, client),
                                           MakeCallback(&Client::Failed, client));
        client->socket->SetCloseCallbacks(MakeCallback(&Client::Closed, client),
                                          MakeCallback(&Client::Error, client));
        client->socket->SetRecvCallback(MakeCallback(&Client::Read, client));
        client->socket->Connect(to);
        return client;
    }

    Client*
    Connect()
    {
        return Connect(InetSocketAddress(address, PORT));
    }

    /// Lets the simulation go on until @p seconds.
    static void
    RunUntil(double seconds)
    {
        Simulator::Stop(Seconds(seconds) - Simulator::Now());
        Simulator::Run();
    }

    void
    NoteTx(Ptr<const Packet> packet, Ptr<Ipv4>, uint32_t)
    {
        Ptr<Packet> copy = packet->Copy();
        Ipv4Header ip;
        copy->RemoveHeader(ip);
        Note(copy, ip.GetProtocol());
    }

    void
    NoteTx6(Ptr<const Packet> packet, Ptr<Ipv6>, uint32_t)
    {
        Ptr<Packet> copy = packet->Copy();
        Ipv6Header ip;
        copy->RemoveHeader(ip);
        if (ip.GetNextHeader() == 6)
        {
            Note(copy, ip.GetNextHeader());
        }
    }

    void
    Note(Ptr<Packet> packet, uint8_t protocol)
    {
        sent++;
        TcpHeader tcp;
        if (protocol == 6 && packet->PeekHeader(tcp) > 0)
        {
            resets += (tcp.GetFlags() & TcpHeader::RST) ? 1 : 0;
            fins += (tcp.GetFlags() & TcpHeader::FIN) ? 1 : 0;
        }
    }

    std::vector<std::unique_ptr<Client>> clients;
    NodeContainer nodes;
    Ipv4Address address;  //!< of the server machine
    Ipv6Address address6; //!< of the server machine
    Ptr<EchoServer> server;
    uint32_t sent{0}; //!< packets that left the server machine
    uint32_t resets{0};
    uint32_t fins{0};
};

} // namespace sharding
} // namespace ns3

#endif /* PROCESS_NETWORK_H */
