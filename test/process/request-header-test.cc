/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/request-header.h"

#include <gtest/gtest.h>

#include <sstream>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

const std::vector<uint8_t> BODY{0, 5, 10, 15};

RequestHeader
ExampleAnswer()
{
    RequestHeader header;
    header.kind = RequestKind::ANSWER;
    header.status = RequestStatus::DISK_FULL;
    header.attempt = 3;
    header.client = 0x05060708;
    header.session = 0x090a0b0c;
    header.sequence = 0x0d0e0f1011121314;
    header.log = 0x15161718191a1b1c;
    header.index = 0x1d1e1f2021222324;
    header.receivedNs = -2;
    header.answeredNs = 0x25262728292a2b2c;
    return header;
}

RequestHeader
ExampleRequest()
{
    RequestHeader header;
    header.client = 7;
    header.session = 9;
    header.sequence = 11;
    return header;
}

std::vector<uint8_t>
Sealed(RequestHeader header)
{
    Ptr<Packet> packet = Create<Packet>(BODY.data(), BODY.size());
    SealRequest(packet, header);
    std::vector<uint8_t> bytes(packet->GetSize());
    packet->CopyData(bytes.data(), packet->GetSize());
    return bytes;
}

RequestParse
Take(const std::vector<uint8_t>& bytes, std::size_t size)
{
    Ptr<Packet> packet = Create<Packet>(bytes.data(), size);
    RequestHeader header;
    const RequestParse parse = TakeRequestHeader(packet, header);
    EXPECT_EQ(packet->GetSize(), parse == RequestParse::OK ? size - RequestHeader::SIZE : size)
        << "what is refused stays whole";
    return parse;
}

/// @return what is said of a header after a change that was sealed in
template <typename Change>
RequestParse
TakeChanged(RequestHeader header, Change change)
{
    change(header);
    const auto bytes = Sealed(header);
    return Take(bytes, bytes.size());
}

} // namespace

TEST(RequestHeader, GoldenBytes)
{
    // The CRC was computed with an independent implementation, bit by bit.
    const std::vector<uint8_t> golden{
        0x01, 0x02, 0x02, 0x03, 0x00, 0x00, 0x00, 0x04, // version, kind, status, attempt, length
        0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, // client, session
        0x0d, 0x0e, 0x0f, 0x10, 0x11, 0x12, 0x13, 0x14, // sequence
        0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, // log
        0x1d, 0x1e, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x24, // index
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, // received at
        0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x2b, 0x2c, // answered at
        0x00, 0x00, 0x00, 0x00, 0xac, 0x54, 0xfa, 0x3f, // reserved, CRC32C
        0x00, 0x05, 0x0a, 0x0f,                         // body
    };
    EXPECT_EQ(Sealed(ExampleAnswer()), golden);
}

TEST(RequestHeader, ComesOffAsItWasPutOn)
{
    const auto bytes = Sealed(ExampleAnswer());
    Ptr<Packet> packet = Create<Packet>(bytes.data(), bytes.size());
    RequestHeader header;
    ASSERT_EQ(TakeRequestHeader(packet, header), RequestParse::OK);
    std::ostringstream printed;
    header.Print(printed);
    EXPECT_EQ(printed.str(),
              "answer version 1 status 2 attempt 3 body 4 client 84281096/151653132 sequence "
              "940705933847302932 log 1519427316551916316 index 2098148699256529700 received -2ns "
              "answered 2676870081961143084ns");
    EXPECT_EQ(packet->GetSize(), BODY.size());
    RequestHeader peeked;
    EXPECT_EQ(Create<Packet>(bytes.data(), bytes.size())->PeekHeader(peeked), RequestHeader::SIZE);
    EXPECT_EQ(peeked.checksum, header.checksum);
}

TEST(RequestHeader, SurvivesTruncationAtEveryLength)
{
    const auto bytes = Sealed(ExampleRequest());
    for (std::size_t size = 0; size < bytes.size(); size++)
    {
        EXPECT_EQ(Take(bytes, size), RequestParse::TOO_SHORT);
        RequestHeader header;
        EXPECT_EQ(Create<Packet>(bytes.data(), size)->PeekHeader(header), size < 64 ? 0U : 64U);
        uint32_t whole = 0;
        EXPECT_EQ(PeekRequestSize(*Create<Packet>(bytes.data(), size), whole),
                  size < 64 ? RequestParse::TOO_SHORT : RequestParse::OK);
        EXPECT_EQ(whole, size < 64 ? 0U : 68U);
    }
    EXPECT_EQ(Take(bytes, bytes.size()), RequestParse::OK);
}

TEST(RequestHeader, RefusesEverySingleBitFlip)
{
    auto bytes = Sealed(ExampleAnswer());
    for (std::size_t bit = 0; bit < 8 * bytes.size(); bit++)
    {
        bytes[bit / 8] ^= 1 << bit % 8;
        EXPECT_NE(Take(bytes, bytes.size()), RequestParse::OK) << "bit " << bit;
        bytes[bit / 8] ^= 1 << bit % 8;
    }
    EXPECT_EQ(Take(bytes, bytes.size()), RequestParse::OK);
}

TEST(RequestHeader, EachReasonToRefuse)
{
    using H = RequestHeader;
    const auto request = ExampleRequest();
    const auto answer = ExampleAnswer();
    EXPECT_EQ(TakeChanged(request, [](H&) {}), RequestParse::OK);
    EXPECT_EQ(TakeChanged(request, [](H& h) { h.version = 2; }), RequestParse::BAD_VERSION);
    EXPECT_EQ(TakeChanged(request, [](H& h) { h.kind = static_cast<RequestKind>(3); }),
              RequestParse::BAD_FIELD);
    EXPECT_EQ(TakeChanged(answer, [](H& h) { h.status = static_cast<RequestStatus>(3); }),
              RequestParse::BAD_FIELD);
    EXPECT_EQ(TakeChanged(request, [](H& h) { h.status = RequestStatus::BUSY; }),
              RequestParse::BAD_FIELD)
        << "a request knows no outcome";
    EXPECT_EQ(TakeChanged(request, [](H& h) { h.attempt = 0; }), RequestParse::BAD_FIELD);
    EXPECT_EQ(TakeChanged(answer, [](H& h) { h.reserved = 1; }), RequestParse::BAD_FIELD);
    EXPECT_EQ(TakeChanged(request, [](H& h) { h.log = 1; }), RequestParse::BAD_FIELD);
    EXPECT_EQ(TakeChanged(request, [](H& h) { h.index = 1; }), RequestParse::BAD_FIELD);
    EXPECT_EQ(TakeChanged(request, [](H& h) { h.receivedNs = 1; }), RequestParse::BAD_FIELD);
    EXPECT_EQ(TakeChanged(request, [](H& h) { h.answeredNs = 1; }), RequestParse::BAD_FIELD);
}

TEST(RequestHeader, ALengthIsCheckedBeforeItIsBelieved)
{
    auto bytes = Sealed(ExampleRequest());
    bytes[4] = 0xff; // four gigabytes
    EXPECT_EQ(Take(bytes, bytes.size()), RequestParse::BAD_LENGTH);
    uint32_t whole = 0;
    EXPECT_EQ(PeekRequestSize(*Create<Packet>(bytes.data(), bytes.size()), whole),
              RequestParse::BAD_LENGTH);
    EXPECT_EQ(whole, 0U);
    bytes[4] = 0;
    bytes.push_back(0);
    EXPECT_EQ(Take(bytes, bytes.size()), RequestParse::BAD_LENGTH) << "something follows the body";
}
