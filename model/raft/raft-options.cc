/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-options.h"

#include "raft-option-check.h"
#include "raft-seam.h"

namespace ns3
{
namespace sharding
{
namespace
{

constexpr int64_t HOUR_NS = 3600000000000;

} // namespace

std::string
RaftOptions::Validate(const RaftOptions& options)
{
    RaftOptionCheck check;
    check.AtLeast("heartbeatNs", options.heartbeatNs, 1)
        .Above("electionMinNs", options.electionMinNs, options.heartbeatNs, "heartbeatNs")
        .AtLeast("electionMaxNs", options.electionMaxNs, options.electionMinNs, "electionMinNs")
        .AtMost("electionMaxNs", options.electionMaxNs, HOUR_NS)
        .AtMost("priority", options.priority, TOP_PRIORITY)
        .Within("priorityStepNs", options.priorityStepNs, 0, HOUR_NS)
        .Within("restAfterNs", options.restAfterNs, 0, HOUR_NS)
        .Demand(!options.leaseReads || options.sticky, "leaseReads is true, and needs sticky")
        .Within("clockDrift", options.clockDrift, 0, 0.5)
        .AtLeast("maxEntryBytes", options.maxEntryBytes, 1)
        .AtLeast("maxMessageEntries", options.maxMessageEntries, 1)
        .AtLeast("maxMessageBytes", options.maxMessageBytes, 1)
        .AtLeast("maxInflightMessages", options.maxInflightMessages, 1)
        .AtLeast("maxInflightBytes", options.maxInflightBytes, 1)
        .AtLeast("maxUncommittedEntries", options.maxUncommittedEntries, 1)
        .AtLeast("maxUncommittedBytes", options.maxUncommittedBytes, 1)
        .AtLeast("maxLogEntries", options.maxLogEntries, 1)
        .AtLeast("maxPendingWrites", options.maxPendingWrites, 1)
        .AtLeast("maxPendingReads", options.maxPendingReads, 1)
        .AtLeast("maxOutbox", options.maxOutbox, 1)
        .AtLeast("snapshotChunkBytes", options.snapshotChunkBytes, 1)
        .AtLeast("snapshotWindow", options.snapshotWindow, 1)
        .AtLeast("maxSnapshotBytes", options.maxSnapshotBytes, 1);
    if (options.restAfterNs > 0)
    {
        check.AtLeast("restCheckNs", options.restCheckNs, options.electionMaxNs, "electionMaxNs")
            .AtMost("restCheckNs", options.restCheckNs, HOUR_NS);
    }
    return check.Problem();
}

int64_t
RaftOptions::LeaseNs() const
{
    const double drift = RAFT_SEEDED_BUG(LEASE_WITHOUT_DRIFT_BOUND) ? 0 : clockDrift;
    const double kept = (1 - drift) / (1 + drift);
    return static_cast<int64_t>(kept * static_cast<double>(electionMinNs));
}

} // namespace sharding
} // namespace ns3
