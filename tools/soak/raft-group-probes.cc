/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-group.h"

namespace ns3
{
namespace sharding
{

void
RaftGroup::CountProbes()
{
    for (const RaftNode& node : m_nodes)
    {
        if (node.core)
        {
            AddCounters(node.core->Counters());
        }
    }
}

void
RaftGroup::AddCounters(const RaftCounters& counters)
{
    Probe("pre-election", counters.preVotes);
    Probe("election", counters.elections);
    Probe("election lost or still open", counters.elections - counters.electionsWon);
    Probe("leader without majority steps down", counters.quorumLost);
    Probe("candidate ignored by a sticky node", counters.candidatesIgnored);
    Probe("forced election", counters.forcedElections);
    Probe("message of an old term", counters.staleMessages);
    Probe("append refused", counters.appendsRefused);
    Probe("entries cut off", counters.entriesTruncated);
    Probe("window full", counters.windowFull);
    Probe("follower probed", counters.probes);
    Probe("follower nudged", counters.nudges);
    Probe("snapshot sent", counters.snapshotsSent);
    Probe("chunks sent again", counters.chunksSentAgain);
    Probe("snapshot installed", counters.snapshotsInstalled);
    Probe("transfer", counters.transfers);
    Probe("transfer given up", counters.transfersGivenUp);
    Probe("membership rolled back", counters.membershipRollbacks);
    Probe("joint change", counters.jointChanges);
    Probe("leader leaves the group", counters.leaderRemovals);
    Probe("read by quorum", counters.quorumReads);
    Probe("read by lease", counters.leaseReads);
    Probe("read failed", counters.readsFailed);
    Probe("writes held back", counters.writesHeldBack);
    Probe("outbox full", counters.outboxDropped);
    if (counters.malformedMessages > 0)
    {
        m_outcome.violations.push_back("an honest message was called malformed");
    }
}

} // namespace sharding
} // namespace ns3
