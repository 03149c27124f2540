/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-frame-fixture.h"

#include "ns3/raft-wire.h"
#include "ns3/sharded-node-config.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

using Error = ShardedNodeError;
using Change = std::function<void(ShardedNodeConfig&)>;

constexpr int64_t MS = 1000000;

/// @return node 1 with shards 0 and 1, which nodes 1 to 3 have
ShardedNodeConfig
Usable()
{
    ShardedNodeConfig config;
    config.host.self = 1;
    config.shards.resize(2);
    config.shards[1].shard = 1;
    for (RaftShardConfig& shard : config.shards)
    {
        shard.voters = {1, 2, 3};
    }
    return config;
}

/// @return what is said of a node that was usable before a change; "" when it is still
std::string
ProblemAfter(const Change& change)
{
    ShardedNodeConfig config = Usable();
    change(config);
    const auto problem = ValidateShardedNode(config);
    return problem ? ShardedNodeErrorName(problem->error) + ": " + problem->description : "";
}

/// Limits so small that what a frame has besides content counts.
void
MakeSmall(ShardedNodeConfig& config)
{
    config.raft.maxMessageEntries = 10;
    config.raft.maxMessageBytes = 100;
    config.raft.maxEntryBytes = 100;
    config.raft.snapshotChunkBytes = 1;
    config.host.maxBeats = 1;
}

} // namespace

TEST(ShardedNodeConfig, ErrorsHaveNames)
{
    EXPECT_EQ(ShardedNodeErrorName(Error::SHARDING_DISABLED), "sharding-disabled");
    EXPECT_EQ(ShardedNodeErrorName(Error::BAD_CONFIG), "bad-config");
    EXPECT_EQ(ShardedNodeErrorName(Error::BAD_SHARD), "bad-shard");
    EXPECT_EQ(ShardedNodeErrorName(Error::DUPLICATE_SHARD), "duplicate-shard");
    EXPECT_EQ(ShardedNodeErrorName(Error::NOT_A_MEMBER), "not-a-member");
    EXPECT_EQ(ShardedNodeErrorName(Error::TOO_MANY_SHARDS), "too-many-shards");
    EXPECT_EQ(ShardedNodeErrorName(Error::DISK_DAMAGED), "disk-damaged");
}

TEST(ShardedNodeConfig, SaysWhatCannotBeUsed)
{
    const std::vector<std::pair<std::string, Change>> cases{
        {"", [](auto&) {}},
        {"bad-config: self is 0, and must be at least 1",
         [](auto& c) { c.host.self = RAFT_NOBODY; }},
        {"bad-config: heartbeatNs is 0, and must be at least 1",
         [](auto& c) { c.raft.heartbeatNs = 0; }},
        {"bad-config: rewriteBytes is 0, and must be at least 1",
         [](auto& c) { c.storage.rewriteBytes = 0; }},
        {"bad-config: maxRecordBytes is 0, and must be at least 1",
         [](auto& c) { c.storage.maxRecordBytes = 0; }},
        {"sharding-disabled: shard 1: without sharding, there is shard 0 alone",
         [](auto& c) { c.isShardingEnabled = false; }},
        {"bad-shard: shard 4294967295: this number means a node",
         [](auto& c) { c.shards[1].shard = RAFT_NODE_PREFIX; }},
        {"bad-shard: shard 1: there must be a voter", [](auto& c) { c.shards[1].voters.clear(); }},
        {"bad-shard: shard 1: voters, outgoing and learners must each be sorted, without "
         "repetition or 0, and at most 32",
         [](auto& c) {
             c.shards[1].voters = {1, 2, 1};
         }},
        {"bad-shard: shard 1: voters, outgoing and learners must each be sorted, without "
         "repetition or 0, and at most 32",
         [](auto& c) {
             c.shards[1].voters = {1, 0};
         }},
        {"bad-shard: shard 1: a voter must not be a learner too",
         [](auto& c) { c.shards[1].learners = {1}; }},
        {"bad-shard: shard 1: priority is 16, and must be at most 15",
         [](auto& c) { c.shards[1].priority = 16; }},
        {"duplicate-shard: shard 0 is configured twice", [](auto& c) { c.shards[1].shard = 0; }},
        {"not-a-member: shard 1: node 1 is no member of it",
         [](auto& c) {
             c.shards[1].voters = {2, 3};
         }},
        {"",
         [](auto& c)
         {
             c.shards[1].voters = {2, 3};
             c.shards[1].learners = {1};
         }},
        {"too-many-shards: maxShards is 1, and must be at least the number of configured shards, "
         "which is 2",
         [](auto& c) { c.host.maxShards = 1; }},
        {"too-many-shards: maxShards is 1, and must be at least the number of configured shards, "
         "which is 2",
         [](auto& c) { c.storage.maxShards = 1; }},
        {"", [](auto& c) { c.storage.maxShards = c.host.maxShards = 2; }},
    };
    for (size_t i = 0; i < cases.size(); i++)
    {
        EXPECT_EQ(ProblemAfter(cases[i].second), cases[i].first) << i;
    }
}

/// Version and kind 2, shard 4, version, type, flags, sender, receiver and term 19; index, term, commit and time 32, number of
/// entries 4: 61. Each entry has 13 before its payload.
TEST(ShardedNodeConfig, TheLongestAppendMustFitIntoAFrame)
{
    const auto with = [](uint32_t messageBytes, uint32_t entryBytes, uint32_t frameBytes)
    {
        return ProblemAfter(
            [&](ShardedNodeConfig& config)
            {
                MakeSmall(config);
                config.raft.maxMessageBytes = messageBytes;
                config.raft.maxEntryBytes = entryBytes;
                config.maxFrameBytes = frameBytes;
            });
    };
    const std::string text = "and must be at least the longest append of maxMessageEntries and of "
                             "maxMessageBytes or maxEntryBytes, which is ";
    EXPECT_EQ(with(2000, 100, 61 + 130 + 2000), "");
    EXPECT_EQ(with(2000, 100, 2190), "bad-config: maxFrameBytes is 2190, " + text + "2191");
    EXPECT_EQ(with(100, 1000, 61 + 130 + 1000), "");
    EXPECT_EQ(with(100, 1000, 1190), "bad-config: maxFrameBytes is 1190, " + text + "1191");
    // A membership is no command: three lists of 32 ids, and 4 bytes before them.
    EXPECT_EQ(with(100, 100, 61 + 130 + 388), "");
    EXPECT_EQ(with(100, 100, 578), "bad-config: maxFrameBytes is 578, " + text + "579");
}

TEST(ShardedNodeConfig, TheLongestChunkMustFitIntoAFrame)
{
    const auto with = [](uint32_t frameBytes)
    {
        return ProblemAfter(
            [&](ShardedNodeConfig& config)
            {
                MakeSmall(config);
                config.raft.snapshotChunkBytes = 5000;
                config.maxFrameBytes = frameBytes;
            });
    };
    // Head as above 25; index, term, time, offset and total 40; two lengths 8; the membership 388.
    EXPECT_EQ(with(25 + 40 + 8 + 388 + 5000), "");
    EXPECT_EQ(with(5460),
              "bad-config: maxFrameBytes is 5460, and must be at least the longest chunk of "
              "snapshotChunkBytes, which is 5461");
}

TEST(ShardedNodeConfig, TheMostBeatsMustFitIntoAFrame)
{
    const auto with = [](uint32_t frameBytes)
    {
        return ProblemAfter(
            [&](ShardedNodeConfig& config)
            {
                MakeSmall(config);
                config.host.maxBeats = 200;
                config.maxFrameBytes = frameBytes;
            });
    };
    // Version and kind 2; a head of 42; 16 each for the names of two sets, and 4 for the length of one; 5 for each beat, and 8 for
    // each of its four numbers.
    EXPECT_EQ(with(2 + 42 + 2 * 16 + 4 + 200 * 37), "");
    EXPECT_EQ(with(7479),
              "bad-config: maxFrameBytes is 7479, and must be at least the longest message of "
              "maxBeats, which is 7480");
}

TEST(ShardedNodeConfig, TheLongestFrameIsAsLongAsCanBeWritten)
{
    ShardedNodeConfig config = Usable();
    MakeSmall(config);
    config.raft.maxMessageBytes = 2000;
    RaftMessage append = RaftMessageOf(RaftMessageType::APPEND);
    append.entries.resize(10);
    for (RaftEntry& entry : append.entries)
    {
        const std::vector<uint8_t> bytes(200);
        entry.payload = RaftPayload::Create(bytes.data(), 200);
        entry.sizeBytes = 200;
    }
    EXPECT_EQ(LongestRaftFrame(config.raft, 1), RaftRequestFrame(1, append).size());

    config.raft.snapshotChunkBytes = 3000;
    RaftMessage chunk = RaftMessageOf(RaftMessageType::SNAPSHOT);
    RaftMembership all;
    for (RaftNodeId id = 1; id <= 32; id++)
    {
        all.voters.push_back(id);
        all.outgoing.push_back(100 + id);
        all.learners.push_back(200 + id);
    }
    const std::vector<uint8_t> bytes(3000);
    chunk.data = RaftPayload::Create(bytes.data(), 3000);
    chunk.dataOffset = 0;
    chunk.length = 3000;
    chunk.membership = all.Encode();
    EXPECT_EQ(LongestRaftFrame(config.raft, 1), RaftRequestFrame(1, chunk).size());
}

/// What the handler takes of others has limits that no option moves.
TEST(ShardedNodeConfig, EntriesAndBeatsOfAMessageAreLimited)
{
    EXPECT_EQ(ProblemAfter([](auto& c) { c.raft.maxMessageEntries = 65536; }), "");
    EXPECT_EQ(ProblemAfter([](auto& c) { c.raft.maxMessageEntries = 65537; }),
              "bad-config: maxMessageEntries is 65537, and must be at most 65536");
    EXPECT_EQ(ProblemAfter([](auto& c) { c.host.maxBeats = 65536; }), "");
    EXPECT_EQ(ProblemAfter([](auto& c) { c.host.maxBeats = 65537; }),
              "bad-config: maxBeats is 65537, and must be at most 65536");
}

TEST(ShardedNodeConfig, ATickMustBeShorterThanTheRangeOfElectionTimeouts)
{
    const auto with = [](int64_t tickNs)
    {
        return ProblemAfter(
            [&](ShardedNodeConfig& config)
            {
                config.raft.electionMinNs = 150 * MS;
                config.raft.electionMaxNs = 160 * MS;
                config.host.tickNs = tickNs;
            });
    };
    EXPECT_EQ(with(10 * MS - 1), "");
    EXPECT_EQ(with(10 * MS),
              "bad-config: tickNs is 10000000, and must be below electionMaxNs - electionMinNs, "
              "which is 10000000");
}

TEST(ShardedNodeConfig, HeartbeatsThatAreATickLateMustComeBeforeElections)
{
    const auto with = [](int64_t tickNs)
    {
        return ProblemAfter(
            [&](ShardedNodeConfig& config)
            {
                config.raft.heartbeatNs = 50 * MS;
                config.raft.electionMinNs = 150 * MS;
                config.raft.electionMaxNs = 900 * MS;
                config.host.tickNs = tickNs;
            });
    };
    EXPECT_EQ(with(100 * MS - 1), "");
    EXPECT_EQ(with(100 * MS),
              "bad-config: electionMinNs is 150000000, and must be above heartbeatNs + tickNs, "
              "which is 150000000");
}
