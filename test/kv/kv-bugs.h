/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KV_BUGS_H
#define KV_BUGS_H

#include "test/support/seeded-bugs.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/// @return the names of all mistakes that can be put into the store and its client
std::vector<std::string> ListKvBugs();

/**
 * Runs the soak on a second copy of store, client, simulation and checker that is compiled with the
 * mistakes; see kv-seam.h.
 *
 * @param bug name of a mistake; "": none
 * @param seeds at most so many, from 1 on
 * @return the first seed that broke a rule
 */
SeededBugCatch CatchKvBug(const std::string& bug, uint64_t seeds);

} // namespace sharding
} // namespace ns3

#endif /* KV_BUGS_H */
