/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/soak/fragment-soak.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

using namespace ns3::sharding;

TEST(FragmentSoak, HoldsUnderEverySeedAndReachesEveryRarePath)
{
    std::map<std::string, uint64_t> reached;
    for (uint64_t seed = 1; seed <= 20000; seed++)
    {
        const SoakOutcome outcome = SoakFragment(seed);
        EXPECT_TRUE(outcome.violations.empty())
            << outcome.violations.front() << "\n./shardsim soak fragment --seeds " << seed << ".."
            << seed;
        for (const auto& [probe, count] : outcome.probes)
        {
            reached[probe] += count;
        }
        if (HasFailure())
        {
            return;
        }
    }
    for (const auto& probe : FragmentSoakProbes())
    {
        EXPECT_GT(reached[probe], 0U) << probe << " was never reached";
    }
    EXPECT_EQ(reached.size(), FragmentSoakProbes().size())
        << "a path was counted that is not listed";
}

TEST(FragmentSoak, ASeedGivesTheSameOutcomeEachTime)
{
    for (uint64_t seed = 1; seed <= 20; seed++)
    {
        EXPECT_EQ(SoakFragment(seed).probes, SoakFragment(seed).probes);
    }
}
