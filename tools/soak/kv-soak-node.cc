/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "kv-soak-node.h"

namespace ns3
{
namespace sharding
{

KvSoakNode::KvSoakNode(const Config& config, KvSoakNodeOwner& owner)
    : m_config(config), m_owner(owner), m_disks(config.store.shards),
      m_store(config.store,
              [this](uint64_t origin, const KvReply& reply)
              { m_owner.OnReply(*this, origin, reply); })
{
}

void
KvSoakNode::Start(int64_t nowNs, uint64_t seed)
{
    m_life++;
    m_nowNs = nowNs;
    m_config.host.epoch = m_life;
    m_host.reset(new RaftHost(m_config.host, *this));
    m_store.OnStart(*this);
    for (RaftShardId shard = 0; shard < m_disks.size(); shard++)
    {
        RaftStart start = m_disks[shard].Read();
        start.bootstrap = m_config.bootstrap;
        OnRestore(shard, start.snapshot);
        m_host->AddShard(nowNs, shard, m_config.raft, start, seed + shard);
    }
    Settle(nowNs);
}

void
KvSoakNode::Crash(size_t survivors)
{
    m_host.reset();
    m_store.OnForget();
    for (RaftNodeDisk& disk : m_disks)
    {
        disk.Crash(survivors);
    }
}

void
KvSoakNode::Receive(int64_t nowNs, RaftShardId shard, const RaftMessage& message)
{
    m_nowNs = nowNs;
    m_host->Receive(nowNs, shard, message);
    Settle(nowNs);
}

void
KvSoakNode::ReceiveBeats(int64_t nowNs, const RaftBeats& beats)
{
    m_nowNs = nowNs;
    m_host->ReceiveBeats(nowNs, beats);
    Settle(nowNs);
}

void
KvSoakNode::Sync(int64_t nowNs, RaftShardId shard, uint64_t write)
{
    m_nowNs = nowNs;
    m_disks[shard].Sync(write);
    m_host->OnPersisted(nowNs, shard, write);
    Settle(nowNs);
}

void
KvSoakNode::Ask(int64_t nowNs, const KvRequest& request, uint64_t origin)
{
    m_nowNs = nowNs;
    m_store.Ask(request, origin);
    Settle(nowNs);
}

void
KvSoakNode::Transfer(int64_t nowNs, RaftShardId shard, RaftNodeId to)
{
    m_nowNs = nowNs;
    m_host->TransferTo(nowNs, shard, to);
    Settle(nowNs);
}

void
KvSoakNode::Tick(int64_t nowNs)
{
    m_nowNs = nowNs;
    m_host->Tick(nowNs);
    Settle(nowNs);
}

int64_t
KvSoakNode::NextDeadlineNs() const
{
    return m_host ? m_host->NextDeadlineNs() : RaftCore::NEVER;
}

const ShardedKeyValueStore&
KvSoakNode::Store() const
{
    return m_store;
}

const RaftCore&
KvSoakNode::Core(RaftShardId shard) const
{
    return *m_host->Find(shard);
}

void
KvSoakNode::Settle(int64_t nowNs)
{
    m_host->Collect(nowNs);
    for (RaftShardId shard = 0; shard < m_disks.size(); shard++)
    {
        Compact(shard);
    }
    std::vector<std::pair<RaftShardId, uint64_t>> begun;
    begun.swap(m_begun);
    for (const auto& [shard, write] : begun)
    {
        m_owner.OnWrite(*this, shard, write);
    }
}

void
KvSoakNode::Compact(RaftShardId shard)
{
    const uint64_t index = m_store.Find(shard)->Index();
    const RaftSnapshotPointer& last = Core(shard).Snapshot();
    if (index < (last ? last->index : 0) + m_config.compactAfter ||
        index > m_disks[shard].LastIndex())
    {
        return;
    }
    if (m_host->Compact(shard, index, m_store.OnSave(shard)) == RaftError::NONE)
    {
        m_snapshots++;
        m_disks[shard].Compact(Core(shard).Snapshot());
        m_host->Collect(m_nowNs);
    }
}

bool
KvSoakNode::HasShard(RaftShardId shard) const
{
    return m_host->Find(shard) != nullptr;
}

RaftNodeId
KvSoakNode::Leader(RaftShardId shard) const
{
    return Core(shard).Leader();
}

RaftNodeId
KvSoakNode::Self() const
{
    return Id();
}

Result<RaftProposal, RaftError>
KvSoakNode::Propose(RaftShardId shard, const Ptr<const RaftPayload>& payload)
{
    return m_host->Propose(m_nowNs, shard, payload);
}

RaftError
KvSoakNode::Read(RaftShardId shard, uint64_t id, bool lease)
{
    return m_host->Read(m_nowNs, shard, id, lease);
}

void
KvSoakNode::OnRole(RaftShardId shard, RaftRole role, uint64_t term, RaftNodeId leader)
{
    m_store.OnRole(shard, role, term, leader);
    if (role != RaftRole::LEADER)
    {
        m_owner.OnFollows(*this, shard);
    }
}

void
KvSoakNode::OnWrite(RaftShardId shard, const RaftWrite& write, const RaftLog& log)
{
    m_disks[shard].Begin(write, log);
    m_begun.emplace_back(shard, write.id);
}

void
KvSoakNode::OnMessage(RaftShardId shard, RaftMessage& message)
{
    m_owner.OnMessage(*this, shard, message);
}

void
KvSoakNode::OnRestore(RaftShardId shard, const RaftSnapshotPointer& snapshot)
{
    m_store.OnRestore(shard, snapshot);
    m_owner.OnRestored(*this, shard, snapshot);
}

void
KvSoakNode::OnApply(RaftShardId shard, uint64_t first, uint64_t last, const RaftLog& log)
{
    for (uint64_t index = first; index <= last; index++)
    {
        // A copy, as what is answered may lead to a proposal.
        const RaftEntry entry = log.At(index);
        m_store.OnApply(shard, index, entry);
        m_owner.OnApplied(*this, shard, index, entry);
    }
}

void
KvSoakNode::OnRead(RaftShardId shard, const RaftReadAnswer& answer)
{
    m_store.OnRead(shard, answer);
}

void
KvSoakNode::OnBeats(RaftBeats& beats)
{
    m_owner.OnBeats(*this, beats);
}

} // namespace sharding
} // namespace ns3
