/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/raft/raft-node-fixture.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

// Nodes that speak the protocol without shards, as during a migration.

namespace
{

class RaftNodeLegacy : public RaftNodeFixture
{
};

} // namespace

TEST_F(RaftNodeLegacy, OldAndNewNodesShareShardZero)
{
    RaftNodeCluster& cluster = Make();
    cluster.raft.SetNodeAttribute("Protocols", StringValue("both"));
    cluster.raft.SetNodeAttribute("Quiesce", BooleanValue(true));
    cluster.Install();
    MakeLegacy(cluster.At(2));
    EXPECT_EQ(cluster.At(2).Validate(), "");
    for (const RaftNodeId id : {1, 3})
    {
        cluster.At(id).SetShards({Shard(0, {1, 2, 3}, id == 1), Shard(7, {1, 3}, id == 1)});
    }
    cluster.Run(Seconds(2));
    EXPECT_EQ(cluster.opened[std::make_pair(1U, 3U)], std::vector<std::string>{"raft-shard"});
    EXPECT_EQ(cluster.opened[std::make_pair(1U, 2U)], std::vector<std::string>{"raft-rpc"});
    EXPECT_EQ(cluster.opened[std::make_pair(2U, 1U)], std::vector<std::string>{"raft-rpc"});
    ASSERT_EQ(cluster.LeaderOf(0), 1U);
    ASSERT_TRUE(cluster.Propose(0, "new leads"));
    ASSERT_TRUE(cluster.Propose(7, "new only"));
    cluster.Run(MilliSeconds(200));
    ASSERT_EQ(cluster.At(1).TransferLeadership(0, 2), RaftError::NONE);
    cluster.Run(MilliSeconds(800));
    ASSERT_EQ(cluster.LeaderOf(0), 2U);
    ASSERT_TRUE(cluster.Propose(0, "old leads"));
    cluster.Run(MilliSeconds(200));
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(cluster.CommandsAt(id, 0), (Commands{"new leads", "old leads"})) << id;
    }
    EXPECT_EQ(cluster.CommandsAt(3, 7), Commands{"new only"});
    // An idle while later all is as it was: what the old node takes part in cannot rest, the rest does.
    const uint64_t before = cluster.CountRoles(0, RaftRole::LEADER);
    cluster.Run(Seconds(27));
    EXPECT_EQ(cluster.CountRoles(0, RaftRole::LEADER), before);
    EXPECT_EQ(cluster.LeaderOf(0), 2U);
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(cluster.CoreAt(id, 0)->Counters().rests, 0U) << id;
    }
    EXPECT_TRUE(cluster.CoreAt(1, 7)->IsResting());
}

TEST_F(RaftNodeLegacy, AnOldAndANewNodeAreAMajority)
{
    RaftNodeCluster& cluster = Make();
    cluster.raft.SetNodeAttribute("Protocols", StringValue("both"));
    cluster.Install();
    MakeLegacy(cluster.At(3));
    cluster.Run(MilliSeconds(500));
    ASSERT_TRUE(cluster.ProposeTo(1, 0, "to both kinds"));
    cluster.Run(MilliSeconds(500));
    for (RaftNodeId id = 1; id <= 3; id++)
    {
        EXPECT_EQ(cluster.CommandsAt(id, 0), Commands{"to both kinds"}) << id;
    }
    ASSERT_TRUE(cluster.At(1).Crash());
    ASSERT_EQ(cluster.At(2).TransferLeadership(0, 3), RaftError::NOT_LEADER);
    cluster.Run(Seconds(2));
    ASSERT_NE(cluster.LeaderOf(0), RAFT_NOBODY);
    ASSERT_TRUE(cluster.Propose(0, "of two kinds"));
    cluster.Run(MilliSeconds(200));
    EXPECT_EQ(cluster.CommandsAt(2, 0), (Commands{"to both kinds", "of two kinds"}));
    EXPECT_EQ(cluster.CommandsAt(3, 0), (Commands{"to both kinds", "of two kinds"}));
}

TEST_F(RaftNodeLegacy, ShardedNodesDoNotTalkToThoseOfOld)
{
    RaftNodeCluster& cluster = Make(RaftPlacement(1, 2, 2), 2);
    cluster.Install();
    cluster.At(2).SetAttribute("Protocols", StringValue("legacy"));
    EXPECT_NE(cluster.At(2).Validate(), "") << "it has no shards";
    MakeLegacy(cluster.At(2));
    EXPECT_EQ(cluster.At(2).Validate(), "");
    cluster.Run(Seconds(2));
    EXPECT_EQ(cluster.LeaderOf(0), RAFT_NOBODY);
    EXPECT_GT(cluster.At(2).GetEndpoint()->GetTotals().Answered(AlpnStatus::NO_PROTOCOL), 0U);
    EXPECT_EQ(cluster.At(2).GetTotals().handler.requests, 0U);
}
