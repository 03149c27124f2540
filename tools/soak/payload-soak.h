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
 * Several senders with random policies and redundancy, which start anew at times, send real, virtual
 * and mixed payloads over a channel that drops, repeats, delays (and so reorders), damages up to three
 * bits and truncates. A third of the seeds encrypt the metadata, half ask for late shards, half put
 * packets in order. An attacker (PayloadForger) adds forged shards, sends old ones again and splices.
 * Without a key it knows everything but the send times; one that sees those too can change contents,
 * and no reassembler without keys can tell.
 *
 * After every step:
 * - the ledger closes, the limits hold, and packets, shards and bytes are what an independent
 *   bookkeeping says;
 * - no damaged shard was accepted, with a key no forged or spliced one either, none twice, and none
 *   of a packet that had been closed and is still remembered (with a key: ever);
 * - a packet with a true send time has exactly the bytes and protocol that were sent, at the point
 *   that it was sent to, and comes once (without a key again only after it was forgotten);
 * - every packet, forged or not, has the length that its shards say;
 * - packets expire at their first shard's time plus the timeout, the evicted one is the one that the
 *   rule names, and no sender exceeds its own limit;
 * - late shards are asked for once, and no more of them than are needed;
 * - what is put in order is in order, and its ledger closes.
 * At the end nothing is left. With a clean channel and room enough, everything arrives, even when of
 * every packet as many shards are lost as its code makes up for.
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
