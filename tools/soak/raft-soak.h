/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_SOAK_H
#define RAFT_SOAK_H

#include "tools/soak-outcome.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * Seeded fault simulation of a Raft group: cores, disks and clocks, without ns-3's simulator or
 * random numbers.
 *
 * Each seed takes 5 to 7 nodes, of which 1 to 5 vote at first, and one set of options for all
 * (elections with and without pre-vote, check-quorum and stickiness, narrow and wide limits, leases within a
 * bound of drift), and a number of events.
 *
 * **Safety phase.** Messages are lost, repeated, delayed and so reordered. Links are cut: one node
 * off, two halves, one way only, a hub, a ring, one link. Nodes crash at any time, with any number
 * of the writes that were under way on the disk, also between a step and what it wanted sent; they
 * restart from what was synced. Disks are slow and stall. Clocks run at different and changing
 * rates. Clients propose and read anywhere. Memberships change, leaders hand over, nodes start
 * elections, logs are compacted and snapshots sent in chunks.
 *
 * **Liveness phase.** Links heal and nodes return. Within a minute of simulated time a leader must
 * commit something new, every member must apply it and answer a read, and a membership change that
 * had begun must have ended.
 *
 * RaftChecker watches every step. A seed ends with the first rule that is broken.
 *
 * @param seed any number; the outcome depends on nothing else
 * @return the rule that was broken, and every probe of RaftSoakProbes with its count
 */
SoakOutcome SoakRaft(uint64_t seed);

/**
 * @ingroup sharding-tools
 *
 * @return the names of the rare paths that enough seeds must reach
 */
std::vector<std::string> RaftSoakProbes();

} // namespace sharding
} // namespace ns3

#endif /* RAFT_SOAK_H */
