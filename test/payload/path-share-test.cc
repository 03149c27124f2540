/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/path-share.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

using namespace ns3::sharding;

namespace
{

using Bytes = std::vector<uint32_t>;

/// Two paths of 1 Gbit/s, one way 10 and 200 us.
PathTable
NearAndFar()
{
    PathTable paths(2);
    paths[0].delayNs = 10000;
    paths[1].delayNs = 200000;
    return paths;
}

/// @return when the last byte of such shares arrives
double
CompletionOf(const PathTable& paths, const Bytes& bytes)
{
    double last = 0;
    for (uint32_t path = 0; path < bytes.size(); path++)
    {
        const PathState& state = paths[path];
        const double at = state.delayNs + state.GetBacklogNs() + bytes[path] * 8e9 / state.rateBps;
        last = bytes[path] > 0 ? std::max(last, at) : last;
    }
    return last;
}

} // namespace

TEST(ShareByCapacity, TwoPathsOfDifferentLengthFinishTogether)
{
    PathShares shares;
    ShareByCapacity(NearAndFar(), 65536, shares);
    EXPECT_EQ(shares.bytes, (Bytes{44643, 20893}));
    EXPECT_NEAR(shares.completionNs, 367144, 4) << "65,536 B + 210 us of two, by two";
    EXPECT_NEAR(CompletionOf(NearAndFar(), {32768, 32768}), 462144, 1) << "equal parts";
    EXPECT_NEAR(CompletionOf(NearAndFar(), {65536, 0}), 534288, 1) << "one path";
}

TEST(ShareByCapacity, APathThatIsTooFarGetsNothing)
{
    PathShares shares;
    ShareByCapacity(NearAndFar(), 1000, shares);
    EXPECT_EQ(shares.bytes, (Bytes{1000, 0})) << "18 us over the near one";
    ShareByCapacity(NearAndFar(), 23750, shares);
    EXPECT_EQ(shares.bytes, (Bytes{23750, 0})) << "it is full when the far one's first bit comes";
    ShareByCapacity(NearAndFar(), 23752, shares);
    EXPECT_EQ(shares.bytes, (Bytes{23751, 1}));
}

TEST(ShareByCapacity, ABacklogCountsLikeADelay)
{
    PathTable paths(2);
    paths[1].backlogBytes = 500;
    PathShares shares;
    ShareByCapacity(paths, 1500, shares);
    EXPECT_EQ(shares.bytes, (Bytes{1000, 500}));
}

TEST(ShareByCapacity, RatesDivide)
{
    PathTable paths(3);
    paths[0].rateBps = 1e8;
    paths[1].rateBps = 2e8;
    paths[2].rateBps = 7e8;
    PathShares shares;
    ShareByCapacity(paths, 1000, shares);
    EXPECT_EQ(shares.bytes, (Bytes{100, 200, 700}));
    EXPECT_NEAR(shares.completionNs, 8000, 1e-6);
    paths.SetUsable(2, false);
    ShareByCapacity(paths, 1000, shares);
    EXPECT_EQ(shares.bytes, (Bytes{333, 667, 0})) << "the larger fraction gets the byte";
}

TEST(ShareByCapacity, NoOtherSplitIsFaster)
{
    std::mt19937 random(7);
    for (int round = 0; round < 2000; round++)
    {
        PathTable paths(1 + random() % 6);
        for (uint32_t path = 0; path < paths.GetCount(); path++)
        {
            paths[path].rateBps = 1e6 * (1 + random() % 1000);
            paths[path].delayNs = random() % 1000000;
            paths[path].backlogBytes = random() % 3 ? 0 : random() % 100000;
        }
        const uint32_t length = 1 + random() % 65535;
        PathShares shares;
        ShareByCapacity(paths, length, shares);
        ASSERT_EQ(std::accumulate(shares.bytes.begin(), shares.bytes.end(), uint64_t{0}), length);
        EXPECT_DOUBLE_EQ(shares.completionNs, CompletionOf(paths, shares.bytes));
        // Moving any bytes from any path to any other does not help by more than a byte's time.
        for (uint32_t from = 0; from < paths.GetCount(); from++)
        {
            for (uint32_t to = 0; to < paths.GetCount(); to++)
            {
                const uint32_t moved = std::min<uint32_t>(shares.bytes[from], 1 + random() % 1000);
                if (from == to || moved == 0)
                {
                    continue;
                }
                Bytes other = shares.bytes;
                other[from] -= moved;
                other[to] += moved;
                EXPECT_GE(CompletionOf(paths, other), shares.completionNs - 8e9 / 1e6);
            }
        }
    }
}
