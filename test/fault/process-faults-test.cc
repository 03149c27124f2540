/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/support/schedule-call.h"

#include "ns3/fault-injector.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// A process with everything that can be hit, and a link with an interface.
class EveryVerb : public testing::Test
{
  protected:
    void
    SetUp() override
    {
        for (const std::string name : {"p", "q"})
        {
            const auto hooks = MakeHooks(name);
            m_targets.AddProcess(name, hooks.GetVerbs());
            m_injector->BindProcess(name, hooks);
        }
        m_targets.AddLink("a", "b", {FaultVerb::INTERFACE_DOWN});
        m_targets.AddSelector("leader", {"shard"}, {"p", "q"});
        m_injector->BindInterface("a>b",
                                  [this](bool down) { Note(down ? "a is down" : "a is up"); });
        m_injector->BindSelector("leader", [this](const std::string&) { return m_leader; });
    }

    void
    TearDown() override
    {
        Simulator::Destroy();
    }

    void
    Note(const std::string& what)
    {
        m_story.push_back(std::to_string(Simulator::Now().GetMilliSeconds()) + " " + what);
    }

    ProcessHooks
    MakeHooks(const std::string& name)
    {
        ProcessHooks hooks;
        const auto say = [this, name](const std::string& what) { Note(name + " " + what); };
        hooks.crash = [say] { say("crashes"); };
        hooks.restart = [say](bool lost) { say(lost ? "restarts empty" : "restarts"); };
        hooks.pause = [say](bool paused) { say(paused ? "pauses" : "resumes"); };
        hooks.cpuSlow = [say](double factor) { say("cpu x" + std::to_string(int(factor))); };
        hooks.diskStall = [say](bool on) { say(on ? "disk stalls" : "disk works"); };
        hooks.diskFull = [say](bool on) { say(on ? "disk full" : "disk has room"); };
        hooks.diskLose = [say] { say("disk lost"); };
        hooks.clockStep = [say](Time by)
        { say("clock " + std::to_string(by.GetMilliSeconds()) + "ms"); };
        hooks.clockDrift = [say](double ppm) { say("drift " + std::to_string(int(ppm))); };
        return hooks;
    }

    /// What happens to processes and interfaces under a script.
    std::vector<std::string>
    Play(const std::vector<std::string>& script)
    {
        std::vector<FaultLine> lines;
        for (const auto& text : script)
        {
            lines.push_back({text, {}});
        }
        m_injector->Arm(FaultSchedule::Expand(FaultScript::Parse(lines), m_targets, Seconds(10)));
        Simulator::Run();
        return m_story;
    }

    FaultTargets m_targets;
    Ptr<FaultInjector> m_injector{CreateObject<FaultInjector>()};
    std::vector<std::string> m_story;
    std::string m_leader{"p"};
};

using Story = std::vector<std::string>;

/// "1000 begin 0 crash p": time, action, fault, verb and targets.
Story
Tell(const std::vector<RunEvent>& events)
{
    Story story;
    for (const auto& event : events)
    {
        story.push_back(std::to_string(event.time.GetMilliSeconds()));
        for (std::size_t i = 0; i < 4; i++)
        {
            story.back() += " " + event.fields[i].second;
        }
    }
    return story;
}

} // namespace

TEST_F(EveryVerb, CallsItsHookAtBeginningAndEnd)
{
    EXPECT_EQ(Play({"at 1s pause p for 1s",
                    "at 1100ms cpu-slow p factor=3 for 1s",
                    "at 1200ms disk-stall p for 1s",
                    "at 1300ms disk-full p for 1s",
                    "at 1400ms disk-lose p",
                    "at 1500ms clock-step p by=-20ms",
                    "at 1600ms clock-drift p ppm=100 for 1s",
                    "at 3s crash p disk=lost for 1s",
                    "at 5s crash p",
                    "at 6s restart p disk=lost",
                    "at 7s interface-down a>b for 1s"}),
              (Story{"1000 p pauses",
                     "1100 p cpu x3",
                     "1200 p disk stalls",
                     "1300 p disk full",
                     "1400 p disk lost",
                     "1500 p clock -20ms",
                     "1600 p drift 100",
                     "2000 p resumes",
                     "2100 p cpu x1",
                     "2200 p disk works",
                     "2300 p disk has room",
                     "2600 p drift 0",
                     "3000 p crashes",
                     "4000 p restarts empty",
                     "5000 p crashes",
                     "6000 p restarts empty",
                     "7000 a is down",
                     "8000 a is up"}));
}

TEST_F(EveryVerb, TellsOnlyWhatChangesWhereFaultsOverlap)
{
    EXPECT_EQ(Play({"at 1s pause p for 4s",
                    "at 2s pause p for 1s",
                    "at 2s cpu-slow p factor=2 for 3s",
                    "at 3s cpu-slow p factor=5 for 1s",
                    "at 1s interface-down a>b for 2s",
                    "at 2s interface-down a>b for 2s"}),
              (Story{"1000 p pauses",
                     "1000 a is down",
                     "2000 p cpu x2",
                     "3000 p cpu x10",
                     "4000 p cpu x2",
                     "4000 a is up",
                     "5000 p resumes",
                     "5000 p cpu x1"}));
}

TEST_F(EveryVerb, WhatActsIsSetAgainAfterARestart)
{
    EXPECT_EQ(Play({"at 1s cpu-slow p factor=4",
                    "at 1s pause p for 2s",
                    "at 2s crash p for 2s", // the pause ends while it is down
                    "at 3500ms disk-full p"}),
              (Story{"1000 p cpu x4",
                     "1000 p pauses",
                     "2000 p crashes",
                     "4000 p restarts",
                     "4000 p resumes",
                     "4000 p cpu x4",
                     "4000 p disk full"}));
}

TEST_F(EveryVerb, HealsByNameAndByTarget)
{
    EXPECT_EQ(Play({"at 1s pause p as x",
                    "at 1s crash q for 8s as x",
                    "at 2s heal x",
                    "at 3s disk-full p,q",
                    "at 4s heal q",
                    "at 5s interface-down a>b",
                    "at 6s heal a>b"}),
              (Story{"1000 p pauses",
                     "1000 q crashes",
                     "2000 p resumes",
                     "2000 q restarts",
                     "3000 p disk full",
                     "3000 q disk full",
                     "4000 q disk has room",
                     "5000 a is down",
                     "6000 a is up"}));
}

TEST_F(EveryVerb, ASelectorIsAskedWhenTheFaultActsAndItsAnswerCanBeReplayed)
{
    ScheduleCall(MilliSeconds(1500), [this] { m_leader = "q"; });
    ScheduleCall(MilliSeconds(2500), [this] { m_leader = ""; });
    const Story story{"1000 p crashes", "2000 q pauses", "4000 p restarts", "5000 q resumes"};
    EXPECT_EQ(Play({"at 1s crash leader(shard) for 3s",
                    "at 2s pause leader(shard) for 3s",
                    "at 3s pause leader(shard) for 3s"}),
              story);
    const auto& events = m_injector->GetEvents();
    EXPECT_EQ(Tell(events),
              (Story{"1000 begin 0 crash p",
                     "2000 begin 1 pause q",
                     "3000 missed 2 pause ", // there was no leader
                     "4000 end 0 crash p",
                     "5000 end 1 pause q"}));
    EXPECT_EQ(m_injector->ToLines(), (Story{"at 1s crash p for 3s", "at 2s pause q for 3s"}));
    // The same again from what was written down, without a leader.
    const auto lines = m_injector->ToLines();
    Simulator::Destroy();
    m_injector = CreateObject<FaultInjector>();
    m_story.clear();
    for (const std::string name : {"p", "q"})
    {
        m_injector->BindProcess(name, MakeHooks(name));
    }
    EXPECT_EQ(Play(lines), story);
}

TEST_F(EveryVerb, ASelectedCrashOfWhatIsDownHitsNobody)
{
    EXPECT_EQ(Play({"at 1s crash p for 3s", "at 2s crash leader(shard) for 1s"}),
              (Story{"1000 p crashes", "4000 p restarts"}));
    EXPECT_EQ(m_injector->GetEvents()[1].fields[0].second, "missed");
    EXPECT_EQ(m_injector->GetWindows(Seconds(10)).size(), 1u);
}

TEST_F(EveryVerb, FaultsEndWhenTheLastOfTheirTargetsIsWhole)
{
    Play({"at 1s crash p",
          "at 2s restart p",
          "at 3s pause p,q for 6s",
          "at 4s heal p",
          "at 5s cpu-slow p factor=2 for 1s",
          "at 7s heal q",
          "at 8s crash q,p as outage",
          "at 8500ms restart q",
          "at 9s heal outage",
          "at 9500ms disk-full q"});
    EXPECT_EQ(Tell(m_injector->GetEvents()),
              (Story{"1000 begin 0 crash p",
                     "2000 once 1 restart p",
                     "2000 end 0 crash p",
                     "3000 begin 2 pause p,q",
                     "4000 once 3 heal p",
                     "5000 begin 4 cpu-slow p",
                     "6000 end 4 cpu-slow p",
                     "7000 once 5 heal q",
                     "7000 end 2 pause p,q",
                     "8000 begin 6 crash p,q",
                     "8500 once 7 restart q",
                     "9000 once 8 heal outage",
                     "9000 end 6 crash p,q",
                     "9500 begin 9 disk-full q"}));
    std::vector<std::pair<double, double>> windows;
    for (const auto& window : m_injector->GetWindows(Seconds(10)))
    {
        windows.emplace_back(window.start.GetSeconds(), window.end.GetSeconds());
    }
    EXPECT_EQ(windows,
              (std::vector<std::pair<double, double>>{{1, 2}, {3, 7}, {5, 6}, {8, 9}, {9.5, 10}}));
}

TEST_F(EveryVerb, AHealOfWhatIsWholeHitsNobody)
{
    m_leader = "q";
    Play({"at 1s pause leader(shard) as asleep",
          "at 2s heal leader(shard)",
          "at 3s heal leader(shard)",
          "at 4s heal asleep"});
    EXPECT_EQ(Tell(m_injector->GetEvents()),
              (Story{"1000 begin 0 pause q",
                     "2000 once 1 heal q",
                     "2000 end 0 pause q",
                     "3000 missed 2 heal ",
                     "4000 missed 3 heal "}));
    EXPECT_EQ(m_injector->ToLines(), (Story{"at 1s pause q as asleep", "at 2s heal q"}));
}
