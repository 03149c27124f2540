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
    ASSERT_EQ(events.size(), 6u);
    EXPECT_EQ(events[0].fields[3].second, "p");
    EXPECT_EQ(events[1].fields[3].second, "q");
    EXPECT_EQ(events[2].fields[3].second, ""); // there was no leader: it hit nobody
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
}
