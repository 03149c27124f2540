/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARDED_KEY_VALUE_STORE_H
#define SHARDED_KEY_VALUE_STORE_H

#include "key-value-state.h"

#include "ns3/raft-service.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <unordered_map>

namespace ns3
{
namespace sharding
{

/// What a GET or SCAN rests on.
enum class KvReadMode : uint8_t
{
    QUORUM, //!< a majority says that the leader still leads: linearizable
    LEASE, //!< the leader's lease where it has one, else a majority: linearizable while clocks keep their bound
    STALE  //!< whatever the replica has: as old as it may be
};

/// What happened in a store, counted over all its lives.
struct KvStoreCounters
{
    uint64_t requests{0};       //!< that were asked
    uint64_t proposed{0};       //!< writes that went to the log
    uint64_t applied{0};        //!< entries with a command, of anybody
    uint64_t writesAnswered{0}; //!< once they were applied
    uint64_t writesLost{0}; //!< answered RETRY: another entry stands there, or leadership was lost
    uint64_t readsAnswered{0}; //!< by quorum or lease
    uint64_t readsFailed{0};   //!< answered RETRY: no quorum
    uint64_t staleReads{0};    //!< answered from whatever was there
    uint64_t redirected{0};    //!< answered NOT_LEADER
    uint64_t wrongShards{0};   //!< answered WRONG_SHARD
    uint64_t unknownShards{0}; //!< answered UNKNOWN_SHARD
    uint64_t tooLarge{0};      //!< answered TOO_LARGE
    uint64_t overloaded{
        0}; //!< answered OVERLOADED: above maxPending, above a limit of Raft, or a leader that is leaving
    uint64_t badSnapshots{
        0}; //!< that could not be read: the replica serves nothing until a better one comes
    uint64_t forgotten{0}; //!< requests that waited when a life ended
};

/**
 * @ingroup sharding-kv
 *
 * The key-value store of a node: the states of its shards, and the clients that wait for answers.
 *
 * A write is proposed at the leader and answered when an entry of the same index and term has been applied. When
 * leadership ends before, when another entry stands there, or when a snapshot takes its place, the answer is RETRY: the write may take
 * effect yet, and the client repeats it with the same number of its session. A read is answered when Raft says that enough
 * has been applied.
 *
 * Pure: what comes is answered from within calls of this class.
 */
class ShardedKeyValueStore : public RaftService
{
  public:
    /// What a store keeps to.
    struct Config
    {
        uint32_t shards{1};                      //!< of the whole store, at least 1
        KvReadMode readMode{KvReadMode::QUORUM}; //!< of reads that do not ask for a stale answer
        bool followerReads{
            false}; //!< replicas that do not lead ask the leader how far they must be, and answer
        uint32_t maxPending{65536}; //!< requests that wait; beyond: OVERLOADED
        KvLimits limits;            //!< of each shard

        /**
         * @param config what to check
         * @return an empty string when it can be used, else one sentence that says what is wrong
         */
        static std::string Validate(const Config& config);
    };

    /**
     * @param origin what Ask was given
     * @param reply to it
     */
    using Answer = std::function<void(uint64_t origin, const KvReply& reply)>;

    /**
     * @param config what Validate accepts
     * @param answer called once for each Ask, also from within it, unless the node's life ends before
     */
    ShardedKeyValueStore(const Config& config, Answer answer);

    /**
     * Only between OnStart and OnForget.
     *
     * @param request of a client
     * @param origin the caller's
     */
    void Ask(const KvRequest& request, uint64_t origin);

    /// @return the state of a shard; nullptr when it is not here
    const KeyValueState* Find(RaftShardId shard) const;

    /// @return requests that wait
    uint32_t
    Pending() const
    {
        return m_pending;
    }

    /**
     * @param shard any
     * @return writes of it that were proposed here and wait
     */
    uint32_t PendingWrites(RaftShardId shard) const;

    /// @return what happened so far
    const KvStoreCounters&
    Counters() const
    {
        return m_counters;
    }

    /// @return what happened in the states of all shards since each was restored last, added up
    KvStateCounters StateCounters() const;

    void OnStart(RaftReplicas& replicas) override;
    void OnForget() override;
    void OnRestore(RaftShardId shard, const RaftSnapshotPointer& snapshot) override;
    void OnApply(RaftShardId shard, uint64_t index, const RaftEntry& entry) override;
    Ptr<const RaftPayload> OnSave(RaftShardId shard) override;
    void OnRead(RaftShardId shard, const RaftReadAnswer& answer) override;
    void OnRole(RaftShardId shard, RaftRole role, uint64_t term, RaftNodeId leader) override;

  private:
    /// Who waits.
    struct Waiting
    {
        uint64_t origin;
        uint64_t tag;
    };

    /// A write that was proposed.
    struct Write
    {
        uint64_t index;
        uint64_t term;
        Waiting waiting;
    };

    /// A read that waits.
    struct PendingRead
    {
        KvRequest request;
        uint64_t origin;
    };

    /// A shard of this node.
    struct Shard
    {
        explicit Shard(const KvLimits& limits) : state(limits)
        {
        }

        KeyValueState state;
        bool isBroken{false};     //!< its snapshot could not be read
        std::deque<Write> writes; //!< by index
    };

    void Tell(RaftShardId shard, const Waiting& waiting, KvReply& reply);
    void Refuse(const KvRequest& request, uint64_t origin, KvStatus status);
    void RefuseFor(const KvRequest& request, uint64_t origin, RaftError error);
    KvStatus Check(const KvRequest& request, const Shard* shard) const;
    bool IsTooLarge(const KvRequest& request) const;
    void Propose(Shard& shard, const KvRequest& request, uint64_t origin);
    void Read(Shard& shard, const KvRequest& request, uint64_t origin);
    void Lose(RaftShardId shard, const Write& write);
    Shard* Lookup(RaftShardId shard);

    const Config m_config;
    const Answer m_answer;
    RaftReplicas* m_replicas{nullptr};
    std::unordered_map<RaftShardId, Shard> m_shards;
    std::unordered_map<uint64_t, PendingRead> m_reads; //!< by id
    uint64_t m_lastRead{0};
    uint32_t m_pending{0};
    KvStoreCounters m_counters;
};

} // namespace sharding
} // namespace ns3

#endif /* SHARDED_KEY_VALUE_STORE_H */
