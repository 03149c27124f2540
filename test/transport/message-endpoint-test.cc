/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "message-network.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

using Strings = std::vector<std::string>;

std::string
Letters(char letter, size_t count)
{
    return std::string(count, letter);
}

} // namespace

TEST_F(MessageNetworkTest, MessagesGoBothWaysOverOneConnection)
{
    Build(2);
    const std::string large = Letters('a', 300000);
    AtMs(20, [&] { EXPECT_TRUE(At(1).Say(2, large)); });
    AtMs(20, [&] { EXPECT_TRUE(At(1).Say(2, "small", 0)); });
    AtMs(22, [&] { EXPECT_FALSE(At(1).Say(3, "x")); });
    AtMs(22, [&] { EXPECT_EQ(At(1).error, "unknown-peer"); });
    AtMs(100, [&] { EXPECT_TRUE(At(2).Say(1, "back")); });
    RunUntil(1000);
    EXPECT_EQ(At(2).received, (Strings{"small", large}));
    EXPECT_EQ(At(1).received, Strings{"back"});
    EXPECT_EQ(At(1).fates["sent"], 2);
    EXPECT_EQ(At(1).GetEndpoint()->CountConnections(), 1U);
    EXPECT_EQ(At(2).GetEndpoint()->CountConnections(), 1U);
    // 20 ms, then SYN and SYN-ACK, offer and answer, message: 5 ways of 1 ms each.
    EXPECT_NEAR(At(2).times[0].GetSeconds(), 0.025, 0.0002);
}

TEST_F(MessageNetworkTest, NothingIsLostOrMixedOnALossyLink)
{
    Build(2);
    for (const auto& wire : wires)
    {
        wire->SetRate(0.02);
    }
    Strings sent;
    for (int i = 0; i < 200; i++)
    {
        sent.push_back(std::to_string(i) + Letters('a' + i % 26, i * i));
        AtMs(20 + i, [&, i] { EXPECT_TRUE(At(1).Say(2, sent[i], i % 8)); });
    }
    RunUntil(120000);
    std::sort(sent.begin(), sent.end());
    auto received = At(2).received;
    std::sort(received.begin(), received.end());
    EXPECT_TRUE(received == sent) << received.size() << " of " << sent.size();
}

TEST_F(MessageNetworkTest, TwoThatCallEachOtherAtOnceShareOneConnection)
{
    Build(2);
    AtMs(20, [&] { EXPECT_TRUE(At(1).Say(2, "from 1")); });
    AtMs(20, [&] { EXPECT_TRUE(At(2).Say(1, "from 2")); });
    RunUntil(500);
    EXPECT_EQ(At(1).received, Strings{"from 2"});
    EXPECT_EQ(At(2).received, Strings{"from 1"});
    for (uint32_t id : {1, 2})
    {
        EXPECT_EQ(At(id).GetEndpoint()->CountConnections(), 1U);
        EXPECT_EQ(At(id).fates["sent"], 1);
    }
    const auto small = At(1).GetEndpoint()->GetTotals();
    const auto large = At(2).GetEndpoint()->GetTotals();
    EXPECT_EQ(large.Times(PoolEvent::OPENED), 1U) << "that of the larger id";
    EXPECT_EQ(large.Answered(AlpnStatus::DUPLICATE), 1U);
    EXPECT_EQ(small.Times(PoolEvent::ADOPTED), 1U);
}

TEST_F(MessageNetworkTest, ADeadPeerIsFoundBySilenceAndTriedAgainLater)
{
    Build(2);
    Set("SilenceTimeout", TimeValue(MilliSeconds(300)));
    Set("BackOffMin", TimeValue(MilliSeconds(500)));
    Set("BackOffJitter", DoubleValue(0));
    Set("OpenTimeout", TimeValue(MilliSeconds(200)));
    AtMs(20, [&] { At(1).Say(2, "before"); });
    AtMs(1000, [&] { At(2).Crash(); });
    AtMs(1100, [&] { EXPECT_TRUE(At(1).Say(2, "into the void")); });
    AtMs(1220, [&] { EXPECT_EQ(At(1).ends, "") << "the last sign of life left at 923"; });
    AtMs(1230, [&] { EXPECT_EQ(At(1).ends, "silent "); });
    AtMs(1400, [&] { EXPECT_TRUE(At(1).Say(2, "opens")) << "a new connection is tried at once"; });
    AtMs(1610, [&] { EXPECT_FALSE(At(1).Say(2, "x")); });
    AtMs(1611, [&] { EXPECT_EQ(At(1).error, "back-off"); });
    AtMs(1612, [&] { EXPECT_EQ(At(1).GetEndpoint()->GetRetryAt(), MilliSeconds(2100)); });
    AtMs(1700, [&] { At(2).Restart(); });
    AtMs(2101, [&] { EXPECT_TRUE(At(1).Say(2, "after")); });
    RunUntil(3000);
    EXPECT_EQ(At(2).ever, (Strings{"before", "after"}));
    EXPECT_EQ(At(1).fates, (std::map<std::string, int>{{"sent", 3}, {"closed", 1}}));
}

TEST_F(MessageNetworkTest, AfterACutTheOtherSidesNewConnectionReplacesTheOld)
{
    // Only 1 minds silence. When the wire is mended, 1 opens anew, and 2 still has the old connection.
    Build(2);
    At(1).GetEndpoint()->SetAttribute("SilenceTimeout", TimeValue(MilliSeconds(300)));
    AtMs(20, [&] { At(1).Say(2, "before"); });
    AtMs(1000, [&] { Cut(true); });
    AtMs(1500, [&] { Cut(false); });
    AtMs(1600, [&] { EXPECT_TRUE(At(1).Say(2, "after")); });
    AtMs(1700, [&] { EXPECT_TRUE(At(2).Say(1, "back")); });
    RunUntil(2000);
    EXPECT_EQ(At(1).ends, "silent ");
    EXPECT_EQ(At(2).ever, (Strings{"before", "after"}));
    EXPECT_EQ(At(1).ever, Strings{"back"});
    EXPECT_EQ(At(1).GetEndpoint()->CountConnections(), 1U);
    EXPECT_EQ(At(2).GetEndpoint()->CountConnections(), 1U);
}

TEST_F(MessageNetworkTest, ARestartedProcessOpensAnewAndItsPeerFollows)
{
    Build(2);
    AtMs(20, [&] { At(1).Say(2, "before"); });
    AtMs(100, [&] { At(1).Crash(); });
    AtMs(200, [&] { At(1).Restart(); });
    AtMs(300, [&] { At(1).Say(2, "again"); });
    AtMs(400, [&] { At(2).Say(1, "back"); });
    RunUntil(1000);
    EXPECT_EQ(At(2).ends, "peer ") << "the new connection has the same ports: TCP gives up the old";
    EXPECT_EQ(At(2).ever, (Strings{"before", "again"}));
    EXPECT_EQ(At(1).ever, Strings{"back"});
    EXPECT_EQ(At(2).GetEndpoint()->CountConnections(), 1U);
}

TEST_F(MessageNetworkTest, APauseDelaysAndLosesNothing)
{
    Build(2);
    AtMs(20, [&] { At(1).Say(2, "before"); });
    AtMs(100, [&] { At(2).Pause(); });
    AtMs(150, [&] { At(1).Say(2, "during"); });
    AtMs(900, [&] { EXPECT_EQ(At(2).received, Strings{"before"}); });
    AtMs(1000, [&] { At(2).Resume(); });
    AtMs(1001, [&] { At(2).Say(1, "back"); });
    RunUntil(10000);
    EXPECT_EQ(At(2).received, (Strings{"before", "during"}));
    EXPECT_EQ(At(1).received, Strings{"back"});
    EXPECT_EQ(At(1).ends + At(2).ends, "");
}

TEST_F(MessageNetworkTest, AGoodEndIsToldToThePeer)
{
    Build(2);
    Set("OpenTimeout", TimeValue(MilliSeconds(100)));
    AtMs(20, [&] { At(1).Say(2, "before"); });
    AtMs(100, [&] { At(2).Stop(); });
    AtMs(200, [&] { EXPECT_EQ(At(1).ends, "peer "); });
    AtMs(300,
         [&]
         { EXPECT_TRUE(At(1).Say(2, "x")); }); // ns-3's TCP overlooks the RST that answers a SYN
    AtMs(401, [&] { EXPECT_FALSE(At(1).Say(2, "x")); });
    AtMs(402, [&] { EXPECT_EQ(At(1).error, "back-off"); });
    RunUntil(1000);
    EXPECT_EQ(At(2).ends, "asked ");
    EXPECT_EQ(At(1).fates, (std::map<std::string, int>{{"sent", 1}, {"closed", 1}}));
}

TEST_F(MessageNetworkTest, AHandlerMayCrashTheProcessOrCloseTheConnection)
{
    Build(2);
    At(2).crashesOnMessage = true;
    AtMs(20, [&] { At(1).Say(2, "one"); });
    AtMs(20, [&] { At(1).Say(2, "two"); });
    AtMs(100, [&] { At(2).Restart(); });
    AtMs(110, [&] { At(2).closesOnMessage = true; });
    AtMs(150, [&] { At(2).Say(1, "hello"); });
    AtMs(200, [&] { At(1).Say(2, "three"); });
    AtMs(200, [&] { At(1).Say(2, "four"); });
    RunUntil(1000);
    EXPECT_EQ(At(2).ever, (Strings{"one", "three"}));
    EXPECT_EQ(At(2).ends, "asked ");
    EXPECT_EQ(At(1).ends, "replaced peer ");
}

TEST_F(MessageNetworkTest, StrangersAreTurnedAway)
{
    Build(2);
    Set("OpenTimeout", TimeValue(MilliSeconds(100)));
    Set("MaxPending", UintegerValue(2));
    const Address& server = address.at({2, 1});
    std::vector<Ptr<Socket>> sockets;
    const auto connect = [&](const std::string& greeting)
    {
        Ptr<Socket> socket = Socket::CreateSocket(nodes.Get(0), TcpSocketFactory::GetTypeId());
        socket->Bind();
        socket->Connect(server);
        socket->Send(Create<Packet>(reinterpret_cast<const uint8_t*>(greeting.data()),
                                    static_cast<uint32_t>(greeting.size())));
        sockets.push_back(socket);
    };
    AtMs(20, [&] { connect("GET / HTTP/1.1"); });
    AtMs(50, [&] { connect("S"); });
    AtMs(51, [&] { connect("S"); });
    AtMs(60, [&] { connect("S"); });
    AtMs(60, [&] { EXPECT_EQ(At(2).GetEndpoint()->CountConnections(), 2U); });
    // Whoever speaks no protocol in common is told so.
    AtMs(200,
         [&]
         {
             Ptr<MessageEndpoint> endpoint = At(1).GetEndpoint();
             endpoint->Offer({"other"});
             EXPECT_TRUE(At(1).Say(2, "x"));
         });
    RunUntil(500);
    const auto totals = At(2).GetEndpoint()->GetTotals();
    EXPECT_EQ(totals.Closed(CloseReason::PREFACE), 1U);
    EXPECT_EQ(totals.Closed(CloseReason::TIMEOUT), 2U);
    EXPECT_EQ(totals.pendingRefused, 1U);
    EXPECT_EQ(totals.Answered(AlpnStatus::NO_PROTOCOL), 1U);
    EXPECT_EQ(totals.Closed(CloseReason::NO_PROTOCOL), 1U);
    EXPECT_EQ(At(2).GetEndpoint()->CountConnections(), 0U);
    EXPECT_EQ(At(1).fates["closed"], 1);
    EXPECT_EQ(At(1).GetEndpoint()->GetTotals().Times(PoolEvent::FAILED), 1U);
}

TEST_F(MessageNetworkTest, TwoProtocolsOnOnePort)
{
    Build(2);
    Strings legacy;
    ProtocolHandler handler;
    handler.onMessage = [&](MessageConnection& connection, const InboundMessage& message)
    {
        legacy.emplace_back(message.bytes.data, message.bytes.data + message.bytes.size);
        connection.Send(std::vector<uint8_t>{'o', 'k'});
    };
    At(2).GetEndpoint()->Serve("old", handler);
    At(1).GetEndpoint()->Serve("old", At(1).Handler());
    AtMs(20, [&] { At(1).GetEndpoint()->Offer({"old"}); });
    AtMs(20, [&] { At(1).Say(2, "from an old node"); });
    RunUntil(500);
    EXPECT_EQ(legacy, Strings{"from an old node"});
    EXPECT_EQ(At(2).received, Strings{});
    EXPECT_EQ(At(1).received, Strings{"ok"});
}

TEST_F(MessageNetworkTest, AllThatIsServedIsOfferedAndTheServerPrefers)
{
    Build(2);
    At(1).GetEndpoint()->Serve("newer", At(1).Handler());
    auto server = CreateObject<MessageEndpoint>();
    server->Serve("newer", At(2).Handler());
    server->Serve("talk", At(2).Handler());
    At(2).SetEndpoint(server, 2);
    AtMs(20, [&] { At(1).Say(2, "x"); });
    AtMs(100, [&] { EXPECT_EQ(At(2).last->Core().GetProtocol(), "newer"); });
    RunUntil(200);
    EXPECT_EQ(At(2).received, Strings{"x"});
}

TEST_F(MessageNetworkTest, AnUrgentMessageOvertakesALargeOne)
{
    // 10 Mb/s: 2 MB take 1.7 s. Before the urgent message lie 16 KiB in the socket, a window of 32 KiB and a fragment.
    for (const bool interleave : {true, false})
    {
        Build(2, "10Mbps");
        Set("Interleave", BooleanValue(interleave));
        Set("ReceiveBuffer", UintegerValue(32768));
        Set("LookAhead", UintegerValue(16384));
        AtMs(20, [&] { At(1).Say(2, Letters('a', 2000000), 7); });
        AtMs(500, [&] { At(1).Say(2, "urgent", 0); });
        RunUntil(5000);
        ASSERT_EQ(At(2).ever.size(), 2U);
        const size_t urgent = At(2).ever[0] == "urgent" ? 0 : 1;
        const double latency = At(2).times[urgent].GetSeconds() - 0.5;
        if (interleave)
        {
            EXPECT_LT(latency, (16384 + 32768 + 4096 + 100) * 1.06 * 8 / 10e6 + 0.002);
        }
        else
        {
            EXPECT_GT(latency, 1.1);
        }
        TearDown();
        wires.clear();
        address.clear();
    }
}

TEST_F(MessageNetworkTest, WhoPausesReadingStopsTheSenderAndGoesOnAtOnce)
{
    Build(2);
    Set("QueueBytes", UintegerValue(200000));
    AtMs(20, [&] { At(1).Say(2, "first"); });
    AtMs(100, [&] { At(2).last->PauseReading(true); });
    for (int i = 0; i < 8; i++)
    {
        AtMs(200,
             [&]
             { EXPECT_TRUE(At(1).Say(2, Letters('a', 60000)) || At(1).error == "queue-bytes"); });
        AtMs(300 + i, [&] { At(1).Say(2, Letters('a', 60000)); });
    }
    AtMs(2000, [&] { EXPECT_EQ(At(2).received, Strings{"first"}); });
    AtMs(2000, [&] { EXPECT_FALSE(At(1).Say(2, Letters('a', 60000))); });
    AtMs(2001, [&] { EXPECT_EQ(At(1).error, "queue-bytes"); });
    AtMs(3000, [&] { At(2).last->PauseReading(false); });
    RunUntil(4500); // TCP's own probe of a closed window would come after 6 s
    EXPECT_GE(At(2).received.size(), 4U);
    EXPECT_EQ(At(1).GetEndpoint()->GetTotals().waiting, 0U);
    EXPECT_EQ(At(2).received.size(), static_cast<size_t>(At(1).fates["sent"]));
}

TEST_F(MessageNetworkTest, UnfinishedMessagesStopReadingAtTheSoftLimit)
{
    Build(2);
    Set("MaxMessageSize", UintegerValue(100000));
    Set("ReassemblyBytes", UintegerValue(400000));
    Set("ReassemblySoftBytes", UintegerValue(150000));
    Set("ReassemblyTimeout", TimeValue(MilliSeconds(400)));
    AtMs(20,
         [&]
         {
             for (int i = 0; i < 4; i++)
             {
                 At(1).Say(2, Letters('a' + i, 100000));
             }
         });
    RunUntil(5000);
    // All four take turns, so none is whole when reading stops: then what waits expires, which frees the memory.
    const auto totals = At(2).GetEndpoint()->GetTotals();
    EXPECT_GT(totals.received.lost, 0U);
    EXPECT_EQ(At(1).ends + At(2).ends, "") << "the connection goes on";
    EXPECT_EQ(At(1).fates["sent"], 4);
    AtMs(0, [&] { At(1).Say(2, "after"); });
    RunUntil(6000);
    EXPECT_EQ(At(2).received.back(), "after");
}

TEST_F(MessageNetworkTest, IdleConnectionsAreClosedAndOpenedAgain)
{
    Build(2);
    At(1).GetEndpoint()->SetAttribute("IdleTimeout", TimeValue(MilliSeconds(200)));
    AtMs(20, [&] { At(1).Say(2, "one"); });
    AtMs(150, [&] { At(1).Say(2, "two"); });
    AtMs(340, [&] { EXPECT_EQ(At(1).ends, ""); });
    AtMs(360, [&] { EXPECT_EQ(At(1).ends, "idle "); });
    AtMs(400, [&] { EXPECT_EQ(At(2).ends, "peer "); });
    AtMs(500, [&] { EXPECT_TRUE(At(1).Say(2, "three")); });
    RunUntil(600);
    EXPECT_EQ(At(2).received, (Strings{"one", "two", "three"}));
}

TEST_F(MessageNetworkTest, ThePoolKeepsItsLimit)
{
    Build(3);
    At(2).GetEndpoint()->SetAttribute("MaxConnections", UintegerValue(1));
    AtMs(20, [&] { EXPECT_TRUE(At(2).Say(1, "one")); });
    AtMs(100, [&] { EXPECT_TRUE(At(2).Say(3, "three")) << "the idle one makes room"; });
    AtMs(200, [&] { EXPECT_TRUE(At(2).Say(3, Letters('a', 1000000))); });
    AtMs(201, [&] { EXPECT_FALSE(At(2).Say(1, "x")); });
    AtMs(202, [&] { EXPECT_EQ(At(2).error, "pool-limit"); });
    RunUntil(1000);
    EXPECT_EQ(At(2).ends, "evicted ");
    EXPECT_EQ(At(1).received, Strings{"one"});
    EXPECT_EQ(At(3).received.size(), 2U);
}
