/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PROCESS_QUEUE_H
#define PROCESS_QUEUE_H

#include "tools/validation.h"

#include "ns3/cpu.h"
#include "ns3/random-role.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace ns3
{
namespace sharding
{

/// One estimate from one seed, in mean service times.
using SeedEstimate = std::function<double()>;

/**
 * @param seeds how many, at least 20
 * @param estimate called once with each seed set
 * @return the mean of the estimates
 */
inline ValidationOutcome
OverSeeds(uint32_t seeds, const SeedEstimate& estimate)
{
    // Until a simulation runs, ns-3 keeps a list of all times that exist, in case their unit is
    // changed.
    Simulator::Run();
    Simulator::Destroy();
    std::vector<double> samples;
    for (uint32_t replication = 1; replication <= seeds; replication++)
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(replication);
        samples.push_back(estimate());
    }
    return ValidationOutcome::FromSamples(samples);
}

/**
 * Moves a processor on in time.
 *
 * @param cpu the processor
 * @param until when to stop
 * @param done called with each ticket and its time of finish, in order
 */
template <typename Done>
void
FinishUntil(Cpu& cpu, Time until, Done&& done)
{
    for (auto next = cpu.GetNextFinish(); next && *next <= until; next = cpu.GetNextFinish())
    {
        while (const auto ticket = cpu.PopFinished(*next))
        {
            done(*ticket, *next);
        }
    }
}

} // namespace sharding
} // namespace ns3

#endif /* PROCESS_QUEUE_H */
