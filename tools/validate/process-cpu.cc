/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "process-queue.h"

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

constexpr auto FIFO = Cpu::Discipline::FIFO;
constexpr auto SHARED = Cpu::Discipline::PROCESSOR_SHARING;

/// A distribution of service times with mean 1, and its second moment.
struct ServiceLaw
{
    double probability; //!< of the first branch
    double first;       //!< mean of the first branch
    double second;      //!< mean of the second branch
    bool fixed;         //!< each branch is a number, else exponential

    /// @return E[S^2]
    double
    SecondMoment() const
    {
        const double sum = probability * first * first + (1 - probability) * second * second;
        return fixed ? sum : 2 * sum;
    }
};

constexpr ServiceLaw EXPONENTIAL{1, 1, 1, false};
constexpr ServiceLaw FIXED{1, 1, 1, true};
constexpr ServiceLaw HYPEREXPONENTIAL{0.8, 0.75, 2, false};

/// What one run of a queue showed, in mean service times and items.
struct QueueMeans
{
    double timeInSystem;
    double wait; //!< time in system less the item's own service time
    double
        waiting; //!< items in the queue that an arrival finds; Poisson arrivals see time averages
};

/// One core, Poisson arrivals, an endless queue.
QueueMeans
RunQueue(Cpu::Discipline discipline, const ServiceLaw& law)
{
    auto gap = CreateForRole<ExponentialRandomVariable>("validate/arrivals");
    auto work = CreateForRole<ExponentialRandomVariable>("validate/service");
    auto branch = CreateForRole<UniformRandomVariable>("validate/branch");
    Cpu::Config config;
    config.discipline = discipline;
    config.queueLimit = ITEMS + WARM_UP;
    Cpu cpu(config);
    std::vector<Time> arrivals;
    std::vector<Time> services;
    Time inSystem;
    Time waited;
    const auto done = [&](uint32_t item, Time finish)
    {
        if (item >= WARM_UP)
        {
            inSystem += finish - arrivals[item];
            waited += finish - arrivals[item] - services[item];
        }
    };
    double waiting = 0;
    Time now;
    for (uint32_t item = 0; item < WARM_UP + ITEMS; item++)
    {
        now += Seconds(gap->GetValue(SERVICE_SECONDS / LOAD, 0));
        FinishUntil(cpu, now, done);
        waiting += item < WARM_UP ? 0 : cpu.GetWaiting(now);
        const double mean =
            SERVICE_SECONDS * (branch->GetValue() < law.probability ? law.first : law.second);
        const Time service = Seconds(law.fixed ? mean : work->GetValue(mean, 0));
        arrivals.push_back(now);
        services.push_back(service);
        cpu.Submit(now, service, item);
    }
    FinishUntil(cpu, Time::Max(), done);
    const double scale = ITEMS * SERVICE_SECONDS;
    return {inSystem.GetSeconds() / scale, waited.GetSeconds() / scale, waiting / ITEMS};
}

/// @return the mean over the seeds of one of the queue's means
ValidationOutcome
Measure(Cpu::Discipline discipline, const ServiceLaw& law, double QueueMeans::*what)
{
    return OverSeeds(SEEDS, [&] { return RunQueue(discipline, law).*what; });
}

const RegisterValidation REGISTER(
    {{"process/mm1-time-in-system",
      "M/M/1 at load 0.8: mean time in system, service times",
      1 / (1 - LOAD),
      "Kleinrock, Queueing Systems I, 3.2",
      [] { return Measure(FIFO, EXPONENTIAL, &QueueMeans::timeInSystem); },
      0.03},
     {"process/mm1-queue",
      "M/M/1 at load 0.8: mean number waiting",
      LOAD* LOAD / (1 - LOAD),
      "Kleinrock, Queueing Systems I, 3.2",
      [] { return Measure(FIFO, EXPONENTIAL, &QueueMeans::waiting); },
      0.03},
     {"process/md1-wait",
      "M/D/1 at load 0.8: mean wait, service times",
      LOAD / (2 * (1 - LOAD)),
      "Pollaczek-Khinchine",
      [] { return Measure(FIFO, FIXED, &QueueMeans::wait); },
      0.03},
     {"process/mg1-wait",
      "M/G/1 at load 0.8, hyperexponential service: mean wait, service times",
      LOAD* HYPEREXPONENTIAL.SecondMoment() / (2 * (1 - LOAD)),
      "Pollaczek-Khinchine",
      [] { return Measure(FIFO, HYPEREXPONENTIAL, &QueueMeans::wait); },
      0.03},
     {"process/md1-ps-time-in-system",
      "M/D/1, processor sharing, at load 0.8: mean time in system, service times",
      1 / (1 - LOAD),
      "Kleinrock, Queueing Systems II, 4.4",
      [] { return Measure(SHARED, FIXED, &QueueMeans::timeInSystem); },
      0.03},
     {"process/mg1-ps-time-in-system",
      "M/G/1, processor sharing, at load 0.8, hyperexponential: mean time in system, service times",
      1 / (1 - LOAD),
      "Kleinrock, Queueing Systems II, 4.4",
      [] { return Measure(SHARED, HYPEREXPONENTIAL, &QueueMeans::timeInSystem); },
      0.03}});

} // namespace
} // namespace sharding
} // namespace ns3
