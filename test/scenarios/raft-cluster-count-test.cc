/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scenarios/raft-cluster.h"
#include "test/support/scenario-run.h"

#include "ns3/kv-history-lines.h"
#include "ns3/node.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <sstream>
#include <string>

using namespace ns3;
using namespace ns3::sharding;

// What a RaftCluster counts, and how it checks itself.

namespace
{

/// Three nodes with one shard, and four seconds.
std::string
Cluster(const std::string& more)
{
    return "[scenario]\ntype = RaftCluster\nduration = 4s\nwarm-up = 1s\n" + more;
}

/// A cluster whose scenario is told of nothing that its clients do.
class DeafCluster : public RaftCluster
{
  protected:
    void
    BuildProcesses() override
    {
        RaftCluster::BuildProcesses();
        GetClient()->SetListener({}, Time(0));
    }

  private:
    Ptr<KeyValueClient>
    GetClient() const
    {
        const Ptr<Node> host = GetNetwork().GetNode("client-1");
        for (uint32_t i = 0; i < host->GetNApplications(); i++)
        {
            if (auto client = DynamicCast<KeyValueClient>(host->GetApplication(i)))
            {
                return client;
            }
        }
        ADD_FAILURE() << "there is no client";
        return nullptr;
    }
};

} // namespace

TEST(RaftClusterCounts, WhatFailedOrIsUnknownIsNotDelivered)
{
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(1);
    // A majority is gone from 2 s on: reads fail, and nobody knows of the writes.
    const auto scenario = ScenarioOfText(Cluster("clients = 1\n"
                                                 "[client]\n"
                                                 "load = closed\n"
                                                 "users = 10\n"
                                                 "think-time = 5ms\n"
                                                 "try-timeout = 100ms\n"
                                                 "call-timeout = 300ms\n"
                                                 "[faults]\n"
                                                 "at 2s crash node-2,node-3\n"
                                                 "[measure]\n"
                                                 "deadline = 1s\n")); // a call never takes as long
    std::stringstream lines;
    scenario->SetHistory(lines);
    const RunRecord record = scenario->Run();
    EXPECT_TRUE(record.violations.empty());
    const auto history = ReadKvHistory(lines);
    ASSERT_TRUE(history.IsOk());
    uint64_t offered = 0;
    uint64_t ok = 0;
    uint64_t failed = 0;
    uint64_t open = 0; // or unknown, which is the same in a history
    for (const KvOperation& operation : history.Value().GetOperations())
    {
        const bool isOfAClient = operation.session != 0;
        const bool isCounted = isOfAClient && operation.beginNs >= Seconds(1).GetNanoSeconds();
        offered += isCounted ? 1 : 0;
        ok += isCounted && operation.outcome == KvOutcome::OK ? 1 : 0;
        failed += operation.outcome == KvOutcome::FAILED ? 1 : 0;
        open += operation.outcome == KvOutcome::UNKNOWN ? 1 : 0;
    }
    EXPECT_GT(ok, 100U);
    EXPECT_GT(failed, 10U);
    EXPECT_EQ(MetricOf(record, "offered"), offered);
    EXPECT_EQ(MetricOf(record, "delivered"), ok);
    EXPECT_EQ(MetricOf(record, "operations.failed"), failed);
    EXPECT_LE(MetricOf(record, "operations.unknown"), open);
    EXPECT_GE(MetricOf(record, "operations.unknown") + 10, open) << "one of each user";
    EXPECT_GT(MetricOf(record, "operations.unknown"), 10);
}

TEST(RaftClusterCounts, ScansTieKeysTogetherOnlyWhereTheyAreToBeJoint)
{
    // Each of ten keys has about a tenth of the operations, and a state for each of them is enough. Scans tie them together.
    const auto violations = [](const std::string& more)
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
        return ScenarioOfText(Cluster("clients = 1\ncheck-states = 1000\n" + more +
                                      "[client]\n"
                                      "load = closed\n"
                                      "keys = 10\n"
                                      "scan-weight = 0.01\n"
                                      "think-time = 1ms\n"))
            ->Run()
            .violations;
    };
    EXPECT_TRUE(violations("joint-scans = false\n").empty());
    const auto joint = violations("joint-scans = true\n");
    ASSERT_EQ(joint.size(), 1U);
    EXPECT_NE(joint[0].find("a bound was reached for 1 of 1 groups"), std::string::npos)
        << joint[0];
    EXPECT_EQ(violations(""), joint) << "the default";
}

TEST(RaftClusterCounts, ANewLeaderIsNotReadBeforeItKnowsWhatIsCommitted)
{
    const auto run = [](Time duration)
    {
        return RunScenarioText("[scenario]\n"
                               "type = RaftCluster\n"
                               "warm-up = 1s\n"
                               "clients = 1\n"
                               "duration = " +
                               std::to_string(duration.GetNanoSeconds()) +
                               "ns\n"
                               "[client]\n"
                               "load = closed\n"
                               "keys = 5\n"
                               "get-weight = 0\n"
                               "[faults]\n"
                               "at 2s crash leader(shard-0)\n");
    };
    Time election;
    for (const RunEvent& event : run(Seconds(4)).events)
    {
        election = event.kind == "election" ? event.time : election;
    }
    ASSERT_GT(election, Seconds(2));
    // What the leader before it has acknowledged last may not be applied here: its own first entry is on its way.
    const auto early = run(election + MicroSeconds(1));
    EXPECT_EQ(MetricOf(early, "elections.won"), 1);
    EXPECT_EQ(MetricOf(early, "leaderless.at-end"), 0);
    EXPECT_EQ(MetricOf(early, "history.shards-read"), 0);
    EXPECT_EQ(MetricOf(run(election + MilliSeconds(50)), "history.shards-read"), 1);
}

TEST(RaftClusterCounts, OperationsThatDoNotAddUpAreAViolation)
{
    const std::string text =
        Cluster("clients = 1\n[client]\nload = closed\n"); // the user always waits for an answer
    EXPECT_EQ(MetricOf(RunScenarioText(text), "history.linearizable"), 1) << "no violation";

    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(1);
    std::istringstream in(text);
    const Ptr<Scenario> deaf = CreateObject<DeafCluster>();
    deaf->Configure(ScenarioFile::Parse(in, "test.ini"));
    const RunRecord record = deaf->Run();
    ASSERT_EQ(record.violations.size(), 1U);
    EXPECT_EQ(record.violations[0],
              "operations do not add up: in 0 (0 offered), out 0 (0 ok, 0 failed, 0 unknown), "
              "inside 1 (1 client-1)");
}

TEST(RaftClusterCounts, ReplicasThatRestAtTheEnd)
{
    const auto resting = [](const std::string& more)
    {
        return MetricOf(RunScenarioText("[scenario]\n"
                                        "type = RaftCluster\n"
                                        "duration = 10s\n"
                                        "warm-up = 1s\n"
                                        "nodes = 4\n"
                                        "shards = 8\n"
                                        "clients = 0\n" +
                                        more),
                        "shards.resting");
    };
    EXPECT_EQ(resting("[node]\nquiesce = false\n"), 0);
    EXPECT_EQ(resting("[node]\nquiesce = true\n"), 8 * 3);
    // Each node has six replicas. One that is down does not rest, and the others have not noticed yet.
    EXPECT_EQ(resting("[node]\nquiesce = true\n[faults]\nat 9990ms crash node-2\n"), 3 * 6);
    // One that pauses still does.
    EXPECT_EQ(resting("[node]\nquiesce = true\n[faults]\nat 9990ms pause node-2\n"), 4 * 6);
}
