/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/soak/payload-soak.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

using namespace ns3::sharding;

TEST(PayloadSoak, HoldsUnderEverySeedAndReachesEveryRarePath)
{
    std::map<std::string, uint64_t> reached;
    for (uint64_t seed = 1; seed <= 20000; seed++)
    {
        const SoakOutcome outcome = SoakPayload(seed);
        EXPECT_TRUE(outcome.violations.empty())
            << outcome.violations.front() << "\n./shardsim soak payload --seeds " << seed << ".."
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
    for (const auto& probe : PayloadSoakProbes())
    {
        EXPECT_GT(reached[probe], 0U) << probe << " was never reached";
    }
    EXPECT_EQ(reached.size(), PayloadSoakProbes().size())
        << "a path was counted that is not listed";
}

TEST(PayloadSoak, ASeedGivesTheSameOutcomeEachTime)
{
    for (uint64_t seed = 1; seed <= 20; seed++)
    {
        EXPECT_EQ(SoakPayload(seed).probes, SoakPayload(seed).probes);
    }
}
