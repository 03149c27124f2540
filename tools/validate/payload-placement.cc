/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "process-queue.h"

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

/// @return a rule that draws from a stream of its own
ShardPlacement::Config
Rule(ShardPlacementType type)
{
    auto random = CreateForRole<UniformRandomVariable>("validate/placement");
    return {type, 0, [random](uint32_t below) { return random->GetInteger(0, below - 1); }};
}

/// @return shards on the fullest of 8 idle paths, the mean over many packets of 8 shards
double
MeanFullestPath(ShardPlacementType type, uint32_t sender)
{
    const auto placement = ShardPlacement::Create(Rule(type));
    uint64_t sum = 0;
    for (uint64_t packet = 0; packet < PACKETS; packet++)
    {
        PathTable paths(PATHS);
        uint64_t fullest = 0;
        for (uint32_t shard = 0; shard < PATHS; shard++)
        {
            const uint32_t path =
                placement->Place({sender, packet, shard, 1}, paths, paths.GetUsable());
            fullest = std::max(fullest, ++paths[path].backlogBytes);
        }
        sum += fullest;
    }
    return static_cast<double>(sum) / static_cast<double>(PACKETS);
}

ValidationOutcome
FullestPath(ShardPlacementType type)
{
    uint32_t sender = 0;
    return OverSeeds(SEEDS, [&] { return MeanFullestPath(type, ++sender); });
}

constexpr uint32_t SERVERS = 100;
constexpr double LOAD = 0.9;
constexpr double SERVICE_SECONDS = 1e-3;
constexpr uint32_t WARM_UP = 90000; //!< 1,000 service times
constexpr uint32_t ITEMS = 270000;  //!< 3,000 service times

/// @return mean time in system of items that a rule spreads over M/M/1 queues, service times
double
MeanTimeInSystem(ShardPlacementType type)
{
    const auto placement = ShardPlacement::Create(Rule(type));
    auto gap = CreateForRole<ExponentialRandomVariable>("validate/arrivals");
    auto work = CreateForRole<ExponentialRandomVariable>("validate/service");
    Cpu::Config config;
    config.queueLimit = WARM_UP + ITEMS;
    std::vector<Cpu> servers(SERVERS, Cpu(config));
    PathTable paths(SERVERS);
    std::vector<Time> arrivals;
    Time inSystem;
    Time now;
    for (uint32_t item = 0; item < WARM_UP + ITEMS; item++)
    {
        now += Seconds(gap->GetValue(SERVICE_SECONDS / LOAD / SERVERS, 0));
        arrivals.push_back(now);
        for (uint32_t server = 0; server < SERVERS; server++)
        {
            FinishUntil(servers[server],
                        now,
                        [&](uint32_t done, Time finish)
                        {
                            paths[server].backlogBytes--;
                            inSystem += done >= WARM_UP ? finish - arrivals[done] : Time(0);
                        });
        }
        const uint32_t server = placement->Place({1, item, 0, 1}, paths, paths.GetUsable());
        paths[server].backlogBytes++;
        servers[server].Submit(now, Seconds(work->GetValue(SERVICE_SECONDS, 0)), item);
    }
    for (auto& server : servers)
    {
        FinishUntil(server,
                    Time::Max(),
                    [&](uint32_t done, Time finish)
                    { inSystem += done >= WARM_UP ? finish - arrivals[done] : Time(0); });
    }
    return inSystem.GetSeconds() / SERVICE_SECONDS / ITEMS;
}

ValidationOutcome
TimeInSystem(ShardPlacementType type)
{
    return OverSeeds(20, [type] { return MeanTimeInSystem(type); });
}

// Enumerating all 8^8 placements gives 43574336 / 16777216 = 2.59723; with two choices the chain of sorted loads
// gives 2.01976.
const RegisterValidation REGISTER(
    {{"payload/hash-fullest-path",
      "shards on the fullest of 8 paths, 8 shards placed by hash",
      43574336.0 / 16777216.0,
      "balls into bins, enumeration",
      [] { return FullestPath(ShardPlacementType::HASH); },
      0.005},
     {"payload/random-fullest-path",
      "shards on the fullest of 8 paths, 8 shards placed at random",
      43574336.0 / 16777216.0,
      "balls into bins, enumeration",
      [] { return FullestPath(ShardPlacementType::RANDOM); },
      0.005},
     {"payload/two-choices-fullest-path",
      "shards on the fullest of 8 paths, 8 shards, each to the emptier of two random paths",
      2.01976,
      "balls into bins with two choices, enumeration of the chain of loads",
      [] { return FullestPath(ShardPlacementType::TWO_CHOICES); },
      0.005},
     {"payload/random-time-in-system",
      "100 M/M/1 queues at load 0.9, random placement: mean time in system, service times",
      1 / (1 - LOAD),
      "Kleinrock, Queueing Systems I, 3.2",
      [] { return TimeInSystem(ShardPlacementType::RANDOM); },
      0.05},
     {"payload/two-choices-time-in-system",
      "100 M/M/1 queues at load 0.9, two choices: mean time in system, service times",
      2.65,
      "Mitzenmacher, The Power of Two Choices, 2001, simulation of 100 queues",
      [] { return TimeInSystem(ShardPlacementType::TWO_CHOICES); },
      0.05}});

} // namespace
} // namespace sharding
} // namespace ns3
