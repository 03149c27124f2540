/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-peer-clock.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

void
RaftPeerClock::Add(const Sample& sample)
{
    m_samples[m_count % SAMPLES] = sample;
    m_count++;
}

std::optional<RaftPeerClock::Sample>
RaftPeerClock::Best() const
{
    if (m_count == 0)
    {
        return std::nullopt;
    }
    const auto end = m_samples.begin() + static_cast<ptrdiff_t>(std::min(m_count, SAMPLES));
    return *std::min_element(m_samples.begin(),
                             end,
                             [](const Sample& a, const Sample& b)
                             { return a.delayNs < b.delayNs; });
}

} // namespace sharding
} // namespace ns3
