/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KV_SOAK_NODE_H
#define KV_SOAK_NODE_H

#include "raft-node.h"

#include "ns3/raft-host.h"
#include "ns3/sharded-key-value-store.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

class KvSoakNode;

/**
 * @ingroup sharding-tools
 *
 * Who carries what the nodes of the key-value soak send, and watches them.
 */
class KvSoakNodeOwner
{
  public:
    virtual ~KvSoakNodeOwner() = default;

    /// @param message to another node; may be swapped for an old one
    virtual void OnMessage(KvSoakNode& node, RaftShardId shard, RaftMessage& message) = 0;

    /// @param beats to another node; may be swapped for an old one
    virtual void OnBeats(KvSoakNode& node, RaftBeats& beats) = 0;

    /// A write is under way to the disk; KvSoakNode::Sync ends it. @param write its id
    virtual void OnWrite(KvSoakNode& node, RaftShardId shard, uint64_t write) = 0;

    /// @param reply to a client. @param origin the client
    virtual void OnReply(KvSoakNode& node, uint64_t origin, const KvReply& reply) = 0;

    /// @param entry was applied. @param index where it stands
    virtual void
    OnApplied(KvSoakNode& node, RaftShardId shard, uint64_t index, const RaftEntry& entry) = 0;

    /// @param snapshot was loaded; nullptr: the empty state
    virtual void
    OnRestored(KvSoakNode& node, RaftShardId shard, const RaftSnapshotPointer& snapshot) = 0;

    /// The node was told that it does not lead a shard.
    virtual void OnFollows(KvSoakNode& node, RaftShardId shard) = 0;
};

/**
 * @ingroup sharding-tools
 *
 * A node of the key-value soak: a RaftHost and a ShardedKeyValueStore, which a crash takes, and disks, which stay.
 */
class KvSoakNode : private RaftHostOutput, private RaftReplicas
{
  public:
    /// What a node is made with.
    struct Config
    {
        RaftHost::Config host;              //!< epoch is that of the first life
        RaftOptions raft;                   //!< of all groups
        ShardedKeyValueStore::Config store; //!< has all shards
        RaftMembership bootstrap;           //!< of all groups
        uint64_t compactAfter{20};          //!< entries between two snapshots
    };

    KvSoakNode(const Config& config, KvSoakNodeOwner& owner);

    /// A life begins. @param seed of its election timeouts
    void Start(int64_t nowNs, uint64_t seed);

    /// @param survivors this many of the writes of each group that are under way reach the disk
    void Crash(size_t survivors);

    /// @return whether it lives
    bool
    IsUp() const
    {
        return m_host != nullptr;
    }

    /// @return which life it is
    uint64_t
    Life() const
    {
        return m_life;
    }

    /// @return its id
    RaftNodeId
    Id() const
    {
        return m_config.host.self;
    }

    void Receive(int64_t nowNs, RaftShardId shard, const RaftMessage& message);
    void ReceiveBeats(int64_t nowNs, const RaftBeats& beats);
    void Sync(int64_t nowNs, RaftShardId shard, uint64_t write);
    void Ask(int64_t nowNs, const KvRequest& request, uint64_t origin);
    void Transfer(int64_t nowNs, RaftShardId shard, RaftNodeId to);
    void Tick(int64_t nowNs);

    /// @return when Tick has something to do
    int64_t NextDeadlineNs() const;

    /// @return its store
    const ShardedKeyValueStore& Store() const;

    /// @return the core of a shard; only while it lives
    const RaftCore& Core(RaftShardId shard) const;

    /// @return snapshots it has made
    uint64_t
    Snapshots() const
    {
        return m_snapshots;
    }

    RaftNodeId Leader(RaftShardId shard) const override;

  private:
    bool HasShard(RaftShardId shard) const override;
    RaftNodeId Self() const override;
    Result<RaftProposal, RaftError>
    Propose(RaftShardId shard, const Ptr<const RaftPayload>& payload) override;
    RaftError Read(RaftShardId shard, uint64_t id, bool lease) override;

    void OnRole(RaftShardId shard, RaftRole role, uint64_t term, RaftNodeId leader) override;
    void OnWrite(RaftShardId shard, const RaftWrite& write, const RaftLog& log) override;
    void OnMessage(RaftShardId shard, RaftMessage& message) override;
    void OnRestore(RaftShardId shard, const RaftSnapshotPointer& snapshot) override;
    void OnApply(RaftShardId shard, uint64_t first, uint64_t last, const RaftLog& log) override;
    void OnRead(RaftShardId shard, const RaftReadAnswer& answer) override;
    void OnBeats(RaftBeats& beats) override;

    void Settle(int64_t nowNs);
    void Compact(RaftShardId shard);

    Config m_config;
    KvSoakNodeOwner& m_owner;
    std::vector<RaftNodeDisk> m_disks; //!< by shard
    ShardedKeyValueStore m_store;
    std::unique_ptr<RaftHost> m_host;
    int64_t m_nowNs{0};
    uint64_t m_life{0};
    uint64_t m_snapshots{0};
    std::vector<std::pair<RaftShardId, uint64_t>> m_begun; //!< writes of this step
};

} // namespace sharding
} // namespace ns3

#endif /* KV_SOAK_NODE_H */
