/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/fault-schedule.h"
#include "ns3/time-window.h"

#include <gtest/gtest.h>

#include <random>
#include <sstream>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// Links a-b and b-c, processes a, b and c.
FaultTargets
Network()
{
    FaultTargets targets;
    targets.AddLink("a", "b");
    targets.AddLink("b", "c");
    for (const char* name : {"a", "b", "c"})
    {
        targets.AddProcess(name);
    }
    return targets;
}

std::vector<FaultLine>
ToScript(const std::vector<std::string>& lines)
{
    std::vector<FaultLine> script;
    for (const auto& line : lines)
    {
        script.push_back({line, {"study.ini", static_cast<uint32_t>(script.size() + 1)}});
    }
    return script;
}

/// Expands a script for a run of ten seconds.
FaultSchedule
Expand(const std::vector<std::string>& lines)
{
    return FaultSchedule::Expand(FaultScript::Parse(ToScript(lines)), Network(), Seconds(10));
}

/// What expanding complains of; "" when it does not.
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

/// When each fault is to act; what happens at one instant has no window.
std::vector<TimeWindow>
Windows(const FaultSchedule& schedule)
{
    std::vector<TimeWindow> windows;
    for (const auto& fault : schedule.GetFaults())
    {
        if (GetFaultVerb(fault.verb).takesDuration)
        {
            windows.push_back({fault.begin, fault.end});
        }
    }
    return windows;
}

/// Everything a schedule says, one action per line: "2s begin 0 cut a>b,b>a".
std::string
Story(const FaultSchedule& schedule)
{
    std::ostringstream story;
    for (const auto& action : schedule.GetActions())
    {
        const auto event = schedule.ToEvent(action.time,
                                            action.begin ? "begin" : "end",
                                            action.fault,
                                            schedule.GetFaults()[action.fault]);
        EXPECT_EQ(event.kind, "fault");
        story << event.time.GetMilliSeconds() << "ms";
        for (const auto& [name, value] : event.fields)
        {
            story << " " << value;
        }
        story << "\n";
    }
    for (const auto& window : Windows(schedule))
    {
        story << window.start.GetMilliSeconds() << ".." << window.end.GetMilliSeconds() << "\n";
    }
    return story.str();
}

} // namespace

TEST(FaultSchedule, ExpandsPatternsToDirectionsAndNumbersTheFaults)
{
    EXPECT_EQ(Story(Expand({"at 2s cut b:? for 1s",
                            "at 1s loss b>*,a:b rate=5% for 8s",
                            "at 2s crash c for 500ms"})),
              "1000ms begin 1 loss a>b,b>a,b>c 5%\n"
              "2000ms begin 0 cut a>b,b>a,b>c,c>b\n"
              "2000ms begin 2 crash c\n"
              "2500ms end 2 crash c\n"
              "3000ms end 0 cut a>b,b>a,b>c,c>b\n"
              "9000ms end 1 loss a>b,b>a,b>c 5%\n"
              "2000..3000\n"
              "1000..9000\n"
              "2000..2500\n");
}

TEST(FaultSchedule, KeepsTheOrderOfTheScriptWithinAnInstant)
{
    EXPECT_EQ(Story(Expand({"at 1s cut a>b for 1s",
                            "at 2s cut b>a for 1s",
                            "at 1s cut b>c for 1s",
                            "at 2s restart a",
                            "at 1s crash a"})),
              "1000ms begin 0 cut a>b\n"
              "1000ms begin 2 cut b>c\n"
              "1000ms begin 4 crash a\n"
              "2000ms end 0 cut a>b\n"
              "2000ms begin 1 cut b>a\n"
              "2000ms end 2 cut b>c\n"
              "2000ms begin 3 restart a\n"
              "3000ms end 1 cut b>a\n"
              "1000..2000\n"
              "2000..3000\n"
              "1000..2000\n"
              "1000..2000\n"); // the crash, by the restart
}

TEST(FaultSchedule, AFaultThatOutlivesTheRunEndsWithIt)
{
    EXPECT_EQ(
        Story(Expand({"at 9s cut a>b for 1s", "at 9s cut b>a for 5s", "at 1s loss b>c rate=1"})),
        "1000ms begin 2 loss b>c 1\n"
        "9000ms begin 0 cut a>b\n"
        "9000ms begin 1 cut b>a\n"
        "9000..10000\n"
        "9000..10000\n"
        "1000..10000\n");
}

TEST(FaultSchedule, ACrashLastsUntilItsLastProcessIsBack)
{
    const auto windows = [](const std::vector<std::string>& lines)
    { return Windows(Expand(lines)); };
    EXPECT_EQ(windows({"at 1s crash a,b", "at 2s restart a", "at 3s restart b"})[0].end,
              Seconds(3));
    EXPECT_EQ(windows({"at 1s crash a,b", "at 2s restart a"})[0].end, Seconds(10));
    const auto twice = windows({"at 1s crash a", "at 2s restart a", "at 3s crash a"});
    ASSERT_EQ(twice.size(), 2u); // a restart is no fault
    EXPECT_EQ(twice[0].end, Seconds(2));
    EXPECT_EQ(twice[1].end, Seconds(10));
}

TEST(FaultSchedule, RefusesWhatCannotHappen)
{
    const std::vector<std::pair<std::vector<std::string>, std::string>> table{
        {{"at 10s cut a:b"}, "study.ini:1: the fault at 10s never happens: the run ends at 10s"},
        {{"at 1s cut a:d"},
         "study.ini:1: no link matches 'a:d'; did you mean 'a:b'? Valid: a:b, b:c"},
        {{"at 1s cut a>c"},
         "study.ini:1: no link matches 'a>c'; did you mean 'a>b'? Valid: a>b, b>a, b>c, c>b"},
        {{"at 1s crash x*"}, "study.ini:1: no process matches 'x*'; Valid: a, b, c"},
        {{"at 1s cut a:b,x*:y"}, "study.ini:1: no link matches 'x*:y'; Valid: a:b, b:c"},
        {{"at 1s restart a"}, "study.ini:1: 'a' cannot restart at 1s: it is not crashed then"},
        {{"at 2s crash a", "at 1s restart a"},
         "study.ini:2: 'a' cannot restart at 1s: it is not crashed then"},
        {{"at 1s crash a for 1s", "at 3s restart a"},
         "study.ini:2: 'a' cannot restart at 3s: it is not crashed then"},
        {{"at 1s crash a for 5s", "at 3s restart a"},
         "study.ini:2: 'a' cannot restart at 3s: its crash at 1s (study.ini:1) says by itself when "
         "it "
         "restarts"},
        {{"at 1s crash a", "at 2s crash *"},
         "study.ini:2: 'a' cannot crash at 2s: it is down since 1s (study.ini:1)"},
        {{"at 1s crash a for 2s", "at 2s crash a"},
         "study.ini:2: 'a' cannot crash at 2s: it is down since 1s (study.ini:1)"},
    };
    for (const auto& [lines, complaint] : table)
    {
        EXPECT_EQ(Complaint(lines), complaint);
    }
    EXPECT_EQ(
        Complaint({"at 1s crash a for 1s", "at 2s crash a", "at 3s restart a", "at 4s crash a"}),
        "");
}

TEST(FaultSchedule, ItsLinesExpandToItself)
{
    const std::vector<std::string> verbs{"cut", "loss"};
    const std::vector<std::string> links{"*:*", "a:b", "b>a", "b>*", "?:c", "a>b,c:b"};
    for (uint32_t seed = 1; seed <= 100; seed++)
    {
        std::mt19937 random(seed);
        std::vector<std::string> lines;
        for (int i = 0; i < 12; i++)
        {
            std::string line = "at " + std::to_string(random() % 10000) + "ms ";
            const std::string verb = verbs[random() % 2];
            line += verb + " " + links[random() % links.size()];
            line += verb == "loss" ? " rate=0." + std::to_string(random() % 1000) : "";
            line += random() % 2 ? " for " + std::to_string(1 + random() % 5000000) + "us" : "";
            lines.push_back(line);
        }
        lines.push_back("at 1s crash *");
        lines.push_back("at 2s restart a,c");
        lines.push_back("at 3s crash c for 1.5s");

        const FaultSchedule schedule = Expand(lines);
        const FaultSchedule again = Expand(schedule.ToLines());
        EXPECT_EQ(Story(again), Story(schedule)) << "seed " << seed;
        EXPECT_EQ(again.ToLines(), schedule.ToLines());
        for (const auto& line : schedule.ToLines())
        {
            EXPECT_EQ(line.find_first_of("*?:"), std::string::npos) << line;
        }
    }
}

TEST(FaultSchedule, ItsLinesSayWhatTheScriptSaid)
{
    EXPECT_EQ(
        Expand({"at 9s cut a:b for 5s", "at 1500ms loss b>* rate=2.50%", "at 1s crash a for 1s"})
            .ToLines(),
        (std::vector<std::string>{"at 9s cut a>b,b>a for 5s",
                                  "at 1500ms loss b>a,b>c rate=2.50%",
                                  "at 1s crash a for 1s"}));
    EXPECT_TRUE(Expand({}).ToLines().empty());
}

TEST(FaultSchedule, TakesTenThousandFaultsOnAThousandTargets)
{
    FaultTargets targets;
    for (int i = 0; i < 500; i++)
    {
        targets.AddLink("node-" + std::to_string(i), "hub");
    }
    std::vector<std::string> lines;
    for (int i = 0; i < 10000; i++)
    {
        lines.push_back("at " + std::to_string(i) + "ms cut node-" + std::to_string(i % 500) +
                        ":hub for 1s");
    }
    const auto schedule =
        FaultSchedule::Expand(FaultScript::Parse(ToScript(lines)), targets, Seconds(20));
    EXPECT_EQ(schedule.GetActions().size(), 20000u);
    EXPECT_EQ(Windows(schedule).size(), 10000u);
    EXPECT_EQ(schedule.GetTargetNames(schedule.GetFaults()[501]),
              (std::vector<std::string>{"node-1>hub", "hub>node-1"}));
}

TEST(FaultSchedule, HasALimitOnTargets)
{
    FaultTargets targets;
    for (int i = 0; i < 5000; i++)
    {
        targets.AddLink("node-" + std::to_string(i), "hub");
    }
    const std::vector<std::string> lines(1001, "at 1s cut *:hub");
    try
    {
        FaultSchedule::Expand(FaultScript::Parse(ToScript(lines)), targets, Seconds(2));
        FAIL() << "accepted";
    }
    catch (const InputError& error)
    {
        EXPECT_STREQ(error.what(),
                     "study.ini:1001: the faults have more than 10000000 targets, taken together");
    }
}
