/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/gear-chunker.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace ns3::sharding;

namespace
{

std::string
Noise(size_t size, uint32_t seed)
{
    std::mt19937 random(seed);
    std::string bytes(size, ' ');
    for (auto& byte : bytes)
    {
        byte = static_cast<char>(random());
    }
    return bytes;
}

/// @return where the chunks of a text end
std::vector<size_t>
CutsOf(const GearChunker& chunker, const std::string& text)
{
    std::vector<size_t> cuts;
    size_t at = 0;
    while (at < text.size())
    {
        at += chunker.FindCut(reinterpret_cast<const uint8_t*>(text.data()) + at, text.size() - at);
        cuts.push_back(at);
    }
    return cuts;
}

} // namespace

TEST(GearChunker, AnInsertionChangesOnlyTheChunksAroundIt)
{
    const GearChunker chunker({256, 1024, 8192});
    const std::string text = Noise(200000, 1);
    const std::string longer = text.substr(0, 5000) + "seven.." + text.substr(5000);
    const auto before = CutsOf(chunker, text);
    std::set<size_t> known(before.begin(), before.end());
    const auto after = CutsOf(chunker, longer);
    size_t kept = 0;
    for (const size_t cut : after)
    {
        kept += cut <= 5000 ? known.count(cut) : known.count(cut - 7);
    }
    EXPECT_GE(kept + 5, after.size())
        << "of " << after.size() << " cuts all but a few are the same";
    EXPECT_GT(after.size(), 100U);
}

TEST(GearChunker, ItsBoundsHold)
{
    const GearChunker chunker({300, 1000, 1100});
    const std::string text = Noise(300000, 2);
    size_t last = 0;
    size_t longest = 0;
    const auto cuts = CutsOf(chunker, text);
    for (size_t i = 0; i + 1 < cuts.size(); i++)
    {
        EXPECT_GT(cuts[i] - last, 300U);
        EXPECT_LE(cuts[i] - last, 1100U);
        longest = std::max(longest, cuts[i] - last);
        last = cuts[i];
    }
    EXPECT_EQ(longest, 1100U) << "the maximum is reached";
}

TEST(GearChunker, AContentWithoutVariationIsCutAtTheMaximumOrAlwaysAlike)
{
    const GearChunker chunker({100, 1024, 4096});
    const auto cuts = CutsOf(chunker, std::string(100000, 'x'));
    ASSERT_GE(cuts.size(), 3U);
    for (size_t i = 1; i + 1 < cuts.size(); i++)
    {
        EXPECT_EQ(cuts[i] - cuts[i - 1], cuts[0]);
    }
}

TEST(GearChunker, SmallAndOddBounds)
{
    const uint8_t byte = 5;
    EXPECT_EQ(GearChunker({0, 1, 1}).FindCut(&byte, 1), 1U);
    EXPECT_EQ(GearChunker({10, 5, 20}).FindCut(&byte, 1), 1U) << "what is left ends a chunk";
    const std::string text = Noise(1000, 3);
    for (const size_t length : CutsOf(GearChunker({50, 100, 7}), text))
    {
        EXPECT_EQ(length % 7, length == 1000 ? 6U : 0U) << "the maximum wins over the minimum";
    }
}

TEST(GearChunker, BitsFollowTheAverage)
{
    EXPECT_EQ(GearChunker::GetStrictBits(8192), 15U) << "as in the paper, section 3.4";
    EXPECT_EQ(GearChunker::GetLooseBits(8192), 11U);
    EXPECT_EQ(GearChunker::GetStrictBits(1), 2U);
    EXPECT_EQ(GearChunker::GetLooseBits(1), 0U);
    EXPECT_EQ(GearChunker::GetLooseBits(UINT32_MAX), 29U);
}
