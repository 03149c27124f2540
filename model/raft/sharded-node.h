/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARDED_NODE_H
#define SHARDED_NODE_H

#include "raft-host.h"
#include "raft-service.h"
#include "raft-storage.h"
#include "sharded-raft-protocol-handler.h"

#include <cstdint>
#include <memory>
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
 * A shard of which a node is to have a replica, as its configuration says.
 */
struct RaftShardConfig
{
    RaftShardId shard{0};                         //!< not RAFT_NODE_PREFIX
    std::vector<RaftNodeId> voters;               //!< when the group began, in any order
    std::vector<RaftNodeId> learners;             //!< when the group began, in any order
    uint32_t priority{RaftOptions::TOP_PRIORITY}; //!< of this node, see RaftOptions
};

/// Why a node cannot begin.
enum class ShardedNodeErrorCode : uint8_t
{
    INVALID_CONFIG,    //!< numbers that cannot be used together
    SHARDING_DISABLED, //!< a shard other than 0, and sharding is not enabled
    DUPLICATE_SHARD,   //!< a shard that is configured twice
    INVALID_SHARD,     //!< a shard's number or members cannot be used
    NOT_A_MEMBER,      //!< the node is neither voter nor learner of a shard
    TOO_MANY_SHARDS,   //!< more than RaftHost::Config::maxShards
    DISK_DAMAGED       //!< the disk's records are no log
};

/**
 * @ingroup sharding-raft
 *
 * @param code an error
 * @return its name, such as "duplicate-shard"
 */
std::string ShardedNodeErrorCodeName(ShardedNodeErrorCode code);

/// Why a node cannot begin, and a sentence for people.
struct ShardedNodeError
{
    ShardedNodeErrorCode code; //!< what kind
    std::string text;          //!< one sentence
};

/**
 * @ingroup sharding-raft
 *
 * What a node's configuration says.
 */
struct ShardedNodeConfig
{
    bool isShardingEnabled{true}; //!< false: shard 0 only, without beats and rest, as an old node
    RaftHost::Config host;        //!< self and epoch are to be set
    RaftOptions options;          //!< of all shards; the priority is that of RaftShardConfig
    RaftStorage::Config storage;  //!< its log
    ShardedRaftProtocolHandler::Config handler; //!< self is taken from host
    std::vector<RaftShardConfig> shards;        //!< of which the node has a replica
    uint64_t snapshotEntries{65536};    //!< applied since the last snapshot: one is taken; 0: never
    uint64_t snapshotBytes{64U << 20U}; //!< payloads applied since: one is taken; 0: never
    uint64_t seed{1};                   //!< of election timeouts
    bool isDiskLost{false}; //!< the node ran before, and its disk is known to be lost; see Admit
};

class ShardedNodeHandle;

/**
 * @ingroup sharding-raft
 *
 * Who carries out what a ShardedNodeHandle wants. Called from its calls; must not call it, but for Persisted from within
 * OnRecord.
 */
class ShardedNodeOutput
{
  public:
    virtual ~ShardedNodeOutput() = default;

    /**
     * @param shard of which group
     * @param message to be sent now; may be swapped for an old one
     */
    virtual void OnMessage(RaftShardId shard, RaftMessage& message) = 0;

    /// @param beats to be sent now; may be swapped for old ones
    virtual void OnBeats(RaftBeats& beats) = 0;

    /**
     * To be appended to the disk, behind all records before it; then ShardedNodeHandle::OnDurable.
     *
     * @param record its id is its serial number
     * @return whether it is durable already
     */
    virtual bool OnRecord(Disk::Record record) = 0;

    /// @param shard its role, term or known leader is another one now
    virtual void OnRole(RaftShardId shard, RaftRole role, uint64_t term, RaftNodeId leader);

    /// @param shard entries of it were applied, from first to last
    virtual void OnApplied(RaftShardId shard, uint64_t first, uint64_t last);

    /// @param shard a leader's snapshot up to index has taken the place of its state
    virtual void OnInstalled(RaftShardId shard, uint64_t index);

    /// @param shard a snapshot of its state up to index was taken
    virtual void OnSnapshot(RaftShardId shard, uint64_t index);

    /// See RaftHostOutput::OnStep. @param shard its group
    virtual void OnStep(RaftShardId shard, const RaftCore& core, RaftReady& ready);
};

/// What happened at a node, besides what host, handler and storage count.
struct ShardedNodeCounters
{
    uint64_t proposals{0};      //!< taken
    uint64_t refused{0};        //!< proposals and reads that were refused
    uint64_t applied{0};        //!< entries
    uint64_t snapshotsTaken{0}; //!< of the service's state
    uint64_t snapshotBytes{0};  //!< theirs
    uint64_t snapshotsLate{0};  //!< put off, as what they stand for was not durable yet
    uint64_t shardsClosed{0};   //!< not begun, because their disk was lost
    uint64_t shardsAdmitted{0}; //!< begun anew after that
};

/**
 * @ingroup sharding-raft
 *
 * All shards of one node: host, log on disk, protocol handler, and the service that is replicated. Pure: it knows no socket,
 * no simulator and no disk.
 *
 * Calls mark what is to be done; Settle does it. What the service is told, it is told from within Settle, and it may propose and
 * read from there.
 *
 * **A disk that was lost.** A node that has forgotten whom it voted for and what it acknowledged must not take part as if it
 * never had: its second vote in a term can make a second leader, and its second acknowledgment of an index can commit what
 * contradicts the first. So shards of which its log knows nothing stay closed on a node whose disk was lost: messages for
 * them are answered with "unknown shard". What ends it: the group's other members remove the node (a majority without it decides
 * that), add it again as a learner, and then Admit is called here. From that change on nobody counts on what the node once said.
 */
class ShardedNodeHandle : public RaftReplicas, private RaftHostOutput
{
  public:
    ~ShardedNodeHandle() override;

    /**
     * Begins: the service gets the state that was found. Before all other calls, once.
     *
     * @param nowNs local time
     * @param output must outlive the handle
     * @param service must outlive the handle, or Stop be called; nullptr: entries are applied to nothing
     */
    void Start(int64_t nowNs, ShardedNodeOutput& output, RaftService* service);

    /// The life ends: the service is told.
    void Stop();

    /**
     * @param nowNs local time; also what Propose and Read use from now on
     */
    void SetTime(int64_t nowNs);

    bool HasShard(RaftShardId shard) const override;
    RaftNodeId Leader(RaftShardId shard) const override;
    RaftNodeId Self() const override;
    Result<RaftProposal, RaftError>
    Propose(RaftShardId shard, const Ptr<const RaftPayload>& payload) override;
    RaftError Read(RaftShardId shard, uint64_t id, bool lease) override;

    /// @copydoc RaftHost::TransferTo
    RaftError TransferTo(int64_t nowNs, RaftShardId shard, RaftNodeId to);

    /// @copydoc RaftHost::ProposeMembership
    Result<RaftProposal, RaftError> ProposeMembership(int64_t nowNs,
                                                      RaftShardId shard,
                                                      std::vector<RaftNodeId> voters,
                                                      std::vector<RaftNodeId> learners);

    /// @copydoc RaftHost::Campaign
    RaftError Campaign(int64_t nowNs, RaftShardId shard);

    /**
     * Begins a shard with nothing: one that is closed because the disk was lost, or one that the node is to get. Only after
     * the group has decided that this node is a new member; see the class.
     *
     * @param nowNs local time
     * @param config of the shard; this node is taken out of its members
     * @return NONE, or why not: DUPLICATE_SHARD, INVALID_SHARD, TOO_MANY_SHARDS, SHARDING_DISABLED
     */
    std::optional<ShardedNodeErrorCode> Admit(int64_t nowNs, const RaftShardConfig& config);

    /// @return shards that are closed because the disk was lost, sorted
    std::vector<RaftShardId> ClosedShards() const;

    /// @return takes what comes from peers; Settle is to be called then
    ShardedRaftProtocolHandler& Handler();

    /// Does what is due. @param nowNs local time
    void Tick(int64_t nowNs);

    /// @return when Tick has something to do if nothing else happens; RaftCore::NEVER
    int64_t NextDeadlineNs() const;

    /**
     * @param nowNs local time
     * @param serial this record and all before it are durable
     */
    void OnDurable(int64_t nowNs, uint64_t serial);

    /**
     * Does all that there is to do.
     *
     * @param nowNs local time
     */
    void Settle(int64_t nowNs);

    /**
     * @param recordsOnDisk how many the disk holds, of those that were closed the latest
     * @return how many of the oldest ones are of no use
     */
    uint64_t Removable(uint64_t recordsOnDisk) const;

    const RaftHost& Host() const;                //!< to look at
    const RaftStorage& Storage() const;          //!< to look at
    const ShardedNodeCounters& Counters() const; //!< what happened

  private:
    friend Result<std::unique_ptr<ShardedNodeHandle>, ShardedNodeError>
    BootstrapShardedNode(const ShardedNodeConfig& config,
                         const std::vector<Disk::Recovered>& disk,
                         int64_t nowNs);

    struct Replica;
    struct Telling;

    explicit ShardedNodeHandle(const ShardedNodeConfig& config);
    bool Open(int64_t nowNs, const RaftShardConfig& config, RaftStart start);
    void CloseRecord();
    void Tell();
    void TakeSnapshots();
    void TakeSnapshot(RaftShardId shard, Replica& replica);

    void OnStep(RaftShardId shard, const RaftCore& core, RaftReady& ready) override;
    void OnRole(RaftShardId shard, RaftRole role, uint64_t term, RaftNodeId leader) override;
    void OnWrite(RaftShardId shard, const RaftWrite& write, const RaftLog& log) override;
    void OnMessage(RaftShardId shard, RaftMessage& message) override;
    void OnRestore(RaftShardId shard, const RaftSnapshotPointer& snapshot) override;
    void OnApply(RaftShardId shard, uint64_t first, uint64_t last, const RaftLog& log) override;
    void OnRead(RaftShardId shard, const RaftReadAnswer& answer) override;
    void OnBeats(RaftBeats& beats) override;

    const ShardedNodeConfig m_config;
    RaftStorage m_storage;
    RaftHost m_host;
    ShardedRaftProtocolHandler m_handler;
    ShardedNodeOutput* m_output{nullptr};
    RaftService* m_service{nullptr};
    int64_t m_nowNs{0};
    std::unordered_map<RaftShardId, Replica> m_replicas;
    std::vector<RaftShardId> m_closed;           //!< sorted
    std::vector<Telling> m_tellings;             //!< what the service is to be told, in order
    std::vector<RaftShardId> m_full;             //!< shards of which a snapshot is due
    std::vector<RaftStorage::Written> m_written; //!< reused
    uint64_t m_durableNow{0}; //!< serial of a record that was durable as it was written
    bool m_isDirty{false};    //!< something was asked for since the host was looked at
    ShardedNodeCounters m_counters;
};

/**
 * @ingroup sharding-raft
 *
 * Begins a node: checks its configuration, reads its disk, and makes storage and core of each of its shards.
 *
 * Shards that the disk knows and the configuration does not are forgotten there; those that both know go on from the disk,
 * whatever members the configuration names.
 *
 * @param config what the configuration says
 * @param disk what Disk::Recover gave; empty for a node that never ran
 * @param nowNs local time
 * @return the node, to be started; or why it cannot begin
 */
Result<std::unique_ptr<ShardedNodeHandle>, ShardedNodeError>
BootstrapShardedNode(const ShardedNodeConfig& config,
                     const std::vector<Disk::Recovered>& disk,
                     int64_t nowNs);

} // namespace sharding
} // namespace ns3

#endif /* SHARDED_NODE_H */
