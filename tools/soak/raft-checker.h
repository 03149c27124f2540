/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_CHECKER_H
#define RAFT_CHECKER_H

#include "raft-node.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * Watches all nodes of a simulated Raft group from outside, from what the protocol promises:
 *
 * - election safety: a term has at most one leader;
 * - leader append-only: a leader never changes what is in its log;
 * - log matching: entries with equal index and term are equal, and so are those before them;
 * - leader completeness: a leader has all that was committed in earlier terms;
 * - state machine safety: all nodes apply the same, in the same order;
 * - nothing acknowledged is lost: what is committed stays, and is on the disks of a majority (of
 *   both sets of voters) when it is first called committed;
 * - no stale read: an answer shows all that was acknowledged before its question;
 * - one membership change at a time, and voters change only through two sets;
 * - nothing is promised before it is on the disk: votes, candidacies, acknowledged entries; and a
 *   node votes once in a term, whatever it forgets;
 * - a group rests only when every member has on its disk all that is committed.
 *
 * It is told of every step, and looks only at what the step can have changed.
 */
class RaftChecker
{
  public:
    /// @param nodes all nodes there will ever be; must outlive it
    explicit RaftChecker(const std::vector<RaftNode>& nodes);

    /**
     * Called after each Collect, before anything is done with it.
     *
     * @param node whose
     * @param ready what was collected
     */
    void OnCollect(const RaftNode& node, RaftReady& ready);

    /// @param node has applied one more entry, or restored a snapshot
    void OnApplied(const RaftNode& node);

    /// @param index an entry whose proposer was told that it is committed
    void OnAcknowledged(uint64_t index);

    /// @param id a read that is asked now
    void OnRead(uint64_t id);

    /// @param node crashed: what it had in memory is gone
    void OnCrash(const RaftNode& node);

    /// @return the first thing that was wrong, "" so far nothing
    const std::string& Violation() const;

  private:
    struct Known
    {
        uint64_t term;
        uint64_t previousTerm;
        RaftEntryType type;
        Ptr<const RaftPayload> payload;
    };

    /// What a node was after its last step.
    struct Seen
    {
        bool isUp{false};
        RaftRole role{RaftRole::FOLLOWER};
        uint64_t term{0};
        uint64_t commit{0};
        uint64_t lastIndex{0};
        uint64_t lastTerm{0};
        uint64_t logChecked{0}; //!< entries up to here were compared with all others
    };

    void Say(const RaftNode& node, const std::string& what);
    void CheckMessages(const RaftNode& node, RaftOutbox& messages);
    void CheckLog(const RaftNode& node, const Seen& before, const RaftReady& ready);
    void CheckEntry(const RaftNode& node, uint64_t index);
    void CheckMembershipEntry(const RaftNode& node, uint64_t index, uint64_t commitBefore);
    void CheckLeader(const RaftNode& node);
    void CheckRest(const RaftNode& node);
    void CheckCommit(const RaftNode& node, const Seen& before);
    bool IsOnMajority(const RaftNode& node, uint64_t index) const;

    const std::vector<RaftNode>& m_nodes;
    std::vector<Seen> m_seen;                                      //!< by id
    std::map<uint64_t, RaftNodeId> m_leaders;                      //!< by term
    std::map<std::pair<uint64_t, RaftNodeId>, RaftNodeId> m_votes; //!< by term and voter
    std::vector<std::vector<Known>> m_entries; //!< by index: all that were ever there
    std::vector<uint64_t> m_committed{0};      //!< by index: term
    std::vector<uint64_t> m_committedIn{0};    //!< by index: term of the leader that committed it
    std::vector<uint64_t> m_digests{0};        //!< by index: state after it; 0: not yet
    uint64_t m_acknowledged{0};
    std::map<uint64_t, uint64_t> m_reads; //!< id: what was acknowledged when it was asked
    std::string m_violation;
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_CHECKER_H */
