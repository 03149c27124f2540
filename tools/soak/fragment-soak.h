/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_SOAK_H
#define FRAGMENT_SOAK_H

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
 * Seeded fault simulation of the fragment adapters, without ns-3's simulator or random numbers.
 *
 * Each seed takes one of the strategies that ship and one form: datagrams of bytes, datagrams that
 * are ns-3 packets, or a byte stream. A sender splits messages of many sizes. Datagrams are
 * dropped, repeated, delayed (and so reordered), damaged in up to three bits, and cut short; a
 * stream carries interleaved messages, is cut at arbitrary places, stalls, is damaged, and ends
 * early. A forger adds fragments: indices at the maximum, two last fragments, fragments beyond the
 * last, empty ones, declared totals that are huge or wrong, floods of messages that never end, and
 * fragments under the true sender's ids.
 *
 * After every step:
 * - the ledger closes and every limit holds, that of a shared budget too;
 * - datagrams with ids: open messages, fragments and deadlines are what an independent bookkeeping
 *   says, nothing is taken twice
 *   or out of order, nothing for a message that was closed and is remembered;
 * - a message to which nothing damaged or forged was added is byte for byte what was sent, and one
 *   with an id comes at
 *   most once as long as it is remembered; over a stream, messages come in the order in which they
 * were finished. At the end nothing is left, in the adapter or of the budget. Without faults and
 * with room enough, everything arrives.
 *
 * What no adapter without a checksum can tell is damage to payload; lower layers find it. Here it
 * only must not do other harm.
 *
 * @param seed any number; the outcome depends on nothing else
 * @return the rules that were broken, and every probe of FragmentSoakProbes with its count
 */
SoakOutcome SoakFragment(uint64_t seed);

/**
 * @ingroup sharding-tools
 *
 * @return the names of the rare paths that enough seeds must reach: every outcome of a fragment,
 *         every reason to lose a message
 *         and to fail a stream, and a delivery for every strategy in every form
 */
std::vector<std::string> FragmentSoakProbes();

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_SOAK_H */
