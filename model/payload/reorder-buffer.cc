/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "reorder-buffer.h"

#include "ns3/assert.h"

#include <utility>

namespace ns3
{
namespace sharding
{

std::string
ReorderBuffer::Validate(const Config& config)
{
    if (!config.gapTimeout.IsStrictlyPositive())
    {
        return "gapTimeout must be positive";
    }
    return config.maxPackets < 1 ? "maxPackets must be at least 1" : "";
}

ReorderBuffer::ReorderBuffer(const Config& config, Deliver deliver)
    : m_config(config), m_timeoutNs(config.gapTimeout.GetNanoSeconds()),
      m_deliver(std::move(deliver))
{
    NS_ASSERT_MSG(Validate(config).empty(), Validate(config));
}

void
ReorderBuffer::Push(Time now, const ReassembledPacket& packet)
{
    const int64_t nowNs = now.GetNanoSeconds();
    ExpireUntil(nowNs);
    m_counters.pushed++;
    auto found = m_senders.find(packet.senderId);
    if (found == m_senders.end())
    {
        if (m_senders.size() >= m_config.maxSenders)
        {
            m_counters.unordered++;
            m_counters.delivered++;
            m_deliver(packet);
            return;
        }
        found = m_senders.emplace(packet.senderId, Sender()).first;
        found->second.next = m_config.firstPacketId;
    }
    Sender& sender = found->second;
    if (packet.packetId < sender.next)
    {
        m_counters.stale++;
        return;
    }
    if (packet.packetId == sender.next)
    {
        m_counters.delivered++;
        sender.next++;
        m_deliver(packet);
        DeliverReady(sender);
        return;
    }
    const auto [held, isNew] = sender.held.try_emplace(packet.packetId);
    if (held->second.whole.packet)
    {
        m_counters.stale++;
        return;
    }
    m_skipped -= isNew ? 0 : 1;
    const auto arrival =
        m_arrivals.insert(m_arrivals.end(), {nowNs, packet.senderId, packet.packetId});
    held->second = {packet, arrival};
    m_bytes += packet.packet->GetSize();
    while (m_arrivals.size() > m_config.maxPackets || m_bytes > m_config.maxBytes)
    {
        GiveUpGap(m_counters.overflows);
    }
}

void
ReorderBuffer::Skip(uint32_t senderId, uint64_t packetId)
{
    const auto found = m_senders.find(senderId);
    if (found == m_senders.end() || packetId < found->second.next)
    {
        return;
    }
    Sender& sender = found->second;
    if (packetId == sender.next)
    {
        sender.next++;
        DeliverReady(sender);
        return;
    }
    if (m_skipped < m_config.maxPackets && sender.held.try_emplace(packetId).second)
    {
        m_skipped++;
    }
}

std::vector<ReassembledPacket>
ReorderBuffer::Forget()
{
    std::vector<ReassembledPacket> waiting;
    for (const auto& arrival : m_arrivals)
    {
        waiting.push_back(m_senders.at(arrival.senderId).held.at(arrival.packetId).whole);
    }
    m_counters.forgotten += waiting.size();
    m_senders.clear();
    m_arrivals.clear();
    m_skipped = 0;
    m_bytes = 0;
    return waiting;
}

std::optional<Time>
ReorderBuffer::NextDeadline() const
{
    return m_arrivals.empty()
               ? std::nullopt
               : std::optional<Time>(NanoSeconds(m_arrivals.front().ns + m_timeoutNs));
}

void
ReorderBuffer::Expire(Time now)
{
    ExpireUntil(now.GetNanoSeconds());
}

void
ReorderBuffer::ExpireUntil(int64_t nowNs)
{
    while (!m_arrivals.empty() && nowNs - m_arrivals.front().ns >= m_timeoutNs)
    {
        GiveUpGap(m_counters.timeouts);
    }
}

void
ReorderBuffer::GiveUpGap(uint64_t& counter)
{
    const Arrival oldest = m_arrivals.front();
    counter++;
    Sender& sender = m_senders.find(oldest.senderId)->second;
    DeliverUntil(sender, oldest.packetId);
    DeliverReady(sender);
}

void
ReorderBuffer::DeliverUntil(Sender& sender, uint64_t packetId)
{
    while (!sender.held.empty() && sender.held.begin()->first <= packetId)
    {
        DeliverFirst(sender);
    }
}

void
ReorderBuffer::DeliverReady(Sender& sender)
{
    while (!sender.held.empty() && sender.held.begin()->first == sender.next)
    {
        DeliverFirst(sender);
    }
}

void
ReorderBuffer::DeliverFirst(Sender& sender)
{
    const auto node = sender.held.extract(sender.held.begin());
    sender.next = node.key() + 1;
    const Held& held = node.mapped();
    if (!held.whole.packet)
    {
        m_skipped--;
        return;
    }
    m_arrivals.erase(held.arrival);
    m_bytes -= held.whole.packet->GetSize();
    m_counters.delivered++;
    m_deliver(held.whole);
}

} // namespace sharding
} // namespace ns3
