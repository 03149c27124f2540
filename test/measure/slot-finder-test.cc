/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/slot-finder.h"

#include <gtest/gtest.h>

using namespace ns3::sharding;

TEST(SlotFinder, FindsTheSameSlotInWhateverOrder)
{
    SlotFinder slots(100, 10);
    for (const int64_t instant : {100, 109, 110, 119, 105, 999, 100, 130, 129, 131})
    {
        EXPECT_EQ(slots.Find(instant), static_cast<std::size_t>((instant - 100) / 10)) << instant;
    }
}
