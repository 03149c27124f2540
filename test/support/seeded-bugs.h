/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SEEDED_BUGS_H
#define SEEDED_BUGS_H

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/// What a soak of code with one known mistake found.
struct SeededBugCatch
{
    uint64_t seed;         //!< that broke a rule; 0: none did
    std::string violation; //!< the rule
};

/**
 * @param names of mistakes, by their number; the first one is "none"
 * @return the names of all mistakes that there are
 */
template <std::size_t N>
std::vector<std::string>
ListSeededBugs(const char* const (&names)[N])
{
    return {std::begin(names) + 1, std::end(names)};
}

/**
 * Runs a soak on a copy of the code that is compiled with mistakes.
 *
 * @param names see ListSeededBugs
 * @param current what the copy looks at; the first mistake, which is none, before and after
 * @param bug name of a mistake; one that is not there: none
 * @param seeds at most so many, from 1 on
 * @param soak runs one seed and returns an outcome with violations
 * @return the first seed that broke a rule
 */
template <typename Bug, std::size_t N, typename Soak>
SeededBugCatch
CatchSeededBug(
    const char* const (&names)[N], Bug& current, const std::string& bug, uint64_t seeds, Soak soak)
{
    const auto* name = std::find(std::begin(names), std::end(names), bug);
    current = static_cast<Bug>(name == std::end(names) ? 0 : name - std::begin(names));
    SeededBugCatch result{0, ""};
    for (uint64_t seed = 1; seed <= seeds && result.seed == 0; seed++)
    {
        const auto outcome = soak(seed);
        if (!outcome.violations.empty())
        {
            result = {seed, outcome.violations.front()};
        }
    }
    current = static_cast<Bug>(0);
    return result;
}

/// @return the name of a mistake as a test's name may be
inline std::string
SeededBugTestName(const testing::TestParamInfo<std::string>& info)
{
    std::string name = info.param;
    std::replace(name.begin(), name.end(), ' ', '_');
    return name;
}

/// Expects that a mistake was found, and notes how.
inline void
ExpectCaught(const SeededBugCatch& found)
{
    EXPECT_GT(found.seed, 0U);
    testing::Test::RecordProperty("seed", std::to_string(found.seed));
    testing::Test::RecordProperty("violation", found.violation);
}

} // namespace sharding
} // namespace ns3

#endif /* SEEDED_BUGS_H */
