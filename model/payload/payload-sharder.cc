/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "payload-sharder.h"

#include "split-rules.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

std::string
PayloadSharder::Validate(const Config& config)
{
    const std::string wrong = SplitPolicy::Validate(config.split);
    return wrong.empty() ? ShardSealer::Validate({config.senderId, config.redundancy, nullptr})
                         : wrong;
}

PayloadSharder::PayloadSharder(const Config& config)
    : m_config(config), m_nextPacketId(config.firstPacketId),
      m_policy(SplitPolicy::Create(config.split)),
      m_whole(std::make_unique<WholeSplit>(config.split)),
      m_spread(config.spread, {config.placement, config.flowletGapNs, config.draw}),
      m_sealer({config.senderId, config.redundancy, config.cipher})
{
}

uint64_t
PayloadSharder::GetLastPacketId() const
{
    return m_nextPacketId - 1;
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

bool
PayloadSharder::IsParityTooLong() const
{
    const ShardCode code = m_config.redundancy.code;
    if (code != ShardCode::XOR && code != ShardCode::REED_SOLOMON)
    {
        return false;
    }
    // A parity shard is as long as the longest data shard, and says how long each one is.
    const auto most = m_config.split.maxShardLength;
    return most <= ShardHeader::BLOCK_PREFIX ||
           std::any_of(m_parts.begin(),
                       m_parts.end(),
                       [most](const PayloadPart& part)
                       { return part.length > most - ShardHeader::BLOCK_PREFIX; });
}

uint32_t
PayloadSharder::Place(uint32_t wanted, const PlacementKey& key, PathTable& paths)
{
    if (wanted == PayloadPart::ANY_PATH)
    {
        return m_spread.Place(key, paths);
    }
    paths[wanted].Add(key.bytes);
    return wanted;
}

SplitResult
PayloadSharder::Split(const Ptr<const Packet>& payload,
                      const PacketFacts& facts,
                      PathTable& paths,
                      std::vector<Shard>& shards)
{
    NS_ASSERT(!facts.now.IsStrictlyNegative());
    shards.clear();
    SplitResult result = Cut(*payload, facts, paths);
    if (result == SplitResult::OK && IsParityTooLong())
    {
        result = SplitResult::SHARD_ABOVE_MTU;
    }
    if (result != SplitResult::OK)
    {
        return result;
    }
    if (paths.GetUsable().empty())
    {
        return SplitResult::NO_PATH;
    }

    const auto dataShards = static_cast<uint32_t>(m_parts.size());
    const uint32_t total = m_config.redundancy.TotalShards(dataShards);
    if (total == 0 || total > m_config.split.maxShards)
    {
        return SplitResult::TOO_MANY_SHARDS;
    }
    Seal(payload, facts);
    PlacementKey key;
    key.senderId = m_config.senderId;
    key.packetId = m_nextPacketId++;
    key.flow = facts.flow;
    key.nowNs = facts.now.GetNanoSeconds();
    for (key.shardIndex = 0; key.shardIndex < total; key.shardIndex++)
    {
        Ptr<Packet>& shard = m_sealed[key.shardIndex];
        key.bytes = shard->GetSize();
        const uint32_t wanted =
            key.shardIndex < dataShards ? m_parts[key.shardIndex].path : PayloadPart::ANY_PATH;
        shards.push_back({std::move(shard), Place(wanted, key, paths)});
    }
    return SplitResult::OK;
}

void
PayloadSharder::Seal(const Ptr<const Packet>& payload, const PacketFacts& facts)
{
    const auto& flagsOf = m_config.flagsOfKind;
    const bool hasFlags =
        std::any_of(flagsOf.begin(), flagsOf.end(), [](uint16_t flags) { return flags != 0; });
    m_lengths.clear();
    m_flags.clear();
    for (const PayloadPart& part : m_parts)
    {
        m_lengths.push_back(part.length);
        if (hasFlags)
        {
            m_flags.push_back(flagsOf[static_cast<size_t>(part.kind)]);
        }
    }
    ShardIdentity identity;
    identity.packetId = m_nextPacketId;
    identity.protocol = facts.protocol;
    identity.sendTimeNs = static_cast<uint64_t>(facts.now.GetNanoSeconds());
    identity.reassemblyPoint =
        facts.reassemblyPoint != 0 ? facts.reassemblyPoint : m_config.reassemblyPoint;
    m_sealer.Seal(payload, m_lengths, identity, m_flags, m_sealed);
}

} // namespace sharding
} // namespace ns3
