/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-options.h"

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
    if (options.heartbeatNs <= 0 || options.electionMinNs <= options.heartbeatNs ||
        options.electionMaxNs < options.electionMinNs || options.electionMaxNs > HOUR_NS)
    {
        return "0 < heartbeatNs < electionMinNs <= electionMaxNs <= 1 h must hold";
    }
    if (options.priority > TOP_PRIORITY)
    {
        return "priority must be at most 15";
    }
    if (options.priorityStepNs < 0 || options.priorityStepNs > HOUR_NS)
    {
        return "priorityStepNs must lie in [0, 1 h]";
    }
    if (options.restAfterNs < 0 || options.restAfterNs > HOUR_NS ||
        options.restCheckNs < options.electionMaxNs || options.restCheckNs > HOUR_NS)
    {
        return "restAfterNs must lie in [0, 1 h], restCheckNs in [electionMaxNs, 1 h]";
    }
    if (options.leaseReads && !options.sticky)
    {
        return "leaseReads needs sticky";
    }
    if (!(options.clockDrift >= 0 && options.clockDrift <= 0.5))
    {
        return "clockDrift must lie in [0, 0.5]";
    }
    if (options.maxEntryBytes < 1 || options.maxMessageEntries < 1 || options.maxMessageBytes < 1 ||
        options.maxInflightMessages < 1 || options.maxInflightBytes < 1 ||
        options.maxUncommittedEntries < 1 || options.maxUncommittedBytes < 1 ||
        options.maxLogEntries < 1 || options.maxPendingWrites < 1 || options.maxPendingReads < 1 ||
        options.maxOutbox < 1 || options.snapshotChunkBytes < 1 || options.snapshotWindow < 1 ||
        options.maxSnapshotBytes < 1)
    {
        return "every limit must be at least 1";
    }
    return "";
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
