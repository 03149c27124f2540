/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scenarios/snapshot-bystanders.h"
#include "test/support/scenario-run.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr auto PRE = RaftRole::PRE_CANDIDATE;
constexpr auto CANDIDATE = RaftRole::CANDIDATE;
constexpr auto LEADER = RaftRole::LEADER;
constexpr auto FOLLOWER = RaftRole::FOLLOWER;

class SnapshotBystandersTest : public testing::Test
{
  protected:
    void
    Is(int64_t ms, uint32_t node, uint32_t shard, RaftRole role, uint64_t term)
    {
        m_bystanders.NoteRole(MilliSeconds(ms), node, shard, role, term);
    }

    double
    Metric(const std::string& name)
    {
        RunRecord record;
        m_bystanders.Report(record);
        return MetricOf(record, name);
    }

    SnapshotBystanders m_bystanders{MilliSeconds(100), 3, 3}; //!< warm-up, shards, nodes
};

} // namespace

TEST_F(SnapshotBystandersTest, AShardWithASnapshotIsNone)
{
    for (uint32_t shard = 0; shard < 3; shard++)
    {
        Is(150, 0, shard, CANDIDATE, 2);
        Is(160, 0, shard, LEADER, 2);
    }
    EXPECT_EQ(Metric("bystanders.candidacies"), 3);
    EXPECT_EQ(Metric("bystanders.elections"), 3);
    m_bystanders.NoteSnapshot(0, 1000, false);
    EXPECT_EQ(Metric("bystanders.candidacies"), 2) << "one that is made can be sent";
    EXPECT_EQ(Metric("snapshots.received-bytes"), 0);
    m_bystanders.NoteSnapshot(2, 70, true);
    m_bystanders.NoteSnapshot(2, 7, true);
    EXPECT_EQ(Metric("bystanders.candidacies"), 1);
    EXPECT_EQ(Metric("bystanders.elections"), 1);
    EXPECT_EQ(Metric("snapshots.received-bytes"), 77);
}

TEST_F(SnapshotBystandersTest, ACandidacyIsOneUntilItEnds)
{
    Is(99, 1, 0, PRE, 1);
    Is(100, 1, 0, CANDIDATE, 2);
    EXPECT_EQ(Metric("bystanders.candidacies"), 0) << "it began before the warm-up ended";
    Is(110, 1, 0, FOLLOWER, 2);
    Is(120, 1, 0, PRE, 2);
    Is(130, 1, 0, CANDIDATE, 3);
    Is(140, 1, 0, CANDIDATE, 4);
    Is(141, 2, 0, PRE, 2);
    EXPECT_EQ(Metric("bystanders.candidacies"), 2) << "of two nodes";
}

TEST_F(SnapshotBystandersTest, AnElectionIsWonOnceInATerm)
{
    Is(99, 0, 0, LEADER, 1);
    EXPECT_EQ(Metric("bystanders.elections"), 0) << "before the warm-up ended";
    Is(100, 0, 0, LEADER, 1);
    EXPECT_EQ(Metric("bystanders.elections"), 0) << "the same one";
    Is(101, 1, 0, LEADER, 3);
    Is(102, 2, 0, LEADER, 2);
    EXPECT_EQ(Metric("bystanders.elections"), 1) << "one that comes late has lost";
}
