/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/support/scenario-run.h"
#include "test/support/test-folder.h"
#include "tools/command.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

using namespace ns3::sharding;

namespace
{

/// Settings of a RaftCluster that cannot be used.
struct Refused
{
    std::string lines; //!< of the file, from its third on
    int line;          //!< that is named
    std::string why;   //!< what is said of it
};

const std::string CLUSTER = "[scenario]\ntype = RaftCluster\n";

const std::vector<Refused> TABLE{
    {"shards = 2\n[node]\nmax-shards = 1\n",
     5,
     "[node]: node 1: maxShards is 1, and must be at least the number of configured shards, which "
     "is 2"},
    {"[node]\ntick = 150ms\n",
     4,
     "[node]: tickNs is 150000000, and must be below electionMaxNs - electionMinNs, which is "
     "150000000"},
    {"[node]\nheartbeat = 150ms\n",
     4,
     "[node]: electionMinNs is 150000000, and must be above heartbeatNs, which is 150000000"},
    {"[node]\ntick = 100ms\n", // and a heartbeat is 50 ms
     4,
     "[node]: electionMinNs is 150000000, and must be above heartbeatNs + tickNs, which is "
     "150000000"},
    {"[node]\nelection-max = 150ms\n", // which is the shortest one too
     4,
     "[node]: tickNs is 1000000, and must be below electionMaxNs - electionMinNs, which is 0"},
    {"[node]\nelection-max = 149ms\n",
     4,
     "[node]: electionMaxNs is 149000000, and must be at least electionMinNs, which is 150000000"},
    {"[transport]\nmax-message-size = 1061948\n",
     4,
     "[transport]: node 1: transport's MaxMessageSize is 1061948, and must be at least the longest "
     "frame of Raft, which is 1061949"},
    {"[transport]\nmax-message-size = 1061948\n[node]\nheartbeat = 50ms\n",
     6,
     "[node]: node 1: transport's MaxMessageSize is 1061948, and must be at least the longest "
     "frame of Raft, which is 1061949"},
    {"[node]\nmax-snapshot-size = 1000000\n",
     4,
     "[node]: the snapshot of a full shard may take 157442069 bytes, and MaxSnapshotSize is "
     "1000000: raise it, or lower MaxBytes, MaxEntries, MaxSessions or MaxSessionBytes"},
    {"[node]\nprocess-name = x\n",
     4,
     "[node] process-name: the processes of this scenario are called node-1 to client-4"},
    {"[client]\nprocess-name = x\n",
     4,
     "[client] process-name: the processes of this scenario are called node-1 to client-4"}};

} // namespace

TEST(RaftClusterRefusals, NameThePlaceAndTheBoundAndAreExitCodeTwo)
{
    const TestFolder folder;
    for (const Refused& refused : TABLE)
    {
        const std::string path = folder.Write("a.ini", CLUSTER + refused.lines);
        std::ostringstream out;
        std::ostringstream err;
        Console console{out, err, false, "", "shardsim run"};
        EXPECT_EQ(RunTool({"run", path, "--out", folder.Path("results")}, console), 2);
        EXPECT_EQ(err.str(),
                  "shardsim: " + path + ":" + std::to_string(refused.line) + ": " + refused.why +
                      "\n");
        EXPECT_EQ(out.str(), "");
    }
}

TEST(RaftClusterRefusals, TheBoundsThemselvesCanBeUsed)
{
    EXPECT_EQ(ScenarioErrorOf(CLUSTER + "shards = 2\n"
                                        "[node]\n"
                                        "max-shards = 2\n"
                                        "tick = 99999999ns\n"
                                        "max-snapshot-size = 157442069\n"
                                        "[transport]\n"
                                        "max-message-size = 1061949\n"),
              "");
    EXPECT_EQ(ScenarioErrorOf(CLUSTER + "[node]\nheartbeat = 148999999ns\n"), "");
    EXPECT_EQ(ScenarioErrorOf(CLUSTER + "[node]\nelection-max = 151000001ns\n"), "");
}
