/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_BUGS_H
#define RAFT_BUGS_H

#include "test/support/seeded-bugs.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/// @return the names of all mistakes that can be put into the core
std::vector<std::string> ListRaftBugs();

/**
 * Runs the soak on a second copy of core, simulation and checker that is compiled with the
 * mistakes; see raft-seam.h.
 *
 * @param bug name of a mistake; "": none
 * @param seeds at most so many, from 1 on
 * @return the first seed that broke a rule
 */
SeededBugCatch CatchRaftBug(const std::string& bug, uint64_t seeds);

} // namespace sharding
} // namespace ns3

#endif /* RAFT_BUGS_H */
