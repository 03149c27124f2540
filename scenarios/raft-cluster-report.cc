/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-cluster.h"

#include "ns3/conservation-ledger.h"
#include "ns3/counter-sum.h"
#include "ns3/kv-history-lines.h"
#include "ns3/kv-record.h"
#include "ns3/linearizability-checker.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace ns3
{
namespace sharding
{
namespace
{

void
Add(RunRecord& record,
    const std::string& name,
    double value,
    const std::string& unit,
    const std::string& help)
{
    record.metrics.push_back({name, value, unit, help});
}

/// Adds a count of the whole run.
void
AddCount(RunRecord& record,
         const std::string& name,
         uint64_t value,
         const std::string& unit,
         const std::string& help)
{
    Add(record, name, static_cast<double>(value), unit, help + ", warm-up included.");
}

void
AddTime(RunRecord& record,
        const std::string& name,
        const std::optional<Time>& value,
        const std::string& help)
{
    record.metrics.push_back(
        {name, value ? std::optional<double>(value->GetSeconds()) : std::nullopt, "s", help});
}

} // namespace

void
RaftCluster::ReportModel(RunRecord& record)
{
    m_leadership->Report(GetWarmUp(), GetDuration(), Numbered("node", m_nodeCount), record);
    ReportRaft(record);
    ReportOperations(record);
    ReportMachines(record);
    ReportTransport(record);
    ReportHistory(record);
    CheckConservation(record);
}

void
RaftCluster::ReportOperations(RunRecord& record) const
{
    KvClientCounters sum;
    for (const auto& client : m_clients)
    {
        sum.Add(client->GetCounters());
    }
    uint64_t retries = 0;
    for (const uint64_t count : sum.retries)
    {
        retries += count;
    }
    AddCount(record, "requests", sum.sent, "requests", "Requests that clients sent");
    AddCount(record, "retries", retries, "requests", "Times that a client asked again");
    AddCount(record,
             "retries.timeout",
             sum.retries[static_cast<size_t>(KvRetry::TIMEOUT)],
             "requests",
             "Of these, because no answer came in time");
    AddCount(record,
             "redirects",
             sum.redirects,
             "requests",
             "Requests sent anew to whom a node named as leader");
    AddCount(record,
             "operations.failed",
             m_outcomes[static_cast<size_t>(KvOutcome::FAILED)],
             "operations",
             "Operations that surely had no effect");
    AddCount(record,
             "operations.unknown",
             m_outcomes[static_cast<size_t>(KvOutcome::UNKNOWN)],
             "operations",
             "Writes of which the client does not know whether they took effect");
}

void
RaftCluster::ReportRaft(RunRecord& record) const
{
    RaftShardNode::Totals sum;
    uint64_t resting = 0;
    for (const auto& node : m_nodes)
    {
        const auto totals = node->GetTotals();
        AddCounters(sum.cores, totals.cores);
        AddCounters(sum.host, totals.host);
        AddCounters(sum.node, totals.node);
        AddCounters(sum.handler, totals.handler);
        sum.disksLost += totals.disksLost;
        sum.diskRetries += totals.diskRetries;
        resting += node->GetHandle() ? node->GetHandle()->Host().Resting() : 0;
    }
    const double seconds = (GetDuration() - GetWarmUp()).GetSeconds();
    Add(record,
        "commits",
        static_cast<double>(m_commits) / seconds,
        "commits/s",
        "Commands committed and applied at the node that proposed them, after the warm-up.");
    AddTime(record,
            "commit-latency.p50",
            m_commitLatency.GetQuantile(0.5),
            "From the proposal of a command to its application there, median.");
    AddTime(
        record, "commit-latency.p99", m_commitLatency.GetQuantile(0.99), "99 % quantile of it.");
    AddCount(record, "elections", sum.cores.elections, "elections", "Elections begun");
    AddCount(record, "pre-votes", sum.cores.preVotes, "elections", "Pre-elections begun");
    AddCount(record,
             "quorum-lost",
             sum.cores.quorumLost,
             "leaderships",
             "Leaderships given up because no majority was heard");
    AddCount(record, "messages", sum.host.messagesSent, "messages", "Raft messages, without beats");
    AddCount(record,
             "beat-messages",
             sum.host.beatMessagesSent,
             "messages",
             "Messages with the heartbeats of many shards, or their answers");
    AddCount(record, "beats", sum.host.beatsSent, "beats", "Heartbeats and answers in them");
    AddCount(record, "shards.resting", resting, "replicas", "Replicas that rest at the end");
    AddCount(record, "snapshots", sum.node.snapshots, "snapshots", "Snapshots made");
    AddCount(record,
             "snapshots.received",
             sum.node.snapshotsReceived,
             "snapshots",
             "Snapshots that a replica got from its leader");
    m_bystanders->Report(record);
    AddCount(record,
             "snapshots.rewound",
             sum.cores.chunksSentAgain,
             "times",
             "Times that a leader sent the chunks of a snapshot anew that were not acknowledged");
    AddCount(record,
             "messages.unsent",
             sum.node.unsent,
             "messages",
             "Raft messages that transport did not take");
    AddCount(record,
             "proposals.superseded",
             sum.node.superseded,
             "commands",
             "Commands that another leader's took the place of");
    Add(record,
        "replicas.lag",
        static_cast<double>(CountLag()),
        "entries",
        "Entries that the replica that lags most has to apply to be where its leader is, at the "
        "end, of running nodes.");
    AddCount(
        record, "disks.lost", sum.disksLost, "disks", "Nodes that came back without their disk");
    AddCount(record, "disk.retries", sum.diskRetries, "times", "Times that a disk had no room");
}

void
RaftCluster::ReportMachines(RunRecord& record) const
{
    Time cpu;
    Time disk;
    uint64_t fsyncs = 0;
    for (const auto& node : m_nodes)
    {
        cpu += node->GetCpuBusyTime();
        disk += node->GetDiskBusyTime();
        fsyncs += node->GetDisk().GetFsyncs();
    }
    const double spans = GetDuration().GetSeconds() * m_nodeCount;
    AddCount(record, "fsyncs", fsyncs, "fsyncs", "Fsyncs of all nodes");
    Add(record,
        "cpu.utilization",
        cpu.GetSeconds() / spans,
        "1",
        "Mean share of the run for which a core of a node worked, summed over its cores.");
    Add(record,
        "disk.utilization",
        disk.GetSeconds() / spans,
        "1",
        "Mean share of the run for which a write or an fsync of a node was under way.");
    ReportPackets(record);
}

void
RaftCluster::ReportTransport(RunRecord& record) const
{
    uint64_t opened = 0;
    uint64_t wire = 0;
    for (const auto& node : m_nodes)
    {
        const auto totals = node->GetEndpoint()->GetTotals();
        opened += totals.Times(PoolEvent::OPENED);
        wire += totals.sent.wireBytes;
    }
    AddCount(record,
             "connections.opened",
             opened,
             "connections",
             "Connections that nodes opened to each other");
    Add(record,
        "nodes.rate",
        static_cast<double>(wire) * 8 / GetDuration().GetSeconds(),
        "bit/s",
        "What all nodes gave to TCP, to each other and to clients, over the run.");
}

uint64_t
RaftCluster::CountLag() const
{
    uint64_t lag = 0;
    for (RaftShardId shard = 0; shard < m_shardCount; shard++)
    {
        const int32_t leader = m_leadership->GetLeader(shard);
        if (leader < 0)
        {
            continue;
        }
        const uint64_t applied = m_nodes[leader]->GetHandle()->Host().Find(shard)->Applied();
        for (const auto& node : m_nodes)
        {
            const RaftCore* core =
                node->IsUp() && node->GetHandle() ? node->GetHandle()->Host().Find(shard) : nullptr;
            lag = core ? std::max(lag, applied - std::min(applied, core->Applied())) : lag;
        }
    }
    return lag;
}

/// @return the store of a shard's leader, when it surely has all that was acknowledged; nullptr
const ShardedKeyValueStore*
RaftCluster::FindCompleteStore(RaftShardId shard) const
{
    const int32_t leader = m_leadership->GetLeader(shard);
    const ShardedNodeHandle* node = leader < 0 ? nullptr : m_nodes[leader]->GetHandle();
    const RaftCore* core = node ? node->Host().Find(shard) : nullptr;
    // What it applied in its own term stands behind all that was committed before.
    const bool isComplete = core && core->Role() == RaftRole::LEADER &&
                            core->Applied() == core->Commit() &&
                            core->Log().TermAt(core->Applied()) == core->Term();
    return isComplete ? m_nodes[leader]->GetStore() : nullptr;
}

/**
 * Reads every key once more where its state is known for sure, so that an acknowledged write that is gone shows even if
 * no client has looked.
 *
 * @return shards that were read
 */
uint32_t
RaftCluster::AddFinalReads(KvHistory& history) const
{
    std::map<RaftShardId, std::set<std::string>> keys;
    for (const KvOperation& operation : history.GetOperations())
    {
        if (operation.kind != KvKind::SCAN)
        {
            keys[operation.shard].insert(operation.key);
        }
    }
    uint32_t shards = 0;
    for (const auto& [shard, all] : keys)
    {
        const ShardedKeyValueStore* store = FindCompleteStore(shard);
        const KeyValueState* state = store ? store->Find(shard) : nullptr;
        if (!state)
        {
            continue;
        }
        shards++;
        for (const std::string& key : all)
        {
            KvRequest request;
            request.shard = shard;
            request.key = key;
            KvCall call;
            call.key = key;
            KvEnd end;
            end.shard = shard;
            end.outcome = KvOutcome::OK;
            end.reply = state->Read(request);
            const int64_t now = Simulator::Now().GetNanoSeconds() + 1;
            history.Add(MakeKvOperation(0, call, end, now, now));
        }
    }
    return shards;
}

void
RaftCluster::ReportHistory(RunRecord& record) const
{
    KvHistory history(UINT64_MAX);
    history.AddDropped(m_forgotten);
    uint64_t stale = 0;
    for (const Operation& operation : m_operations)
    {
        stale += operation.isStale ? 1 : 0;
        if (!operation.isStale && m_forgotten == 0)
        {
            const std::string wrong = history.Add(operation.record);
            if (!wrong.empty())
            {
                record.violations.push_back("an operation has no place in the history: " + wrong);
            }
        }
    }
    const uint32_t shards = m_forgotten == 0 ? AddFinalReads(history) : 0;
    AddCount(record,
             "history.operations",
             history.GetOperations().size(),
             "operations",
             "Operations in the history, with a last read of every key");
    AddCount(record,
             "history.stale",
             stale,
             "operations",
             "Stale reads, which promise nothing and are left out");
    AddCount(record,
             "history.shards-read",
             shards,
             "shards",
             "Shards of which every key was read once more at the end");
    if (m_history)
    {
        WriteKvHistory(history, *m_history);
    }
    if (!m_checksHistory)
    {
        return;
    }
    LinearizabilityOptions options;
    options.maxStates = m_checkStates;
    options.jointScans = m_jointScans;
    const LinearizabilityReport report = CheckLinearizability(history, options);
    const bool isSound = report.verdict == LinearizabilityVerdict::LINEARIZABLE;
    Add(record,
        "history.linearizable",
        isSound ? 1 : 0,
        "1",
        "1: all operations are linearizable; 0: they are not, or it could not be found out.");
    if (!isSound)
    {
        record.violations.push_back(FormatLinearizabilityReport(history, report));
    }
}

void
RaftCluster::CheckConservation(RunRecord& record) const
{
    ConservationLedger operations("operations");
    operations.AddInflow("offered", m_operations.size());
    for (const auto outcome : {KvOutcome::OK, KvOutcome::FAILED, KvOutcome::UNKNOWN})
    {
        operations.AddOutflow(KvOutcomeName(outcome), m_outcomes[static_cast<size_t>(outcome)]);
    }
    for (std::size_t i = 0; i < m_clients.size(); i++)
    {
        operations.AddInside("client-" + std::to_string(i + 1), m_clients[i]->GetOpen());
    }
    const std::string wrong = operations.Check();
    if (!wrong.empty())
    {
        record.violations.push_back(wrong);
    }
}

} // namespace sharding
} // namespace ns3
