/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transport-totals.h"

namespace ns3
{
namespace sharding
{

namespace
{

template <typename Numbers>
void
AddEach(Numbers& sums, const Numbers& numbers)
{
    for (size_t i = 0; i < sums.size(); i++)
    {
        sums[i] += numbers[i];
    }
}

} // namespace

void
TransportTotals::Add(const MessageStream& stream)
{
    const auto& out = stream.Queue().GetCounters();
    sent.accepted += out.accepted;
    sent.acceptedBytes += out.acceptedBytes;
    AddEach(sent.refused, out.refused);
    AddEach(sent.fates, out.fates);
    sent.frames += out.frames;
    sent.keepAlives += out.keepAlives;
    sent.wireBytes += out.wireBytes;
    const auto& in = stream.GetCounters();
    received.messages += in.messages;
    received.messageBytes += in.messageBytes;
    received.keepAlives += in.keepAlives;
    received.wireBytes += in.wireBytes;
    received.lost += in.lost;
    waiting += stream.Queue().Waiting();
}

void
TransportTotals::Add(const ConnectionPool& events)
{
    for (uint32_t i = 0; i < POOL_EVENTS; i++)
    {
        pool[i] += events.Times(static_cast<PoolEvent>(i));
    }
}

} // namespace sharding
} // namespace ns3
