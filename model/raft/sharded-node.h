/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARDED_NODE_H
#define SHARDED_NODE_H

#include "raft-host.h"
#include "raft-network.h"
#include "raft-service.h"
#include "sharded-node-config.h"
#include "sharded-raft-protocol-handler.h"

#include "ns3/disk.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-raft
 *
 * What a ShardedNodeHandle needs of the process that it runs in, besides RaftTransport. It must not call the handle
 * from within these functions.
 */
class ShardedNodeShell : public RaftTransport
{
  public:
    /**
     * Appends to the disk and syncs; then ShardedNodeHandle::OnDurable is to be called with the record's id.
     *
     * @param record behind all records before it
     */
    virtual void Persist(Disk::Record record) = 0;

    /// @param count of the oldest records on the disk, which are of no use
    virtual void RemoveOldest(uint64_t count) = 0;

    /// @return how many records the disk holds of those that were given to Persist or found at the start
    virtual uint64_t RecordsOnDisk() = 0;

    /// @param shard another role, term or leader than before
    virtual void OnRole(RaftShardId shard, RaftRole role, uint64_t term, RaftNodeId leader) = 0;

    /**
     * @param shard a proposal of this node is committed and applied here
     * @param index its entry
     * @param latencyNs since it was proposed, local time
     */
    virtual void OnCommitted(RaftShardId shard, uint64_t index, int64_t latencyNs) = 0;

    /// @param shard made a snapshot of so many bytes, or got it from its leader
    virtual void OnSnapshot(RaftShardId shard, uint64_t index, uint32_t bytes, bool isReceived) = 0;
};

/**
 * @ingroup sharding-raft
 *
 * A running node with its shards: storage, groups, handler and network put together. Calls make things happen; Settle
 * carries out what has come of them, and is to be called after each, or after several of them.
 *
 * **Snapshots.** A shard that has applied snapshotEntries since its last snapshot, or whose log is longer than
 * snapshotBytes, gets one of its service's state at the end of Settle.
 *
 * **A lost disk.** A node that has lost its disk has forgotten whom it voted for and what it acknowledged. It takes
 * part in nothing any more that it took part in: it answers that it has no such shard, and says so on its new disk. Its place
 * in a group is taken by a node of another id, by a membership change. To take part again with an empty past would be unsafe: two
 * leaders in one term, acknowledged entries lost.
 *
 * Pure.
 */
class ShardedNodeHandle : public RaftReplicas, private RaftHostOutput
{
  public:
    /// What happened, besides what the parts count.
    struct Counters
    {
        uint64_t proposals{0};         //!< taken
        uint64_t committed{0};         //!< of them, applied here
        uint64_t superseded{0};        //!< of them, another entry or a snapshot took their place
        uint64_t applied{0};           //!< entries
        uint64_t snapshots{0};         //!< made
        uint64_t snapshotBytes{0};     //!< of them
        uint64_t snapshotsReceived{0}; //!< restored from a leader
        uint64_t unsent{0};            //!< messages that transport did not take
    };

    ~ShardedNodeHandle() override;

    /**
     * A frame came.
     *
     * @param nowNs local time
     * @param peer of the connection
     * @param isLegacy whether the connection speaks the protocol without shards
     * @param bytes the frame
     * @return what became of it
     */
    ShardedRaftProtocolHandler::Verdict
    Receive(int64_t nowNs, RaftNodeId peer, bool isLegacy, ByteSpan bytes);

    /// @param nowNs local time
    void Tick(int64_t nowNs);

    /// @return when Tick has something to do; RaftCore::NEVER
    int64_t NextDeadlineNs() const;

    /**
     * @param nowNs local time
     * @param record its id: it and all before it are durable
     */
    void OnDurable(int64_t nowNs, uint64_t record);

    /// Carries out what is wanted. @param nowNs local time
    void Settle(int64_t nowNs);

    /// @return whether Settle has something to do
    bool
    NeedsSettling() const
    {
        return m_isStirred;
    }

    /// A connection to a node begins, perhaps in another protocol. @param node which
    void NoteConnected(RaftNodeId node);

    /// Sets the time for Propose and Read. @param nowNs local time
    void SetNow(int64_t nowNs);

    bool HasShard(RaftShardId shard) const override;
    RaftNodeId Leader(RaftShardId shard) const override;
    RaftNodeId Self() const override;
    Result<RaftProposal, RaftError>
    Propose(RaftShardId shard, const Ptr<const RaftPayload>& payload) override;
    RaftError Read(RaftShardId shard, uint64_t id, bool lease) override;

    /// @copydoc RaftHost::ProposeMembership
    Result<RaftProposal, RaftError> ProposeMembership(int64_t nowNs,
                                                      RaftShardId shard,
                                                      std::vector<RaftNodeId> voters,
                                                      std::vector<RaftNodeId> learners);

    /// @copydoc RaftHost::TransferTo
    RaftError TransferTo(int64_t nowNs, RaftShardId shard, RaftNodeId to);

    /// @copydoc RaftHost::Campaign
    RaftError Campaign(int64_t nowNs, RaftShardId shard);

    /**
     * A node joins a group, as a change of its membership says: it begins with nothing and learns all from the leader.
     *
     * @param nowNs local time
     * @param shard its number, the members that it is told of, priority; it must not have been here before
     * @return NONE, or UNKNOWN_SHARD when it cannot be added: it is here, cannot be used, there is no room, or the
     *         node is retired
     */
    RaftError Join(int64_t nowNs, const RaftShardConfig& shard);

    /// @return what it was made from
    const ShardedNodeConfig&
    Config() const
    {
        return m_config;
    }

    /// @return the groups, to look at
    const RaftHost&
    Host() const
    {
        return *m_host;
    }

    /// @return the log on the disk, to look at
    const RaftStorage&
    Storage() const
    {
        return m_storage;
    }

    /// @return between connections and groups, to look at
    const ShardedRaftProtocolHandler&
    Handler() const
    {
        return *m_handler;
    }

    /// @return sends for all shards
    const RaftNetworkFactory&
    Network() const
    {
        return *m_network;
    }

    /// @return whether the node has lost an earlier disk, and so has no shards
    bool
    IsRetired() const
    {
        return m_storage.IsDiskLost();
    }

    /// @return the shards of the node, in the order of the configuration
    const std::vector<RaftShardId>&
    Shards() const
    {
        return m_shardIds;
    }

    /// @return what happened
    const Counters&
    GetCounters() const
    {
        return m_counters;
    }

    /// @return proposals that are neither committed nor superseded yet
    uint64_t Waiting() const;

  private:
    friend Result<std::unique_ptr<ShardedNodeHandle>, ShardedNodeProblem>
    BootstrapShardedNode(int64_t nowNs,
                         const ShardedNodeConfig& config,
                         const std::vector<Disk::Recovered>& disk,
                         RaftService& service,
                         ShardedNodeShell& shell);

    /// A proposal of this node that is not applied yet.
    struct Proposed
    {
        uint64_t index;
        uint64_t term;
        int64_t sinceNs;
    };

    /// What is kept of a shard besides its core.
    struct Shard
    {
        std::deque<Proposed> proposed;
        uint64_t snapshotIndex{0}; //!< of the last snapshot
        bool isTouched{false};     //!< it has applied something since snapshots were thought of
    };

    ShardedNodeHandle(const ShardedNodeConfig& config,
                      RaftService& service,
                      ShardedNodeShell& shell);

    bool Add(int64_t nowNs, const RaftShardConfig& shard);
    void MakeSnapshots();
    bool MakeSnapshot(Shard& shard, RaftShardId id);
    void NoteApplied(Shard& shard, RaftShardId id, uint64_t index, uint64_t term);
    void DropProposed(Shard& shard, uint64_t index);

    void OnRole(RaftShardId shard, RaftRole role, uint64_t term, RaftNodeId leader) override;
    void OnWrite(RaftShardId shard, const RaftWrite& write, const RaftLog& log) override;
    void OnMessage(RaftShardId shard, RaftMessage& message) override;
    void OnRestore(RaftShardId shard, const RaftSnapshotPointer& snapshot) override;
    void OnApply(RaftShardId shard, uint64_t first, uint64_t last, const RaftLog& log) override;
    void OnRead(RaftShardId shard, const RaftReadAnswer& answer) override;
    void OnBeats(RaftBeats& beats) override;

    const ShardedNodeConfig m_config;
    RaftService& m_service;
    ShardedNodeShell& m_shell;
    RaftStorage m_storage;
    std::unique_ptr<RaftHost> m_host;
    std::unique_ptr<ShardedRaftProtocolHandler> m_handler;
    std::unique_ptr<RaftNetworkFactory> m_network;
    std::unordered_map<RaftShardId, Shard> m_shards;
    std::vector<RaftShardId> m_shardIds;
    std::vector<RaftShardId> m_touched;
    std::vector<RaftStorage::Written> m_written; //!< scratch
    std::vector<uint8_t> m_frame;                //!< scratch
    int64_t m_nowNs{0};
    bool m_isStirred{false};  //!< Settle has something to do
    bool m_isSettling{false}; //!< the host is being collected: it must not be called
    Counters m_counters;
};

/**
 * @ingroup sharding-raft
 *
 * Starts a node: reads its disk, makes a group for each configured shard, with what the disk has of it, and registers it
 * with the handler. A shard that is on the disk and not configured any more stays as it is on the disk.
 *
 * @param nowNs local time
 * @param config what to start
 * @param disk what Disk::Recover gave
 * @param service what is replicated: it gets OnStart, and OnRestore for each shard; must outlive the handle
 * @param shell the process; must outlive the handle
 * @return the node, to be settled; or why there is none
 */
Result<std::unique_ptr<ShardedNodeHandle>, ShardedNodeProblem>
BootstrapShardedNode(int64_t nowNs,
                     const ShardedNodeConfig& config,
                     const std::vector<Disk::Recovered>& disk,
                     RaftService& service,
                     ShardedNodeShell& shell);

} // namespace sharding
} // namespace ns3

#endif /* SHARDED_NODE_H */
