/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-net-device.h"

#include "fragment-envelope.h"

#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/mix-hash.h"
#include "ns3/node.h"
#include "ns3/sharding-compat.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("FragmentNetDevice");
NS_OBJECT_ENSURE_REGISTERED(FragmentNetDevice);

TypeId
FragmentNetDevice::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::FragmentNetDevice")
            .SetParent<StackedNetDevice>()
            .SetGroupName("Sharding")
            .AddConstructor<FragmentNetDevice>()
            .AddAttribute("Strategy",
                          "What headers fragments have; both ends of a link must agree.",
                          EnumDefault(FragmentStrategyType::CANONICAL),
                          EnumAccessor(&FragmentNetDevice::m_strategy),
                          EnumNames(FragmentStrategyType::CANONICAL,
                                    "canonical",
                                    FragmentStrategyType::TOTAL_LENGTH,
                                    "total-length",
                                    FragmentStrategyType::MYSQL,
                                    "mysql",
                                    FragmentStrategyType::WEBSOCKET,
                                    "websocket"))
            .AddAttribute("FragmentProtocol",
                          "EtherType of fragments; 34998 (0x88B6) is IEEE Std 802 local "
                          "experimental EtherType 2.",
                          UintegerValue(0x88B6),
                          MakeUintegerAccessor(&FragmentNetDevice::m_fragmentProtocol),
                          MakeUintegerChecker<uint16_t>(1536))
            .AddAttribute("WrapAll",
                          "Whether packets that fit the lower device leave under FragmentProtocol "
                          "too, for lower devices that carry few EtherTypes.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&FragmentNetDevice::m_wrapAll),
                          MakeBooleanChecker())
            .AddAttribute("FragmentSize",
                          "Longest frame of a fragment, header included, bytes; 0, and what is "
                          "longer: the lower device's MTU.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&FragmentNetDevice::m_fragmentSize),
                          MakeUintegerChecker<uint32_t>(0, 65535))
            .AddAttribute("PaddedTo",
                          "Frames up to this long may have been padded by the medium: what is "
                          "behind the payload of a fragment is cut off, bytes.",
                          UintegerValue(46),
                          MakeUintegerAccessor(&FragmentNetDevice::m_paddedTo),
                          MakeUintegerChecker<uint32_t>(0, 65535))
            .AddAttribute("MaxMessageSize",
                          "Longest message that is believed, envelope included, bytes.",
                          UintegerValue(65535 + FragmentEnvelope::SIZE),
                          MakeUintegerAccessor(&FragmentNetDevice::m_maxMessageSize),
                          MakeUintegerChecker<uint32_t>(1, 1U << 31U))
            .AddAttribute("MaxOpenMessages",
                          "Messages that may wait for fragments; beyond that the oldest of the "
                          "peer that holds most is evicted.",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&FragmentNetDevice::m_maxOpenMessages),
                          MakeUintegerChecker<uint32_t>(1, 10000000))
            .AddAttribute("MaxFragments",
                          "Most fragments of a message, sent or received.",
                          UintegerValue(65536),
                          MakeUintegerAccessor(&FragmentNetDevice::m_maxFragments),
                          MakeUintegerChecker<uint32_t>(1, 1U << 31U))
            .AddAttribute("MaxBytes",
                          "Memory for waiting fragments, bytes; beyond that the oldest message of "
                          "the peer that holds most is evicted.",
                          UintegerValue(64U << 20U),
                          MakeUintegerAccessor(&FragmentNetDevice::m_maxBytes),
                          MakeUintegerChecker<uint64_t>(4096))
            .AddAttribute("MinFragmentSize",
                          "Least payload of a fragment that is not its message's last, bytes.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&FragmentNetDevice::m_minFragmentSize),
                          MakeUintegerChecker<uint32_t>(0, 65535))
            .AddAttribute("ReorderWindow",
                          "How far ahead of the next fragment one may come; 0: strict order.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&FragmentNetDevice::m_reorderWindow),
                          MakeUintegerChecker<uint32_t>(0, 4096))
            .AddAttribute("MaxRemembered",
                          "Finished and given-up messages that are remembered, so that late "
                          "fragments open nothing.",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&FragmentNetDevice::m_maxRemembered),
                          MakeUintegerChecker<uint32_t>(0, 10000000))
            .AddAttribute("Timeout",
                          "How long after its first fragment a message is given up.",
                          TimeValue(Seconds(30)),
                          MakeTimeAccessor(&FragmentNetDevice::m_timeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddTraceSource("MacTx",
                            "A packet comes from above.",
                            MakeTraceSourceAccessor(&FragmentNetDevice::m_macTx),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("MacRx",
                            "A whole packet goes up.",
                            MakeTraceSourceAccessor(&FragmentNetDevice::m_macRx),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("Drop",
                            "A whole packet is dropped, with the reason.",
                            MakeTraceSourceAccessor(&FragmentNetDevice::m_drop),
                            "ns3::sharding::FragmentNetDevice::DropTracedCallback")
            .AddTraceSource("FragmentRefused",
                            "An arriving fragment is refused, with the reason.",
                            MakeTraceSourceAccessor(&FragmentNetDevice::m_fragmentRefused),
                            "ns3::sharding::FragmentNetDevice::DropTracedCallback")
            .AddTraceSource("Split",
                            "A packet leaves through the adapter.",
                            MakeTraceSourceAccessor(&FragmentNetDevice::m_split),
                            "ns3::sharding::FragmentNetDevice::SplitTracedCallback")
            .AddTraceSource("Reassembled",
                            "A message is whole.",
                            MakeTraceSourceAccessor(&FragmentNetDevice::m_reassembled),
                            "ns3::sharding::FragmentNetDevice::ReassembledTracedCallback")
            .AddTraceSource("MessageLost",
                            "A message of which fragments had come is given up, with the reason.",
                            MakeTraceSourceAccessor(&FragmentNetDevice::m_messageLost),
                            "ns3::sharding::FragmentNetDevice::MessageLostTracedCallback")
            .AddTraceSource("Sniffer",
                            "A packet comes from above or goes up: what a capture on this "
                            "interface sees.",
                            MakeTraceSourceAccessor(&FragmentNetDevice::m_sniffer),
                            "ns3::sharding::FragmentNetDevice::SnifferTracedCallback");
    return tid;
}

FragmentNetDevice::FragmentNetDevice()
{
    NS_LOG_FUNCTION(this);
}

FragmentNetDevice::~FragmentNetDevice()
{
    NS_LOG_FUNCTION(this);
}

const std::string&
FragmentNetDevice::PacketDropName(PacketDrop drop)
{
    static const std::array<std::string, PACKET_DROPS> names{
        "above-mtu", "unsendable", "refused-below", "bad-envelope"};
    return names.at(static_cast<size_t>(drop));
}

FragmentStrategyType
FragmentNetDevice::GetStrategy() const
{
    return m_strategy;
}

uint64_t
FragmentNetDevice::PeerOf(const Address& address)
{
    std::array<uint8_t, Address::MAX_SIZE> bytes{};
    const uint32_t length = address.CopyTo(bytes.data());
    uint64_t peer = 0;
    for (uint32_t i = 0; i < length; i++)
    {
        peer = (i < sizeof(peer) ? peer << 8U : MixHash(peer)) ^ bytes[i];
    }
    return peer;
}

uint32_t
FragmentNetDevice::GetFrameSize() const
{
    const uint32_t most = GetLower() ? GetLower()->GetMtu() : UINT16_MAX;
    return m_fragmentSize == 0 ? most : std::min(m_fragmentSize, most);
}

std::string
FragmentNetDevice::Validate() const
{
    if (GetFrameSize() <= FragmentHeaderSize(m_strategy))
    {
        return "FragmentSize and the lower device's MTU must be above the strategy's header of " +
               std::to_string(FragmentHeaderSize(m_strategy)) + " bytes";
    }
    return FragmentAdapterConfig::Validate(GetConfig());
}

FragmentAdapterConfig
FragmentNetDevice::GetConfig() const
{
    FragmentAdapterConfig config;
    config.strategy = MakeFragmentStrategy(m_strategy, GetFrameSize());
    config.outbound.maxMessageSize = GetMtu() + FragmentEnvelope::SIZE;
    config.outbound.maxFragments = m_maxFragments;
    config.paddedTo = m_paddedTo;
    config.limits.maxMessageSize = m_maxMessageSize;
    config.limits.maxOpenMessages = m_maxOpenMessages;
    config.limits.maxFragments = m_maxFragments;
    config.limits.maxBytes = m_maxBytes;
    config.limits.softBytes = m_maxBytes; // a link cannot be told to pause
    config.limits.minFragmentSize = m_minFragmentSize;
    config.limits.reorderWindow = m_reorderWindow;
    config.limits.maxRemembered = m_maxRemembered;
    config.limits.timeout = m_timeout;
    return config;
}

PacketFragmentAdapter&
FragmentNetDevice::Adapter()
{
    if (!m_adapter)
    {
        NS_ASSERT_MSG(Validate().empty(), Validate());
        m_adapter = std::make_unique<PacketFragmentAdapter>(
            GetConfig(),
            PacketFragmentAdapter::Listener{
                [this](const LostMessage& lost) { m_messageLost(lost); }, nullptr});
    }
    return *m_adapter;
}

const FragmentNetDevice::Counters&
FragmentNetDevice::GetCounters() const
{
    return m_counters;
}

const PacketReassembler&
FragmentNetDevice::GetReassembly()
{
    return Adapter().Reassembly();
}

bool
FragmentNetDevice::Send(Ptr<Packet> packet, const Address& dest, uint16_t protocol)
{
    return SendOut(packet, nullptr, dest, protocol);
}

bool
FragmentNetDevice::SendFrom(Ptr<Packet> packet,
                            const Address& source,
                            const Address& dest,
                            uint16_t protocol)
{
    return SendOut(packet, &source, dest, protocol);
}

bool
FragmentNetDevice::SendOut(const Ptr<Packet>& packet,
                           const Address* source,
                           const Address& dest,
                           uint16_t protocol)
{
    NS_LOG_FUNCTION(this << packet << source << dest << protocol);
    NS_ASSERT_MSG(GetLower(), "a fragment device needs a lower device");
    m_counters.sent++;
    if (packet->GetSize() > GetMtu())
    {
        return DropPacket(packet, PacketDrop::ABOVE_MTU);
    }
    if (!m_macTx.IsEmpty())
    {
        m_macTx(packet);
    }
    if (!m_sniffer.IsEmpty())
    {
        m_sniffer(packet, protocol, source ? *source : GetAddress(), dest);
    }
    // What has the fragments' own EtherType must not be taken for one of them.
    if (m_wrapAll || packet->GetSize() > GetLower()->GetMtu() || protocol == m_fragmentProtocol)
    {
        return SendFragments(packet, source, dest, protocol);
    }
    if (!SendBelow(packet, source, dest, protocol))
    {
        return DropPacket(packet, PacketDrop::BELOW);
    }
    m_counters.sentPlain++;
    return true;
}

bool
FragmentNetDevice::SendFragments(const Ptr<Packet>& packet,
                                 const Address* source,
                                 const Address& dest,
                                 uint16_t protocol)
{
    const Ptr<Packet> message = packet->Copy();
    FragmentEnvelope::Seal(message, protocol);
    std::vector<Ptr<Packet>> frames;
    frames.swap(m_frames); // a lower device might send again before it returns
    if (Adapter().Split(message, PlainMessageType(m_strategy), frames) != FragmentError::NONE)
    {
        return DropPacket(packet, PacketDrop::UNSENDABLE);
    }
    if (!m_split.IsEmpty())
    {
        m_split(packet, Adapter().IdOf(frames.front()), static_cast<uint32_t>(frames.size()));
    }
    for (const auto& frame : frames)
    {
        if (!SendBelow(frame, source, dest, m_fragmentProtocol))
        {
            return DropPacket(packet, PacketDrop::BELOW); // the rest would be of no use
        }
        m_counters.fragments++;
    }
    frames.size() > 1 ? m_counters.sentSplit++ : m_counters.sentWhole++;
    frames.clear();
    frames.swap(m_frames);
    return true;
}

bool
FragmentNetDevice::SendBelow(const Ptr<Packet>& frame,
                             const Address* source,
                             const Address& dest,
                             uint16_t protocol)
{
    return source ? GetLower()->SendFrom(frame, *source, dest, protocol)
                  : GetLower()->Send(frame, dest, protocol);
}

bool
FragmentNetDevice::DropPacket(Ptr<const Packet> packet, PacketDrop drop)
{
    NS_LOG_LOGIC("dropped: " << PacketDropName(drop));
    m_counters.dropped[static_cast<size_t>(drop)]++;
    m_drop(packet, PacketDropName(drop));
    return false;
}

void
FragmentNetDevice::ReceiveFromBelow(const Ptr<const Packet>& packet,
                                    uint16_t protocol,
                                    const Address& source,
                                    const Address& dest,
                                    PacketType type)
{
    NS_LOG_FUNCTION(this << packet << protocol << source << dest << type);
    if (type == PACKET_OTHERHOST && !IsPromiscuous())
    {
        return;
    }
    if (protocol != m_fragmentProtocol)
    {
        m_counters.receivedPlain++;
        GoUp(packet, protocol, source, dest, type);
        return;
    }
    PacketFragmentAdapter::Message message;
    const FragmentOutcome outcome =
        Adapter().Push(Simulator::Now(), packet->Copy(), PeerOf(source), message);
    ArmTimer();
    if (IsRefusal(outcome))
    {
        m_fragmentRefused(packet, FragmentOutcomeName(outcome));
    }
    if (!message.content)
    {
        return;
    }
    m_reassembled(message);
    uint16_t inner = 0;
    if (message.type != PlainMessageType(m_strategy) ||
        !FragmentEnvelope::Open(message.content, inner))
    {
        DropPacket(message.content, PacketDrop::BAD_ENVELOPE);
        return;
    }
    GoUp(message.content, inner, source, dest, type);
}

void
FragmentNetDevice::GoUp(const Ptr<const Packet>& packet,
                        uint16_t protocol,
                        const Address& source,
                        const Address& dest,
                        PacketType type)
{
    m_counters.delivered++;
    if (!m_macRx.IsEmpty())
    {
        m_macRx(packet);
    }
    if (!m_sniffer.IsEmpty())
    {
        m_sniffer(packet, protocol, source, dest);
    }
    DeliverUp(packet, protocol, source, dest, type);
}

void
FragmentNetDevice::ArmTimer()
{
    // Deadlines come in order, so a timer that runs already runs for the first of them or for one
    // that is gone.
    if (!m_timer.IsExpired())
    {
        return;
    }
    if (const auto deadline = Adapter().NextDeadline())
    {
        m_timer = Simulator::Schedule(
            *deadline - Simulator::Now(), &FragmentNetDevice::ExpireMessages, this);
    }
}

void
FragmentNetDevice::ExpireMessages()
{
    NS_LOG_FUNCTION(this);
    Adapter().Expire(Simulator::Now());
    ArmTimer();
}

void
FragmentNetDevice::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_timer.Cancel();
    m_adapter.reset();
    m_frames.clear();
    StackedNetDevice::DoDispose();
}

} // namespace sharding
} // namespace ns3
