/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "request-server.h"

#include "ns3/inet-socket-address.h"
#include "ns3/log.h"
#include "ns3/random-role.h"
#include "ns3/sharding-compat.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("RequestServer");
NS_OBJECT_ENSURE_REGISTERED(RequestServer);

TypeId
RequestServer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::RequestServer")
            .SetParent<ProcessApplication>()
            .SetGroupName("Sharding")
            .AddConstructor<RequestServer>()
            .AddAttribute("Transport",
                          "How requests travel; the same for clients and servers.",
                          EnumDefault(RequestTransport::TCP),
                          EnumAccessor(&RequestServer::m_transport),
                          EnumNames(RequestTransport::TCP, "tcp", RequestTransport::UDP, "udp"))
            .AddAttribute("SegmentSize",
                          "Bytes of a full TCP segment; ns-3's own default is 536.",
                          UintegerValue(1448),
                          MakeUintegerAccessor(&RequestServer::m_segmentSize),
                          MakeUintegerChecker<uint32_t>(1, 65000))
            .AddAttribute("Port",
                          "Where it listens.",
                          UintegerValue(7000),
                          MakeUintegerAccessor(&RequestServer::m_port),
                          MakeUintegerChecker<uint16_t>(1))
            .AddAttribute(
                "Durability",
                "What an answer promises: none (nothing is written), async (written, synced each "
                "SyncInterval) or sync (synced before it is answered).",
                EnumDefault(Durability::SYNC),
                EnumAccessor(&RequestServer::m_durability),
                EnumNames(
                    Durability::NONE, "none", Durability::ASYNC, "async", Durability::SYNC, "sync"))
            .AddAttribute("SyncInterval",
                          "Local time from a write to its fsync with Durability=async.",
                          TimeValue(MilliSeconds(100)),
                          MakeTimeAccessor(&RequestServer::m_syncInterval),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("AnswerSize",
                          "Bytes of an answer besides its header.",
                          UintegerValue(200),
                          MakeUintegerAccessor(&RequestServer::m_answerSize),
                          MakeUintegerChecker<uint32_t>(0, RequestHeader::MAX_BODY))
            .AddAttribute("Remembered",
                          "Requests that are remembered, to be answered and not executed when they "
                          "come again.",
                          UintegerValue(65536),
                          MakeUintegerAccessor(&RequestServer::m_remembered),
                          MakeUintegerChecker<uint32_t>(1, 100000000))
            .AddAttribute("MaxConnections",
                          "TCP connections that may be open; a further one ends the one not used "
                          "for longest.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&RequestServer::m_maxConnections),
                          MakeUintegerChecker<uint32_t>(1, 60000))
            .AddAttribute("SendLimit",
                          "Bytes of answers that may wait for a TCP connection; one that needs "
                          "more is ended.",
                          UintegerValue(1 << 20),
                          MakeUintegerAccessor(&RequestServer::m_sendLimit),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("Execute",
                            "A request was executed.",
                            MakeTraceSourceAccessor(&RequestServer::m_executeTrace),
                            "ns3::sharding::RequestServer::ExecuteTracedCallback");
    return tid;
}

RequestServer::RequestServer()
{
    NS_LOG_FUNCTION(this);
}

RequestServer::~RequestServer()
{
    NS_LOG_FUNCTION(this);
}

RequestServer::Counters
RequestServer::GetCounters() const
{
    Counters counters = m_counters;
    counters.forgotten += m_log ? m_log->GetForgotten() : 0;
    return counters;
}

uint64_t
RequestServer::GetInWork() const
{
    return m_inWork;
}

RequestServer::Durability
RequestServer::GetDurability() const
{
    return m_durability;
}

void
RequestServer::DoStart()
{
    NS_LOG_FUNCTION(this);
    if (!m_names)
    {
        m_names = CreateForRole<UniformRandomVariable>("log-name/" + GetRole());
    }
    // Drawn at each start, so that the next one depends on nothing but how many there were.
    const uint64_t high = m_names->GetInteger(1, UINT32_MAX);
    const uint64_t name = high << 32 | m_names->GetInteger(0, UINT32_MAX);
    m_log = std::make_unique<RequestLog>(m_remembered, name);
    if (m_durability != Durability::NONE)
    {
        const auto found = RecoverDisk();
        m_counters.torn += !found.empty() && found.back().IsTorn() ? 1 : 0;
        m_counters.recovered += m_log->Recover(found);
    }
    m_transport == RequestTransport::TCP ? OpenTcp() : OpenUdp();
}

void
RequestServer::DoForget()
{
    NS_LOG_FUNCTION(this);
    m_counters.abandoned += m_inWork;
    m_counters.forgotten += m_log->GetForgotten();
    m_inWork = 0;
    m_log.reset();
    m_begun.clear();
    m_peers.clear();
    m_listener = nullptr;
    m_syncsLater = false;
}

void
RequestServer::DoDispose()
{
    m_peers.clear();
    m_listener = nullptr;
    ProcessApplication::DoDispose();
}

void
RequestServer::OpenTcp()
{
    m_listener = CreateSocket(TcpSocketFactory::GetTypeId());
    m_listener->SetAttribute("SegmentSize", UintegerValue(m_segmentSize));
    m_listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), m_port));
    m_listener->Listen();
    m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                  MakeCallback(&RequestServer::Accept, this));
}

void
RequestServer::OpenUdp()
{
    m_listener = CreateSocket(UdpSocketFactory::GetTypeId());
    m_listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), m_port));
    m_listener->SetRecvCallback(MakeCallback(&RequestServer::ReadUdp, this));
}

void
RequestServer::Accept(Ptr<Socket> socket, const Address& /* from */)
{
    WhenUp(
        [this, socket]
        {
            if (m_peers.size() >= m_maxConnections)
            {
                EvictOne();
            }
            m_counters.connections++;
            const uint64_t number = ++m_lastConnection;
            Peer& peer = m_peers[number];
            peer.used = ++m_uses;
            peer.connection = std::make_shared<RequestConnection>();
            RequestConnection::Handlers handlers;
            handlers.received = [this, number](Ptr<Packet> frame)
            {
                Origin origin;
                origin.connection = number;
                m_peers[number].used = ++m_uses;
                if (!Take(frame, origin))
                {
                    Drop(number, true);
                }
            };
            handlers.closed = [this, number](bool) { Drop(number, false); };
            handlers.spoiled = [this, number]
            {
                m_counters.damaged++;
                Drop(number, true);
            };
            handlers.whenUp = [this](std::function<void()> action) { WhenUp(std::move(action)); };
            peer.connection->Open(socket, true, m_sendLimit, handlers);
        });
}

void
RequestServer::ReadUdp(Ptr<Socket> socket)
{
    Address from;
    while (Ptr<Packet> frame = socket->RecvFrom(from))
    {
        Origin origin;
        origin.peer = from;
        Take(frame, origin);
    }
}

void
RequestServer::EvictOne()
{
    const auto oldest = std::min_element(m_peers.begin(),
                                         m_peers.end(),
                                         [](const auto& a, const auto& b)
                                         { return a.second.used < b.second.used; });
    m_counters.evicted++;
    Drop(oldest->first, true);
}

void
RequestServer::Drop(uint64_t connection, bool abort)
{
    const auto found = m_peers.find(connection);
    if (found == m_peers.end())
    {
        return;
    }
    const Ptr<Socket> socket = found->second.connection->Detach();
    m_peers.erase(found);
    if (abort)
    {
        AbortSocket(socket);
    }
    else
    {
        socket->Close(); // the peer has closed its side already
    }
}

bool
RequestServer::Take(Ptr<Packet> frame, Origin origin)
{
    const uint32_t size = frame->GetSize();
    if (TakeRequestHeader(frame, origin.header) != RequestParse::OK ||
        origin.header.kind != RequestKind::REQUEST)
    {
        m_counters.damaged++;
        return false;
    }
    m_counters.received++;
    m_inWork++;
    origin.received = GetWallTime();
    if (!Execute(size, [this, origin] { Handle(origin); }))
    {
        Refuse(origin, RequestStatus::BUSY);
    }
    return true;
}

void
RequestServer::Handle(const Origin& origin)
{
    const Key key{origin.header.client, origin.header.session, origin.header.sequence};
    switch (m_log->Find(key))
    {
    case RequestLog::Standing::UNKNOWN:
        Perform(key, origin);
        break;
    case RequestLog::Standing::BEGUN:
        m_inWork--;
        m_counters.repeated++;
        m_begun[key] = origin;
        break;
    case RequestLog::Standing::DONE:
        m_inWork--;
        m_counters.repeated++;
        Answer(origin, RequestStatus::DONE);
        break;
    }
}

void
RequestServer::Perform(const Key& key, const Origin& origin)
{
    m_log->Begin(key);
    m_begun[key] = origin;
    if (m_durability == Durability::NONE)
    {
        Finish(key);
        return;
    }
    const uint32_t size = RequestLog::RECORD_BYTES + origin.header.bodyLength;
    auto result = Append(m_log->MakeRecord(key, size));
    if (result == Disk::Result::OK && m_durability == Durability::SYNC)
    {
        result = Sync([this, key] { Finish(key); });
    }
    if (result != Disk::Result::OK)
    {
        m_log->Withdraw(key);
        m_begun.erase(key);
        Refuse(origin,
               result == Disk::Result::FULL ? RequestStatus::DISK_FULL : RequestStatus::BUSY);
        return;
    }
    if (m_durability == Durability::ASYNC)
    {
        SyncLater();
        Finish(key);
    }
}

void
RequestServer::Finish(const Key& key)
{
    m_inWork--;
    m_counters.executed++;
    m_log->Finish(key);
    m_executeTrace(key);
    const auto begun = m_begun.find(key);
    const Origin origin = begun->second;
    m_begun.erase(begun);
    Answer(origin, RequestStatus::DONE);
}

void
RequestServer::SyncLater()
{
    if (!m_syncsLater)
    {
        m_syncsLater = ScheduleLocal(m_syncInterval,
                                     [this]
                                     {
                                         m_syncsLater = false;
                                         Sync([] {});
                                     })
                           .IsValid();
    }
}

void
RequestServer::Refuse(const Origin& origin, RequestStatus status)
{
    m_inWork--;
    (status == RequestStatus::BUSY ? m_counters.busy : m_counters.diskFull)++;
    Answer(origin, status);
}

void
RequestServer::Answer(const Origin& origin, RequestStatus status)
{
    RequestHeader header = origin.header;
    header.kind = RequestKind::ANSWER;
    header.status = status;
    if (status == RequestStatus::DONE && m_durability != Durability::NONE)
    {
        const Key key{header.client, header.session, header.sequence};
        header.log = m_log->GetName();
        header.index = m_log->GetIndex(key);
    }
    header.receivedNs = origin.received.GetNanoSeconds();
    header.answeredNs = GetWallTime().GetNanoSeconds();
    Ptr<Packet> answer = Create<Packet>(status == RequestStatus::DONE ? m_answerSize : 0);
    SealRequest(answer, header);
    bool sent = false;
    if (origin.connection == 0)
    {
        sent = m_listener->SendTo(answer, 0, origin.peer) >= 0;
    }
    else if (m_peers.count(origin.connection) > 0)
    {
        sent = m_peers[origin.connection].connection->Send(answer);
        if (!sent)
        {
            Drop(origin.connection, true); // it does not read
        }
    }
    (sent ? m_counters.answers : m_counters.unanswered)++;
}

} // namespace sharding
} // namespace ns3
