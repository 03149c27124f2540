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
 * Seeded fault simulation of Raft: cores or hosts, disks and clocks, without ns-3's simulator or
 * random numbers.
 *
 * Three of four seeds are about one group (RaftSoak), every fourth about hosts with up to 8 groups
 * (RaftFleetSoak). One of a group takes 5 to 7 nodes, of which 1 to 5 vote at first, and one set of options for all
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
 * **Hosts.** 3 to 7 of them, with 1 to 8 groups of 1 to 5 voters, heartbeats coalesced or not and repeated or not, with
 * and without rest. What passes is messages of groups and RaftBeats, in a third of the seeds as
 * bytes. A crash takes all groups of a host; in two of three seeds they share a RaftStorage on a
 * Disk, and what it finds is compared with what was durable. Groups also come to a host, stop
 * there and are forgotten. There are lulls in which groups come to rest, and resting leaders are
 * cut off and asked. In the end all groups must get on; where they can rest they must come to rest,
 * and go on after a proposal, a read, or when the node of a leader dies or restarts.
 *
 * RaftChecker watches every step of every group. A seed ends with the first rule that is broken.
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
