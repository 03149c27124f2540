/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sharded-node-world.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

using World = ShardedNodeWorld;
using Texts = std::vector<std::string>;

constexpr int64_t MS = World::MS;

/// Node 2 starts with another, empty disk. @param isKnown whether it says so
void
LoseDisk(World& world, bool isKnown)
{
    world[2].Crash();
    world[2].disk.clear();
    world[2].durable = 0;
    world[2].config.isDiskLost = isKnown;
    EXPECT_FALSE(world[2].Start());
    world[2].config.isDiskLost = false; // said once
}

/// Nodes 1 and 2 have committed what node 3 has not heard of. Then node 2 loses its disk, and is alone with node 3.
void
MeetWithoutMemory(World& world, bool isKnown)
{
    world.StartAll();
    world.Run(10 * MS);
    world.cutOff = {3};
    ASSERT_EQ(world[1].Propose(0, "acknowledged"), RaftError::NONE);
    world.Run(10 * MS);
    ASSERT_EQ(world[1].handle->GetCounters().committed, 1U);
    ASSERT_EQ(world[2].handle->Host().Find(0)->Log().LastIndex(), 2U);
    world.cutOff = {1};
    LoseDisk(world, isKnown);
    world.Run(2000 * MS);
}

} // namespace

/// Why a node that has lost its disk must not go on as if it were new: nodes 2 and 3 are a majority that has forgotten
/// what was acknowledged.
TEST(ShardedNodeLostDisk, WouldLoseWhatWasAcknowledged)
{
    World world(3, 1, 3);
    MeetWithoutMemory(world, false);
    EXPECT_EQ(world[3].handle->Leader(0), world[2].handle->Leader(0));
    ASSERT_NE(world[3].handle->Leader(0), RAFT_NOBODY);
    EXPECT_EQ(world[world[3].handle->Leader(0)].Propose(0, "other"), RaftError::NONE);
    world.Run(100 * MS);
    EXPECT_EQ(world[3].Texts(0), Texts{"other"});
    EXPECT_EQ(world[1].Texts(0), Texts{"acknowledged"}); // at the same index
}

TEST(ShardedNodeLostDisk, RetiredKeepsWhatWasAcknowledged)
{
    World world(3, 1, 3);
    MeetWithoutMemory(world, true);
    EXPECT_TRUE(world[2].handle->IsRetired());
    EXPECT_EQ(world[3].handle->Leader(0), RAFT_NOBODY);
    EXPECT_EQ(world[3].handle->Host().Find(0)->Counters().electionsWon, 0U);
    world.cutOff.clear();
    world.Run(2000 * MS);
    EXPECT_EQ(world[3].Texts(0), Texts{"acknowledged"});
    EXPECT_EQ(world[1].Texts(0), Texts{"acknowledged"});
}

TEST(ShardedNodeLostDisk, RetiredTakesPartInNothing)
{
    World world(3, 2, 3);
    world.StartAll();
    world.Run(10 * MS);
    LoseDisk(world, true);
    world.Run(1000 * MS);
    ShardedNodeHandle& retired = *world[2].handle;
    EXPECT_TRUE(retired.Shards().empty());
    EXPECT_FALSE(retired.HasShard(0));
    EXPECT_EQ(retired.Host().Size(), 0U);
    EXPECT_EQ(world[2].Propose(0, "x"), RaftError::UNKNOWN_SHARD);
    EXPECT_EQ(world[2].service.starts, 2U);
    EXPECT_TRUE(world[2].service.shards.empty());
    EXPECT_GT(retired.Handler().GetCounters().unknownShards, 0U);
    EXPECT_EQ(retired.Handler().GetCounters().requests, 0U);
    EXPECT_GT(world[1].handle->Handler().GetCounters().refusals, 0U);
    EXPECT_EQ(retired.Host().Counters().messagesSent, 0U);
    EXPECT_EQ(retired.Host().Counters().beatsSent, 0U);
    // The others go on.
    EXPECT_EQ(world[1].Propose(0, "a"), RaftError::NONE);
    world.Run(100 * MS);
    EXPECT_EQ(world[3].Texts(0), Texts{"a"});
}

TEST(ShardedNodeLostDisk, IsRememberedOnTheNewDisk)
{
    for (const uint32_t shards : {0U, 2U})
    {
        World world(3, shards, 3);
        world.StartAll();
        world.Run(10 * MS);
        LoseDisk(world, true);
        world.Run(10 * MS);
        for (int life = 0; life < 2; life++)
        {
            world[2].Crash();
            ASSERT_FALSE(world[2].Start());
            EXPECT_TRUE(world[2].handle->IsRetired()) << shards;
            EXPECT_EQ(world[2].handle->Host().Size(), 0U);
            world.Run(10 * MS);
        }
    }
}

TEST(ShardedNodeLostDisk, RetiredDoesNotJoin)
{
    World world(3, 1, 3);
    world.StartAll();
    world.Run(10 * MS);
    LoseDisk(world, true);
    EXPECT_EQ(world[2].handle->Join(world.NowNs(), world[2].config.shards[0]),
              RaftError::UNKNOWN_SHARD);
    EXPECT_EQ(world[2].handle->Host().Size(), 0U);
}

TEST(ShardedNodeLostDisk, JoinTakesOnlyWhatAConfigurationWould)
{
    World world(3, 0, 3);
    world.Configure([](ShardedNodeConfig& config) { config.storage.maxShards = 1; });
    world.StartAll();
    RaftShardConfig shard;
    shard.shard = 5;
    EXPECT_EQ(world[1].handle->Join(world.NowNs(), shard), RaftError::UNKNOWN_SHARD); // no voter
    shard.voters = {2, 2};
    EXPECT_EQ(world[1].handle->Join(world.NowNs(), shard), RaftError::UNKNOWN_SHARD);
    shard.voters = {2, 3}; // it is told of the members before it
    EXPECT_EQ(world[1].handle->Join(world.NowNs(), shard), RaftError::NONE);
    world[1].handle->Settle(world.NowNs());
    EXPECT_EQ(world[1].handle->Shards(), std::vector<RaftShardId>{5});
    shard.shard = 6; // one too many
    EXPECT_EQ(world[1].handle->Join(world.NowNs(), shard), RaftError::UNKNOWN_SHARD);
    shard.shard = RAFT_NODE_PREFIX;
    EXPECT_EQ(world[1].handle->Join(world.NowNs(), shard), RaftError::UNKNOWN_SHARD);
}
