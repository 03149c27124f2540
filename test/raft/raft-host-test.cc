/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-host-mesh.h"

#include "ns3/raft-timer-ring.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr int64_t MS = 1000000;
constexpr int64_t SECOND = 1000 * MS;

RaftHost::Config
Quiet(bool quiesce)
{
    RaftHost::Config config;
    config.quiesce = quiesce;
    config.epoch = 5;
    return config;
}

/// @return which node leads each group, as all nodes that are up see it; 0: they do not agree
std::vector<RaftNodeId>
Leaders(RaftHostMesh& mesh, uint32_t nodes, uint32_t groups)
{
    std::vector<RaftNodeId> leaders(groups, RAFT_NOBODY);
    for (RaftShardId shard = 0; shard < groups; shard++)
    {
        std::set<RaftNodeId> named;
        for (RaftNodeId id = 1; id <= nodes; id++)
        {
            const RaftCore* core = mesh.At(id).isUp ? mesh.At(id).host.Find(shard) : nullptr;
            if (core)
            {
                named.insert(core->Leader());
            }
        }
        leaders[shard] = named.size() == 1 ? *named.begin() : RAFT_NOBODY;
    }
    return leaders;
}

uint32_t
Resting(RaftHostMesh& mesh, uint32_t nodes)
{
    uint32_t resting = 0;
    for (RaftNodeId id = 1; id <= nodes; id++)
    {
        resting += mesh.At(id).host.Resting();
    }
    return resting;
}

uint64_t
Wakes(RaftHostMesh& mesh, RaftNodeId id, uint32_t groups, RaftWake reason)
{
    uint64_t wakes = 0;
    for (RaftShardId shard = 0; shard < groups; shard++)
    {
        const RaftCore* core = mesh.At(id).host.Find(shard);
        wakes += core ? core->Counters().wakes[static_cast<size_t>(reason)] : 0;
    }
    return wakes;
}

} // namespace

TEST(RaftTimerRing, BringsEveryDeadlineUpOnceAtTheEndOfItsSpan)
{
    RaftTimerRing ring(10);
    std::vector<RaftTimerRing::Item> items(5);
    ring.Set(items[0], 25);
    ring.Set(items[1], 30);
    ring.Set(items[2], 31);
    ring.Set(items[3], RaftTimerRing::NEVER);
    EXPECT_EQ(ring.NextNs(), 30);
    EXPECT_EQ(ring.TakeDue(29), nullptr);
    const std::set<RaftTimerRing::Item*> due{ring.TakeDue(30), ring.TakeDue(30)};
    EXPECT_EQ(due, (std::set<RaftTimerRing::Item*>{&items[0], &items[1]}));
    EXPECT_EQ(ring.TakeDue(30), nullptr);
    ring.Set(items[0], 30); // has passed
    EXPECT_EQ(ring.NextNs(), 40);
    ring.Set(items[2], 1000); // is not set back
    EXPECT_NE(ring.TakeDue(40), nullptr);
    EXPECT_NE(ring.TakeDue(40), nullptr);
    EXPECT_EQ(ring.NextNs(), RaftTimerRing::NEVER);
}

TEST(RaftTimerRing, KeepsTheOrderWithinASpan)
{
    RaftTimerRing ring(10);
    std::vector<RaftTimerRing::Item> items(5);
    for (auto& item : items)
    {
        ring.Set(item, 5);
    }
    ring.Remove(items[4]); // the last, one from the middle, the first
    ring.Remove(items[2]);
    ring.Remove(items[0]);
    ring.Set(items[0], 3);
    EXPECT_EQ(ring.TakeDue(10), &items[1]);
    EXPECT_EQ(ring.TakeDue(10), &items[3]);
    EXPECT_EQ(ring.TakeDue(10), &items[0]);
    EXPECT_EQ(ring.TakeDue(10), nullptr);
}

TEST(RaftTimerRing, BringsFarDeadlinesUpEarlierAndForgetsWhatIsTakenOut)
{
    RaftTimerRing ring(1);
    RaftTimerRing::Item far;
    ring.Set(far, 1000000);
    int64_t nowNs = 0;
    for (int i = 0; i < 2000 && nowNs < 1000000; i++)
    {
        ASSERT_GT(ring.NextNs(), nowNs);
        nowNs = ring.NextNs();
        ASSERT_EQ(ring.TakeDue(nowNs), &far);
        ring.Set(far, 1000000);
    }
    EXPECT_EQ(nowNs, 1000000);
    ring.Remove(far);
    ring.Remove(far);
    EXPECT_EQ(ring.NextNs(), RaftTimerRing::NEVER);
}

TEST(RaftHost, HeartbeatsOfManyGroupsShareMessages)
{
    // 90 groups on 3 of 3 nodes, 30 led by each. Every 50 ms each node sends its heartbeats to the
    // two others in one message, and gets the answers in one.
    RaftHostMesh mesh(3, Quiet(false));
    mesh.AddGroups(90, 3, RaftOptions());
    mesh.Run(SECOND);
    const std::vector<RaftNodeId> leaders = Leaders(mesh, 3, 90);
    const RaftHostCounters before = mesh.At(1).host.Counters();
    mesh.Run(SECOND);
    const RaftHostCounters& after = mesh.At(1).host.Counters();
    EXPECT_EQ(after.beatMessagesSent - before.beatMessagesSent, 20U * 4);
    EXPECT_EQ(after.beatsSent - before.beatsSent, 20U * 2 * 30) << "answers are one number";
    EXPECT_EQ(after.setsRepeated - before.setsRepeated, 20U * 2);
    EXPECT_EQ(after.quietBeats - before.quietBeats, after.beatsReceived - before.beatsReceived);
    EXPECT_EQ(after.messagesSent, before.messagesSent);
    EXPECT_EQ(Leaders(mesh, 3, 90), leaders);
    EXPECT_EQ(Resting(mesh, 3), 0U);
    for (RaftShardId shard = 0; shard < 90; shard++)
    {
        EXPECT_EQ(leaders[shard], shard % 3 + 1);
    }
}

TEST(RaftHost, WithoutCoalescingHeartbeatsAreMessagesOfTheirGroups)
{
    RaftHost::Config config = Quiet(false);
    config.coalesce = false;
    RaftHostMesh mesh(3, config);
    mesh.AddGroups(6, 3, RaftOptions());
    mesh.Run(SECOND);
    // It leads two groups, and answers the heartbeats of four.
    EXPECT_GE(mesh.At(1).host.Counters().messagesSent, 20U * (2 * 2 + 4));
    EXPECT_EQ(mesh.At(1).host.Counters().beatMessagesSent, 0U);
    EXPECT_NE(Leaders(mesh, 3, 6)[0], RAFT_NOBODY);
}

TEST(RaftHost, IdleGroupsRestAndANodeTellsThatItLivesOnceForAll)
{
    RaftHostMesh mesh(5, Quiet(true));
    mesh.AddGroups(100, 3, RaftOptions());
    mesh.Run(3 * SECOND);
    EXPECT_EQ(Resting(mesh, 5), 300U);
    const std::vector<RaftNodeId> leaders = Leaders(mesh, 5, 100);
    // Each node leads groups with the two nodes behind it.
    EXPECT_EQ(mesh.Run(50 * SECOND), 50U * 5 * 2);
    // Once a minute all followers ask, are answered, and say that they rest.
    EXPECT_EQ(mesh.Run(60 * SECOND), 60U * 5 * 2 + 3 * 5 * 2);
    EXPECT_EQ(Leaders(mesh, 5, 100), leaders);
    EXPECT_EQ(Resting(mesh, 5), 300U);
}

TEST(RaftHost, AProposalWakesItsGroupOnlyAndItRestsAgain)
{
    RaftHostMesh mesh(3, Quiet(true));
    mesh.AddGroups(3, 3, RaftOptions());
    mesh.Run(3 * SECOND);
    ASSERT_EQ(Resting(mesh, 3), 9U);
    const uint64_t applied = mesh.At(2).applied;
    ASSERT_TRUE(mesh.At(1).host.Propose(mesh.NowNs(), 0, nullptr).IsOk());
    mesh.At(1).Settle(mesh.NowNs());
    mesh.Run(100 * MS);
    EXPECT_EQ(mesh.At(2).applied, applied + 1);
    EXPECT_EQ(Resting(mesh, 3), 6U);
    EXPECT_EQ(Wakes(mesh, 1, 3, RaftWake::PROPOSAL), 1U);
    EXPECT_EQ(Wakes(mesh, 2, 3, RaftWake::MESSAGE), 1U);
    mesh.Run(2 * SECOND);
    EXPECT_EQ(Resting(mesh, 3), 9U);
}

TEST(RaftHost, AReadAtARestingFollowerIsAnswered)
{
    RaftOptions options;
    options.leaseReads = true;
    RaftHostMesh mesh(3, Quiet(true));
    mesh.AddGroups(1, 3, options);
    mesh.Run(3 * SECOND);
    ASSERT_EQ(Resting(mesh, 3), 3U);
    ASSERT_EQ(mesh.At(2).host.Read(mesh.NowNs(), 0, 7, true), RaftError::NONE);
    mesh.At(2).Settle(mesh.NowNs());
    mesh.Run(100 * MS);
    EXPECT_TRUE(mesh.At(2).reads[7]);
    EXPECT_EQ(Wakes(mesh, 2, 1, RaftWake::READ), 1U);
    EXPECT_EQ(mesh.At(1).host.Find(0)->Counters().quorumReads, 1U) << "the lease was old";
}

TEST(RaftHost, SilenceOfANodeWakesTheGroupsThatItLed)
{
    constexpr uint32_t GROUPS = 50;
    RaftHostMesh mesh(5, Quiet(true));
    mesh.AddGroups(GROUPS, 3, RaftOptions());
    mesh.Run(3 * SECOND);
    const std::vector<RaftNodeId> before = Leaders(mesh, 5, GROUPS);
    mesh.At(1).isUp = false;
    // Silence of 3 s, and an election of those who have waited long enough.
    mesh.Run(3 * SECOND + 600 * MS);
    const std::vector<RaftNodeId> after = Leaders(mesh, 5, GROUPS);
    for (RaftShardId shard = 0; shard < GROUPS; shard++)
    {
        EXPECT_NE(after[shard], RAFT_NOBODY) << shard;
        EXPECT_EQ(after[shard] == before[shard], before[shard] != 1) << shard;
    }
    EXPECT_EQ(Wakes(mesh, 2, GROUPS, RaftWake::NODE_SILENT), GROUPS / 5);
    EXPECT_EQ(mesh.At(2).host.Counters().nodesSilent, 1U);
    EXPECT_EQ(mesh.At(4).host.Counters().nodesSilent, 0U) << "it shares no group with node 1";
    // The groups that it led cannot rest without it; those that it followed in have not noticed.
    mesh.Run(5 * SECOND);
    EXPECT_EQ(Resting(mesh, 5), 3 * GROUPS - 2 * GROUPS / 5) << "with those of node 1 itself";
}

TEST(RaftHost, ANodeInAnotherLifeWakesWhatRestsForItAndWithIt)
{
    RaftHostMesh mesh(3, Quiet(true));
    mesh.AddGroups(3, 3, RaftOptions());
    mesh.Run(3 * SECOND);
    ASSERT_EQ(Resting(mesh, 3), 9U);
    RaftBeats beats;
    beats.from = 1;
    beats.to = 2;
    beats.epoch = 6;
    beats.knownEpoch = 5;
    mesh.At(2).host.ReceiveBeats(mesh.NowNs(), beats);
    mesh.At(2).Settle(mesh.NowNs());
    EXPECT_EQ(mesh.At(2).host.Counters().nodesRestarted, 1U);
    // Group 0 is led by node 1, group 1 by node 2 itself, group 2 by node 3.
    EXPECT_FALSE(mesh.At(2).host.Find(0)->IsResting());
    EXPECT_FALSE(mesh.At(2).host.Find(1)->IsResting());
    EXPECT_TRUE(mesh.At(2).host.Find(2)->IsResting());

    // What is left of the earlier life counts no more.
    beats.epoch = 5;
    mesh.At(2).host.ReceiveBeats(mesh.NowNs(), beats);
    EXPECT_EQ(mesh.At(2).host.Counters().strayBeats, 1U);
}

TEST(RaftHost, ALeaderHearsThatAMemberHasRestarted)
{
    RaftHostMesh mesh(3, Quiet(true));
    mesh.AddGroups(1, 3, RaftOptions());
    mesh.Run(3 * SECOND);
    ASSERT_TRUE(mesh.At(1).host.Find(0)->IsResting());
    RaftHost::Config config = Quiet(true);
    config.epoch = 6;
    mesh.Restart(2, config);
    RaftStart start;
    start.bootstrap.voters = {1, 2, 3};
    RaftOptions mute;
    mute.priority = 0; // it would not say anything by itself
    mesh.At(2).host.AddShard(mesh.NowNs(), 0, mute, start, 1);
    mesh.Run(1100 * MS); // the sign of life is for a life that is over, and is answered
    EXPECT_EQ(mesh.At(1).host.Counters().nodesRestarted, 1U);
    EXPECT_EQ(Wakes(mesh, 1, 1, RaftWake::NODE_RESTARTED), 1U);
    EXPECT_EQ(mesh.At(2).host.Find(0)->Leader(), 1U);
}

TEST(RaftHost, CountsWhatIsForGroupsThatItDoesNotHave)
{
    RaftHostMesh mesh(3, Quiet(true));
    mesh.AddGroups(1, 3, RaftOptions());
    RaftHost& host = mesh.At(1).host;
    RaftMessage message;
    EXPECT_FALSE(host.Receive(mesh.NowNs(), 7, message));
    RaftBeats beats;
    beats.from = 2;
    beats.to = 1;
    beats.epoch = 5;
    beats.beats.resize(2);
    beats.beats[0].shard = 7;
    beats.beats[1].shard = 700000;
    host.ReceiveBeats(mesh.NowNs(), beats);
    EXPECT_EQ(host.Counters().unknownShards, 3U);
    beats.to = 3;
    host.ReceiveBeats(mesh.NowNs(), beats);
    EXPECT_EQ(host.Counters().strayBeats, 1U);
    EXPECT_EQ(host.Propose(mesh.NowNs(), 7, nullptr).Error(), RaftError::UNKNOWN_SHARD);
    EXPECT_EQ(host.Read(mesh.NowNs(), 7, 1, false), RaftError::UNKNOWN_SHARD);
    EXPECT_EQ(host.Campaign(mesh.NowNs(), 7), RaftError::UNKNOWN_SHARD);
    EXPECT_EQ(host.TransferTo(mesh.NowNs(), 7, 2), RaftError::UNKNOWN_SHARD);
    EXPECT_EQ(host.Compact(7, 1, nullptr), RaftError::UNKNOWN_SHARD);
    EXPECT_FALSE(host.RemoveShard(7));
    host.OnPersisted(mesh.NowNs(), 7, 1);
}

TEST(RaftHost, GroupsComeAndGo)
{
    RaftHost::Config config = Quiet(true);
    config.maxShards = 2;
    RaftHostMesh mesh(3, config);
    RaftHost& host = mesh.At(1).host;
    RaftStart start;
    start.bootstrap.voters = {1};
    EXPECT_TRUE(host.AddShard(mesh.NowNs(), 70000, RaftOptions(), start, 1));
    EXPECT_FALSE(host.AddShard(mesh.NowNs(), 70000, RaftOptions(), start, 1)) << "it is there";
    EXPECT_FALSE(host.AddShard(mesh.NowNs(), RAFT_NODE_PREFIX, RaftOptions(), start, 1));
    EXPECT_TRUE(host.AddShard(mesh.NowNs(), 1, RaftOptions(), start, 1));
    EXPECT_FALSE(host.AddShard(mesh.NowNs(), 2, RaftOptions(), start, 1)) << "there are too many";
    mesh.At(1).Settle(mesh.NowNs());
    mesh.Run(3 * SECOND); // a member alone leads and rests
    EXPECT_EQ(host.Resting(), 2U);
    EXPECT_EQ(host.Find(70000)->Role(), RaftRole::LEADER);
    EXPECT_TRUE(host.RemoveShard(70000));
    EXPECT_EQ(host.Find(70000), nullptr);
    EXPECT_EQ(host.Resting(), 1U);
    EXPECT_EQ(host.Size(), 1U);
    EXPECT_TRUE(host.Propose(mesh.NowNs(), 1, nullptr).IsOk());
    EXPECT_TRUE(host.RemoveShard(1)) << "although it has something to do";
    mesh.At(1).Settle(mesh.NowNs());
    EXPECT_EQ(mesh.Run(SECOND), 0U);
}

TEST(RaftHost, ManyBeatsTakeSeveralMessages)
{
    RaftHost::Config config = Quiet(false);
    config.maxBeats = 10;
    RaftHostMesh mesh(3, config);
    mesh.AddGroups(75, 3, RaftOptions()); // 25 for each node to lead
    mesh.Run(SECOND);
    const RaftHostCounters before = mesh.At(1).host.Counters();
    mesh.Run(SECOND);
    const RaftHostCounters& after = mesh.At(1).host.Counters();
    EXPECT_EQ(after.beatsSent - before.beatsSent, 20U * (2 * 25 + 2 * 25));
    // 25 heartbeats take 3 messages; each is answered by itself.
    EXPECT_EQ(after.beatMessagesSent - before.beatMessagesSent, 20U * (2 * 3 + 2 * 3));
}

TEST(RaftHost, SaysWhatIsWrongWithItsConfiguration)
{
    using Change = std::function<void(RaftHost::Config&)>;
    const std::vector<std::pair<std::string, Change>> cases{
        {"", [](auto&) {}},
        {"self is 0, and must be at least 1", [](auto& c) { c.self = RAFT_NOBODY; }},
        {"epoch is 0, and must be at least 1", [](auto& c) { c.epoch = 0; }},
        {"tickNs is 999, and must be at least 1000", [](auto& c) { c.tickNs = 999; }},
        {"tickNs is 1000000001, and must be at most 1000000000",
         [](auto& c) { c.tickNs = 1000000001; }},
        {"restAfterNs is 0, and must be at least 1", [](auto& c) { c.restAfterNs = 0; }},
        {"nodeBeatNs is 0, and must be at least 1", [](auto& c) { c.nodeBeatNs = 0; }},
        {"nodeSilenceNs is 1000000000, and must be above nodeBeatNs, which is 1000000000",
         [](auto& c) { c.nodeSilenceNs = c.nodeBeatNs; }},
        {"nodeSilenceNs is 3600000000001, and must be at most 3600000000000",
         [](auto& c) { c.nodeSilenceNs = 3600000000001; }},
        {"maxShards is 0, and must be at least 1", [](auto& c) { c.maxShards = 0; }},
        {"maxBeats is 0, and must be at least 1", [](auto& c) { c.maxBeats = 0; }},
        {"restCheckNs is 1, and must be at least electionMaxNs, which is 300000000",
         [](auto& c) { c.restCheckNs = 1; }},
        {"",
         [](auto& c)
         {
             c.quiesce = false;
             c.restCheckNs = c.restAfterNs = c.nodeBeatNs = 0;
         }},
    };
    for (const auto& [problem, change] : cases)
    {
        RaftHost::Config config;
        config.self = 1;
        change(config);
        EXPECT_EQ(RaftHost::Config::Validate(config, RaftOptions()), problem);
    }
}
