/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Which attributes of a sharding stage go together, and what they mean to the cores.

#include "payload-sharding-net-device.h"

#include "ns3/escaped-text.h"
#include "ns3/quantity.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <sstream>

namespace ns3
{
namespace sharding
{

namespace
{

/// @return the numbers of a list, or nothing when one cannot be read or all are 0
std::optional<std::vector<double>>
ParseWeights(const std::string& list)
{
    std::vector<double> weights;
    std::istringstream in(list);
    for (std::string part; std::getline(in, part, ',');)
    {
        part.erase(std::remove(part.begin(), part.end(), ' '), part.end());
        const auto weight = ParseNumber(part);
        if (!weight || *weight < 0)
        {
            return std::nullopt;
        }
        weights.push_back(*weight);
    }
    if (!weights.empty() && std::accumulate(weights.begin(), weights.end(), 0.0) <= 0)
    {
        return std::nullopt;
    }
    return weights;
}

} // namespace

std::string
PayloadShardingNetDevice::Validate() const
{
    if (!Unescape(m_delimiter))
    {
        return "Delimiter holds an unknown escape; \\n, \\r, \\t, \\0, \\\\ and \\xHH are known";
    }
    FlowSelector flows;
    if (const std::string wrong = FlowSelector::Parse(m_flows, flows); !wrong.empty())
    {
        return "Flows: " + wrong;
    }
    if (!ParseWeights(m_pathWeights))
    {
        return "PathWeights must be numbers of at least 0, joined with commas, not all of them 0";
    }
    if (!m_pathTimeout.IsZero() &&
        (m_feedbackInterval.IsZero() || m_pathTimeout < m_feedbackInterval * int64_t{2}))
    {
        return "PathTimeout needs a FeedbackInterval of at most half of it";
    }
    if (!m_latencyTarget.IsZero() && m_feedbackInterval.IsZero())
    {
        return "LatencyTarget needs a FeedbackInterval";
    }
    if (m_placement == ShardPlacementType::MIN_RTT && m_feedbackInterval.IsZero())
    {
        return "Placement min-rtt needs a FeedbackInterval";
    }
    const auto points = ReassemblyChoice::ParsePoints(m_reassemblyPoints);
    if (!points)
    {
        return "ReassemblyPoints must be numbers from 1 on, or ranges of them such as 1-8, joined "
               "with commas, 65535 at the most";
    }
    if (points->size() > 1 && !m_feedbackInterval.IsZero())
    {
        return "FeedbackInterval needs one ReassemblyPoint: several receivers cannot tell what a "
               "path has lost";
    }
    if (m_reportProtocol == m_shardProtocol)
    {
        return "ReportProtocol must differ from ShardProtocol";
    }
    if (m_minShardCount > m_maxShardCount)
    {
        return "MinShardCount must not be above MaxShardCount";
    }
    if (m_order == Order::SENT && m_reorderTimeout < m_reassemblyTimeout)
    {
        return "ReorderTimeout must not be below ReassemblyTimeout";
    }
    if (ShardKey::IsNamed(m_keyFile))
    {
        const auto key = ShardKey::FromFile(m_keyFile);
        if (!key.IsOk())
        {
            return "KeyFile: " + key.Error();
        }
    }
    const std::string wrong = PayloadSharder::Validate(GetSharderConfig());
    return wrong.empty() ? ShardReassembler::Validate(GetReassemblerConfig()) : wrong;
}

PayloadSharder::Config
PayloadShardingNetDevice::GetSharderConfig() const
{
    PayloadSharder::Config config;
    config.senderId = m_senderId;
    config.placement = m_placement;
    config.spread = m_spread;
    config.flowletGapNs = m_flowletGap.GetNanoSeconds();
    config.flagsOfKind = {m_processingFlags, m_lowEntropyFlags, m_highEntropyFlags};
    config.split.policy = m_policy;
    config.split.shardSize = m_shardSize;
    config.split.shardCount = m_shardCount;
    config.split.minShardSize = m_minShardSize;
    config.split.maxShardSize = m_maxShardSize;
    config.split.delimiter = Unescape(m_delimiter).value_or("");
    config.split.entropyWindow = m_entropyWindow;
    config.split.entropyThreshold = m_entropyThreshold;
    config.split.maxShards = m_maxShards;
    config.split.maxPacketLength = GetMtu();
    uint32_t mtu = UINT16_MAX;
    for (const auto& path : m_paths)
    {
        mtu = std::min<uint32_t>(mtu, path->GetMtu());
    }
    const uint32_t header = ShardHeader::SIZE + (m_cipher ? ShardHeader::SEAL_SIZE : 0);
    config.split.maxShardLength = mtu > header ? mtu - header : 1;
    config.redundancy.code = m_redundancy;
    config.redundancy.amount = m_redundancy == ShardCode::COPY ? m_copies : m_parityShards;
    config.cipher = m_cipher;
    config.reassemblyPoint = m_reassemblyPoint;
    return config;
}

ShardCountController::Config
PayloadShardingNetDevice::GetCountConfig() const
{
    ShardCountController::Config config;
    config.initial = m_shardCount;
    config.least = m_minShardCount;
    config.most = m_maxShardCount;
    config.intervalNs = m_countInterval.GetNanoSeconds();
    config.smoothing = m_countSmoothing;
    config.hysteresis = m_countHysteresis;
    config.maxPacketLoss = m_maxPacketLoss;
    config.backlogLimitNs = m_backlogLimit.GetNanoSeconds();
    config.latencyTargetNs = m_latencyTarget.GetNanoSeconds();
    return config;
}

PathWatch::Config
PayloadShardingNetDevice::GetWatchConfig() const
{
    PathWatch::Config config;
    config.senderId = m_senderId;
    config.reportProtocol = m_reportProtocol;
    config.interval = m_feedbackInterval;
    config.timeout = m_pathTimeout;
    config.weights = ParseWeights(m_pathWeights).value_or(std::vector<double>());
    return config;
}

ShardReassembler::Config
PayloadShardingNetDevice::GetReassemblerConfig() const
{
    ShardReassembler::Config config;
    config.timeout = m_reassemblyTimeout;
    config.maxOpenPackets = m_maxOpenPackets;
    config.maxBytes = m_maxReassemblyBytes;
    config.maxRemembered = m_maxRemembered;
    config.limits.maxShards = m_maxShards;
    config.limits.maxPacketLength = UINT16_MAX;
    config.maxBytesPerSender = m_maxSenderBytes;
    config.reassemblyPoint = m_reassemblyPoint;
    config.cipher = m_cipher;
    config.replayWindow = m_replayWindow;
    if (m_hedging)
    {
        config.hedge.emplace();
        config.hedge->quantile = m_hedgeQuantile;
    }
    return config;
}

ReorderBuffer::Config
PayloadShardingNetDevice::GetReorderConfig() const
{
    ReorderBuffer::Config config;
    config.gapTimeout = m_reorderTimeout;
    config.maxPackets = m_reorderLimit;
    config.maxBytes = m_maxReassemblyBytes;
    return config;
}

SentShards::Config
PayloadShardingNetDevice::GetKeptConfig() const
{
    SentShards::Config config;
    config.maxPackets = m_maxKeptPackets;
    return config;
}

ShardWork::Config
PayloadShardingNetDevice::GetUndoConfig() const
{
    ShardWork::Config config;
    config.transformKey = m_transformKey;
    config.limits = GetReassemblerConfig().limits;
    config.cipher = m_cipher;
    return config;
}

} // namespace sharding
} // namespace ns3
