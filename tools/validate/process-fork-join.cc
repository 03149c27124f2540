/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "process-queue.h"

#include <algorithm>
#include <string>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr uint32_t SEEDS = 20;
constexpr double SERVICE_SECONDS = 1e-3;

/// @return 1 + 1/2 + ... + 1/n
double
Harmonic(uint32_t n)
{
    double sum = 0;
    for (uint32_t j = 1; j <= n; j++)
    {
        sum += 1.0 / j;
    }
    return sum;
}

/**
 * Jobs that fork into one exponential task for each of several processors, and join when enough
 * tasks are done.
 *
 * @param queues how many processors
 * @param needed how many tasks must be done
 * @param load of each processor; 0: a job starts only when all are idle
 * @param jobs how many are measured, after a tenth as many to warm up
 * @return mean time from fork to join, in mean service times
 */
double
MeanJoinTime(uint32_t queues, uint32_t needed, double load, uint32_t jobs)
{
    const uint32_t warmUp = jobs / 10;
    auto gap = CreateForRole<ExponentialRandomVariable>("validate/arrivals");
    std::vector<Ptr<ExponentialRandomVariable>> work;
    std::vector<Cpu> cpus;
    Cpu::Config config;
    config.queueLimit = warmUp + jobs;
    for (uint32_t queue = 0; queue < queues; queue++)
    {
        work.push_back(
            CreateForRole<ExponentialRandomVariable>("validate/service-" + std::to_string(queue)));
        cpus.emplace_back(config);
    }
    std::vector<std::vector<Time>> finishes(warmUp + jobs); // of each job's tasks
    std::vector<Time> forks;
    const auto note = [&finishes](uint32_t job, Time at) { finishes[job].push_back(at); };
    Time now;
    for (uint32_t job = 0; job < warmUp + jobs; job++)
    {
        if (load > 0)
        {
            now += Seconds(gap->GetValue(SERVICE_SECONDS / load, 0));
        }
        else if (job > 0)
        {
            now = *std::max_element(finishes[job - 1].begin(), finishes[job - 1].end());
        }
        forks.push_back(now);
        for (uint32_t queue = 0; queue < queues; queue++)
        {
            FinishUntil(cpus[queue], now, note);
            cpus[queue].Submit(now, Seconds(work[queue]->GetValue(SERVICE_SECONDS, 0)), job);
            if (load == 0)
            {
                FinishUntil(cpus[queue], Time::Max(), note);
            }
        }
    }
    for (auto& cpu : cpus)
    {
        FinishUntil(cpu, Time::Max(), note);
    }
    Time sum;
    for (uint32_t job = warmUp; job < warmUp + jobs; job++)
    {
        auto& done = finishes[job];
        std::nth_element(done.begin(), done.begin() + needed - 1, done.end());
        sum += done[needed - 1] - forks[job];
    }
    return sum.GetSeconds() / jobs / SERVICE_SECONDS;
}

/// @return whether the mean join time of @p queues queues at load @p load lies within the known
///         bounds
bool
IsWithinBounds(uint32_t queues, double load)
{
    double lower = 0;
    for (uint32_t j = 1; j <= queues; j++)
    {
        lower += 1 / (j - load);
    }
    const double time = MeanJoinTime(queues, queues, load, 50000);
    return time >= lower && time <= Harmonic(queues) / (1 - load);
}

const RegisterValidation
    REGISTER({{"process/fork-join-idle",
               "8 exponential tasks on 8 idle processors: mean time of the last, service times",
               Harmonic(8),
               "order statistics, H_8",
               [] { return OverSeeds(SEEDS, [] { return MeanJoinTime(8, 8, 0, 50000); }); },
               0.01},
              {"process/fork-join-4-of-6",
               "6 exponential tasks on 6 idle processors: mean time of the fourth, service times",
               Harmonic(6) - Harmonic(2),
               "order statistics, H_6 - H_2",
               [] { return OverSeeds(SEEDS, [] { return MeanJoinTime(6, 4, 0, 50000); }); },
               0.01},
              {"process/fork-join-2-queues",
               "two-queue fork-join at load 0.5: mean time in system, service times",
               (12 - 0.5) / 8 / (1 - 0.5),
               "Flatto and Hahn 1984; Nelson and Tantawi 1988",
               [] { return OverSeeds(SEEDS, [] { return MeanJoinTime(2, 2, 0.5, 200000); }); },
               0.02},
              {"process/fork-join-8-bounds",
               "8-queue fork-join at load 0.5: share of runs within sum 1/(j mu - lambda) and "
               "H_8/(mu - lambda)",
               1,
               "Nelson and Tantawi 1988",
               [] { return OverSeeds(SEEDS, [] { return IsWithinBounds(8, 0.5) ? 1.0 : 0.0; }); },
               0.01}});

} // namespace
} // namespace sharding
} // namespace ns3
