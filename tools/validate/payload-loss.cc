/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scenarios/scenario.h"
#include "tools/validation.h"

#include "ns3/rng-seed-manager.h"
#include "ns3/run-record.h"

#include <cmath>
#include <sstream>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint32_t SEEDS = 20;
constexpr uint32_t SHARDS = 8;
constexpr double LOSS = 0.01;

/// 5000 messages of eight shards over wires that lose 1 % on their first hop, everything else undisturbed.
constexpr const char* SCENARIO = R"(
[scenario]
type = PayloadFabric
duration = 6s
[source]
message-size = 800
[sharding]
policy = fixed-size
shard-count = 8
reassembly-timeout = 20ms
[faults]
at 1ms loss ingress:fast-* rate=1%
)";

/// @return share of the messages that arrived in one run of the whole scenario
double
DeliveredShare(uint32_t replication)
{
    std::istringstream in(SCENARIO);
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(replication);
    const RunRecord record = CreateScenario(ScenarioFile::Parse(in, "all-shards-arrive"))->Run();
    for (const auto& metric : record.metrics)
    {
        if (metric.name == "loss" && metric.value && record.violations.empty())
        {
            return 1 - *metric.value;
        }
    }
    return std::nan("");
}

ValidationOutcome
AllShardsArrive()
{
    std::vector<double> samples;
    for (uint32_t replication = 1; replication <= SEEDS; replication++)
    {
        samples.push_back(DeliveredShare(replication));
    }
    return ValidationOutcome::FromSamples(samples);
}

const RegisterValidation REGISTER({{"payload/all-shards-arrive",
                                    "messages of 8 shards that arrive at 1 % loss a shard, (1-p)^n",
                                    std::pow(1 - LOSS, SHARDS),
                                    "independent losses",
                                    AllShardsArrive,
                                    0.005}});

} // namespace
} // namespace sharding
} // namespace ns3
