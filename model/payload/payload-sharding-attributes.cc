/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What can be set and observed of a sharding stage; the attributes about splitting stand in a file of their own.

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

NS_OBJECT_ENSURE_REGISTERED(PayloadShardingNetDevice);

TypeId
PayloadShardingNetDevice::GetTypeId()
{
    static TypeId tid =
        AddCipherAttributes(
            AddReceivingAttributes(AddPathAttributes(AddSplitAttributes(
                TypeId("ns3::sharding::PayloadShardingNetDevice")
                    .SetParent<BasicNetDevice>()
                    .SetGroupName("Sharding")
                    .AddConstructor<PayloadShardingNetDevice>()
                    .AddAttribute(
                        "Enabled",
                        "Whether packets are sharded; if not, they take the exception path.",
                        BooleanValue(true),
                        MakeBooleanAccessor(&PayloadShardingNetDevice::m_enabled),
                        MakeBooleanChecker())
                    .AddAttribute(
                        "Unsharded",
                        "Where packets go that are not to be sharded (Enabled, Flows, "
                        "MinPacketSize): to the exception path, or whole over one of the paths.",
                        EnumDefault(Unsharded::EXCEPTION),
                        EnumAccessor(&PayloadShardingNetDevice::m_unsharded),
                        EnumNames(Unsharded::EXCEPTION, "exception", Unsharded::WHOLE, "whole"))
                    .AddAttribute(
                        "Flows",
                        "Which flows are sharded: flow=1-5 (FlowIdTag), udp=53, tcp=80-90 (either "
                        "port), ethertype=2048, joined with commas; empty: all.",
                        StringValue(""),
                        MakeStringAccessor(&PayloadShardingNetDevice::m_flows),
                        MakeStringChecker())
                    .AddAttribute("MinPacketSize",
                                  "Packets with fewer bytes are not sharded.",
                                  UintegerValue(0),
                                  MakeUintegerAccessor(&PayloadShardingNetDevice::m_minPacketSize),
                                  MakeUintegerChecker<uint32_t>(0, 65535))
                    .AddAttribute("SenderId",
                                  "Names this sender to the receivers; must differ between senders "
                                  "to one receiver.",
                                  UintegerValue(1),
                                  MakeUintegerAccessor(&PayloadShardingNetDevice::m_senderId),
                                  MakeUintegerChecker<uint32_t>())
                    .AddAttribute(
                        "ShardProtocol",
                        "EtherType of shards; 34997 (0x88B5) is IEEE Std 802 local experimental "
                        "EtherType 1.",
                        UintegerValue(0x88B5),
                        MakeUintegerAccessor(&PayloadShardingNetDevice::m_shardProtocol),
                        MakeUintegerChecker<uint16_t>(1536))))))
            .AddTraceSource("Split",
                            "A packet leaves as shards.",
                            MakeTraceSourceAccessor(&PayloadShardingNetDevice::m_split),
                            "ns3::sharding::PayloadShardingNetDevice::SplitTracedCallback")
            .AddTraceSource("Exception",
                            "A packet is not sharded, with the reason.",
                            MakeTraceSourceAccessor(&PayloadShardingNetDevice::m_exception),
                            "ns3::sharding::PayloadShardingNetDevice::ExceptionTracedCallback")
            .AddTraceSource("Reassembled",
                            "A packet is complete.",
                            MakeTraceSourceAccessor(&PayloadShardingNetDevice::m_reassembled),
                            "ns3::sharding::PayloadShardingNetDevice::ReassembledTracedCallback")
            .AddTraceSource("PacketLost",
                            "A packet whose shards did not all come in time is given up.",
                            MakeTraceSourceAccessor(&PayloadShardingNetDevice::m_packetLost),
                            "ns3::sharding::PayloadShardingNetDevice::PacketLostTracedCallback")
            .AddTraceSource(
                "ShardRefused",
                "An arriving shard is neither buffered nor completes its packet, with the reason.",
                MakeTraceSourceAccessor(&PayloadShardingNetDevice::m_shardRefused),
                "ns3::sharding::FastPathProcessor::DropTracedCallback")
            .AddTraceSource("Sniffer",
                            "A packet is sent or goes up, whole: what a capture on this device "
                            "sees.",
                            MakeTraceSourceAccessor(&PayloadShardingNetDevice::m_sniffer),
                            "ns3::sharding::PayloadShardingNetDevice::SnifferTracedCallback")
            .AddTraceSource("Drop",
                            "A shard or packet is lost here: cipher-queue-full (too many are to be "
                            "sealed or opened) or crashed.",
                            MakeTraceSourceAccessor(&PayloadShardingNetDevice::m_drop),
                            "ns3::sharding::FastPathProcessor::DropTracedCallback");
    return tid;
}

TypeId
PayloadShardingNetDevice::AddPathAttributes(TypeId tid)
{
    return tid
        .AddAttribute("Placement",
                      "Which path a shard takes: by a hash of packet and shard index, by a hash "
                      "of the flow, one path after the other, at random, the emptier of two "
                      "random paths, the emptiest path, by weights, as the flow's last shard "
                      "unless it paused, the shortest round trip, or the earliest arrival.",
                      EnumDefault(ShardPlacementType::HASH),
                      EnumAccessor(&PayloadShardingNetDevice::m_placement),
                      EnumNames(ShardPlacementType::HASH,
                                "hash",
                                ShardPlacementType::FLOW_HASH,
                                "flow-hash",
                                ShardPlacementType::ROUND_ROBIN,
                                "round-robin",
                                ShardPlacementType::RANDOM,
                                "random",
                                ShardPlacementType::TWO_CHOICES,
                                "two-choices",
                                ShardPlacementType::SHORTEST_QUEUE,
                                "shortest-queue",
                                ShardPlacementType::WEIGHTED,
                                "weighted",
                                ShardPlacementType::FLOWLET,
                                "flowlet",
                                ShardPlacementType::MIN_RTT,
                                "min-rtt",
                                ShardPlacementType::EARLIEST,
                                "earliest"))
        .AddAttribute("Spread",
                      "Whether shards of one packet may share a path and its node: any (as the "
                      "placement says), different (not as long as there is another), same "
                      "(all take one path).",
                      EnumDefault(ShardSpreadType::ANY),
                      EnumAccessor(&PayloadShardingNetDevice::m_spread),
                      EnumNames(ShardSpreadType::ANY,
                                "any",
                                ShardSpreadType::DIFFERENT,
                                "different",
                                ShardSpreadType::SAME,
                                "same"))
        .AddAttribute("PathWeights",
                      "Placement weighted: weights of the paths, in their order, joined with "
                      "commas; a path without one has its rate in Gbit/s.",
                      StringValue(""),
                      MakeStringAccessor(&PayloadShardingNetDevice::m_pathWeights),
                      MakeStringChecker())
        .AddAttribute("FlowletGap",
                      "Placement flowlet: pause after which a flow may move.",
                      TimeValue(MicroSeconds(100)),
                      MakeTimeAccessor(&PayloadShardingNetDevice::m_flowletGap),
                      MakeTimeChecker(Time(0)))
        .AddAttribute("Role",
                      "Names the random stream of random placements: placement/<Role>.",
                      StringValue("ingress"),
                      MakeStringAccessor(&PayloadShardingNetDevice::m_role),
                      MakeStringChecker())
        .AddAttribute("FeedbackInterval",
                      "How often the receiver of shards tells their sender what came over each "
                      "path; 0: never. Both ends need the same.",
                      TimeValue(Time(0)),
                      MakeTimeAccessor(&PayloadShardingNetDevice::m_feedbackInterval),
                      MakeTimeChecker(Time(0)))
        .AddAttribute("PathTimeout",
                      "How long a shard may stay without feedback before its path is not used; "
                      "0: for ever. At least twice FeedbackInterval.",
                      TimeValue(Time(0)),
                      MakeTimeAccessor(&PayloadShardingNetDevice::m_pathTimeout),
                      MakeTimeChecker(Time(0)))
        .AddAttribute("ReportProtocol",
                      "EtherType of the feedback; 34999 (0x88B7) is IEEE Std 802 OUI extended "
                      "EtherType.",
                      UintegerValue(0x88B7),
                      MakeUintegerAccessor(&PayloadShardingNetDevice::m_reportProtocol),
                      MakeUintegerChecker<uint16_t>(1536, 65535));
}

TypeId
PayloadShardingNetDevice::AddReceivingAttributes(TypeId tid)
{
    return tid
        .AddAttribute("ReassemblyTimeout",
                      "How long after its first shard a packet is given up.",
                      TimeValue(MilliSeconds(100)),
                      MakeTimeAccessor(&PayloadShardingNetDevice::m_reassemblyTimeout),
                      MakeTimeChecker(NanoSeconds(1)))
        .AddAttribute("MaxOpenPackets",
                      "Packets that may wait for shards; beyond that the largest sender's "
                      "oldest is evicted.",
                      UintegerValue(4096),
                      MakeUintegerAccessor(&PayloadShardingNetDevice::m_maxOpenPackets),
                      MakeUintegerChecker<uint32_t>(1, 10000000))
        .AddAttribute("MaxReassemblyBytes",
                      "Memory for waiting shards, bytes; beyond that the largest sender's "
                      "oldest is evicted.",
                      UintegerValue(64U << 20U),
                      MakeUintegerAccessor(&PayloadShardingNetDevice::m_maxReassemblyBytes),
                      MakeUintegerChecker<uint64_t>(4096))
        .AddAttribute("MaxRemembered",
                      "Finished and given-up packets that are remembered, so that late shards "
                      "open nothing.",
                      UintegerValue(65536),
                      MakeUintegerAccessor(&PayloadShardingNetDevice::m_maxRemembered),
                      MakeUintegerChecker<uint32_t>(0, 10000000))
        .AddAttribute("MaxSenderBytes",
                      "Of MaxReassemblyBytes, most that one sender's packets may take; 0: all.",
                      UintegerValue(0),
                      MakeUintegerAccessor(&PayloadShardingNetDevice::m_maxSenderBytes),
                      MakeUintegerChecker<uint64_t>(0, UINT64_MAX))
        .AddAttribute(
            "ReplayWindow",
            "With a key: packet ids so far behind the newest of their sender are refused.",
            UintegerValue(16384),
            MakeUintegerAccessor(&PayloadShardingNetDevice::m_replayWindow),
            MakeUintegerChecker<uint32_t>(64, 1048576))
        .AddAttribute(
            "Order",
            "In which order packets go up: as they are completed, or in that of their ids.",
            EnumDefault(Order::COMPLETED),
            EnumAccessor(&PayloadShardingNetDevice::m_order),
            EnumNames(Order::COMPLETED, "as-completed", Order::SENT, "in-order"))
        .AddAttribute(
            "ReorderLimit",
            "Order in-order: packets that may wait for others; beyond that the oldest goes up.",
            UintegerValue(1024),
            MakeUintegerAccessor(&PayloadShardingNetDevice::m_reorderLimit),
            MakeUintegerChecker<uint32_t>(1, 1000000))
        .AddAttribute(
            "ReorderTimeout",
            "Order in-order: how long a packet waits for others; at least ReassemblyTimeout.",
            TimeValue(MilliSeconds(100)),
            MakeTimeAccessor(&PayloadShardingNetDevice::m_reorderTimeout),
            MakeTimeChecker(NanoSeconds(1)))
        .AddAttribute("TransformKey",
                      "Undoes what the processor transform of the fast path nodes did with the "
                      "same key; 0: nothing is undone.",
                      UintegerValue(0),
                      MakeUintegerAccessor(&PayloadShardingNetDevice::m_transformKey),
                      MakeUintegerChecker<uint8_t>(0, 255));
}

} // namespace sharding
} // namespace ns3
