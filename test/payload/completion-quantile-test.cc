/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/completion-quantile.h"

#include <gtest/gtest.h>

using namespace ns3::sharding;

TEST(CompletionQuantile, IsARankAmongTheLastTimes)
{
    CompletionQuantile::Config config;
    config.quantile = 0.9;
    config.memory = 16;
    config.minSamples = 10;
    CompletionQuantile times(config);
    for (int64_t ns = 10; ns >= 2; ns--)
    {
        times.Add(ns);
        EXPECT_FALSE(times.Get()) << "fewer than ten";
    }
    times.Add(1);
    EXPECT_EQ(times.Get(), 9) << "nine of 1 to 10 are not above it";
    for (int i = 0; i < 5; i++)
    {
        times.Add(1000);
        EXPECT_EQ(times.Get(), 9) << "computed anew with the 16th";
    }
    times.Add(1000);
    EXPECT_EQ(times.Get(), 1000) << "rank 15 of 16, of which six are 1000";
    for (int i = 0; i < 16; i++)
    {
        times.Add(7);
    }
    EXPECT_EQ(times.Get(), 7) << "the others are forgotten";
}

TEST(CompletionQuantile, OneIsTheLargest)
{
    CompletionQuantile::Config config;
    config.quantile = 1;
    config.minSamples = 3;
    CompletionQuantile times(config);
    times.Add(5);
    times.Add(8);
    times.Add(6);
    EXPECT_EQ(times.Get(), 8);
}

TEST(CompletionQuantile, RefusesLimitsThatMakeNoSense)
{
    CompletionQuantile::Config config;
    EXPECT_EQ(CompletionQuantile::Validate(config), "");
    config.quantile = 0;
    EXPECT_EQ(CompletionQuantile::Validate(config), "quantile must lie in (0, 1]");
    config = {};
    config.memory = 0;
    EXPECT_EQ(CompletionQuantile::Validate(config), "memory must lie in [1, 65536]");
    config = {};
    config.minSamples = 257;
    EXPECT_EQ(CompletionQuantile::Validate(config), "minSamples must lie in [1, memory]");
}
