/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/validation.h"

#include "ns3/shard-count-controller.h"

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr int64_t INTERVAL = 10000000; //!< ns, the default
constexpr uint32_t SAMPLES = 20;       //!< in each interval
constexpr uint32_t PATHS = 8;

/// A controller and the paths that it sees.
class CountLoop
{
  public:
    /// Lets one interval pass, with a number of idle paths drawn anew for each packet.
    template <typename Draw>
    uint32_t
    Step(Draw&& idle)
    {
        for (uint32_t sample = 0; sample < SAMPLES; sample++)
        {
            const uint32_t free = idle();
            for (uint32_t path = 0; path < PATHS; path++)
            {
                m_paths[path].backlogBytes = path < free ? 0 : 1000000;
            }
            m_count = m_controller.Update(m_nowNs, m_paths);
            m_nowNs += INTERVAL / SAMPLES;
        }
        return m_count;
    }

    uint64_t
    GetChanges() const
    {
        return m_controller.GetChanges();
    }

  private:
    ShardCountController m_controller{{}};
    PathTable m_paths{PATHS};
    uint32_t m_count{0};
    int64_t m_nowNs{0};
};

/// @return share of 1000 intervals of noisy but steady load in which the count stays
double
SteadyShare(uint32_t seed)
{
    constexpr uint32_t INTERVALS = 1000;
    std::mt19937 random(seed);
    CountLoop loop;
    const auto idle = [&] { return std::uniform_int_distribution<uint32_t>(2, PATHS)(random); };
    for (uint32_t interval = 0; interval < 20; interval++)
    {
        loop.Step(idle);
    }
    const uint64_t settled = loop.GetChanges();
    for (uint32_t interval = 0; interval < INTERVALS; interval++)
    {
        loop.Step(idle);
    }
    return 1 - static_cast<double>(loop.GetChanges() - settled) / INTERVALS;
}

ValidationOutcome
Steadiness()
{
    std::vector<double> samples;
    for (uint32_t seed = 1; seed <= 40; seed++)
    {
        samples.push_back(SteadyShare(seed));
    }
    // A controller that swings moves in every few intervals; one that creeps closer once has .999.
    const ValidationOutcome share = ValidationOutcome::FromSamples(samples);
    return {share.value, share.low, share.high + 0.001};
}

/// @return intervals after a step from 8 to 2 idle paths until at most 4 shards are made
double
StepIntervals()
{
    CountLoop loop;
    for (uint32_t interval = 0; interval < 20; interval++)
    {
        loop.Step([] { return PATHS; });
    }
    uint32_t intervals = 0;
    while (intervals < 100 && loop.Step([] { return 2; }) > 4)
    {
        intervals++; // the interval that is closed by the next packet is not counted twice
    }
    return intervals;
}

const RegisterValidation
    REGISTER({{"payload/count-steady",
               "dynamic shard count under steady load with noise: intervals without a change",
               1,
               "no oscillation",
               Steadiness,
               0.002},
              {"payload/count-step",
               "dynamic shard count, 8 to 2 idle paths: intervals until at most 4 shards",
               std::ceil(std::log(2.0 / 6.0) / std::log(0.75)),
               "exponential average of weight 1/4",
               [] { return ValidationOutcome::Exact(StepIntervals()); }}});

} // namespace
} // namespace sharding
} // namespace ns3
