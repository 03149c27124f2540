/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The shipped studies of elections, partial connectivity, commit latency and a leader's interface: every combination
// can be run, and short runs of them are sound and show what the manual says of them.

#include "test/support/scenario-run.h"
#include "tools/study-plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

using Settings = std::vector<std::string>;

/// @return a shipped file
ScenarioFile
Shipped(const std::string& name)
{
    return ScenarioFile::Read(SHARDING_SOURCE_DIR "/scenarios/" + name + ".ini");
}

/**
 * Runs a shipped file, with a few settings of its own, and expects it to break no invariant.
 */
RunRecord
RunShipped(const std::string& name, const Settings& settings, uint64_t run = 1)
{
    ScenarioFile file = Shipped(name);
    for (const auto& setting : settings)
    {
        file.Set(setting, {"test", 0});
    }
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(run);
    RunRecord record = CreateScenario(file)->Run();
    for (const auto& violation : record.violations)
    {
        ADD_FAILURE() << violation;
    }
    EXPECT_EQ(MetricOf(record, "history.linearizable"), 1);
    return record;
}

/// @return pre-vote, and check-quorum with stickiness
Settings
Guards(bool preVote, bool checkQuorum)
{
    const std::string quorum = checkQuorum ? "true" : "false";
    return {std::string("node.pre-vote=") + (preVote ? "true" : "false"),
            "node.check-quorum=" + quorum,
            "node.sticky=" + quorum};
}

RunRecord
RunPartial(const std::string& fault, bool preVote, bool checkQuorum)
{
    Settings settings = Guards(preVote, checkQuorum);
    settings.push_back("scenario.faults=" + fault);
    settings.push_back("scenario.duration=12s");
    return RunShipped("raft-partial-connectivity", settings);
}

/// @return how many elections were won by one of these nodes
size_t
CountWon(const RunRecord& record, const std::vector<std::string>& nodes)
{
    size_t count = 0;
    for (const auto& event : record.events)
    {
        for (const auto& [key, value] : event.fields)
        {
            const bool isOne = std::find(nodes.begin(), nodes.end(), value) != nodes.end();
            count += event.kind == "election" && key == "node" && isOne;
        }
    }
    return count;
}

} // namespace

TEST(RaftStudies, EveryCombinationCanBeRun)
{
    const std::vector<std::pair<std::string, size_t>> studies = {{"raft-election-timeout", 8},
                                                                 {"raft-partial-connectivity", 12},
                                                                 {"raft-one-link", 4},
                                                                 {"raft-commit-latency", 12},
                                                                 {"raft-nic-cap", 9}};
    for (const auto& [name, cells] : studies)
    {
        const StudyPlan plan = PlanStudy(Shipped(name), name);
        EXPECT_EQ(plan.name, name);
        EXPECT_EQ(plan.cells.size(), cells) << name;
        for (const auto& cell : plan.cells)
        {
            EXPECT_NO_THROW(CreateScenario(cell.file)) << name;
        }
    }
}

TEST(RaftStudies, NodesThatLagAreNotElected)
{
    const Settings common = {"scenario.duration=40s", "node.election-max=200ms"};
    Settings lagging = common;
    lagging.push_back("scenario.faults=lagging");
    const auto slow = RunShipped("raft-election-timeout", lagging);
    EXPECT_EQ(MetricOf(slow, "elections.won"), 12);
    EXPECT_EQ(CountWon(slow, {"node-4", "node-5"}), 0U);
    EXPECT_GT(MetricOf(slow, "replicas.lag"), 10);

    Settings equal = common;
    equal.push_back("scenario.faults=equal");
    const auto fair = RunShipped("raft-election-timeout", equal);
    EXPECT_EQ(MetricOf(fair, "elections.won"), 12);
    EXPECT_GT(CountWon(fair, {"node-4", "node-5"}), 0U);
}

TEST(RaftStudies, FastLaggardsAreNotElectedEither)
{
    const auto record = RunShipped("raft-election-laggards", {"scenario.duration=24s"});
    EXPECT_EQ(MetricOf(record, "elections.won"), 2);
    EXPECT_EQ(CountWon(record, {"node-4", "node-5"}), 0U);
}

TEST(RaftStudies, NarrowTimeoutsSplitVotes)
{
    const Settings common = {"scenario.duration=40s", "scenario.faults=equal"};
    Settings narrow = common;
    narrow.push_back("node.election-max=151ms");
    Settings wide = common;
    wide.push_back("node.election-max=300ms");
    EXPECT_GT(MetricOf(RunShipped("raft-election-timeout", narrow), "leaderless.total"),
              1.5 * MetricOf(RunShipped("raft-election-timeout", wide), "leaderless.total"));
}

TEST(RaftStudies, AHubIsFoundUnlessPreVoteIsAlone)
{
    EXPECT_EQ(MetricOf(RunPartial("hub", false, false), "downtime.unrecovered"), 0);
    EXPECT_EQ(MetricOf(RunPartial("hub", false, true), "downtime.unrecovered"), 0);
    EXPECT_EQ(MetricOf(RunPartial("hub", true, true), "downtime.unrecovered"), 0);
    const auto stuck = RunPartial("hub", true, false);
    EXPECT_EQ(MetricOf(stuck, "downtime.unrecovered"), 1);
    EXPECT_EQ(MetricOf(stuck, "elections.won"), 0);
}

TEST(RaftStudies, TcpSilencesALeaderThatHearsNothing)
{
    for (const bool preVote : {false, true})
    {
        const auto unguarded = RunPartial("deaf-leader", preVote, false);
        EXPECT_EQ(MetricOf(unguarded, "downtime.unrecovered"), 0);
        EXPECT_EQ(MetricOf(unguarded, "quorum-lost"), 0);
        const auto guarded = RunPartial("deaf-leader", preVote, true);
        EXPECT_EQ(MetricOf(guarded, "downtime.unrecovered"), 0);
        EXPECT_EQ(MetricOf(guarded, "quorum-lost"), 1);
    }
}

TEST(RaftStudies, AFollowerThatReturnsDisturbsUnlessPreVoteIsOn)
{
    for (const bool checkQuorum : {false, true})
    {
        EXPECT_EQ(MetricOf(RunPartial("isolated-return", false, checkQuorum), "elections.won"), 1);
        EXPECT_EQ(MetricOf(RunPartial("isolated-return", true, checkQuorum), "term.highest"), 1);
    }
}

TEST(RaftStudies, OneLinkOfThreeDisturbsUnlessPreVoteIsOn)
{
    for (const bool checkQuorum : {false, true})
    {
        Settings settings = Guards(false, checkQuorum);
        EXPECT_GT(MetricOf(RunShipped("raft-one-link", settings), "term.highest"), 1);
        settings = Guards(true, checkQuorum);
        EXPECT_EQ(MetricOf(RunShipped("raft-one-link", settings), "term.highest"), 1);
    }
}

TEST(RaftStudies, ACommitTakesTheRoundTripAndAnFsync)
{
    const auto record =
        RunShipped("raft-commit-latency",
                   {"scenario.duration=20s", "network.delay=3ms", "node.disk-fsync-mean=4ms"});
    EXPECT_NEAR(MetricOf(record, "commit-latency.p50"), 0.010, 0.0001);
    EXPECT_NEAR(MetricOf(record, "latency.p50"), 0.016, 0.00016);
}

TEST(RaftStudies, ALeadersLinkLimitsCommits)
{
    // 20 Mb/s / (2 x 17,055 bytes x 8) = 73.3 a second, and twice as many followers halve it.
    const Settings common = {"scenario.duration=7s", "scenario.replicas=3"};
    EXPECT_NEAR(MetricOf(RunShipped("raft-nic-cap", common), "commits"), 73.3, 3);
    EXPECT_NEAR(
        MetricOf(RunShipped("raft-nic-cap", {"scenario.duration=7s", "scenario.replicas=5"}),
                 "commits"),
        36.6,
        2);
}
