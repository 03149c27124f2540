/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/holm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ns3::sharding;
using testing::DoubleNear;
using testing::ElementsAre;

TEST(Holm, WorkedExample)
{
    // Sorted 0.005 0.01 0.03 0.04 times 4 3 2 1 is 0.02 0.03 0.06 0.04; the last must not fall below 0.06.
    EXPECT_THAT(HolmAdjust({0.01, 0.04, 0.03, 0.005}),
                ElementsAre(DoubleNear(0.03, 1e-15),
                            DoubleNear(0.06, 1e-15),
                            DoubleNear(0.06, 1e-15),
                            DoubleNear(0.02, 1e-15)));
}

TEST(Holm, NeverExceedsOneAndLeavesASingleTestAlone)
{
    EXPECT_THAT(HolmAdjust({0.9, 0.8, 1}), ElementsAre(1, 1, 1));
    EXPECT_THAT(HolmAdjust({0.04}), ElementsAre(0.04));
    EXPECT_THAT(HolmAdjust({}), ElementsAre());
}

TEST(Holm, TreatsEqualsAlike)
{
    EXPECT_THAT(HolmAdjust({0.01, 0.01, 0.01}), ElementsAre(0.03, 0.03, 0.03));
}
