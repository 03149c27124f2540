/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KV_SOAK_H
#define KV_SOAK_H

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
 * Seeded fault simulation of the sharded key-value store: clients, stores, Raft hosts and disks, without ns-3's simulator or
 * random numbers.
 *
 * Each seed takes 3 nodes with 1 to 3 shards, 1 to 3 clients with 1 to 3 users and sessions each, one way to read, small or wide
 * limits, and a few keys.
 *
 * **Faulty phase.** Messages between nodes are lost, repeated, late and so reordered; requests are lost, late and reordered, so that
 * an old one comes after newer ones of its session; replies are repeated as well. Nodes are cut off, from each other or from
 * the clients too, crash with any number of the writes under way on the disk, and restart; leaders hand over; disks are
 * slow; logs are compacted all the time, so that who was away gets a snapshot. Clients crash.
 *
 * **Calm phase.** All is healed: every call must end, every replica must have applied the same, and nothing may be left waiting.
 *
 * KvChecker watches. A seed ends with the first rule that is broken.
 *
 * @param seed any number; the outcome depends on nothing else
 * @return the rule that was broken, and every probe of KvSoakProbes with its count
 */
SoakOutcome SoakKv(uint64_t seed);

/**
 * @ingroup sharding-tools
 *
 * @return the names of the rare paths that enough seeds must reach
 */
std::vector<std::string> KvSoakProbes();

} // namespace sharding
} // namespace ns3

#endif /* KV_SOAK_H */
