/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "kv-bugs.h"
#include "tools/soak/kv-soak.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

using namespace ns3::sharding;

TEST(KvSoak, HoldsUnderEverySeedAndReachesEveryRarePath)
{
    std::map<std::string, uint64_t> reached;
    for (uint64_t seed = 1; seed <= 3000; seed++)
    {
        const SoakOutcome outcome = SoakKv(seed);
        ASSERT_TRUE(outcome.violations.empty())
            << outcome.violations.front() << "\n./shardsim soak kv --seeds " << seed << ".."
            << seed;
        for (const auto& [probe, count] : outcome.probes)
        {
            reached[probe] += count;
        }
    }
    for (const auto& probe : KvSoakProbes())
    {
        EXPECT_GT(reached[probe], 0U) << probe << " was never reached";
    }
    EXPECT_EQ(reached.size(), KvSoakProbes().size()) << "a path was counted that is not listed";
}

TEST(KvSoak, ASeedGivesTheSameOutcomeEachTime)
{
    for (uint64_t seed = 1; seed <= 20; seed++)
    {
        EXPECT_EQ(SoakKv(seed).probes, SoakKv(seed).probes);
    }
}

/// A check that finds nothing proves nothing: each known mistake must be found within the seeds
/// that every change runs.
class KvBugs : public testing::TestWithParam<std::string>
{
};

TEST_P(KvBugs, IsCaught)
{
    ExpectCaught(CatchKvBug(GetParam(), 3000));
}

INSTANTIATE_TEST_SUITE_P(Known, KvBugs, testing::ValuesIn(ListKvBugs()), SeededBugTestName);

TEST(KvSoak, FindsNothingInTheCopyWithoutMistakes)
{
    EXPECT_EQ(CatchKvBug("", 300).seed, 0U);
}
