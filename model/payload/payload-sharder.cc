/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "payload-sharder.h"

#include "shard-header.h"
#include "split-rules.h"

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
      m_whole(std::make_unique<WholeSplit>(config.split)),
      m_spread(config.spread, {config.placement, config.flowletGapNs, config.draw})
{
}

bool
PayloadSharder::NeedsState() const
{
    return m_policy->NeedsPaths() || ShardPlacement::NeedsState(m_config.placement);
}

SplitResult
PayloadSharder::Split(const Ptr<const Packet>& payload,
                      uint16_t protocol,
                      Time now,
                      const std::vector<uint32_t>& usablePaths,
                      std::vector<Shard>& shards)
{
    m_unknownPaths.Assign(usablePaths);
    return Split(payload, {protocol, now}, m_unknownPaths, shards);
}

SplitResult
PayloadSharder::Cut(const Packet& payload, const PacketFacts& facts, const PathTable& paths)
{
    SplitInput input;
    input.length = payload.GetSize();
    input.shardCount = facts.shardCount;
    input.paths = &paths;
    if (facts.whole)
    {
        return m_whole->Split(input, m_parts);
    }
    if (m_policy->NeedsBytes() && input.length <= m_config.split.maxPacketLength)
    {
        m_bytes.resize(input.length);
        payload.CopyData(m_bytes.data(), input.length);
        input.bytes = m_bytes.data();
    }
    return m_policy->Split(input, m_parts);
}

uint32_t
PayloadSharder::Place(const PayloadPart& part, const PlacementKey& key, PathTable& paths)
{
    if (part.path == PayloadPart::ANY_PATH)
    {
        return m_spread.Place(key, paths);
    }
    paths[part.path].backlogBytes += key.bytes;
    return part.path;
}

SplitResult
PayloadSharder::Split(const Ptr<const Packet>& payload,
                      const PacketFacts& facts,
                      PathTable& paths,
                      std::vector<Shard>& shards)
{
    NS_ASSERT(!facts.now.IsStrictlyNegative());
    shards.clear();
    const SplitResult result = Cut(*payload, facts, paths);
    if (result != SplitResult::OK)
    {
        return result;
    }
    if (paths.GetUsable().empty())
    {
        return SplitResult::NO_PATH;
    }

    ShardHeader header;
    header.senderId = m_config.senderId;
    header.packetId = m_nextPacketId++;
    header.totalShards = static_cast<uint32_t>(m_parts.size());
    header.sendTimeNs = static_cast<uint64_t>(facts.now.GetNanoSeconds());
    header.packetLength = payload->GetSize();
    header.protocol = facts.protocol;
    PlacementKey key;
    key.senderId = header.senderId;
    key.packetId = header.packetId;
    key.flow = facts.flow;
    key.nowNs = facts.now.GetNanoSeconds();
    for (const PayloadPart& part : m_parts)
    {
        header.payloadLength = part.length;
        header.flags = m_config.flagsOfKind[static_cast<size_t>(part.kind)];
        key.shardIndex = header.shardIndex;
        key.bytes = part.length + ShardHeader::SIZE;
        const uint32_t path = Place(part, key, paths);
        Ptr<Packet> shard = payload->CreateFragment(header.offset, part.length);
        SealShard(shard, header);
        shards.push_back({std::move(shard), path});
        header.offset += part.length;
        header.shardIndex++;
    }
    return SplitResult::OK;
}

} // namespace sharding
} // namespace ns3
