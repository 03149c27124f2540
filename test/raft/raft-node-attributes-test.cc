/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/raft/raft-node-fixture.h"

#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

class RaftNodeAttributes : public RaftNodeFixture
{
};

} // namespace

TEST_F(RaftNodeAttributes, EachBecomesTheOptionThatItNames)
{
    const std::vector<std::pair<std::string, std::string>> values{
        {"ElectionMin", "401ms"},
        {"ElectionMax", "802ms"},
        {"Heartbeat", "103ms"},
        {"PreVote", "false"},
        {"CheckQuorum", "false"},
        {"Sticky", "true"},
        {"PriorityStep", "54ms"},
        {"LeaseReads", "true"},
        {"ClockDriftBound", "0.125"},
        {"MaxEntrySize", "1001"},
        {"MaxMessageEntries", "1002"},
        {"MaxMessageSize", "1003"},
        {"MaxInflightMessages", "104"},
        {"MaxInflightBytes", "1005"},
        {"MaxUncommittedEntries", "1006"},
        {"MaxUncommittedBytes", "1007"},
        {"MaxLogEntries", "1008"},
        {"TrailingEntries", "1009"},
        {"MaxPendingReads", "1010"},
        {"SnapshotChunk", "1011"},
        {"SnapshotWindow", "12"},
        {"MaxSnapshotSize", "1013"},
        {"SnapshotEntries", "1014"},
        {"SnapshotBytes", "1015"},
        {"MaxFrameSize", "1000016"},
        {"Tick", "17ms"},
        {"Coalesce", "false"},
        {"MaxBeats", "1018"},
        {"Quiesce", "true"},
        {"RestAfter", "1019ms"},
        {"RestCheck", "1020s"},
        {"NodeBeat", "1021ms"},
        {"NodeSilence", "2022ms"},
        {"MaxShards", "1023"},
        {"LogSlack", "1024"},
    };
    RaftNodeCluster& cluster = Make(RaftPlacement(1, 1, 1), 1);
    for (const auto& [name, value] : values)
    {
        cluster.raft.SetNodeAttribute(name, StringValue(value));
    }
    cluster.Install();
    ASSERT_EQ(cluster.At(1).Validate(), "");
    for (uint64_t life = 1; life <= 2; life++)
    {
        cluster.Run(Seconds(2));
        const ShardedNodeConfig& config = cluster.At(1).GetHandle()->Config();
        EXPECT_EQ(config.raft.electionMinNs, 401000000);
        EXPECT_EQ(config.raft.electionMaxNs, 802000000);
        EXPECT_EQ(config.raft.heartbeatNs, 103000000);
        EXPECT_FALSE(config.raft.preVote);
        EXPECT_FALSE(config.raft.checkQuorum);
        EXPECT_TRUE(config.raft.sticky);
        EXPECT_EQ(config.raft.priorityStepNs, 54000000);
        EXPECT_TRUE(config.raft.leaseReads);
        EXPECT_EQ(config.raft.clockDrift, 0.125);
        EXPECT_EQ(config.raft.maxEntryBytes, 1001U);
        EXPECT_EQ(config.raft.maxMessageEntries, 1002U);
        EXPECT_EQ(config.raft.maxMessageBytes, 1003U);
        EXPECT_EQ(config.raft.maxInflightMessages, 104U);
        EXPECT_EQ(config.raft.maxInflightBytes, 1005U);
        EXPECT_EQ(config.raft.maxUncommittedEntries, 1006U);
        EXPECT_EQ(config.raft.maxUncommittedBytes, 1007U);
        EXPECT_EQ(config.raft.maxLogEntries, 1008U);
        EXPECT_EQ(config.raft.trailingEntries, 1009U);
        EXPECT_EQ(config.raft.maxPendingReads, 1010U);
        EXPECT_EQ(config.raft.snapshotChunkBytes, 1011U);
        EXPECT_EQ(config.raft.snapshotWindow, 12U);
        EXPECT_EQ(config.raft.maxSnapshotBytes, 1013U);
        EXPECT_EQ(config.snapshotEntries, 1014U);
        EXPECT_EQ(config.snapshotBytes, 1015U);
        EXPECT_EQ(config.maxFrameBytes, 1000016U);
        EXPECT_EQ(config.host.tickNs, 17000000);
        EXPECT_FALSE(config.host.coalesce);
        EXPECT_EQ(config.host.maxBeats, 1018U);
        EXPECT_TRUE(config.host.quiesce);
        EXPECT_EQ(config.host.restAfterNs, 1019000000);
        EXPECT_EQ(config.host.restCheckNs, 1020000000000);
        EXPECT_EQ(config.host.nodeBeatNs, 1021000000);
        EXPECT_EQ(config.host.nodeSilenceNs, 2022000000);
        EXPECT_EQ(config.host.maxShards, 1023U);
        EXPECT_EQ(config.storage.maxShards, 1023U);
        EXPECT_EQ(config.storage.slackBytes, 1024U);
        EXPECT_EQ(config.host.self, 1U);
        EXPECT_EQ(config.host.epoch, life);
        EXPECT_TRUE(config.isShardingEnabled);
        EXPECT_EQ(config.shards.size(), 1U);
        ASSERT_TRUE(cluster.At(1).Crash());
        ASSERT_TRUE(cluster.At(1).Restart());
    }
}
