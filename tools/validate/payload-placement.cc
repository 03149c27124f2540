/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/validation.h"

#include "ns3/shard-placement.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint32_t PATHS = 8;
constexpr uint32_t SEEDS = 40;
constexpr uint64_t PACKETS = 5000;

/// @return shards on the fullest path, the mean over many packets of one sender
double
MeanFullestPath(uint32_t sender)
{
    std::vector<uint32_t> paths;
    for (uint32_t path = 0; path < PATHS; path++)
    {
        paths.push_back(path);
    }
    const auto placement = ShardPlacement::Create(ShardPlacementType::HASH);
    uint64_t sum = 0;
    for (uint64_t packet = 0; packet < PACKETS; packet++)
    {
        std::array<uint32_t, PATHS> load{};
        for (uint32_t shard = 0; shard < PATHS; shard++)
        {
            ++load.at(placement->Place({sender, packet, shard}, paths));
        }
        sum += *std::max_element(load.begin(), load.end());
    }
    return static_cast<double>(sum) / static_cast<double>(PACKETS);
}

ValidationOutcome
FullestPath()
{
    std::vector<double> samples;
    for (uint32_t sender = 1; sender <= SEEDS; sender++)
    {
        samples.push_back(MeanFullestPath(sender));
    }
    return ValidationOutcome::FromSamples(samples);
}

// Enumerating all 8^8 placements gives 43574336 / 16777216 = 2.59723.
const RegisterValidation REGISTER({{"payload/hash-fullest-path",
                                    "shards on the fullest of 8 paths, 8 shards placed by hash",
                                    43574336.0 / 16777216.0,
                                    "balls into bins, enumeration",
                                    FullestPath,
                                    0.005}});

} // namespace
} // namespace sharding
} // namespace ns3
