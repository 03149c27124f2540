/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_SHARD_NODE_H
#define RAFT_SHARD_NODE_H

#include "raft-network-factory.h"
#include "sharded-node.h"

#include "ns3/event-id.h"
#include "ns3/traced-callback.h"
#include "ns3/transport-process.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-raft
 *
 * A server that has a replica of many Raft groups, over ns-3 TCP: a ShardedNodeHandle with sockets, timers, CPU and disk.
 *
 * Use: attributes; Configure, SetShards, SetService, AddPeer; then it starts as every application does. A subclass serves further
 * protocols on the same endpoint and port: it extends ServeProtocols, and DoStart and DoForget (the base's first).
 *
 * All that comes within one event is settled once, at its end: what was proposed becomes one append for each follower, and
 * what groups write one record and one fsync. Messages do not wait for the disk; promises do.
 */
class RaftShardNode : public TransportProcess, private ShardedNodeOutput, private RaftCarrier
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    RaftShardNode();
    ~RaftShardNode() override;

    /**
     * Before it starts, in place of SetEndpoint.
     *
     * @param endpoint its way to send and receive, with attributes set
     * @param self its id, not RAFT_NOBODY
     */
    void Configure(Ptr<MessageEndpoint> endpoint, RaftNodeId self);

    /// @param shards of which it has a replica; takes effect when a life begins
    void SetShards(std::vector<RaftShardConfig> shards);

    /// @param service what is replicated; outlives the node's lives. nullptr: nothing. Takes effect when a life begins
    void SetService(RaftService* service);

    /**
     * @param peer another node's id
     * @param address where it listens: address and port
     */
    void AddPeer(RaftNodeId peer, const Address& address);

    /// @return this node
    RaftNodeId GetSelf() const;

    /// @return where it listens, attribute Port
    uint16_t GetPort() const;

    /// @return an empty string when the attributes can be used together, else one sentence
    std::string Validate() const;

    /// @return why the last life could not begin; empty: it could. A node without a life answers nobody
    const std::string& GetFailure() const;

    /**
     * Each of these is refused with UNKNOWN_SHARD while the node is not up.
     *
     * @copydoc RaftReplicas::Propose
     */
    Result<RaftProposal, RaftError>
    Propose(RaftShardId shard, const Ptr<const RaftPayload>& payload);

    /// @copydoc RaftReplicas::Read
    RaftError Read(RaftShardId shard, uint64_t id, bool lease);

    /// @copydoc RaftCore::TransferTo
    RaftError TransferLeadership(RaftShardId shard, RaftNodeId to);

    /// @copydoc RaftCore::ProposeMembership
    Result<RaftProposal, RaftError> ChangeMembership(RaftShardId shard,
                                                     std::vector<RaftNodeId> voters,
                                                     std::vector<RaftNodeId> learners);

    /// @copydoc RaftCore::Campaign
    RaftError Campaign(RaftShardId shard);

    /// See ShardedNodeHandle::Admit. @param config of the shard @return false: it was refused
    bool Admit(const RaftShardConfig& config);

    /// @return who leads a shard, as far as known here; RAFT_NOBODY
    RaftNodeId GetLeader(RaftShardId shard) const;

    /// @return whether this node leads a shard, as far as it knows
    bool IsLeader(RaftShardId shard) const;

    /// @return how many shards it leads
    uint32_t CountLed() const;

    /// @return core of a shard, to look at; nullptr: it has no replica, or no life
    const RaftCore* Status(RaftShardId shard) const;

    /// @return all of a life, to look at; nullptr between lives
    const ShardedNodeHandle* GetHandle() const;

    /// @return what was sent in this life; nullptr between lives
    const RaftNetworkFactory* GetNetwork() const;

    /// What happened in all lives, besides what the parts of each life count.
    struct Counters
    {
        uint64_t lives{0};           //!< begun
        uint64_t failedLives{0};     //!< that could not begin, see GetFailure
        uint64_t disksLost{0};       //!< found empty though something was durable before
        uint64_t messagesTaken{0};   //!< that came and were brought to a group or the host
        uint64_t messagesDropped{0}; //!< that came and were not, by any reason
        uint64_t cpuRefused{0};      //!< dropped: the CPU has no room
        uint64_t records{0};         //!< given to the disk
        uint64_t recordBytes{0};     //!< theirs
        uint64_t syncs{0};           //!< asked for
        uint64_t diskRefused{0};     //!< times that the disk took no record or request
        uint64_t settles{0};         //!< times that all that there was to do was done
        uint64_t elections{0};       //!< won here
    };

    /// @return what happened
    const Counters& GetCounters() const;

    /// Signature of the trace source Role.
    typedef void (*RoleTracedCallback)(RaftShardId shard,
                                       RaftRole role,
                                       uint64_t term,
                                       RaftNodeId leader);

    /// Signature of the trace source Apply: entries from first to last are committed and applied.
    typedef void (*ApplyTracedCallback)(RaftShardId shard, uint64_t first, uint64_t last);

    /// Signature of the trace sources Send and Receive: a peer, and the message's size, bytes.
    typedef void (*MessageTracedCallback)(RaftNodeId peer, uint32_t bytes);

    /// Signature of the trace source Election: this node won, in a term.
    typedef void (*ElectionTracedCallback)(RaftShardId shard, uint64_t term);

    /// Signature of the trace sources SnapshotTaken and SnapshotInstalled.
    typedef void (*SnapshotTracedCallback)(RaftShardId shard, uint64_t index);

    /// Signature of the trace source ShardError: what came from a peer and was not taken, and why.
    typedef void (*ShardErrorTracedCallback)(RaftNodeId peer, RaftShardId shard, RaftTake why);

    /// Signature of the trace source Clock: a peer's clock is ahead by offset; one way takes delay.
    typedef void (*ClockTracedCallback)(RaftNodeId peer, Time offset, Time delay);

  protected:
    void DoStart() override;
    void DoForget() override;
    void DoStop() override;
    void DoDispose() override;

    /**
     * Serves further protocols on the endpoint. Called once, before the first life begins; raft's own are served
     * already, and they alone are offered to peers.
     *
     * @param endpoint of this node
     */
    virtual void ServeProtocols(MessageEndpoint& endpoint);

    /// @return the replicas of this life; nullptr between lives. Changes become due: see Wake
    RaftReplicas* GetReplicas();

    /// To be called by whoever used GetReplicas from outside of the service's callbacks: what was asked for is settled at
    /// the end of the event.
    void Wake();

  private:
    int64_t NowNs();
    ShardedNodeConfig MakeConfig();
    void ServeOnce();
    void TakeMessage(MessageConnection& connection, ByteSpan bytes, bool isLegacy);
    void TakeNow(RaftNodeId peer, ByteSpan bytes, bool isLegacy);
    void SettleSoon();
    void Settle();
    void Ring();
    void WriteRecords();
    void SyncRecords();
    void SetAlarm();

    // ShardedNodeOutput
    void OnMessage(RaftShardId shard, RaftMessage& message) override;
    void OnBeats(RaftBeats& beats) override;
    bool OnRecord(Disk::Record record) override;
    void OnRole(RaftShardId shard, RaftRole role, uint64_t term, RaftNodeId leader) override;
    void OnApplied(RaftShardId shard, uint64_t first, uint64_t last) override;
    void OnInstalled(RaftShardId shard, uint64_t index) override;
    void OnSnapshot(RaftShardId shard, uint64_t index) override;

    // RaftCarrier
    bool Carry(RaftNodeId to, std::vector<uint8_t>& bytes, const RaftUrgency& urgency) override;
    bool Reach(RaftNodeId to) override;
    RaftRpcTimestamps Stamp(RaftShardId shard, const RaftMessage& message) override;

    uint16_t m_port;                     //!< attribute Port
    RaftOptions m_options;               //!< attributes, see raft-shard-node-attributes.cc
    RaftHost::Config m_hostConfig;       //!< attributes
    RaftStorage::Config m_storageConfig; //!< attributes
    ShardedRaftProtocolHandler::Config m_handlerConfig; //!< attributes
    RaftNetworkFactory::Config m_networkConfig;         //!< attributes
    bool m_isShardingEnabled;                           //!< attribute ShardingEnabled
    uint64_t m_snapshotEntries;                         //!< attribute SnapshotEntries
    uint64_t m_snapshotBytes;                           //!< attribute SnapshotBytes
    Time m_cpuPerMessage;                               //!< attribute CpuPerMessage
    double m_cpuPerByteNs;                              //!< attribute CpuPerByte
    Time m_diskRetry;                                   //!< attribute DiskRetry
    uint64_t m_diskRecordLimit;                         //!< attribute MaxUnwrittenRecords

    RaftNodeId m_self{RAFT_NOBODY};
    std::vector<RaftShardConfig> m_shards;
    RaftService* m_service{nullptr};
    bool m_isServed{false};
    bool m_wasDurable{false}; //!< something was durable in an earlier life
    std::string m_failure;
    Counters m_counters;

    // Gone with a life.
    TransportHost m_timersHost;
    std::unique_ptr<LocalAlarm> m_alarm;
    std::unique_ptr<ShardedNodeHandle> m_node;
    std::unique_ptr<RaftNetworkFactory> m_network;
    EventId m_settle;
    bool m_isSettling{false};
    std::deque<Disk::Record> m_unwritten; //!< records that the disk did not take yet
    uint64_t m_lastAppended{0};           //!< serial
    uint64_t m_lastSyncAsked{0};          //!< serial
    bool m_retries{false};                //!< a timer for that is set

    TracedCallback<RaftShardId, RaftRole, uint64_t, RaftNodeId> m_roleTrace;
    TracedCallback<RaftShardId, uint64_t, uint64_t> m_applyTrace;
    TracedCallback<RaftNodeId, uint32_t> m_sendTrace;
    TracedCallback<RaftNodeId, uint32_t> m_receiveTrace;
    TracedCallback<RaftShardId, uint64_t> m_electionTrace;
    TracedCallback<RaftShardId, uint64_t> m_takenTrace;
    TracedCallback<RaftShardId, uint64_t> m_installedTrace;
    TracedCallback<RaftNodeId, RaftShardId, RaftTake> m_errorTrace;
    TracedCallback<RaftNodeId, Time, Time> m_clockTrace;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_SHARD_NODE_H */
