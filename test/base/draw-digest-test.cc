/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/draw-digest.h"

#include <gtest/gtest.h>

#include <set>

using namespace ns3::sharding;

namespace
{

DrawDigest
Arrivals(std::initializer_list<std::pair<int64_t, uint64_t>> entries)
{
    DrawDigest digest;
    for (const auto& [time, size] : entries)
    {
        digest.Add(time, size);
    }
    return digest;
}

} // namespace

TEST(DrawDigest, IsTheSameForTheSameDrawsInAnyOrder)
{
    EXPECT_EQ(DrawDigest().GetText(), "0000000000000000");
    const std::string digest = Arrivals({{1000, 64}, {1000, 128}, {2000, 64}}).GetText();
    EXPECT_EQ(digest.size(), 16U);
    EXPECT_EQ(Arrivals({{2000, 64}, {1000, 128}, {1000, 64}}).GetText(), digest);
}

TEST(DrawDigest, TellsEveryOtherSetOfDraws)
{
    std::set<std::string> seen{DrawDigest().GetText()};
    const auto isNew = [&seen](const DrawDigest& digest)
    { return seen.insert(digest.GetText()).second; };
    EXPECT_TRUE(isNew(Arrivals({{1000, 64}})));
    EXPECT_TRUE(isNew(Arrivals({{1000, 64}, {1000, 64}}))) << "once more";
    EXPECT_TRUE(isNew(Arrivals({{1001, 64}}))) << "a nanosecond later";
    EXPECT_TRUE(isNew(Arrivals({{1000, 65}}))) << "a byte more";
    EXPECT_TRUE(isNew(Arrivals({{64, 1000}}))) << "time and size swapped";
    EXPECT_TRUE(isNew(Arrivals({{1000, 64}, {2000, 128}})));
    EXPECT_TRUE(isNew(Arrivals({{1000, 128}, {2000, 64}}))) << "sizes swapped";
    DrawDigest text;
    text.Add("at 1s cut a:b");
    EXPECT_TRUE(isNew(text));
    DrawDigest draw;
    draw.Add("loss/a>b", 0.25);
    EXPECT_TRUE(isNew(draw));
    DrawDigest other;
    other.Add("loss/a>b", 0.26);
    EXPECT_TRUE(isNew(other));
    DrawDigest otherRole;
    otherRole.Add("loss/b>a", 0.25);
    EXPECT_TRUE(isNew(otherRole));
}
