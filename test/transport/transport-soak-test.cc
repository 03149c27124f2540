/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/soak/transport-soak.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

using namespace ns3::sharding;

TEST(TransportSoak, HoldsUnderEverySeedAndReachesEveryRarePath)
{
    std::map<std::string, uint64_t> reached;
    for (uint64_t seed = 1; seed <= 600; seed++)
    {
        const SoakOutcome outcome = SoakTransport(seed);
        ASSERT_TRUE(outcome.violations.empty())
            << outcome.violations.front() << "\n./shardsim soak transport --seeds " << seed << ".."
            << seed;
        for (const auto& [probe, count] : outcome.probes)
        {
            reached[probe] += count;
        }
    }
    for (const auto& probe : TransportSoakProbes())
    {
        EXPECT_GT(reached[probe], 0U) << probe << " was never reached";
    }
    EXPECT_EQ(reached.size(), TransportSoakProbes().size())
        << "a path was counted that is not listed";
}

TEST(TransportSoak, ASeedGivesTheSameOutcomeEachTime)
{
    for (uint64_t seed = 1; seed <= 10; seed++)
    {
        EXPECT_EQ(SoakTransport(seed).probes, SoakTransport(seed).probes);
    }
}
