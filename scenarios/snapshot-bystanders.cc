/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "snapshot-bystanders.h"

namespace ns3
{
namespace sharding
{

SnapshotBystanders::SnapshotBystanders(Time warmUp, uint32_t shards, uint32_t nodes)
    : m_warmUp(warmUp), m_shards(shards)
{
    for (Shard& shard : m_shards)
    {
        shard.isCandidate.assign(nodes, false);
    }
}

void
SnapshotBystanders::NoteRole(Time now, uint32_t node, uint32_t shard, RaftRole role, uint64_t term)
{
    Shard& of = m_shards[shard];
    const bool counts = now >= m_warmUp;
    const bool isCandidate = role == RaftRole::PRE_CANDIDATE || role == RaftRole::CANDIDATE;
    if (isCandidate && !of.isCandidate[node] && counts)
    {
        of.candidacies++;
    }
    of.isCandidate[node] = isCandidate;
    if (role == RaftRole::LEADER && term > of.term)
    {
        of.term = term;
        of.elections += counts ? 1 : 0;
    }
}

void
SnapshotBystanders::NoteSnapshot(uint32_t shard, uint64_t bytes, bool isReceived)
{
    m_shards[shard].snapshots++;
    m_bytes += isReceived ? bytes : 0;
}

void
SnapshotBystanders::Report(RunRecord& record) const
{
    uint64_t candidacies = 0;
    uint64_t elections = 0;
    for (const Shard& shard : m_shards)
    {
        candidacies += shard.snapshots == 0 ? shard.candidacies : 0;
        elections += shard.snapshots == 0 ? shard.elections : 0;
    }
    record.metrics.push_back(
        {"snapshots.received-bytes",
         static_cast<double>(m_bytes),
         "bytes",
         "Their bytes, without those that were sent again, warm-up included."});
    record.metrics.push_back(
        {"bystanders.candidacies",
         static_cast<double>(candidacies),
         "times",
         "Times that a replica gave its leader up and stood for election, or asked if it could, in "
         "shards of which no snapshot was made in the run."});
    record.metrics.push_back({"bystanders.elections",
                              static_cast<double>(elections),
                              "elections",
                              "Elections that a node won in such shards."});
}

} // namespace sharding
} // namespace ns3
