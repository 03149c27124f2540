/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-node-clock.h"

namespace ns3
{
namespace sharding
{

namespace
{

constexpr int64_t MILLION = 1000000;

} // namespace

int64_t
RaftNodeClock::Local(int64_t globalNs) const
{
    const int64_t passed = globalNs - m_anchorGlobalNs;
    return m_anchorLocalNs + passed + passed / MILLION * m_ppm + passed % MILLION * m_ppm / MILLION;
}

int64_t
RaftNodeClock::Global(int64_t localNs) const
{
    const double passed =
        static_cast<double>(localNs - m_anchorLocalNs) / (1 + static_cast<double>(m_ppm) / 1e6);
    int64_t globalNs = m_anchorGlobalNs + static_cast<int64_t>(passed);
    while (Local(globalNs) < localNs)
    {
        globalNs++;
    }
    return globalNs;
}

void
RaftNodeClock::SetRate(int64_t globalNs, int64_t ppm)
{
    m_anchorLocalNs = Local(globalNs);
    m_anchorGlobalNs = globalNs;
    m_ppm = ppm;
}

} // namespace sharding
} // namespace ns3
