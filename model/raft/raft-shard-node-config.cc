/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-option-check.h"
#include "raft-shard-node.h"

#include "ns3/uinteger.h"

#include <algorithm>
#include <string>

// What a RaftShardNode is made from: its attributes, id, shards and endpoint.

namespace ns3
{
namespace sharding
{

ShardedNodeConfig
RaftShardNode::MakeConfig() const
{
    ShardedNodeConfig config;
    config.isShardingEnabled = m_isShardingEnabled;
    config.host.self = static_cast<RaftNodeId>(GetSelf());
    config.host.epoch = m_past.starts + 1;
    config.host.tickNs = m_tick.GetNanoSeconds();
    config.host.coalesce = m_coalesce;
    config.host.quiesce = m_quiesce;
    config.host.restAfterNs = m_restAfter.GetNanoSeconds();
    config.host.restCheckNs = m_restCheck.GetNanoSeconds();
    config.host.nodeBeatNs = m_nodeBeat.GetNanoSeconds();
    config.host.nodeSilenceNs = m_nodeSilence.GetNanoSeconds();
    config.host.maxShards = m_maxShards;
    config.host.maxBeats = m_maxBeats;
    config.host.repeat = m_repeatBeats;
    // Until then there are heartbeats of this node's own, if it leads anything: the answer goes with them. What a leader
    // knows of its followers is so never older than two thirds of the time for which it may rely on it.
    config.host.answerWithinNs = std::min(m_heartbeat, m_electionMin / 3).GetNanoSeconds();
    RaftOptions& raft = config.raft;
    raft.electionMinNs = m_electionMin.GetNanoSeconds();
    raft.electionMaxNs = m_electionMax.GetNanoSeconds();
    raft.heartbeatNs = m_heartbeat.GetNanoSeconds();
    raft.preVote = m_preVote;
    raft.checkQuorum = m_checkQuorum;
    raft.sticky = m_sticky;
    raft.priorityStepNs = m_priorityStep.GetNanoSeconds();
    raft.leaseReads = m_leaseReads;
    raft.clockDrift = m_clockDriftBound;
    raft.maxEntryBytes = m_maxEntryBytes;
    raft.maxMessageEntries = m_maxMessageEntries;
    raft.maxMessageBytes = m_maxMessageBytes;
    raft.maxInflightMessages = m_maxInflightMessages;
    raft.maxInflightBytes = m_maxInflightBytes;
    raft.maxUncommittedEntries = m_maxUncommitted;
    raft.maxUncommittedBytes = m_maxUncommittedBytes;
    raft.maxLogEntries = m_maxLogEntries;
    raft.trailingEntries = m_trailingEntries;
    raft.maxPendingReads = m_maxPendingReads;
    raft.snapshotChunkBytes = m_chunkBytes;
    raft.snapshotWindow = m_snapshotWindow;
    raft.maxSnapshotBytes = m_maxSnapshotBytes;
    config.storage.maxShards = m_maxShards;
    config.storage.slackBytes = m_slackBytes;
    config.shards = m_shards;
    config.maxFrameBytes = m_maxFrameBytes;
    config.snapshotEntries = m_snapshotEntries;
    config.snapshotBytes = m_snapshotBytes;
    return config;
}

std::string
RaftShardNode::Validate() const
{
    if (GetSelf() > UINT32_MAX)
    {
        return "the node's id is " + std::to_string(GetSelf()) + ", and must be at most " +
               std::to_string(UINT32_MAX);
    }
    ShardedNodeConfig config = MakeConfig();
    // Before it is installed, a node has no id; its shards say who could be meant.
    if (config.host.self == RAFT_NOBODY)
    {
        config.host.self = 1;
        config.shards.clear();
    }
    const auto problem = ValidateShardedNode(config);
    if (problem)
    {
        return problem->description;
    }
    if (m_protocols == Protocols::LEGACY && m_isShardingEnabled)
    {
        return "protocols = legacy has no shards: sharding-enabled must be false";
    }
    return GetEndpoint() ? CheckTransport(config) : "";
}

/// @return why the endpoint cannot carry the longest frame; ""
std::string
RaftShardNode::CheckTransport(const ShardedNodeConfig& config) const
{
    const std::string wrong = GetEndpoint()->Validate();
    const uint64_t longest = LongestRaftFrame(config.raft, config.host.maxBeats);
    RaftOptionCheck check;
    check.Demand(wrong.empty(), wrong);
    for (const std::string name : {"MaxMessageSize", "QueueBytes"})
    {
        UintegerValue value;
        GetEndpoint()->GetAttribute(name, value);
        check.AtLeast("transport's " + name, value.Get(), longest, "the longest frame of Raft");
    }
    return check.Problem();
}

} // namespace sharding
} // namespace ns3
