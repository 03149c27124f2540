/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/soak.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

using namespace ns3::sharding;

namespace
{

/// Every tenth seed reaches a rare path, seed 33 breaks two rules, seed 57 aborts, no seed reaches
/// "never".
SoakOutcome
Misbehave(uint64_t seed)
{
    SoakOutcome outcome;
    outcome.seed = seed;
    outcome.probes = {{"rare", seed % 10 == 0 ? 1 : 0}, {"never", 0}};
    if (seed == 33)
    {
        outcome.violations = {"two at once\nin two lines", "lost one"};
    }
    if (seed == 57)
    {
        std::abort();
    }
    return outcome;
}

const SoakCore CORE{"test", "help", Misbehave, 100};

} // namespace

TEST(Soak, CountsSeedsProbesAndViolations)
{
    const SoakReport report = Soak(CORE, {1, 100}, 2);
    EXPECT_EQ(report.seeds, 100U) << "the seeds behind the one that aborted ran too";
    EXPECT_EQ(report.probes, (std::map<std::string, uint64_t>{{"rare", 10}, {"never", 0}}));
    EXPECT_EQ(report.violationCount, 3U);
    const std::vector<std::pair<uint64_t, std::string>> expected{
        {33, "lost one"}, {33, "two at once in two lines"}, {57, "ended by signal 6 (Aborted)"}};
    EXPECT_EQ(report.violations, expected);
    EXPECT_FALSE(report.interrupted);
}

TEST(Soak, TheNumberOfWorkersChangesNothing)
{
    const SoakReport one = Soak(CORE, {30, 60}, 1);
    const SoakReport three = Soak(CORE, {30, 60}, 3);
    EXPECT_EQ(one.seeds, 31U);
    EXPECT_EQ(one.violations, three.violations);
    EXPECT_EQ(one.probes, three.probes);
    EXPECT_EQ(one.seeds, three.seeds);
}

TEST(Soak, PrintsTheCommandThatRepeatsEachFailure)
{
    SoakReport report;
    report.seeds = 200;
    report.probes = {{"rare", 3}, {"never", 0}};
    report.violations = {{7, "a"}, {7, "b"}, {9, "c"}};
    report.violationCount = 3;
    std::ostringstream out;
    PrintSoakReport(CORE, report, 2, out);
    EXPECT_EQ(out.str(),
              "test: 200 seeds, 3 violations, 100 seeds/s\n"
              "  probe never: never reached\n"
              "  probe rare: 3\n"
              "./shardsim soak test --seeds 7..7\n"
              "  seed 7: a\n"
              "  seed 7: b\n"
              "./shardsim soak test --seeds 9..9\n"
              "  seed 9: c\n");
}

TEST(Soak, KeepsTheFirstHundredViolations)
{
    const SoakCore bad{"bad",
                       "help",
                       [](uint64_t seed) {
                           return SoakOutcome{seed, {"always"}, {}};
                       },
                       1};
    const SoakReport report = Soak(bad, {1, 300}, 3);
    EXPECT_EQ(report.violationCount, 300U);
    ASSERT_EQ(report.violations.size(), 100U);
    EXPECT_EQ(report.violations.back().first, 100U);
}
