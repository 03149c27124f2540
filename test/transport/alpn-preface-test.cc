/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/alpn-preface.h"
#include "ns3/protocol-router.h"

#include <gtest/gtest.h>

using namespace ns3::sharding;

namespace
{

using Bytes = std::vector<uint8_t>;

const Bytes OFFER{'S', 'H', 'R',  'D',  1,                                 // magic, version
                  0,   0,   0,    0,    0,   0,   0,   7,                  // node id
                  0,   0,   0,    0,    0,   0,   1,   0,                  // serial
                  0,   0,   0x0b, 0xb8,                                    // idle timeout 3000 ms
                  0,   20,                                                 // list
                  10,  'r', 'a',  'f',  't', '-', 's', 'h', 'a', 'r', 'd', // a name of 10 bytes
                  8,   'r', 'a',  'f',  't', '-', 'r', 'p', 'c'};

const Bytes ANSWER{'S', 'H', 'R', 'A', 1,   0,           // magic, version, accepted
                   0,   0,   0,   0,   0,   0,   0,   9, // node id
                   0,   0,   0,   0,   0,   0,   2,   0, // void serial
                   0,   0,   0,   50,                    // idle timeout
                   8,   'r', 'a', 'f', 't', '-', 'r', 'p', 'c'};

PrefaceParse
ParseOffer(const Bytes& bytes)
{
    AlpnOffer offer;
    size_t length = 0;
    return DecodeOffer(bytes, offer, length);
}

PrefaceParse
ParseAnswer(const Bytes& bytes)
{
    AlpnAnswer answer;
    size_t length = 0;
    return DecodeAnswer(bytes, answer, length);
}

Bytes
With(Bytes bytes, size_t at, uint8_t value)
{
    bytes[at] = value;
    return bytes;
}

} // namespace

TEST(AlpnPreface, GoldenOffer)
{
    AlpnOffer offer{7, 256, 3000, {"raft-shard", "raft-rpc"}};
    EXPECT_EQ(EncodeOffer(offer), OFFER);
    Bytes more = OFFER;
    more.push_back('x'); // what follows is not the offer's
    AlpnOffer read;
    size_t length = 0;
    ASSERT_EQ(DecodeOffer(more, read, length), PrefaceParse::COMPLETE);
    EXPECT_EQ(length, OFFER.size());
    EXPECT_EQ(read.nodeId, 7U);
    EXPECT_EQ(read.serial, 256U);
    EXPECT_EQ(read.idleTimeoutMs, 3000U);
    EXPECT_EQ(read.protocols, offer.protocols);
}

TEST(AlpnPreface, GoldenAnswer)
{
    AlpnAnswer answer{AlpnStatus::ACCEPTED, 9, 512, 50, "raft-rpc"};
    EXPECT_EQ(EncodeAnswer(answer), ANSWER);
    AlpnAnswer read;
    size_t length = 0;
    ASSERT_EQ(DecodeAnswer(ANSWER, read, length), PrefaceParse::COMPLETE);
    EXPECT_EQ(length, ANSWER.size());
    EXPECT_EQ(read.status, AlpnStatus::ACCEPTED);
    EXPECT_EQ(read.nodeId, 9U);
    EXPECT_EQ(read.voidSerial, 512U);
    EXPECT_EQ(read.protocol, "raft-rpc");
    const Bytes refusal = EncodeAnswer({AlpnStatus::BUSY, 9, 0, 0, ""});
    EXPECT_EQ(refusal.size(), 27U);
    EXPECT_EQ(ParseAnswer(refusal), PrefaceParse::COMPLETE);
}

TEST(AlpnPreface, EveryPrefixNeedsMore)
{
    for (size_t size = 0; size < OFFER.size(); size++)
    {
        EXPECT_EQ(ParseOffer({OFFER.begin(), OFFER.begin() + size}), PrefaceParse::NEED_MORE)
            << size;
    }
    for (size_t size = 0; size < ANSWER.size(); size++)
    {
        EXPECT_EQ(ParseAnswer({ANSWER.begin(), ANSWER.begin() + size}), PrefaceParse::NEED_MORE)
            << size;
    }
}

TEST(AlpnPreface, WhatIsWrongIsSeenAtOnce)
{
    EXPECT_EQ(ParseOffer({'X'}), PrefaceParse::MALFORMED);
    EXPECT_EQ(ParseOffer({'S', 'H', 'R', 'A'}), PrefaceParse::MALFORMED) << "an answer's";
    EXPECT_EQ(ParseAnswer({'S', 'H', 'R', 'D'}), PrefaceParse::MALFORMED) << "an offer's";
    EXPECT_EQ(ParseOffer({'S', 'H', 'R', 'D', 2}), PrefaceParse::BAD_VERSION);
    EXPECT_EQ(ParseOffer({OFFER.begin(), OFFER.begin() + 25}), PrefaceParse::NEED_MORE);
    const auto list = [](uint8_t high, uint8_t low) {
        return ParseOffer(With(With({OFFER.begin(), OFFER.begin() + 27}, 25, high), 26, low));
    };
    EXPECT_EQ(list(0, 0), PrefaceParse::MALFORMED) << "no protocol";
    EXPECT_EQ(list(0, 1), PrefaceParse::MALFORMED) << "no room for a name";
    EXPECT_EQ(list(4, 0), PrefaceParse::NEED_MORE) << "1024, the longest";
    EXPECT_EQ(list(4, 1), PrefaceParse::MALFORMED) << "1025";
    EXPECT_EQ(ParseOffer(With({OFFER.begin(), OFFER.begin() + 28}, 27, 0)), PrefaceParse::MALFORMED)
        << "an empty name";
    EXPECT_EQ(ParseOffer(With({OFFER.begin(), OFFER.begin() + 28}, 27, 20)),
              PrefaceParse::MALFORMED)
        << "a name beyond the list";
    EXPECT_EQ(ParseOffer(With(OFFER, 38, 9)), PrefaceParse::MALFORMED) << "the second, by one byte";
    EXPECT_EQ(ParseAnswer(With({ANSWER.begin(), ANSWER.begin() + 6}, 5, 4)),
              PrefaceParse::MALFORMED)
        << "no such status";
    EXPECT_EQ(ParseAnswer(With(ANSWER, 5, 1)), PrefaceParse::MALFORMED)
        << "refused, with a protocol";
    EXPECT_EQ(ParseAnswer(With(ANSWER, 26, 0)), PrefaceParse::MALFORMED) << "accepted, without one";
}

TEST(AlpnPreface, SaysWhichProtocolsCannotBeOffered)
{
    EXPECT_EQ(ValidateProtocols({"a", std::string(255, 'b')}), "");
    EXPECT_EQ(ValidateProtocols({}), "there must be at least one protocol");
    EXPECT_EQ(ValidateProtocols({"a", ""}), "the name of a protocol must have 1 to 255 bytes");
    EXPECT_EQ(ValidateProtocols({std::string(256, 'b')}),
              "the name of a protocol must have 1 to 255 bytes");
    EXPECT_EQ(ValidateProtocols(std::vector<std::string>(4, std::string(255, 'b'))), "");
    EXPECT_NE(ValidateProtocols(std::vector<std::string>(5, std::string(255, 'b'))), "");
}

TEST(ProtocolRouter, TheServerPicksByItsOwnPreference)
{
    ProtocolRouter<int> router;
    EXPECT_TRUE(router.Register("raft-shard", 1));
    EXPECT_TRUE(router.Register("raft-rpc", 2));
    EXPECT_FALSE(router.Register("raft-rpc", 3)) << "it has a handler";
    EXPECT_FALSE(router.Register("", 3));
    EXPECT_FALSE(router.Register(std::string(256, 'x'), 3));
    EXPECT_EQ(router.Choose({"raft-rpc", "raft-shard"}), 0U);
    EXPECT_EQ(router.Choose({"kv", "raft-rpc"}), 1U) << "an old node, in the time of a migration";
    EXPECT_EQ(router.Choose({"kv", "raft"}), std::nullopt);
    EXPECT_EQ(router.Get(1), 2);
    EXPECT_EQ(router.Name(0), "raft-shard");
    EXPECT_EQ(router.Chosen(0), 1U);
    EXPECT_EQ(router.Refused(), 1U);
    EXPECT_EQ(router.Count(), 2U);
}
