/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sent-shards.h"

#include "ns3/assert.h"

namespace ns3
{
namespace sharding
{

std::string
SentShards::Validate(const Config& config)
{
    return config.maxPackets < 1 ? "maxPackets must be at least 1" : "";
}

SentShards::SentShards(const Config& config) : m_config(config)
{
    NS_ASSERT_MSG(Validate(config).empty(), Validate(config));
}

void
SentShards::Remember(uint64_t packetId, const std::vector<Ptr<Packet>>& shards)
{
    NS_ASSERT(m_order.empty() || packetId > m_order.back());
    uint64_t bytes = 0;
    for (const auto& shard : shards)
    {
        bytes += uint64_t{SHARD_CHARGE} + shard->GetSize();
    }
    if (bytes > m_config.maxBytes)
    {
        return;
    }
    while (m_order.size() >= m_config.maxPackets || m_bytes + bytes > m_config.maxBytes)
    {
        const auto oldest = m_packets.find(m_order.front());
        m_bytes -= oldest->second.bytes;
        m_packets.erase(oldest);
        m_order.pop_front();
        m_counters.forgotten++;
    }
    Sent& sent = m_packets[packetId];
    sent.bytes = bytes;
    sent.resends.resize(shards.size());
    sent.shards.reserve(shards.size());
    for (const auto& shard : shards)
    {
        sent.shards.push_back(shard->Copy());
    }
    m_order.push_back(packetId);
    m_bytes += bytes;
    m_counters.remembered++;
}

void
SentShards::Answer(const ShardRequest& request, std::vector<Ptr<Packet>>& shards)
{
    shards.clear();
    const auto found = m_packets.find(request.packetId);
    for (const uint16_t index : request.indices)
    {
        m_counters.requested++;
        if (found == m_packets.end() || index >= found->second.shards.size())
        {
            m_counters.unknown++;
            continue;
        }
        Sent& sent = found->second;
        if (sent.resends[index] >= m_config.maxResends)
        {
            m_counters.exhausted++;
            continue;
        }
        sent.resends[index]++;
        m_counters.resent++;
        shards.push_back(sent.shards[index]->Copy());
    }
}

} // namespace sharding
} // namespace ns3
