/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "split-policy.h"

#include "ns3/assert.h"

#include <algorithm>
#include <string_view>

namespace ns3
{
namespace sharding
{

namespace
{

class WholeSplit : public SplitPolicy
{
  public:
    using SplitPolicy::SplitPolicy;

  protected:
    bool
    Cut(const uint8_t*, uint32_t length, std::vector<uint32_t>& lengths) const override
    {
        lengths.push_back(length);
        return true;
    }
};

class FixedSizeSplit : public SplitPolicy
{
  public:
    using SplitPolicy::SplitPolicy;

  protected:
    bool
    Cut(const uint8_t*, uint32_t length, std::vector<uint32_t>& lengths) const override
    {
        const uint32_t target = Target(length);
        const uint32_t full = length / target;
        const uint32_t rest = length % target;
        if (full + (rest > 0) > m_config.maxShards)
        {
            return false;
        }
        lengths.assign(full, target);
        if (rest > 0)
        {
            lengths.push_back(rest);
        }
        return true;
    }
};

class DelimiterSplit : public SplitPolicy
{
  public:
    using SplitPolicy::SplitPolicy;

    bool
    NeedsBytes() const override
    {
        return true;
    }

  protected:
    bool
    Cut(const uint8_t* bytes, uint32_t length, std::vector<uint32_t>& lengths) const override
    {
        const uint32_t target = Target(length);
        std::string_view left(reinterpret_cast<const char*>(bytes), length);
        while (!left.empty())
        {
            if (lengths.size() == m_config.maxShards)
            {
                return false;
            }
            const size_t cut = left.size() <= target ? left.size() : FirstCut(left, target);
            lengths.push_back(static_cast<uint32_t>(cut));
            left.remove_prefix(cut);
        }
        return true;
    }

  private:
    size_t
    FirstCut(std::string_view left, size_t target) const
    {
        const std::string& delimiter = m_config.delimiter;
        const size_t before = left.substr(0, target).rfind(delimiter);
        if (before != std::string_view::npos)
        {
            return before + delimiter.size();
        }
        // A delimiter that straddles the target starts up to its length less one before it.
        const size_t from = target - std::min(target, delimiter.size() - 1);
        const size_t beyond = left.substr(0, 2 * target).find(delimiter, from);
        return beyond == std::string_view::npos ? target : beyond + delimiter.size();
    }
};

} // namespace

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
    if (config.delimiter.empty() || config.delimiter.size() > 64)
    {
        return "delimiter must have 1 to 64 bytes";
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
    case SplitPolicyType::DELIMITER:
        return std::make_unique<DelimiterSplit>(config);
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

SplitResult
SplitPolicy::Split(const uint8_t* bytes, uint32_t length, std::vector<uint32_t>& lengths) const
{
    NS_ASSERT(bytes || !NeedsBytes() || length == 0 || length > m_config.maxPacketLength);
    lengths.clear();
    if (length == 0)
    {
        return SplitResult::EMPTY_PAYLOAD;
    }
    if (length > m_config.maxPacketLength)
    {
        return SplitResult::PAYLOAD_TOO_LARGE;
    }
    if (!Cut(bytes, length, lengths))
    {
        lengths.clear();
        return SplitResult::TOO_MANY_SHARDS;
    }
    if (*std::max_element(lengths.begin(), lengths.end()) > m_config.maxShardLength)
    {
        lengths.clear();
        return SplitResult::SHARD_ABOVE_MTU;
    }
    return SplitResult::OK;
}

uint32_t
SplitPolicy::Target(uint32_t length) const
{
    if (m_config.shardSize > 0)
    {
        return m_config.shardSize;
    }
    return length / m_config.shardCount + (length % m_config.shardCount > 0);
}

} // namespace sharding
} // namespace ns3
