/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/entropy-map.h"

#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <utility>
#include <vector>

using namespace ns3::sharding;

namespace
{

double
EntropyOf(const std::string& text)
{
    return EntropyMap::GetEntropy(reinterpret_cast<const uint8_t*>(text.data()), text.size());
}

/// @return the runs of a text: length, and whether they are high
std::vector<std::pair<uint32_t, bool>>
RunsOf(const EntropyMap& map, const std::string& text)
{
    std::vector<std::pair<uint32_t, bool>> runs;
    for (size_t at = 0; at < text.size(); at += runs.back().first)
    {
        const PayloadPart run =
            map.FindRun(reinterpret_cast<const uint8_t*>(text.data()) + at, text.size() - at);
        runs.emplace_back(run.length, run.kind == PartKind::HIGH_ENTROPY);
    }
    return runs;
}

using Runs = std::vector<std::pair<uint32_t, bool>>;

/// Each byte value once: eight bits per byte.
std::string
AllBytes()
{
    std::string bytes(256, '\0');
    std::iota(bytes.begin(), bytes.end(), '\0');
    return bytes;
}

} // namespace

TEST(EntropyMap, EntropyOfByteFrequencies)
{
    EXPECT_DOUBLE_EQ(EntropyOf("aaaa"), 0);
    EXPECT_DOUBLE_EQ(EntropyOf("abab"), 1);
    EXPECT_DOUBLE_EQ(EntropyOf("abcd"), 2);
    EXPECT_DOUBLE_EQ(EntropyOf("aaab"), 0.81127812445913283) << "H(1/4)";
    EXPECT_DOUBLE_EQ(EntropyOf(AllBytes()), 8);
    EXPECT_NEAR(EntropyOf(std::string(1000, 'a') + std::string(1000, 'b')), 1, 1e-12)
        << "counts beyond the table of logarithms";
}

TEST(EntropyMap, RunsFollowTheWindows)
{
    const EntropyMap map(16, 2);
    const std::string low = "aabbaabbaabbaabb";  // 1 bit
    const std::string high = "abcdabcdabcdabcd"; // 2 bits: at the threshold
    EXPECT_EQ(RunsOf(map, low + low + high + low), (Runs{{32, false}, {16, true}, {16, false}}));
    EXPECT_EQ(RunsOf(map, high + high), (Runs{{32, true}}));
}

TEST(EntropyMap, AShortEndBelongsToTheRunBeforeIt)
{
    const EntropyMap map(16, 2);
    EXPECT_EQ(RunsOf(map, "aabbaabbaabbaabbabcdefgh"), (Runs{{24, false}}));
}

TEST(EntropyMap, AShortPayloadIsJudgedByWhatItCanReach)
{
    const EntropyMap map(256, 4);
    EXPECT_EQ(RunsOf(map, "abcdabcd"), (Runs{{8, true}})) << "2 bits against 4 x 3 / 8";
    EXPECT_EQ(RunsOf(map, "aaaabbbb"), (Runs{{8, false}})) << "1 bit against 1.5";
}
