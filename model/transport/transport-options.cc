/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transport-options.h"

#include "ns3/boolean.h"
#include "ns3/canonical-strategy.h"
#include "ns3/double.h"
#include "ns3/my-sql-strategy.h"
#include "ns3/sharding-compat.h"
#include "ns3/total-length-strategy.h"
#include "ns3/uinteger.h"
#include "ns3/web-socket-strategy.h"

namespace ns3
{
namespace sharding
{

NS_OBJECT_ENSURE_REGISTERED(TransportOptions);

TypeId
TransportOptions::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::TransportOptions")
            .SetParent<Object>()
            .SetGroupName("Sharding")
            .AddAttribute("Strategy",
                          "How fragments are told apart: canonical, total-length, mysql or "
                          "websocket. The last two have no "
                          "message ids, so that messages are not interleaved.",
                          EnumDefault(Strategy::CANONICAL),
                          EnumAccessor(&TransportOptions::m_strategy),
                          EnumNames(Strategy::CANONICAL,
                                    "canonical",
                                    Strategy::TOTAL_LENGTH,
                                    "total-length",
                                    Strategy::MY_SQL,
                                    "mysql",
                                    Strategy::WEB_SOCKET,
                                    "websocket"))
            .AddAttribute("FragmentPayload",
                          "Most bytes of a message in one fragment: what an urgent message waits "
                          "for at least.",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&TransportOptions::m_fragmentPayload),
                          MakeUintegerChecker<uint32_t>(16, 16777216))
            .AddAttribute("MaxMessageSize",
                          "Longest message in both directions, bytes.",
                          UintegerValue(16777216),
                          MakeUintegerAccessor(&TransportOptions::m_maxMessageSize),
                          MakeUintegerChecker<uint64_t>(1, 1U << 31))
            .AddAttribute("MaxFragments",
                          "Most fragments of a message in both directions.",
                          UintegerValue(1048576),
                          MakeUintegerAccessor(&TransportOptions::m_maxFragments),
                          MakeUintegerChecker<uint32_t>(1, 1U << 31))
            .AddAttribute("MaxOpenMessages",
                          "Messages of one connection that may wait for fragments.",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&TransportOptions::m_maxOpenMessages),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("ReassemblyBytes",
                          "Memory of one connection for messages that wait for fragments.",
                          UintegerValue(67108864),
                          MakeUintegerAccessor(&TransportOptions::m_reassemblyBytes),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("ReassemblySoftBytes",
                          "Memory from which on a connection is not read.",
                          UintegerValue(50331648),
                          MakeUintegerAccessor(&TransportOptions::m_reassemblySoftBytes),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("ReassemblyTimeout",
                          "From the first fragment of a message to giving it up.",
                          TimeValue(Seconds(600)),
                          MakeTimeAccessor(&TransportOptions::m_reassemblyTimeout),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Interleave",
                          "Whether messages may go between the fragments of another one.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&TransportOptions::m_interleave),
                          MakeBooleanChecker())
            .AddAttribute(
                "Quantum",
                "Bytes that messages of one priority send before others of it have their turn.",
                UintegerValue(4096),
                MakeUintegerAccessor(&TransportOptions::m_quantum),
                MakeUintegerChecker<uint32_t>(64))
            .AddAttribute("StarvationGuard",
                          "A priority that has watched so many bytes of more urgent messages go by "
                          "may send one fragment; 0: never.",
                          UintegerValue(65536),
                          MakeUintegerAccessor(&TransportOptions::m_starvationGuard),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("QueueMessages",
                          "Messages of one connection that may wait to be sent.",
                          UintegerValue(16384),
                          MakeUintegerAccessor(&TransportOptions::m_queueMessages),
                          MakeUintegerChecker<uint32_t>(1, 1048576))
            .AddAttribute("QueueBytes",
                          "Their bytes.",
                          UintegerValue(33554432),
                          MakeUintegerAccessor(&TransportOptions::m_queueBytes),
                          MakeUintegerChecker<uint64_t>(1))
            .AddAttribute("LookAhead",
                          "Bytes that may lie in the socket without having been sent, where "
                          "nothing can overtake them; 0: as many as fit.",
                          UintegerValue(16384),
                          MakeUintegerAccessor(&TransportOptions::m_lookAhead),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("SendBuffer",
                          "TCP's send buffer, bytes: what was not sent and what is in flight.",
                          UintegerValue(131072),
                          MakeUintegerAccessor(&TransportOptions::m_sendBuffer),
                          MakeUintegerChecker<uint32_t>(2048))
            .AddAttribute("ReceiveBuffer",
                          "TCP's receive buffer, bytes.",
                          UintegerValue(131072),
                          MakeUintegerAccessor(&TransportOptions::m_receiveBuffer),
                          MakeUintegerChecker<uint32_t>(2048))
            .AddAttribute("SegmentSize",
                          "TCP's largest payload, bytes.",
                          UintegerValue(1448),
                          MakeUintegerAccessor(&TransportOptions::m_segmentSize),
                          MakeUintegerChecker<uint32_t>(64, 65000))
            .AddAttribute("NoDelay",
                          "Whether small segments go out at once (no Nagle).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&TransportOptions::m_noDelay),
                          MakeBooleanChecker())
            .AddAttribute(
                "Timestamps",
                "TCP timestamps (RFC 7323). While they are on, ns-3 takes no notice of segments "
                "without them, such as a RST from a port where nobody listens any more.",
                BooleanValue(false),
                MakeBooleanAccessor(&TransportOptions::m_timestamps),
                MakeBooleanChecker())
            .AddAttribute("OpenTimeout",
                          "For connecting and agreeing on a protocol.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&TransportOptions::m_openTimeout),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("SilenceTimeout",
                          "A connection on which nothing was heard for so long is closed; the "
                          "other side is told to say something three times as often; 0: never.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&TransportOptions::m_silenceTimeout),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("MaxPending",
                          "Accepted connections that have not said their protocols yet.",
                          UintegerValue(128),
                          MakeUintegerAccessor(&TransportOptions::m_maxPending),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxAccepted",
                          "Accepted connections that do not belong to the pool.",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&TransportOptions::m_maxAccepted),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("ConnectionsPerPeer",
                          "Connections with one peer.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&TransportOptions::m_perPeer),
                          MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute("MaxConnections",
                          "Connections of the pool.",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&TransportOptions::m_maxConnections),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute(
                "IdleTimeout",
                "A connection of the pool that was not used for so long is closed; 0: never.",
                TimeValue(Seconds(60)),
                MakeTimeAccessor(&TransportOptions::m_idleTimeout),
                MakeTimeChecker(Time(0)))
            .AddAttribute("BackOffMin",
                          "How long a peer is not tried after its first failure; doubles with "
                          "each; 0: no back-off.",
                          TimeValue(MilliSeconds(50)),
                          MakeTimeAccessor(&TransportOptions::m_backOffMin),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("BackOffMax",
                          "Longest back-off.",
                          TimeValue(Seconds(5)),
                          MakeTimeAccessor(&TransportOptions::m_backOffMax),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("BackOffJitter",
                          "The back-off is spread by this part of it to both sides.",
                          DoubleValue(0.2),
                          MakeDoubleAccessor(&TransportOptions::m_backOffJitter),
                          MakeDoubleChecker<double>(0, 1));
    return tid;
}

std::shared_ptr<const FragmentStrategy>
TransportOptions::MakeStrategy() const
{
    switch (m_strategy)
    {
    case Strategy::CANONICAL:
        return std::make_shared<CanonicalStrategy>(m_fragmentPayload);
    case Strategy::TOTAL_LENGTH:
        return std::make_shared<TotalLengthStrategy>(m_fragmentPayload);
    case Strategy::MY_SQL:
        return std::make_shared<MySqlStrategy>(m_fragmentPayload);
    case Strategy::WEB_SOCKET:
        return std::make_shared<WebSocketStrategy>(m_fragmentPayload);
    }
    return nullptr;
}

MessageConnection::Config
TransportOptions::GetConnectionConfig() const
{
    MessageConnection::Config config;
    FragmentAdapterConfig& fragment = config.stream.fragment;
    fragment.strategy = MakeStrategy();
    fragment.limits.maxMessageSize = m_maxMessageSize;
    fragment.limits.maxFragments = m_maxFragments;
    fragment.limits.maxOpenMessages = m_maxOpenMessages;
    fragment.limits.maxBytes = m_reassemblyBytes;
    fragment.limits.softBytes = m_reassemblySoftBytes;
    fragment.limits.timeout = m_reassemblyTimeout;
    fragment.outbound.maxMessageSize = m_maxMessageSize;
    fragment.outbound.maxFragments = m_maxFragments;
    SendQueue::Config& queue = config.stream.queue;
    queue.maxMessages = m_queueMessages;
    queue.maxBytes = m_queueBytes;
    queue.frameType = m_strategy == Strategy::WEB_SOCKET ? uint32_t{WebSocketStrategy::BINARY} : 0;
    queue.scheduler.interleave = m_interleave;
    queue.scheduler.quantumBytes = m_quantum;
    queue.scheduler.guardBytes = m_starvationGuard;
    config.framing.openTimeout = m_openTimeout;
    config.framing.idleTimeout = m_silenceTimeout;
    config.lookAhead = m_lookAhead;
    config.sendBuffer = m_sendBuffer;
    config.receiveBuffer = m_receiveBuffer;
    config.segmentSize = m_segmentSize;
    config.noDelay = m_noDelay;
    config.timestamps = m_timestamps;
    return config;
}

ConnectionPool::Config
TransportOptions::GetPoolConfig(uint64_t self) const
{
    ConnectionPool::Config config;
    config.self = self;
    config.maxPerPeer = m_perPeer;
    config.maxTotal = m_maxConnections;
    config.idleTimeout = m_idleTimeout;
    config.openTimeout = m_openTimeout;
    config.backOffMin = m_backOffMin;
    config.backOffMax = m_backOffMax;
    config.jitter = m_backOffJitter;
    return config;
}

std::string
TransportOptions::Validate() const
{
    const auto connection = GetConnectionConfig();
    for (const auto& wrong : {MessageStream::Config::Validate(connection.stream),
                              FramedConnection::Config::Validate(connection.framing),
                              ConnectionPool::Config::Validate(GetPoolConfig(0))})
    {
        if (!wrong.empty())
        {
            return wrong;
        }
    }
    return m_sendBuffer < 2 * m_segmentSize || m_receiveBuffer < 2 * m_segmentSize
               ? "SendBuffer and ReceiveBuffer must hold at least two segments"
               : "";
}

} // namespace sharding
} // namespace ns3
