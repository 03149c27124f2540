/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_CORE_H
#define RAFT_CORE_H

#include "raft-log.h"
#include "raft-membership.h"
#include "raft-options.h"
#include "raft-ready.h"
#include "raft-status.h"
#include "raft-tracker.h"
#include "raft-write-ledger.h"

#include "ns3/result.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace ns3
{
namespace sharding
{

struct RaftBeat;

/**
 * @ingroup sharding-raft
 *
 * One member of a Raft group, as a state machine: calls, messages and the time go in; Collect gives
 * what is to be sent, written, applied and answered.
 *
 * Sources: Ongaro and Ousterhout, "In search of an understandable consensus algorithm (extended
 * version)", 2014; Ongaro's dissertation, 2014: chapters 3, 4 (with the correction of 2015), 5, 6.4
 * and 9.6.
 *
 * **Disk.** The owner writes what Collect hands out, in order, and calls OnPersisted when a write
 * and all before it are durable. Until then nothing is promised: no vote is given or asked for, no
 * append is acknowledged, and the leader does not count itself. Messages need not wait for writes;
 * leader and followers write in parallel.
 *
 * **Time** is the node's own monotonic clock in nanoseconds; it never goes back. The owner calls
 * Tick when NextDeadlineNs has come.
 *
 * **Rest.** With restAfterNs, an idle group rests: no heartbeats, no election timers. The leader asks
 * all members, and rests when all do; whatever happens wakes it. A resting member asks its leader
 * every restCheckNs; an owner that hears of a dead leader earlier calls Wake. See
 * raft-quiescence.cc.
 *
 * Pure: it knows no simulator, and election timeouts come from a counter-based generator whose seed
 * the owner gives.
 */
class RaftCore
{
  public:
    static constexpr int64_t NEVER = INT64_MAX; //!< a deadline that does not come

    /**
     * @param self the node's id, not RAFT_NOBODY
     * @param options see RaftOptions::Validate
     * @param start what the node has on its disk
     * @param nowNs local time
     * @param seed of the election timeouts
     */
    RaftCore(RaftNodeId self,
             const RaftOptions& options,
             const RaftStart& start,
             int64_t nowNs,
             uint64_t seed);

    RaftCore(const RaftCore&) = delete;
    RaftCore& operator=(const RaftCore&) = delete;

    /**
     * Takes a message.
     *
     * @param nowNs local time
     * @param message from another node to this one; anything may stand in it
     */
    void Receive(int64_t nowNs, const RaftMessage& message);

    /**
     * Does what is due.
     *
     * @param nowNs local time
     */
    void Tick(int64_t nowNs);

    /// @return when Tick has something to do if nothing else happens; NEVER
    int64_t NextDeadlineNs() const;

    /**
     * @param nowNs local time
     * @param payload a command; at most maxEntryBytes
     * @return where it stands, or why it was refused
     */
    Result<RaftProposal, RaftError> Propose(int64_t nowNs, const Ptr<const RaftPayload>& payload);

    /**
     * Changes who takes part. Voters change by joint consensus: the change has ended when the entry
     * that follows the returned one, also of type MEMBERSHIP, is committed.
     *
     * @param nowNs local time
     * @param voters the new voters
     * @param learners the new learners
     * @return where the first entry of the change stands, or why it was refused
     */
    Result<RaftProposal, RaftError> ProposeMembership(int64_t nowNs,
                                                      std::vector<RaftNodeId> voters,
                                                      std::vector<RaftNodeId> learners);

    /**
     * Hands leadership over. Proposals are refused until it is done or given up after
     * electionMaxNs.
     *
     * @param nowNs local time
     * @param to another voter
     * @return NONE, or why it was refused
     */
    RaftError TransferTo(int64_t nowNs, RaftNodeId to);

    /**
     * Asks from which index on the state machine shows all that was acknowledged before this call.
     * A follower asks its leader. The answer comes in RaftReady::reads once so much is applied.
     *
     * @param nowNs local time
     * @param id the owner's, different for each read
     * @param lease a lease will do where the leader has one; see RaftOptions::leaseReads
     * @return NONE, or why it was refused; then no answer will come
     */
    RaftError Read(int64_t nowNs, uint64_t id, bool lease);

    /**
     * Starts an election as if the timeout had passed.
     *
     * @param nowNs local time
     * @return NONE; NOT_A_VOTER; PROMISED when leases are used and a leader was heard lately
     */
    RaftError Campaign(int64_t nowNs);

    /**
     * Ends its rest, if it rests.
     *
     * @param nowNs local time
     * @param reason why
     * @param leaderLives the leader's node is known to live: a follower counts the leader as just
     *        heard, as it would have been if there had been heartbeats
     */
    void Wake(int64_t nowNs, RaftWake reason, bool leaderLives);

    /**
     * Does what Receive does with a heartbeat when that changes nothing but times, and the answer is
     * one to the same term and round with its time: the short path of a RaftHost.
     *
     * @param nowNs local time
     * @param from sender
     * @param beat taken, but for its time
     * @param sentNs its time
     * @return false: more has to be done, and nothing was; Receive it
     */
    bool FollowQuietly(int64_t nowNs, RaftNodeId from, const RaftBeat& beat, int64_t sentNs);

    /**
     * The same for an answer, or for a heartbeat of this leader that is known to be answered.
     *
     * @param nowNs local time
     * @param from sender
     * @param beat taken, but for its time
     * @param sentNs its time
     * @return false: more has to be done, and nothing was; Receive it
     */
    bool HearQuietly(int64_t nowNs, RaftNodeId from, const RaftBeat& beat, int64_t sentNs);

    /**
     * Does what Tick does when nothing is due but a heartbeat, and leaves it to the caller to send
     * one of its Term(), Round() and CommitFor each other one of Members(). HeartbeatDueNs() is then
     * NextDeadlineNs().
     *
     * @param nowNs local time
     * @return false: more has to be done, and nothing was; call Tick
     */
    bool TickQuietly(int64_t nowNs);

    /// @return of a leader: the number of its heartbeats
    uint64_t
    Round() const
    {
        return m_round;
    }

    /// @return of a leader: when its next heartbeat is due
    int64_t
    HeartbeatDueNs() const
    {
        return m_heartbeatDueNs;
    }

    /**
     * @param member another one of Members()
     * @return the commit index that this leader tells it
     */
    uint64_t
    CommitFor(const RaftProgress& member) const
    {
        return std::min(member.match, m_commit);
    }

    /**
     * @param nowNs local time
     * @param writeId this write and all before it are durable
     */
    void OnPersisted(int64_t nowNs, uint64_t writeId);

    /// @param index entries up to here, or the snapshot that was to be restored, are applied
    void OnApplied(uint64_t index);

    /**
     * The owner has made a durable snapshot of its state machine: entries that it stands for are
     * dropped from the log, but for the last trailingEntries.
     *
     * @param index applied and durable, above that of the last snapshot
     * @param data the snapshot
     * @return NONE or NOT_DURABLE
     */
    RaftError Compact(uint64_t index, const Ptr<const RaftPayload>& data);

    /**
     * Hands out what there is to do since the last call.
     *
     * @param nowNs local time
     * @return valid until the core is called again
     */
    RaftReady& Collect(int64_t nowNs);

    /// @return its role
    RaftRole
    Role() const
    {
        return m_role;
    }

    /// @return the leader of the current term, as far as known, else RAFT_NOBODY
    RaftNodeId
    Leader() const
    {
        return m_leader;
    }

    /// @return the current term
    uint64_t
    Term() const
    {
        return m_term;
    }

    /// @return entries up to here are committed, as far as known
    uint64_t
    Commit() const
    {
        return m_commit;
    }

    /// @return entries up to here are applied
    uint64_t
    Applied() const
    {
        return m_applied;
    }

    /// @return entries up to here are on this node's own disk
    uint64_t
    Durable() const
    {
        return m_ledger.DurableIndex();
    }

    /// @return its log
    const RaftLog&
    Log() const
    {
        return m_log;
    }

    /// @return the membership that it follows
    const RaftMembership&
    Membership() const
    {
        return m_history.Latest().membership;
    }

    /**
     * Whether a node must run. Whom a leader does not need may be stopped by its owner, even while a change is under way: it was
     * left out by a committed change, or is a learner that the change under way leaves out. Such a learner hears nothing any
     * more, and with neither preVote nor sticky it stands for election when the latest membership that it has seen made it a
     * voter.
     *
     * @param id a node
     * @return whether it votes in the membership that is valid at Commit() or in a later one, or has a part in the latest
     */
    bool
    IsNeeded(RaftNodeId id) const
    {
        return m_history.IsVoterSince(m_commit, id) || Membership().IsMember(id);
    }

    /**
     * Whether what a node has on its disk is to be kept: the change that leaves it out may be undone.
     *
     * @param id a node
     * @return whether it has a part in the membership that is valid at Commit(), or in a later one
     */
    bool
    MayReturn(RaftNodeId id) const
    {
        return m_history.IsMemberSince(m_commit, id);
    }

    /// @return index of the entry that brought it
    uint64_t
    MembershipIndex() const
    {
        return m_history.Latest().index;
    }

    /// @return what it knows of all members; of others than itself only while it leads
    const std::vector<RaftProgress>&
    Members() const
    {
        return m_tracker.Members();
    }

    /// @return whether it rests
    bool
    IsResting() const
    {
        return m_rest == Rest::RESTING || m_rest == Rest::CHECKING;
    }

    /// @return the latest snapshot, nullptr when there is none
    const RaftSnapshotPointer&
    Snapshot() const
    {
        return m_snapshot;
    }

    /**
     * @param nowNs local time
     * @return whether this leader may answer reads under its lease now
     */
    bool HasLease(int64_t nowNs) const;

    /// @return what happened so far
    const RaftCounters&
    Counters() const
    {
        return m_counters;
    }

  private:
    static constexpr int64_t NEVER_HEARD = INT64_MIN / 2;

    enum class Rest : uint8_t
    {
        AWAKE,
        ASKING,  //!< leader: the members are asked whether they can
        RESTING, //!< no heartbeats, no election timer
        CHECKING //!< follower: the leader is asked whether it still leads
    };

    struct PendingRead
    {
        uint64_t id;
        RaftNodeId from; //!< who asked; this node itself, or a follower
        uint64_t index;
        uint64_t round;
        int64_t deadlineNs;
    };

    // raft-core.cc
    void ForgetCollected();
    RaftMessage* Send(RaftMessageType type, RaftNodeId to);
    void FillWrite();
    void TakeEntry(const RaftEntry& entry, const RaftMembership* membership, int64_t nowNs);
    void AdvanceCommit(uint64_t index);

    // raft-election.cc
    bool IsElectable() const;
    bool IsSticky(int64_t nowNs) const;
    void ResetElectionDeadline(int64_t nowNs);
    void BecomeFollower(int64_t nowNs, uint64_t term, RaftNodeId leader);
    void StartElection(int64_t nowNs);
    void StartCandidacy(int64_t nowNs, bool forced);
    void AskForBallots(RaftMessageType type, uint64_t term);
    void AfterPersistedState(int64_t nowNs);
    void CountBallots(int64_t nowNs);
    void BecomeLeader(int64_t nowNs);
    bool TakeTerm(int64_t nowNs, const RaftMessage& message);
    void AnswerOldTerm(const RaftMessage& message);
    void OnVoteRequest(int64_t nowNs, const RaftMessage& message);
    void OnVoteReply(int64_t nowNs, const RaftMessage& message);
    void OnTimeoutNow(int64_t nowNs);

    // raft-follower.cc
    bool FollowSender(int64_t nowNs, const RaftMessage& message);
    void OnAppend(int64_t nowNs, const RaftMessage& message);
    bool AreEntriesValid(const RaftMessage& message) const;
    uint64_t TakeEntries(int64_t nowNs, const RaftMessage& message, uint64_t skip);
    void TruncateLog(int64_t nowNs, uint64_t lastIndex);
    void RefuseAppend(const RaftMessage& message);
    void OnHeartbeat(int64_t nowNs, const RaftMessage& message);
    void SendAck();

    // raft-replication.cc
    void Heard(int64_t nowNs, RaftProgress& member, int64_t sentNs);
    void OnAppendReply(int64_t nowNs, const RaftMessage& message);
    void OnHeartbeatReply(int64_t nowNs, const RaftMessage& message);
    void OnMatch(int64_t nowNs, RaftProgress& member, uint64_t index);
    void Replicate(int64_t nowNs, RaftProgress& member);
    bool SendAppend(int64_t nowNs, RaftProgress& member, bool withEntries);
    void SendNudge(int64_t nowNs, RaftProgress& member);
    void BroadcastHeartbeat(int64_t nowNs);
    void SendHeartbeat(int64_t nowNs, const RaftProgress& member, bool toRest);
    int64_t NextHeartbeat(int64_t nowNs) const;
    int64_t QuorumHeardNs(int64_t nowNs) const;
    void MaybeCommit(int64_t nowNs);
    void TickLeader(int64_t nowNs);

    // raft-snapshot-transfer.cc
    void BeginSnapshot(RaftProgress& member);
    void SendChunks(int64_t nowNs, RaftProgress& member);
    void RewindSnapshot(RaftProgress& member, uint64_t offset);
    void OnSnapshot(int64_t nowNs, const RaftMessage& message);
    void OnSnapshotReply(int64_t nowNs, const RaftMessage& message);
    void InstallSnapshot(int64_t nowNs, const RaftSnapshotPointer& snapshot);

    // raft-membership-change.cc
    RaftProposal AppendOwn(int64_t nowNs,
                           RaftEntryType type,
                           const Ptr<const RaftPayload>& payload,
                           const RaftMembership* membership);
    void FinishChange(int64_t nowNs);
    void LeaveLeadership(int64_t nowNs);
    void SendTimeoutNow(RaftNodeId to);
    void EndTransfer();

    // raft-quiescence.cc
    bool CanRest(int64_t nowNs) const;
    bool IsSettled() const;
    void EndRest(int64_t nowNs, RaftWake reason, bool leaderLives, RaftNodeId by);
    void ThinkOfRest(int64_t nowNs);
    bool HearsAll(int64_t nowNs) const;
    bool AgreesToRest(int64_t nowNs, const RaftMessage& message);
    void OnRestReply(int64_t nowNs, RaftProgress& member, const RaftMessage& message);
    void RestWhenAllDo(int64_t nowNs);
    void CheckLeader(int64_t nowNs);

    // raft-reads.cc
    void OnReadIndex(int64_t nowNs, const RaftMessage& message);
    void OnReadIndexReply(const RaftMessage& message);
    void StartReadRound(int64_t nowNs);
    void ConfirmRounds();
    void FinishRead(const PendingRead& read);
    void FailRead(const PendingRead& read);
    void FailAllReads();
    void ExpireReads(int64_t nowNs);
    void AnswerApplied();
    size_t CountReads() const;

    bool
    HasReads() const
    {
        return !(m_newReads.empty() && m_roundReads.empty() && m_askedReads.empty() &&
                 m_applyReads.empty());
    }

    // What heartbeats need stands together, for the cache.
    RaftRole m_role{RaftRole::FOLLOWER};
    Rest m_rest{Rest::AWAKE};
    RaftNodeId m_leader{RAFT_NOBODY};
    uint64_t m_term;
    uint64_t m_commit;
    int64_t m_heardNs;                     //!< a leader, last; NEVER_HEARD: never
    int64_t m_echoNs{0};                   //!< follower: latest time of sending of the leader's
    int64_t m_electionDeadlineNs{0};       //!< not the leader's; resting: when to ask the leader
    int64_t m_electionTimeoutNs{0};        //!< what was drawn last
    int64_t m_heartbeatDueNs{0};           //!< leader
    int64_t m_busyNs{0};                   //!< leader: something happened last
    uint64_t m_round{0};                   //!< leader: of heartbeats
    RaftNodeId m_transferee{RAFT_NOBODY};  //!< leader
    std::vector<PendingRead> m_newReads;   //!< no round yet
    std::vector<PendingRead> m_askedReads; //!< wait for the leader's answer
    std::vector<PendingRead> m_applyReads; //!< wait until so much is applied
    std::deque<PendingRead> m_roundReads;  //!< wait for a majority, by round

    const RaftNodeId m_self;
    const RaftOptions m_options;
    const uint64_t m_seed;
    uint64_t m_draws{0};

    RaftLog m_log;
    RaftMembershipHistory m_history;
    RaftTracker m_tracker;
    RaftWriteLedger m_ledger;
    RaftSnapshotInbox m_inbox;
    RaftSnapshotPointer m_snapshot;

    RaftNodeId m_vote;
    uint64_t m_applied;

    // What was not handed out yet.
    bool m_stateChanged{false};
    uint64_t m_handedWrite;            //!< entries up to here were handed out to be written
    uint64_t m_handedApply;            //!< ... to be applied
    RaftSnapshotPointer m_newSnapshot; //!< to be written
    RaftSnapshotPointer m_restore;     //!< to be restored

    // Elections.
    RaftNodeId m_grantOwed{RAFT_NOBODY}; //!< gets the vote once it is durable
    bool m_ballotsAsked{false};
    bool m_forced{false}; //!< this candidacy

    // Follower.
    uint64_t m_verified{0}; //!< entries up to here are those of this term's leader
    uint64_t m_acked{0};    //!< ... and it knows that we have them
    bool m_ackOwed{false};

    // Leader.
    uint64_t m_restRound{0}; //!< asks the members to rest
    uint64_t m_termStart{0}; //!< its first entry
    uint64_t m_uncommittedBytes{0};
    int64_t m_transferDeadlineNs{0};
    bool m_leaseGone{false}; //!< somebody was told to start an election in this term

    RaftReady m_ready;
    bool m_collected{false};
    RaftCounters m_counters;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_CORE_H */
