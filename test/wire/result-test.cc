/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

using namespace ns3::sharding;

TEST(Result, IsAValueOrAReason)
{
    Result<int, std::string> value(7);
    EXPECT_TRUE(value.IsOk());
    EXPECT_EQ(value.Value(), 7);
    value.Value() = 8;
    EXPECT_EQ(value.Value(), 8);

    const Result<int, std::string> reason(std::string("no"));
    EXPECT_FALSE(reason.IsOk());
    EXPECT_EQ(reason.Error(), "no");
}

TEST(Result, CarriesWhatCanOnlyBeMoved)
{
    Result<std::unique_ptr<int>, int> value(std::make_unique<int>(3));
    const std::unique_ptr<int> taken = std::move(value.Value());
    EXPECT_EQ(*taken, 3);
}
