/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "framed-connection.h"

#include "ns3/assert.h"

#include <algorithm>
#include <cstring>

namespace ns3
{
namespace sharding
{

namespace
{

CloseReason
ReasonOf(AlpnStatus status)
{
    switch (status)
    {
    case AlpnStatus::NO_PROTOCOL:
        return CloseReason::NO_PROTOCOL;
    case AlpnStatus::BUSY:
        return CloseReason::BUSY;
    case AlpnStatus::DUPLICATE:
        return CloseReason::DUPLICATE;
    case AlpnStatus::ACCEPTED:
        break;
    }
    return CloseReason::NONE;
}

} // namespace

std::string
FramedConnection::Config::Validate(const Config& config)
{
    if (!config.openTimeout.IsStrictlyPositive())
    {
        return "openTimeout must be positive";
    }
    if (config.idleTimeout.IsStrictlyNegative() ||
        config.idleTimeout.GetMilliSeconds() > UINT32_MAX)
    {
        return "idleTimeout must lie in [0, 2^32 ms)";
    }
    if (config.idleTimeout.IsStrictlyPositive() && config.idleTimeout < MilliSeconds(3))
    {
        return "idleTimeout must be 0 or at least 3 ms";
    }
    return "";
}

FramedConnection::FramedConnection(const Config& config,
                                   std::unique_ptr<MessageStream> stream,
                                   FramedConnectionListener& listener)
    : m_config(config), m_listener(listener), m_stream(std::move(stream))
{
    NS_ASSERT_MSG(Config::Validate(config).empty(), Config::Validate(config));
    m_stream->SetListener(&m_listener);
}

FramedConnection::~FramedConnection() = default;

void
FramedConnection::Offer(const Time& now, AlpnOffer offer)
{
    offer.idleTimeoutMs = static_cast<uint32_t>(m_config.idleTimeout.GetMilliSeconds());
    m_out = EncodeOffer(offer);
    m_offered = std::move(offer.protocols);
    m_openBy = now + m_config.openTimeout;
}

void
FramedConnection::Await(const Time& now, Judge judge)
{
    m_judge = std::move(judge);
    m_openBy = now + m_config.openTimeout;
}

void
FramedConnection::Receive(const Time& now, ByteSpan bytes)
{
    m_heard = now;
    if (m_state == State::OPENING)
    {
        m_said = now;
        bytes = bytes.From(TakePreface(bytes));
    }
    if (m_state == State::OPEN && bytes.size > 0 && !m_stream->Receive(now, bytes) &&
        m_state == State::OPEN)
    {
        Close(CloseReason::STREAM);
    }
}

size_t
FramedConnection::TakePreface(ByteSpan bytes)
{
    const size_t had = m_head.size();
    const size_t more = std::min(bytes.size, MAX_PREFACE - had);
    m_head.insert(m_head.end(), bytes.data, bytes.data + more);
    AlpnOffer offer;
    AlpnAnswer answer;
    size_t length = 0;
    const PrefaceParse parse = !m_offered.empty() ? DecodeAnswer(m_head, answer, length)
                                                  : DecodeOffer(m_head, offer, length);
    if (parse == PrefaceParse::NEED_MORE)
    {
        return more;
    }
    if (parse != PrefaceParse::COMPLETE)
    {
        Close(CloseReason::PREFACE);
        return more;
    }
    m_head = {};
    !m_offered.empty() ? TakeAnswer(answer) : TakeOffer(offer);
    return length - had;
}

void
FramedConnection::TakeOffer(const AlpnOffer& offer)
{
    m_peer = offer.nodeId;
    m_sayEvery = MilliSeconds(offer.idleTimeoutMs) / 3;
    AlpnAnswer answer = m_judge(offer);
    m_judge = nullptr;
    if (m_state == State::CLOSED)
    {
        return; // whoever judged has closed it
    }
    answer.idleTimeoutMs = static_cast<uint32_t>(m_config.idleTimeout.GetMilliSeconds());
    m_out = EncodeAnswer(answer);
    if (answer.status != AlpnStatus::ACCEPTED)
    {
        Close(ReasonOf(answer.status));
        return;
    }
    m_protocol = answer.protocol;
    m_state = State::OPEN;
    m_listener.OnOpen();
}

void
FramedConnection::TakeAnswer(const AlpnAnswer& answer)
{
    m_peer = answer.nodeId;
    m_sayEvery = MilliSeconds(answer.idleTimeoutMs) / 3;
    m_voidSerial = answer.voidSerial;
    if (answer.status != AlpnStatus::ACCEPTED)
    {
        Close(ReasonOf(answer.status));
        return;
    }
    if (std::find(m_offered.begin(), m_offered.end(), answer.protocol) == m_offered.end())
    {
        Close(CloseReason::PREFACE);
        return;
    }
    m_protocol = answer.protocol;
    m_state = State::OPEN;
    m_listener.OnOpen();
}

size_t
FramedConnection::Write(const Time& now, uint8_t* to, size_t room)
{
    size_t written = 0;
    if (m_outAt < m_out.size())
    {
        written = std::min(room, m_out.size() - m_outAt);
        std::memcpy(to, m_out.data() + m_outAt, written);
        m_outAt += written;
        if (m_outAt == m_out.size())
        {
            m_out = {};
            m_outAt = 0;
        }
    }
    if (m_state == State::OPEN && written < room)
    {
        written += m_stream->Queue().Write(now, to + written, room - written);
    }
    if (written > 0)
    {
        m_said = now;
    }
    return written;
}

bool
FramedConnection::HasOutput() const
{
    return m_outAt < m_out.size() || (m_state == State::OPEN && m_stream->Queue().HasOutput());
}

std::optional<Time>
FramedConnection::NextDeadline()
{
    if (m_state == State::CLOSED)
    {
        return std::nullopt;
    }
    std::optional<Time> next = m_stream->NextDeadline();
    const auto take = [&next](const Time& time) { next = next ? std::min(*next, time) : time; };
    if (m_state == State::OPENING)
    {
        take(m_openBy);
        return next;
    }
    if (m_sayEvery.IsStrictlyPositive())
    {
        take(m_said + m_sayEvery);
    }
    if (m_config.idleTimeout.IsStrictlyPositive() && !m_paused)
    {
        take(m_heard + m_config.idleTimeout);
    }
    return next;
}

void
FramedConnection::Expire(const Time& now)
{
    if (m_state == State::CLOSED)
    {
        return;
    }
    m_stream->Expire(now);
    if (m_state == State::OPENING && now >= m_openBy)
    {
        Close(CloseReason::TIMEOUT);
    }
    else if (m_state == State::OPEN && m_config.idleTimeout.IsStrictlyPositive() && !m_paused &&
             now >= m_heard + m_config.idleTimeout)
    {
        Close(CloseReason::SILENT);
    }
    else if (m_state == State::OPEN && m_sayEvery.IsStrictlyPositive() &&
             now >= m_said + m_sayEvery)
    {
        m_said = now; // what does not fit below now is said when there is room
        m_stream->Queue().SendKeepAlive();
    }
}

void
FramedConnection::SetPaused(const Time& now, bool paused)
{
    if (m_paused && !paused)
    {
        m_heard = now;
        m_stream->Queue().SendKeepAlive();
    }
    m_paused = paused;
}

void
FramedConnection::Close(CloseReason reason)
{
    if (m_state != State::CLOSED)
    {
        m_state = State::CLOSED;
        m_reason = reason;
    }
    if (reason != CloseReason::DUPLICATE)
    {
        m_stream->Close();
    }
}

void
FramedConnection::SwapStream(FramedConnection& other)
{
    NS_ASSERT(m_stream->Queue().GetCounters().frames == 0);
    NS_ASSERT(other.m_stream->Queue().GetCounters().frames == 0);
    std::swap(m_stream, other.m_stream);
    m_stream->SetListener(&m_listener);
    other.m_stream->SetListener(&other.m_listener);
}

MessageStream&
FramedConnection::Stream()
{
    return *m_stream;
}

const MessageStream&
FramedConnection::Stream() const
{
    return *m_stream;
}

FramedConnection::State
FramedConnection::GetState() const
{
    return m_state;
}

CloseReason
FramedConnection::GetCloseReason() const
{
    return m_reason;
}

uint64_t
FramedConnection::GetPeer() const
{
    return m_peer;
}

const std::string&
FramedConnection::GetProtocol() const
{
    return m_protocol;
}

uint64_t
FramedConnection::GetVoidSerial() const
{
    return m_voidSerial;
}

} // namespace sharding
} // namespace ns3
