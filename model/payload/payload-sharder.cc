/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "payload-sharder.h"

#include "shard-header.h"

#include "ns3/assert.h"

namespace ns3
{
namespace sharding
{

std::string
PayloadSharder::Validate(const Config& config)
{
    return SplitPolicy::Validate(config.split);
}

PayloadSharder::PayloadSharder(const Config& config)
    : m_config(config), m_nextPacketId(config.firstPacketId),
      m_policy(SplitPolicy::Create(config.split)),
      m_placement(ShardPlacement::Create(config.placement))
{
}

SplitResult
PayloadSharder::Split(const Ptr<const Packet>& payload,
                      uint16_t protocol,
                      Time now,
                      const std::vector<uint32_t>& usablePaths,
                      std::vector<Shard>& shards)
{
    NS_ASSERT(!now.IsStrictlyNegative());
    shards.clear();
    const uint32_t size = payload->GetSize();
    const uint8_t* bytes = nullptr;
    if (m_policy->NeedsBytes() && size <= m_config.split.maxPacketLength)
    {
        m_bytes.resize(size);
        payload->CopyData(m_bytes.data(), size);
        bytes = m_bytes.data();
    }
    const SplitResult result = m_policy->Split(bytes, size, m_lengths);
    if (result != SplitResult::OK)
    {
        return result;
    }
    if (usablePaths.empty())
    {
        return SplitResult::NO_PATH;
    }

    ShardHeader header;
    header.senderId = m_config.senderId;
    header.packetId = m_nextPacketId++;
    header.totalShards = static_cast<uint32_t>(m_lengths.size());
    header.sendTimeNs = static_cast<uint64_t>(now.GetNanoSeconds());
    header.packetLength = size;
    header.protocol = protocol;
    for (const uint32_t length : m_lengths)
    {
        header.payloadLength = length;
        const uint32_t path =
            m_placement->Place({header.senderId, header.packetId, header.shardIndex}, usablePaths);
        Ptr<Packet> shard = payload->CreateFragment(header.offset, length);
        SealShard(shard, header);
        shards.push_back({std::move(shard), path});
        header.offset += length;
        header.shardIndex++;
    }
    return SplitResult::OK;
}

} // namespace sharding
} // namespace ns3
