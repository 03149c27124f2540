/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "entropy-map.h"

#include "ns3/assert.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr uint32_t KNOWN = 512; //!< counts whose logarithms are looked up

/// @return c log2 c for small c
const std::array<double, KNOWN>&
CountLogs()
{
    static const std::array<double, KNOWN> logs = []
    {
        std::array<double, KNOWN> table{};
        for (uint32_t c = 2; c < KNOWN; c++)
        {
            table[c] = c * std::log2(c);
        }
        return table;
    }();
    return logs;
}

} // namespace

EntropyMap::EntropyMap(uint32_t window, double threshold) : m_window(window), m_threshold(threshold)
{
    NS_ASSERT(window >= 2);
}

double
EntropyMap::GetEntropy(const uint8_t* bytes, uint32_t length)
{
    const auto& logs = CountLogs();
    std::array<uint32_t, 256> counts{};
    for (uint32_t i = 0; i < length; i++)
    {
        counts[bytes[i]]++;
    }
    double sum = 0;
    for (const uint32_t count : counts)
    {
        sum += count < KNOWN ? logs[count] : count * std::log2(count);
    }
    return std::log2(length) - sum / length;
}

bool
EntropyMap::IsHigh(const uint8_t* bytes, uint32_t length) const
{
    const double reachable = length < m_window ? std::log2(length) / std::log2(m_window) : 1;
    return GetEntropy(bytes, length) >= m_threshold * reachable;
}

PayloadPart
EntropyMap::FindRun(const uint8_t* bytes, uint32_t length) const
{
    PayloadPart run{std::min(m_window, length)};
    const bool high = IsHigh(bytes, run.length);
    run.kind = high ? PartKind::HIGH_ENTROPY : PartKind::LOW_ENTROPY;
    while (length - run.length >= m_window && IsHigh(bytes + run.length, m_window) == high)
    {
        run.length += m_window;
    }
    if (length - run.length < m_window)
    {
        run.length = length;
    }
    return run;
}

} // namespace sharding
} // namespace ns3
