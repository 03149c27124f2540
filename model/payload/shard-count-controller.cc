/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shard-count-controller.h"

#include "ns3/assert.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace sharding
{

std::string
ShardCountController::Validate(const Config& config)
{
    if (config.least < 1 || config.least > config.most)
    {
        return "least must lie in [1, most]";
    }
    if (config.intervalNs < 1)
    {
        return "interval must be positive";
    }
    // Written so that NaN is refused.
    if (!(config.smoothing > 0 && config.smoothing <= 1))
    {
        return "smoothing must lie in (0, 1]";
    }
    if (!(config.hysteresis >= 0))
    {
        return "hysteresis must not be negative";
    }
    if (!(config.maxPacketLoss > 0 && config.maxPacketLoss <= 1))
    {
        return "maxPacketLoss must lie in (0, 1]";
    }
    if (config.backlogLimitNs < 0 || config.latencyTargetNs < 0)
    {
        return "backlogLimit and latencyTarget must not be negative";
    }
    return "";
}

ShardCountController::ShardCountController(const Config& config)
    : m_config(config), m_count(std::clamp(config.initial, config.least, config.most))
{
    NS_ASSERT_MSG(Validate(config).empty(), Validate(config));
}

void
ShardCountController::Average::Close(double samples, double smoothing)
{
    const double mean = sum / samples;
    value = known ? value + smoothing * (mean - value) : mean;
    known = true;
    sum = 0;
}

uint32_t
ShardCountController::Update(int64_t nowNs, const PathTable& paths)
{
    if (!m_started)
    {
        m_started = true;
        m_endNs = nowNs + m_config.intervalNs;
    }
    if (nowNs >= m_endNs && m_samples > 0)
    {
        m_idle.Close(m_samples, m_config.smoothing);
        m_loss.Close(m_samples, m_config.smoothing);
        m_latency.Close(m_samples, m_config.smoothing);
        m_samples = 0;
        m_endNs = nowNs + m_config.intervalNs;
        const double demand = GetDemand();
        if (std::abs(demand - m_count) >= 0.5 + m_config.hysteresis)
        {
            m_count =
                static_cast<uint32_t>(demand > m_count ? std::floor(demand) : std::ceil(demand));
            m_changes++;
            m_latency.known = false;
        }
    }

    const auto& usable = paths.GetUsable();
    if (!usable.empty())
    {
        double idle = 0;
        double loss = 0;
        double roundTrip = 0;
        for (const uint32_t path : usable)
        {
            const double queue =
                paths[path].GetBacklogNs() + static_cast<double>(paths[path].queueingNs);
            idle += queue <= static_cast<double>(m_config.backlogLimitNs);
            loss += paths[path].loss;
            roundTrip += static_cast<double>(paths[path].rttNs);
        }
        const auto count = static_cast<double>(usable.size());
        m_idle.sum += idle;
        m_loss.sum += loss / count;
        m_latency.sum += roundTrip / count / 2;
        m_samples++;
    }
    return m_count;
}

double
ShardCountController::GetDemand() const
{
    double demand = std::min<double>(m_config.most, m_idle.value);
    if (m_loss.value > 0 && m_config.maxPacketLoss < 1)
    {
        // A loss of 1 has the logarithm minus infinity: no shard is too few, the least it is.
        demand = std::min(demand, std::log1p(-m_config.maxPacketLoss) / std::log1p(-m_loss.value));
    }
    if (m_config.latencyTargetNs > 0)
    {
        demand = std::min(
            demand, m_count * m_latency.value / static_cast<double>(m_config.latencyTargetNs));
    }
    return std::max<double>(demand, m_config.least);
}

uint64_t
ShardCountController::GetChanges() const
{
    return m_changes;
}

} // namespace sharding
} // namespace ns3
