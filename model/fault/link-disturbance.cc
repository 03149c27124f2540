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

namespace
{

/// @return the share that at least one of two independent faults hits
double
EitherOf(double one, double other)
{
    return 1 - (1 - one) * (1 - other);
}

} // namespace

void
LinkDisturbance::Begin(uint32_t fault, const Effect& effect)
{
    m_acting.Begin(fault, effect);
    Combine();
}

void
LinkDisturbance::End(uint32_t fault)
{
    m_acting.End(fault);
    Combine();
}

void
LinkDisturbance::Joint::Add(const Delay& one)
{
    delay += one.add;
}

void
LinkDisturbance::Joint::Add(const Jitter& one)
{
    jitters.push_back(one);
}

void
LinkDisturbance::Joint::Add(const Reorder& one)
{
    reorder.rate = EitherOf(reorder.rate, one.rate);
    reorder.distance = std::max(reorder.distance, one.distance);
    reorder.hold = std::max(reorder.hold, one.hold);
    reorder.by = std::max(reorder.by, one.by);
}

void
LinkDisturbance::Joint::Add(const Duplicate& one)
{
    duplicate.rate = EitherOf(duplicate.rate, one.rate);
}

void
LinkDisturbance::Joint::Add(const Corrupt& one)
{
    corrupt.rate = EitherOf(corrupt.rate, one.rate);
    corrupt.bits = std::max(corrupt.bits, one.bits);
}

void
LinkDisturbance::Joint::Add(const Rate& one)
{
    const bool first = rate.bitsPerSecond == 0;
    rate.bitsPerSecond =
        first ? one.bitsPerSecond : std::min(rate.bitsPerSecond, one.bitsPerSecond);
    rate.queue = first ? one.queue : std::min(rate.queue, one.queue);
}

void
LinkDisturbance::Combine()
{
    m_joint = Joint();
    for (const auto& entry : m_acting)
    {
        std::visit([this](const auto& effect) { m_joint.Add(effect); }, entry.second);
    }
    m_overtaking = std::any_of(m_joint.jitters.begin(),
                               m_joint.jitters.end(),
                               [](const Jitter& jitter) { return jitter.reorder; });
}

bool
LinkDisturbance::NeedsJitter() const
{
    return !m_joint.jitters.empty();
}

bool
LinkDisturbance::NeedsReorder() const
{
    return m_joint.reorder.rate > 0;
}

bool
LinkDisturbance::NeedsDuplicate() const
{
    return m_joint.duplicate.rate > 0;
}

bool
LinkDisturbance::NeedsCorrupt() const
{
    return m_joint.corrupt.rate > 0;
}

LinkDisturbance::Arrival
LinkDisturbance::Judge(const Numbers& numbers) const
{
    Arrival arrival;
    arrival.copies = numbers.duplicate < m_joint.duplicate.rate ? 2 : 1;
    arrival.flippedBits = numbers.corrupt < m_joint.corrupt.rate ? m_joint.corrupt.bits : 0;
    return arrival;
}

const LinkDisturbance::Rate&
LinkDisturbance::GetRate() const
{
    return m_joint.rate;
}

LinkDisturbance::Passage
LinkDisturbance::Pass(Time now, const Numbers& numbers)
{
    Passage passage;
    passage.release = now + m_joint.delay;
    if (NeedsJitter())
    {
        passage.release += AddUpJitter(numbers);
    }
    if (!m_overtaking)
    {
        passage.release = std::max(passage.release, m_lastRelease);
    }
    passage.late = numbers.reorder < m_joint.reorder.rate;
    if (passage.late)
    {
        passage.release += m_joint.reorder.by;
        passage.distance = m_joint.reorder.distance;
        passage.hold = m_joint.reorder.hold;
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
    for (const auto& jitter : m_joint.jitters)
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
