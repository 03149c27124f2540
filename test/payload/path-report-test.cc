/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/path-report.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

PathReport
Example()
{
    PathReport report;
    report.senderId = 7;
    report.receipt.shards = 258;
    report.receipt.packetId = 40;
    report.receipt.holdNs = 1000000;
    return report;
}

std::vector<uint8_t>
BytesOf(const PathReport& report)
{
    const Ptr<Packet> packet = report.MakePacket();
    std::vector<uint8_t> bytes(packet->GetSize());
    packet->CopyData(bytes.data(), packet->GetSize());
    return bytes;
}

} // namespace

TEST(PathReport, GoldenBytes)
{
    std::string hex;
    for (const uint8_t byte : BytesOf(Example()))
    {
        char digits[3];
        std::snprintf(digits, sizeof(digits), "%02x", byte);
        hex += digits;
    }
    EXPECT_EQ(hex.substr(0, 64),
              "01000000"
              "00000007"
              "0000000000000102"
              "0000000000000028"
              "00000000000f4240");
    EXPECT_EQ(hex.size(), 2 * PathReport::SIZE);
}

TEST(PathReport, IsReadBack)
{
    PathReport read;
    ASSERT_TRUE(read.Read(*Example().MakePacket()));
    EXPECT_EQ(read.senderId, 7U);
    EXPECT_EQ(read.receipt.shards, 258U);
    EXPECT_EQ(read.receipt.packetId, 40U);
    EXPECT_EQ(read.receipt.holdNs, 1000000U);
    EXPECT_TRUE(read.receipt.isTimed);
    PathReport answer = Example();
    answer.kind = PathReport::Kind::ANSWER;
    ASSERT_TRUE(read.Read(*answer.MakePacket()));
    EXPECT_FALSE(read.receipt.isTimed) << "an answer says nothing about a round trip";
}

TEST(PathReport, AnythingElseIsRefused)
{
    const auto bytes = BytesOf(Example());
    PathReport read;
    for (uint32_t size = 0; size < bytes.size(); size++)
    {
        EXPECT_FALSE(read.Read(*Create<Packet>(bytes.data(), size))) << size << " bytes";
    }
    auto longer = bytes;
    longer.push_back(0);
    EXPECT_FALSE(read.Read(*Create<Packet>(longer.data(), longer.size())));
    for (uint32_t bit = 0; bit < bytes.size() * 8; bit++)
    {
        auto flipped = bytes;
        flipped[bit / 8] ^= static_cast<uint8_t>(1U << bit % 8);
        EXPECT_FALSE(read.Read(*Create<Packet>(flipped.data(), flipped.size()))) << "bit " << bit;
    }
    EXPECT_EQ(read.senderId, 0U) << "what is refused changes nothing";
}
