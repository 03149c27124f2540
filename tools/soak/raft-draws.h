/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_DRAWS_H
#define RAFT_DRAWS_H

#include "dice.h"
#include "raft-node.h"
#include "tools/soak-outcome.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace sharding
{

/// @return options of a group, with narrow and wide limits
RaftOptions DrawRaftOptions(Dice& dice);

/**
 * @param dice all chance
 * @param clockDrift bound, as in RaftOptions
 * @return ppm by which a clock is fast, within the bound and often at one end
 */
int64_t DrawRaftClockRate(Dice& dice, double clockDrift);

/**
 * @param dice all chance
 * @param now the group's membership
 * @param nodes whom it may have
 * @return another membership, which may be one that is refused
 */
RaftMembership
DrawRaftMembership(Dice& dice, const RaftMembership& now, const std::vector<RaftNodeId>& nodes);

/// @return the leader of the highest term that is up, RAFT_NOBODY
RaftNodeId FindRaftLeader(const std::vector<RaftNode>& nodes);

/// @return a node that is up, the leader every other time; RAFT_NOBODY when all are down
RaftNodeId PickRaftNode(Dice& dice, const std::vector<RaftNode>& nodes);

/// @return a node that takes itself for the leader every other time, else PickRaftNode()
RaftNodeId PickRaftLeader(Dice& dice, const std::vector<RaftNode>& nodes);

/// Adds what a core counted to the probes that both kinds of seeds share.
void AddRaftProbes(const RaftCounters& counters, SoakOutcome& outcome);

} // namespace sharding
} // namespace ns3

#endif /* RAFT_DRAWS_H */
