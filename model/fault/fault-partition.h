/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_PARTITION_H
#define FAULT_PARTITION_H

#include "fault-parameter.h"
#include "fault-targets.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * Which directions a partition cuts. It cuts links between the nodes that it names and no others:
 * nodes that are joined through a third, unnamed one still reach each other through it.
 *
 * In a majority ring of n nodes (in the order given) each talks to the nearest ceil(floor(n/2) / 2)
 * on either side, hence to a majority, itself included, and no two to the same one. This is the
 * partition of that name of Jepsen (jepsen.nemesis/majorities-ring).
 *
 * @param groups names of nodes; GROUPS and ONE_WAY take at least two groups, BRIDGE three, HUB two,
 *        MAJORITY_RING and ISOLATE one
 * @param shape not LINKS
 * @param targets all directions
 * @param wrong set to one sentence when the groups do not fit the shape; then nothing is returned
 * @return indices into GetNames(LINK), ascending
 */
std::vector<uint32_t> PartitionDirections(const std::vector<std::vector<std::string>>& groups,
                                          PartitionShape shape,
                                          const FaultTargets& targets,
                                          std::string& wrong);

} // namespace sharding
} // namespace ns3

#endif /* FAULT_PARTITION_H */
