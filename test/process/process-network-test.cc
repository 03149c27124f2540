/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

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

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr uint16_t PORT = 80;

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
        m_sockets.push_back(socket);
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
class ProcessNetworkTest : public testing::Test
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
            "Tx", MakeCallback(&ProcessNetworkTest::NoteTx, this));
        nodes.Get(1)->GetObject<Ipv6L3Protocol>()->TraceConnectWithoutContext(
            "Tx", MakeCallback(&ProcessNetworkTest::NoteTx6, this));
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

} // namespace

TEST_F(ProcessNetworkTest, PeersOfACrashedProcessSeeTimeoutsNotCloses)
{
    RunUntil(0.1);
    auto client = Connect();
    RunUntil(1);
    client->Send(100);
    RunUntil(2);
    EXPECT_EQ(client->seen, "connected");
    EXPECT_EQ(client->received, 100U);
    EXPECT_TRUE(server->Crash());
    sent = 0;
    RunUntil(3);
    EXPECT_EQ(client->seen, "connected") << "nobody tells it";
    client->Send(100);
    RunUntil(100);
    EXPECT_EQ(client->seen, "connected error") << "its retries have run out";
    EXPECT_EQ(sent, 0U) << "not even an ACK";
    EXPECT_EQ(client->received, 100U);
}

TEST_F(ProcessNetworkTest, NobodyCanConnectToACrashedProcess)
{
    RunUntil(0.1);
    server->Crash();
    auto client = Connect();
    RunUntil(1);
    EXPECT_EQ(client->seen, "") << "a closed port would have answered with RST by now";
    RunUntil(100);
    EXPECT_EQ(client->seen, "failed");
    EXPECT_EQ(sent, 0U);
}

TEST_F(ProcessNetworkTest, ARestartedProcessListensAgainAndResetsThePast)
{
    RunUntil(0.1);
    auto old = Connect();
    auto idle = Connect();
    RunUntil(1);
    old->Send(100);
    RunUntil(2);
    server->Crash();
    EXPECT_EQ(server->remembered, 0U) << "memory is lost";
    RunUntil(2.5);
    old->Send(100);
    RunUntil(3);
    EXPECT_TRUE(server->Restart());
    EXPECT_EQ(server->lives, 2U);
    auto fresh = Connect();
    RunUntil(4);
    EXPECT_EQ(fresh->seen, "connected");
    fresh->Send(50);
    RunUntil(10);
    EXPECT_EQ(fresh->received, 50U);
    EXPECT_EQ(server->remembered, 50U) << "what the old connection sends again is not taken";
    EXPECT_EQ(old->seen, "connected closed");
    EXPECT_EQ(resets, 1U);
    idle->Send(1);
    RunUntil(11);
    EXPECT_EQ(idle->seen, "connected closed") << "it learns it only now";
    EXPECT_EQ(resets, 2U);
    EXPECT_EQ(fins, 0U);
}

TEST_F(ProcessNetworkTest, APortOfThePastCanBeUsedForANewConnection)
{
    RunUntil(0.1);
    auto old = Connect();
    Address from;
    old->socket->GetSockName(from);
    RunUntil(1);
    server->Crash();
    old->Send(1);
    RunUntil(50);
    EXPECT_EQ(old->seen, "connected error");
    old->socket = nullptr;
    server->Restart();
    Client again;
    again.socket = Socket::CreateSocket(nodes.Get(0), TcpSocketFactory::GetTypeId());
    ASSERT_EQ(again.socket->Bind(InetSocketAddress(Ipv4Address::GetAny(),
                                                   InetSocketAddress::ConvertFrom(from).GetPort())),
              0);
    again.socket->SetConnectCallback(MakeCallback(&Client::Connected, &again),
                                     MakeCallback(&Client::Failed, &again));
    again.socket->SetRecvCallback(MakeCallback(&Client::Read, &again));
    again.socket->Connect(InetSocketAddress(address, PORT));
    RunUntil(51);
    again.Send(10);
    RunUntil(52);
    EXPECT_EQ(again.seen, "connected");
    EXPECT_EQ(again.received, 10U);
    EXPECT_EQ(resets, 0U);
}

TEST_F(ProcessNetworkTest, AProcessMayCrashInItsOwnSocketsCallback)
{
    RunUntil(0.1);
    auto client = Connect();
    RunUntil(1);
    server->crashesOnData = true;
    sent = 0;
    client->Send(100000); // many segments are on the way
    RunUntil(100);
    EXPECT_EQ(server->GetState(), ProcessApplication::State::CRASHED);
    EXPECT_EQ(client->seen, "connected error");
    EXPECT_EQ(sent, 0U);
}

TEST_F(ProcessNetworkTest, AConnectionThatIsBornInTheInstantOfTheCrashDiesWithIt)
{
    RunUntil(0.1);
    server->crashesOnRequest = true;
    auto client = Connect();
    RunUntil(100);
    EXPECT_EQ(client->seen, "failed");
    EXPECT_EQ(sent, 0U);
    server->crashesOnRequest = false;
    server->Restart();
    auto fresh = Connect();
    RunUntil(101);
    EXPECT_EQ(fresh->seen, "connected");
}

TEST_F(ProcessNetworkTest, CrashAndRestartInOneInstant)
{
    RunUntil(0.1);
    auto client = Connect();
    RunUntil(1);
    server->Crash();
    server->Restart();
    client->Send(10);
    RunUntil(2);
    EXPECT_EQ(client->seen, "connected closed");
    EXPECT_EQ(resets, 1U);
    EXPECT_EQ(fins, 0U);
    EXPECT_EQ(server->lives, 2U);
}

TEST_F(ProcessNetworkTest, OverIpv6Too)
{
    server->v6 = true;
    RunUntil(2); // addresses are checked for duplicates first
    auto client = Connect(Inet6SocketAddress(address6, PORT));
    RunUntil(3);
    client->Send(100);
    RunUntil(4);
    EXPECT_EQ(client->received, 100U);
    server->Crash();
    sent = 0;
    client->Send(100);
    RunUntil(5);
    EXPECT_EQ(sent, 0U);
    server->Restart();
    RunUntil(50);
    EXPECT_EQ(client->seen, "connected closed");
    EXPECT_EQ(resets, 1U);
    EXPECT_EQ(fins, 0U);
}

TEST_F(ProcessNetworkTest, ACrashedProcessLeavesItsNeighborsAlone)
{
    Ptr<EchoServer> neighbor = AddServer(PORT + 1);
    RunUntil(0.1);
    auto client = Connect(InetSocketAddress(address, PORT + 1));
    RunUntil(1);
    server->Crash();
    client->Send(100);
    Connect(InetSocketAddress(address, PORT + 2));
    RunUntil(2);
    EXPECT_EQ(client->received, 100U);
    EXPECT_EQ(resets, 1U) << "the machine lives, and refuses";
}

TEST_F(ProcessNetworkTest, ACrashedMachineAnswersNothing)
{
    server->SetAttribute("Scope", StringValue("machine"));
    RunUntil(0.1);
    Ptr<Socket> bystander = Socket::CreateSocket(nodes.Get(1), TcpSocketFactory::GetTypeId());
    bystander->Bind(InetSocketAddress(Ipv4Address::GetAny(), 99));
    bystander->Listen();
    auto client = Connect(InetSocketAddress(address, 99));
    RunUntil(1);
    EXPECT_EQ(client->seen, "connected");
    server->Crash();
    sent = 0;
    client->Send(100);
    auto other = Connect(InetSocketAddress(address, PORT + 2));
    auto datagram = Connect(InetSocketAddress(address, PORT + 2), UdpSocketFactory::GetTypeId());
    datagram->Send(100);
    RunUntil(50);
    EXPECT_EQ(client->seen, "connected error");
    EXPECT_EQ(other->seen, "failed");
    EXPECT_EQ(sent, 0U) << "no ACK, no RST, no port unreachable";
    server->Restart();
    other = Connect();
    RunUntil(51);
    EXPECT_EQ(other->seen, "connected");
}

TEST_F(ProcessNetworkTest, UdpVanishesToo)
{
    RunUntil(0.1);
    auto client = Connect(InetSocketAddress(address, PORT), UdpSocketFactory::GetTypeId());
    client->Send(100);
    RunUntil(1);
    EXPECT_EQ(client->received, 100U);
    server->Crash();
    sent = 0;
    client->Send(100);
    RunUntil(2);
    EXPECT_EQ(client->received, 100U);
    EXPECT_EQ(sent, 0U) << "no port unreachable";
    server->Restart();
    client->Send(100);
    RunUntil(3);
    EXPECT_EQ(client->received, 200U);
}

TEST_F(ProcessNetworkTest, APausedProcessIsSilentAndGoesOnWithItsState)
{
    RunUntil(0.1);
    auto client = Connect();
    auto datagram = Connect(InetSocketAddress(address, PORT), UdpSocketFactory::GetTypeId());
    client->socket->SetAttribute("DataRetries", UintegerValue(10));
    RunUntil(1);
    client->Send(100);
    RunUntil(2);
    EXPECT_TRUE(server->Pause());
    EXPECT_EQ(server->GetState(), ProcessApplication::State::PAUSED);
    sent = 0;
    client->Send(100);
    datagram->Send(7);
    auto late = Connect();
    RunUntil(5);
    EXPECT_EQ(sent, 0U) << "not even an ACK";
    EXPECT_EQ(client->received, 100U);
    EXPECT_EQ(late->seen, "");
    EXPECT_TRUE(server->Resume());
    RunUntil(20);
    EXPECT_EQ(client->received, 200U) << "TCP sends again what was not acknowledged";
    EXPECT_EQ(client->seen, "connected");
    EXPECT_EQ(datagram->received, 0U) << "UDP does not";
    EXPECT_EQ(server->remembered, 200U);
    EXPECT_EQ(server->lives, 1U);
    EXPECT_EQ(resets + fins, 0U);
}

TEST_F(ProcessNetworkTest, AProcessThatCrashesDuringAPauseIsGone)
{
    RunUntil(0.1);
    auto client = Connect();
    RunUntil(1);
    server->Pause();
    RunUntil(2);
    EXPECT_TRUE(server->Crash());
    server->Resume();
    sent = 0;
    client->Send(1);
    RunUntil(3);
    EXPECT_EQ(sent, 0U) << "the end of the pause does not bring it back";
    server->Pause();
    EXPECT_TRUE(server->Restart()) << "begins when the pause ends";
    RunUntil(4);
    EXPECT_EQ(sent, 0U);
    EXPECT_EQ(server->lives, 1U);
    server->Resume();
    EXPECT_EQ(server->lives, 2U);
    client = Connect();
    RunUntil(5);
    EXPECT_EQ(client->seen, "connected");
}

TEST_F(ProcessNetworkTest, AProcessThatStopsSaysGoodBye)
{
    RunUntil(0.1);
    auto client = Connect();
    RunUntil(1);
    EXPECT_TRUE(server->Stop());
    RunUntil(2);
    EXPECT_EQ(client->seen, "connected closed");
    EXPECT_EQ(fins, 1U);
    auto late = Connect();
    RunUntil(3);
    EXPECT_NE(late->seen, "connected");
    EXPECT_EQ(resets, 1U) << "refused at once";
    EXPECT_TRUE(server->Restart());
    late = Connect();
    RunUntil(4);
    EXPECT_EQ(late->seen, "connected");
}

TEST_F(ProcessNetworkTest, DropsAreTracedWithTheirReason)
{
    RunUntil(0.1);
    std::map<std::string, uint32_t> drops;
    const auto note = [&drops](Ptr<const Packet>, const std::string& reason) { drops[reason]++; };
    using Note = std::function<void(Ptr<const Packet>, const std::string&)>;
    Note sink = note;
    IpGate::Of(nodes.Get(1))
        ->TraceConnectWithoutContext("Drop",
                                     Callback<void, Ptr<const Packet>, const std::string&>(
                                         MakeCallback(&Note::operator(), &sink)));
    auto datagram = Connect(InetSocketAddress(address, PORT), UdpSocketFactory::GetTypeId());
    server->Pause();
    datagram->Send(1);
    RunUntil(1);
    server->Resume();
    datagram->Send(1);
    RunUntil(2);
    server->Crash();
    datagram->Send(1);
    datagram->Send(1);
    RunUntil(3);
    EXPECT_EQ(drops, (std::map<std::string, uint32_t>{{"paused", 1}, {"crashed", 2}}));
    EXPECT_EQ(datagram->received, 1U);
}
