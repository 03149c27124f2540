/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-bugs.h"

namespace
{

/// Mistakes that were made in Raft implementations, or nearly.
enum Bug
{
    NONE,
    VOTE_NOT_PERSISTED,         // the vote is missing in the hard state
    VOTE_SENT_BEFORE_FSYNC,     // it is given before it is on the disk
    VOTE_ASKED_BEFORE_FSYNC,    // a candidate begins before its own vote is on the disk
    VOTED_TWICE,                // for whoever asks
    LOG_NOT_COMPARED,           // for candidates with less log
    STALE_VOTE_COUNTED,         // votes of older terms count
    STALE_ACK_COUNTED,          // acknowledgments of older terms count
    OLD_TERM_COMMITTED,         // figure 8: entries of older terms are committed by counting
    COMMIT_BY_WRONG_INDEX,      // one entry too many
    TRUNCATED_ON_EVERY_APPEND,  // also when the entries are the same
    PREVIOUS_TERM_NOT_COMPARED, // an append fits when the index is there
    ACKED_BEFORE_FSYNC,         // a follower acknowledges what is not on its disk
    LEADER_COUNTS_UNSYNCED,     // a leader counts itself at once
    LATE_WRITE_COUNTED,         // the answer of a write stands for entries that were cut off
    LEARNER_COUNTED,            // in majorities
    SINGLE_STEP_CHANGE,         // voters change without a joint membership
    TWO_CHANGES_AT_ONCE,        // a second one before the first is committed
    MEMBERSHIP_NOT_ROLLED_BACK, // when its entry is cut off
    SNAPSHOT_REGRESSES,         // an old one is installed
    READ_WITHOUT_QUORUM,        // nobody is asked
    READ_BEFORE_TERM_COMMIT,    // a new leader answers with an old commit index
    LEASE_WITHOUT_DRIFT_BOUND,  // clocks are taken to be perfect
    LEASE_KEPT_IN_TRANSFER,     // although somebody may be elected at any time
    RESTS_WHILE_A_MEMBER_LAGS,  // neither leader nor follower compares logs
    RESTING_LEADER_KEEPS_LEASE, // for as long as it rests
    PROPOSAL_DOES_NOT_WAKE,     // a resting group
    SILENCE_DOES_NOT_WAKE,      // those who rest for a dead node
    BEATS_BEYOND_LIMIT_LOST,    // of those that do not fit into one message
    ANOTHER_SET_REPEATED,       // a set of heartbeats is taken for the one that is named
    SET_ANSWERED_FOR_ALL,       // although not all groups of it followed
    OLD_SET_ANSWERED,           // an answer counts for the set of today
    SETS_KEPT_IN_ANOTHER_LIFE,  // of a node that has restarted
    DURABLE_TOO_EARLY,          // a disk's answer stands for the record behind it too
    TRUNCATION_NOT_REPLAYED,    // entries that were cut off come back with a recovery
    VOTE_LOST_IN_TIDY_UP        // the record with a shard's term and vote is removed
};

const char* const NAMES[] = {"none",
                             "vote not persisted",
                             "vote sent before fsync",
                             "vote asked before fsync",
                             "voted twice",
                             "log not compared",
                             "stale vote counted",
                             "stale ack counted",
                             "old term committed",
                             "commit by wrong index",
                             "truncated on every append",
                             "previous term not compared",
                             "acked before fsync",
                             "leader counts unsynced",
                             "late write counted",
                             "learner counted",
                             "single step change",
                             "two changes at once",
                             "membership not rolled back",
                             "snapshot regresses",
                             "read without quorum",
                             "read before term commit",
                             "lease without drift bound",
                             "lease kept in transfer",
                             "rests while a member lags",
                             "resting leader keeps lease",
                             "proposal does not wake",
                             "silence does not wake",
                             "beats beyond limit lost",
                             "another set repeated",
                             "set answered for all",
                             "old set answered",
                             "sets kept in another life",
                             "durable too early",
                             "truncation not replayed",
                             "vote lost in tidy up"};

Bug g_bug = NONE;

} // namespace

// The second copy, in a namespace of its own. It must go on where an assertion would end it.
#undef NS3_ASSERT_ENABLE
#define sharding sharding_with_bugs
#define RAFT_SEEDED_BUG(name) (g_bug == (name))
#include "../../model/process/disk.cc"
#include "../../model/raft/raft-beats.cc"
#include "../../model/raft/raft-core.cc"
#include "../../model/raft/raft-election.cc"
#include "../../model/raft/raft-follower.cc"
#include "../../model/raft/raft-host-beats.cc"
#include "../../model/raft/raft-host.cc"
#include "../../model/raft/raft-log.cc"
#include "../../model/raft/raft-membership-change.cc"
#include "../../model/raft/raft-membership.cc"
#include "../../model/raft/raft-message.cc"
#include "../../model/raft/raft-options.cc"
#include "../../model/raft/raft-payload.cc"
#include "../../model/raft/raft-peers.cc"
#include "../../model/raft/raft-progress.cc"
#include "../../model/raft/raft-quiescence.cc"
#include "../../model/raft/raft-reads.cc"
#include "../../model/raft/raft-replication.cc"
#include "../../model/raft/raft-snapshot-transfer.cc"
#include "../../model/raft/raft-snapshot.cc"
#include "../../model/raft/raft-status.cc"
#include "../../model/raft/raft-storage-record.cc"
#include "../../model/raft/raft-storage.cc"
#include "../../model/raft/raft-timer-ring.cc"
#include "../../model/raft/raft-tracker.cc"
#include "../../model/raft/raft-write-ledger.cc"
#include "../../model/wire/crc32c.cc"
#include "../../tools/soak/raft-checker.cc"
#include "../../tools/soak/raft-clients.cc"
#include "../../tools/soak/raft-draws.cc"
#include "../../tools/soak/raft-fleet-calls.cc"
#include "../../tools/soak/raft-fleet-disk.cc"
#include "../../tools/soak/raft-fleet-echoes.cc"
#include "../../tools/soak/raft-fleet-faults.cc"
#include "../../tools/soak/raft-fleet-live.cc"
#include "../../tools/soak/raft-fleet-node.cc"
#include "../../tools/soak/raft-fleet-soak.cc"
#include "../../tools/soak/raft-fleet.cc"
#include "../../tools/soak/raft-group.cc"
#include "../../tools/soak/raft-links.cc"
#include "../../tools/soak/raft-node-clock.cc"
#include "../../tools/soak/raft-node.cc"
#include "../../tools/soak/raft-soak-faults.cc"
#include "../../tools/soak/raft-soak.cc"
#include "../../tools/soak/raft-weather.cc"
#undef sharding

namespace ns3
{
namespace sharding
{

std::vector<std::string>
ListRaftBugs()
{
    return ListSeededBugs(NAMES);
}

SeededBugCatch
CatchRaftBug(const std::string& bug, uint64_t seeds)
{
    return CatchSeededBug(NAMES, g_bug, bug, seeds, sharding_with_bugs::SoakRaft);
}

} // namespace sharding
} // namespace ns3
