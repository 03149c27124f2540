/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/path-receipts.h"

#include <gtest/gtest.h>

#include <vector>

using namespace ns3::sharding;

TEST(PathReceipts, EachSenderAndPathGetsItsOwnOnce)
{
    PathReceipts receipts;
    std::vector<PathReceipts::Due> due;
    EXPECT_TRUE(receipts.NoteShard(100, 1, 7, 40));
    EXPECT_TRUE(receipts.NoteShard(200, 1, 7, 41));
    EXPECT_TRUE(receipts.NoteShard(300, 1, 7, 40)) << "late: the newest packet stays 41";
    EXPECT_TRUE(receipts.NoteShard(400, 0, 8, 5));
    receipts.Take(1000, due);
    ASSERT_EQ(due.size(), 2U);
    EXPECT_EQ(due[0].path, 0U);
    EXPECT_EQ(due[0].senderId, 8U);
    EXPECT_EQ(due[0].receipt.holdNs, 600U);
    EXPECT_EQ(due[1].receipt.shards, 3U);
    EXPECT_EQ(due[1].receipt.packetId, 41U);
    EXPECT_EQ(due[1].receipt.holdNs, 800U);
    receipts.Take(2000, due);
    EXPECT_TRUE(due.empty()) << "nothing came since";
    receipts.NoteShard(2500, 1, 7, 42);
    receipts.Take(3000, due);
    ASSERT_EQ(due.size(), 1U);
    EXPECT_EQ(due[0].receipt.shards, 4U) << "since the beginning";
}

TEST(PathReceipts, AProbeIsAnsweredAlsoWhenNothingCame)
{
    PathReceipts receipts;
    PathReceipts::Due due{};
    ASSERT_TRUE(receipts.Answer(100, 2, 7, 99, due));
    EXPECT_EQ(due.receipt.shards, 0U);
    EXPECT_EQ(due.receipt.packetId, 99U) << "all up to what the probe names is settled";
    EXPECT_FALSE(due.receipt.isTimed);
}

TEST(PathReceipts, SendersAreBounded)
{
    PathReceipts receipts;
    for (uint32_t sender = 0; sender < PathReceipts::MAX_SENDERS; sender++)
    {
        EXPECT_TRUE(receipts.NoteShard(0, 0, sender, 1));
    }
    EXPECT_FALSE(receipts.NoteShard(0, 0, 1000, 1));
    PathReceipts::Due due{};
    EXPECT_FALSE(receipts.Answer(0, 0, 1001, 1, due));
    EXPECT_EQ(receipts.GetRefused(), 2U);
    EXPECT_TRUE(receipts.NoteShard(0, 1, 1000, 1)) << "another path";
    EXPECT_TRUE(receipts.NoteShard(0, 0, 5, 2)) << "those that are known go on";
}
