/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "split-rules.h"

#include "entropy-map.h"
#include "gear-chunker.h"
#include "path-share.h"

#include <algorithm>
#include <string_view>

namespace ns3
{
namespace sharding
{

bool
WholeSplit::Cut(const SplitInput& input, std::vector<PayloadPart>& parts) const
{
    parts.push_back({input.length});
    return true;
}

bool
FixedSizeSplit::Cut(const SplitInput& input, std::vector<PayloadPart>& parts) const
{
    const uint32_t target = GetTarget(input);
    const uint32_t full = input.length / target;
    const uint32_t rest = input.length % target;
    if (full + (rest > 0) > m_config.maxShards)
    {
        return false;
    }
    parts.assign(full, PayloadPart{target});
    if (rest > 0)
    {
        parts.push_back({rest});
    }
    return true;
}

bool
FixedCountSplit::Cut(const SplitInput& input, std::vector<PayloadPart>& parts) const
{
    return AppendEqual({input.length}, std::min(GetCount(input), input.length), parts);
}

bool
DelimiterSplit::NeedsBytes() const
{
    return true;
}

namespace
{

/// @return length of the first part of what is left, which is longer than the target
size_t
CutAtDelimiter(std::string_view left, size_t target, const std::string& delimiter)
{
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

} // namespace

bool
DelimiterSplit::Cut(const SplitInput& input, std::vector<PayloadPart>& parts) const
{
    const uint32_t target = GetTarget(input);
    std::string_view left(reinterpret_cast<const char*>(input.bytes), input.length);
    while (!left.empty())
    {
        if (parts.size() == m_config.maxShards)
        {
            return false;
        }
        const size_t cut =
            left.size() <= target ? left.size() : CutAtDelimiter(left, target, m_config.delimiter);
        parts.push_back({static_cast<uint32_t>(cut)});
        left.remove_prefix(cut);
    }
    return true;
}

bool
ContentDefinedSplit::NeedsBytes() const
{
    return true;
}

bool
ContentDefinedSplit::Cut(const SplitInput& input, std::vector<PayloadPart>& parts) const
{
    const uint32_t target = GetTarget(input);
    const uint32_t most =
        m_config.maxShardSize > 0
            ? m_config.maxShardSize
            : static_cast<uint32_t>(std::min<uint64_t>(8ULL * target, UINT32_MAX));
    const GearChunker chunker({m_config.minShardSize > 0 ? m_config.minShardSize : target / 4,
                               target,
                               std::min(most, m_config.maxShardLength)});
    for (uint32_t at = 0; at < input.length;)
    {
        if (parts.size() == m_config.maxShards)
        {
            return false;
        }
        const uint32_t cut = chunker.FindCut(input.bytes + at, input.length - at);
        parts.push_back({cut});
        at += cut;
    }
    return true;
}

bool
EntropySplit::NeedsBytes() const
{
    return true;
}

bool
EntropySplit::Cut(const SplitInput& input, std::vector<PayloadPart>& parts) const
{
    const EntropyMap map(m_config.entropyWindow, m_config.entropyThreshold);
    const uint32_t most = std::min(GetTarget(input), m_config.maxShardLength);
    for (uint32_t at = 0; at < input.length;)
    {
        const PayloadPart run = map.FindRun(input.bytes + at, input.length - at);
        if (!AppendEqual(run, run.length / most + (run.length % most > 0), parts))
        {
            return false;
        }
        at += run.length;
    }
    return true;
}

bool
CapacitySplit::NeedsPaths() const
{
    return true;
}

bool
CapacitySplit::Cut(const SplitInput& input, std::vector<PayloadPart>& parts) const
{
    PathShares shares;
    ShareByCapacity(*input.paths, input.length, shares);
    const uint32_t most = m_config.shardSize > 0
                              ? std::min(m_config.shardSize, m_config.maxShardLength)
                              : m_config.maxShardLength;
    for (uint32_t path = 0; path < shares.bytes.size(); path++)
    {
        const uint32_t share = shares.bytes[path];
        if (share > 0 &&
            !AppendEqual({share, PartKind::PLAIN, path}, share / most + (share % most > 0), parts))
        {
            return false;
        }
    }
    return true;
}

} // namespace sharding
} // namespace ns3
