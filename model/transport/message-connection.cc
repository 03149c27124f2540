/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "message-connection.h"

#include "ns3/boolean.h"
#include "ns3/inet-socket-address.h"
#include "ns3/log.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

NS_LOG_COMPONENT_DEFINE("MessageConnection");

MessageConnection::MessageConnection(const TransportHost& host,
                                     const Config& config,
                                     MessageConnectionOwner& owner)
    : m_host(host), m_config(config), m_owner(owner),
      m_core(config.framing, std::make_unique<MessageStream>(config.stream), *this),
      m_alarm(host, [this] { Ring(); })
{
}

MessageConnection::~MessageConnection()
{
    Detach();
}

void
MessageConnection::Prepare(Ptr<Socket> socket, const Config& config)
{
    socket->SetAttribute("SegmentSize", UintegerValue(config.segmentSize));
    socket->SetAttribute("SndBufSize", UintegerValue(config.sendBuffer));
    socket->SetAttribute("RcvBufSize", UintegerValue(config.receiveBuffer));
    socket->SetAttribute("TcpNoDelay", BooleanValue(config.noDelay));
    socket->SetAttribute("Timestamp", BooleanValue(config.timestamps));
}

bool
MessageConnection::Open(const Address& to, const AlpnOffer& offer)
{
    NS_LOG_FUNCTION(this << to);
    const Time now = m_host.now();
    m_core.Offer(now, offer);
    Ptr<Socket> socket = m_host.createSocket(TcpSocketFactory::GetTypeId());
    Prepare(socket, m_config);
    Attach(socket);
    const int bound = InetSocketAddress::IsMatchingType(to) ? socket->Bind() : socket->Bind6();
    if (bound != 0 || socket->Connect(to) != 0)
    {
        Close(CloseReason::BROKEN);
        return false;
    }
    m_alarm.Set(now, m_core.NextDeadline());
    return true;
}

void
MessageConnection::Accept(Ptr<Socket> socket, FramedConnection::Judge judge)
{
    NS_LOG_FUNCTION(this << socket);
    const Time now = m_host.now();
    m_core.Await(now, std::move(judge));
    m_connected = true;
    Attach(socket);
    m_alarm.Set(now, m_core.NextDeadline());
    HandleRead(socket); // the offer may have come with the handshake
}

void
MessageConnection::Attach(Ptr<Socket> socket)
{
    m_socket = socket;
    socket->SetConnectCallback(MakeCallback(&MessageConnection::HandleConnected, this),
                               MakeCallback(&MessageConnection::HandleFailed, this));
    socket->SetCloseCallbacks(MakeCallback(&MessageConnection::HandleClosed, this),
                              MakeCallback(&MessageConnection::HandleError, this));
    socket->SetRecvCallback(MakeCallback(&MessageConnection::HandleRead, this));
    socket->SetDataSentCallback(MakeCallback(&MessageConnection::HandleDataSent, this));
    socket->SetSendCallback(MakeCallback(&MessageConnection::HandleRoom, this));
}

void
MessageConnection::Detach()
{
    m_pump.Cancel();
    if (m_socket)
    {
        m_socket->SetConnectCallback(MakeNullCallback<void, Ptr<Socket>>(),
                                     MakeNullCallback<void, Ptr<Socket>>());
        m_socket->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(),
                                    MakeNullCallback<void, Ptr<Socket>>());
        m_socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        m_socket->SetDataSentCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
        m_socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
        m_socket = nullptr;
    }
}

bool
MessageConnection::Cancel(uint64_t ticket)
{
    return m_core.Stream().Queue().Cancel(ticket);
}

void
MessageConnection::PauseReading(bool paused)
{
    m_userPause = paused;
    if (!paused && m_socket)
    {
        HandleRead(m_socket);
    }
}

void
MessageConnection::Close(CloseReason reason)
{
    NS_LOG_FUNCTION(this << CloseReasonName(reason));
    if (m_ended)
    {
        return;
    }
    const Ptr<MessageConnection> self(this);
    m_core.Close(reason);
    if (Ptr<Socket> socket = m_socket)
    {
        Pump(); // a refusal still has to be said
        Detach();
        socket->Close();
    }
    m_ended = reason != CloseReason::DUPLICATE;
    m_owner.ConnectionClosed(*this, reason);
}

void
MessageConnection::Forget()
{
    m_alarm.Forget();
    Detach();
    m_ended = true;
    m_core.Stream().SetListener(nullptr);
    m_core.Close(CloseReason::BROKEN);
}

void
MessageConnection::Resume()
{
    const Ptr<MessageConnection> self(this);
    if (m_socket)
    {
        HandleRead(m_socket);
    }
    Pump();
}

void
MessageConnection::Flush()
{
    Pump();
}

void
MessageConnection::SwapStream(MessageConnection& other)
{
    m_core.SwapStream(other.m_core);
    PumpSoon();
}

const FramedConnection&
MessageConnection::Core() const
{
    return m_core;
}

void
MessageConnection::OnOpen()
{
    m_owner.ConnectionOpened(*this);
    PumpSoon();
}

void
MessageConnection::OnMessage(const InboundMessage& message)
{
    m_owner.ConnectionReceived(*this, message);
}

void
MessageConnection::OnFate(uint64_t ticket, SendFate fate)
{
    m_owner.ConnectionFate(*this, ticket, fate);
}

void
MessageConnection::OnLoss(const LostMessage& lost)
{
    m_owner.ConnectionLost(*this, lost);
}

void
MessageConnection::HandleConnected(Ptr<Socket>)
{
    NS_LOG_FUNCTION(this);
    m_connected = true;
    Pump();
}

void
MessageConnection::HandleFailed(Ptr<Socket>)
{
    EndByPeer(CloseReason::BROKEN);
}

void
MessageConnection::HandleClosed(Ptr<Socket>)
{
    EndByPeer(CloseReason::PEER);
}

void
MessageConnection::HandleError(Ptr<Socket>)
{
    EndByPeer(CloseReason::BROKEN);
}

void
MessageConnection::EndByPeer(CloseReason reason)
{
    NS_LOG_FUNCTION(this << CloseReasonName(reason));
    if (m_end == CloseReason::NONE)
    {
        m_end = reason;
    }
    if (m_socket)
    {
        HandleRead(m_socket);
    }
}

bool
MessageConnection::ShouldPause()
{
    return m_userPause || m_core.Stream().WantsPause();
}

void
MessageConnection::HandleRead(Ptr<Socket> socket)
{
    const Ptr<MessageConnection> self(this);
    if (!m_host.isUp())
    {
        return; // Resume reads on
    }
    const Time now = m_host.now();
    bool isEmpty = false;
    while (m_socket && !ShouldPause() && !isEmpty)
    {
        Ptr<Packet> packet = socket->Recv();
        isEmpty = !packet || packet->GetSize() == 0;
        if (!isEmpty)
        {
            m_in.resize(std::max<size_t>(m_in.size(), packet->GetSize()));
            const uint32_t size = packet->CopyData(m_in.data(), packet->GetSize());
            m_core.Receive(now, {m_in.data(), size});
        }
        if (m_socket && m_core.GetState() == FramedConnection::State::CLOSED)
        {
            Close(m_core.GetCloseReason());
        }
    }
    if (!m_socket)
    {
        return;
    }
    if (m_paused != !isEmpty)
    {
        m_paused = !isEmpty;
        m_core.SetPaused(now, m_paused);
    }
    if (m_end != CloseReason::NONE && isEmpty)
    {
        Close(m_end);
        return;
    }
    m_owner.ConnectionUsed(*this);
    if (m_socket && m_core.HasOutput())
    {
        PumpSoon();
    }
    else if (m_socket)
    {
        m_alarm.Set(now, m_core.NextDeadline());
    }
}

void
MessageConnection::HandleDataSent(Ptr<Socket>, uint32_t bytes)
{
    m_unsent -= std::min<uint64_t>(m_unsent, bytes);
    Pump();
}

void
MessageConnection::HandleRoom(Ptr<Socket>, uint32_t)
{
    Pump();
}

void
MessageConnection::PumpSoon()
{
    if (m_pump.IsExpired() && !m_owner.ConnectionWaits(*this))
    {
        m_pump = Simulator::ScheduleNow(&MessageConnection::Pump, this);
    }
}

void
MessageConnection::Pump()
{
    // Who is told of a fate may come here while what was taken out of the queue is not in the socket yet.
    if (m_isPumping || !m_socket || !m_connected || !m_host.isUp())
    {
        return;
    }
    const Ptr<MessageConnection> self(this);
    m_isPumping = true;
    const bool sent = WriteAll();
    m_isPumping = false;
    if (m_socket)
    {
        m_alarm.Set(m_host.now(), m_core.NextDeadline());
    }
    if (sent)
    {
        m_owner.ConnectionUsed(*this);
    }
}

/// @return whether something was written
bool
MessageConnection::WriteAll()
{
    const Time now = m_host.now();
    bool sent = false;
    while (m_socket && m_core.HasOutput())
    {
        // Data-sent and room callbacks come for as long as something is in the socket.
        const uint64_t limit = m_config.lookAhead == 0 ? UINT64_MAX : m_config.lookAhead;
        const uint64_t ahead = limit - std::min(limit, m_unsent);
        const uint64_t worthIt = std::min<uint64_t>(limit, m_config.segmentSize);
        const auto room =
            static_cast<size_t>(std::min<uint64_t>(ahead, m_socket->GetTxAvailable()));
        const bool isRoomToCome = m_unsent > 0 || m_socket->GetTxAvailable() < m_config.sendBuffer;
        if (room == 0 ||
            (room < worthIt && isRoomToCome && m_core.Stream().Queue().WaitingBytes() >= room))
        {
            break;
        }
        m_out.resize(std::max(m_out.size(), room));
        const size_t size = m_core.Write(now, m_out.data(), room);
        if (size == 0 || !m_socket)
        {
            break;
        }
        m_unsent += size;
        sent = true;
        if (m_socket->Send(Create<Packet>(m_out.data(), static_cast<uint32_t>(size))) < 0)
        {
            EndByPeer(CloseReason::BROKEN); // TCP has ended and not told yet
            return false;
        }
    }
    return sent;
}

void
MessageConnection::Ring()
{
    const Ptr<MessageConnection> self(this);
    m_core.Expire(m_host.now());
    if (m_core.GetState() == FramedConnection::State::CLOSED)
    {
        Close(m_core.GetCloseReason());
        return;
    }
    if (m_paused && m_socket)
    {
        HandleRead(m_socket); // what has expired may have made room
    }
    Pump();
    m_alarm.Set(m_host.now(), m_core.NextDeadline());
}

} // namespace sharding
} // namespace ns3
