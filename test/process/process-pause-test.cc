/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "process-network.h"

#include <functional>
#include <map>

using namespace ns3;
using namespace ns3::sharding;

using ProcessPause = ProcessNetwork;

TEST_F(ProcessPause, APausedProcessIsSilentAndGoesOnWithItsState)
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

TEST_F(ProcessPause, AProcessThatCrashesDuringAPauseIsGone)
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

TEST_F(ProcessPause, AProcessThatStopsSaysGoodBye)
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

TEST_F(ProcessPause, DropsAreTracedWithTheirReason)
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

TEST_F(ProcessPause, WhatItsSocketsHaveToSayWaitsForTheResume)
{
    RunUntil(0.1);
    auto client = Connect();
    RunUntil(1);
    server->SpeakTo(100); // it is on its way when the server falls silent
    server->Pause();
    RunUntil(200);
    EXPECT_EQ(server->text, "") << "its TCP gave up long ago, but it is not there to hear it";
    server->Resume();
    EXPECT_EQ(server->text, "closed@200");
    EXPECT_EQ(client->received, 0U);
}

TEST_F(ProcessPause, WhatItsSocketsHadToSayIsLostInACrash)
{
    RunUntil(0.1);
    Connect();
    RunUntil(1);
    server->SpeakTo(100);
    server->Pause();
    RunUntil(200);
    server->Crash();
    server->Restart();
    server->Resume();
    EXPECT_EQ(server->lives, 2U);
    server->Pause();
    server->Resume();
    EXPECT_EQ(server->text, "") << "the next life hears nothing of it";
}
