/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/packet-damage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

using namespace ns3;
using namespace ns3::sharding;

TEST(PacketDamage, ChoosesDifferentBits)
{
    for (int i = 0; i < 200; i++)
    {
        const auto bits = ChooseBits(i / 200.0, 10, 16);
        EXPECT_EQ(std::set<uint64_t>(bits.begin(), bits.end()).size(), 10u);
        EXPECT_LT(bits.back(), 16u);
    }
    EXPECT_EQ(ChooseBits(0.5, 1000, 8).size(), 8u);
    EXPECT_TRUE(ChooseBits(0.5, 3, 0).empty());
    EXPECT_EQ(ChooseBits(0.25, 5, 8000), ChooseBits(0.25, 5, 8000));
    EXPECT_NE(ChooseBits(0.25, 5, 8000), ChooseBits(0.26, 5, 8000));
}

TEST(PacketDamage, FlipsThoseBitsAndKeepsTheRest)
{
    const uint8_t bytes[] = {0x00, 0xff, 0x55};
    auto packet = Create<Packet>(bytes, 3);
    const auto damaged = FlipBits(packet, {0, 15, 23});
    uint8_t after[3];
    ASSERT_EQ(damaged->CopyData(after, 3), 3u);
    EXPECT_EQ(after[0], 0x80);
    EXPECT_EQ(after[1], 0xfe);
    EXPECT_EQ(after[2], 0x54);
    EXPECT_EQ(damaged->GetUid(), packet->GetUid());
    packet->CopyData(after, 3);
    EXPECT_EQ(after[0], 0x00); // the original is whole
}
