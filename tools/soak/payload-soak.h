/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAYLOAD_SOAK_H
#define PAYLOAD_SOAK_H

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
 * Seeded fault simulation of PayloadSharder and ShardReassembler, without ns-3's simulator or
 * random numbers.
 *
 * Several senders with random policies send real, virtual and mixed payloads over a channel that
 * drops, repeats, delays (and so reorders), damages up to three bits and truncates. A forger adds
 * shards with a valid checksum: impossible headers, floods of packets that never end, wrong ranges,
 * repeated indices with other content, and shards and whole packets under the true senders'
 * identities. It knows everything but the send times (its own are odd, true ones even); one that
 * sees those too can change contents, and no reassembler without keys can tell.
 *
 * After every step:
 * - the ledger closes, the limits hold, and packets, shards and bytes are what an independent
 *   bookkeeping says;
 * - no damaged shard was accepted, none twice, and none of a packet that had been closed and is
 *   still remembered;
 * - a packet with a true send time has exactly the bytes and protocol that were sent, and comes
 *   once (again only after it was forgotten);
 * - every packet, forged or not, has the length that its shards say;
 * - packets expire at their first shard's time plus the timeout, and the evicted one is the one
 *   that the rule names.
 * At the end nothing is left. With a clean channel and room enough, everything arrives.
 *
 * @param seed any number; the outcome depends on nothing else
 * @return the rules that were broken, and every probe of PayloadSoakProbes with its count
 */
SoakOutcome SoakPayload(uint64_t seed);

/**
 * @ingroup sharding-tools
 *
 * @return the names of the rare paths that enough seeds must reach: every reason to refuse a
 *         payload, a shard or a packet, every kind of payload, and the attacks that succeed as far
 *         as documented
 */
std::vector<std::string> PayloadSoakProbes();

} // namespace sharding
} // namespace ns3

#endif /* PAYLOAD_SOAK_H */
