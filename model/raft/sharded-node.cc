/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sharded-node.h"

#include "ns3/assert.h"
#include "ns3/mix-hash.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace sharding
{

ShardedNodeHandle::ShardedNodeHandle(const ShardedNodeConfig& config,
                                     RaftService& service,
                                     ShardedNodeShell& shell)
    : m_config(config), m_service(service), m_shell(shell), m_storage(config.storage),
      m_host(new RaftHost(config.host, *this))
{
    ShardedRaftProtocolHandler::Config handler;
    handler.self = config.host.self;
    handler.maxFrameBytes = config.maxFrameBytes;
    m_handler = std::make_unique<ShardedRaftProtocolHandler>(handler, *m_host);
    m_network = std::make_unique<RaftNetworkFactory>(*m_handler, shell);
}

ShardedNodeHandle::~ShardedNodeHandle() = default;

/// @return false: the host does not take it
bool
ShardedNodeHandle::Add(int64_t nowNs, const RaftShardConfig& config)
{
    RaftStart start = m_storage.Read(config.shard);
    start.bootstrap.voters = config.voters;
    start.bootstrap.learners = config.learners;
    std::sort(start.bootstrap.voters.begin(), start.bootstrap.voters.end());
    std::sort(start.bootstrap.learners.begin(), start.bootstrap.learners.end());
    RaftOptions options = m_config.raft;
    options.priority = config.priority;
    const uint64_t seed = MixHash(
        m_config.seed +
        MixHash(m_config.host.epoch + MixHash(uint64_t{m_config.host.self} << 32U | config.shard)));
    if (!m_host->AddShard(nowNs, config.shard, options, start, seed))
    {
        return false;
    }
    Shard& shard = m_shards[config.shard];
    shard.snapshotIndex = start.snapshot ? start.snapshot->index : 0;
    m_shardIds.push_back(config.shard);
    m_service.OnRestore(config.shard, start.snapshot);
    m_isStirred = true;
    const bool isNew = start.hardState.term == 0 && start.entries.empty() && !start.snapshot;
    if (config.leadsFirst && isNew)
    {
        m_host->Campaign(nowNs, config.shard);
    }
    return true;
}

ShardedRaftProtocolHandler::Verdict
ShardedNodeHandle::Receive(int64_t nowNs, RaftNodeId peer, bool isLegacy, ByteSpan bytes)
{
    using Verdict = ShardedRaftProtocolHandler::Verdict;
    m_isStirred = true;
    const Verdict verdict = m_handler->Receive(nowNs, peer, isLegacy, bytes, m_frame);
    if (verdict == Verdict::ANSWER && !m_shell.Transmit(peer, m_frame, RaftUrgency::CONTROL, 0))
    {
        m_counters.unsent++;
    }
    return verdict;
}

void
ShardedNodeHandle::Tick(int64_t nowNs)
{
    m_isStirred = true;
    m_host->Tick(nowNs);
}

int64_t
ShardedNodeHandle::NextDeadlineNs() const
{
    return m_host->NextDeadlineNs();
}

void
ShardedNodeHandle::OnDurable(int64_t nowNs, uint64_t record)
{
    m_isStirred = true;
    m_written.clear();
    m_storage.OnDurable(record, m_written);
    for (const RaftStorage::Written& write : m_written)
    {
        m_host->OnPersisted(nowNs, write.shard, write.writeId);
    }
    const uint64_t removable = m_storage.Removable(m_shell.RecordsOnDisk());
    if (removable > 0)
    {
        m_shell.RemoveOldest(removable);
    }
}

void
ShardedNodeHandle::Settle(int64_t nowNs)
{
    m_nowNs = nowNs;
    m_isStirred = false;
    m_isSettling = true;
    m_host->Collect(nowNs);
    m_isSettling = false;
    MakeSnapshots();
    if (m_storage.HasOpen())
    {
        m_shell.Persist(m_storage.Close());
    }
}

void
ShardedNodeHandle::NoteConnected(RaftNodeId node)
{
    m_host->NoteConnected(node);
}

void
ShardedNodeHandle::SetNow(int64_t nowNs)
{
    m_nowNs = nowNs;
}

bool
ShardedNodeHandle::HasShard(RaftShardId shard) const
{
    return m_host->Find(shard) != nullptr;
}

RaftNodeId
ShardedNodeHandle::Leader(RaftShardId shard) const
{
    const RaftCore* core = m_host->Find(shard);
    return core ? core->Leader() : RAFT_NOBODY;
}

RaftNodeId
ShardedNodeHandle::Self() const
{
    return m_config.host.self;
}

Result<RaftProposal, RaftError>
ShardedNodeHandle::Propose(RaftShardId shard, const Ptr<const RaftPayload>& payload)
{
    NS_ASSERT_MSG(!m_isSettling, "a RaftService must not call from within its functions");
    m_isStirred = true;
    auto result = m_host->Propose(m_nowNs, shard, payload);
    if (result.IsOk())
    {
        m_counters.proposals++;
        // What stood there or behind was cut off together with an earlier leadership.
        auto& proposed = m_shards[shard].proposed;
        while (!proposed.empty() && proposed.back().index >= result.Value().index)
        {
            m_counters.superseded++;
            proposed.pop_back();
        }
        proposed.push_back({result.Value().index, result.Value().term, m_nowNs});
    }
    return result;
}

RaftError
ShardedNodeHandle::Read(RaftShardId shard, uint64_t id, bool lease)
{
    NS_ASSERT_MSG(!m_isSettling, "a RaftService must not call from within its functions");
    m_isStirred = true;
    return m_host->Read(m_nowNs, shard, id, lease);
}

Result<RaftProposal, RaftError>
ShardedNodeHandle::ProposeMembership(int64_t nowNs,
                                     RaftShardId shard,
                                     std::vector<RaftNodeId> voters,
                                     std::vector<RaftNodeId> learners)
{
    m_isStirred = true;
    return m_host->ProposeMembership(nowNs, shard, std::move(voters), std::move(learners));
}

RaftError
ShardedNodeHandle::TransferTo(int64_t nowNs, RaftShardId shard, RaftNodeId to)
{
    m_isStirred = true;
    return m_host->TransferTo(nowNs, shard, to);
}

RaftError
ShardedNodeHandle::Campaign(int64_t nowNs, RaftShardId shard)
{
    m_isStirred = true;
    return m_host->Campaign(nowNs, shard);
}

uint64_t
ShardedNodeHandle::Waiting() const
{
    uint64_t waiting = 0;
    for (const auto& shard : m_shards)
    {
        waiting += shard.second.proposed.size();
    }
    return waiting;
}

void
ShardedNodeHandle::OnRole(RaftShardId shard, RaftRole role, uint64_t term, RaftNodeId leader)
{
    m_shell.OnRole(shard, role, term, leader);
    m_service.OnRole(shard, role, term, leader);
}

void
ShardedNodeHandle::OnWrite(RaftShardId shard, const RaftWrite& write, const RaftLog& log)
{
    m_storage.Write(shard, write, log);
    if (m_storage.IsLarge())
    {
        m_shell.Persist(m_storage.Close());
    }
}

void
ShardedNodeHandle::OnMessage(RaftShardId shard, RaftMessage& message)
{
    if (!m_network->NewClientForShard(message.to, shard).Send(m_nowNs, message, m_frame))
    {
        m_counters.unsent++;
    }
}

void
ShardedNodeHandle::OnRestore(RaftShardId shard, const RaftSnapshotPointer& snapshot)
{
    Shard& of = m_shards[shard];
    of.snapshotIndex = snapshot->index;
    m_counters.snapshotsReceived++;
    DropProposed(of, snapshot->index);
    m_service.OnRestore(shard, snapshot);
    m_shell.OnSnapshot(shard, snapshot->index, snapshot->SizeBytes(), true);
}

void
ShardedNodeHandle::OnApply(RaftShardId shard, uint64_t first, uint64_t last, const RaftLog& log)
{
    Shard& of = m_shards[shard];
    if (!of.isTouched)
    {
        of.isTouched = true;
        m_touched.push_back(shard);
    }
    m_counters.applied += last - first + 1;
    for (uint64_t index = first; index <= last; index++)
    {
        const RaftEntry& entry = log.At(index);
        m_service.OnApply(shard, index, entry);
        NoteApplied(of, shard, index, entry.term);
    }
}

/// Ends what was proposed for an index.
void
ShardedNodeHandle::NoteApplied(Shard& shard, RaftShardId id, uint64_t index, uint64_t term)
{
    while (!shard.proposed.empty() && shard.proposed.front().index <= index)
    {
        const Proposed& front = shard.proposed.front();
        if (front.index == index && front.term == term)
        {
            m_counters.committed++;
            m_shell.OnCommitted(id, index, m_nowNs - front.sinceNs);
        }
        else
        {
            m_counters.superseded++;
        }
        shard.proposed.pop_front();
    }
}

void
ShardedNodeHandle::DropProposed(Shard& shard, uint64_t index)
{
    while (!shard.proposed.empty() && shard.proposed.front().index <= index)
    {
        m_counters.superseded++;
        shard.proposed.pop_front();
    }
}

void
ShardedNodeHandle::OnRead(RaftShardId shard, const RaftReadAnswer& answer)
{
    m_service.OnRead(shard, answer);
}

void
ShardedNodeHandle::OnBeats(RaftBeats& beats)
{
    if (!m_network->SendBeats(m_nowNs, beats, m_frame))
    {
        m_counters.unsent++;
    }
    // A node that does not speak of sets any more holds none, whatever beats of its earlier connection said that came
    // after the new one had opened. Without its heartbeats it could follow nobody until the set changes.
    if (beats.isRepeated && m_shell.IsLegacy(beats.to))
    {
        m_host->NoteConnected(beats.to);
    }
}

void
ShardedNodeHandle::MakeSnapshots()
{
    const auto isDone = [this](RaftShardId id)
    {
        Shard& shard = m_shards[id];
        shard.isTouched = !MakeSnapshot(shard, id);
        return !shard.isTouched;
    };
    m_touched.erase(std::remove_if(m_touched.begin(), m_touched.end(), isDone), m_touched.end());
}

/// @return false: it is due, but what others' disks made committed is not on this one yet
bool
ShardedNodeHandle::MakeSnapshot(Shard& shard, RaftShardId id)
{
    const RaftCore* core = m_host->Find(id);
    if (!core)
    {
        return true;
    }
    const uint64_t applied = core->Applied();
    const uint64_t since = applied - std::min(applied, shard.snapshotIndex);
    const bool isLong = m_config.snapshotBytes > 0 &&
                        core->Log().Bytes() >= m_config.snapshotBytes &&
                        since > m_config.raft.trailingEntries;
    const bool isMany = m_config.snapshotEntries > 0 && since >= m_config.snapshotEntries;
    if (!isLong && !isMany)
    {
        return true;
    }
    if (core->Durable() < applied)
    {
        return false;
    }
    const Ptr<const RaftPayload> data = m_service.OnSave(id);
    if (m_host->Compact(id, applied, data) == RaftError::NONE)
    {
        shard.snapshotIndex = applied;
        m_counters.snapshots++;
        m_counters.snapshotBytes += data ? data->Size() : 0;
        m_storage.Compact(id, core->Snapshot());
        m_shell.OnSnapshot(id, applied, data ? data->Size() : 0, false);
    }
    return true;
}

RaftError
ShardedNodeHandle::Join(int64_t nowNs, const RaftShardConfig& shard)
{
    const auto problem = ValidateRaftShard(shard, m_config.host.self);
    // The members that it is told of need not know of it yet.
    const bool isUsable = !problem || problem->error == ShardedNodeError::NOT_A_MEMBER;
    const bool isRoom = m_shardIds.size() < m_config.storage.maxShards &&
                        (m_config.isShardingEnabled || shard.shard == 0);
    return isUsable && isRoom && !IsRetired() && !HasShard(shard.shard) && Add(nowNs, shard)
               ? RaftError::NONE
               : RaftError::UNKNOWN_SHARD;
}

Result<std::unique_ptr<ShardedNodeHandle>, ShardedNodeProblem>
BootstrapShardedNode(int64_t nowNs,
                     const ShardedNodeConfig& config,
                     const std::vector<Disk::Recovered>& disk,
                     RaftService& service,
                     ShardedNodeShell& shell)
{
    if (auto problem = ValidateShardedNode(config))
    {
        return *problem;
    }
    std::unique_ptr<ShardedNodeHandle> node(new ShardedNodeHandle(config, service, shell));
    const RaftStorageError error = node->m_storage.Recover(disk);
    if (error != RaftStorageError::NONE)
    {
        return ShardedNodeProblem{ShardedNodeError::DISK_DAMAGED,
                                  "the disk holds no log: " + RaftStorageErrorName(error)};
    }
    node->m_nowNs = nowNs;
    node->m_isStirred = true;
    service.OnStart(*node);
    if (config.isDiskLost && !node->m_storage.IsDiskLost())
    {
        node->m_storage.MarkDiskLost();
    }
    if (node->IsRetired())
    {
        return node;
    }
    for (const RaftShardConfig& shard : config.shards)
    {
        const bool isAdded = node->Add(nowNs, shard);
        NS_ASSERT_MSG(isAdded, "what was validated can be added");
        (void)isAdded;
    }
    return node;
}

} // namespace sharding
} // namespace ns3
