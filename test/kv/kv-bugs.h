/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KV_BUGS_H
#define KV_BUGS_H

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/// What a soak of a store with one known mistake found.
struct KvBugCatch
{
    uint64_t seed;         //!< that broke a rule; 0: none did
    std::string violation; //!< the rule
};

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
KvBugCatch CatchKvBug(const std::string& bug, uint64_t seeds);

} // namespace sharding
} // namespace ns3

#endif /* KV_BUGS_H */
