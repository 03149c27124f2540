/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/packet.h"
#include "ns3/reassembly-choice.h"
#include "ns3/shard-header.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

TEST(ReassemblyChoice, ReadsPointsAndRanges)
{
    EXPECT_EQ(ReassemblyChoice::ParsePoints(""), std::vector<uint32_t>());
    EXPECT_EQ(ReassemblyChoice::ParsePoints("7"), std::vector<uint32_t>({7}));
    EXPECT_EQ(ReassemblyChoice::ParsePoints("1-3, 10"), std::vector<uint32_t>({1, 2, 3, 10}));
    for (const std::string wrong :
         {"0", "x", "3-1", "1-", "-1", "1,,2", "1-4294967296", "1-4294967295", "1-65536"})
    {
        EXPECT_FALSE(ReassemblyChoice::ParsePoints(wrong)) << wrong;
    }
}

TEST(ReassemblyChoice, HashesSpreadPacketsEvenly)
{
    const ReassemblyChoice choice({1, 2, 3, 4}, ReassemblyChoiceType::PACKET);
    std::map<uint32_t, uint32_t> counts;
    for (uint64_t packet = 0; packet < 40000; packet++)
    {
        counts[choice.Choose(9, packet, 0)]++;
    }
    ASSERT_EQ(counts.size(), 4U);
    for (const auto& [point, count] : counts)
    {
        EXPECT_NEAR(count, 10000, 350) << "4 sigma of a binomial distribution, point " << point;
    }
}

TEST(ReassemblyChoice, AFlowStaysAtOnePoint)
{
    const ReassemblyChoice choice({1, 2, 3, 4}, ReassemblyChoiceType::FLOW);
    EXPECT_EQ(choice.Choose(9, 1, 77), choice.Choose(9, 2, 77));
    std::map<uint32_t, uint32_t> counts;
    for (uint64_t flow = 0; flow < 64; flow++)
    {
        counts[choice.Choose(9, 1, flow)]++;
    }
    EXPECT_EQ(counts.size(), 4U);
}

TEST(ReassemblyChoice, NodesOnTheWayReadThePointOfAShard)
{
    ShardHeader header;
    header.totalShards = 1;
    header.payloadLength = header.packetLength = 10;
    header.reassemblyPoint = 0x01020304;
    const Ptr<Packet> shard = Create<Packet>(10);
    SealShard(shard, header);
    EXPECT_EQ(PeekReassemblyPoint(*shard), 0x01020304U);
    EXPECT_FALSE(PeekReassemblyPoint(*shard->CreateFragment(0, ShardHeader::SIZE - 1)));
    EXPECT_FALSE(PeekReassemblyPoint(*Create<Packet>(100))) << "no version";
}

TEST(ReassemblyChoice, WithoutPointsThereIsNothingToChoose)
{
    EXPECT_EQ(ReassemblyChoice({}, ReassemblyChoiceType::PACKET).Choose(1, 2, 3), 0U);
}
