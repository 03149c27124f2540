/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-disturbance.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace sharding
{

void
LinkDisturbance::BeginDelay(uint32_t fault, Time add)
{
    m_delays.Begin(fault, add);
    Combine();
}

void
LinkDisturbance::BeginJitter(uint32_t fault, const Jitter& jitter)
{
    m_jitters.Begin(fault, jitter);
    Combine();
}

void
LinkDisturbance::BeginReorder(uint32_t fault, const Reorder& reorder)
{
    m_reorders.Begin(fault, reorder);
    Combine();
}

void
LinkDisturbance::BeginDuplicate(uint32_t fault, double rate)
{
    m_duplicates.Begin(fault, rate);
    Combine();
}

void
LinkDisturbance::BeginCorrupt(uint32_t fault, const Corrupt& corrupt)
{
    m_corrupts.Begin(fault, corrupt);
    Combine();
}

void
LinkDisturbance::BeginRate(uint32_t fault, const Rate& rate)
{
    m_rates.Begin(fault, rate);
    Combine();
}

void
LinkDisturbance::End(uint32_t fault)
{
    m_delays.End(fault);
    m_jitters.End(fault);
    m_reorders.End(fault);
    m_duplicates.End(fault);
    m_corrupts.End(fault);
    m_rates.End(fault);
    Combine();
}

void
LinkDisturbance::EndAll()
{
    m_delays.Clear();
    m_jitters.Clear();
    m_reorders.Clear();
    m_duplicates.Clear();
    m_corrupts.Clear();
    m_rates.Clear();
    Combine();
}

void
LinkDisturbance::Combine()
{
    m_idle = m_delays.IsEmpty() && m_jitters.IsEmpty() && m_reorders.IsEmpty() &&
             m_duplicates.IsEmpty() && m_corrupts.IsEmpty() && m_rates.IsEmpty();
    m_delay = Time(0);
    for (const auto& [fault, add] : m_delays)
    {
        m_delay += add;
    }
    m_overtaking = std::any_of(
        m_jitters.begin(), m_jitters.end(), [](const auto& entry) { return entry.second.reorder; });
    double inOrder = 1;
    m_reorder = Reorder();
    for (const auto& [fault, reorder] : m_reorders)
    {
        inOrder *= 1 - reorder.rate;
        m_reorder.distance = std::max(m_reorder.distance, reorder.distance);
        m_reorder.hold = std::max(m_reorder.hold, reorder.hold);
        m_reorder.by = std::max(m_reorder.by, reorder.by);
    }
    m_reorder.rate = 1 - inOrder;
    double single = 1;
    for (const auto& [fault, rate] : m_duplicates)
    {
        single *= 1 - rate;
    }
    m_duplicateRate = 1 - single;
    double whole = 1;
    m_corrupt = Corrupt();
    for (const auto& [fault, corrupt] : m_corrupts)
    {
        whole *= 1 - corrupt.rate;
        m_corrupt.bits = std::max(m_corrupt.bits, corrupt.bits);
    }
    m_corrupt.rate = 1 - whole;
    m_rate = Rate();
    for (const auto& [fault, rate] : m_rates)
    {
        const bool first = m_rate.bitsPerSecond == 0;
        m_rate.bitsPerSecond =
            first ? rate.bitsPerSecond : std::min(m_rate.bitsPerSecond, rate.bitsPerSecond);
        m_rate.queue = first ? rate.queue : std::min(m_rate.queue, rate.queue);
    }
}

bool
LinkDisturbance::NeedsJitter() const
{
    return !m_jitters.IsEmpty();
}

bool
LinkDisturbance::NeedsReorder() const
{
    return m_reorder.rate > 0;
}

bool
LinkDisturbance::NeedsDuplicate() const
{
    return m_duplicateRate > 0;
}

bool
LinkDisturbance::NeedsCorrupt() const
{
    return m_corrupt.rate > 0;
}

LinkDisturbance::Arrival
LinkDisturbance::Judge(const Numbers& numbers) const
{
    Arrival arrival;
    arrival.copies = numbers.duplicate < m_duplicateRate ? 2 : 1;
    arrival.flippedBits = numbers.corrupt < m_corrupt.rate ? m_corrupt.bits : 0;
    return arrival;
}

const LinkDisturbance::Rate&
LinkDisturbance::GetRate() const
{
    return m_rate;
}

LinkDisturbance::Passage
LinkDisturbance::Pass(Time now, const Numbers& numbers)
{
    Passage passage;
    passage.release = now + m_delay;
    if (NeedsJitter())
    {
        passage.release += AddUpJitter(numbers);
    }
    if (!m_overtaking)
    {
        passage.release = std::max(passage.release, m_lastRelease);
    }
    passage.late = numbers.reorder < m_reorder.rate;
    if (passage.late)
    {
        passage.release += m_reorder.by;
        passage.distance = m_reorder.distance;
        passage.hold = m_reorder.hold;
    }
    else if (!m_overtaking)
    {
        m_lastRelease = passage.release;
    }
    return passage;
}

Time
LinkDisturbance::AddUpJitter(const Numbers& numbers) const
{
    constexpr double TWO_PI = 6.283185307179586;
    Time sum;
    for (const auto& [fault, jitter] : m_jitters)
    {
        if (!jitter.normal)
        {
            sum +=
                NanoSeconds(static_cast<int64_t>(numbers.jitter * jitter.max.ToDouble(Time::NS)));
            continue;
        }
        // G. E. P. Box and M. E. Muller, "A note on the generation of random normal deviates", 1958.
        const double deviate =
            std::sqrt(-2 * std::log1p(-numbers.jitter)) * std::cos(TWO_PI * numbers.angle);
        const double add =
            jitter.mean.ToDouble(Time::NS) + deviate * jitter.deviation.ToDouble(Time::NS);
        sum += NanoSeconds(std::llround(std::max(add, 0.0)));
    }
    return sum;
}

} // namespace sharding
} // namespace ns3
