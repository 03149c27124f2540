/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/cpu.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <sstream>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr auto FIFO = Cpu::Discipline::FIFO;
constexpr auto SHARED = Cpu::Discipline::PROCESSOR_SHARING;

Cpu::Config
Limits(Cpu::Discipline discipline, uint32_t cores, uint32_t queueLimit)
{
    Cpu::Config config;
    config.discipline = discipline;
    config.cores = cores;
    config.queueLimit = queueLimit;
    return config;
}

/**
 * Plays a story, one line per event: "microseconds what number", and a word or two on why.
 *
 *     job N       an item arrives that needs N us; the first is called a, the second b ...
 *     slow N      all takes N times longer          heal N      that ends
 *     halt 0      all work stops                    go 0        that ends
 *     crash N     it held N items
 *     waiting N   N items wait                      held N      N items are there
 *     busy N      N us of core time were spent
 *
 * @return who finished when, in us, and who found no room: "a10 b!"
 */
std::string
Play(const Cpu::Config& config, const std::string& story)
{
    Cpu cpu(config);
    std::ostringstream told;
    char name = 'a';
    const auto finish = [&](Time until)
    {
        while (cpu.GetNextFinish() && *cpu.GetNextFinish() <= until)
        {
            const Time at = *cpu.GetNextFinish();
            while (const auto ticket = cpu.PopFinished(at))
            {
                told << static_cast<char>(*ticket) << at.GetNanoSeconds() / 1e3 << " ";
            }
        }
    };
    std::istringstream lines(story);
    for (std::string line; std::getline(lines, line);)
    {
        std::istringstream words(line);
        double us;
        std::string what;
        double number;
        if (!(words >> us >> what >> number))
        {
            continue; // the blank first line of a raw string
        }
        const Time now = NanoSeconds(std::llround(us * 1000));
        finish(now);
        if (what == "job")
        {
            if (!cpu.Submit(now, NanoSeconds(std::llround(number * 1000)), name))
            {
                told << name << "! ";
            }
            name++;
        }
        else if (what == "slow")
        {
            EXPECT_TRUE(cpu.AddSlowDown(now, number)) << line;
        }
        else if (what == "heal")
        {
            EXPECT_TRUE(cpu.RemoveSlowDown(now, number)) << line;
        }
        else if (what == "halt")
        {
            cpu.Halt(now);
        }
        else if (what == "go")
        {
            EXPECT_TRUE(cpu.Continue(now)) << line;
        }
        else if (what == "crash")
        {
            EXPECT_EQ(cpu.Clear(now), number) << line;
        }
        else if (what == "waiting")
        {
            EXPECT_EQ(cpu.GetWaiting(now), number) << line;
        }
        else if (what == "held")
        {
            EXPECT_EQ(cpu.GetHeld(), number) << line;
        }
        else if (what == "busy")
        {
            EXPECT_EQ(cpu.GetBusyTime(now).GetNanoSeconds(), std::llround(number * 1000)) << line;
        }
        else
        {
            ADD_FAILURE() << line;
        }
    }
    finish(Seconds(1000));
    EXPECT_EQ(cpu.GetHeld(), 0U) << "something never finishes";
    std::string text = told.str();
    return text.substr(0, text.size() - std::min<std::size_t>(1, text.size()));
}

} // namespace

TEST(Cpu, ServesInOrderOfArrival)
{
    EXPECT_EQ(Play(Limits(FIFO, 1, 10), R"(
          0  job 10
          4  job 5       waits for the first
         12  busy 12
        100  job 1       idle again
        200  busy 16
    )"),
              "a10 b15 c101");
}

TEST(Cpu, TheQueueHoldsSoManyAndNoMore)
{
    EXPECT_EQ(Play(Limits(FIFO, 1, 2), R"(
          0  job 10      in service
          0  job 10      waits
          0  job 10      waits
          0  job 10      finds it full
          0  waiting 2
          0  held 3
         10  job 10      one has moved up
         50  busy 40     what was refused costs nothing
    )"),
              "d! a10 b20 c30 e40");
}

TEST(Cpu, WithoutAQueueOnlyTheCoreIsLeft)
{
    EXPECT_EQ(Play(Limits(FIFO, 1, 0), R"(
          0  job 10
          9  job 10
         10  job 10
    )"),
              "b! a10 c20");
}

TEST(Cpu, CoresWorkSideBySide)
{
    EXPECT_EQ(Play(Limits(FIFO, 2, 10), R"(
          0  job 10
          0  job 4       the second core
          0  job 4       after the item that is done first
          3  waiting 1
          3  busy 6
          5  held 2      4 us is gone, though it came later than the one of 10 us
         20  busy 18
    )"),
              "b4 c8 a10");
}

TEST(Cpu, SharesItselfEqually)
{
    // a alone to 10 (20 left), both until b has had 10 at 30, then a alone again.
    EXPECT_EQ(Play(Limits(SHARED, 1, 10), R"(
          0  job 30
         10  job 10
         20  waiting 1   one beyond the core
         20  busy 20
         60  busy 40     40 us of work
    )"),
              "b30 a40");
}

TEST(Cpu, NobodyGetsMoreThanACoreForHimself)
{
    // Two cores: alone at full speed; three share them at 2/3 each: all have 8 left at 2, b and c
    // are done at 14.
    EXPECT_EQ(Play(Limits(SHARED, 2, 10), R"(
          0  job 10
          2  job 8
          2  job 8
         20  busy 26
    )"),
              "a14 b14 c14");
}

TEST(Cpu, TheRoomForSharingIsLimitedToo)
{
    EXPECT_EQ(Play(Limits(SHARED, 1, 1), R"(
          0  job 10
          0  job 10
          0  job 10      no room
         20  job 10      both are done in this moment
    )"),
              "c! a20 b20 d30");
}

TEST(Cpu, ASlowDownStretchesWhatLiesAhead)
{
    for (auto discipline : {FIFO, SHARED})
    {
        EXPECT_EQ(Play(Limits(discipline, 1, 10), R"(
              0  job 10
              4  slow 3      6 left take 18
             30  job 10      takes 30
             45  heal 3      5 were done, 5 are left
             80  job 7       as if nothing had been
            100  busy 49
        )"),
                  "a22 b50 c87");
    }
}

TEST(Cpu, TheWholeQueueIsStretched)
{
    EXPECT_EQ(Play(Limits(FIFO, 1, 10), R"(
          0  job 10
          0  job 10
          5  slow 2      5 left, then 10: done at 15 and 35
         20  waiting 0   b is in service, from 15
         25  heal 2      half of b is done
         40  busy 30
    )"),
              "a15 b30");
}

TEST(Cpu, SlowDownsThatOverlapMultiplyAndEndInAnyOrder)
{
    // 10 at once, 10 at a half, 10 at a sixth, 10 at a third or a half, the last 10 at once.
    for (auto discipline : {FIFO, SHARED})
    {
        EXPECT_EQ(Play(Limits(discipline, 1, 10), R"(
              0  job 50
             10  slow 2
             30  slow 3
             90  heal 2      a third now
            120  heal 3
        )"),
                  "a130");
        EXPECT_EQ(Play(Limits(discipline, 1, 10), R"(
              0  job 50
             10  slow 2
             30  slow 3
             90  heal 3      a half now
            110  heal 2
        )"),
                  "a120");
    }
}

TEST(Cpu, AHaltLosesNothing)
{
    for (auto discipline : {FIFO, SHARED})
    {
        EXPECT_EQ(Play(Limits(discipline, 1, 10), R"(
              0  job 10
              4  halt 0
              5  halt 0      a second reason
             10  busy 4
            100  go 0        one is left
            200  go 0        6 are left
            300  busy 10
        )"),
                  "a206");
    }
}

TEST(Cpu, WhatComesDuringAHaltWaits)
{
    EXPECT_EQ(Play(Limits(FIFO, 1, 1), R"(
          0  halt 0
          1  job 10
          2  job 10
          3  job 10      full
         50  go 0
    )"),
              "c! a60 b70");
}

TEST(Cpu, ACrashForgetsAll)
{
    for (auto discipline : {FIFO, SHARED})
    {
        EXPECT_EQ(Play(Limits(discipline, 1, 10), R"(
              0  job 10
              0  job 10
              4  crash 2
              4  busy 4      16 us of work are never done
              4  held 0
              4  job 10      no old work in front of it
             50  busy 14
        )"),
                  "c14");
    }
}

TEST(Cpu, ACrashLeavesSlowDownsInPlace)
{
    for (auto discipline : {FIFO, SHARED})
    {
        EXPECT_EQ(Play(Limits(discipline, 1, 10), R"(
              0  slow 2
              0  job 10
              4  crash 1
             10  job 10
             20  heal 2      5 were done
        )"),
                  "b25");
    }
}

TEST(Cpu, FinishedItemsArePoppedInOrderOfArrival)
{
    for (auto discipline : {FIFO, SHARED})
    {
        Cpu cpu(Limits(discipline, 4, 0));
        for (uint32_t ticket : {7, 5, 6, 4})
        {
            cpu.Submit(Time(0), MicroSeconds(1), ticket);
        }
        std::vector<uint32_t> order;
        while (const auto ticket = cpu.PopFinished(MicroSeconds(1)))
        {
            order.push_back(*ticket);
        }
        EXPECT_EQ(order, (std::vector<uint32_t>{7, 5, 6, 4}));
    }
}

TEST(Cpu, WhoPopsLateLosesNothing)
{
    Cpu cpu(Limits(SHARED, 1, 10));
    cpu.Submit(Time(0), MicroSeconds(10), 1);
    cpu.Submit(Time(0), MicroSeconds(20), 2);
    // 1 is done at 20, 2 at 30, though nobody looks before 40.
    cpu.Submit(MicroSeconds(40), MicroSeconds(5), 3);
    EXPECT_EQ(cpu.GetNextFinish(), MicroSeconds(20));
    EXPECT_EQ(cpu.PopFinished(MicroSeconds(40)), 1U);
    EXPECT_EQ(cpu.GetNextFinish(), MicroSeconds(30));
    EXPECT_EQ(cpu.PopFinished(MicroSeconds(40)), 2U);
    EXPECT_EQ(cpu.PopFinished(MicroSeconds(40)), std::nullopt);
    EXPECT_EQ(cpu.GetNextFinish(), MicroSeconds(45));
}

namespace
{

/// A beginning or an end of a slow-down.
struct Change
{
    int64_t us;
    double factor;
    bool begins;
};

/// @return when @p work would be done if it began at 0, from the definition: the integral of the
///         speed
double
FinishByIntegral(const std::vector<Change>& changes, double work)
{
    std::map<double, int> acting;
    double at = 0;
    for (const auto& change : changes)
    {
        double slow = 1;
        for (const auto& [factor, count] : acting)
        {
            slow *= std::pow(factor, count);
        }
        const double end = static_cast<double>(change.us);
        if (work <= (end - at) / slow)
        {
            return at + work * slow;
        }
        work -= (end - at) / slow;
        at = end;
        acting[change.factor] += change.begins ? 1 : -1;
    }
    return at + work;
}

} // namespace

TEST(Cpu, AnyTangleOfSlowDownsIsTheIntegralOfTheSpeed)
{
    std::mt19937 random(1);
    const auto draw = [&random](int64_t from, int64_t to)
    { return std::uniform_int_distribution<int64_t>(from, to)(random); };
    const double factors[] = {2, 3, 1.5, 10, 0.5};
    for (uint32_t round = 0; round < 500; round++)
    {
        std::vector<Change> changes;
        for (int64_t i = draw(1, 8); i > 0; i--)
        {
            const double factor = factors[draw(0, 4)];
            const int64_t begin = draw(0, 3000);
            changes.push_back({begin, factor, true});
            changes.push_back({begin + draw(1, 3000), factor, false});
        }
        std::stable_sort(changes.begin(),
                         changes.end(),
                         [](const Change& a, const Change& b) { return a.us < b.us; });
        for (auto discipline : {FIFO, SHARED})
        {
            Cpu cpu(Limits(discipline, 1, 10));
            const int64_t work = draw(1, 5000);
            cpu.Submit(Time(0), MicroSeconds(work), 1);
            std::optional<Time> finish;
            for (const auto& change : changes)
            {
                const Time at = MicroSeconds(change.us);
                if (!finish && cpu.GetNextFinish() <= at)
                {
                    finish = cpu.GetNextFinish();
                }
                EXPECT_TRUE(change.begins ? cpu.AddSlowDown(at, change.factor)
                                          : cpu.RemoveSlowDown(at, change.factor));
            }
            finish = finish ? finish : cpu.GetNextFinish();
            EXPECT_EQ(cpu.GetSlowDown(), 1) << "all have ended";
            // Each change rounds to a nanosecond, and later speed-ups and slow-downs scale that.
            EXPECT_NEAR(static_cast<double>(finish->GetNanoSeconds()),
                        FinishByIntegral(changes, static_cast<double>(work)) * 1e3,
                        discipline == FIFO ? 1000 : 1)
                << "round " << round;
        }
    }
}

TEST(Cpu, SlowDownsAreBounded)
{
    for (auto discipline : {FIFO, SHARED})
    {
        Cpu cpu(Limits(discipline, 1, 10));
        EXPECT_FALSE(cpu.AddSlowDown(Time(0), 0));
        EXPECT_FALSE(cpu.AddSlowDown(Time(0), -1));
        EXPECT_FALSE(cpu.AddSlowDown(Time(0), std::nan("")));
        EXPECT_FALSE(cpu.AddSlowDown(Time(0), 2e6));
        EXPECT_FALSE(cpu.RemoveSlowDown(Time(0), 2)) << "none acts";
        for (uint32_t i = 0; i < Cpu::MAX_SLOW_DOWNS; i++)
        {
            EXPECT_TRUE(cpu.AddSlowDown(Time(0), 1e6));
        }
        EXPECT_FALSE(cpu.AddSlowDown(Time(0), 2));
        EXPECT_EQ(cpu.GetSlowDown(), Cpu::MAX_SLOW_DOWN);
        cpu.Submit(Time(0), Seconds(10000), 1);
        cpu.Submit(Time(0), Seconds(1e9), 2);
        EXPECT_EQ(*cpu.GetNextFinish() > Seconds(2e9), true) << "some time, but no overflow";
        for (uint32_t i = 0; i < Cpu::MAX_SLOW_DOWNS; i++)
        {
            EXPECT_TRUE(cpu.RemoveSlowDown(Time(0), 1e6));
        }
        EXPECT_EQ(cpu.GetSlowDown(), 1);
    }
}

TEST(Cpu, CostsPerItemAndPerByte)
{
    Cpu::Config config;
    config.perItem = MicroSeconds(10);
    config.perByteNs = 2.5;
    EXPECT_EQ(Cpu(config).GetServiceTime(1000), MicroSeconds(10) + NanoSeconds(2500));
    EXPECT_EQ(Cpu(config).GetServiceTime(0), MicroSeconds(10));
}

TEST(Cpu, RefusesLimitsThatMakeNoSense)
{
    EXPECT_EQ(Cpu::Validate(Cpu::Config()), "");
    Cpu::Config config;
    config.cores = 0;
    EXPECT_EQ(Cpu::Validate(config), "cores must lie in [1, 1024]");
    config = Cpu::Config();
    config.perItem = NanoSeconds(-1);
    EXPECT_EQ(Cpu::Validate(config), "perItem must not be negative");
    config = Cpu::Config();
    config.perByteNs = -1;
    EXPECT_EQ(Cpu::Validate(config), "perByteNs must lie in [0, 1e6]");
}
