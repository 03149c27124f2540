/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sharded-node-config.h"

#include "raft-option-check.h"
#include "sharded-raft-protocol-handler.h"

#include <algorithm>
#include <unordered_set>

namespace ns3
{
namespace sharding
{

std::string
ShardedNodeErrorName(ShardedNodeError error)
{
    static const char* const NAMES[] = {"sharding-disabled",
                                        "bad-config",
                                        "bad-shard",
                                        "duplicate-shard",
                                        "not-a-member",
                                        "too-many-shards",
                                        "disk-damaged"};
    return NAMES[static_cast<size_t>(error)];
}

std::optional<ShardedNodeProblem>
ValidateRaftShard(const RaftShardConfig& shard, RaftNodeId self)
{
    const std::string name = "shard " + std::to_string(shard.shard);
    RaftMembership membership;
    membership.voters = shard.voters;
    membership.learners = shard.learners;
    std::sort(membership.voters.begin(), membership.voters.end());
    std::sort(membership.learners.begin(), membership.learners.end());
    const std::string wrong = RaftMembership::Validate(membership);
    if (shard.shard == RAFT_NODE_PREFIX || !wrong.empty())
    {
        return ShardedNodeProblem{ShardedNodeError::BAD_SHARD,
                                  name + ": " +
                                      (wrong.empty() ? "this number means a node" : wrong)};
    }
    if (shard.priority > RaftOptions::TOP_PRIORITY)
    {
        return ShardedNodeProblem{ShardedNodeError::BAD_SHARD,
                                  name + ": priority is " + std::to_string(shard.priority) +
                                      ", and must be at most " +
                                      std::to_string(RaftOptions::TOP_PRIORITY)};
    }
    if (!membership.IsMember(self))
    {
        return ShardedNodeProblem{ShardedNodeError::NOT_A_MEMBER,
                                  name + ": node " + std::to_string(self) + " is no member of it"};
    }
    return std::nullopt;
}

namespace
{

/// @return bytes of a membership in the log, with as many members as there can be
uint64_t
LongestMembership()
{
    const std::vector<RaftNodeId> ids(RaftMembership::MAX_MEMBERS);
    return RaftMembership{ids, ids, ids}.Encode()->Size();
}

/// @return bytes of the longest append
uint64_t
LongestAppend(const RaftOptions& raft)
{
    RaftMessage append;
    append.type = RaftMessageType::APPEND;
    // One entry always fits, however long.
    const uint64_t payload =
        std::max<uint64_t>({raft.maxMessageBytes, raft.maxEntryBytes, LongestMembership()});
    return RaftFrame::HEAD_BYTES + SHARD_PREFIX_SIZE + RaftWire::Size(append) +
           RaftWire::ENTRY_HEAD_BYTES * uint64_t{raft.maxMessageEntries} + payload;
}

/// @return bytes of the longest chunk of a snapshot
uint64_t
LongestChunk(const RaftOptions& raft)
{
    RaftMessage chunk;
    chunk.type = RaftMessageType::SNAPSHOT;
    return RaftFrame::HEAD_BYTES + SHARD_PREFIX_SIZE + RaftWire::Size(chunk) +
           uint64_t{raft.snapshotChunkBytes} + LongestMembership();
}

/// @return bytes of the longest message with heartbeats
uint64_t
LongestBeats(uint32_t maxBeats)
{
    RaftBeats beats;
    beats.set.number = beats.answers.number = 1;
    const uint64_t head = RaftFrame::HEAD_BYTES + beats.Size();
    RaftBeat beat; // that has nothing in common with the one before
    beat.term = beat.commit = beat.round = 1;
    beat.sentNs = 1;
    beats.beats.push_back(beat);
    return head + (RaftFrame::HEAD_BYTES + beats.Size() - head) * maxBeats;
}

/// @return what is wrong with options that do not fit together; ""
std::string
CheckTogether(const ShardedNodeConfig& config)
{
    const RaftOptions& raft = config.raft;
    RaftOptionCheck check;
    check.AtMost("maxMessageEntries", raft.maxMessageEntries, RaftWire::DEFAULT_MAX_ENTRIES)
        .AtMost("maxBeats", config.host.maxBeats, RaftBeats::DEFAULT_MAX_BEATS)
        .Below("tickNs",
               config.host.tickNs,
               raft.electionMaxNs - raft.electionMinNs,
               "electionMaxNs - electionMinNs")
        .Above("electionMinNs",
               raft.electionMinNs,
               raft.heartbeatNs + config.host.tickNs,
               "heartbeatNs + tickNs")
        .AtLeast<uint64_t>("maxFrameBytes",
                           config.maxFrameBytes,
                           LongestAppend(raft),
                           "the longest append of maxMessageEntries and of maxMessageBytes or "
                           "maxEntryBytes")
        .AtLeast<uint64_t>("maxFrameBytes",
                           config.maxFrameBytes,
                           LongestChunk(raft),
                           "the longest chunk of snapshotChunkBytes")
        .AtLeast<uint64_t>("maxFrameBytes",
                           config.maxFrameBytes,
                           LongestBeats(config.host.maxBeats),
                           "the longest message of maxBeats");
    return check.Problem();
}

} // namespace

uint64_t
LongestRaftFrame(const RaftOptions& raft, uint32_t maxBeats)
{
    return std::max({LongestAppend(raft), LongestChunk(raft), LongestBeats(maxBeats)});
}

std::optional<ShardedNodeProblem>
ValidateShardedNode(const ShardedNodeConfig& config)
{
    for (const std::string& wrong : {RaftHost::Config::Validate(config.host, config.raft),
                                     RaftStorage::Config::Validate(config.storage)})
    {
        if (!wrong.empty())
        {
            return ShardedNodeProblem{ShardedNodeError::BAD_CONFIG, wrong};
        }
    }
    const std::string wrong = CheckTogether(config);
    if (!wrong.empty())
    {
        return ShardedNodeProblem{ShardedNodeError::BAD_CONFIG, wrong};
    }
    RaftOptionCheck room;
    room.AtLeast<uint64_t>("maxShards",
                           std::min(config.host.maxShards, config.storage.maxShards),
                           config.shards.size(),
                           "the number of configured shards");
    if (!room.Problem().empty())
    {
        return ShardedNodeProblem{ShardedNodeError::TOO_MANY_SHARDS, room.Problem()};
    }
    std::unordered_set<RaftShardId> seen;
    for (const RaftShardConfig& shard : config.shards)
    {
        if (!config.isShardingEnabled && shard.shard != 0)
        {
            return ShardedNodeProblem{ShardedNodeError::SHARDING_DISABLED,
                                      "shard " + std::to_string(shard.shard) +
                                          ": without sharding, there is shard 0 alone"};
        }
        if (!seen.insert(shard.shard).second)
        {
            return ShardedNodeProblem{ShardedNodeError::DUPLICATE_SHARD,
                                      "shard " + std::to_string(shard.shard) +
                                          " is configured twice"};
        }
        if (auto problem = ValidateRaftShard(shard, config.host.self))
        {
            return problem;
        }
    }
    return std::nullopt;
}

} // namespace sharding
} // namespace ns3
