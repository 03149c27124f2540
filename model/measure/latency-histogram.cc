/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "latency-histogram.h"

#include "ns3/assert.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace sharding
{
namespace
{

constexpr int STEP_BITS = 7; // 128 buckets between powers of two
constexpr int64_t STEPS = int64_t{1} << STEP_BITS;
constexpr int64_t EXACT = 2 * STEPS;    // below it every nanosecond has its bucket
constexpr int OCTAVES = 62 - STEP_BITS; // powers of two from EXACT to that of the longest Time
constexpr std::size_t BUCKETS = EXACT + OCTAVES * STEPS;

int
HighestBit(int64_t value)
{
    return 63 - __builtin_clzll(static_cast<uint64_t>(value));
}

std::size_t
ToBucket(int64_t value)
{
    if (value < EXACT)
    {
        return value;
    }
    const int shift = HighestBit(value) - STEP_BITS;
    return shift * STEPS + (value >> shift);
}

/// The middle of a bucket, which is off by half a width at most: a 256th of the bucket's lower
/// bound.
int64_t
FromBucket(std::size_t bucket)
{
    const auto index = static_cast<int64_t>(bucket);
    if (index < EXACT)
    {
        return index;
    }
    const int64_t shift = index / STEPS - 1;
    const int64_t width = int64_t{1} << shift;
    return (index - shift * STEPS) * width + width / 2;
}

} // namespace

LatencyHistogram::LatencyHistogram() : m_buckets(BUCKETS)
{
}

void
LatencyHistogram::Add(Time latency)
{
    NS_ASSERT_MSG(!latency.IsStrictlyNegative(), "a latency is not negative: " << latency);
    const int64_t value = std::max<int64_t>(0, latency.GetNanoSeconds());
    m_buckets[ToBucket(value)]++;
    m_min = m_count == 0 ? value : std::min(m_min, value);
    m_max = m_count == 0 ? value : std::max(m_max, value);
    m_sum += static_cast<double>(value);
    m_count++;
}

void
LatencyHistogram::Merge(const LatencyHistogram& other)
{
    if (other.m_count == 0)
    {
        return;
    }
    for (std::size_t i = 0; i < BUCKETS; i++)
    {
        m_buckets[i] += other.m_buckets[i];
    }
    m_min = m_count == 0 ? other.m_min : std::min(m_min, other.m_min);
    m_max = m_count == 0 ? other.m_max : std::max(m_max, other.m_max);
    m_sum += other.m_sum;
    m_count += other.m_count;
}

uint64_t
LatencyHistogram::GetCount() const
{
    return m_count;
}

std::optional<Time>
LatencyHistogram::GetMean() const
{
    if (m_count == 0)
    {
        return std::nullopt;
    }
    return NanoSeconds(std::llround(m_sum / static_cast<double>(m_count)));
}

std::optional<Time>
LatencyHistogram::GetMin() const
{
    return m_count == 0 ? std::nullopt : std::optional<Time>(NanoSeconds(m_min));
}

std::optional<Time>
LatencyHistogram::GetMax() const
{
    return m_count == 0 ? std::nullopt : std::optional<Time>(NanoSeconds(m_max));
}

std::optional<Time>
LatencyHistogram::GetQuantile(double q) const
{
    // 1 - .999 is a little less than .001: without some slack, 1,000 samples would not do for
    // p99.9.
    constexpr double SLACK = 1e-9;
    const auto count = static_cast<double>(m_count);
    if (!(q > 0 && q < 1) || count * (1 - q) < 1 - SLACK)
    {
        return std::nullopt;
    }
    const auto rank = static_cast<uint64_t>(std::ceil(count * q * (1 - SLACK)));
    uint64_t seen = 0;
    std::size_t bucket = 0;
    while ((seen += m_buckets[bucket]) < rank)
    {
        bucket++;
    }
    return NanoSeconds(std::clamp(FromBucket(bucket), m_min, m_max));
}

} // namespace sharding
} // namespace ns3
