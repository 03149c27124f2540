/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_HOST_H
#define RAFT_HOST_H

#include "raft-beats.h"
#include "raft-core.h"
#include "raft-peers.h"
#include "raft-timer-ring.h"

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace sharding
{

struct RaftHostGroup;

/**
 * @ingroup sharding-raft
 *
 * Who carries out what a RaftHost wants. Called from within RaftHost::Collect only, and not to call
 * the host itself: for each group in the order of this class, then OnBeats for each node. What it
 * is given is valid until it returns.
 */
class RaftHostOutput
{
  public:
    virtual ~RaftHostOutput() = default;

    /**
     * A step of a group, before it is carried out: to watch, not to do.
     *
     * @param shard the group
     * @param core its core
     * @param ready what the core wants
     */
    virtual void OnStep(RaftShardId shard, const RaftCore& core, RaftReady& ready);

    /// @param shard its role, term or known leader is another one now
    virtual void OnRole(RaftShardId shard, RaftRole role, uint64_t term, RaftNodeId leader) = 0;

    /**
     * Something is to be made durable; then RaftHost::OnPersisted is to be called, not from here.
     *
     * @param shard the group
     * @param write behind all writes of the group before it
     * @param log has the entries
     */
    virtual void OnWrite(RaftShardId shard, const RaftWrite& write, const RaftLog& log) = 0;

    /**
     * @param shard the group
     * @param message to be sent now, without waiting for writes; may be swapped for an old one
     */
    virtual void OnMessage(RaftShardId shard, RaftMessage& message) = 0;

    /**
     * @param shard the group
     * @param snapshot becomes its state before entries are applied; loaded when this returns
     */
    virtual void OnRestore(RaftShardId shard, const RaftSnapshotPointer& snapshot) = 0;

    /**
     * Entries are committed and to be applied; they are when this returns.
     *
     * @param shard the group
     * @param first first entry
     * @param last last entry, not below first
     * @param log has them
     */
    virtual void OnApply(RaftShardId shard, uint64_t first, uint64_t last, const RaftLog& log) = 0;

    /// @param shard a read of it is answered
    virtual void OnRead(RaftShardId shard, const RaftReadAnswer& answer) = 0;

    /// @param beats to be sent now, before other messages; may be swapped for an old one
    virtual void OnBeats(RaftBeats& beats) = 0;
};

/**
 * @ingroup sharding-raft
 *
 * What happened at a host, counted.
 */
struct RaftHostCounters
{
    uint64_t messagesReceived{0};     //!< of groups, without beats
    uint64_t messagesSent{0};         //!< of groups, without beats
    uint64_t beatMessagesReceived{0}; //!< RaftBeats
    uint64_t beatMessagesSent{0};     //!< RaftBeats, also without beats
    uint64_t beatsReceived{0};        //!< heartbeats and answers, also those of sets that are named
    uint64_t beatsSent{0};            //!< heartbeats and single answers, also those of named sets
    uint64_t quietBeats{0};           //!< received, and nothing but times changed
    uint64_t nodeBeatsSent{0};        //!< RaftBeats because groups rest
    uint64_t unknownShards{0};        //!< messages and beats for groups that are not here
    uint64_t strayBeats{0};           //!< RaftBeats for another node, or of an earlier life
    uint64_t setsRepeated{0};         //!< sets of heartbeats sent by their number only
    uint64_t setsAnswered{0};         //!< sets of heartbeats that the receiver answered as a whole
    uint64_t setsRefused{0};          //!< repeated sets that not all groups followed
    uint64_t setsUnknown{0};          //!< repeated sets that are not held: late, or of another life
    uint64_t lateAnswers{0};          //!< answers for sets that have changed since
    uint64_t nodesSilent{0};          //!< times that a node on which groups rest fell silent
    uint64_t nodesRestarted{0};       //!< times that a node was heard with a new epoch
};

/**
 * @ingroup sharding-raft
 *
 * All Raft groups of one node: what RaftCore is for one group, for thousands.
 *
 * Calls mark a group as having something to do, and Collect visits only those. A group in which
 * nothing is due costs nothing: deadlines lie in a ring of spans of tickNs. Leaders send heartbeats
 * at the same times, and those to one node leave in one message, as do the answers; a heartbeat
 * that changes nothing but times takes a short path. Heartbeats that are the same as last time are
 * not sent again, see RaftBeats, and their answer waits for the next message to the leader's node.
 *
 * Idle groups rest (RaftCore::IsResting). While a node leads groups that rest, it tells the other
 * members' nodes now and then that it lives, once for all of them; where it falls silent, or comes
 * back in another life, the groups wake.
 *
 * Pure, like RaftCore: time is the node's own monotonic clock in nanoseconds.
 */
class RaftHost
{
  public:
    /// What all groups of a node share.
    struct Config
    {
        RaftNodeId self{RAFT_NOBODY};      //!< this node
        uint64_t epoch{1};                 //!< of this life, at least 1; above that of all before
        int64_t tickNs{10000000};          //!< deadlines come up to so much late; [1 us, 1 s]
        bool coalesce{true};               //!< heartbeats of many groups share messages
        bool repeat{true};                 //!< sets of heartbeats that stay the same are named only
        int64_t answerWithinNs{0};         //!< a repeated set is answered so late at most; [0, 1 h]
        bool quiesce{true};                //!< idle groups rest
        int64_t restAfterNs{1000000000};   //!< idle for so long, positive
        int64_t restCheckNs{60000000000};  //!< see RaftOptions
        int64_t nodeBeatNs{1000000000};    //!< spacing of signs of life, positive
        int64_t nodeSilenceNs{3000000000}; //!< so long without: gone; above nodeBeatNs
        uint32_t maxShards{65536};         //!< groups; beyond, AddShard fails
        uint32_t maxBeats{4096};           //!< in one message; beyond, there are more messages

        /**
         * @param config what to check
         * @param options those of the groups
         * @return an empty string when both can be used, else one sentence that says what is wrong
         */
        static std::string Validate(const Config& config, const RaftOptions& options);
    };

    /**
     * @param config see Validate
     * @param output must outlive the host
     */
    RaftHost(const Config& config, RaftHostOutput& output);
    ~RaftHost();

    RaftHost(const RaftHost&) = delete;
    RaftHost& operator=(const RaftHost&) = delete;

    /**
     * @param nowNs local time
     * @param shard not RAFT_NODE_PREFIX
     * @param options those that say when groups rest and beat are taken from the Config
     * @param start what the node has of it on its disk
     * @param seed of its election timeouts
     * @return false: it is there already, or there are maxShards
     */
    bool AddShard(int64_t nowNs,
                  RaftShardId shard,
                  const RaftOptions& options,
                  const RaftStart& start,
                  uint64_t seed);

    /**
     * @param shard is forgotten; what it wanted done is dropped
     * @return false: there is none
     */
    bool RemoveShard(RaftShardId shard);

    /// @return the core of a group, to look at; nullptr when there is none
    const RaftCore* Find(RaftShardId shard) const;

    /// @return how many groups there are
    uint32_t
    Size() const
    {
        return static_cast<uint32_t>(m_groups.size());
    }

    /// @return how many of them rest
    uint32_t
    Resting() const
    {
        return m_resting;
    }

    /**
     * @param nowNs local time
     * @param shard the group
     * @param message for it
     * @return false: there is no such group
     */
    bool Receive(int64_t nowNs, RaftShardId shard, const RaftMessage& message);

    /**
     * @param nowNs local time
     * @param beats from another node to this one
     */
    void ReceiveBeats(int64_t nowNs, const RaftBeats& beats);

    /**
     * A connection to a node begins, perhaps in another protocol: it is told everything once more.
     *
     * @param node which
     */
    void NoteConnected(RaftNodeId node);

    /**
     * Does what is due.
     *
     * @param nowNs local time
     */
    void Tick(int64_t nowNs);

    /// @return when Tick has something to do if nothing else happens; RaftCore::NEVER
    int64_t NextDeadlineNs() const;

    /// @copydoc RaftCore::Propose
    Result<RaftProposal, RaftError>
    Propose(int64_t nowNs, RaftShardId shard, const Ptr<const RaftPayload>& payload);

    /// @copydoc RaftCore::ProposeMembership
    Result<RaftProposal, RaftError> ProposeMembership(int64_t nowNs,
                                                      RaftShardId shard,
                                                      std::vector<RaftNodeId> voters,
                                                      std::vector<RaftNodeId> learners);

    /// @copydoc RaftCore::TransferTo
    RaftError TransferTo(int64_t nowNs, RaftShardId shard, RaftNodeId to);

    /// @copydoc RaftCore::Read
    RaftError Read(int64_t nowNs, RaftShardId shard, uint64_t id, bool lease);

    /// @copydoc RaftCore::Campaign
    RaftError Campaign(int64_t nowNs, RaftShardId shard);

    /// @copydoc RaftCore::Compact
    RaftError Compact(RaftShardId shard, uint64_t index, const Ptr<const RaftPayload>& data);

    /**
     * @param nowNs local time
     * @param shard the group; one that was removed is passed over
     * @param writeId this write of the group and all before it are durable
     */
    void OnPersisted(int64_t nowNs, RaftShardId shard, uint64_t writeId);

    /**
     * Lets the output do what there is to do since the last call. To be called after each of the
     * calls above, or after several of them.
     *
     * @param nowNs local time
     */
    void Collect(int64_t nowNs);

    /// @return what happened so far
    const RaftHostCounters&
    Counters() const
    {
        return m_counters;
    }

  private:
    using Group = RaftHostGroup;

    Group*
    Lookup(RaftShardId shard) const
    {
        return shard < m_near.size() ? m_near[shard] : LookupFar(shard);
    }

    Group* LookupFar(RaftShardId shard) const;
    void Mark(Group& group);
    void Settle(int64_t nowNs, Group& group);
    bool CarryOut(Group& group, RaftReady& ready);
    void TellRole(Group& group);
    void NoteRest(int64_t nowNs, Group& group);
    void WakeAll(int64_t nowNs, RaftNodeId node, RaftWake reason);
    void TickGroup(int64_t nowNs, Group& group);
    void PassOverMoved();
    bool TakeEpoch(int64_t nowNs, RaftPeer& peer, const RaftBeats& beats);
    void ForgetRest(Group& group);
    void Queue(RaftPeer& peer);
    void AddBeat(RaftPeer& peer, const RaftBeat& beat);
    bool Follow(int64_t nowNs, RaftNodeId from, const RaftBeat& beat, int64_t sentNs);
    void Hear(int64_t nowNs, RaftNodeId from, const RaftBeat& beat, int64_t sentNs);
    void Take(int64_t nowNs, RaftNodeId from, const RaftBeat& beat, int64_t sentNs, bool isReply);
    void Answer(RaftNodeId to, const RaftBeat& beat, int64_t sentNs);
    void TakeSet(int64_t nowNs, RaftPeer& peer, const RaftBeats& beats);
    void TakeRepeatedSet(int64_t nowNs, RaftPeer& peer, const RaftBeats::SetName& name);
    void TakeAnswers(int64_t nowNs, RaftPeer& peer, const RaftBeats& beats);
    void BeatForTick(int64_t nowNs, const Group& group);
    void SendBeats(int64_t nowNs);
    void AddSet(RaftPeer& peer);

    const Config m_config;
    RaftHostOutput& m_output;
    std::vector<std::unique_ptr<Group>> m_groups;
    std::vector<Group*> m_near;                    //!< by shard, small numbers
    std::unordered_map<RaftShardId, Group*> m_far; //!< the others
    std::vector<Group*> m_marked;                  //!< have something to do
    RaftTimerRing m_timers;
    RaftTimerRing m_owing; //!< nodes whose sets are to be answered at the latest
    RaftPeers m_peers;
    std::vector<RaftPeer*> m_queued; //!< have something to be sent
    std::vector<RaftPeer*> m_mute;
    std::vector<RaftPeer*> m_silent;
    RaftBeats m_beats;
    RaftMessage m_message; //!< what a beat stands for
    uint32_t m_resting{0};
    RaftHostCounters m_counters;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_HOST_H */
