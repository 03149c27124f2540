/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/kv-workload.h"
#include "ns3/kv-zipf.h"

#include <gtest/gtest.h>

#include <cmath>
#include <deque>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace ns3::sharding;

namespace
{

/// Uniform numbers from [0, 1), the same for the same seed everywhere.
KvWorkload::Draw
MakeDraw(uint64_t seed)
{
    return [engine = std::mt19937_64(seed)]() mutable
    { return static_cast<double>(engine() >> 11U) * 0x1p-53; };
}

/// Gives the numbers of a list, one after the other.
KvWorkload::Draw
MakeDraw(const std::vector<double>& numbers)
{
    return [left = std::deque<double>(numbers.begin(), numbers.end())]() mutable
    {
        const double next = left.at(0);
        left.pop_front();
        return next;
    };
}

/// Ranks are drawn, and their counts compared with the probabilities that the law gives: rank^-exponent / sum.
struct ZipfCase
{
    uint64_t ranks;
    double exponent;
    double
        mostChiSquare; //!< exceeded by one in a thousand samples, for ranks - 1 degrees of freedom
};

class ZipfLaw : public testing::TestWithParam<ZipfCase>
{
};

KvEnd
MakeEnd(KvStatus status, const std::string& value = "", KvOutcome outcome = KvOutcome::OK)
{
    KvEnd end;
    end.outcome = outcome;
    end.reply.status = status;
    end.reply.hasValue = !value.empty();
    end.reply.value = value;
    return end;
}

} // namespace

TEST_P(ZipfLaw, RanksComeAsOftenAsTheLawSays)
{
    constexpr uint64_t SAMPLES = 200000;
    const auto [ranks, exponent, mostChiSquare] = GetParam();
    double sum = 0;
    for (uint64_t rank = 1; rank <= ranks; rank++)
    {
        sum += std::pow(static_cast<double>(rank), -exponent);
    }
    const KvZipf zipf(ranks, exponent);
    const auto draw = MakeDraw(17);
    std::vector<uint64_t> counts(ranks + 1);
    for (uint64_t i = 0; i < SAMPLES; i++)
    {
        const uint64_t rank = zipf.Draw(draw);
        ASSERT_GE(rank, 1U);
        ASSERT_LE(rank, ranks);
        counts[rank]++;
    }
    double chiSquare = 0;
    for (uint64_t rank = 1; rank <= ranks; rank++)
    {
        const double due = SAMPLES * std::pow(static_cast<double>(rank), -exponent) / sum;
        ASSERT_GT(due, 20) << "too few for the test to hold";
        chiSquare += (counts[rank] - due) * (counts[rank] - due) / due;
    }
    EXPECT_LT(chiSquare, mostChiSquare);
}

// From tables of the chi-square distribution: 10.83, 27.88 and 148.23 for 1, 9 and 99 degrees of freedom.
INSTANTIATE_TEST_SUITE_P(KvZipf,
                         ZipfLaw,
                         testing::Values(ZipfCase{1, 1, 1e-9},
                                         ZipfCase{2, 0, 10.83},
                                         ZipfCase{2, 1, 10.83},
                                         ZipfCase{10, 0, 27.88},
                                         ZipfCase{10, 0.5, 27.88},
                                         ZipfCase{10, 0.99, 27.88},
                                         ZipfCase{10, 1, 27.88},
                                         ZipfCase{10, 1.5, 27.88},
                                         ZipfCase{10, 3, 27.88},
                                         ZipfCase{100, 0.99, 148.23},
                                         ZipfCase{100, 1, 148.23},
                                         ZipfCase{100, 1.5, 148.23}));

TEST(KvZipf, TheEndsOfTheUnitIntervalAreTheLastAndTheFirstRank)
{
    for (const double exponent : {0.0, 0.5, 1.0, 2.0, KvZipf::MAX_EXPONENT})
    {
        EXPECT_EQ(KvZipf(5, exponent).Draw(MakeDraw(std::vector<double>{1 - 0x1p-53})), 1U);
    }
    for (const double exponent : {0.0, 0.5, 1.0, 2.0})
    {
        EXPECT_EQ(KvZipf(5, exponent).Draw(MakeDraw(std::vector<double>{0})), 5U);
    }
}

/// With 2^40 keys and exponent 0 half of the draws lie in either half; with exponent 1 rank 1 has 1 / (ln 2^40 + 0.5772).
TEST(KvZipf, HoldsForMoreRanksThanATableCouldHave)
{
    constexpr uint64_t RANKS = 1ULL << 40U;
    const auto draw = MakeDraw(3);
    uint64_t lower = 0;
    uint64_t first = 0;
    for (int i = 0; i < 100000; i++)
    {
        lower += KvZipf(RANKS, 0).Draw(draw) <= RANKS / 2;
        first += KvZipf(RANKS, 1).Draw(draw) == 1;
    }
    EXPECT_NEAR(lower, 50000, 3 * 158) << "sqrt(100000 / 4) = 158";
    // ln 2^40 = 27.726, so p = 0.035332 and sqrt(100000 p (1 - p)) = 58.4.
    EXPECT_NEAR(first, 3533.2, 3 * 58.4);
}

TEST(KvWorkload, VerbsAreChosenByTheirWeights)
{
    KvWorkload::Config config;
    config.weights = {1, 2, 0, 1, 0};
    ASSERT_EQ(KvWorkload::Config::Validate(config), "");
    KvWorkload workload(config, MakeDraw(1), MakeDraw({0, 0.2499, 0.25, 0.7499, 0.75, 0.9999}));
    for (const KvVerb verb : {KvVerb::GET,
                              KvVerb::GET,
                              KvVerb::PUT,
                              KvVerb::PUT,
                              KvVerb::COMPARE_AND_SWAP,
                              KvVerb::COMPARE_AND_SWAP})
    {
        EXPECT_EQ(workload.Next().verb, verb);
    }
}

TEST(KvWorkload, TheMixIsThatOfTheWeights)
{
    KvWorkload::Config config;
    config.weights = {0.4, 0.25, 0.05, 0.2, 0.1};
    config.staleShare = 0.25;
    KvWorkload workload(config, MakeDraw(1), MakeDraw(2));
    std::map<KvVerb, uint64_t> counts;
    uint64_t stale = 0;
    for (int i = 0; i < 100000; i++)
    {
        const KvCall call = workload.Next();
        counts[call.verb]++;
        stale += call.stale;
        EXPECT_FALSE(call.stale && IsKvWrite(call.verb));
    }
    // Three times sqrt(100000 p (1 - p)).
    EXPECT_NEAR(counts[KvVerb::GET], 40000, 3 * 155);
    EXPECT_NEAR(counts[KvVerb::PUT], 25000, 3 * 137);
    EXPECT_NEAR(counts[KvVerb::REMOVE], 5000, 3 * 69);
    EXPECT_NEAR(counts[KvVerb::COMPARE_AND_SWAP], 20000, 3 * 127);
    EXPECT_NEAR(counts[KvVerb::SCAN], 10000, 3 * 95);
    EXPECT_NEAR(stale, 12500, 3 * 105) << "a quarter of half of the calls";
}

TEST(KvWorkload, KeysAreUniformZipfOrOfAHotSet)
{
    KvWorkload::Config config;
    config.keys = 100;
    config.weights = {1, 0, 0, 0, 0};
    KvWorkload uniform(config, MakeDraw({0, 0.5, 0.999999}), MakeDraw(1));
    EXPECT_EQ(uniform.Next().key, "key-00000000");
    EXPECT_EQ(uniform.Next().key, "key-00000050");
    EXPECT_EQ(uniform.Next().key, "key-00000099");
    config.choice = KvKeyChoice::HOT_SET;
    config.hotKeys = 10;
    config.hotShare = 0.9;
    KvWorkload hot(config, MakeDraw({0.89, 0.5, 0.9, 0.5, 0.95, 0.999999}), MakeDraw(1));
    EXPECT_EQ(hot.Next().key, "key-00000005") << "half of ten";
    EXPECT_EQ(hot.Next().key, "key-00000055") << "half of the other ninety, behind the ten";
    EXPECT_EQ(hot.Next().key, "key-00000099");
    config.choice = KvKeyChoice::ZIPF;
    config.exponent = 1;
    KvWorkload zipf(config, MakeDraw({1 - 0x1p-53, 0}), MakeDraw(1));
    EXPECT_EQ(zipf.Next().key, "key-00000000") << "rank 1 is number 0";
    EXPECT_EQ(zipf.Next().key, "key-00000099");
}

TEST(KvWorkload, AnotherMixAsksForTheSameKeys)
{
    KvWorkload::Config config;
    config.choice = KvKeyChoice::ZIPF;
    KvWorkload one(config, MakeDraw(5), MakeDraw(6));
    config.weights = {0, 0.1, 0.2, 0.3, 0};
    KvWorkload other(config, MakeDraw(5), MakeDraw(7));
    for (int i = 0; i < 1000; i++)
    {
        EXPECT_EQ(one.Next().key, other.Next().key);
    }
}

TEST(KvWorkload, EveryValueIsADifferentOneAndBeginsWithItsWriter)
{
    using namespace std::string_literals;
    EXPECT_EQ(KvWorkload::MakeValue(1, 258, 16), "\0\0\0\0\0\0\0\1\0\0\0\0\0\0\1\2"s);
    KvWorkload::Config config;
    config.client = 3;
    config.valueBytes = 40;
    config.weights = {0, 1, 0, 1, 0};
    KvWorkload workload(config, MakeDraw(1), MakeDraw(2));
    std::set<std::string> values;
    for (int i = 0; i < 1000; i++)
    {
        const std::string value = workload.Next().value;
        EXPECT_EQ(value.size(), 40U);
        EXPECT_EQ(value.substr(0, 8), "\0\0\0\0\0\0\0\3"s);
        values.insert(value);
    }
    EXPECT_EQ(values.size(), 1000U);
}

TEST(KvWorkload, ASwapExpectsWhatIsKnownOfItsKey)
{
    KvWorkload::Config config;
    config.keys = 1;
    config.weights = {0, 0, 0, 1, 0};
    KvWorkload workload(config, MakeDraw(1), MakeDraw(2));
    KvCall call = workload.Next();
    EXPECT_TRUE(call.expectsAbsent) << "nothing is known";
    workload.Note(call, MakeEnd(KvStatus::OK, "", KvOutcome::UNKNOWN));
    EXPECT_TRUE(workload.Next().expectsAbsent) << "it is not known whether it was written";
    workload.Note(call, MakeEnd(KvStatus::OK));
    EXPECT_EQ(workload.Next().expected, call.value);
    workload.Note(call, MakeEnd(KvStatus::MISMATCH, "other"));
    EXPECT_FALSE(workload.Next().expectsAbsent);
    EXPECT_EQ(workload.Next().expected, "other");
    call.verb = KvVerb::REMOVE;
    workload.Note(call, MakeEnd(KvStatus::OK));
    EXPECT_TRUE(workload.Next().expectsAbsent);
    call.verb = KvVerb::GET;
    workload.Note(call, MakeEnd(KvStatus::VALUE, "read"));
    EXPECT_EQ(workload.Next().expected, "read");
    workload.Note(call, MakeEnd(KvStatus::NOT_FOUND));
    EXPECT_TRUE(workload.Next().expectsAbsent);
}

TEST(KvWorkload, ScansGoOverAllShards)
{
    KvWorkload::Config config;
    config.keys = 8;
    config.shards = 4;
    config.scanLimit = 7;
    config.weights = {0, 0, 0, 0, 1};
    KvWorkload workload(config, MakeDraw({0, 0.25, 0.5, 0.99}), MakeDraw(2));
    for (const RaftShardId shard : {0U, 2U, 0U, 3U}) // keys 0, 2, 4 and 7
    {
        const KvCall call = workload.Next();
        EXPECT_EQ(call.shard, shard);
        EXPECT_EQ(call.limit, 7U);
    }
}

TEST(KvWorkload, WhatCannotBeUsedIsNamed)
{
    const auto says = [](void (*spoil)(KvWorkload::Config&))
    {
        KvWorkload::Config config;
        spoil(config);
        return KvWorkload::Config::Validate(config);
    };
    EXPECT_EQ(says([](auto& config) { config.weights[2] = -1; }), "a weight must not be negative");
    EXPECT_EQ(says([](auto& config) { config.weights = {}; }),
              "one of the weights must be positive");
    EXPECT_EQ(says([](auto& config) { config.keys = 0; }),
              "there must be a shard and from 1 to 2^40 keys");
    EXPECT_EQ(says([](auto& config) { config.exponent = 20.1; }),
              "the exponent must be in [0, 20]");
    EXPECT_EQ(says(
                  [](auto& config)
                  {
                      config.choice = KvKeyChoice::HOT_SET;
                      config.hotKeys = 1001;
                  }),
              "there must be from 1 to all keys in the hot set");
    EXPECT_EQ(says([](auto& config) { config.staleShare = 1.5; }), "a share must be in [0, 1]");
    EXPECT_EQ(says([](auto& config) { config.valueBytes = 15; }),
              "a value must have from 16 bytes to 64 MiB");
    EXPECT_EQ(says([](auto& config) { config.scanLimit = 0; }), "a scan must ask for an entry");
}
