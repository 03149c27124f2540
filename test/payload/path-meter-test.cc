/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/path-meter.h"

#include <gtest/gtest.h>

using namespace ns3::sharding;

TEST(PathMeter, AReceiptSettlesUpToItsPacket)
{
    PathMeter meter;
    meter.NoteSent(1000, 7, 100);
    meter.NoteSent(1000, 7, 100);
    meter.NoteSent(2000, 8, 50);
    EXPECT_EQ(meter.GetOutstanding(), 250U);
    EXPECT_TRUE(meter.NoteReceipt(5000, {2, 7, 500}));
    EXPECT_EQ(meter.GetOutstanding(), 50U);
    EXPECT_EQ(meter.GetRtt(), 3500) << "4 us there and back, of which 0.5 at the receiver";
    EXPECT_EQ(meter.GetLoss(), 0);
    EXPECT_TRUE(meter.NoteReceipt(7000, {3, 8, 0}));
    EXPECT_EQ(meter.GetOutstanding(), 0U);
    EXPECT_EQ(meter.GetRtt(), 3687) << "3500 + (5000 - 3500) / 8";
}

TEST(PathMeter, WhatIsSettledAndDidNotComeIsLost)
{
    PathMeter meter;
    for (uint64_t packet = 1; packet <= 10; packet++)
    {
        meter.NoteSent(0, packet, 1);
    }
    meter.NoteReceipt(1, {9, 10, 0});
    EXPECT_DOUBLE_EQ(meter.GetLoss(), 0.1);
    // The next 1000 weigh as much as all before them halved: (9/2 + 1000) of (10/2 + 1000).
    for (uint64_t packet = 11; packet <= 1010; packet++)
    {
        meter.NoteSent(2, packet, 1);
    }
    meter.NoteReceipt(3, {1009, 1010, 0});
    EXPECT_NEAR(meter.GetLoss(), 0.5 / 1005, 1e-12);
}

TEST(PathMeter, AShardThatComesAfterItsReceiptIsNotLostForEver)
{
    PathMeter meter;
    meter.NoteSent(0, 1, 1);
    meter.NoteSent(0, 1, 1);
    meter.NoteReceipt(10, {1, 1, 0});
    EXPECT_DOUBLE_EQ(meter.GetLoss(), 0.5);
    meter.NoteReceipt(20, {2, 1, 0});
    EXPECT_DOUBLE_EQ(meter.GetLoss(), 0);
}

TEST(PathMeter, SilenceIsAnAgeNotAnAbsence)
{
    PathMeter meter;
    EXPECT_FALSE(meter.IsSilent(1000000, 100)) << "nothing was sent";
    meter.NoteSent(1000, 1, 1);
    EXPECT_FALSE(meter.IsSilent(1100, 100));
    EXPECT_TRUE(meter.IsSilent(1101, 100));
    EXPECT_EQ(meter.GetOldestAge(1101), 101);
    meter.NoteSent(1101, 2, 1);
    EXPECT_TRUE(meter.NoteReceipt(1200, {1, 1, 0}));
    EXPECT_FALSE(meter.IsSilent(1201, 100)) << "the second one is young";
    EXPECT_EQ(meter.GetOldestAge(1201), 100);
    EXPECT_TRUE(meter.NoteReceipt(1300, {2, 2, 0}));
    EXPECT_EQ(meter.GetOldestAge(1301), 0);
}

TEST(PathMeter, ImpossibleReceiptsChangeNothing)
{
    PathMeter meter;
    meter.NoteSent(1000, 5, 10);
    EXPECT_FALSE(meter.NoteReceipt(2000, {1, 6, 0})) << "never sent";
    EXPECT_FALSE(meter.NoteReceipt(2000, {3, 5, 0})) << "more than twice what was sent";
    EXPECT_FALSE(meter.NoteReceipt(2000, {1, 5, 1001})) << "held before it was sent";
    EXPECT_EQ(meter.GetRefused(), 3U);
    EXPECT_EQ(meter.GetOutstanding(), 10U);
    EXPECT_EQ(meter.GetRtt(), 0);
    EXPECT_TRUE(meter.NoteReceipt(2000, {1, 5, 0}));
    EXPECT_FALSE(meter.NoteReceipt(2000, {0, 5, 0})) << "less than before";
}

TEST(PathMeter, ItsMemoryIsBounded)
{
    PathMeter meter;
    for (uint64_t packet = 1; packet <= 3 * PathMeter::MAX_SENDS; packet++)
    {
        meter.NoteSent(static_cast<int64_t>(packet), packet, 1);
    }
    EXPECT_EQ(meter.GetOutstanding(), 3 * PathMeter::MAX_SENDS);
    EXPECT_TRUE(meter.NoteReceipt(100000, {5000, 5000, 0}));
    EXPECT_EQ(meter.GetOutstanding(), 2 * PathMeter::MAX_SENDS + 1)
        << "the last entry stands for all that had no room, until they are all settled";
    EXPECT_TRUE(meter.NoteReceipt(100000, {3 * PathMeter::MAX_SENDS, 3 * PathMeter::MAX_SENDS, 0}));
    EXPECT_EQ(meter.GetOutstanding(), 0U);
}
