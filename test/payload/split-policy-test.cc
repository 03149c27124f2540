/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/split-policy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <string>
#include <vector>

using namespace ns3::sharding;

namespace
{

using Lengths = std::vector<uint32_t>;

SplitPolicy::Config
Rule(SplitPolicyType policy, uint32_t shardSize, uint32_t shardCount)
{
    SplitPolicy::Config config;
    config.policy = policy;
    config.shardSize = shardSize;
    config.shardCount = shardCount;
    return config;
}

SplitResult
Split(const SplitPolicy::Config& config, const std::string& payload, Lengths& lengths)
{
    SplitInput input;
    input.bytes = reinterpret_cast<const uint8_t*>(payload.data());
    input.length = static_cast<uint32_t>(payload.size());
    PathTable paths(3);
    input.paths = &paths;
    std::vector<PayloadPart> parts{{99}};
    const SplitResult result = SplitPolicy::Create(config)->Split(input, parts);
    lengths.clear();
    for (const auto& part : parts)
    {
        lengths.push_back(part.length);
    }
    return result;
}

/// @return the shards of a payload with '|' between them, or the reason against
std::string
Cut(const SplitPolicy::Config& config, const std::string& payload)
{
    Lengths lengths{99};
    const SplitResult result = Split(config, payload, lengths);
    if (result != SplitResult::OK)
    {
        EXPECT_TRUE(lengths.empty());
        return SplitResultName(result);
    }
    std::string shown;
    size_t at = 0;
    for (const uint32_t length : lengths)
    {
        shown += (at == 0 ? "" : "|") + payload.substr(at, length);
        at += length;
    }
    EXPECT_EQ(at, payload.size());
    return shown;
}

/// Cuts without content: nullptr shows that it is not looked at.
Lengths
CutUnseen(const SplitPolicy::Config& config, uint32_t length)
{
    std::vector<PayloadPart> parts;
    EXPECT_EQ(SplitPolicy::Create(config)->Split({nullptr, length}, parts), SplitResult::OK);
    Lengths lengths;
    for (const auto& part : parts)
    {
        lengths.push_back(part.length);
    }
    return lengths;
}

} // namespace

TEST(SplitPolicy, NoneIsOneShard)
{
    EXPECT_EQ(CutUnseen(Rule(SplitPolicyType::NONE, 10, 4), 1000), (Lengths{1000}));
}

TEST(SplitPolicy, FixedSizeByShardSize)
{
    const auto rule = Rule(SplitPolicyType::FIXED_SIZE, 300, 4);
    EXPECT_EQ(CutUnseen(rule, 1000), (Lengths{300, 300, 300, 100}));
    EXPECT_EQ(CutUnseen(rule, 900), (Lengths{300, 300, 300}));
    EXPECT_EQ(CutUnseen(rule, 1), (Lengths{1}));
}

TEST(SplitPolicy, FixedSizeByShardCount)
{
    const auto rule = Rule(SplitPolicyType::FIXED_SIZE, 0, 4);
    EXPECT_EQ(CutUnseen(rule, 1000), (Lengths{250, 250, 250, 250}));
    EXPECT_EQ(CutUnseen(rule, 1001), (Lengths{251, 251, 251, 248}));
    EXPECT_EQ(CutUnseen(rule, 9), (Lengths{3, 3, 3})) << "rounding up can need fewer";
    EXPECT_EQ(CutUnseen(rule, 3), (Lengths{1, 1, 1}));
}

TEST(SplitPolicy, DelimiterPrefersTheLastOneWithinTheTarget)
{
    auto rule = Rule(SplitPolicyType::DELIMITER, 6, 1);
    rule.delimiter = ";";
    EXPECT_EQ(Cut(rule, "a;b;cccc;d"), "a;b;|cccc;d");
    EXPECT_EQ(Cut(rule, "aaaaa;bbbbb;c"), "aaaaa;|bbbbb;|c")
        << "at the target itself counts as within";
    EXPECT_EQ(Cut(rule, "aaaaaa;bbb;c"), "aaaaaa;|bbb;c") << "the first one beyond";
    EXPECT_EQ(Cut(rule, "aaaaaaaaaaa;b"), "aaaaaaaaaaa;|b") << "12 is twice the target";
    EXPECT_EQ(Cut(rule, "aaaaaaaaaaaa;b"), "aaaaaa|aaaaaa;|b") << "13 is beyond: a hard cut";
    EXPECT_EQ(Cut(rule, "aaaaaaaaaaaaaa"), "aaaaaa|aaaaaa|aa");
    EXPECT_EQ(Cut(rule, ";;;;;;;;"), ";;;;;;|;;");
    EXPECT_EQ(Cut(rule, "a;b"), "a;b") << "what fits the target is not cut";
}

TEST(SplitPolicy, LongDelimitersStayWhole)
{
    auto rule = Rule(SplitPolicyType::DELIMITER, 4, 1);
    rule.delimiter = "--";
    EXPECT_EQ(Cut(rule, "a--b--c"), "a--|b--c");
    EXPECT_EQ(Cut(rule, "abc--def"), "abc--|def") << "it straddles the target";
    rule.delimiter = "------";
    EXPECT_EQ(Cut(rule, "a------b"), "a------|b") << "longer than the target";
}

TEST(SplitPolicy, DelimiterByShardCount)
{
    auto rule = Rule(SplitPolicyType::DELIMITER, 0, 2);
    rule.delimiter = "\n";
    EXPECT_EQ(Cut(rule, "aa\nbb\ncc\ndd\n"), "aa\nbb\n|cc\ndd\n");
}

TEST(SplitPolicy, EachReasonToRefuse)
{
    auto rule = Rule(SplitPolicyType::FIXED_SIZE, 10, 1);
    rule.maxShards = 3;
    rule.maxShardLength = 20;
    rule.maxPacketLength = 100;
    EXPECT_EQ(Cut(rule, ""), "empty-payload");
    EXPECT_EQ(Cut(rule, std::string(30, 'a')), "aaaaaaaaaa|aaaaaaaaaa|aaaaaaaaaa");
    EXPECT_EQ(Cut(rule, std::string(31, 'a')), "too-many-shards");
    EXPECT_EQ(Cut(rule, std::string(101, 'a')), "payload-too-large");
    rule.shardSize = 21;
    EXPECT_EQ(Cut(rule, std::string(22, 'a')), "shard-above-mtu");
    EXPECT_EQ(Cut(rule, std::string(20, 'a')), std::string(20, 'a'));
    rule = Rule(SplitPolicyType::DELIMITER, 2, 1);
    rule.maxShards = 3;
    EXPECT_EQ(Cut(rule, "aaaaaaa"), "too-many-shards");
    EXPECT_EQ(Cut(rule, "aaaaaa"), "aa|aa|aa");
}

TEST(SplitPolicy, HugeSizesDoNotOverflow)
{
    auto rule = Rule(SplitPolicyType::FIXED_SIZE, UINT32_MAX, 1);
    rule.maxPacketLength = UINT32_MAX;
    rule.maxShardLength = UINT32_MAX;
    EXPECT_EQ(CutUnseen(rule, UINT32_MAX), (Lengths{UINT32_MAX}));
    rule.shardSize = 0;
    rule.shardCount = UINT32_MAX;
    std::vector<PayloadPart> parts;
    EXPECT_EQ(SplitPolicy::Create(rule)->Split({nullptr, UINT32_MAX}, parts),
              SplitResult::TOO_MANY_SHARDS);
    rule = Rule(SplitPolicyType::DELIMITER, UINT32_MAX, 1);
    EXPECT_EQ(Cut(rule, "a\nb"), "a\nb");
}

TEST(SplitPolicy, FixedCountIsAsManyAsAskedFor)
{
    auto rule = Rule(SplitPolicyType::FIXED_COUNT, 1, 4);
    EXPECT_EQ(CutUnseen(rule, 1002), (Lengths{251, 251, 250, 250}));
    EXPECT_EQ(CutUnseen(rule, 9), (Lengths{3, 2, 2, 2}));
    EXPECT_EQ(CutUnseen(rule, 3), (Lengths{1, 1, 1})) << "one per byte";
    rule.maxShards = 3;
    EXPECT_EQ(Cut(rule, "abcd"), "too-many-shards");
}

TEST(SplitPolicy, ACountPerPacketReplacesTheConfiguredOne)
{
    std::vector<PayloadPart> parts;
    const auto policy = SplitPolicy::Create(Rule(SplitPolicyType::FIXED_COUNT, 0, 4));
    EXPECT_EQ(policy->Split({nullptr, 1000, 2}, parts), SplitResult::OK);
    EXPECT_EQ(parts.size(), 2U);
    const auto bySize = SplitPolicy::Create(Rule(SplitPolicyType::FIXED_SIZE, 0, 4));
    EXPECT_EQ(bySize->Split({nullptr, 1000, 5}, parts), SplitResult::OK);
    EXPECT_EQ(parts.size(), 5U);
}

TEST(SplitPolicy, EntropySeparatesTextFromNoise)
{
    std::mt19937 random(1);
    std::string noise(512, ' ');
    std::generate(noise.begin(), noise.end(), [&] { return static_cast<char>(random()); });
    auto rule = Rule(SplitPolicyType::ENTROPY, 400, 1);
    SplitInput input;
    const std::string payload = std::string(512, 'a') + noise + std::string(300, 'b');
    input.bytes = reinterpret_cast<const uint8_t*>(payload.data());
    input.length = static_cast<uint32_t>(payload.size());
    std::vector<PayloadPart> parts;
    ASSERT_EQ(SplitPolicy::Create(rule)->Split(input, parts), SplitResult::OK);
    ASSERT_EQ(parts.size(), 5U) << "512 in two, 512 in two, 300 in one";
    const std::vector<std::pair<uint32_t, PartKind>> expected{{256, PartKind::LOW_ENTROPY},
                                                              {256, PartKind::LOW_ENTROPY},
                                                              {256, PartKind::HIGH_ENTROPY},
                                                              {256, PartKind::HIGH_ENTROPY},
                                                              {300, PartKind::LOW_ENTROPY}};
    for (size_t i = 0; i < parts.size(); i++)
    {
        EXPECT_EQ(parts[i].length, expected[i].first) << i;
        EXPECT_EQ(parts[i].kind, expected[i].second) << i;
    }
}

TEST(SplitPolicy, ContentDefinedCutsKeepTheirBounds)
{
    auto rule = Rule(SplitPolicyType::CONTENT_DEFINED, 64, 1);
    std::mt19937 random(2);
    std::string noise(20000, ' ');
    std::generate(noise.begin(), noise.end(), [&] { return static_cast<char>(random()); });
    Lengths lengths;
    ASSERT_EQ(Split(rule, noise, lengths), SplitResult::OK);
    lengths.pop_back();
    for (const uint32_t length : lengths)
    {
        EXPECT_GT(length, 16U) << "a quarter of the target";
        EXPECT_LE(length, 512U) << "eight times";
    }
    rule.maxShardLength = 100;
    EXPECT_EQ(Split(rule, std::string(1000, 'a'), lengths), SplitResult::OK)
        << "no chunk is above the MTU";
}

TEST(SplitPolicy, CapacityFollowsThePaths)
{
    // One way 10 and 200 us, 1 Gbit/s each.
    PathTable paths(2);
    paths[0].delayNs = 10000;
    paths[1].delayNs = 200000;
    auto rule = Rule(SplitPolicyType::CAPACITY, 0, 1);
    rule.maxShardLength = 65000;
    SplitInput input;
    input.length = 65536;
    input.paths = &paths;
    std::vector<PayloadPart> parts;
    ASSERT_EQ(SplitPolicy::Create(rule)->Split(input, parts), SplitResult::OK);
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(parts[0].length, 44643U);
    EXPECT_EQ(parts[0].path, 0U);
    EXPECT_EQ(parts[1].length, 20893U);
    EXPECT_EQ(parts[1].path, 1U);
    rule.maxShardLength = 15000;
    ASSERT_EQ(SplitPolicy::Create(rule)->Split(input, parts), SplitResult::OK);
    ASSERT_EQ(parts.size(), 5U) << "44,643 in three, 20,893 in two";
    EXPECT_EQ(parts[2].path, 0U);
    EXPECT_EQ(parts[3].path, 1U);
    paths.SetUsable(0, false);
    paths.SetUsable(1, false);
    EXPECT_EQ(SplitPolicy::Create(rule)->Split(input, parts), SplitResult::NO_PATH);
    EXPECT_TRUE(parts.empty());
}

TEST(SplitPolicy, EveryCutTilesThePayload)
{
    std::mt19937 random(5);
    for (int round = 0; round < 3000; round++)
    {
        const auto type = static_cast<SplitPolicyType>(random() % SPLIT_POLICIES);
        auto rule = Rule(type, random() % 2 ? 0 : 1 + random() % 50, 1 + random() % 30);
        rule.delimiter = random() % 2 ? "b" : "ab";
        rule.entropyWindow = 16;
        rule.entropyThreshold = 2.5;
        std::string payload(1 + random() % 400, 'a');
        for (auto& letter : payload)
        {
            letter = static_cast<char>('a' + random() % 8);
        }
        Lengths lengths;
        ASSERT_EQ(Split(rule, payload, lengths), SplitResult::OK);
        EXPECT_EQ(std::accumulate(lengths.begin(), lengths.end(), size_t{0}), payload.size());
        const uint32_t target = rule.shardSize
                                    ? rule.shardSize
                                    : (payload.size() + rule.shardCount - 1) / rule.shardCount;
        for (const uint32_t length : lengths)
        {
            EXPECT_GE(length, 1U);
            switch (type)
            {
            case SplitPolicyType::FIXED_SIZE:
            case SplitPolicyType::ENTROPY:
                EXPECT_LE(length, target);
                break;
            case SplitPolicyType::DELIMITER:
                EXPECT_LE(length, 2 * target + 1)
                    << "a delimiter of two may straddle a target of one";
                break;
            case SplitPolicyType::CONTENT_DEFINED:
                EXPECT_LE(length, 8 * target);
                break;
            default:
                EXPECT_LE(length, payload.size());
            }
        }
    }
}

TEST(SplitPolicy, RefusesLimitsThatMakeNoSense)
{
    SplitPolicy::Config config;
    EXPECT_EQ(SplitPolicy::Validate(config), "");
    config.shardCount = 0;
    EXPECT_EQ(SplitPolicy::Validate(config), "shardCount must be at least 1 where shardSize is 0");
    config.shardSize = 1;
    EXPECT_EQ(SplitPolicy::Validate(config), "");
    config.delimiter = "";
    EXPECT_EQ(SplitPolicy::Validate(config), "delimiter must have 1 to 64 bytes");
    config = {};
    config.policy = SplitPolicyType::FIXED_COUNT;
    config.shardCount = 0;
    config.shardSize = 1;
    EXPECT_EQ(SplitPolicy::Validate(config),
              "shardCount must be at least 1 for the policy fixed-count");
    config = {};
    config.minShardSize = 2;
    config.maxShardSize = 1;
    EXPECT_EQ(SplitPolicy::Validate(config), "minShardSize must not be above maxShardSize");
    config = {};
    config.entropyWindow = 15;
    EXPECT_EQ(SplitPolicy::Validate(config), "entropyWindow must lie in [16, 65535]");
    config = {};
    config.entropyThreshold = std::nan("");
    EXPECT_EQ(SplitPolicy::Validate(config), "entropyThreshold must lie in [0, 8]");
    config = {};
    config.maxShards = 0;
    EXPECT_EQ(SplitPolicy::Validate(config), "maxShards must lie in [1, 65535]");
    config = {};
    config.maxShardLength = 0;
    EXPECT_EQ(SplitPolicy::Validate(config), "maxShardLength must be at least 1");
    config = {};
    config.maxPacketLength = 0;
    EXPECT_EQ(SplitPolicy::Validate(config), "maxPacketLength must be at least 1");
}
