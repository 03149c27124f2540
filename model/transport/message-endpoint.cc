/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "message-endpoint.h"

#include "ns3/log.h"
#include "ns3/random-role.h"
#include "ns3/tcp-socket-factory.h"

#include <utility>

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("MessageEndpoint");
NS_OBJECT_ENSURE_REGISTERED(MessageEndpoint);

TypeId
MessageEndpoint::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::sharding::MessageEndpoint")
            .SetParent<TransportOptions>()
            .SetGroupName("Sharding")
            .AddConstructor<MessageEndpoint>()
            .AddTraceSource("Pool",
                            "The pool opened, refused, closed or replaced a connection.",
                            MakeTraceSourceAccessor(&MessageEndpoint::m_poolTrace),
                            "ns3::sharding::MessageEndpoint::PoolTracedCallback")
            .AddTraceSource("Open",
                            "Both sides have agreed on a protocol.",
                            MakeTraceSourceAccessor(&MessageEndpoint::m_openTrace),
                            "ns3::sharding::MessageEndpoint::OpenTracedCallback")
            .AddTraceSource("Close",
                            "A connection has ended, with the reason.",
                            MakeTraceSourceAccessor(&MessageEndpoint::m_closeTrace),
                            "ns3::sharding::MessageEndpoint::CloseTracedCallback")
            .AddTraceSource("Answer",
                            "An offer was answered.",
                            MakeTraceSourceAccessor(&MessageEndpoint::m_answerTrace),
                            "ns3::sharding::MessageEndpoint::AnswerTracedCallback")
            .AddTraceSource("Refuse",
                            "A message was not taken, with the reason.",
                            MakeTraceSourceAccessor(&MessageEndpoint::m_refuseTrace),
                            "ns3::sharding::MessageEndpoint::RefuseTracedCallback")
            .AddTraceSource("Lost",
                            "A message was given up after a part had come.",
                            MakeTraceSourceAccessor(&MessageEndpoint::m_lostTrace),
                            "ns3::sharding::MessageEndpoint::LostTracedCallback");
    return tid;
}

MessageEndpoint::MessageEndpoint() = default;

MessageEndpoint::~MessageEndpoint() = default;

void
MessageEndpoint::DoDispose()
{
    Forget();
    m_router = {};
    m_onFate = nullptr;
    TransportOptions::DoDispose();
}

bool
MessageEndpoint::Serve(const std::string& protocol, const ProtocolHandler& handler)
{
    return m_router.Register(protocol, handler);
}

void
MessageEndpoint::Offer(const std::vector<std::string>& protocols)
{
    NS_ASSERT_MSG(ValidateProtocols(protocols).empty(), ValidateProtocols(protocols));
    m_offered = protocols;
    m_offersAll = false;
}

void
MessageEndpoint::AddPeer(uint64_t peer, const Address& address)
{
    m_addresses[peer] = address;
}

void
MessageEndpoint::SetFateCallback(std::function<void(uint64_t, SendFate)> onFate)
{
    m_onFate = std::move(onFate);
}

void
MessageEndpoint::Start(const TransportHost& host, uint64_t self)
{
    NS_LOG_FUNCTION(this << host.role << self);
    NS_ASSERT_MSG(Validate().empty(), Validate());
    m_host = host;
    m_self = self;
    for (uint32_t i = 0; m_offersAll && i < m_router.Count(); i++)
    {
        m_offered.push_back(m_router.Name(i));
    }
    m_offersAll = false;
    if (m_offered.empty())
    {
        return; // serves nothing and offers nothing: there is nothing to begin
    }
    m_config = GetConnectionConfig();
    m_config.stream.queue.serials = &m_tickets;
    if (!m_jitter)
    {
        m_jitter = CreateForRole<UniformRandomVariable>("back-off/" + host.role);
    }
    m_pool = std::make_unique<ConnectionPool>(
        GetPoolConfig(self),
        [this] { return m_jitter->GetValue(); },
        [this](PoolEvent event, uint64_t peer, uint64_t connection)
        { m_poolTrace(event, peer, connection); });
    m_alarm = std::make_unique<LocalAlarm>(m_host, [this] { Ring(); });
}

bool
MessageEndpoint::Listen(const Address& local)
{
    NS_LOG_FUNCTION(this << local);
    if (!m_pool || m_listener)
    {
        return false;
    }
    Ptr<Socket> listener = m_host.createSocket(TcpSocketFactory::GetTypeId());
    MessageConnection::Prepare(listener, m_config);
    if (listener->Bind(local) != 0 || listener->Listen() != 0)
    {
        return false;
    }
    m_listener = listener;
    // Those that are too many are accepted and closed: then the other side knows at once.
    m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                  MakeCallback(&MessageEndpoint::HandleAccept, this));
    return true;
}

Result<uint64_t, SendError>
MessageEndpoint::Refuse(SendError error)
{
    m_totals.refused[static_cast<size_t>(error)]++;
    m_refuseTrace(error);
    return error;
}

MessageEndpoint::Found
MessageEndpoint::FindConnection(uint64_t peer)
{
    if (!m_pool)
    {
        return {nullptr, SendError::CLOSED};
    }
    const bool isKnown = m_addresses.count(peer) > 0;
    if (!isKnown && m_pool->CountOf(peer) == 0)
    {
        return {nullptr, SendError::UNKNOWN_PEER};
    }
    const auto grant = m_pool->Acquire(m_host.now(), peer);
    if (grant.toClose != ConnectionPool::NO_CONNECTION)
    {
        ClosePooled(grant.toClose, CloseReason::EVICTED);
    }
    if (grant.toOpen != ConnectionPool::NO_CONNECTION)
    {
        OpenTo(peer, grant.toOpen);
    }
    if (grant.use == ConnectionPool::NO_CONNECTION)
    {
        m_retryAt = grant.retryAt;
        return {nullptr, grant.error};
    }
    const auto found = m_byPooled.find(grant.use);
    if (found == m_byPooled.end())
    {
        return {nullptr, SendError::CLOSED}; // it could not even begin to open
    }
    return {PeekPointer(m_entries.at(found->second).connection), SendError::CLOSED};
}

Time
MessageEndpoint::GetRetryAt() const
{
    return m_retryAt;
}

MessageEndpoint::Entry&
MessageEndpoint::AddEntry()
{
    const uint64_t tag = ++m_lastTag;
    Entry& entry = m_entries[tag];
    entry.connection =
        Ptr<MessageConnection>(new MessageConnection(m_host, m_config, *this), false);
    entry.connection->tag = tag;
    return entry;
}

void
MessageEndpoint::OpenTo(uint64_t peer, uint64_t number)
{
    const auto address = m_addresses.find(peer);
    if (address == m_addresses.end())
    {
        m_pool->NoteClosed(m_host.now(), number, CloseReason::ASKED); // it came to us, and left
        return;
    }
    Entry& entry = AddEntry();
    entry.pooled = number;
    m_byPooled[number] = entry.connection->tag;
    AlpnOffer offer;
    offer.nodeId = m_self;
    offer.serial = m_pool->NextSerial(m_host.now(), number);
    offer.protocols = m_offered;
    const Ptr<MessageConnection> connection = entry.connection;
    connection->Open(address->second, offer);
}

void
MessageEndpoint::ClosePooled(uint64_t number, CloseReason reason)
{
    const uint64_t tag = m_byPooled.at(number);
    m_byPooled.erase(number);
    Entry& entry = m_entries.at(tag);
    entry.pooled = ConnectionPool::NO_CONNECTION;
    const Ptr<MessageConnection> connection = entry.connection;
    connection->Close(reason);
}

void
MessageEndpoint::ConnectionOpened(MessageConnection& connection)
{
    const FramedConnection& core = connection.Core();
    Entry& entry = m_entries.at(connection.tag);
    entry.protocol = m_router.Find(core.GetProtocol()).value();
    if (entry.pooled != ConnectionPool::NO_CONNECTION && !entry.accepted)
    {
        m_pool->NoteOpened(m_host.now(), entry.pooled, core.GetVoidSerial());
    }
    ConnectionUsed(connection);
    m_openTrace(core.GetPeer(), core.GetProtocol());
    const ProtocolHandler& handler = m_router.Get(entry.protocol);
    if (handler.onOpen)
    {
        handler.onOpen(connection);
    }
}

void
MessageEndpoint::ConnectionReceived(MessageConnection& connection, const InboundMessage& message)
{
    const ProtocolHandler& handler = m_router.Get(m_entries.at(connection.tag).protocol);
    if (handler.onMessage)
    {
        handler.onMessage(connection, message);
    }
}

void
MessageEndpoint::ConnectionFate(MessageConnection&, uint64_t ticket, SendFate fate)
{
    if (m_onFate)
    {
        m_onFate(ticket, fate);
    }
}

void
MessageEndpoint::ConnectionLost(MessageConnection&, const LostMessage& lost)
{
    m_lostTrace(lost);
}

bool
MessageEndpoint::ConnectionWaits(MessageConnection& connection)
{
    if (m_isGathering && !connection.isAwaited)
    {
        connection.isAwaited = true;
        m_ready.emplace_back(&connection);
    }
    return m_isGathering;
}

void
MessageEndpoint::SendTogether(const std::function<void()>& action)
{
    if (m_isGathering)
    {
        action();
        return;
    }
    m_isGathering = true;
    action();
    m_isGathering = false;
    // Sending may close a connection, which calls users, who may come here again.
    const auto ready = std::move(m_ready);
    m_ready.clear();
    for (const auto& connection : ready)
    {
        connection->isAwaited = false;
        connection->Flush();
    }
}

void
MessageEndpoint::ConnectionUsed(MessageConnection& connection)
{
    Entry& entry = m_entries.at(connection.tag);
    if (entry.pooled == ConnectionPool::NO_CONNECTION ||
        connection.Core().GetState() != FramedConnection::State::OPEN)
    {
        return;
    }
    // Keep-alives are no use.
    const MessageStream& stream = connection.Core().Stream();
    const uint64_t uses = 1 + stream.Queue().GetCounters().accepted + stream.GetCounters().messages;
    const bool isBusy = stream.Queue().Waiting() > 0;
    if (isBusy && !entry.busy)
    {
        m_pool->NoteBusy(entry.pooled);
    }
    else if (!isBusy && (entry.busy || uses != entry.uses))
    {
        m_pool->NoteIdle(m_host.now(), entry.pooled);
        SetAlarm();
    }
    entry.uses = uses;
    entry.busy = isBusy;
}

void
MessageEndpoint::ConnectionClosed(MessageConnection& connection, CloseReason reason)
{
    NS_LOG_FUNCTION(this << CloseReasonName(reason));
    const auto found = m_entries.find(connection.tag);
    const Entry entry = found->second;
    if (entry.pooled != ConnectionPool::NO_CONNECTION)
    {
        const bool isAwaited = m_pool->NoteClosed(m_host.now(), entry.pooled, reason);
        SetAlarm();
        if (isAwaited)
        {
            return;
        }
        m_byPooled.erase(entry.pooled);
    }
    const bool wasOpen = entry.protocol != UINT32_MAX;
    m_pending -= entry.accepted && !wasOpen;
    m_outsiders -= entry.outsider;
    m_totals.closed[static_cast<size_t>(reason)]++;
    m_totals.Add(connection.Core().Stream());
    m_entries.erase(found);
    m_closeTrace(connection.Core().GetPeer(), reason);
    if (wasOpen && m_router.Get(entry.protocol).onClose)
    {
        m_router.Get(entry.protocol).onClose(connection, reason);
    }
}

void
MessageEndpoint::Ring()
{
    // Closing calls users, who may use the pool: what Expire has said must not change meanwhile.
    const auto closings = m_pool->Expire(m_host.now());
    for (const auto& closing : closings)
    {
        ClosePooled(closing.connection, closing.reason);
    }
    SetAlarm();
}

void
MessageEndpoint::SetAlarm()
{
    m_alarm->Set(m_host.now(), m_pool->NextDeadline());
}

std::vector<Ptr<MessageConnection>>
MessageEndpoint::ListConnections() const
{
    std::vector<Ptr<MessageConnection>> connections;
    for (const auto& [tag, entry] : m_entries)
    {
        connections.push_back(entry.connection);
    }
    return connections;
}

void
MessageEndpoint::Stop()
{
    if (m_listener)
    {
        m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                      MakeNullCallback<void, Ptr<Socket>, const Address&>());
        m_listener->Close();
        m_listener = nullptr;
    }
    for (const auto& connection : ListConnections())
    {
        connection->Close();
    }
}

void
MessageEndpoint::Forget()
{
    for (const auto& [tag, entry] : m_entries)
    {
        entry.connection->Forget();
        m_totals.closed[static_cast<size_t>(CloseReason::BROKEN)]++;
        m_totals.Add(entry.connection->Core().Stream());
    }
    m_entries.clear();
    m_byPooled.clear();
    m_pending = 0;
    m_outsiders = 0;
    m_listener = nullptr;
    if (m_alarm)
    {
        m_alarm->Forget();
    }
    m_alarm = nullptr;
    if (m_pool)
    {
        m_totals.Add(*m_pool);
        m_pool = nullptr;
    }
}

void
MessageEndpoint::Resume()
{
    for (const auto& connection : ListConnections())
    {
        connection->Resume();
    }
    if (m_alarm)
    {
        SetAlarm();
    }
}

MessageEndpoint::Totals
MessageEndpoint::GetTotals() const
{
    Totals totals = m_totals;
    for (const auto& [tag, entry] : m_entries)
    {
        totals.Add(entry.connection->Core().Stream());
    }
    if (m_pool)
    {
        totals.Add(*m_pool);
    }
    return totals;
}

uint32_t
MessageEndpoint::CountConnections() const
{
    return static_cast<uint32_t>(m_entries.size());
}

} // namespace sharding
} // namespace ns3
