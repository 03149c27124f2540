/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sharded-node-world.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

using World = ShardedNodeWorld;
using Texts = std::vector<std::string>;

constexpr int64_t MS = World::MS;

/// @return @p count texts: 0, 1, ...
Texts
Numbers(int count)
{
    Texts texts;
    for (int i = 0; i < count; i++)
    {
        texts.push_back(std::to_string(i));
    }
    return texts;
}

/// All nodes have all shards, and run.
class SnapshotWorld : public World
{
  public:
    using Change = std::function<void(ShardedNodeConfig&)>;

    /**
     * @param nodes how many
     * @param shards how many
     * @param entries after which there is a snapshot; 0: never
     * @param trailing entries that are kept behind it
     * @param change of the configuration besides
     */
    SnapshotWorld(
        uint32_t nodes,
        uint32_t shards,
        uint64_t entries,
        uint32_t trailing,
        const Change& change = [](ShardedNodeConfig&) {})
        : World(nodes, shards, nodes)
    {
        Configure(
            [&](ShardedNodeConfig& config)
            {
                config.snapshotEntries = entries;
                config.raft.trailingEntries = trailing;
                change(config);
            });
        StartAll();
        Run(10 * MS);
    }
};

/// The leader of a shard proposes texts, one after the other.
void
ProposeAll(World& world, RaftNodeId leader, RaftShardId shard, const Texts& texts)
{
    for (const std::string& text : texts)
    {
        EXPECT_EQ(world[leader].Propose(shard, text), RaftError::NONE);
        world.Run(2 * MS);
    }
}

} // namespace

TEST(ShardedNodeSnapshot, ComesAfterSoManyEntries)
{
    SnapshotWorld world(1, 2, 10, 0);
    ProposeAll(world, 1, 0, Numbers(8)); // with the empty entry of the leader: 9
    EXPECT_TRUE(world[1].snapshots.empty());
    ProposeAll(world, 1, 0, {"8"});
    ASSERT_EQ(world[1].snapshots.size(), 1U);
    EXPECT_EQ(world[1].snapshots[0].shard, 0U);
    EXPECT_EQ(world[1].snapshots[0].index, 10U);
    EXPECT_EQ(world[1].snapshots[0].bytes, 9 * 2U); // a digit and a 0 each
    EXPECT_FALSE(world[1].snapshots[0].isReceived);
    ProposeAll(world, 1, 0, Numbers(9));
    EXPECT_EQ(world[1].snapshots.size(), 1U);
    ProposeAll(world, 1, 0, {"9"});
    ASSERT_EQ(world[1].snapshots.size(), 2U);
    EXPECT_EQ(world[1].snapshots[1].index, 20U);
    EXPECT_EQ(world[1].handle->GetCounters().snapshots, 2U);
    EXPECT_EQ(world[1].handle->GetCounters().snapshotBytes, 9 * 2U + 19 * 2U);
    EXPECT_EQ(world[1].handle->Host().Find(0)->Log().Size(), 0U);
    EXPECT_EQ(world[1].handle->Host().Find(1)->Snapshot(), nullptr);
}

TEST(ShardedNodeSnapshot, ComesAfterSoManyBytes)
{
    SnapshotWorld world(1, 1, 0, 2, [](ShardedNodeConfig& config) { config.snapshotBytes = 1000; });
    ProposeAll(world, 1, 0, Texts(9, std::string(100, 'a')));
    EXPECT_TRUE(world[1].snapshots.empty());
    ProposeAll(world, 1, 0, Texts(1, std::string(100, 'a')));
    ASSERT_EQ(world[1].snapshots.size(), 1U);
    EXPECT_EQ(world[1].snapshots[0].index, 11U);
    // Two entries with 200 bytes are kept, so 8 more make it too long again.
    ProposeAll(world, 1, 0, Texts(7, std::string(100, 'b')));
    EXPECT_EQ(world[1].snapshots.size(), 1U);
    ProposeAll(world, 1, 0, Texts(1, std::string(100, 'b')));
    ASSERT_EQ(world[1].snapshots.size(), 2U);
    EXPECT_EQ(world[1].snapshots[1].index, 19U);
}

TEST(ShardedNodeSnapshot, NeverComesWithoutLimits)
{
    SnapshotWorld world(1, 1, 0, 0, [](ShardedNodeConfig& config) { config.snapshotBytes = 0; });
    ProposeAll(world, 1, 0, Texts(50, std::string(1000, 'a')));
    EXPECT_TRUE(world[1].snapshots.empty());
}

/// What the disks of others made committed is not on this one yet: the snapshot comes when it is.
TEST(ShardedNodeSnapshot, WaitsForTheDiskAndNotForTheNextEntry)
{
    SnapshotWorld world(3, 1, 10, 1024);
    ProposeAll(world, 1, 0, Numbers(5));
    world[1].isStalled = true;
    ProposeAll(world, 1, 0, Numbers(5)); // applied: 11
    EXPECT_EQ(world[1].Texts(0).size(), 10U);
    EXPECT_TRUE(world[1].snapshots.empty());
    EXPECT_EQ(world[2].snapshots.size(), 1U);
    world[1].isStalled = false;
    world[1].BecomeDurable(world[1].disk.back().record.id);
    EXPECT_EQ(world[1].snapshots.size(), 1U);
}

TEST(ShardedNodeSnapshot, IsWhatANodeStartsFrom)
{
    SnapshotWorld world(1, 1, 10, 3);
    ProposeAll(world, 1, 0, Numbers(14)); // a snapshot of 10 entries, and 5 more
    world[1].Crash();
    ASSERT_FALSE(world[1].Start());
    EXPECT_EQ(world[1].service.shards[0].fromSnapshots, 1U);
    EXPECT_EQ(world[1].service.shards[0].restored, 1U); // in this life
    EXPECT_EQ(world[1].Texts(0), Numbers(9));
    world.Run(1000 * MS);
    EXPECT_EQ(world[1].Texts(0), Numbers(14));
    EXPECT_EQ(world[1].service.gaps, 0U);
    // The next snapshot is reckoned from the one on the disk: 10 + 10, with the leaders' entries.
    EXPECT_EQ(world[1].snapshots.size(), 1U);
    ProposeAll(world, 1, 0, Numbers(4));
    ASSERT_EQ(world[1].snapshots.size(), 2U);
    EXPECT_EQ(world[1].snapshots[1].index, 20U);
}

TEST(ShardedNodeSnapshot, IsOfNoUseUntilItIsDurable)
{
    SnapshotWorld world(1, 1, 10, 0);
    ProposeAll(world, 1, 0, Numbers(8));
    world[1].Propose(0, "8");
    world[1].isStalled = true;
    world.Run(2 * MS); // its entry is durable, and the snapshot is being written
    ASSERT_EQ(world[1].snapshots.size(), 1U);
    world[1].Crash();
    world[1].isStalled = false;
    ASSERT_FALSE(world[1].Start());
    EXPECT_EQ(world[1].service.shards[0].fromSnapshots, 0U);
    world.Run(1000 * MS);
    EXPECT_EQ(world[1].Texts(0), Numbers(9));
}

TEST(ShardedNodeSnapshot, GoesToAFollowerThatWasAway)
{
    SnapshotWorld world(
        3, 1, 10, 2, [](ShardedNodeConfig& config) { config.raft.snapshotChunkBytes = 8; });
    ProposeAll(world, 1, 0, Numbers(2));
    world[3].Crash();
    for (int i = 2; i < 30; i++)
    {
        ProposeAll(world, 1, 0, {std::to_string(i)});
    }
    ASSERT_FALSE(world[3].Start());
    world.Run(1000 * MS);
    EXPECT_EQ(world[3].Texts(0), Numbers(30));
    EXPECT_EQ(world[3].service.gaps, 0U);
    EXPECT_EQ(world[3].handle->GetCounters().snapshotsReceived, 1U);
    ASSERT_FALSE(world[3].snapshots.empty());
    const World::Snapshot& got = world[3].snapshots.front();
    EXPECT_TRUE(got.isReceived);
    EXPECT_EQ(got.index, 30U);
    EXPECT_EQ(got.bytes, world[1].handle->Host().Find(0)->Snapshot()->SizeBytes());
    // It is on its disk.
    world[3].Crash();
    ASSERT_FALSE(world[3].Start());
    EXPECT_EQ(world[3].service.shards[0].fromSnapshots, 1U);
    EXPECT_EQ(world[3].Texts(0), Numbers(29));
}

TEST(ShardedNodeSnapshot, EndsProposalsThatItTakesThePlaceOf)
{
    SnapshotWorld world(3, 1, 10, 0);
    world.cutOff = {1};
    world[1].Propose(0, "lost");
    world.Run(1000 * MS);
    const RaftNodeId leader = world[2].handle->Leader(0);
    ASSERT_TRUE(leader == 2 || leader == 3);
    ProposeAll(world, leader, 0, Numbers(20));
    world.cutOff.clear();
    world.Run(1000 * MS);
    EXPECT_EQ(world[1].handle->GetCounters().snapshotsReceived, 1U);
    EXPECT_EQ(world[1].Texts(0), Numbers(20));
    EXPECT_EQ(world[1].handle->GetCounters().superseded, 1U);
    EXPECT_EQ(world[1].handle->Waiting(), 0U);
}

/// One shard writes, and another one has something in the oldest record.
TEST(ShardedNodeDisk, StaysBoundedBesideAnIdleShard)
{
    SnapshotWorld world(
        1, 2, 20, 0, [](ShardedNodeConfig& config) { config.storage.slackBytes = 4096; });
    ProposeAll(world, 1, 1, {"idle"});
    uint64_t most = 0;
    uint64_t written = 0;
    for (int i = 0; i < 1000; i++)
    {
        ProposeAll(world, 1, 0, {std::string(1, static_cast<char>('a' + i % 20))});
        const RaftStorage& storage = world[1].handle->Storage();
        // Half of what is there is of use, but for the slack and what is not durable yet.
        EXPECT_LE(storage.LogBytes(), 2 * storage.LiveBytes() + 4096 + 4096) << i;
        EXPECT_EQ(world[1].DiskBytes(), storage.LogBytes()) << i; // all that is of no use is gone
        most = std::max(most, world[1].DiskBytes());
        written = storage.GetCounters().bytes;
    }
    EXPECT_GT(world[1].removed, 900U);
    EXPECT_GT(world[1].handle->Storage().GetCounters().rewrittenShards, 0U);
    EXPECT_LT(10 * most, 10 * (2 * 4096 + 2 * 2000 + 4096));
    EXPECT_GT(written, 4 * most);
    world[1].Crash();
    ASSERT_FALSE(world[1].Start());
    world.Run(1000 * MS);
    EXPECT_EQ(world[1].Texts(1), Texts{"idle"});
    EXPECT_EQ(world[1].Texts(0).size(), 1000U);
}
