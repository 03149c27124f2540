/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/child-pool.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <unistd.h>

using namespace ns3::sharding;

namespace
{

/// Runs tasks and returns how each ended.
std::map<std::size_t, ChildEnd>
RunAll(std::size_t count,
       unsigned workers,
       const std::function<int(std::size_t, const ChildTasks::Report&)>& run,
       std::chrono::milliseconds limit = std::chrono::minutes(1))
{
    std::map<std::size_t, ChildEnd> ends;
    ChildTasks tasks;
    tasks.count = count;
    tasks.workers = workers;
    tasks.limit = limit;
    tasks.run = run;
    tasks.ended = [&](std::size_t task, const ChildEnd& end)
    {
        ends[task] = end;
        return true;
    };
    EXPECT_EQ(RunTasks(tasks), PoolEnd::DONE);
    return ends;
}

} // namespace

TEST(ChildPool, BringsHomeCodesResultsAndLogs)
{
    const auto ends = RunAll(5,
                             2,
                             [](std::size_t task, const ChildTasks::Report& report)
                             {
                                 std::printf("out %zu\n", task);
                                 std::fprintf(stderr, "err\n");
                                 report("a");
                                 report(std::to_string(task));
                                 return int(task);
                             });
    ASSERT_EQ(ends.size(), 5U);
    for (const auto& [task, end] : ends)
    {
        EXPECT_TRUE(end.exited);
        EXPECT_EQ(end.code, int(task));
        EXPECT_EQ(end.result, "a" + std::to_string(task));
        EXPECT_NE(end.log.find("out " + std::to_string(task) + "\n"), std::string::npos);
        EXPECT_NE(end.log.find("err\n"), std::string::npos);
    }
}

TEST(ChildPool, ACrashKeepsWhatWasReportedAndHurtsNobodyElse)
{
    const auto ends = RunAll(3,
                             3,
                             [](std::size_t task, const ChildTasks::Report& report)
                             {
                                 report("before");
                                 if (task == 1)
                                 {
                                     std::raise(SIGKILL);
                                 }
                                 return 0;
                             });
    EXPECT_TRUE(ends.at(0).exited);
    EXPECT_TRUE(ends.at(2).exited);
    EXPECT_FALSE(ends.at(1).exited);
    EXPECT_EQ(ends.at(1).reason, "ended by signal 9 (Killed)");
    EXPECT_EQ(ends.at(1).result, "before");
}

TEST(ChildPool, AnExceptionIsAReason)
{
    const auto ends = RunAll(1,
                             1,
                             [](std::size_t, const ChildTasks::Report&) -> int
                             { throw std::runtime_error("no more ink"); });
    EXPECT_EQ(ends.at(0).reason, "ended by an error: no more ink");
}

TEST(ChildPool, StopsATaskAtItsLimit)
{
    const auto hang = [](std::size_t task, const ChildTasks::Report&)
    {
        while (task == 0)
        {
            pause();
        }
        return 0;
    };
    const auto ends = RunAll(2, 1, hang, std::chrono::milliseconds(50));
    EXPECT_EQ(ends.at(0).reason, "stopped at the limit of 0.05 s");
}

TEST(ChildPool, AnInterruptFromTheTerminalReachesTheParentAlone)
{
    const auto isLeader = [](std::size_t, const ChildTasks::Report&)
    { return getpgrp() == getpid() ? 0 : 1; };
    EXPECT_EQ(RunAll(1, 1, isLeader).at(0).code, 0);
}

TEST(ChildPool, StartsNoMoreWhenToldSo)
{
    int ended = 0;
    ChildTasks tasks;
    tasks.count = 10;
    tasks.run = [](std::size_t, const ChildTasks::Report&) { return 0; };
    tasks.ended = [&](std::size_t, const ChildEnd&) { return ++ended < 3; };
    EXPECT_EQ(RunTasks(tasks), PoolEnd::STOPPED);
    EXPECT_EQ(ended, 3);
}

TEST(ChildPool, AnInterruptEndsTheChildrenAndTheWait)
{
    int ended = 0;
    ChildTasks tasks;
    tasks.count = 4;
    tasks.workers = 2;
    tasks.run = [](std::size_t task, const ChildTasks::Report&)
    {
        if (task == 0)
        {
            kill(getppid(), SIGINT);
        }
        while (true)
        {
            pause();
        }
        return 0;
    };
    tasks.ended = [&](std::size_t, const ChildEnd&) { return ++ended > 0; };
    EXPECT_EQ(RunTasks(tasks), PoolEnd::INTERRUPTED);
    EXPECT_EQ(ended, 0);
}
