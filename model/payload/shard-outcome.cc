/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shard-outcome.h"

#include <numeric>

namespace ns3
{
namespace sharding
{

static_assert(static_cast<uint32_t>(ShardOutcome::NO_ROOM) + 1 == SHARD_OUTCOMES);
static_assert(static_cast<uint32_t>(PacketLoss::CRASHED) + 1 == PACKET_LOSSES);
static_assert(static_cast<uint32_t>(ShardParse::BAD_METADATA) + 1 == SHARD_PARSES);

ShardOutcome
OutcomeOf(ShardParse parse)
{
    constexpr auto FIRST =
        static_cast<uint8_t>(ShardOutcome::TOO_SHORT) - static_cast<uint8_t>(ShardParse::TOO_SHORT);
    static_assert(static_cast<uint8_t>(ShardParse::BAD_METADATA) + FIRST ==
                      static_cast<uint8_t>(ShardOutcome::BAD_METADATA),
                  "both list the same reasons in the same order");
    return parse == ShardParse::OK ? ShardOutcome::ACCEPTED
                                   : static_cast<ShardOutcome>(static_cast<uint8_t>(parse) + FIRST);
}

std::string
ShardOutcomeName(ShardOutcome outcome)
{
    static const std::array<std::string, SHARD_OUTCOMES> names{
        "accepted",       "completed",     "too-short",    "bad-version",     "bad-code",
        "bad-length",     "bad-index",     "bad-range",    "bad-checksum",    "wrong-key",
        "not-encrypted",  "not-authentic", "bad-metadata", "misrouted",       "duplicate",
        "surplus",        "late",          "replayed",     "header-conflict", "content-conflict",
        "range-conflict", "undecodable",   "no-room"};
    return names.at(static_cast<size_t>(outcome));
}

std::string
PacketLossName(PacketLoss loss)
{
    static const std::array<std::string, PACKET_LOSSES> names{
        "expired", "evicted", "sender-full", "conflict", "undecodable", "crashed"};
    return names.at(static_cast<size_t>(loss));
}

std::string
ReassemblyCounters::CheckLedger(uint64_t bufferedShards) const
{
    const auto refused = outcomes.begin() + static_cast<size_t>(ShardOutcome::TOO_SHORT);
    const uint64_t accounted =
        std::accumulate(refused, outcomes.end(), completedShards) +
        std::accumulate(lostShards.begin(), lostShards.end(), bufferedShards);
    return accounted == pushedShards ? ""
                                     : "of " + std::to_string(pushedShards) + " shards pushed, " +
                                           std::to_string(accounted) + " are accounted for";
}

} // namespace sharding
} // namespace ns3
