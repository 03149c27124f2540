/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/kv-command.h"
#include "ns3/kv-message.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

using namespace ns3::sharding;

namespace
{

using Bytes = std::vector<uint8_t>;

Bytes
FromHex(const std::string& hex)
{
    Bytes bytes;
    std::string digits;
    for (const char letter : hex)
    {
        if (letter != ' ')
        {
            digits += letter;
        }
    }
    for (size_t i = 0; i + 1 < digits.size(); i += 2)
    {
        bytes.push_back(static_cast<uint8_t>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    }
    return bytes;
}

KvRequest
MakeRequest(KvVerb verb)
{
    KvRequest request;
    request.verb = verb;
    request.shard = 7;
    request.client = 0x0102;
    request.tag = 0x0304;
    const bool isWrite = IsKvWrite(verb) && verb != KvVerb::OPEN;
    request.session = isWrite ? 5 : 0;
    request.sequence = isWrite ? 6 : 0;
    request.key = verb == KvVerb::OPEN ? "" : "key";
    request.value = verb == KvVerb::PUT || verb == KvVerb::COMPARE_AND_SWAP ? "new" : "";
    request.expected = verb == KvVerb::COMPARE_AND_SWAP ? "old" : "";
    request.limit = verb == KvVerb::SCAN ? 9 : 0;
    return request;
}

/// A request, a reply and a command of each kind, with the bytes that the layout in the headers gives.
struct Golden
{
    std::string name;
    Bytes bytes;
    Bytes encoded;
};

KvReply
MakeReply(KvStatus status)
{
    KvReply reply;
    reply.status = status;
    reply.shard = 7;
    reply.tag = 0x0304;
    reply.index = IsKvDone(status) ? 8 : 0;
    return reply;
}

template <typename Message>
Bytes
Encoded(const Message& message)
{
    Bytes bytes;
    message.Encode(bytes);
    return bytes;
}

const std::string ASKED = "00000007 0000000000000102 0000000000000304";
const std::string NUMBERS = "0000000000000005 0000000000000006";
const std::string TOLD = "00000007 0000000000000304 0000000000000008";

std::vector<Golden>
Requests()
{
    KvRequest absent = MakeRequest(KvVerb::COMPARE_AND_SWAP);
    absent.expectsAbsent = true;
    absent.expected = "";
    KvRequest stale = MakeRequest(KvVerb::GET);
    stale.stale = true;
    const std::string swap = ASKED + NUMBERS + "0003 6b6579 00000003 6e6577";
    return {{"get", FromHex("01 01 00" + ASKED + "0003 6b6579"), Encoded(MakeRequest(KvVerb::GET))},
            {"stale get", FromHex("01 01 01" + ASKED + "0003 6b6579"), Encoded(stale)},
            {"put",
             FromHex("01 02 00" + ASKED + NUMBERS + "0003 6b6579 00000003 6e6577"),
             Encoded(MakeRequest(KvVerb::PUT))},
            {"remove",
             FromHex("01 03 00" + ASKED + NUMBERS + "0003 6b6579"),
             Encoded(MakeRequest(KvVerb::REMOVE))},
            {"swap",
             FromHex("01 04 00" + swap + "00000003 6f6c64"),
             Encoded(MakeRequest(KvVerb::COMPARE_AND_SWAP))},
            {"swap of nothing", FromHex("01 04 02" + swap), Encoded(absent)},
            {"scan",
             FromHex("01 05 00" + ASKED + "0003 6b6579 00000009"),
             Encoded(MakeRequest(KvVerb::SCAN))},
            {"open", FromHex("01 06 00" + ASKED), Encoded(MakeRequest(KvVerb::OPEN))}};
}

std::vector<Golden>
Replies()
{
    KvReply value = MakeReply(KvStatus::VALUE);
    value.hasValue = true;
    value.value = "old";
    KvReply mismatch = MakeReply(KvStatus::MISMATCH);
    KvReply scanned = MakeReply(KvStatus::SCANNED);
    scanned.more = true;
    scanned.entries = {{"a", "x"}, {"b", ""}};
    KvReply opened = MakeReply(KvStatus::OPENED);
    opened.session = 5;
    KvReply elsewhere = MakeReply(KvStatus::NOT_LEADER);
    elsewhere.leader = 3;
    const std::string refused = "00000007 0000000000000304 0000000000000000";
    return {
        {"ok", FromHex("01 01 00" + TOLD), Encoded(MakeReply(KvStatus::OK))},
        {"value", FromHex("01 02 02" + TOLD + "00000003 6f6c64"), Encoded(value)},
        {"not found", FromHex("01 03 00" + TOLD), Encoded(MakeReply(KvStatus::NOT_FOUND))},
        {"mismatch with nothing", FromHex("01 04 00" + TOLD), Encoded(mismatch)},
        {"scanned",
         FromHex("01 05 04" + TOLD + "00000002 0001 61 00000001 78 0001 62 00000000"),
         Encoded(scanned)},
        {"opened", FromHex("01 06 00" + TOLD + "0000000000000005"), Encoded(opened)},
        {"not leader", FromHex("01 0a 00" + refused + "00000003"), Encoded(elsewhere)},
        {"retry", FromHex("01 0f 00" + refused + "00000000"), Encoded(MakeReply(KvStatus::RETRY))}};
}

Bytes
CommandOf(const KvRequest& request)
{
    const auto payload = KvCommand::Encode(request);
    return {payload->Data(), payload->Data() + payload->Size()};
}

std::vector<Golden>
Commands()
{
    KvRequest absent = MakeRequest(KvVerb::COMPARE_AND_SWAP);
    absent.expectsAbsent = true;
    const std::string key = NUMBERS + "0003 6b6579";
    return {{"put", FromHex("12" + key + "6e6577"), CommandOf(MakeRequest(KvVerb::PUT))},
            {"remove", FromHex("13" + key), CommandOf(MakeRequest(KvVerb::REMOVE))},
            {"swap",
             FromHex("14" + key + "00000003 6f6c64 6e6577"),
             CommandOf(MakeRequest(KvVerb::COMPARE_AND_SWAP))},
            {"swap of nothing", FromHex("1c" + key + "6e6577"), CommandOf(absent)},
            {"open", FromHex("16 0000000000000102"), CommandOf(MakeRequest(KvVerb::OPEN))}};
}

/// What can be read has one encoding only: it is written back with the same bytes.
template <typename Message>
void
TryAll(const std::vector<Golden>& goldens)
{
    for (const Golden& golden : goldens)
    {
        EXPECT_EQ(golden.encoded, golden.bytes) << golden.name;
        for (size_t size = 0; size < golden.bytes.size(); size++)
        {
            const auto cut = Message::Decode(golden.bytes.data(), size);
            ASSERT_FALSE(cut.IsOk()) << golden.name << " cut to " << size;
            EXPECT_EQ(cut.Error(), KvWireError::TRUNCATED) << golden.name << " cut to " << size;
        }
        Bytes longer = golden.bytes;
        longer.push_back(0);
        const auto more = Message::Decode(longer.data(), longer.size());
        ASSERT_FALSE(more.IsOk()) << golden.name;
        EXPECT_EQ(more.Error(), KvWireError::TRAILING_BYTES) << golden.name;
        for (size_t bit = 0; bit < 8 * golden.bytes.size(); bit++)
        {
            Bytes flipped = golden.bytes;
            flipped[bit / 8] ^= static_cast<uint8_t>(1U << bit % 8);
            const auto message = Message::Decode(flipped.data(), flipped.size());
            if (message.IsOk())
            {
                EXPECT_EQ(Encoded(message.Value()), flipped) << golden.name << " bit " << bit;
            }
        }
        const auto whole = Message::Decode(golden.bytes.data(), golden.bytes.size());
        ASSERT_TRUE(whole.IsOk()) << golden.name;
        EXPECT_EQ(Encoded(whole.Value()), golden.bytes) << golden.name;
    }
}

} // namespace

TEST(KvMessage, RequestsHaveTheDocumentedBytesAndSurviveEveryCutAndFlip)
{
    TryAll<KvRequest>(Requests());
}

TEST(KvMessage, RepliesHaveTheDocumentedBytesAndSurviveEveryCutAndFlip)
{
    TryAll<KvReply>(Replies());
}

TEST(KvMessage, CommandsHaveTheDocumentedBytesAndSurviveEveryCutAndFlip)
{
    for (const Golden& golden : Commands())
    {
        EXPECT_EQ(golden.encoded, golden.bytes) << golden.name;
        ASSERT_TRUE(KvCommand::Decode(golden.bytes.data(), golden.bytes.size()).IsOk());
        for (size_t size = 0; size < golden.bytes.size(); size++)
        {
            // A value goes to the end, so what is cut within it is another command.
            const auto cut = KvCommand::Decode(golden.bytes.data(), size);
            EXPECT_TRUE(!cut.IsOk() || !cut.Value().value.empty() ||
                        size + 3 == golden.bytes.size());
        }
        for (size_t bit = 0; bit < 8 * golden.bytes.size(); bit++)
        {
            Bytes flipped = golden.bytes;
            flipped[bit / 8] ^= static_cast<uint8_t>(1U << bit % 8);
            KvCommand::Decode(flipped.data(), flipped.size());
        }
    }
}

TEST(KvMessage, ALengthThatIsNotThereTakesNoMemory)
{
    Bytes bytes = FromHex("01 05 00" + TOLD + "ffffffff");
    EXPECT_EQ(KvReply::Decode(bytes.data(), bytes.size()).Error(), KvWireError::TOO_LONG);
    bytes = FromHex("01 02 02" + TOLD + "ffffffff");
    EXPECT_EQ(KvReply::Decode(bytes.data(), bytes.size()).Error(), KvWireError::TOO_LONG);
    bytes = FromHex("01 05 00" + TOLD + "00010000");
    EXPECT_EQ(KvReply::Decode(bytes.data(), bytes.size()).Error(), KvWireError::TRUNCATED);
}

TEST(KvMessage, WhatIsUnknownIsRefused)
{
    const auto error = [](const std::string& hex)
    {
        const Bytes bytes = FromHex(hex);
        return KvRequest::Decode(bytes.data(), bytes.size()).Error();
    };
    EXPECT_EQ(error("02 01 00" + ASKED + "0003 6b6579"), KvWireError::UNKNOWN_VERSION);
    EXPECT_EQ(error("01 07 00" + ASKED + "0003 6b6579"), KvWireError::UNKNOWN_VERB);
    EXPECT_EQ(error("01 01 02" + ASKED + "0003 6b6579"), KvWireError::BAD_FLAGS);
    EXPECT_EQ(error("01 06 01" + ASKED), KvWireError::BAD_FLAGS);
}
