/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/support/scenario-run.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// @return a shipped study with some of its text replaced, which must be there
std::string
Study(const std::string& name, const std::vector<std::pair<std::string, std::string>>& changes)
{
    std::ifstream in(std::string(SHARDING_SOURCE_DIR) + "/scenarios/" + name + ".ini");
    std::stringstream content;
    content << in.rdbuf();
    std::string text = content.str();
    for (const auto& [from, to] : changes)
    {
        const auto found = text.find(from);
        if (found == std::string::npos)
        {
            ADD_FAILURE() << name << " has no '" << from << "'";
            continue;
        }
        text.replace(found, from.size(), to);
    }
    return text;
}

} // namespace

TEST(RaftStudyLoad, MoreShardsCommitMore)
{
    const auto change = [](const std::string& shards)
    {
        return Study("raft-shards",
                     {{"duration = 12s", "duration = 4s"},
                      {"warm-up = 2s", "warm-up = 1s"},
                      {"at 6s crash leader(shard-0) for 3s", "at 3s crash leader(shard-0)"},
                      {"nodes = 5\n", "nodes = 5\nshards = " + shards + "\n"}});
    };
    const auto one = RunScenarioText(change("1"));
    const auto eight = RunScenarioText(change("8"));
    EXPECT_GT(MetricOf(eight, "commits"), 1.2 * MetricOf(one, "commits"));
    EXPECT_EQ(MetricOf(one, "history.linearizable"), 1);
    EXPECT_EQ(MetricOf(eight, "history.linearizable"), 1);
}

TEST(RaftStudyLoad, ACommitTakesARoundTripAndAnFsyncWhicheverDiskStands)
{
    for (const char* fault : {"none", "leader", "follower"})
    {
        const auto record = RunScenarioText(
            Study("raft-disk",
                  {{"duration = 5s", "duration = 3s\nfaults = " + std::string(fault)},
                   {"cost-per-item = 0us", "cost-per-item = 0us\ndisk-fsync-mean = 10ms"}}));
        // Two links of 50 us each way, a write of 10 us and an fsync of 10 ms at a follower; packets take some us.
        EXPECT_NEAR(MetricOf(record, "commit-latency.p50"), 0.01021, 0.00006) << fault;
        EXPECT_EQ(MetricOf(record, "elections.won"), 0) << fault;
    }
}

TEST(RaftStudyLoad, RestingGroupsAreSilentAndElectAfterACrash)
{
    const auto change = [](const std::string& quiesce)
    {
        return Study("raft-idle",
                     {{"nodes = 5\n", "nodes = 5\nshards = 50\n"},
                      {"heartbeat = 100ms", "heartbeat = 100ms\nquiesce = " + quiesce}});
    };
    const auto awake = RunScenarioText(change("false"));
    const auto resting = RunScenarioText(change("true"));
    EXPECT_LT(MetricOf(resting, "beats"), MetricOf(awake, "beats") / 2);
    for (const auto& record : {awake, resting})
    {
        // Ten of fifty groups are led by node-1.
        EXPECT_EQ(MetricOf(record, "elections.won"), 10);
        EXPECT_EQ(MetricOf(record, "leaderless.at-end"), 0);
    }
    // A node is taken for dead after three seconds of silence, of which up to one has passed.
    EXPECT_GT(MetricOf(resting, "leaderless.p50"), MetricOf(awake, "leaderless.p50") + 1);
}

TEST(RaftStudyLoad, ASnapshotOfTenMebibytesDisturbsNoOtherShard)
{
    const auto record = RunScenarioText(
        Study("raft-snapshot",
              {{"duration = 28s", "duration = 16s"},
               {"snapshot-entries = 0", "snapshot-entries = 0\npre-vote = false"}}));
    EXPECT_EQ(MetricOf(record, "snapshots.received"), 1);
    EXPECT_GT(MetricOf(record, "snapshots.received-bytes"), 10 << 20);
    EXPECT_LT(MetricOf(record, "snapshots.received-bytes"), (10 << 20) + 1024);
    EXPECT_EQ(MetricOf(record, "bystanders.candidacies"), 0);
    EXPECT_EQ(MetricOf(record, "elections.won"), 0);
}

TEST(RaftStudyLoad, WithoutInterleavingTheChunksOfASnapshotDo)
{
    const auto record =
        RunScenarioText(Study("raft-snapshot",
                              {{"duration = 28s", "duration = 10s"},
                               {"snapshot-entries = 0",
                                "snapshot-entries = 0\npre-vote = false\nsnapshot-chunk = 1048576"},
                               {"[transport]", "[transport]\ninterleave = false"}}));
    EXPECT_GT(MetricOf(record, "bystanders.candidacies"), 10);
    EXPECT_GT(MetricOf(record, "bystanders.elections"), 10);
}

TEST(RaftStudyLoad, NothingIsLostUnderMixedFaults)
{
    const auto record = RunScenarioText(
        Study("raft-mixed-faults",
              {{"disk-spread = exponential", "disk-spread = exponential\nlease-reads = true"}}));
    EXPECT_EQ(MetricOf(record, "history.linearizable"), 1);
    EXPECT_GT(MetricOf(record, "history.operations"), 5000);
    EXPECT_GT(MetricOf(record, "elections.won"), 10);
}
