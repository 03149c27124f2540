/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_SHARD_NODE_H
#define RAFT_SHARD_NODE_H

#include "raft-service.h"
#include "sharded-node.h"

#include "ns3/event-id.h"
#include "ns3/traced-callback.h"
#include "ns3/transport-process.h"

#include <cstdint>
#include <deque>
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
 * A server with replicas of many shards: ShardedNodeHandle on ns-3's TCP, on the disk, CPU and clock of a process.
 *
 * Life: set attributes; SetEndpoint (its self is the node's id), AddPeer of the endpoint for each other node; SetShards,
 * SetService; then it starts as every application. After a crash it comes back with what its disk has; after one with a lost
 * disk it has no shards any more, see ShardedNodeHandle. A disk whose content cannot be read counts as lost.
 *
 * All that happens within one event is carried out at its end: proposals of one event leave in one message for each follower, and become
 * one record on the disk. While the disk has no room, the node waits and tries again every DiskRetry.
 *
 * A subclass can serve further protocols on the same endpoint, as KeyValueNode does.
 */
class RaftShardNode : public TransportProcess, private ShardedNodeShell
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    RaftShardNode();
    ~RaftShardNode() override;

    static const std::string PROTOCOL;        //!< "raft-shard": all shards
    static const std::string LEGACY_PROTOCOL; //!< "raft-rpc": shard 0 only

    /// What a node speaks, in order of preference.
    enum class Protocols : uint8_t
    {
        SHARDED, //!< raft-shard
        BOTH,    //!< raft-shard, and raft-rpc with nodes that know no other: during a migration
        LEGACY   //!< raft-rpc
    };

    /// @param shards of this node, from its first start on
    void SetShards(std::vector<RaftShardConfig> shards);

    /// @param service what is replicated; must outlive the node
    void SetService(RaftService& service);

    /**
     * To be called before the node starts, which it does with nothing else.
     *
     * @return why its attributes, its id and shards, and its endpoint cannot be used, with the value and its bound; "" when
     *         they can. What SetEndpoint and SetShards were not told of yet is not looked at.
     */
    std::string Validate() const;

    /// @return the node, while it runs; nullptr
    const ShardedNodeHandle* GetHandle() const;

    /**
     * @param shard which
     * @param payload a command
     * @return see RaftReplicas::Propose; UNKNOWN_SHARD also while it does not run
     */
    Result<RaftProposal, RaftError>
    Propose(RaftShardId shard, const Ptr<const RaftPayload>& payload);

    /// @return see RaftReplicas::Read; UNKNOWN_SHARD also while it does not run
    RaftError Read(RaftShardId shard, uint64_t id, bool lease);

    /// @return see RaftCore::TransferTo; UNKNOWN_SHARD also while it does not run
    RaftError TransferLeadership(RaftShardId shard, RaftNodeId to);

    /// @return see RaftCore::ProposeMembership; UNKNOWN_SHARD also while it does not run
    Result<RaftProposal, RaftError> ChangeMembership(RaftShardId shard,
                                                     std::vector<RaftNodeId> voters,
                                                     std::vector<RaftNodeId> learners);

    /// @return see ShardedNodeHandle::Join; it is forgotten in a crash unless SetShards has it too
    RaftError JoinShard(const RaftShardConfig& shard);

    /// What happened, summed over all lives.
    struct Totals
    {
        ShardedNodeHandle::Counters node;             //!< see there
        RaftHostCounters host;                        //!< see there
        ShardedRaftProtocolHandler::Counters handler; //!< see there
        RaftStorage::Counters storage;                //!< see there
        RaftCounters cores;                           //!< of all shards
        uint64_t starts{0};                           //!< lives
        uint64_t disksLost{0};   //!< lives that began without what the disk had had
        uint64_t diskRetries{0}; //!< times that the disk had no room
        uint64_t unprocessed{0}; //!< messages for which the CPU had no room
        uint64_t outsiders{0};   //!< messages, dropped, of peers whose ids are none of nodes
    };

    /// @return the counts so far
    Totals GetTotals() const;

    /**
     * Signature of the trace source Role.
     *
     * @param shard which
     * @param role of this node
     * @param term of the group
     * @param leader as far as known
     */
    typedef void (*RoleTracedCallback)(RaftShardId shard,
                                       RaftRole role,
                                       uint64_t term,
                                       RaftNodeId leader);

    /**
     * Signature of the trace source Commit.
     *
     * @param shard of which a proposal of this node was committed and applied
     * @param index its entry
     * @param latency since it was proposed, on the clock of the process
     */
    typedef void (*CommitTracedCallback)(RaftShardId shard, uint64_t index, Time latency);

    /**
     * Signature of the trace source Snapshot.
     *
     * @param shard which
     * @param index of it
     * @param bytes of it
     * @param isReceived whether it came from the leader
     */
    typedef void (*SnapshotTracedCallback)(RaftShardId shard,
                                           uint64_t index,
                                           uint32_t bytes,
                                           bool isReceived);

    /**
     * Signature of the trace source Frame.
     *
     * @param peer who sent it
     * @param bytes of it
     * @param verdict what became of it
     */
    typedef void (*FrameTracedCallback)(RaftNodeId peer,
                                        uint32_t bytes,
                                        ShardedRaftProtocolHandler::Verdict verdict);

  protected:
    void DoStart() override;
    void DoForget() override;
    void DoDispose() override;

    /// Does what is wanted at the end of the event; to be called after anything that may have come of a call.
    void SettleSoon();

    /// @return the replicas, while it runs; nullptr
    RaftReplicas* GetReplicas();

    /// @return monotonic local time, ns
    int64_t NowNs();

  private:
    // ShardedNodeShell
    bool IsLegacy(RaftNodeId node) const override;
    bool Transmit(RaftNodeId to,
                  std::vector<uint8_t>& frame,
                  RaftUrgency urgency,
                  uint64_t flow) override;
    void Persist(Disk::Record record) override;
    void RemoveOldest(uint64_t count) override;
    uint64_t RecordsOnDisk() override;
    void OnRole(RaftShardId shard, RaftRole role, uint64_t term, RaftNodeId leader) override;
    void OnCommitted(RaftShardId shard, uint64_t index, int64_t latencyNs) override;
    void OnSnapshot(RaftShardId shard, uint64_t index, uint32_t bytes, bool isReceived) override;

    ShardedNodeConfig MakeConfig() const;
    std::string CheckTransport(const ShardedNodeConfig& config) const;
    static RaftNodeId NodeOf(const MessageConnection& connection);
    void Serve();
    void NoteOpen(MessageConnection& connection, bool isLegacy);
    void TakeMessage(MessageConnection& connection, const InboundMessage& message, bool isLegacy);
    void TakeFrame(RaftNodeId peer, bool isLegacy, ByteSpan bytes);
    void Settle();
    void Ring();
    void WriteWaiting();
    void AddPast();

    uint16_t m_port;                //!< attribute Port
    Protocols m_protocols;          //!< attribute Protocols
    bool m_isShardingEnabled;       //!< attribute ShardingEnabled
    Time m_electionMin;             //!< attribute ElectionMin
    Time m_electionMax;             //!< attribute ElectionMax
    Time m_heartbeat;               //!< attribute Heartbeat
    bool m_preVote;                 //!< attribute PreVote
    bool m_checkQuorum;             //!< attribute CheckQuorum
    bool m_sticky;                  //!< attribute Sticky
    Time m_priorityStep;            //!< attribute PriorityStep
    bool m_leaseReads;              //!< attribute LeaseReads
    double m_clockDriftBound;       //!< attribute ClockDriftBound
    uint32_t m_maxEntryBytes;       //!< attribute MaxEntrySize
    uint32_t m_maxMessageEntries;   //!< attribute MaxMessageEntries
    uint32_t m_maxMessageBytes;     //!< attribute MaxMessageSize
    uint32_t m_maxInflightMessages; //!< attribute MaxInflightMessages
    uint64_t m_maxInflightBytes;    //!< attribute MaxInflightBytes
    uint32_t m_maxUncommitted;      //!< attribute MaxUncommittedEntries
    uint64_t m_maxUncommittedBytes; //!< attribute MaxUncommittedBytes
    uint64_t m_maxLogEntries;       //!< attribute MaxLogEntries
    uint32_t m_trailingEntries;     //!< attribute TrailingEntries
    uint32_t m_maxPendingReads;     //!< attribute MaxPendingReads
    uint32_t m_chunkBytes;          //!< attribute SnapshotChunk
    uint32_t m_snapshotWindow;      //!< attribute SnapshotWindow
    uint32_t m_maxSnapshotBytes;    //!< attribute MaxSnapshotSize
    uint64_t m_snapshotEntries;     //!< attribute SnapshotEntries
    uint64_t m_snapshotBytes;       //!< attribute SnapshotBytes
    uint32_t m_maxFrameBytes;       //!< attribute MaxFrameSize
    Time m_tick;                    //!< attribute Tick
    bool m_coalesce;                //!< attribute Coalesce
    uint32_t m_maxBeats;            //!< attribute MaxBeats
    bool m_repeatBeats;             //!< attribute RepeatBeats
    bool m_quiesce;                 //!< attribute Quiesce
    Time m_restAfter;               //!< attribute RestAfter
    Time m_restCheck;               //!< attribute RestCheck
    Time m_nodeBeat;                //!< attribute NodeBeat
    Time m_nodeSilence;             //!< attribute NodeSilence
    uint32_t m_maxShards;           //!< attribute MaxShards
    uint64_t m_slackBytes;          //!< attribute LogSlack
    uint8_t m_controlPriority;      //!< attribute ControlPriority
    uint8_t m_logPriority;          //!< attribute LogPriority
    uint8_t m_bulkPriority;         //!< attribute BulkPriority
    Time m_diskRetry;               //!< attribute DiskRetry

    std::vector<RaftShardConfig> m_shards;
    RaftService* m_service{nullptr};
    Ptr<UniformRandomVariable> m_seeds;
    bool m_isServed{false};   //!< the endpoint knows the protocols
    bool m_wasDurable{false}; //!< something was ever on the disk: an empty one is a lost one
    Totals m_past;            //!< of lives that have ended

    // Gone with a crash.
    std::unique_ptr<ShardedNodeHandle> m_node;
    std::unique_ptr<TransportHost> m_host;
    std::unique_ptr<LocalAlarm> m_alarm;
    std::unordered_map<RaftNodeId, bool> m_isLegacy; //!< what the peers' connections speak
    std::deque<Disk::Record> m_waiting;              //!< for room on the disk
    uint64_t m_unsynced{
        0}; //!< last record that was appended and for which no fsync was asked; 0: none
    bool m_isRetrying{false};
    bool m_isSettling{false};
    EventId m_settle;

    TracedCallback<RaftShardId, RaftRole, uint64_t, RaftNodeId> m_roleTrace;
    TracedCallback<RaftShardId, uint64_t, Time> m_commitTrace;
    TracedCallback<RaftShardId, uint64_t, uint32_t, bool> m_snapshotTrace;
    TracedCallback<RaftNodeId, uint32_t, ShardedRaftProtocolHandler::Verdict> m_frameTrace;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_SHARD_NODE_H */
