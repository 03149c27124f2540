/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "split-policy.h"

#include "split-rules.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

std::string
SplitResultName(SplitResult result)
{
    switch (result)
    {
    case SplitResult::OK:
        return "ok";
    case SplitResult::EMPTY_PAYLOAD:
        return "empty-payload";
    case SplitResult::PAYLOAD_TOO_LARGE:
        return "payload-too-large";
    case SplitResult::TOO_MANY_SHARDS:
        return "too-many-shards";
    case SplitResult::SHARD_ABOVE_MTU:
        return "shard-above-mtu";
    case SplitResult::NO_PATH:
        return "no-path";
    }
    NS_ASSERT_MSG(false, "no such result");
    return "";
}

std::string
SplitPolicy::Validate(const Config& config)
{
    if (config.shardSize == 0 && config.shardCount == 0)
    {
        return "shardCount must be at least 1 where shardSize is 0";
    }
    if (config.policy == SplitPolicyType::FIXED_COUNT && config.shardCount == 0)
    {
        return "shardCount must be at least 1 for the policy fixed-count";
    }
    if (config.minShardSize > 0 && config.maxShardSize > 0 &&
        config.minShardSize > config.maxShardSize)
    {
        return "minShardSize must not be above maxShardSize";
    }
    if (config.delimiter.empty() || config.delimiter.size() > 64)
    {
        return "delimiter must have 1 to 64 bytes";
    }
    if (config.entropyWindow < 16 || config.entropyWindow > 65535)
    {
        return "entropyWindow must lie in [16, 65535]";
    }
    // Written so that NaN is refused.
    if (!(config.entropyThreshold >= 0 && config.entropyThreshold <= 8))
    {
        return "entropyThreshold must lie in [0, 8]";
    }
    if (config.maxShards < 1 || config.maxShards > 65535)
    {
        return "maxShards must lie in [1, 65535]";
    }
    if (config.maxShardLength < 1)
    {
        return "maxShardLength must be at least 1";
    }
    if (config.maxPacketLength < 1)
    {
        return "maxPacketLength must be at least 1";
    }
    return "";
}

std::unique_ptr<SplitPolicy>
SplitPolicy::Create(const Config& config)
{
    switch (config.policy)
    {
    case SplitPolicyType::NONE:
        return std::make_unique<WholeSplit>(config);
    case SplitPolicyType::FIXED_SIZE:
        return std::make_unique<FixedSizeSplit>(config);
    case SplitPolicyType::FIXED_COUNT:
        return std::make_unique<FixedCountSplit>(config);
    case SplitPolicyType::DELIMITER:
        return std::make_unique<DelimiterSplit>(config);
    case SplitPolicyType::CONTENT_DEFINED:
        return std::make_unique<ContentDefinedSplit>(config);
    case SplitPolicyType::ENTROPY:
        return std::make_unique<EntropySplit>(config);
    case SplitPolicyType::CAPACITY:
        return std::make_unique<CapacitySplit>(config);
    }
    NS_ASSERT_MSG(false, "no such policy");
    return nullptr;
}

SplitPolicy::SplitPolicy(const Config& config) : m_config(config)
{
    NS_ASSERT_MSG(Validate(config).empty(), Validate(config));
}

bool
SplitPolicy::NeedsBytes() const
{
    return false;
}

bool
SplitPolicy::NeedsPaths() const
{
    return false;
}

SplitResult
SplitPolicy::Split(const SplitInput& input, std::vector<PayloadPart>& parts) const
{
    parts.clear();
    if (input.length == 0)
    {
        return SplitResult::EMPTY_PAYLOAD;
    }
    if (input.length > m_config.maxPacketLength)
    {
        return SplitResult::PAYLOAD_TOO_LARGE;
    }
    NS_ASSERT(input.bytes || !NeedsBytes());
    NS_ASSERT(input.paths || !NeedsPaths());
    if (NeedsPaths() && input.paths->GetUsable().empty())
    {
        return SplitResult::NO_PATH;
    }
    if (!Cut(input, parts))
    {
        parts.clear();
        return SplitResult::TOO_MANY_SHARDS;
    }
    for (const PayloadPart& part : parts)
    {
        if (part.length > m_config.maxShardLength)
        {
            parts.clear();
            return SplitResult::SHARD_ABOVE_MTU;
        }
    }
    return SplitResult::OK;
}

uint32_t
SplitPolicy::GetCount(const SplitInput& input) const
{
    return input.shardCount > 0 ? input.shardCount : std::max(1U, m_config.shardCount);
}

uint32_t
SplitPolicy::GetTarget(const SplitInput& input) const
{
    if (m_config.shardSize > 0)
    {
        return m_config.shardSize;
    }
    const uint32_t count = GetCount(input);
    return input.length / count + (input.length % count > 0);
}

bool
SplitPolicy::AppendEqual(const PayloadPart& part,
                         uint32_t pieces,
                         std::vector<PayloadPart>& parts) const
{
    NS_ASSERT(pieces >= 1 && pieces <= part.length);
    if (pieces > m_config.maxShards - parts.size())
    {
        return false;
    }
    PayloadPart piece = part;
    for (uint32_t i = 0; i < pieces; i++)
    {
        piece.length = part.length / pieces + (i < part.length % pieces);
        parts.push_back(piece);
    }
    return true;
}

} // namespace sharding
} // namespace ns3
