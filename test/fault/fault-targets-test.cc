/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/fault-targets.h"

#include <gtest/gtest.h>

using namespace ns3::sharding;

namespace
{

/// A source, two fast nodes between it and a sink, and a bus that only fast-2 listens to.
FaultTargets
Network()
{
    FaultTargets targets;
    targets.AddLink("source", "fast-1");
    targets.AddLink("source", "fast-2");
    targets.AddLink("fast-1", "sink");
    targets.AddLink("fast-2", "sink");
    targets.AddDirection("bus", "fast-2");
    targets.AddProcess("fast-1");
    targets.AddProcess("fast-2");
    targets.AddProcess("fast-10");
    return targets;
}

std::vector<std::string>
Matches(const std::string& pattern)
{
    const FaultTargets targets = Network();
    std::vector<std::string> names;
    for (const uint32_t index : targets.Match(pattern))
    {
        names.push_back(targets.GetNames(FaultTargets::KindOf(pattern))[index]);
    }
    return names;
}

using Names = std::vector<std::string>;

} // namespace

TEST(FaultTargets, AColonMeansBothWaysAndAnAngleOne)
{
    EXPECT_EQ(Matches("source:fast-1"), (Names{"source>fast-1", "fast-1>source"}));
    EXPECT_EQ(Matches("fast-1:source"), (Names{"source>fast-1", "fast-1>source"}));
    EXPECT_EQ(Matches("source>fast-1"), (Names{"source>fast-1"}));
    EXPECT_EQ(Matches("fast-1>source"), (Names{"fast-1>source"}));
    EXPECT_EQ(Matches("bus:fast-2"), (Names{"bus>fast-2"}));
    EXPECT_EQ(Matches("fast-2>bus"), (Names{}));
}

TEST(FaultTargets, WildcardsStandForNamesOfEnds)
{
    EXPECT_EQ(Matches("fast-*>sink"), (Names{"fast-1>sink", "fast-2>sink"}));
    EXPECT_EQ(Matches("sink:fast-?"),
              (Names{"fast-1>sink", "sink>fast-1", "fast-2>sink", "sink>fast-2"}));
    EXPECT_EQ(Matches("*>fast-2"), (Names{"source>fast-2", "sink>fast-2", "bus>fast-2"}));
    EXPECT_EQ(Matches("*:*").size(), 9u);
    EXPECT_EQ(Matches("s*>f*1"), (Names{"source>fast-1", "sink>fast-1"}));
}

TEST(FaultTargets, ProcessesGoByTheNameOfTheirNode)
{
    EXPECT_EQ(Matches("fast-1"), (Names{"fast-1"}));
    EXPECT_EQ(Matches("fast-?"), (Names{"fast-1", "fast-2"}));
    EXPECT_EQ(Matches("*1*"), (Names{"fast-1", "fast-10"}));
    EXPECT_EQ(Matches("**"), (Names{"fast-1", "fast-2", "fast-10"}));
    EXPECT_EQ(Matches("?"), (Names{}));
    EXPECT_EQ(Matches("fast"), (Names{}));
    EXPECT_EQ(Matches("sink"), (Names{})); // a node without a process to hit
}

TEST(FaultTargets, ChoicesAreSpelledAsTheyWereAskedFor)
{
    const FaultTargets targets = Network();
    EXPECT_EQ(
        targets.GetChoices("a:b"),
        (Names{"source:fast-1", "source:fast-2", "fast-1:sink", "fast-2:sink", "bus:fast-2"}));
    EXPECT_EQ(targets.GetChoices("a>b").size(), 9u);
    EXPECT_EQ(targets.GetChoices("a"), (Names{"fast-1", "fast-2", "fast-10"}));
}

TEST(FaultTargets, TellsPatternsFromOtherText)
{
    for (const char* good : {"a", "a:b", "a>b", "*:*", "a*?>b", "fast-1"})
    {
        EXPECT_TRUE(FaultTargets::IsPattern(good)) << good;
    }
    for (const char* bad : {"", ":", "a:", ">b", "a:b:c", "a>b>c", "a:b>c", "a(b)", "a=b", "a b"})
    {
        EXPECT_FALSE(FaultTargets::IsPattern(bad)) << bad;
    }
    EXPECT_TRUE(FaultTargets::IsName("fast-1"));
    EXPECT_FALSE(FaultTargets::IsName("fast-*"));
}

TEST(FaultTargets, TakesANameOnce)
{
    FaultTargets targets;
    targets.AddLink("a", "b");
    targets.AddDirection("b", "a");
    targets.AddLink("b", "a");
    targets.AddProcess("a");
    targets.AddProcess("a");
    EXPECT_EQ(targets.GetNames(FaultTargetKind::LINK), (Names{"a>b", "b>a"}));
    EXPECT_EQ(targets.GetNames(FaultTargetKind::PROCESS), (Names{"a"}));
    EXPECT_EQ(targets.Match("*:*").size(), 2u);
}
