/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stream-pair.h"

#include "ns3/framed-connection.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

class ConnectionNotes : public FramedConnectionListener
{
  public:
    void
    OnOpen() override
    {
        opened++;
    }

    void
    OnMessage(const InboundMessage& message) override
    {
        texts += std::string(message.bytes.data, message.bytes.data + message.bytes.size) + " ";
    }

    void
    OnFate(uint64_t, SendFate fate) override
    {
        fates += SendFateName(fate) + " ";
    }

    void
    OnLoss(const LostMessage&) override
    {
    }

    int opened{0};
    std::string texts;
    std::string fates;
};

struct End
{
    explicit End(const FramedConnection::Config& config = {})
        : connection(config, std::make_unique<MessageStream>(StreamConfig(100)), notes)
    {
    }

    void
    Send(const std::string& text)
    {
        connection.Stream().Queue().Send(BytesOf(text), {});
    }

    Bytes
    Write(Time now, size_t room = 10000)
    {
        Bytes wire(room);
        wire.resize(connection.Write(now, wire.data(), room));
        return wire;
    }

    ConnectionNotes notes;
    FramedConnection connection;
};

const AlpnOffer OFFER{1, 5, 0, {"a", "b"}};

AlpnAnswer
AcceptB(const AlpnOffer&)
{
    return {AlpnStatus::ACCEPTED, 2, 0, 0, "b"};
}

/// Moves all bytes both ways until nothing is left, in pieces.
void
Exchange(End& a, End& b, Time now, size_t piece = 10000)
{
    for (bool moved = true; moved;)
    {
        const Bytes there = a.Write(now, piece);
        b.connection.Receive(now, there);
        const Bytes back = b.Write(now, piece);
        a.connection.Receive(now, back);
        moved = !there.empty() || !back.empty();
    }
}

FramedConnection::Config
Timeouts(Time open, Time idle)
{
    return {open, idle};
}

} // namespace

TEST(FramedConnection, AgreesAndThenCarriesMessages)
{
    for (const size_t piece : {1, 3, 10000})
    {
        End client;
        End server;
        client.Send("early"); // waits until it is open
        client.connection.Offer(Time(0), OFFER);
        server.connection.Await(Time(0), AcceptB);
        Exchange(client, server, Time(0), piece);
        EXPECT_EQ(client.notes.opened + server.notes.opened, 2);
        EXPECT_EQ(client.connection.GetProtocol(), "b");
        EXPECT_EQ(server.connection.GetProtocol(), "b");
        EXPECT_EQ(client.connection.GetPeer(), 2U);
        EXPECT_EQ(server.connection.GetPeer(), 1U);
        server.Send("answer");
        Exchange(client, server, Time(0), piece);
        EXPECT_EQ(server.notes.texts, "early ");
        EXPECT_EQ(client.notes.texts, "answer ");
    }
}

TEST(FramedConnection, ARefusalIsSaidAndEndsIt)
{
    for (const auto& [status, reason] : std::vector<std::pair<AlpnStatus, CloseReason>>{
             {AlpnStatus::NO_PROTOCOL, CloseReason::NO_PROTOCOL},
             {AlpnStatus::BUSY, CloseReason::BUSY}})
    {
        End client;
        End server;
        client.Send("early");
        client.connection.Offer(Time(0), OFFER);
        server.connection.Await(Time(0),
                                [status = status](const AlpnOffer&) {
                                    return AlpnAnswer{status, 2, 0, 0, ""};
                                });
        Exchange(client, server, Time(0));
        EXPECT_EQ(client.connection.GetCloseReason(), reason);
        EXPECT_EQ(server.connection.GetCloseReason(), reason);
        EXPECT_EQ(client.notes.fates, "closed ");
        EXPECT_EQ(client.notes.opened + server.notes.opened, 0);
    }
}

TEST(FramedConnection, WhatWaitsOutlivesADuplicate)
{
    End ours;
    End theirs;
    ours.Send("kept");
    ours.connection.Offer(Time(0), OFFER);
    const Bytes duplicate = EncodeAnswer({AlpnStatus::DUPLICATE, 2, 0, 0, ""});
    ours.connection.Receive(Time(0), duplicate);
    EXPECT_EQ(ours.connection.GetCloseReason(), CloseReason::DUPLICATE);
    EXPECT_EQ(ours.notes.fates, "");

    End peer;
    peer.connection.Offer(Time(0), OFFER);
    theirs.connection.Await(Time(0),
                            [&](const AlpnOffer& offer)
                            {
                                theirs.connection.SwapStream(ours.connection);
                                return AcceptB(offer);
                            });
    Exchange(peer, theirs, Time(0));
    EXPECT_EQ(peer.notes.texts, "kept ");
    EXPECT_EQ(theirs.notes.fates, "sent ");
    EXPECT_EQ(ours.notes.fates, "");
}

TEST(FramedConnection, ADuplicateThatNobodyTakesOverIsClosedWithItsMessages)
{
    End ours;
    ours.Send("kept");
    ours.connection.Offer(Time(0), OFFER);
    ours.connection.Receive(Time(0), EncodeAnswer({AlpnStatus::DUPLICATE, 2, 0, 0, ""}));
    ours.connection.Close(CloseReason::TIMEOUT);
    EXPECT_EQ(ours.notes.fates, "closed ");
}

TEST(FramedConnection, GarbageInThePrefaceEndsIt)
{
    End server;
    server.connection.Await(Time(0), AcceptB);
    server.connection.Receive(Time(0), BytesOf("GET / HTTP/1.1"));
    EXPECT_EQ(server.connection.GetCloseReason(), CloseReason::PREFACE);
    EXPECT_FALSE(server.connection.HasOutput()) << "nothing is said to a stranger";

    End client;
    client.connection.Offer(Time(0), OFFER);
    client.connection.Receive(Time(0), EncodeAnswer({AlpnStatus::ACCEPTED, 2, 0, 0, "c"}));
    EXPECT_EQ(client.connection.GetCloseReason(), CloseReason::PREFACE) << "c was not offered";
}

TEST(FramedConnection, GarbageInTheStreamEndsIt)
{
    End client;
    End server;
    client.connection.Offer(Time(0), OFFER);
    server.connection.Await(Time(0), AcceptB);
    Exchange(client, server, Time(0));
    client.connection.Receive(Time(0), Bytes{0xff});
    EXPECT_EQ(client.connection.GetCloseReason(), CloseReason::STREAM);
}

TEST(FramedConnection, OpensInTimeOrNever)
{
    End client(Timeouts(MilliSeconds(100), Time(0)));
    client.connection.Offer(MilliSeconds(50), OFFER);
    EXPECT_EQ(client.connection.NextDeadline(), MilliSeconds(150));
    client.connection.Expire(MilliSeconds(149));
    EXPECT_EQ(client.connection.GetState(), FramedConnection::State::OPENING);
    client.connection.Expire(MilliSeconds(150));
    EXPECT_EQ(client.connection.GetCloseReason(), CloseReason::TIMEOUT);
    EXPECT_EQ(client.connection.NextDeadline(), std::nullopt);

    End server(Timeouts(MilliSeconds(100), Time(0)));
    server.connection.Await(MilliSeconds(0), AcceptB);
    Bytes offer = EncodeOffer(OFFER);
    offer.pop_back();
    server.connection.Receive(MilliSeconds(99), offer);
    server.connection.Expire(MilliSeconds(100));
    EXPECT_EQ(server.connection.GetCloseReason(), CloseReason::TIMEOUT)
        << "slow senders are no exception";
}

TEST(FramedConnection, EachSideHearsAsOftenAsItWants)
{
    // The client bears 300 ms of silence, the server any: so only the server says that it lives.
    End client(Timeouts(Seconds(1), MilliSeconds(300)));
    End server;
    client.connection.Offer(Time(0), OFFER);
    server.connection.Await(Time(0), AcceptB);
    Exchange(client, server, Time(0));
    EXPECT_EQ(server.connection.NextDeadline(), MilliSeconds(100));
    EXPECT_EQ(client.connection.NextDeadline(), MilliSeconds(300));
    server.connection.Expire(MilliSeconds(100));
    EXPECT_EQ(server.Write(MilliSeconds(100)).size(), 5U);
    EXPECT_EQ(server.connection.NextDeadline(), MilliSeconds(200));
    client.connection.Receive(MilliSeconds(110), Bytes{0x10, 0, 0, 0, 0});
    EXPECT_EQ(client.connection.NextDeadline(), MilliSeconds(410));
    server.Send("x");
    server.Write(MilliSeconds(150));
    EXPECT_EQ(server.connection.NextDeadline(), MilliSeconds(250))
        << "a message is a sign of life too";

    client.connection.Expire(MilliSeconds(409));
    EXPECT_EQ(client.connection.GetState(), FramedConnection::State::OPEN);
    client.connection.Expire(MilliSeconds(410));
    EXPECT_EQ(client.connection.GetCloseReason(), CloseReason::SILENT);
}

TEST(FramedConnection, WhoDoesNotReadHearsNothingAndDoesNotMind)
{
    End client(Timeouts(Seconds(1), MilliSeconds(300)));
    End server;
    client.connection.Offer(Time(0), OFFER);
    server.connection.Await(Time(0), AcceptB);
    Exchange(client, server, Time(0));
    client.connection.SetPaused(MilliSeconds(100), true);
    client.connection.Expire(Seconds(10));
    EXPECT_EQ(client.connection.GetState(), FramedConnection::State::OPEN);
    EXPECT_TRUE(client.Write(Seconds(10)).empty());
    client.connection.SetPaused(Seconds(10), false);
    EXPECT_EQ(client.Write(Seconds(10)).size(), 5U) << "carries TCP's window";
    EXPECT_EQ(client.connection.NextDeadline(), Seconds(10) + MilliSeconds(300));
}

TEST(FramedConnection, RefusesLimitsThatMakeNoSense)
{
    EXPECT_EQ(FramedConnection::Config::Validate({}), "");
    EXPECT_EQ(FramedConnection::Config::Validate(Timeouts(Time(0), Time(0))),
              "openTimeout must be positive");
    EXPECT_EQ(FramedConnection::Config::Validate(Timeouts(Seconds(1), MilliSeconds(2))),
              "idleTimeout must be 0 or at least 3 ms");
    EXPECT_EQ(FramedConnection::Config::Validate(Timeouts(Seconds(1), Seconds(5000000))),
              "idleTimeout must lie in [0, 2^32 ms)");
}
