/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "process-network.h"

using namespace ns3;
using namespace ns3::sharding;

using ProcessCrash = ProcessNetwork;

TEST_F(ProcessCrash, PeersOfACrashedProcessSeeTimeoutsNotCloses)
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

TEST_F(ProcessCrash, NobodyCanConnectToACrashedProcess)
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

TEST_F(ProcessCrash, ARestartedProcessListensAgainAndResetsThePast)
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

TEST_F(ProcessCrash, APortOfThePastCanBeUsedForANewConnection)
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

TEST_F(ProcessCrash, AProcessMayCrashInItsOwnSocketsCallback)
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

TEST_F(ProcessCrash, AConnectionThatIsBornInTheInstantOfTheCrashDiesWithIt)
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

TEST_F(ProcessCrash, CrashAndRestartInOneInstant)
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

TEST_F(ProcessCrash, OverIpv6Too)
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

TEST_F(ProcessCrash, ACrashedProcessLeavesItsNeighborsAlone)
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

TEST_F(ProcessCrash, ACrashedMachineAnswersNothing)
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

TEST_F(ProcessCrash, UdpVanishesToo)
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

TEST_F(ProcessCrash, AConnectionThatIsBornInTheInstantOfTheCrashDoesNotHauntTheNextLife)
{
    RunUntil(0.1);
    server->crashesOnRequest = true;
    auto client = Connect(); // tries again after a second
    RunUntil(0.5);
    EXPECT_EQ(server->GetState(), ProcessApplication::State::CRASHED);
    server->crashesOnRequest = false;
    server->Restart();
    RunUntil(2);
    EXPECT_EQ(client->seen, "connected");
    client->Send(50);
    RunUntil(3);
    EXPECT_EQ(client->received, 50U)
        << "it must have been accepted by the new life, not by the dead one's socket";
}

TEST_F(ProcessCrash, AnAbortedConnectionIsResetAndSaysNothingMore)
{
    RunUntil(0.1);
    auto client = Connect();
    RunUntil(1);
    client->Send(100);
    RunUntil(2);
    EXPECT_EQ(server->AbortAll(), 1U);
    RunUntil(3);
    EXPECT_EQ(client->seen, "connected closed");
    EXPECT_EQ(resets, 1U);
    EXPECT_EQ(fins, 0U);
    auto fresh = Connect();
    RunUntil(4);
    fresh->Send(10);
    RunUntil(5);
    EXPECT_EQ(fresh->received, 10U) << "the server goes on";
}
