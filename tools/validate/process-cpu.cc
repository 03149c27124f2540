/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/validation.h"

#include "ns3/cpu.h"
#include "ns3/random-role.h"
#include "ns3/rng-seed-manager.h"

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint32_t SEEDS = 20;
constexpr uint32_t ITEMS = 400000;
constexpr uint32_t WARM_UP = 10000; //!< items until the queue has forgotten that it began empty
constexpr double SERVICE_SECONDS = 1e-3;
constexpr double LOAD = 0.8;

/**
 * One core, Poisson arrivals, an endless queue.
 *
 * @param replication seeds the draws
 * @param fixedService whether all service times are equal, else they are exponential
 * @return mean time from arrival to finish, in mean service times
 */
double
MeanTimeInSystem(uint32_t replication, bool fixedService)
{
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(replication);
    auto gap = CreateForRole<ExponentialRandomVariable>("validate/arrivals");
    auto work = CreateForRole<ExponentialRandomVariable>("validate/service");
    Cpu::Config config;
    config.queueLimit = ITEMS;
    Cpu cpu(config);
    Time now;
    double sum = 0;
    for (uint32_t i = 0; i < WARM_UP + ITEMS; i++)
    {
        now += Seconds(gap->GetValue(SERVICE_SECONDS / LOAD, 0));
        const Time service =
            Seconds(fixedService ? SERVICE_SECONDS : work->GetValue(SERVICE_SECONDS, 0));
        const auto finish = cpu.Submit(now, service);
        sum += i < WARM_UP ? 0 : (*finish - now).GetSeconds();
    }
    return sum / ITEMS / SERVICE_SECONDS;
}

/// @return the mean over the seeds, without the service itself where waiting is asked for
ValidationOutcome
OverSeeds(bool fixedService, double lessService)
{
    std::vector<double> samples;
    for (uint32_t replication = 1; replication <= SEEDS; replication++)
    {
        samples.push_back(MeanTimeInSystem(replication, fixedService) - lessService);
    }
    return ValidationOutcome::FromSamples(samples);
}

const RegisterValidation REGISTER({{"process/mm1-time-in-system",
                                    "M/M/1 at load 0.8: mean time in system, service times",
                                    1 / (1 - LOAD),
                                    "Kleinrock, Queueing Systems I, 3.2",
                                    [] { return OverSeeds(false, 0); },
                                    0.03},
                                   {"process/md1-wait",
                                    "M/D/1 at load 0.8: mean wait, service times",
                                    LOAD / (2 * (1 - LOAD)),
                                    "Pollaczek-Khinchine",
                                    [] { return OverSeeds(true, 1); },
                                    0.03}});

} // namespace
} // namespace sharding
} // namespace ns3
