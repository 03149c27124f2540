/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/local-clock.h"
#include "ns3/local-timers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

LocalClock
Clock(Time offset, double driftPpm)
{
    LocalClock::Config config;
    config.offset = offset;
    config.driftPpm = driftPpm;
    return LocalClock(config);
}

/// @return "name@ms" of each timer that fires until @p until, by a caller that looks whenever one
///         is due
std::string
Fire(LocalTimers& timers, Time until, std::string& name)
{
    std::string told;
    while (timers.GetNext() && *timers.GetNext() <= until)
    {
        const Time at = *timers.GetNext();
        timers.PopDue(at)();
        told += (told.empty() ? "" : " ") + name + std::to_string(at.GetMilliSeconds());
    }
    return told;
}

} // namespace

TEST(LocalClock, ShowsOffsetAndDrift)
{
    const LocalClock clock = Clock(Seconds(-3), 100); // 100 us a second too fast
    EXPECT_EQ(clock.GetMonotonic(Seconds(10)), Seconds(10) + MilliSeconds(1));
    EXPECT_EQ(clock.GetWall(Seconds(10)), Seconds(7) + MilliSeconds(1));
    EXPECT_EQ(clock.MonotonicToGlobal(Seconds(10) + MilliSeconds(1)), Seconds(10));
    EXPECT_EQ(clock.WallToGlobal(Seconds(7) + MilliSeconds(1)), Seconds(10));
}

TEST(LocalClock, ADriftTakenBackLeavesTheTimeThatWasGained)
{
    LocalClock clock = Clock(Time(0), 0);
    EXPECT_TRUE(clock.AddDrift(Seconds(10), 500000)); // half as fast again
    EXPECT_EQ(clock.GetMonotonic(Seconds(20)), Seconds(25));
    EXPECT_TRUE(clock.AddDrift(Seconds(20), -500000));
    EXPECT_EQ(clock.GetDriftPpm(), 0);
    EXPECT_EQ(clock.GetMonotonic(Seconds(30)), Seconds(35));
    EXPECT_EQ(clock.MonotonicToGlobal(Seconds(35)), Seconds(30));
}

TEST(LocalClock, AStepMovesTheWallTimeOnly)
{
    LocalClock clock = Clock(Time(0), 0);
    EXPECT_TRUE(clock.Step(Seconds(60)));
    EXPECT_TRUE(clock.Step(Seconds(-5)));
    EXPECT_EQ(clock.GetWall(Seconds(1)), Seconds(56));
    EXPECT_EQ(clock.GetMonotonic(Seconds(1)), Seconds(1));
    EXPECT_TRUE(clock.Step(Seconds(-60)));
    EXPECT_EQ(clock.GetWall(Seconds(1)), Seconds(-4))
        << "the steps overlapped, the second still acts";
}

TEST(LocalClock, DriftsAddUpAndAreBounded)
{
    LocalClock clock = Clock(Time(0), 0);
    EXPECT_FALSE(clock.AddDrift(Time(0), 900001));
    EXPECT_FALSE(clock.AddDrift(Time(0), std::nan("")));
    EXPECT_TRUE(clock.AddDrift(Time(0), -600000));
    EXPECT_TRUE(clock.AddDrift(Time(0), -600000));
    EXPECT_EQ(clock.GetDriftPpm(), -LocalClock::MAX_DRIFT_PPM) << "time never stands still";
    EXPECT_TRUE(clock.AddDrift(Time(0), 600000));
    EXPECT_EQ(clock.GetDriftPpm(), -600000) << "the sum is not forgotten at the bound";
    EXPECT_FALSE(clock.Step(LocalClock::MaxOffset() + NanoSeconds(1)));
    EXPECT_TRUE(clock.Step(LocalClock::MaxOffset()));
    EXPECT_FALSE(clock.Step(NanoSeconds(1)));
    EXPECT_EQ(clock.GetOffset(), LocalClock::MaxOffset());
}

TEST(LocalClock, OverlappingDriftsAndStepsEndInAnyOrder)
{
    std::mt19937 random(1);
    for (uint32_t round = 0; round < 200; round++)
    {
        LocalClock clock = Clock(Seconds(1), 20);
        std::vector<std::pair<double, Time>> faults;
        Time now;
        for (uint32_t i = 0; i < 6; i++)
        {
            now += MilliSeconds(random() % 1000);
            faults.emplace_back(static_cast<int>(random() % 200001) - 100000.125,
                                MilliSeconds(static_cast<int>(random() % 2001) - 1000));
            EXPECT_TRUE(clock.AddDrift(now, faults.back().first));
            EXPECT_TRUE(clock.Step(faults.back().second));
        }
        std::shuffle(faults.begin(), faults.end(), random);
        for (const auto& [drift, step] : faults)
        {
            now += MilliSeconds(random() % 1000);
            EXPECT_TRUE(clock.AddDrift(now, -drift));
            EXPECT_TRUE(clock.Step(Time(0) - step));
        }
        EXPECT_EQ(clock.GetDriftPpm(), 20) << "exactly";
        EXPECT_EQ(clock.GetOffset(), Seconds(1)) << "exactly";
    }
}

TEST(LocalClock, ADeadlineIsNeverReachedTooEarlyNorANanosecondTooLate)
{
    std::mt19937_64 random(1);
    for (uint32_t round = 0; round < 2000; round++)
    {
        LocalClock clock = Clock(Time(0), 0);
        const Time change = NanoSeconds(static_cast<int64_t>(random() % 1000000000000));
        clock.AddDrift(change, static_cast<double>(random() % 1800001) - 900000);
        const Time now = change + NanoSeconds(static_cast<int64_t>(random() % 1000000000000));
        const Time deadline = clock.GetMonotonic(now) +
                              NanoSeconds(1 + static_cast<int64_t>(random() % 100000000000));
        const Time global = clock.MonotonicToGlobal(deadline);
        EXPECT_GE(clock.GetMonotonic(global), deadline);
        EXPECT_LT(clock.GetMonotonic(global - NanoSeconds(1)), deadline);
    }
}

TEST(LocalClock, FarDeadlinesDoNotOverflow)
{
    const LocalClock clock = Clock(Time(0), -LocalClock::MAX_DRIFT_PPM);
    EXPECT_EQ(clock.MonotonicToGlobal(NanoSeconds(INT64_MAX)), LocalClock::MaxOffset());
    EXPECT_EQ(clock.MonotonicToGlobal(Seconds(-5)), Time(0)) << "past: now";
}

TEST(LocalClock, RefusesNumbersThatMakeNoSense)
{
    LocalClock::Config config;
    EXPECT_EQ(LocalClock::Validate(config), "");
    config.driftPpm = std::nan("");
    EXPECT_EQ(LocalClock::Validate(config), "driftPpm must lie in [-900000, 900000]");
    config = LocalClock::Config();
    config.offset = Time::Max();
    EXPECT_EQ(LocalClock::Validate(config), "offset must be at most 100 years");
}

TEST(LocalTimers, FireAtTheDriftedTime)
{
    LocalClock clock = Clock(Time(0), 0);
    LocalTimers timers(clock, 10);
    std::string name;
    timers.AddDelay(Time(0), MilliSeconds(100), [&name] { name = "a"; });
    timers.AddDelay(Time(0), MilliSeconds(300), [&name] { name = "b"; });
    EXPECT_EQ(Fire(timers, MilliSeconds(150), name), "a100");
    clock.AddDrift(MilliSeconds(200), -500000); // half speed: the last 100 take 200
    EXPECT_EQ(Fire(timers, Seconds(10), name), "b400");
    timers.AddDelay(Seconds(10), MilliSeconds(300), [&name] { name = "c"; });
    clock.AddDrift(MilliSeconds(10200), 500000); // 100 are over, 200 to go
    EXPECT_EQ(Fire(timers, Seconds(20), name), "c10400");
}

TEST(LocalTimers, AStepMovesWallTimersOnly)
{
    LocalClock clock = Clock(Seconds(1), 0);
    LocalTimers timers(clock, 10);
    std::string name;
    timers.AddDelay(Time(0), MilliSeconds(500), [&name] { name = "delay"; });
    timers.AddWall(MilliSeconds(1600), [&name] { name = "wall"; }); // at 600
    timers.AddWall(MilliSeconds(1700), [&name] { name = "later"; });
    clock.Step(MilliSeconds(400));
    EXPECT_EQ(timers.GetNext(), MilliSeconds(200));
    clock.Step(MilliSeconds(200));
    EXPECT_EQ(Fire(timers, MilliSeconds(50), name), "wall0") << "due at once";
    clock.Step(MilliSeconds(-600));
    EXPECT_EQ(Fire(timers, Seconds(10), name), "delay500 later700");
}

TEST(LocalTimers, OfOneInstantFireInOrderOfAddition)
{
    LocalClock clock = Clock(Time(0), 0);
    LocalTimers timers(clock, 10);
    std::string order;
    for (char c : {'a', 'b', 'c'})
    {
        timers.AddDelay(Time(0), MilliSeconds(1), [&order, c] { order += c; });
    }
    while (auto action = timers.PopDue(MilliSeconds(1)))
    {
        action();
    }
    EXPECT_EQ(order, "abc");
}

TEST(LocalTimers, CanBeCancelledOnce)
{
    LocalClock clock = Clock(Time(0), 0);
    LocalTimers timers(clock, 10);
    const auto id = timers.AddDelay(Time(0), MilliSeconds(1), [] {});
    const auto wall = timers.AddWall(MilliSeconds(1), [] {});
    EXPECT_TRUE(timers.Cancel(id));
    EXPECT_FALSE(timers.Cancel(id));
    EXPECT_FALSE(timers.Cancel(LocalTimers::Id()));
    EXPECT_EQ(timers.GetWaiting(), 1U);
    timers.PopDue(MilliSeconds(1));
    EXPECT_FALSE(timers.Cancel(wall));
    EXPECT_EQ(timers.GetNext(), std::nullopt);
}

TEST(LocalTimers, AreLimited)
{
    LocalClock clock = Clock(Time(0), 0);
    LocalTimers timers(clock, 2);
    EXPECT_TRUE(timers.AddDelay(Time(0), MilliSeconds(1), [] {}).IsValid());
    EXPECT_TRUE(timers.AddWall(MilliSeconds(1), [] {}).IsValid());
    EXPECT_FALSE(timers.AddDelay(Time(0), MilliSeconds(1), [] {}).IsValid());
    timers.Clear();
    EXPECT_TRUE(timers.AddDelay(Time(0), MilliSeconds(-5), [] {}).IsValid());
    EXPECT_EQ(timers.GetNext(), Time(0)) << "a negative delay is none";
}
