/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-draws.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr int64_t OPTION_MS = 1000000;

} // namespace

RaftOptions
DrawRaftOptions(Dice& dice)
{
    RaftOptions options;
    options.electionMinNs = 150 * OPTION_MS;
    options.electionMaxNs = dice.OneOf<int64_t>({155, 200, 300, 300, 400}) * OPTION_MS;
    options.heartbeatNs = dice.OneOf<int64_t>({20, 50, 75}) * OPTION_MS;
    options.preVote = dice.OneIn(2);
    options.checkQuorum = dice.OneIn(2);
    options.leaseReads = dice.OneIn(2);
    options.sticky = options.leaseReads || dice.OneIn(2);
    options.clockDrift = static_cast<double>(dice.OneOf<uint64_t>({0, 1, 20, 40})) / 100;
    options.priorityStepNs = 20 * OPTION_MS;
    options.maxMessageEntries = static_cast<uint32_t>(dice.OneOf<uint64_t>({1, 3, 64}));
    options.maxMessageBytes = static_cast<uint32_t>(dice.OneOf<uint64_t>({100, 1000, 100000}));
    options.maxInflightMessages = static_cast<uint32_t>(dice.OneOf<uint64_t>({1, 2, 8, 256}));
    options.maxInflightBytes = dice.OneOf<uint64_t>({100, 1000, 100000});
    options.maxUncommittedEntries = static_cast<uint32_t>(dice.OneOf<uint64_t>({5, 50, 5000}));
    options.maxLogEntries = dice.OneOf<uint64_t>({10, 40, 200});
    options.trailingEntries = static_cast<uint32_t>(dice.OneOf<uint64_t>({0, 2, 5}));
    options.maxPendingWrites = static_cast<uint32_t>(dice.OneOf<uint64_t>({1, 2, 5, 100}));
    options.maxPendingReads = static_cast<uint32_t>(dice.OneOf<uint64_t>({2, 10, 1000}));
    options.maxOutbox = static_cast<uint32_t>(dice.OneOf<uint64_t>({10, 100, 1000}));
    options.snapshotChunkBytes = static_cast<uint32_t>(dice.OneOf<uint64_t>({7, 100, 5000}));
    options.snapshotWindow = static_cast<uint32_t>(dice.OneOf<uint64_t>({1, 4, 20}));
    return options;
}

int64_t
DrawRaftClockRate(Dice& dice, double clockDrift)
{
    const auto most = static_cast<uint64_t>(clockDrift * 1e6);
    const auto ppm =
        static_cast<int64_t>(dice.OneOf<uint64_t>({0, 2 * most, dice.Between(0, 2 * most)}));
    return ppm - static_cast<int64_t>(most);
}

RaftMembership
DrawRaftMembership(Dice& dice, const RaftMembership& now, const std::vector<RaftNodeId>& nodes)
{
    RaftMembership next;
    if (dice.OneIn(3))
    {
        next.voters = now.voters;
    }
    for (const RaftNodeId node : nodes)
    {
        const bool votes =
            std::find(next.voters.begin(), next.voters.end(), node) != next.voters.end();
        const uint64_t place = dice.Between(1, 4);
        if (!votes && place <= 2 && now.voters != next.voters)
        {
            next.voters.push_back(node);
        }
        else if (!votes && place == 3)
        {
            next.learners.push_back(node);
        }
    }
    return next;
}

RaftNodeId
FindRaftLeader(const std::vector<RaftNode>& nodes)
{
    const RaftNode* leader = nullptr;
    for (const RaftNode& node : nodes)
    {
        const bool leads = node.watched && node.watched->Role() == RaftRole::LEADER;
        if (leads && (!leader || node.watched->Term() > leader->watched->Term()))
        {
            leader = &node;
        }
    }
    return leader ? leader->id : RAFT_NOBODY;
}

RaftNodeId
PickRaftNode(Dice& dice, const std::vector<RaftNode>& nodes)
{
    const RaftNodeId leader = FindRaftLeader(nodes);
    if (leader != RAFT_NOBODY && dice.OneIn(2))
    {
        return leader;
    }
    const uint64_t first = dice.Between(0, nodes.size() - 1);
    for (size_t i = 0; i < nodes.size(); i++)
    {
        const RaftNode& node = nodes[(first + i) % nodes.size()];
        if (node.watched)
        {
            return node.id;
        }
    }
    return RAFT_NOBODY;
}

RaftNodeId
PickRaftLeader(Dice& dice, const std::vector<RaftNode>& nodes)
{
    const uint64_t first = dice.Between(0, nodes.size() - 1);
    for (size_t i = 0; i < nodes.size() && dice.OneIn(2); i++)
    {
        const RaftNode& node = nodes[(first + i) % nodes.size()];
        if (node.watched && node.watched->Role() == RaftRole::LEADER)
        {
            return node.id;
        }
    }
    return PickRaftNode(dice, nodes);
}

void
AddRaftProbes(const RaftCounters& counters, SoakOutcome& outcome)
{
    const auto add = [&outcome](const char* probe, uint64_t count)
    { outcome.probes[probe] += count; };
    add("pre-election", counters.preVotes);
    add("election", counters.elections);
    add("election lost or still open", counters.elections - counters.electionsWon);
    add("leader without majority steps down", counters.quorumLost);
    add("candidate ignored by a sticky node", counters.candidatesIgnored);
    add("forced election", counters.forcedElections);
    add("message of an old term", counters.staleMessages);
    add("append refused", counters.appendsRefused);
    add("entries cut off", counters.entriesTruncated);
    add("window full", counters.windowFull);
    add("follower probed", counters.probes);
    add("follower nudged", counters.nudges);
    add("snapshot sent", counters.snapshotsSent);
    add("chunks sent again", counters.chunksSentAgain);
    add("snapshot installed", counters.snapshotsInstalled);
    add("transfer", counters.transfers);
    add("transfer given up", counters.transfersGivenUp);
    add("membership rolled back", counters.membershipRollbacks);
    add("joint change", counters.jointChanges);
    add("leader leaves the group", counters.leaderRemovals);
    add("read by quorum", counters.quorumReads);
    add("read by lease", counters.leaseReads);
    add("read failed", counters.readsFailed);
    add("writes held back", counters.writesHeldBack);
    add("outbox full", counters.outboxDropped);
    if (counters.malformedMessages > 0)
    {
        outcome.violations.push_back("an honest message was called malformed");
    }
}

} // namespace sharding
} // namespace ns3
