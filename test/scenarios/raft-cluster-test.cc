/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/support/scenario-run.h"

#include "ns3/boolean.h"
#include "ns3/global-value.h"
#include "ns3/kv-history-lines.h"

#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// Three nodes with one shard, and one user who writes five keys.
std::string
Cluster(const std::string& more)
{
    return "[scenario]\n"
           "type = RaftCluster\n"
           "duration = 4s\n"
           "warm-up = 1s\n"
           "clients = 1\n" +
           more;
}

const std::string WRITES = "[client]\n"
                           "load = closed\n"
                           "keys = 5\n"
                           "get-weight = 0\n"
                           "think-time = 5ms\n";

/// @return what broke; "" when nothing did
std::string
ViolationOf(const std::string& text)
{
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(1);
    const RunRecord record = ScenarioOfText(text)->Run();
    return record.violations.empty() ? "" : record.violations.front();
}

/// @return when the first event of a kind at or after a time happened; zero if none did
Time
EventAfter(const RunRecord& record, const std::string& kind, Time from)
{
    for (const RunEvent& event : record.events)
    {
        if (event.kind == kind && event.time >= from)
        {
            return event.time;
        }
    }
    return Time(0);
}

/// @return a field of the last event of a kind; "" if it has none
std::string
LastField(const RunRecord& record, const std::string& kind, const std::string& name)
{
    std::string value;
    for (const RunEvent& event : record.events)
    {
        for (const auto& [key, content] : event.fields)
        {
            value = event.kind == kind && key == name ? content : value;
        }
    }
    return value;
}

} // namespace

TEST(RaftCluster, EachWriteOfAUserIsACommit)
{
    const auto record = RunScenarioText(Cluster(WRITES));
    // Three seconds after the warm-up; one write may span either end.
    EXPECT_NEAR(MetricOf(record, "commits") * 3, MetricOf(record, "offered"), 1);
    EXPECT_GT(MetricOf(record, "offered"), 100);
    EXPECT_EQ(MetricOf(record, "elections.won"), 0) << "that of the start is in the warm-up";
    EXPECT_EQ(MetricOf(record, "replicas.lag"), 0);
    EXPECT_EQ(MetricOf(record, "operations.failed"), 0);
    EXPECT_EQ(MetricOf(record, "operations.unknown"), 0);
    EXPECT_EQ(MetricOf(record, "delivered"), MetricOf(record, "offered"));
}

TEST(RaftCluster, TheHistoryHasAllOperationsAndALastReadOfEveryKey)
{
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(1);
    const auto scenario = ScenarioOfText(Cluster("shards = 4\n" + WRITES));
    ASSERT_TRUE(scenario->HasHistory());
    std::stringstream lines;
    scenario->SetHistory(lines);
    const RunRecord record = scenario->Run();
    const auto history = ReadKvHistory(lines);
    ASSERT_TRUE(history.IsOk());
    const auto& operations = history.Value().GetOperations();
    EXPECT_EQ(operations.size(), MetricOf(record, "history.operations"));
    uint64_t puts = 0;
    std::map<std::string, KvValue> written;
    std::map<std::string, KvValue> read;
    for (const KvOperation& operation : operations)
    {
        if (operation.kind == KvKind::PUT)
        {
            puts++;
            // The last one may be under way.
            written[operation.key] =
                operation.outcome == KvOutcome::OK ? operation.value : written[operation.key];
        }
        if (operation.kind == KvKind::GET)
        {
            EXPECT_EQ(operation.beginNs, Seconds(4).GetNanoSeconds() + 1);
            read[operation.key] = operation.result.found.value();
        }
    }
    EXPECT_EQ(read.size(), 5U) << "the client reads nothing itself";
    EXPECT_TRUE(read == written);
    EXPECT_GT(puts, MetricOf(record, "offered")) << "those of the warm-up too";
    EXPECT_GT(MetricOf(record, "history.shards-read"), 1);
}

TEST(RaftCluster, WhatCannotBeCheckedFailsTheRun)
{
    const std::string concurrent =
        "[client]\nload = closed\nkeys = 1\nusers = 8\nthink-time = 20ms\n";
    EXPECT_EQ(ViolationOf(Cluster(concurrent)), "");
    EXPECT_NE(ViolationOf(Cluster("check-states = 1\n" + concurrent)), "") << "too few states";
    EXPECT_NE(ViolationOf(Cluster("history-bytes = 10000\n" + concurrent)).find("unknown"),
              std::string::npos)
        << "too little memory";
    EXPECT_EQ(ViolationOf(Cluster("check-states = 1\ncheck-history = false\n" + concurrent)), "");
}

TEST(RaftCluster, AShardWithoutALeaderIsNotReadAgain)
{
    const auto record = RunScenarioText(
        Cluster(WRITES + "[faults]\nat 3s crash client-1\nat 3950ms crash leader(shard-0)\n"));
    EXPECT_EQ(MetricOf(record, "leaderless.at-end"), 1);
    EXPECT_EQ(MetricOf(record, "history.shards-read"), 0);
}

TEST(RaftCluster, AShardHasNoLeaderFromACrashToTheNextElection)
{
    const auto record =
        RunScenarioText(Cluster(WRITES + "[faults]\nat 2s crash leader(shard-0)\n"));
    const Time election = EventAfter(record, "election", Seconds(2));
    ASSERT_GT(election, Seconds(2));
    const double expected = (election - Seconds(2)).GetSeconds();
    EXPECT_DOUBLE_EQ(MetricOf(record, "leaderless.total"), expected);
    EXPECT_DOUBLE_EQ(MetricOf(record, "leaderless.longest"), expected);
    EXPECT_EQ(MetricOf(record, "elections.won"), 1);
    EXPECT_GT(MetricOf(record, "downtime.longest-gap"), expected);
}

TEST(RaftCluster, ALeaderThatPausesLeadsNothingMeanwhile)
{
    const auto record =
        RunScenarioText(Cluster(WRITES + "[faults]\nat 2s pause leader(shard-0) for 60ms\n"));
    EXPECT_DOUBLE_EQ(MetricOf(record, "leaderless.total"), 0.06);
    EXPECT_EQ(MetricOf(record, "elections.won"), 0);
}

TEST(RaftCluster, ALeaderThatRestartsLeadsOnceItIsElected)
{
    const auto record =
        RunScenarioText(Cluster(WRITES + "[faults]\nat 2s crash leader(shard-0) for 20ms\n"));
    const Time election = EventAfter(record, "election", Seconds(2));
    ASSERT_GT(election, MilliSeconds(2020));
    EXPECT_DOUBLE_EQ(MetricOf(record, "leaderless.total"), (election - Seconds(2)).GetSeconds());
}

TEST(RaftCluster, AFollowerIsNotTheLeader)
{
    const auto record =
        RunScenarioText(Cluster(WRITES + "[faults]\nat 2s crash follower(shard-0)\n"));
    EXPECT_EQ(MetricOf(record, "elections.won"), 0);
    EXPECT_EQ(MetricOf(record, "leaderless.total"), 0);
    EXPECT_NE(LastField(record, "fault", "targets"), "");
    EXPECT_NE(LastField(record, "fault", "targets"), LastField(record, "election", "node"));
}

TEST(RaftCluster, AReplicaThatIsCutOffLagsByWhatIsCommittedMeanwhile)
{
    const auto record = RunScenarioText(
        Cluster("faults = cut\n" + WRITES +
                "[faults.cut]\nat 1s cut router:node-3\nat 3900ms crash client-1\n"));
    EXPECT_NEAR(MetricOf(record, "replicas.lag"), MetricOf(record, "commits") * 3, 1);
}

TEST(RaftCluster, StaleReadsAreLeftOutOfTheHistory)
{
    const auto record = RunScenarioText(Cluster("[client]\n"
                                                "load = closed\n"
                                                "stale-share = 1\n"
                                                "keys = 5\n"));
    EXPECT_GT(MetricOf(record, "history.stale"), 100);
    EXPECT_GT(MetricOf(record, "history.operations"), 100);
    // Also where it is the node that answers so.
    const auto node =
        RunScenarioText(Cluster("[node]\nread-mode = stale\n[client]\nload = closed\nkeys = 5\n"));
    EXPECT_GT(MetricOf(node, "history.stale"), 100);
}

TEST(RaftCluster, DamagedPacketsAreFoundByChecksumsWhichAreThenOffAgain)
{
    const auto record = RunScenarioText(
        Cluster(WRITES + "[faults]\nat 2s corrupt router>node-1,router>node-2 rate=10% for 1s\n"));
    EXPECT_GT(MetricOf(record, "packets.damaged"), 0);
    EXPECT_GT(MetricOf(record, "packets.lost.bad-checksum"), 0);
    BooleanValue checksums(true);
    GlobalValue::GetValueByName("ChecksumEnabled", checksums);
    EXPECT_FALSE(checksums.Get());
}

TEST(RaftCluster, SaysWhatCannotBeUsed)
{
    const auto names = [](const std::string& more, const std::string& part)
    {
        EXPECT_NE(ScenarioErrorOf(Cluster(more)).find(part), std::string::npos)
            << ScenarioErrorOf(Cluster(more));
    };
    names("replicas = 4\n", "[scenario]: ");
    names("[node]\nprocess-name = x\n",
          "test.ini:7: [node] process-name: the processes of this scenario are called node-1 to "
          "client-1");
    names("[client]\nprocess-name = x\n", "process-name");
    names("[node]\nheartbeat = 1s\n", "[node]: ");
    names("[client]\nget-weight = 0\nput-weight = 0\n", "[client]: ");
    names("[transport]\nreassembly-bytes = 1000\n", "[transport]: ");
    names("[network]\nkind = mesh\nsites = 2\n", "[network]: ");
    names(WRITES + "[faults]\nat 1s crash leader(shard-1)\n", "shard-1");
    EXPECT_EQ(ScenarioErrorOf(Cluster(WRITES + "[faults]\nat 1s crash leader(shard-0)\n")), "");
}
