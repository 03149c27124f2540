/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/double.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/process-application.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// A program that does what a test tells it, and writes down when what was done, in milliseconds.
class Diary : public ProcessApplication
{
  public:
    using ProcessApplication::Append;
    using ProcessApplication::CancelLocal;
    using ProcessApplication::ExecuteFor;
    using ProcessApplication::GetWallTime;
    using ProcessApplication::ScheduleAtWall;
    using ProcessApplication::ScheduleLocal;
    using ProcessApplication::Sync;
    using ProcessApplication::UsesCpu;

    std::string text; //!< "what@ms", in order

    /// @return an action that writes @p what
    std::function<void()>
    Write(const std::string& what)
    {
        return [this, what]
        {
            text += (text.empty() ? "" : " ") + what + "@" +
                    std::to_string(Simulator::Now().GetMilliSeconds());
        };
    }

    void
    AppendSized(uint64_t id, uint32_t size)
    {
        Disk::Record record;
        record.id = id;
        record.sizeBytes = size;
        EXPECT_EQ(Append(record), Disk::Result::OK);
    }

  private:
    void
    DoStart() override
    {
        std::string found;
        for (const auto& record : RecoverDisk())
        {
            found += " " + std::to_string(record.record.id) + (record.IsTorn() ? "~" : "");
        }
        Write("start" + found)();
    }

    void
    DoForget() override
    {
        Write("forget")();
    }

    void
    DoStop() override
    {
        Write("bye")();
    }
};

class ProcessApplicationTest : public testing::Test
{
  protected:
    void
    SetUp() override
    {
        process = CreateObject<Diary>();
        process->SetAttribute("DiskWriteLatency",
                              StringValue("ns3::ConstantRandomVariable[Constant=0.001]"));
        process->SetAttribute("DiskFsyncLatency",
                              StringValue("ns3::ConstantRandomVariable[Constant=0.01]"));
        process->SetAttribute("DiskBandwidth", StringValue("0bps"));
        process->SetAttribute("DiskTornProbability", DoubleValue(0));
        process->TraceConnectWithoutContext("State",
                                            MakeCallback(&ProcessApplicationTest::NoteState, this));
        process->TraceConnectWithoutContext(
            "CpuUtilization", MakeCallback(&ProcessApplicationTest::NoteUtilization, this));
        node = CreateObject<Node>();
        node->AddApplication(process);
    }

    void
    TearDown() override
    {
        Simulator::Destroy();
    }

    static void
    RunUntil(int64_t ms)
    {
        Simulator::Stop(MilliSeconds(ms) - Simulator::Now());
        Simulator::Run();
    }

    void
    NoteState(ProcessApplication::State before, ProcessApplication::State after)
    {
        EXPECT_EQ(after, process->GetState());
        EXPECT_NE(before, after);
        states.push_back(ProcessApplication::ToString(after));
    }

    void
    NoteUtilization(Time begin, double share)
    {
        utilization.emplace_back(begin.GetMilliSeconds(), share);
    }

    Ptr<Node> node;
    Ptr<Diary> process;
    std::vector<std::string> states;
    std::vector<std::pair<int64_t, double>> utilization;
};

} // namespace

TEST_F(ProcessApplicationTest, UsesTheCpuWhenWorkCostsTime)
{
    EXPECT_TRUE(process->UsesCpu()); // as the attributes are by themselves
    for (const auto& [perItem, perByte] :
         std::vector<std::pair<std::string, double>>{{"0s", 0}, {"1ns", 0}, {"0s", 0.5}})
    {
        const Ptr<Diary> other = CreateObject<Diary>();
        other->SetAttribute("CostPerItem", StringValue(perItem));
        other->SetAttribute("CostPerByte", DoubleValue(perByte));
        node->AddApplication(other);
        EXPECT_EQ(other->UsesCpu(), perItem == "1ns" || perByte > 0) << perItem << " " << perByte;
    }
}

TEST_F(ProcessApplicationTest, WhatWasBegunBeforeACrashIsNeverDone)
{
    RunUntil(10);
    process->ScheduleLocal(MilliSeconds(5), process->Write("timer"));
    process->ScheduleLocal(MilliSeconds(50), process->Write("lost"));
    process->ExecuteFor(MilliSeconds(6), process->Write("work"));
    process->ExecuteFor(MilliSeconds(60), process->Write("lost"));
    process->AppendSized(1, 10);
    process->Sync(process->Write("synced"));
    RunUntil(30);
    process->AppendSized(2, 10);
    process->Sync(process->Write("lost"));
    RunUntil(35);
    EXPECT_TRUE(process->Crash());
    RunUntil(50);
    EXPECT_TRUE(process->Restart());
    process->ScheduleLocal(MilliSeconds(5), process->Write("timer"));
    process->ExecuteFor(MilliSeconds(6), process->Write("work"));
    process->Sync(process->Write("synced"));
    RunUntil(200);
    EXPECT_EQ(process->text,
              "start@0 timer@15 work@16 synced@21 forget@35 start 1@50 timer@55 work@56 synced@60");
    EXPECT_EQ(states, (std::vector<std::string>{"running", "crashed", "running"}));
}

TEST_F(ProcessApplicationTest, APauseDelaysWorkAndHoldsBackTimersAndAnswers)
{
    RunUntil(10);
    process->ExecuteFor(MilliSeconds(20), process->Write("work"));
    process->ScheduleLocal(MilliSeconds(30), process->Write("timer"));
    process->ScheduleLocal(MilliSeconds(200), process->Write("later"));
    process->Sync(process->Write("synced"));
    RunUntil(15);
    EXPECT_TRUE(process->Pause());
    EXPECT_FALSE(process->Pause()) << "a second reason";
    EXPECT_FALSE(process->IsUp());
    RunUntil(20);
    EXPECT_TRUE(process->Resume());
    RunUntil(115);
    EXPECT_EQ(process->text, "start@0");
    EXPECT_TRUE(process->Resume());
    EXPECT_FALSE(process->Resume());
    RunUntil(500);
    EXPECT_EQ(process->text, "start@0 synced@115 timer@115 work@130 later@210");
}

TEST_F(ProcessApplicationTest, TimersRunOnTheLocalClock)
{
    RunUntil(100);
    process->ScheduleLocal(MilliSeconds(100), process->Write("delay"));
    process->ScheduleAtWall(MilliSeconds(250), process->Write("wall"));
    const auto id = process->ScheduleLocal(MilliSeconds(120), process->Write("cancelled"));
    EXPECT_TRUE(process->AddClockDrift(-500000)); // half speed
    RunUntil(200);
    EXPECT_TRUE(process->CancelLocal(id));
    EXPECT_EQ(process->GetWallTime(), MilliSeconds(150));
    EXPECT_TRUE(process->AddClockDrift(500000));
    EXPECT_TRUE(process->StepClock(MilliSeconds(60)));
    RunUntil(1000);
    EXPECT_EQ(process->text, "start@0 wall@240 delay@250");
}

TEST_F(ProcessApplicationTest, ClockAttributesAreHeeded)
{
    process->SetAttribute("ClockOffset", TimeValue(Seconds(-1)));
    process->SetAttribute("ClockDrift", DoubleValue(-200000));
    RunUntil(100);
    EXPECT_EQ(process->GetWallTime(), MilliSeconds(-920));
    process->ScheduleLocal(MilliSeconds(80), process->Write("timer"));
    RunUntil(1000);
    EXPECT_EQ(process->text, "start@0 timer@200");
}

TEST_F(ProcessApplicationTest, SlowDownsStretchWhatIsInWork)
{
    RunUntil(10);
    process->ExecuteFor(MilliSeconds(30), process->Write("work"));
    RunUntil(20);
    EXPECT_TRUE(process->AddCpuSlowDown(2)); // 20 are left
    RunUntil(30);
    EXPECT_TRUE(process->AddCpuSlowDown(5)); // 15 are left
    RunUntil(50);
    EXPECT_TRUE(process->RemoveCpuSlowDown(2)); // 13 are left
    RunUntil(60);
    EXPECT_TRUE(process->RemoveCpuSlowDown(5)); // 11 are left
    RunUntil(1000);
    EXPECT_EQ(process->text, "start@0 work@71");
}

TEST_F(ProcessApplicationTest, UtilizationIsTraced)
{
    process->SetAttribute("Cores", UintegerValue(2));
    process->SetAttribute("CpuUtilizationInterval", TimeValue(MilliSeconds(10)));
    RunUntil(5);
    process->ExecuteFor(MilliSeconds(10), [] {});
    process->ExecuteFor(MilliSeconds(4), [] {});
    RunUntil(31);
    EXPECT_EQ(utilization,
              (std::vector<std::pair<int64_t, double>>{{0, 0.45}, {10, 0.25}, {20, 0}}));
    EXPECT_EQ(process->GetCpuBusyTime(), MilliSeconds(14));
}

TEST_F(ProcessApplicationTest, ADiskCanStallFillUpAndBeLost)
{
    RunUntil(10);
    process->AppendSized(1, 10);
    process->Sync(process->Write("synced"));
    process->BeginDiskStall();
    process->BeginDiskFull();
    Disk::Record record;
    record.sizeBytes = 1;
    EXPECT_EQ(process->Append(record), Disk::Result::FULL);
    RunUntil(100);
    EXPECT_TRUE(process->EndDiskStall());
    EXPECT_TRUE(process->EndDiskFull());
    RunUntil(200);
    process->Crash();
    process->Restart(ProcessApplication::DiskFate::LOST);
    EXPECT_EQ(process->text, "start@0 synced@111 forget@200 start@200");
}

TEST_F(ProcessApplicationTest, ATornWriteIsSeenAtTheRestart)
{
    process->SetAttribute("DiskTornProbability", DoubleValue(1));
    process->SetAttribute("ProcessName", StringValue("torn"));
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(1);
    RunUntil(10);
    process->AppendSized(
        1, 1000000); // torn somewhere in between, but for one chance in half a million
    RunUntil(15);
    process->Crash();
    process->Restart();
    process->Crash();
    process->Restart();
    EXPECT_EQ(process->text, "start@0 forget@15 start 1~@15 forget@15 start@15");
}

TEST_F(ProcessApplicationTest, ItMayCrashInItsOwnWork)
{
    RunUntil(10);
    process->ExecuteFor(MilliSeconds(1),
                        [this]
                        {
                            process->Crash();
                            process->Restart();
                        });
    process->ExecuteFor(Time(0), process->Write("lost"));
    process->ScheduleLocal(MilliSeconds(3), process->Write("lost"));
    RunUntil(100);
    EXPECT_EQ(process->text, "start@0 forget@11 start@11");
}

TEST_F(ProcessApplicationTest, AStopInGoodOrder)
{
    process->SetStopTime(MilliSeconds(50));
    RunUntil(10);
    process->ScheduleLocal(MilliSeconds(100), process->Write("lost"));
    process->AppendSized(1, 10);
    process->Sync(process->Write("synced"));
    RunUntil(45);
    process->Sync(process->Write("lost"));
    RunUntil(60);
    EXPECT_FALSE(process->Crash()) << "there is nothing to crash";
    EXPECT_FALSE(process->Stop());
    EXPECT_TRUE(process->Restart());
    process->Sync(process->Write("synced"));
    RunUntil(200);
    EXPECT_EQ(process->text, "start@0 synced@21 bye@50 forget@50 start 1@60 synced@70");
    EXPECT_EQ(states, (std::vector<std::string>{"running", "stopped", "running"}));
}

TEST_F(ProcessApplicationTest, FaultsMayComeBeforeTheStart)
{
    process->SetStartTime(MilliSeconds(50));
    process->Pause();
    process->AddCpuSlowDown(3);
    EXPECT_FALSE(process->Crash());
    EXPECT_FALSE(process->Restart());
    RunUntil(100);
    EXPECT_EQ(process->text, "");
    process->Resume();
    process->ExecuteFor(MilliSeconds(10), process->Write("work"));
    RunUntil(200);
    EXPECT_EQ(process->text, "start@100 work@130");
}

TEST_F(ProcessApplicationTest, DiskTimesCanBeSetByTheirMeans)
{
    process->SetAttribute("DiskWriteMean", TimeValue(MilliSeconds(2)));
    process->SetAttribute("DiskFsyncMean", TimeValue(MilliSeconds(30)));
    RunUntil(10);
    process->AppendSized(1, 10);
    process->Sync(process->Write("synced"));
    RunUntil(50);
    EXPECT_EQ(process->text, "start@0 synced@42");
    EXPECT_EQ(process->GetDiskBusyTime(), MilliSeconds(32));
}

TEST_F(ProcessApplicationTest, DiskTimesCanBeExponential)
{
    constexpr int FSYNCS = 2000;
    process->SetAttribute("DiskFsyncMean", TimeValue(MilliSeconds(10)));
    process->SetAttribute("DiskSpread", StringValue("exponential"));
    RunUntil(1);
    int64_t longest = 0;
    for (int i = 0; i < FSYNCS; i++)
    {
        const Time before = Simulator::Now();
        process->Sync([] { Simulator::Stop(); });
        Simulator::Run();
        longest = std::max(longest, (Simulator::Now() - before).GetMilliSeconds());
    }
    EXPECT_NEAR(Simulator::Now().GetSeconds(), FSYNCS * 0.01, 3 * 0.01 * std::sqrt(FSYNCS));
    EXPECT_GT(longest, 40) << "e^-4 of them";
}
