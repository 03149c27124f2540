/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/fault-schedule.h"
#include "ns3/rng-seed-manager.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// Links between all of a to e, processes a to e, and the leader of two shards.
FaultTargets
Network()
{
    FaultTargets targets;
    FaultVerbSet verbs = ShimVerbs();
    verbs.Add(FaultVerb::INTERFACE_DOWN);
    const std::vector<std::string> names{"a", "b", "c", "d", "e"};
    for (std::size_t i = 0; i < names.size(); i++)
    {
        for (std::size_t k = i + 1; k < names.size(); k++)
        {
            targets.AddLink(names[i], names[k], verbs);
        }
        targets.AddProcess(names[i],
                           {FaultVerb::CRASH,
                            FaultVerb::RESTART,
                            FaultVerb::PAUSE,
                            FaultVerb::CPU_SLOW,
                            FaultVerb::CLOCK_STEP});
    }
    targets.AddProcess("simple");
    targets.AddSelector("leader", {"shard-1", "shard-2"}, {"a", "b", "c"});
    return targets;
}

/// Expands a script for a run of ten seconds, under a run number.
FaultSchedule
Expand(const std::vector<std::string>& lines, uint64_t run = 1)
{
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(run);
    std::vector<FaultLine> script;
    for (const auto& line : lines)
    {
        script.push_back({line, {"study.ini", static_cast<uint32_t>(script.size() + 1)}});
    }
    return FaultSchedule::Expand(FaultScript::Parse(script), Network(), Seconds(10));
}

std::string
Complaint(const std::vector<std::string>& lines)
{
    try
    {
        Expand(lines);
        return "";
    }
    catch (const InputError& error)
    {
        return error.what();
    }
}

using Lines = std::vector<std::string>;

/// The directions that a partition leaves open.
std::set<std::string>
Open(const std::string& partition)
{
    const auto schedule = Expand({"at 1s partition " + partition});
    const auto all = schedule.GetTargets().GetNames(FaultTargetKind::LINK);
    std::set<std::string> open(all.begin(), all.end());
    for (const auto& name : schedule.GetTargetNames(schedule.GetFaults()[0]))
    {
        open.erase(name);
    }
    return open;
}

std::set<std::string>
BothWays(const Lines& pairs)
{
    std::set<std::string> directions;
    for (const auto& pair : pairs)
    {
        directions.insert({pair.substr(0, 1) + ">" + pair.substr(1)});
        directions.insert({pair.substr(1) + ">" + pair.substr(0, 1)});
    }
    return directions;
}

} // namespace

TEST(FaultExpansion, RepeatsAtItsPeriod)
{
    EXPECT_EQ(Expand({"every 3s cut a>b for 1s"}).ToLines(),
              (Lines{"at 3s cut a>b for 1s", "at 6s cut a>b for 1s", "at 9s cut a>b for 1s"}));
    EXPECT_EQ(Expand({"every 2s from 1s until 5s crash a for 1s"}).ToLines(),
              (Lines{"at 1s crash a for 1s", "at 3s crash a for 1s"}));
}

TEST(FaultExpansion, HappensAfterOthersInAnyOrderOfLines)
{
    EXPECT_EQ(Expand({"after second cut a>b for 1ms",
                      "after first 500ms pause c for 1s as second",
                      "every 4s crash a for 1s as first"})
                  .ToLines(),
              (Lines{"at 4500ms cut a>b for 1ms",
                     "at 8500ms cut a>b for 1ms",
                     "at 4500ms pause c for 1s as second",
                     "at 8500ms pause c for 1s as second",
                     "at 4s crash a for 1s as first",
                     "at 8s crash a for 1s as first"}));
    EXPECT_EQ(Expand({"at 1s pause a as x", "after x +2s heal x"}).ToLines(),
              (Lines{"at 1s pause a as x", "at 3s heal x"}));
}

TEST(FaultExpansion, PoissonGapsHaveTheirMean)
{
    const auto schedule = Expand({"poisson mean=1ms cut a>b for 1us"});
    const auto& faults = schedule.GetFaults();
    // 10,000 on average, with a standard deviation of 100.
    EXPECT_NEAR(static_cast<double>(faults.size()), 10000, 329);
    std::size_t longGaps = 0; // longer than the mean: a share of 1/e
    for (std::size_t i = 1; i < faults.size(); i++)
    {
        longGaps += faults[i].begin - faults[i - 1].begin > MilliSeconds(1) ? 1 : 0;
    }
    const double gaps = static_cast<double>(faults.size()) - 1;
    const double share = std::exp(-1);
    EXPECT_NEAR(longGaps, gaps * share, 3.29 * std::sqrt(gaps * share * (1 - share)));
}

TEST(FaultExpansion, UniformTimesFillTheirSpan)
{
    const auto schedule = Expand({"uniform 1000 in 2s..6s cut a>b for 1us"});
    ASSERT_EQ(schedule.GetFaults().size(), 1000u);
    std::size_t firstHalf = 0;
    for (const auto& fault : schedule.GetFaults())
    {
        EXPECT_GE(fault.begin, Seconds(2));
        EXPECT_LT(fault.begin, Seconds(6));
        firstHalf += fault.begin < Seconds(4) ? 1 : 0;
    }
    EXPECT_NEAR(firstHalf, 500, 3.29 * std::sqrt(250));
}

TEST(FaultExpansion, RandomChoicesAreFairAndFreshEachTime)
{
    const auto schedule = Expand({"every 10ms until 10s pause random(2 of ?) for 1ms"});
    std::map<std::string, int> hits;
    for (const auto& fault : schedule.GetFaults())
    {
        ASSERT_EQ(fault.targets.size(), 2u);
        for (const auto& name : schedule.GetTargetNames(fault))
        {
            hits[name]++;
        }
    }
    ASSERT_EQ(hits.size(), 5u);
    const double occurrences = static_cast<double>(schedule.GetFaults().size()); // 999
    for (const auto& [name, count] : hits)
    {
        EXPECT_NEAR(count, occurrences * 0.4, 3.9 * std::sqrt(occurrences * 0.24)) << name;
    }
}

TEST(FaultExpansion, ChanceDependsOnSeedAndLineOnly)
{
    const std::string line = "poisson mean=700ms pause random(1 of ?) for 10ms";
    const auto alone = Expand({line}).ToLines();
    ASSERT_GT(alone.size(), 5u);
    EXPECT_EQ(Expand({line}).ToLines(), alone);
    EXPECT_NE(Expand({line}, 2).ToLines(), alone);
    // Other lines around it, random ones too, change nothing.
    auto around =
        Expand({"uniform 3 in 1s..2s cut a>b", line, "poisson mean=1s cut b>a"}).ToLines();
    EXPECT_TRUE(std::search(around.begin(), around.end(), alone.begin(), alone.end()) !=
                around.end());
    // The same line twice draws twice.
    const auto twice = Expand({line, line}).ToLines();
    EXPECT_TRUE(std::equal(alone.begin(), alone.end(), twice.begin()));
    EXPECT_NE(Lines(twice.begin() + static_cast<std::ptrdiff_t>(alone.size()), twice.end()), alone);
    // A name holds on to the times whatever else the line says.
    EXPECT_EQ(Expand({"poisson mean=700ms cut a>b as x"}).GetFaults()[3].begin,
              Expand({"poisson mean=700ms pause a for 1ms as x"}).GetFaults()[3].begin);
}

TEST(FaultExpansion, WhatChanceMakesImpossibleIsLeftOut)
{
    for (uint64_t run = 1; run <= 20; run++)
    {
        // About 20 crashes of 2 s each on five processes: many hit one that is down.
        const auto schedule = Expand({"poisson mean=500ms crash random(2 of ?) for 2s"}, run);
        std::map<uint32_t, Time> downUntil;
        for (const auto& fault : schedule.GetFaults())
        {
            EXPECT_FALSE(fault.targets.empty());
            for (const uint32_t target : fault.targets)
            {
                EXPECT_GE(fault.begin, downUntil[target]);
                downUntil[target] = fault.begin + Seconds(2);
            }
        }
        EXPECT_EQ(Expand(schedule.ToLines(), run).ToLines(), schedule.ToLines());
    }
}

TEST(FaultExpansion, HealsEndFaultsByNameOrByTarget)
{
    const auto windows = [](const Lines& lines)
    {
        std::vector<std::pair<double, double>> found;
        const auto schedule = Expand(lines);
        for (const auto& fault : schedule.GetFaults())
        {
            if (GetFaultVerb(fault.verb).takesDuration)
            {
                found.emplace_back(fault.begin.GetSeconds(), fault.end.GetSeconds());
            }
        }
        return found;
    };
    using Windows = std::vector<std::pair<double, double>>;
    EXPECT_EQ(windows({"at 1s cut a:b as x", "at 2s loss a>b rate=1 as x", "at 3s heal x"}),
              (Windows{{1, 3}, {2, 3}}));
    EXPECT_EQ(windows({"at 1s cut a:b for 8s", "at 2s heal a>b", "at 4s heal b>a"}),
              (Windows{{1, 4}}));
    EXPECT_EQ(windows({"at 1s crash a for 5s as x", "at 2s heal x", "at 3s crash a"}),
              (Windows{{1, 2}, {3, 10}}));
    EXPECT_EQ(windows({"at 1s crash a", "at 1s pause b", "at 2s heal a,b"}),
              (Windows{{1, 2}, {1, 2}}));
}

TEST(FaultExpansion, PartitionsLeaveExactlyTheAllowedPairs)
{
    EXPECT_EQ(Open("a,b|c,d,e"), BothWays({"ab", "cd", "ce", "de"}));
    EXPECT_EQ(Open("a,b|c,d"), BothWays({"ab", "cd", "ae", "be", "ce", "de"})); // e is not named
    EXPECT_EQ(Open("a|b|c|d|e"), (std::set<std::string>{}));
    auto oneWay = BothWays({"ab", "cd", "ce", "de"});
    oneWay.insert({"c>a", "c>b", "d>a", "d>b", "e>a", "e>b"});
    EXPECT_EQ(Open("a,b|c,d,e shape=one-way"), oneWay);
    // Five in a ring: each with its two neighbors.
    EXPECT_EQ(Open("a,b,c,d,e shape=majority-ring"), BothWays({"ab", "bc", "cd", "de", "ae"}));
    EXPECT_EQ(Open("? shape=majority-ring"), BothWays({"ab", "bc", "cd", "de", "ae"}));
    EXPECT_EQ(Open("a,b|c|d,e shape=bridge"), BothWays({"ab", "ac", "bc", "cd", "ce", "de"}));
    EXPECT_EQ(Open("a|b,c,d,e shape=hub"), BothWays({"ab", "ac", "ad", "ae"}));
    EXPECT_EQ(Open("a,b shape=isolate"), BothWays({"cd", "ce", "de"}));
}

TEST(FaultExpansion, ItsLinesExpandToItselfWhateverTheScript)
{
    const std::vector<std::string> whens{"at 1s",
                                         "at 2500ms",
                                         "every 3s",
                                         "every 1s from 500ms until 4s",
                                         "poisson mean=1s",
                                         "uniform 3 in 2s..8s",
                                         "after x 100ms"};
    const std::vector<std::string> whats{"cut random(3 of *:*)",
                                         "loss a:? rate=5%",
                                         "loss a>b p=1% r=10% loss-bad=0.9",
                                         "delay b>? add=10ms",
                                         "jitter a>b spread=normal mean=5ms deviation=1ms",
                                         "reorder a>b rate=1% distance=5",
                                         "duplicate *>e rate=0.5",
                                         "corrupt a>b rate=1 bits=8",
                                         "rate a:b limit=10Mbps queue=7",
                                         "partition a|b,c shape=hub",
                                         "interface-down a:b",
                                         "pause random(1 of ?),leader(shard-1)",
                                         "cpu-slow a factor=2.5"};
    for (uint32_t seed = 1; seed <= 200; seed++)
    {
        std::mt19937 random(seed);
        Lines lines{"every 4s clock-step e by=-20ms as x"};
        for (int i = 0; i < 8; i++)
        {
            lines.push_back(
                whens[random() % whens.size()] + " " + whats[random() % whats.size()] +
                (random() % 2 ? " for " + std::to_string(1 + random() % 5000) + "ms" : "") +
                (random() % 3 ? "" : " as y"));
        }
        lines.push_back("poisson mean=3s crash random(1 of ?) disk=lost for 1s");
        lines.push_back("poisson mean=4s heal random(1 of ?)");
        lines.push_back("poisson mean=4s heal *:*");
        const auto schedule = Expand(lines, seed);
        const auto again = Expand(schedule.ToLines(), seed + 1); // chance decides nothing any more
        ASSERT_EQ(again.ToLines(), schedule.ToLines()) << "seed " << seed;
        ASSERT_EQ(again.GetActions().size(), schedule.GetActions().size());
        for (std::size_t i = 0; i < again.GetActions().size(); i++)
        {
            const auto& one = schedule.GetActions()[i];
            const auto& other = again.GetActions()[i];
            EXPECT_EQ(other.time, one.time) << "seed " << seed;
            EXPECT_EQ(other.fault, one.fault) << "seed " << seed;
            EXPECT_EQ(other.begin, one.begin) << "seed " << seed;
        }
        for (std::size_t i = 0; i < again.GetFaults().size(); i++)
        {
            EXPECT_EQ(again.GetFaults()[i].end, schedule.GetFaults()[i].end) << "seed " << seed;
        }
    }
}

TEST(FaultExpansion, RefusesWhatCannotHappen)
{
    const std::vector<std::pair<Lines, std::string>> table{
        {{"every 0s cut a>b"}, "study.ini:1: the period must be longer than zero"},
        {{"every 11s cut a>b"}, "study.ini:1: the fault at 11s never happens: the run ends at 10s"},
        {{"every 1s until 20s cut a>b"},
         "study.ini:1: the faults until 20s cannot all happen: the run ends at 10s"},
        {{"every 1ns cut a>b"},
         "study.ini:1: the script comes to more than 1000000 faults that this line may add to"},
        {{"every 1s from 3s until 2s cut a>b"}, "study.ini:1: nothing lies between 3s and 2s"},
        {{"poisson 2s cut a>b"},
         "study.ini:1: '2s' is not the mean gap: expected mean= and a duration above zero, such as "
         "mean=2s"},
        {{"uniform 0 in 1s..2s cut a>b"},
         "study.ini:1: '0' is not how many times: expected a count in [1, 1000000]"},
        {{"uniform 2 in 3s..2s cut a>b"},
         "study.ini:1: '3s..2s' is not a span of time: expected A..B with A before B, such as "
         "2s..8s"},
        {{"after boom cut a>b"},
         "study.ini:1: no fault is called 'boom': a line names itself by 'as NAME' at its end"},
        {{"at 1s cut a>b as boom", "after bom cut a>b"},
         "study.ini:2: no fault is called 'bom'; did you mean 'boom'? Valid: boom"},
        {{"after y cut a>b as x", "after x cut a>b as y"},
         "study.ini:1: the fault waits for itself: 'y' happens after what happens after it"},
        {{"at 9s cut a>b as x", "after x 1s cut b>a"},
         "study.ini:2: the fault at 10s never happens: the run ends at 10s"},
        {{"at 1s pause simple"},
         "study.ini:1: 'simple' cannot be paused; possible: crash, restart"},
        {{"at 1s pause *"},
         "study.ini:1: 'simple' cannot be paused; '*' stands for it; possible: crash, restart"},
        {{"at 1s crash random(7 of *)"}, "study.ini:1: 'random(7 of *)' wants 7 of 6"},
        {{"at 1s crash random(1 of x*)"},
         "study.ini:1: no process matches 'x*'; Valid: a, b, c, d, e, simple"},
        {{"at 1s crash leeder(shard-1)"},
         "study.ini:1: unknown selector 'leeder'; did you mean 'leader'? Valid: leader, random"},
        {{"at 1s crash leader(shard-3)"},
         "study.ini:1: 'leader' knows no 'shard-3'; did you mean 'shard-1'? Valid: shard-1, "
         "shard-2"},
        {{"at 1s cut leader(shard-1)"},
         "study.ini:1: 'leader(shard-1)' is a process; 'cut' works on links"},
        {{"at 1s heal a"},
         "study.ini:1: there is nothing to heal at 1s: no fault acts on these targets then"},
        {{"at 1s cut a>b for 1s as x", "at 2s heal x"},
         "study.ini:2: there is nothing to heal at 2s: no fault called 'x' acts then"},
        {{"at 1s cut a>b as c"},
         "study.ini:1: a fault cannot be called 'c': that is the name of a process"},
        {{"at 1s partition a,b"},
         "study.ini:1: a partition of shape groups needs at least two groups, written a,b|c,d, "
         "found 1"},
        {{"at 1s partition a,b|b,c"}, "study.ini:1: 'b' stands in the partition twice"},
        {{"at 1s partition a,b,c shape=majority-ring"},
         "study.ini:1: a partition of shape majority-ring needs at least 4 nodes, found 3"},
        {{"at 1s partition a|z"},
         "study.ini:1: no node of a link matches 'z'; Valid: a, b, c, d, e"},
        {{"at 1s partition a,b shape=star"},
         "study.ini:1: 'star' is not a value of 'shape': expected groups, one-way, majority-ring, "
         "bridge, hub, isolate or links"},
        {{"at 1s clock-step a by=0s"},
         "study.ini:1: '0s' is not a value of 'by': expected a duration with a sign other than "
         "zero, at most 1h, such as -20ms"},
        {{"at 1s reorder a>b rate=1%"},
         "study.ini:1: 'reorder' needs either distance=, how many later packets pass, or by=, for "
         "how long a packet is held back"},
        {{"at 1s rate a>b limit=0Mbps"},
         "study.ini:1: '0Mbps' is not a value of 'limit': expected a data rate such as 10Mbps "
         "(bps, kbps, Mbps, Gbps)"},
        {{"at 1s loss a>b rate=1% p=1%"},
         "study.ini:1: 'loss' takes either rate= (independent losses) or p= and r= (bursts)"},
        {{"at 1s crash random(1 of a"}, "study.ini:1: parentheses do not match in 'random(1 of a'"},
    };
    for (const auto& [lines, complaint] : table)
    {
        EXPECT_EQ(Complaint(lines), complaint);
    }
}
