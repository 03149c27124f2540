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
#include <string>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint32_t SEEDS = 20;
constexpr uint32_t FRAGMENTS = 7; // 9000 bytes of payload in frames of 1500
constexpr double LOSS = 0.01;

/// @return share of 1000 datagrams that arrived in one run of the whole scenario
double
DeliveredShare(const std::string& carrier, uint32_t replication)
{
    std::istringstream in(
        "[scenario]\ntype = FragmentPipeline\nduration = 6s\nloss = 0.01\ncarrier = " + carrier +
        "\n[source]\nmessage-size = 9000\ninterval = 5ms\n[fragment]\ntimeout = 1s\n");
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(replication);
    const RunRecord record = CreateScenario(ScenarioFile::Parse(in, "fragment-loss"))->Run();
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
Delivered(const std::string& carrier)
{
    std::vector<double> samples;
    for (uint32_t replication = 1; replication <= SEEDS; replication++)
    {
        samples.push_back(DeliveredShare(carrier, replication));
    }
    return ValidationOutcome::FromSamples(samples);
}

const RegisterValidation
    REGISTER({{"fragment/all-fragments-arrive",
               "datagrams of 7 fragments that arrive at 1 % loss a frame, (1-p)^n",
               std::pow(1 - LOSS, FRAGMENTS),
               "independent losses",
               [] { return Delivered("fragment"); },
               0.01},
              {"fragment/all-fragments-arrive-ipv4",
               "the same, cut by ns-3's IPv4",
               std::pow(1 - LOSS, FRAGMENTS),
               "independent losses",
               [] { return Delivered("ipv4"); },
               0.01}});

} // namespace
} // namespace sharding
} // namespace ns3
