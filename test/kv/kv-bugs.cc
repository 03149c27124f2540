/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "kv-bugs.h"

namespace
{

/// Mistakes that were made in replicated stores, or nearly.
enum Bug
{
    NONE,
    REPEATED_APPLIED_AGAIN,    // a write that is sent again takes effect again
    OUTDATED_APPLIED,          // also when a later one of its session has
    SESSIONS_NOT_SAVED,        // a snapshot has the entries only
    SEQUENCE_NOT_SAVED,        // a snapshot has the sessions, and not how far they are
    EVICTED_UNORDERED,         // replicas end different sessions to make room
    ANSWERED_BEFORE_APPLIED,   // as soon as it is proposed
    ANSWERED_AT_ANY_TERM,      // another entry at the index is taken for the own one
    READ_AT_ONCE,              // nobody is asked
    LEFT_HANGING,              // who waits is not told that leadership is lost
    REPEATED_UNDER_NEW_NUMBER, // the client counts on when it asks again
    EXPIRED_WRITE_SENT_ANEW,   // in a new session, whatever it did in the old one
    UNKNOWN_CALLED_FAILED      // a client that got no answer thinks that nothing happened
};

const char* const NAMES[] = {"none",
                             "repeated applied again",
                             "outdated applied",
                             "sessions not saved",
                             "sequence not saved",
                             "evicted unordered",
                             "answered before applied",
                             "answered at any term",
                             "read at once",
                             "left hanging",
                             "repeated under new number",
                             "expired write sent anew",
                             "unknown called failed"};

Bug g_bug = NONE;

} // namespace

// The second copy, in a namespace of its own. It must go on where an assertion would end it.
#undef NS3_ASSERT_ENABLE
#define sharding sharding_with_kv_bugs
#define KV_SEEDED_BUG(name) (g_bug == (name))
#include "../../model/base/jump-hash.cc"
#include "../../model/kv/key-value-snapshot.cc"
#include "../../model/kv/key-value-state.cc"
#include "../../model/kv/kv-client-core.cc"
#include "../../model/kv/kv-command.cc"
#include "../../model/kv/kv-history.cc"
#include "../../model/kv/kv-message.cc"
#include "../../model/kv/kv-workload.cc"
#include "../../model/kv/kv-zipf.cc"
#include "../../model/kv/sharded-key-value-store.cc"
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
#include "../../model/raft/raft-timer-ring.cc"
#include "../../model/raft/raft-tracker.cc"
#include "../../model/raft/raft-write-ledger.cc"
#include "../../tools/soak/kv-checker.cc"
#include "../../tools/soak/kv-soak-client.cc"
#include "../../tools/soak/kv-soak-faults.cc"
#include "../../tools/soak/kv-soak-node.cc"
#include "../../tools/soak/kv-soak-probes.cc"
#include "../../tools/soak/kv-soak.cc"
#include "../../tools/soak/raft-node.cc"
#undef sharding

namespace ns3
{
namespace sharding
{

std::vector<std::string>
ListKvBugs()
{
    return ListSeededBugs(NAMES);
}

SeededBugCatch
CatchKvBug(const std::string& bug, uint64_t seeds)
{
    return CatchSeededBug(NAMES, g_bug, bug, seeds, sharding_with_kv_bugs::SoakKv);
}

} // namespace sharding
} // namespace ns3
