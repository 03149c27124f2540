/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "payload-sharding-net-device.h"

#include "processing-tag.h"

#include "ns3/channel.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/random-role.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("PayloadShardingNetDevice");

namespace
{

const std::string CRASHED = "crashed";

} // namespace

PayloadShardingNetDevice::PayloadShardingNetDevice() : m_timer([this] { Ring(); })
{
    NS_LOG_FUNCTION(this);
}

PayloadShardingNetDevice::~PayloadShardingNetDevice()
{
    NS_LOG_FUNCTION(this);
}

void
PayloadShardingNetDevice::AddPath(Ptr<NetDevice> device)
{
    AddForwardedPath(device);
    GetNode()->RegisterProtocolHandler(
        MakeCallback(&PayloadShardingNetDevice::ReceiveFromBelow, this), 0, device);
    if (m_links.back())
    {
        m_taken.push_back(m_links.back());
    }
}

void
PayloadShardingNetDevice::AddForwardedPath(Ptr<NetDevice> device)
{
    NS_LOG_FUNCTION(this << device);
    NS_ASSERT_MSG(GetNode() && device->GetNode() == GetNode(),
                  "a path is a device of the same node");
    m_paths.push_back(device);
    m_links.push_back(DynamicCast<DirectLinkNetDevice>(device));
    NotifyLinkChange();
}

void
PayloadShardingNetDevice::TakeForwarded(Ptr<NetDevice> device,
                                        Ptr<const Packet> packet,
                                        uint16_t protocol,
                                        const Address& source)
{
    ReceiveFromBelow(device, packet, protocol, source, Address(), PACKET_HOST);
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

const PathWatch::Counters&
PayloadShardingNetDevice::GetReportCounters() const
{
    return m_watch.GetCounters();
}

uint64_t
PayloadShardingNetDevice::GetCountChanges() const
{
    return m_count ? m_count->GetChanges() : 0;
}

const ShardReassembler&
PayloadShardingNetDevice::GetReassembler()
{
    Start();
    return *m_reassembler;
}

uint64_t
PayloadShardingNetDevice::CountOf(ShardOutcome outcome) const
{
    return m_reassembler ? m_reassembler->Counters().Of(outcome) : 0;
}

const ReorderBuffer*
PayloadShardingNetDevice::GetReorderBuffer() const
{
    return m_ordered.get();
}

void
PayloadShardingNetDevice::SetMetadataKey(const ShardKey& key)
{
    m_cipher = std::make_shared<const ShardCipher>(key);
}

void
PayloadShardingNetDevice::Start()
{
    if (m_started)
    {
        return;
    }
    m_started = true;
    StartCipher();
    if (m_hedging)
    {
        m_kept = std::make_unique<SentShards>(GetKeptConfig());
    }
    if (m_order == Order::SENT)
    {
        m_ordered =
            std::make_unique<ReorderBuffer>(GetReorderConfig(),
                                            [this](const ReassembledPacket& whole) {
                                                Deliver(whole.packet, whole.protocol, m_lastSource);
                                            });
    }
    if (m_transformKey != 0)
    {
        m_undo = std::make_unique<ShardWork>(GetUndoConfig());
    }
    m_reassembler = std::make_unique<ShardReassembler>(
        GetReassemblerConfig(), [this](const LostPacket& lost) { GiveUp(lost); });
    auto config = GetSharderConfig();
    if (ShardPlacement::NeedsDraw(m_placement))
    {
        auto random = CreateForRole<UniformRandomVariable>("placement/" + m_role);
        config.draw = [random](uint32_t below) { return random->GetInteger(0, below - 1); };
    }
    m_sharder = std::make_unique<PayloadSharder>(config);
    if (m_countControl == CountControl::DYNAMIC)
    {
        m_count = std::make_unique<ShardCountController>(GetCountConfig());
    }
    FlowSelector::Parse(m_flows, m_selector);
    m_needsFlow = !m_selector.TakesAll() || m_placement == ShardPlacementType::FLOW_HASH ||
                  m_placement == ShardPlacementType::FLOWLET ||
                  (m_reassemblyChoice == ReassemblyChoiceType::FLOW && !m_reassemblyPoints.empty());
    m_points = std::make_unique<ReassemblyChoice>(
        ReassemblyChoice::ParsePoints(m_reassemblyPoints).value_or(std::vector<uint32_t>()),
        m_reassemblyChoice);
    m_watch.Start(GetWatchConfig(), m_paths);
    for (std::size_t i = 0; i < m_taken.size(); i++)
    {
        DynamicCast<DirectLinkNetDevice>(m_taken[i])
            ->SetFrameTaker(m_shardProtocol,
                            [this, i](const Ptr<Packet>& packet, const Address& source)
                            { TakeDirect(m_taken[i], packet, source); });
    }
}

const char*
PayloadShardingNetDevice::GetBarrier(uint32_t size, const PacketFlow& flow) const
{
    if (!m_enabled)
    {
        return "disabled";
    }
    if (size < m_minPacketSize)
    {
        return "below-threshold";
    }
    return m_selector.Takes(flow) ? nullptr : "other-flow";
}

bool
PayloadShardingNetDevice::Send(Ptr<Packet> packet, const Address& dest, uint16_t protocol)
{
    NS_LOG_FUNCTION(this << packet << dest << protocol);
    Start();
    if (!m_up)
    {
        m_counters.crashedPackets++;
        m_drop(packet, CRASHED);
        return false;
    }
    m_counters.packets++;
    m_sniffer(packet, protocol, GetAddress(), dest);
    const PacketFlow flow = m_needsFlow ? ReadFlow(*packet, protocol) : PacketFlow();
    PacketFacts facts;
    facts.protocol = protocol;
    facts.now = Simulator::Now();
    facts.flow = flow.hash;
    facts.reassemblyPoint = m_points->Choose(m_senderId, m_counters.packets, flow.hash);
    const char* barrier = GetBarrier(packet->GetSize(), flow);
    if (barrier)
    {
        m_counters.unsharded++;
        if (m_unsharded == Unsharded::EXCEPTION)
        {
            return SendException(packet, protocol, barrier);
        }
        facts.whole = true;
    }
    PathTable& paths = m_watch.Refresh(facts.now);
    if (m_count)
    {
        facts.shardCount = m_count->Update(facts.now.GetNanoSeconds(), paths);
    }
    const SplitResult result = m_sharder->Split(packet, facts, paths, m_shards);
    if (result != SplitResult::OK)
    {
        m_counters.exceptions[static_cast<std::size_t>(result)]++;
        return SendException(packet, protocol, SplitResultName(result));
    }
    return SendShards(packet);
}

bool
PayloadShardingNetDevice::SendShards(const Ptr<Packet>& packet)
{
    m_counters.sharded++;
    const uint64_t packetId = m_sharder->GetLastPacketId();
    m_split(packet, packetId, static_cast<uint32_t>(m_shards.size()));
    if (m_kept)
    {
        m_again.clear();
        for (const auto& shard : m_shards)
        {
            m_again.push_back(shard.packet);
        }
        m_kept->Remember(packetId, m_again);
    }
    bool all = true;
    const Time now = Simulator::Now();
    m_counters.cut += m_shards.size();
    for (auto& shard : m_shards)
    {
        const bool sent =
            m_cipherQueue
                ? Work({CipherQueue::Kind::SHARD, shard.packet, nullptr, {}, packetId, shard.path})
                : SendShard(now, shard.packet, shard.path, packetId);
        all = all && sent;
        shard.packet = nullptr;
    }
    return all;
}

bool
PayloadShardingNetDevice::SendShard(Time now,
                                    const Ptr<Packet>& shard,
                                    uint32_t path,
                                    uint64_t packetId)
{
    const Ptr<NetDevice>& device = m_paths[path];
    m_counters.shards++;
    if (!m_feedbackInterval.IsZero())
    {
        m_watch.NoteSent(now, path, packetId, shard->GetSize());
    }
    // What may be sent again is kept, so a copy travels.
    const bool sent = m_links[path] && !m_kept
                          ? m_links[path]->SendOwn(shard, m_shardProtocol)
                          : device->Send(shard, device->GetBroadcast(), m_shardProtocol);
    if (!sent)
    {
        m_counters.shardsRefused++;
        return false;
    }
    return true;
}

bool
PayloadShardingNetDevice::SendException(Ptr<Packet> packet,
                                        uint16_t protocol,
                                        const std::string& reason)
{
    m_counters.exceptionPackets++;
    m_counters.exceptionBytes += packet->GetSize();
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
    Start();
    if (!m_up)
    {
        const bool isWhole = protocol != m_reportProtocol && protocol != m_shardProtocol;
        (isWhole ? m_counters.crashedPackets : m_counters.crashedFrames)++;
        m_drop(packet, CRASHED);
    }
    else if (protocol == m_reportProtocol)
    {
        m_watch.TakeReport(device, *packet);
    }
    else if (protocol != m_shardProtocol)
    {
        m_counters.passed++;
        Deliver(packet->Copy(), protocol, source);
    }
    else if (m_cipherQueue)
    {
        Work({CipherQueue::Kind::FRAME, packet->Copy(), device, source});
    }
    else
    {
        TakeFrame(device, packet, source);
    }
}

void
PayloadShardingNetDevice::TakeFrame(const Ptr<NetDevice>& device,
                                    const Ptr<const Packet>& packet,
                                    const Address& source)
{
    if (ShardRequest::IsRequest(*packet))
    {
        TakeRequest(*packet);
    }
    else
    {
        TakeShard(device, packet, packet->Copy(), source);
    }
}

void
PayloadShardingNetDevice::TakeDirect(const Ptr<NetDevice>& device,
                                     const Ptr<Packet>& packet,
                                     const Address& source)
{
    if (!m_up || m_cipherQueue || ShardRequest::IsRequest(*packet))
    {
        ReceiveFromBelow(device, packet, m_shardProtocol, source, source, PACKET_HOST);
        return;
    }
    const bool isNeededAfterwards = !m_feedbackInterval.IsZero() || !m_shardRefused.IsEmpty();
    TakeShard(device, packet, isNeededAfterwards ? packet->Copy() : packet, source);
}

void
PayloadShardingNetDevice::TakeShard(const Ptr<NetDevice>& device,
                                    const Ptr<const Packet>& packet,
                                    const Ptr<Packet>& shard,
                                    const Address& source)
{
    const Time now = Simulator::Now();
    const Ptr<Packet> undone = m_undo ? m_undo->Undo(*packet) : nullptr;
    if (m_ordered)
    {
        m_lastSource = source;
    }
    ReassembledPacket whole;
    const ShardOutcome outcome = m_reassembler->Push(now, undone ? undone : shard, whole);
    const bool isSound = outcome == ShardOutcome::ACCEPTED || outcome == ShardOutcome::COMPLETED ||
                         outcome == ShardOutcome::LATE;
    if (isSound && !m_feedbackInterval.IsZero())
    {
        ShardHeader header;
        packet->PeekHeader(header);
        m_watch.NoteShard(device, header.senderId, header.packetId);
    }
    if (outcome == ShardOutcome::COMPLETED)
    {
        if (whole.flags != 0 || whole.errorCode != 0)
        {
            ProcessingTag tag(whole.flags, whole.errorCode);
            whole.packet->ReplacePacketTag(tag);
        }
        m_reassembled(whole);
        if (m_ordered)
        {
            m_ordered->Push(now, whole);
        }
        else
        {
            Deliver(whole.packet, whole.protocol, source);
        }
    }
    else if (outcome != ShardOutcome::ACCEPTED)
    {
        m_shardRefused(packet, ShardOutcomeName(outcome));
    }
    ArmTimer();
}

void
PayloadShardingNetDevice::TakeRequest(const Packet& packet)
{
    ShardRequest request;
    if (!m_kept || ShardRequest::Decode(packet, request, m_cipher.get()) != ShardParse::OK ||
        request.senderId != m_senderId)
    {
        m_counters.requestsRefused++;
        return;
    }
    m_kept->Answer(request, m_again);
    const Time now = Simulator::Now();
    const auto& usable = m_watch.Refresh(now).GetUsable();
    for (size_t i = 0; i < m_again.size() && !usable.empty(); i++)
    {
        const Ptr<NetDevice>& path = m_paths[usable[m_resendTurn++ % usable.size()]];
        m_counters.shards++;
        m_counters.resent++;
        m_counters.shardsRefused += !path->Send(m_again[i], path->GetBroadcast(), m_shardProtocol);
    }
}

void
PayloadShardingNetDevice::GiveUp(const LostPacket& lost)
{
    m_packetLost(lost);
    if (m_ordered)
    {
        m_ordered->Skip(lost.senderId, lost.packetId);
    }
}

void
PayloadShardingNetDevice::Deliver(Ptr<Packet> packet, uint16_t protocol, const Address& source)
{
    m_counters.delivered++;
    m_sniffer(packet, protocol, source, GetAddress());
    DeliverUp(packet, protocol, source);
}

void
PayloadShardingNetDevice::ArmTimer()
{
    const int64_t oldestNs = m_reassembler->OldestNs();
    if (oldestNs == m_armedForNs && !m_hedging && !m_ordered)
    {
        return; // shards of packets that are open already change nothing
    }
    m_armedForNs = oldestNs;
    std::optional<Time> next = m_reassembler->NextDeadline();
    for (const auto& other :
         {m_reassembler->NextRequest(), m_ordered ? m_ordered->NextDeadline() : std::nullopt})
    {
        next = next && other ? std::min(*next, *other) : next ? next : other;
    }
    m_timer.Set(Simulator::Now(), next);
}

void
PayloadShardingNetDevice::Ring()
{
    NS_LOG_FUNCTION(this);
    const Time now = Simulator::Now();
    m_armedForNs = NOT_ARMED;
    m_reassembler->Expire(now);
    if (m_ordered)
    {
        m_ordered->Expire(now);
    }
    ShardRequest request;
    while (m_reassembler->TakeRequest(now, request))
    {
        const auto path = static_cast<uint32_t>(m_resendTurn++ % m_paths.size());
        const CipherQueue::Job job{
            CipherQueue::Kind::REQUEST, request.Encode(m_cipher.get()), nullptr, {}, 0, path};
        m_counters.requests++;
        m_cipherQueue ? static_cast<void>(Work(job)) : SendRequest(job.packet, path);
    }
    ArmTimer();
}

void
PayloadShardingNetDevice::Crash()
{
    NS_LOG_FUNCTION(this);
    if (!m_up)
    {
        return;
    }
    Start();
    m_up = false;
    m_timer.Cancel();
    m_armedForNs = NOT_ARMED;
    m_watch.Silence();
    if (m_cipherQueue)
    {
        for (const auto& job : m_cipherQueue->Crash())
        {
            m_drop(job.packet, CRASHED);
        }
    }
    if (m_ordered)
    {
        for (const auto& whole : m_ordered->Forget())
        {
            m_drop(whole.packet, CRASHED);
        }
    }
    m_reassembler->Forget();
    if (m_kept)
    {
        m_kept = std::make_unique<SentShards>(GetKeptConfig());
    }
}

void
PayloadShardingNetDevice::Restart()
{
    NS_LOG_FUNCTION(this);
    m_up = true;
}

void
PayloadShardingNetDevice::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_timer.Cancel();
    m_watch.Stop();
    for (const auto& link : m_taken)
    {
        DynamicCast<DirectLinkNetDevice>(link)->SetFrameTaker(0, nullptr);
    }
    m_taken.clear();
    m_links.clear();
    m_paths.clear();
    m_exceptionDevice = nullptr;
    m_sharder.reset();
    m_reassembler.reset();
    m_cipherQueue.reset();
    m_ordered.reset();
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
