/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_SERVICE_H
#define RAFT_SERVICE_H

#include "raft-ready.h"
#include "raft-status.h"
#include "sharded-raft-rpc.h"

#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-raft
 *
 * The replicas on a node, as what is replicated sees them: a RaftService asks, and is told what
 * became of it.
 */
class RaftReplicas
{
  public:
    virtual ~RaftReplicas() = default;

    /// @return whether the node has a replica of the shard
    virtual bool HasShard(RaftShardId shard) const = 0;

    /**
     * @param shard a shard of the node
     * @return who leads it, as far as known here; RAFT_NOBODY. Another node may lead by now.
     */
    virtual RaftNodeId Leader(RaftShardId shard) const = 0;

    /// @return this node
    virtual RaftNodeId Self() const = 0;

    /**
     * @param shard any
     * @param payload a command
     * @return where it stands; it is committed when RaftService::OnApply is called with the same index and term, and
     *         lost when an entry with another term is applied there or a snapshot takes its place. Or why it was
     *         refused.
     */
    virtual Result<RaftProposal, RaftError>
    Propose(RaftShardId shard, const Ptr<const RaftPayload>& payload) = 0;

    /**
     * @param shard any
     * @param id the service's, different for each read of a life
     * @param lease a lease will do
     * @return NONE: RaftService::OnRead will be called, unless the node crashes; or why it was refused
     */
    virtual RaftError Read(RaftShardId shard, uint64_t id, bool lease) = 0;
};

/**
 * @ingroup sharding-raft
 *
 * What is replicated: the state machines of all shards of a node, and whoever waits for them. Called
 * with one shard's entries in the order of their indices. It must not call RaftReplicas::Propose
 * and Read from within these functions.
 */
class RaftService
{
  public:
    virtual ~RaftService() = default;

    /**
     * A life of the node begins: nothing is loaded.
     *
     * @param replicas valid until OnForget
     */
    virtual void OnStart(RaftReplicas& replicas) = 0;

    /// The life has ended: all memory is lost.
    virtual void OnForget() = 0;

    /**
     * A shard's state is replaced. Called for each shard of the node when a life begins, before its first entry, and later when
     * a snapshot has come.
     *
     * @param shard which
     * @param snapshot its state; nullptr: the empty state at index 0. What an OnSave of any node gave, of the
     *        same version; damaged data cannot come, as disk and network check
     */
    virtual void OnRestore(RaftShardId shard, const RaftSnapshotPointer& snapshot) = 0;

    /**
     * An entry is committed.
     *
     * @param shard which
     * @param index behind the one before
     * @param entry NORMAL: a command. Others have none, but show that what was proposed at the index is lost.
     */
    virtual void OnApply(RaftShardId shard, uint64_t index, const RaftEntry& entry) = 0;

    /**
     * @param shard which
     * @return its state after the last entry that was applied
     */
    virtual Ptr<const RaftPayload> OnSave(RaftShardId shard) = 0;

    /**
     * @param shard which
     * @param answer of a read: ok: so much is applied as the read needs
     */
    virtual void OnRead(RaftShardId shard, const RaftReadAnswer& answer) = 0;

    /**
     * @param shard which
     * @param role of this node now
     * @param term of the group now
     * @param leader as far as known; RAFT_NOBODY
     */
    virtual void OnRole(RaftShardId shard, RaftRole role, uint64_t term, RaftNodeId leader) = 0;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_SERVICE_H */
