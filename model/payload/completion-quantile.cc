/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "completion-quantile.h"

#include "ns3/assert.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace sharding
{

std::string
CompletionQuantile::Validate(const Config& config)
{
    if (!(config.quantile > 0 && config.quantile <= 1))
    {
        return "quantile must lie in (0, 1]";
    }
    if (config.memory < 1 || config.memory > 65536)
    {
        return "memory must lie in [1, 65536]";
    }
    if (config.minSamples < 1 || config.minSamples > config.memory)
    {
        return "minSamples must lie in [1, memory]";
    }
    return "";
}

CompletionQuantile::CompletionQuantile(const Config& config) : m_config(config)
{
    NS_ASSERT_MSG(Validate(config).empty(), Validate(config));
}

void
CompletionQuantile::Add(int64_t ns)
{
    if (m_times.size() < m_config.memory)
    {
        m_times.push_back(ns);
    }
    else
    {
        m_times[m_added % m_config.memory] = ns;
    }
    m_added++;
    if (m_added < m_config.minSamples || (m_value && m_added % REFRESH != 0))
    {
        return;
    }
    m_sorted = m_times;
    const auto rank =
        static_cast<size_t>(std::ceil(m_config.quantile * static_cast<double>(m_sorted.size())));
    const auto at = m_sorted.begin() + static_cast<std::ptrdiff_t>(std::max<size_t>(rank, 1) - 1);
    std::nth_element(m_sorted.begin(), at, m_sorted.end());
    m_value = *at;
}

} // namespace sharding
} // namespace ns3
