/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/shard-count-controller.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>
#include <vector>

using namespace ns3::sharding;

namespace
{

constexpr int64_t INTERVAL = 10000000; //!< ns, the default
constexpr int SAMPLES = 20;            //!< in each interval

/// What the paths are like while packets have this many shards.
using Plant = std::function<void(uint32_t count, PathTable& paths)>;

/// Runs a controller against a plant.
class CountLoop
{
  public:
    explicit CountLoop(const ShardCountController::Config& config, uint32_t paths = 8)
        : m_controller(config), m_paths(paths), m_count(config.initial)
    {
    }

    /// @return the count after each of some intervals
    std::vector<uint32_t>
    Run(int intervals, const Plant& plant)
    {
        std::vector<uint32_t> counts;
        for (int interval = 0; interval < intervals; interval++)
        {
            for (int sample = 0; sample < SAMPLES; sample++)
            {
                plant(m_count, m_paths);
                m_count = m_controller.Update(m_nowNs, m_paths);
                m_nowNs += INTERVAL / SAMPLES;
            }
            counts.push_back(m_count);
        }
        return counts;
    }

    uint64_t
    GetChanges() const
    {
        return m_controller.GetChanges();
    }

  private:
    ShardCountController m_controller;
    PathTable m_paths;
    uint32_t m_count;
    int64_t m_nowNs{0};
};

/// Sets all but the first paths busy.
void
LeaveIdle(uint32_t idle, PathTable& paths)
{
    for (uint32_t path = 0; path < paths.GetCount(); path++)
    {
        paths[path].backlogBytes = path < idle ? 0 : 1000000;
    }
}

ShardCountController::Config
WithLatencyTarget()
{
    ShardCountController::Config config;
    config.latencyTargetNs = 1000000;
    return config;
}

/// Sets the latency, half the round trip, of all paths.
void
SetLatency(double ns, PathTable& paths)
{
    for (uint32_t path = 0; path < paths.GetCount(); path++)
    {
        paths[path].rttNs = static_cast<int64_t>(2 * ns);
    }
}

} // namespace

TEST(ShardCountController, AsManyShardsAsThereAreIdlePaths)
{
    CountLoop loop({});
    EXPECT_EQ(loop.Run(3, [](uint32_t, PathTable& paths) { LeaveIdle(8, paths); }).back(), 8U);
}

TEST(ShardCountController, FollowsAStepAsFastAsItSays)
{
    CountLoop loop({});
    loop.Run(10, [](uint32_t, PathTable& paths) { LeaveIdle(8, paths); });
    for (const uint32_t idle : {2U, 8U, 1U})
    {
        // The first packet after an interval closes it, so one more passes before the first decision.
        const auto counts =
            loop.Run(30, [idle](uint32_t, PathTable& paths) { LeaveIdle(idle, paths); });
        for (size_t k = 0; k + 1 < counts.size(); k++)
        {
            EXPECT_LE(std::abs(static_cast<double>(counts[k + 1]) - idle),
                      1.5 + 7 * std::pow(0.75, k))
                << k << " intervals after the step to " << idle;
        }
        EXPECT_NEAR(counts[6], idle, 2.8);
    }
}

TEST(ShardCountController, SteadyLoadWithNoiseNeverMovesIt)
{
    for (uint32_t seed = 1; seed <= 20; seed++)
    {
        std::mt19937 random(seed);
        CountLoop loop({});
        const Plant plant = [&](uint32_t, PathTable& paths)
        { LeaveIdle(std::uniform_int_distribution<uint32_t>(2, 8)(random), paths); };
        loop.Run(20, plant);
        const uint64_t settled = loop.GetChanges();
        loop.Run(1000, plant);
        EXPECT_LE(loop.GetChanges(), settled + 1) << "it may still creep closer, seed " << seed;
    }
}

TEST(ShardCountController, ALoadThatGrowsWithTheCountIsNoCauseToSwing)
{
    // Each shard beyond the first keeps .3 of a path busy with its overhead.
    CountLoop loop({});
    const Plant plant = [](uint32_t count, PathTable& paths)
    { LeaveIdle(static_cast<uint32_t>(8 - 0.3 * (count - 1)), paths); };
    loop.Run(20, plant);
    const uint64_t settled = loop.GetChanges();
    loop.Run(500, plant);
    EXPECT_EQ(loop.GetChanges(), settled);
}

TEST(ShardCountController, LossesBoundTheCount)
{
    // ln(.95) / ln(.99) = 5.1 shards at 1 % each; ln(.95) / ln(.9) = .49 at 10 %.
    CountLoop loop({});
    const auto lossy = [](double loss)
    {
        return [loss](uint32_t, PathTable& paths)
        {
            for (uint32_t path = 0; path < 8; path++)
            {
                paths[path].loss = loss;
            }
        };
    };
    loop.Run(10, lossy(0));
    const uint32_t at1 = loop.Run(40, lossy(0.01)).back();
    EXPECT_NEAR(at1, 5.1, 1.5);
    EXPECT_NEAR(loop.Run(40, lossy(0.1)).back(), 1, 1.5);
    EXPECT_NEAR(loop.Run(40, lossy(1)).back(), 1, 1.5);
}

TEST(ShardCountController, ALatencyTargetIsApproachedWithoutOvershoot)
{
    // 0.2 ms + 4 ms / n: the target of 1 ms asks for 5 shards.
    CountLoop loop(WithLatencyTarget());
    const Plant plant = [](uint32_t count, PathTable& paths)
    { SetLatency(200000 + 4e6 / count, paths); };
    for (const uint32_t count : loop.Run(100, plant))
    {
        EXPECT_LE(count, 6U);
    }
    const uint64_t settled = loop.GetChanges();
    EXPECT_NEAR(loop.Run(500, plant).back(), 5, 1.5);
    EXPECT_EQ(loop.GetChanges(), settled);
}

TEST(ShardCountController, ATargetOutOfReachTakesAllThereIs)
{
    CountLoop loop(WithLatencyTarget());
    EXPECT_EQ(loop.Run(100, [](uint32_t, PathTable& paths) { SetLatency(5e6, paths); }).back(), 8U);
    EXPECT_NEAR(
        loop.Run(100, [](uint32_t, PathTable& paths) { SetLatency(1e5, paths); }).back(), 1, 1.5)
        << "and gives it back";
}

TEST(ShardCountController, KeepsItsBounds)
{
    ShardCountController::Config config;
    config.least = 3;
    config.most = 5;
    config.initial = 9;
    CountLoop loop(config);
    std::mt19937 random(1);
    for (const uint32_t count :
         loop.Run(500, [&](uint32_t, PathTable& paths) { LeaveIdle(random() % 9, paths); }))
    {
        EXPECT_GE(count, 3U);
        EXPECT_LE(count, 5U);
    }
}

TEST(ShardCountController, RefusesLimitsThatMakeNoSense)
{
    ShardCountController::Config config;
    EXPECT_EQ(ShardCountController::Validate(config), "");
    config.least = 17;
    EXPECT_EQ(ShardCountController::Validate(config), "least must lie in [1, most]");
    config = {};
    config.smoothing = 0;
    EXPECT_EQ(ShardCountController::Validate(config), "smoothing must lie in (0, 1]");
    config = {};
    config.hysteresis = std::nan("");
    EXPECT_EQ(ShardCountController::Validate(config), "hysteresis must not be negative");
    config = {};
    config.maxPacketLoss = 0;
    EXPECT_EQ(ShardCountController::Validate(config), "maxPacketLoss must lie in (0, 1]");
    config = {};
    config.intervalNs = 0;
    EXPECT_EQ(ShardCountController::Validate(config), "interval must be positive");
    config = {};
    config.latencyTargetNs = -1;
    EXPECT_EQ(ShardCountController::Validate(config),
              "backlogLimit and latencyTarget must not be negative");
}
