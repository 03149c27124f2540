/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "soak.h"
#include "soak/fragment-soak.h"
#include "soak/payload-soak.h"

namespace ns3
{
namespace sharding
{

std::vector<SoakCore>
ListSoakCores()
{
    return {{"fragment",
             "splitting and reassembly, by every strategy, of damaged, forged and cut-up input",
             SoakFragment,
             20000},
            {"payload",
             "splitting and reassembly under lost, late, repeated, damaged and forged shards",
             SoakPayload,
             20000}};
}

} // namespace sharding
} // namespace ns3
