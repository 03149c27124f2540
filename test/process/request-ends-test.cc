/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/request-client.h"
#include "ns3/request-server.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr uint16_t PORT = 7000;

/// A peer that speaks no protocol: it sends what it is told and notes what comes.
struct RawPeer
{
    Ptr<Socket> socket;
    uint32_t received{0};
    bool closed{false};

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
    Close(Ptr<Socket>)
    {
        closed = true;
    }

    void
    Send(const std::vector<uint8_t>& bytes, std::size_t piece)
    {
        for (std::size_t at = 0; at < bytes.size(); at += piece)
        {
            const auto size = static_cast<uint32_t>(std::min(piece, bytes.size() - at));
            socket->Send(Create<Packet>(bytes.data() + at, size));
        }
    }
};

/// A machine with a server and one for clients, 1 ms apart.
class RequestEnds : public testing::Test
{
  protected:
    void
    SetUp() override
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
        nodes.Create(2);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        link.SetChannelAttribute("Delay", StringValue("1ms"));
        const auto devices = link.Install(nodes);
        InternetStackHelper().Install(nodes);
        address = Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices).GetAddress(1);
        server = CreateObject<RequestServer>();
        server->SetAttribute("Durability", StringValue("none"));
        nodes.Get(1)->AddApplication(server);
    }

    void
    TearDown() override
    {
        Simulator::Destroy();
    }

    Ptr<RequestClient>
    AddClient(const Address& to, const std::string& transport = "tcp")
    {
        Ptr<RequestClient> client = CreateObject<RequestClient>();
        client->SetAttribute("Transport", StringValue(transport));
        client->SetAttribute("MaxAttempts", UintegerValue(1));
        client->SetServers({to});
        client->TraceConnectWithoutContext("Lose", MakeCallback(&RequestEnds::NoteLoss, this));
        nodes.Get(0)->AddApplication(client);
        return client;
    }

    RawPeer*
    Connect()
    {
        RunFor(1); // everything is up
        peers.push_back(std::make_unique<RawPeer>());
        RawPeer* peer = peers.back().get();
        peer->socket = Socket::CreateSocket(nodes.Get(0), TcpSocketFactory::GetTypeId());
        peer->socket->SetRecvCallback(MakeCallback(&RawPeer::Read, peer));
        peer->socket->SetCloseCallbacks(MakeCallback(&RawPeer::Close, peer),
                                        MakeCallback(&RawPeer::Close, peer));
        peer->socket->Bind();
        peer->socket->Connect(InetSocketAddress(address, PORT));
        RunFor(10);
        return peer;
    }

    static void
    RunFor(int64_t ms)
    {
        Simulator::Stop(MilliSeconds(ms));
        Simulator::Run();
    }

    static std::vector<uint8_t>
    Request(uint64_t sequence, uint32_t size)
    {
        RequestHeader header;
        header.client = 9;
        header.sequence = sequence;
        Ptr<Packet> packet = Create<Packet>(size);
        SealRequest(packet, header);
        std::vector<uint8_t> bytes(packet->GetSize());
        packet->CopyData(bytes.data(), packet->GetSize());
        return bytes;
    }

    void
    NoteLoss(uint64_t, RequestLoss loss)
    {
        losses[RequestLossName(loss)]++;
    }

    NodeContainer nodes;
    Ipv4Address address;
    Ptr<RequestServer> server;
    std::vector<std::unique_ptr<RawPeer>> peers;
    std::map<std::string, uint32_t> losses;
};

} // namespace

TEST_F(RequestEnds, AServerThatStopsClosesItsConnections)
{
    Ptr<RequestClient> client = AddClient(InetSocketAddress(address, PORT));
    client->SetAttribute("MaxBackOff", StringValue("50ms"));
    RunFor(1015);
    EXPECT_EQ(client->GetCounters().answered, 101U);
    server->Stop();
    RunFor(3);
    EXPECT_EQ(client->GetCounters().closed, 1U);
    RunFor(1000);
    EXPECT_EQ(client->GetCounters().answered, 101U);
    server->Restart();
    RunFor(200);
    const uint64_t before = client->GetCounters().answered;
    RunFor(100);
    EXPECT_EQ(client->GetCounters().answered, before + 10);
}

TEST_F(RequestEnds, AClientDoesNotWaitForAConnectionThatItHasGivenUp)
{
    Ptr<RequestClient> client = AddClient(InetSocketAddress(address, PORT));
    client->SetAttribute("MaxBackOff", StringValue("100ms"));
    RunFor(1005);
    server->Pause();
    RunFor(4000);
    server->Resume();
    const uint64_t before = client->GetCounters().answered;
    RunFor(300);
    EXPECT_GT(client->GetCounters().answered, before + 10)
        << "TCP itself tries again after 1, 3 and 7 s";
}

TEST_F(RequestEnds, WhereThereIsNoWayRequestsFailAtOnce)
{
    for (const std::string transport : {"tcp", "udp"})
    {
        losses.clear();
        Ptr<RequestClient> client =
            AddClient(InetSocketAddress(Ipv4Address("192.168.0.1"), PORT), transport);
        RunFor(500);
        EXPECT_GT(client->GetCounters().unreachable, 0U) << transport;
        EXPECT_EQ(losses["unreachable"], client->GetCounters().lost) << transport;
        client->Stop();
    }
}

TEST_F(RequestEnds, RequestsAreFoundInAnyPiecesOfTheStream)
{
    for (const std::size_t piece :
         {std::size_t{1}, std::size_t{7}, std::size_t{64}, std::size_t{5000}})
    {
        RawPeer* peer = Connect();
        auto bytes = Request(10 * piece, 0);
        const auto second = Request(10 * piece + 1, 300);
        bytes.insert(bytes.end(), second.begin(), second.end());
        peer->Send(bytes, piece);
        RunFor(500);
        EXPECT_EQ(peer->received, 2U * (64 + 200)) << piece;
    }
    EXPECT_EQ(server->GetCounters().executed, 8U);
    EXPECT_EQ(server->GetCounters().damaged, 0U);
}

TEST_F(RequestEnds, WhatIsNoRequestEndsItsConnectionOnly)
{
    RawPeer* good = Connect();
    auto damaged = Request(1, 100);
    damaged[80] ^= 1; // in the body
    auto answer = Request(1, 0);
    answer[1] = 2; // and so its checksum is wrong
    for (const auto& bytes :
         {damaged, answer, std::vector<uint8_t>(1000, 0xff), std::vector<uint8_t>(64, 0)})
    {
        RawPeer* bad = Connect();
        bad->Send(bytes, 5000);
        RunFor(500);
        EXPECT_TRUE(bad->closed);
        EXPECT_EQ(bad->received, 0U);
    }
    EXPECT_EQ(server->GetCounters().damaged, 4U);
    EXPECT_EQ(server->GetCounters().received, 0U);
    good->Send(Request(1, 100), 5000);
    RunFor(500);
    EXPECT_EQ(good->received, 264U);
}

TEST_F(RequestEnds, AFurtherConnectionEndsTheOneNotUsedForLongest)
{
    server->SetAttribute("MaxConnections", UintegerValue(2));
    RawPeer* first = Connect();
    RawPeer* second = Connect();
    first->Send(Request(1, 10), 5000);
    RunFor(100);
    Connect();
    RunFor(100);
    EXPECT_FALSE(first->closed);
    EXPECT_TRUE(second->closed);
    EXPECT_EQ(server->GetCounters().evicted, 1U);
    EXPECT_EQ(server->GetCounters().connections, 3U);
}

TEST_F(RequestEnds, APeerThatDoesNotReadIsGivenUp)
{
    server->SetAttribute("SendLimit", UintegerValue(20000));
    server->SetAttribute("AnswerSize", UintegerValue(10000));
    RawPeer* peer = Connect();
    peer->socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
    for (uint64_t i = 0; i < 60; i++)
    {
        peer->Send(Request(i, 10), 5000);
    }
    RunFor(5000);
    EXPECT_TRUE(peer->closed) << "600 KB do not fit into the buffers of both ends and the limit";
    EXPECT_GT(server->GetCounters().unanswered, 0U);
}

TEST_F(RequestEnds, ARepeatedRequestIsAnsweredWhereItCameFromLast)
{
    server->SetAttribute("Durability", StringValue("sync"));
    server->SetAttribute("DiskFsyncMean", StringValue("100ms"));
    RawPeer* first = Connect();
    RawPeer* second = Connect();
    first->Send(Request(1, 10), 5000);
    RunFor(20);
    second->Send(Request(1, 10), 5000);
    RunFor(500);
    EXPECT_EQ(first->received, 0U);
    EXPECT_EQ(second->received, 264U);
    first->Send(Request(1, 10), 5000);
    RunFor(500);
    EXPECT_EQ(first->received, 264U) << "from memory";
    EXPECT_EQ(server->GetCounters().executed, 1U);
    EXPECT_EQ(server->GetCounters().repeated, 2U);
}
