/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "payload-order-watch.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

PayloadOrderWatch::PayloadOrderWatch(const ReorderBuffer::Config& config, SoakOutcome& outcome)
    : m_outcome(outcome), m_buffer(config, [this](const ReassembledPacket& whole) { Check(whole); })
{
}

void
PayloadOrderWatch::Check(const ReassembledPacket& whole)
{
    const auto [newest, isFirst] = m_newest.try_emplace(whole.senderId, whole.packetId);
    const bool isInOrder = isFirst || whole.packetId > newest->second;
    newest->second = std::max(newest->second, whole.packetId);
    // What passed out of order must be of a sender that was one too many.
    if (!isInOrder && m_buffer.GetCounters().unordered == 0)
    {
        m_outcome.violations.push_back("packets were delivered out of order");
    }
}

void
PayloadOrderWatch::Finish(int64_t nowNs)
{
    while (const auto deadline = m_buffer.NextDeadline())
    {
        m_buffer.Expire(std::max(*deadline, NanoSeconds(nowNs)));
    }
    const auto& counters = m_buffer.GetCounters();
    if (m_buffer.Waiting() != 0 || m_buffer.WaitingBytes() != 0 ||
        counters.pushed != counters.delivered + counters.stale)
    {
        m_outcome.violations.push_back("the order's ledger does not close");
    }
    m_outcome.probes["order-timeout"] += counters.timeouts;
    m_outcome.probes["order-overflow"] += counters.overflows;
    m_outcome.probes["order-stale"] += counters.stale;
    m_outcome.probes["order-unordered"] += counters.unordered;
}

} // namespace sharding
} // namespace ns3
