/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "history-kit.h"

#include "ns3/kv-history-lines.h"
#include "ns3/linearizability-checker.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

using namespace ns3::sharding;

namespace
{

/// LINEARIZABILITY_SEED=N repeats one seed; LINEARIZABILITY_TIMES=N runs N times as many.
std::pair<uint64_t, uint64_t>
Seeds(uint64_t count)
{
    const char* seed = std::getenv("LINEARIZABILITY_SEED");
    const uint64_t only = seed == nullptr ? 0 : std::strtoull(seed, nullptr, 10);
    const char* many = std::getenv("LINEARIZABILITY_TIMES");
    count *= many == nullptr ? 1 : std::strtoull(many, nullptr, 10);
    return only == 0 ? std::make_pair(uint64_t(1), count) : std::make_pair(only, only);
}

std::string
Replay(uint64_t seed, const std::vector<KvOperation>& operations)
{
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    std::string text = "LINEARIZABILITY_SEED=" + std::to_string(seed) +
                       " build/bin/sharding-tests --gtest_filter=" + test->test_suite_name() + "." +
                       test->name() + "\n";
    for (const KvOperation& operation : operations)
    {
        text += FormatKvOperation(operation) + "\n";
    }
    return text;
}

bool
IsLinearizable(const std::vector<KvOperation>& operations)
{
    const auto report = CheckLinearizability(MakeHistory(operations));
    EXPECT_NE(report.verdict, LinearizabilityVerdict::UNKNOWN);
    return report.verdict == LinearizabilityVerdict::LINEARIZABLE;
}

/// Draws histories, changes answers, and compares with what trying all orders says.
void
CompareWithTrial(uint64_t count, HistoryRecipe (*draw)(Dice&))
{
    const auto [first, last] = Seeds(count);
    uint64_t broken = 0;
    uint64_t whole = 0;
    for (uint64_t seed = first; seed <= last && !testing::Test::HasFailure(); seed++)
    {
        Dice dice(seed);
        auto operations = DrawAtomicHistory(dice, draw(dice));
        EXPECT_TRUE(IsLinearizable(operations)) << Replay(seed, operations);
        for (uint64_t changes = dice.Between(1, 3); changes > 0; changes--)
        {
            ChangeAnAnswer(dice, operations);
        }
        const bool expected = IsLinearizableByTrial(operations);
        (expected ? whole : broken)++;
        EXPECT_EQ(IsLinearizable(operations), expected) << Replay(seed, operations);
    }
    if (last > first)
    {
        EXPECT_GT(broken, count / 10);
        EXPECT_GT(whole, count / 10);
    }
}

} // namespace

TEST(LinearizabilityRandom, AgreesWithTryingAllOrdersOnOneKey)
{
    CompareWithTrial(60000,
                     [](Dice& dice)
                     {
                         HistoryRecipe recipe;
                         recipe.operations = dice.Between(2, 6);
                         recipe.sessions = dice.Between(2, 6);
                         recipe.values = dice.Between(0, 3);
                         recipe.unknownOneIn = dice.OneOf({0, 3, 8});
                         recipe.putOneIn = dice.OneOf({2, 3});
                         recipe.length = dice.OneOf({4, 8, 30});
                         return recipe;
                     });
}

/// More than six operations are out of reach of all orders only if many overlap; eight are a good deal harder to place.
TEST(LinearizabilityRandom, AgreesWithTryingAllOrdersOfEightOperations)
{
    CompareWithTrial(10000,
                     [](Dice& dice)
                     {
                         HistoryRecipe recipe;
                         recipe.operations = 8;
                         recipe.sessions = dice.Between(3, 8);
                         recipe.values = dice.Between(0, 2);
                         recipe.unknownOneIn = dice.OneOf({0, 3, 8});
                         recipe.putOneIn = dice.OneOf({2, 3});
                         recipe.length = dice.OneOf({8, 30});
                         return recipe;
                     });
}

TEST(LinearizabilityRandom, AgreesWithTryingAllOrdersWithScans)
{
    CompareWithTrial(30000,
                     [](Dice& dice)
                     {
                         HistoryRecipe recipe;
                         recipe.operations = dice.Between(2, 6);
                         recipe.sessions = dice.Between(2, 5);
                         recipe.keys = dice.Between(1, 3);
                         recipe.values = dice.Between(0, 3);
                         recipe.scanOneIn = 3;
                         recipe.putOneIn = 2;
                         recipe.length = dice.OneOf({4, 8, 30});
                         return recipe;
                     });
}

/// What remains of a violation must be one by itself.
TEST(LinearizabilityRandom, TheCoreOfAViolationHasNoOrderEither)
{
    const auto [first, last] = Seeds(10000);
    uint64_t cores = 0;
    uint64_t smaller = 0;
    for (uint64_t seed = first; seed <= last && !HasFailure(); seed++)
    {
        Dice dice(seed);
        HistoryRecipe recipe;
        recipe.operations = 7;
        recipe.sessions = 4;
        recipe.values = dice.Between(0, 2);
        auto operations = DrawAtomicHistory(dice, recipe);
        ChangeAnAnswer(dice, operations);
        const auto report = CheckLinearizability(MakeHistory(operations));
        for (const auto& violation : report.violations)
        {
            std::vector<KvOperation> core;
            for (const std::size_t index : violation.core)
            {
                core.push_back(operations[index]);
            }
            EXPECT_FALSE(IsLinearizableByTrial(core)) << Replay(seed, operations);
            cores++;
            smaller += core.size() < operations.size() ? 1 : 0;
        }
    }
    if (last > first)
    {
        EXPECT_GT(cores, 1000U);
        EXPECT_GT(smaller, cores / 2);
    }
}

/// Whatever the history and the bounds: a report names operations that there are, agrees with itself and can be read.
TEST(LinearizabilityRandom, EveryViolationIsReportedWhateverTheBounds)
{
    const auto [first, last] = Seeds(3000);
    uint64_t verdicts[3]{};
    for (uint64_t seed = first; seed <= last && !HasFailure(); seed++)
    {
        Dice dice(seed);
        HistoryRecipe recipe;
        recipe.operations = dice.OneOf({3, 10, 60});
        recipe.sessions = dice.Between(2, 8);
        recipe.keys = dice.Between(1, 6);
        recipe.values = dice.OneOf({0, 0, 2});
        recipe.unknownOneIn = dice.OneOf({0, 3, 10});
        recipe.scanOneIn = dice.OneOf({0, 3, 8});
        auto operations = DrawAtomicHistory(dice, recipe);
        for (uint64_t changes = dice.Between(0, 5); changes > 0; changes--)
        {
            ChangeAnAnswer(dice, operations);
        }
        LinearizabilityOptions options;
        options.jointScans = dice.Between(0, 1) == 1;
        options.maxStates = dice.OneOf({1, 30, 100000});
        options.maxBytes = dice.OneOf({1, 4096, 268435456});
        options.maxShrinkEvents = dice.OneOf({0, 1, 50, 100000});
        options.maxViolations = dice.OneOf({0, 1, 10});
        const KvHistory history = MakeHistory(operations);
        const auto report = CheckLinearizability(history, options);
        verdicts[static_cast<size_t>(report.verdict)]++;
        EXPECT_EQ(report.verdict == LinearizabilityVerdict::NOT_LINEARIZABLE,
                  report.brokenGroups > 0);
        EXPECT_EQ(report.violations.size(),
                  std::min<std::size_t>(report.brokenGroups, options.maxViolations));
        const std::string text = FormatLinearizabilityReport(history, report);
        for (const auto& violation : report.violations)
        {
            ASSERT_LT(violation.operation, operations.size()) << Replay(seed, operations);
            EXPECT_FALSE(violation.keys.empty());
            EXPECT_FALSE(violation.core.empty());
            EXPECT_TRUE(std::is_sorted(violation.core.begin(), violation.core.end()));
            EXPECT_LT(violation.core.back(), operations.size());
            for (const auto& held : violation.held)
            {
                EXPECT_EQ(held.size(), violation.keys.size());
            }
            const std::string who =
                "session " + std::to_string(operations[violation.operation].session) + ": ";
            EXPECT_NE(text.find(who), std::string::npos);
        }
    }
    if (last > first)
    {
        for (const uint64_t count : verdicts)
        {
            EXPECT_GT(count, 100U);
        }
    }
}

TEST(LinearizabilityRandom, LongHistoriesOfAnAtomicStoreAreLinearizable)
{
    const auto [first, last] = Seeds(60);
    for (uint64_t seed = first; seed <= last && !HasFailure(); seed++)
    {
        Dice dice(seed);
        HistoryRecipe recipe;
        recipe.operations = 3000;
        recipe.keys = dice.Between(1, 8);
        recipe.sessions = dice.Between(2, 20);
        recipe.values = dice.OneOf({0, 0, 3, 50});
        recipe.unknownOneIn = dice.OneOf({0, 500, 1000});
        recipe.putOneIn = dice.OneOf({2, 3});
        const auto operations = DrawAtomicHistory(dice, recipe);
        EXPECT_TRUE(IsLinearizable(operations)) << seed;
    }
}
