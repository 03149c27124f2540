/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "payload-sharding-net-device.h"

#include "ns3/boolean.h"
#include "ns3/channel.h"
#include "ns3/enum.h"
#include "ns3/escaped-text.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/sharding-compat.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("PayloadShardingNetDevice");
NS_OBJECT_ENSURE_REGISTERED(PayloadShardingNetDevice);

TypeId
PayloadShardingNetDevice::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::PayloadShardingNetDevice")
            .SetParent<BasicNetDevice>()
            .SetGroupName("Sharding")
            .AddConstructor<PayloadShardingNetDevice>()
            .AddAttribute("Enabled",
                          "Whether packets are sharded; if not, they take the exception path.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&PayloadShardingNetDevice::m_enabled),
                          MakeBooleanChecker())
            .AddAttribute("Policy",
                          "How a payload is cut: not at all, into equal pieces, or where its "
                          "content has a delimiter.",
                          EnumDefault(SplitPolicyType::FIXED_SIZE),
                          EnumAccessor(&PayloadShardingNetDevice::m_policy),
                          EnumNames(SplitPolicyType::NONE,
                                    "none",
                                    SplitPolicyType::FIXED_SIZE,
                                    "fixed-size",
                                    SplitPolicyType::DELIMITER,
                                    "delimiter"))
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
            .AddAttribute("Placement",
                          "Which path a shard takes: by a hash of packet and shard index, or one "
                          "path after the other.",
                          EnumDefault(ShardPlacementType::HASH),
                          EnumAccessor(&PayloadShardingNetDevice::m_placement),
                          EnumNames(ShardPlacementType::HASH,
                                    "hash",
                                    ShardPlacementType::ROUND_ROBIN,
                                    "round-robin"))
            .AddAttribute(
                "SenderId",
                "Names this sender to the receivers; must differ between senders to one receiver.",
                UintegerValue(1),
                MakeUintegerAccessor(&PayloadShardingNetDevice::m_senderId),
                MakeUintegerChecker<uint32_t>())
            .AddAttribute("ShardProtocol",
                          "EtherType of shards; 34997 (0x88B5) is IEEE Std 802 local experimental "
                          "EtherType 1.",
                          UintegerValue(0x88B5),
                          MakeUintegerAccessor(&PayloadShardingNetDevice::m_shardProtocol),
                          MakeUintegerChecker<uint16_t>(1536))
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
                "ns3::sharding::FastPathProcessor::DropTracedCallback");
    return tid;
}

PayloadShardingNetDevice::PayloadShardingNetDevice()
{
    NS_LOG_FUNCTION(this);
}

PayloadShardingNetDevice::~PayloadShardingNetDevice()
{
    NS_LOG_FUNCTION(this);
}

std::string
PayloadShardingNetDevice::Validate() const
{
    if (!Unescape(m_delimiter))
    {
        return "Delimiter holds an unknown escape; \\n, \\r, \\t, \\0, \\\\ and \\xHH are known";
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
    config.split.policy = m_policy;
    config.split.shardSize = m_shardSize;
    config.split.shardCount = m_shardCount;
    config.split.delimiter = Unescape(m_delimiter).value_or("");
    config.split.maxShards = m_maxShards;
    config.split.maxPacketLength = GetMtu();
    uint32_t mtu = UINT16_MAX;
    for (const auto& path : m_paths)
    {
        mtu = std::min<uint32_t>(mtu, path->GetMtu());
    }
    config.split.maxShardLength = mtu > ShardHeader::SIZE ? mtu - ShardHeader::SIZE : 1;
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
    return config;
}

void
PayloadShardingNetDevice::AddPath(Ptr<NetDevice> device)
{
    NS_LOG_FUNCTION(this << device);
    NS_ASSERT_MSG(GetNode() && device->GetNode() == GetNode(),
                  "a path is a device of the same node");
    m_usablePaths.push_back(static_cast<uint32_t>(m_paths.size()));
    m_paths.push_back(device);
    GetNode()->RegisterProtocolHandler(
        MakeCallback(&PayloadShardingNetDevice::ReceiveFromBelow, this), 0, device);
    NotifyLinkChange();
}

void
PayloadShardingNetDevice::SetExceptionDevice(Ptr<NetDevice> device)
{
    NS_LOG_FUNCTION(this << device);
    NS_ASSERT_MSG(GetNode() && device->GetNode() == GetNode(),
                  "the exception device is one of the same node");
    m_exceptionDevice = device;
    GetNode()->RegisterProtocolHandler(
        MakeCallback(&PayloadShardingNetDevice::ReceiveFromBelow, this), 0, device);
}

const PayloadShardingNetDevice::Counters&
PayloadShardingNetDevice::GetCounters() const
{
    return m_counters;
}

ShardReassembler&
PayloadShardingNetDevice::Reassembler()
{
    if (!m_reassembler)
    {
        m_reassembler = std::make_unique<ShardReassembler>(
            GetReassemblerConfig(), [this](const LostPacket& lost) { m_packetLost(lost); });
    }
    return *m_reassembler;
}

const ShardReassembler&
PayloadShardingNetDevice::GetReassembler()
{
    return Reassembler();
}

bool
PayloadShardingNetDevice::Send(Ptr<Packet> packet, const Address& dest, uint16_t protocol)
{
    NS_LOG_FUNCTION(this << packet << dest << protocol);
    m_counters.packets++;
    if (!m_enabled)
    {
        m_counters.disabled++;
        return SendException(packet, protocol, "disabled");
    }
    if (!m_sharder)
    {
        m_sharder = std::make_unique<PayloadSharder>(GetSharderConfig());
    }
    const SplitResult result =
        m_sharder->Split(packet, protocol, Simulator::Now(), m_usablePaths, m_shards);
    if (result != SplitResult::OK)
    {
        m_counters.exceptions[static_cast<std::size_t>(result)]++;
        return SendException(packet, protocol, SplitResultName(result));
    }
    m_counters.sharded++;
    if (!m_split.IsEmpty())
    {
        ShardHeader header;
        m_shards.front().packet->PeekHeader(header);
        m_split(packet, header.packetId, header.totalShards);
    }
    bool all = true;
    for (auto& shard : m_shards)
    {
        const Ptr<NetDevice>& path = m_paths[shard.path];
        m_counters.shards++;
        if (!path->Send(shard.packet, path->GetBroadcast(), m_shardProtocol))
        {
            m_counters.shardsRefused++;
            all = false;
        }
        shard.packet = nullptr;
    }
    return all;
}

bool
PayloadShardingNetDevice::SendException(Ptr<Packet> packet,
                                        uint16_t protocol,
                                        const std::string& reason)
{
    m_exception(packet, reason, m_exceptionDevice != nullptr);
    if (!m_exceptionDevice)
    {
        m_counters.exceptionsDropped++;
        return false;
    }
    return m_exceptionDevice->Send(packet, m_exceptionDevice->GetBroadcast(), protocol);
}

void
PayloadShardingNetDevice::ReceiveFromBelow(Ptr<NetDevice> device,
                                           Ptr<const Packet> packet,
                                           uint16_t protocol,
                                           const Address& source,
                                           const Address& dest,
                                           NetDevice::PacketType type)
{
    NS_LOG_FUNCTION(this << device << packet << protocol << source << dest << type);
    if (protocol != m_shardProtocol)
    {
        Deliver(packet->Copy(), protocol, source);
        return;
    }
    ReassembledPacket whole;
    const ShardOutcome outcome = Reassembler().Push(Simulator::Now(), packet->Copy(), whole);
    ArmTimer();
    if (outcome == ShardOutcome::COMPLETED)
    {
        m_reassembled(whole);
        Deliver(whole.packet, whole.protocol, source);
    }
    else if (outcome != ShardOutcome::ACCEPTED)
    {
        m_shardRefused(packet, ShardOutcomeName(outcome));
    }
}

void
PayloadShardingNetDevice::Deliver(Ptr<Packet> packet, uint16_t protocol, const Address& source)
{
    m_counters.delivered++;
    DeliverUp(packet, protocol, source);
}

void
PayloadShardingNetDevice::ArmTimer()
{
    // Deadlines come in order, so a timer that runs already runs for the first of them or for one that is gone.
    if (!m_timer.IsExpired())
    {
        return;
    }
    if (const auto deadline = Reassembler().NextDeadline())
    {
        m_timer = Simulator::Schedule(
            *deadline - Simulator::Now(), &PayloadShardingNetDevice::ExpireReassembly, this);
    }
}

void
PayloadShardingNetDevice::ExpireReassembly()
{
    NS_LOG_FUNCTION(this);
    Reassembler().Expire(Simulator::Now());
    ArmTimer();
}

void
PayloadShardingNetDevice::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_timer.Cancel();
    m_paths.clear();
    m_exceptionDevice = nullptr;
    m_sharder.reset();
    m_reassembler.reset();
    BasicNetDevice::DoDispose();
}

Ptr<Channel>
PayloadShardingNetDevice::GetChannel() const
{
    return m_paths.empty() ? nullptr : m_paths.front()->GetChannel();
}

bool
PayloadShardingNetDevice::IsLinkUp() const
{
    return std::any_of(
        m_paths.begin(), m_paths.end(), [](const auto& path) { return path->IsLinkUp(); });
}

} // namespace sharding
} // namespace ns3
