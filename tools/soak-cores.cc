/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "soak.h"
#include "soak/fragment-soak.h"
#include "soak/kv-soak.h"
#include "soak/payload-soak.h"
#include "soak/raft-soak.h"
#include "soak/transport-soak.h"

namespace ns3
{
namespace sharding
{

std::vector<SoakCore>
ListSoakCores()
{
    return {
        {"fragment",
         "splitting and reassembly, by every strategy, of damaged, forged and cut-up input",
         SoakFragment,
         20000},
        {"kv",
         "sessions, reads and snapshots of the key-value store under crashes, cuts and late "
         "requests",
         SoakKv,
         20000},
        {"payload",
         "splitting and reassembly under lost, late, repeated, damaged and forged shards",
         SoakPayload,
         20000},
        {"raft",
         "elections, replication, snapshots, membership and reads under crashes, cuts and drift",
         SoakRaft,
         20000},
        {"transport",
         "framed streams, protocol agreement and pools over pipes that cut, stall and break, "
         "with crashes and strangers",
         SoakTransport,
         20000}};
}

} // namespace sharding
} // namespace ns3
