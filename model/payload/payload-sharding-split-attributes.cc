/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What can be set of how a sharding stage splits packets.

#include "payload-sharding-net-device.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/sharding-compat.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace sharding
{

TypeId
PayloadShardingNetDevice::AddSplitAttributes(TypeId tid)
{
    return tid
        .AddAttribute("Policy",
                      "How a payload is cut: not at all, into pieces of equal size, into a fixed "
                      "number, at delimiters, where a rolling hash of the content says so, "
                      "where its entropy changes, or by what each path can carry.",
                      EnumDefault(SplitPolicyType::FIXED_SIZE),
                      EnumAccessor(&PayloadShardingNetDevice::m_policy),
                      EnumNames(SplitPolicyType::NONE,
                                "none",
                                SplitPolicyType::FIXED_SIZE,
                                "fixed-size",
                                SplitPolicyType::FIXED_COUNT,
                                "fixed-count",
                                SplitPolicyType::DELIMITER,
                                "delimiter",
                                SplitPolicyType::CONTENT_DEFINED,
                                "content-defined",
                                SplitPolicyType::ENTROPY,
                                "entropy",
                                SplitPolicyType::CAPACITY,
                                "capacity"))
        .AddAttribute("ShardSize",
                      "Bytes of a shard's payload to aim at; 0: the packet's length divided by "
                      "ShardCount.",
                      UintegerValue(0),
                      MakeUintegerAccessor(&PayloadShardingNetDevice::m_shardSize),
                      MakeUintegerChecker<uint32_t>(0, 65535))
        .AddAttribute("ShardCount",
                      "Shards per packet to aim at while ShardSize is 0.",
                      UintegerValue(4),
                      MakeUintegerAccessor(&PayloadShardingNetDevice::m_shardCount),
                      MakeUintegerChecker<uint32_t>(1, 4096))
        .AddAttribute("MinShardSize",
                      "Policy content-defined: no cut before so many bytes; 0: a quarter of "
                      "the size aimed at.",
                      UintegerValue(0),
                      MakeUintegerAccessor(&PayloadShardingNetDevice::m_minShardSize),
                      MakeUintegerChecker<uint32_t>(0, 65535))
        .AddAttribute("MaxShardSize",
                      "Policy content-defined: a cut after so many bytes at the latest; 0: "
                      "eight times the size aimed at.",
                      UintegerValue(0),
                      MakeUintegerAccessor(&PayloadShardingNetDevice::m_maxShardSize),
                      MakeUintegerChecker<uint32_t>(0, 65535))
        .AddAttribute("EntropyWindow",
                      "Policy entropy: bytes that are judged together.",
                      UintegerValue(256),
                      MakeUintegerAccessor(&PayloadShardingNetDevice::m_entropyWindow),
                      MakeUintegerChecker<uint32_t>(16, 65535))
        .AddAttribute("EntropyThreshold",
                      "Policy entropy: bits per byte from which on a window counts as high.",
                      DoubleValue(6.0),
                      MakeDoubleAccessor(&PayloadShardingNetDevice::m_entropyThreshold),
                      MakeDoubleChecker<double>(0, 8))
        .AddAttribute("Delimiter",
                      "Byte string after which the policy 'delimiter' cuts, 1 to 64 bytes; "
                      "escapes as in C: "
                      "\\n, \\r, \\t, \\0, \\\\, \\xHH.",
                      StringValue("\\n"),
                      MakeStringAccessor(&PayloadShardingNetDevice::m_delimiter),
                      MakeStringChecker())
        .AddAttribute("MaxShards",
                      "Most shards of one packet, sent or received; a packet that needs more "
                      "takes the exception path.",
                      UintegerValue(4096),
                      MakeUintegerAccessor(&PayloadShardingNetDevice::m_maxShards),
                      MakeUintegerChecker<uint32_t>(1, 65535))
        .AddAttribute("CountControl",
                      "Whether ShardCount stays, or follows backlog, loss and latency of the "
                      "paths within MinShardCount and MaxShardCount.",
                      EnumDefault(CountControl::STATIC),
                      EnumAccessor(&PayloadShardingNetDevice::m_countControl),
                      EnumNames(CountControl::STATIC, "static", CountControl::DYNAMIC, "dynamic"))
        .AddAttribute("MinShardCount",
                      "Dynamic count: fewest shards.",
                      UintegerValue(1),
                      MakeUintegerAccessor(&PayloadShardingNetDevice::m_minShardCount),
                      MakeUintegerChecker<uint32_t>(1, 4096))
        .AddAttribute("MaxShardCount",
                      "Dynamic count: most shards.",
                      UintegerValue(16),
                      MakeUintegerAccessor(&PayloadShardingNetDevice::m_maxShardCount),
                      MakeUintegerChecker<uint32_t>(1, 4096))
        .AddAttribute("CountInterval",
                      "Dynamic count: time between two decisions.",
                      TimeValue(MilliSeconds(10)),
                      MakeTimeAccessor(&PayloadShardingNetDevice::m_countInterval),
                      MakeTimeChecker(NanoSeconds(1)))
        .AddAttribute("CountSmoothing",
                      "Dynamic count: weight of the last interval in the averages.",
                      DoubleValue(0.25),
                      MakeDoubleAccessor(&PayloadShardingNetDevice::m_countSmoothing),
                      MakeDoubleChecker<double>(1e-3, 1))
        .AddAttribute("CountHysteresis",
                      "Dynamic count: shards by which the demand has to differ, besides a half.",
                      DoubleValue(1.0),
                      MakeDoubleAccessor(&PayloadShardingNetDevice::m_countHysteresis),
                      MakeDoubleChecker<double>(0, 4096))
        .AddAttribute("MaxPacketLoss",
                      "Dynamic count: share of the packets that may be lost with a shard; 1: "
                      "losses do not count.",
                      DoubleValue(0.05),
                      MakeDoubleAccessor(&PayloadShardingNetDevice::m_maxPacketLoss),
                      MakeDoubleChecker<double>(1e-6, 1))
        .AddAttribute("BacklogLimit",
                      "Dynamic count: a path whose queues take longer is not idle.",
                      TimeValue(MicroSeconds(100)),
                      MakeTimeAccessor(&PayloadShardingNetDevice::m_backlogLimit),
                      MakeTimeChecker(Time(0)))
        .AddAttribute("LatencyTarget",
                      "Dynamic count: one-way latency to aim at; 0: none. Needs FeedbackInterval.",
                      TimeValue(Time(0)),
                      MakeTimeAccessor(&PayloadShardingNetDevice::m_latencyTarget),
                      MakeTimeChecker(Time(0)))
        .AddAttribute("ProcessingFlags",
                      "Processing flags of shards of whose entropy the policy knows nothing: which "
                      "processors are to work on them.",
                      UintegerValue(0),
                      MakeUintegerAccessor(&PayloadShardingNetDevice::m_processingFlags),
                      MakeUintegerChecker<uint16_t>(0, 255))
        .AddAttribute("LowEntropyFlags",
                      "Policy entropy: processing flags of shards of low entropy.",
                      UintegerValue(0),
                      MakeUintegerAccessor(&PayloadShardingNetDevice::m_lowEntropyFlags),
                      MakeUintegerChecker<uint16_t>(0, 255))
        .AddAttribute("HighEntropyFlags",
                      "Policy entropy: processing flags of shards of high entropy.",
                      UintegerValue(0),
                      MakeUintegerAccessor(&PayloadShardingNetDevice::m_highEntropyFlags),
                      MakeUintegerChecker<uint16_t>(0, 255))
        .AddAttribute("Redundancy",
                      "What is sent beyond the packet itself: nothing, copies, one parity shard "
                      "(exclusive or), or several (Reed-Solomon; any as many shards as there are "
                      "data shards give the packet).",
                      EnumDefault(ShardCode::NONE),
                      EnumAccessor(&PayloadShardingNetDevice::m_redundancy),
                      EnumNames(ShardCode::NONE,
                                "none",
                                ShardCode::COPY,
                                "copy",
                                ShardCode::XOR,
                                "xor",
                                ShardCode::REED_SOLOMON,
                                "reed-solomon"))
        .AddAttribute("Copies",
                      "Redundancy copy: how often each data shard is sent in all.",
                      UintegerValue(2),
                      MakeUintegerAccessor(&PayloadShardingNetDevice::m_copies),
                      MakeUintegerChecker<uint32_t>(2, 16))
        .AddAttribute("ParityShards",
                      "Redundancy reed-solomon: parity shards of a packet.",
                      UintegerValue(2),
                      MakeUintegerAccessor(&PayloadShardingNetDevice::m_parityShards),
                      MakeUintegerChecker<uint32_t>(1, 254))
        .AddAttribute(
            "ReassemblyPoint",
            "Number of the node where shards are to be put together: sent with them, and what does "
            "not have it is refused; 0: they are put together where they arrive.",
            UintegerValue(0),
            MakeUintegerAccessor(&PayloadShardingNetDevice::m_reassemblyPoint),
            MakeUintegerChecker<uint32_t>(0, UINT32_MAX))
        .AddAttribute(
            "ReassemblyPoints",
            "Numbers of nodes of which the sender chooses one for each packet, such as 1-8; empty: "
            "ReassemblyPoint.",
            StringValue(""),
            MakeStringAccessor(&PayloadShardingNetDevice::m_reassemblyPoints),
            MakeStringChecker())
        .AddAttribute("ReassemblyChoice",
                      "By what it chooses: a hash of packet, or of flow.",
                      EnumDefault(ReassemblyChoiceType::PACKET),
                      EnumAccessor(&PayloadShardingNetDevice::m_reassemblyChoice),
                      EnumNames(ReassemblyChoiceType::PACKET,
                                "packet-hash",
                                ReassemblyChoiceType::FLOW,
                                "flow-hash"))
        .AddAttribute("Hedging",
                      "Whether the receiver asks again for shards of packets that are later than "
                      "HedgeQuantile of those before, and the sender sends them once more.",
                      BooleanValue(false),
                      MakeBooleanAccessor(&PayloadShardingNetDevice::m_hedging),
                      MakeBooleanChecker())
        .AddAttribute("HedgeQuantile",
                      "Hedging: quantile of the times from first shard to completion.",
                      DoubleValue(0.95),
                      MakeDoubleAccessor(&PayloadShardingNetDevice::m_hedgeQuantile),
                      MakeDoubleChecker<double>(1e-3, 1))
        .AddAttribute("MaxKeptPackets",
                      "Hedging: packets that the sender keeps to send shards of them again.",
                      UintegerValue(1024),
                      MakeUintegerAccessor(&PayloadShardingNetDevice::m_maxKeptPackets),
                      MakeUintegerChecker<uint32_t>(1, 1000000));
}

} // namespace sharding
} // namespace ns3
