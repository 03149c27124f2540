/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/random-role.h"
#include "ns3/rng-seed-manager.h"

#include <gtest/gtest.h>

#include <set>

using namespace ns3;
using namespace ns3::sharding;

TEST(RandomRole, TheStreamDependsOnTheTextAlone)
{
    // XXH3-64 of the text, published algorithm, without the last bit. A change would silently change all results.
    EXPECT_EQ(RoleStream(""), static_cast<int64_t>(0x2d06800538d394c2ULL >> 1));
    EXPECT_EQ(RoleStream("arrivals/source"), RoleStream("arrivals/source"));
}

TEST(RandomRole, StreamsOfManyRolesDiffer)
{
    std::set<int64_t> streams;
    for (int i = 0; i < 100000; i++)
    {
        const int64_t stream = RoleStream("loss/ingress>fast-" + std::to_string(i));
        EXPECT_GE(stream, 0) << "a negative number would mean any stream";
        streams.insert(stream);
    }
    EXPECT_EQ(streams.size(), 100000U);
}

TEST(RandomRole, OtherVariablesDisturbNobody)
{
    RngSeedManager::SetSeed(3);
    RngSeedManager::SetRun(5);
    auto alone = CreateForRole<UniformRandomVariable>("arrivals/source");
    const double first = alone->GetValue();
    const double second = alone->GetValue();

    auto other = CreateForRole<UniformRandomVariable>("loss/link");
    auto again = CreateForRole<UniformRandomVariable>("arrivals/source");
    EXPECT_EQ(again->GetValue(), first);
    other->GetValue();
    EXPECT_EQ(again->GetValue(), second);

    RngSeedManager::SetRun(6);
    EXPECT_NE(CreateForRole<UniformRandomVariable>("arrivals/source")->GetValue(), first);
}
