/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-frame-fixture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

// Deadlines that have moved on wake nobody: RaftHost::Collect passes over them.

namespace
{

constexpr int64_t MS = 1000000;
constexpr int64_t TICK_NS = 10 * MS;
constexpr int64_t START_NS = 1000 * MS;

/// Node 2, which follows node 1 in some groups of three.
class RaftHostDeadline : public testing::Test
{
  protected:
    void
    Add(RaftShardId groups)
    {
        RaftStart start;
        start.bootstrap.voters = {1, 2, 3};
        for (RaftShardId shard = 0; shard < groups; shard++)
        {
            ASSERT_TRUE(host.AddShard(START_NS, shard, RaftOptions(), start, shard));
        }
        output.Persist(host, START_NS);
    }

    /// @return heartbeats of node 1 in term 1
    static RaftBeats
    Beats(const std::vector<RaftShardId>& shards)
    {
        RaftMessage message = RaftMessageOf(RaftMessageType::HEARTBEAT);
        message.term = 1;
        RaftBeats beats;
        beats.from = 1;
        beats.to = 2;
        beats.epoch = 1;
        for (const RaftShardId shard : shards)
        {
            beats.beats.push_back(RaftBeat::Of(shard, message));
        }
        return beats;
    }

    /// @return when the host is to be woken for a deadline of a group: at the end of its tick
    int64_t
    EndOfTick(RaftShardId shard) const
    {
        return (host.Find(shard)->NextDeadlineNs() + TICK_NS - 1) / TICK_NS * TICK_NS;
    }

    static RaftHost::Config
    MakeConfig()
    {
        RaftHost::Config config;
        config.self = 2;
        config.tickNs = TICK_NS;
        config.quiesce = false;
        return config;
    }

    RaftHostRecorder output;
    RaftHost host{MakeConfig(), output};
};

} // namespace

TEST_F(RaftHostDeadline, ATimeoutThatAHeartbeatPutOffWakesNobody)
{
    Add(1);
    const int64_t before = host.NextDeadlineNs();
    EXPECT_EQ(before, EndOfTick(0));
    host.ReceiveBeats(START_NS + 100 * MS, Beats({0})); // of a new term: the long way
    output.Persist(host, START_NS + 100 * MS);
    EXPECT_EQ(host.NextDeadlineNs(), EndOfTick(0));
    EXPECT_GE(host.NextDeadlineNs(), START_NS + 250 * MS); // the shortest timeout after it
    const int64_t since = host.Counters().quietBeats;
    const int64_t first = host.NextDeadlineNs();
    host.ReceiveBeats(START_NS + 200 * MS, Beats({0})); // changes nothing but times
    EXPECT_EQ(host.Counters().quietBeats, since + 1U);
    EXPECT_EQ(host.NextDeadlineNs(), first) << "before Collect";
    host.Collect(START_NS + 200 * MS);
    EXPECT_EQ(host.NextDeadlineNs(), first + 100 * MS);
    EXPECT_EQ(host.NextDeadlineNs(), EndOfTick(0));
}

TEST_F(RaftHostDeadline, OneThatHasNotMovedStaysAheadOfThoseThatHave)
{
    constexpr RaftShardId GROUPS = 20;
    Add(GROUPS);
    for (RaftShardId silent = 0; silent < GROUPS; silent++)
    {
        // All but one are heard of again and again.
        std::vector<RaftShardId> heard;
        for (RaftShardId shard = 0; shard < GROUPS; shard++)
        {
            if (shard != silent)
            {
                heard.push_back(shard);
            }
        }
        RaftHost one(MakeConfig(), output);
        RaftStart start;
        start.bootstrap.voters = {1, 2, 3};
        for (RaftShardId shard = 0; shard < GROUPS; shard++)
        {
            ASSERT_TRUE(one.AddShard(START_NS, shard, RaftOptions(), start, shard));
        }
        output.Persist(one, START_NS);
        const int64_t due = one.Find(silent)->NextDeadlineNs();
        for (const int64_t nowNs : {START_NS + 70 * MS, START_NS + 140 * MS})
        {
            one.ReceiveBeats(nowNs, Beats(heard));
            output.Persist(one, nowNs);
        }
        EXPECT_EQ(one.Find(silent)->NextDeadlineNs(), due);
        EXPECT_EQ(one.NextDeadlineNs(), (due + TICK_NS - 1) / TICK_NS * TICK_NS) << silent;
    }
}

TEST_F(RaftHostDeadline, AFollowerOfManyGroupsThatAreHeardOfIsHardlyWoken)
{
    constexpr RaftShardId GROUPS = 100;
    Add(GROUPS);
    std::vector<RaftShardId> all;
    for (RaftShardId shard = 0; shard < GROUPS; shard++)
    {
        all.push_back(shard);
    }
    uint64_t wakes = 0;
    for (int64_t nowNs = START_NS + 50 * MS; nowNs <= START_NS + 10000 * MS; nowNs += 50 * MS)
    {
        while (host.NextDeadlineNs() <= nowNs)
        {
            wakes++;
            host.Tick(host.NextDeadlineNs());
            output.Persist(host, nowNs);
        }
        host.ReceiveBeats(nowNs, Beats(all));
        output.Persist(host, nowNs);
    }
    EXPECT_LE(wakes, 1U) << "for the end of the ring of deadlines: 1,024 ticks";
    EXPECT_EQ(output.roles, 1U * GROUPS) << "each follows node 1 all the time";
    // Nobody comes any more: the first timeouts are real.
    int64_t first = RaftCore::NEVER;
    for (const RaftShardId shard : all)
    {
        first = std::min(first, EndOfTick(shard));
    }
    EXPECT_EQ(host.NextDeadlineNs(), first);
    host.Tick(first);
    output.Persist(host, first);
    uint64_t candidates = 0;
    for (const RaftShardId shard : all)
    {
        candidates += host.Find(shard)->Role() == RaftRole::PRE_CANDIDATE ? 1 : 0;
    }
    EXPECT_GT(candidates, 0U);
}
