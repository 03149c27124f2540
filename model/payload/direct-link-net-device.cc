/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "direct-link-net-device.h"

#include "direct-link-channel.h"

#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("DirectLinkNetDevice");
NS_OBJECT_ENSURE_REGISTERED(DirectLinkNetDevice);

TypeId
DirectLinkNetDevice::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::DirectLinkNetDevice")
            .SetParent<BasicNetDevice>()
            .SetGroupName("Sharding")
            .AddConstructor<DirectLinkNetDevice>()
            .AddAttribute("DataRate",
                          "Rate at which frames leave.",
                          DataRateValue(DataRate("1Gbps")),
                          MakeDataRateAccessor(&DirectLinkNetDevice::m_rate),
                          MakeDataRateChecker())
            .AddAttribute("Delay",
                          "Propagation delay of the frames that leave; a change during a run may "
                          "reorder them.",
                          TimeValue(MicroSeconds(10)),
                          MakeTimeAccessor(&DirectLinkNetDevice::m_delay),
                          MakeTimeChecker(Time(0)))
            .AddAttribute(
                "FrameOverhead",
                "Bytes of link-layer header and trailer that each frame occupies on the wire.",
                UintegerValue(18),
                MakeUintegerAccessor(&DirectLinkNetDevice::m_frameOverhead),
                MakeUintegerChecker<uint32_t>(0, 1024))
            .AddAttribute("QueueLimit",
                          "Frames that may wait to leave; 0: none may.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&DirectLinkNetDevice::m_queueLimit),
                          MakeUintegerChecker<uint32_t>(0, 1000000))
            .AddAttribute("ReceiveErrorModel",
                          "Decides which arriving frames are lost.",
                          PointerValue(),
                          MakePointerAccessor(&DirectLinkNetDevice::m_errorModel),
                          MakePointerChecker<ErrorModel>())
            .AddTraceSource("MacTx",
                            "A frame was accepted for transmission.",
                            MakeTraceSourceAccessor(&DirectLinkNetDevice::m_macTx),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource(
                "MacTxDrop",
                "A frame was refused: the queue is full, it is above the MTU or there is no peer.",
                MakeTraceSourceAccessor(&DirectLinkNetDevice::m_macTxDrop),
                "ns3::Packet::TracedCallback")
            .AddTraceSource("MacRx",
                            "A frame arrived and goes up.",
                            MakeTraceSourceAccessor(&DirectLinkNetDevice::m_macRx),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("PhyRxDrop",
                            "The error model rejected an arriving frame.",
                            MakeTraceSourceAccessor(&DirectLinkNetDevice::m_phyRxDrop),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource(
                "Sniffer",
                "A frame was accepted or arrived intact: what a capture on this interface sees.",
                MakeTraceSourceAccessor(&DirectLinkNetDevice::m_sniffer),
                "ns3::sharding::DirectLinkNetDevice::SnifferTracedCallback");
    return tid;
}

DirectLinkNetDevice::DirectLinkNetDevice()
{
    NS_LOG_FUNCTION(this);
}

DirectLinkNetDevice::~DirectLinkNetDevice()
{
    NS_LOG_FUNCTION(this);
}

bool
DirectLinkNetDevice::Attach(Ptr<DirectLinkChannel> channel)
{
    NS_LOG_FUNCTION(this << channel);
    if (m_channel || !channel->Attach(this))
    {
        return false;
    }
    m_channel = channel;
    if (Ptr<DirectLinkNetDevice> peer = channel->GetPeer(this))
    {
        // The second end brings the link up for both.
        peer->NotifyLinkChange();
        NotifyLinkChange();
    }
    return true;
}

const DirectLinkNetDevice::Counters&
DirectLinkNetDevice::GetCounters() const
{
    return m_counters;
}

uint64_t
DirectLinkNetDevice::GetInside() const
{
    return m_peer ? m_counters.sent - m_peer->m_counters.received - m_peer->m_counters.rxDropped
                  : 0;
}

uint64_t
DirectLinkNetDevice::GetBacklog() const
{
    const Time left = TimeStep(m_idleFrom) - Simulator::Now();
    return left.IsStrictlyPositive()
               ? static_cast<uint64_t>(
                     left.GetSeconds() * static_cast<double>(m_rate.GetBitRate()) / 8 + 0.5)
               : 0;
}

int64_t
DirectLinkNetDevice::GetTxTime(uint32_t bytes)
{
    if (bytes != m_knownBytes || m_rate.GetBitRate() != m_knownBitRate)
    {
        m_knownBytes = bytes;
        m_knownBitRate = m_rate.GetBitRate();
        m_knownTxTime = m_rate.CalculateBytesTxTime(bytes + m_frameOverhead).GetTimeStep();
    }
    return m_knownTxTime;
}

bool
DirectLinkNetDevice::Send(Ptr<Packet> packet, const Address& dest, uint16_t protocol)
{
    NS_LOG_FUNCTION(this << packet << dest << protocol);
    return Transmit(packet, Mac48Address::ConvertFrom(dest), protocol, false);
}

bool
DirectLinkNetDevice::SendOwn(const Ptr<Packet>& packet, uint16_t protocol)
{
    static const Mac48Address ANYBODY = Mac48Address::GetBroadcast();
    return Transmit(packet, ANYBODY, protocol, true);
}

bool
DirectLinkNetDevice::IsWatched() const
{
    return !m_macTx.IsEmpty() || !m_macRx.IsEmpty() || !m_sniffer.IsEmpty();
}

bool
DirectLinkNetDevice::Transmit(const Ptr<Packet>& packet,
                              Mac48Address to,
                              uint16_t protocol,
                              bool isOwn)
{
    if (!m_peer && m_channel)
    {
        m_peer = m_channel->GetPeer(this);
    }
    const int64_t now = Simulator::Now().GetTimeStep();
    while (!m_starts.empty() && m_starts.front() <= now)
    {
        m_starts.pop_front();
    }
    const bool mustWait = m_idleFrom > now;
    if (!m_peer || packet->GetSize() > GetMtu() || (mustWait && m_starts.size() >= m_queueLimit))
    {
        m_counters.txDropped++;
        m_macTxDrop(packet);
        return false;
    }
    const int64_t start = std::max(now, m_idleFrom);
    if (mustWait)
    {
        m_starts.push_back(start);
    }
    m_idleFrom = start + GetTxTime(packet->GetSize());
    m_counters.sent++;
    const Mac48Address& from = GetMac();
    const bool isWatched = IsWatched();
    if (isWatched)
    {
        m_macTx(packet);
        m_sniffer(packet, protocol, from, to);
    }
    // The sender may keep its reference and change the packet, and whoever watches may keep his: what travels is a copy.
    Simulator::ScheduleWithContext(m_peer->GetNode()->GetId(),
                                   TimeStep(m_idleFrom - now) + m_delay,
                                   &DirectLinkNetDevice::Receive,
                                   m_peer,
                                   isOwn && !isWatched ? packet : packet->Copy(),
                                   protocol,
                                   from,
                                   to);
    return true;
}

void
DirectLinkNetDevice::Receive(Ptr<Packet> packet,
                             uint16_t protocol,
                             Mac48Address source,
                             Mac48Address dest)
{
    if (m_errorModel && m_errorModel->IsCorrupt(packet))
    {
        m_counters.rxDropped++;
        m_phyRxDrop(packet);
        return;
    }
    m_counters.received++;
    const bool isWatched = IsWatched();
    if (isWatched)
    {
        m_macRx(packet);
        m_sniffer(packet, protocol, source, dest);
    }
    if (!(source == m_knownSource))
    {
        m_knownSource = source;
        m_knownSourceAddress = source;
    }
    DeliverUp(isWatched ? packet->Copy() : packet, protocol, m_knownSourceAddress);
}

void
DirectLinkNetDevice::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_channel = nullptr;
    m_peer = nullptr;
    m_errorModel = nullptr;
    BasicNetDevice::DoDispose();
}

Ptr<Channel>
DirectLinkNetDevice::GetChannel() const
{
    return m_channel;
}

bool
DirectLinkNetDevice::IsLinkUp() const
{
    return m_channel && m_channel->GetNDevices() == 2;
}

} // namespace sharding
} // namespace ns3
