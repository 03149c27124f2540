/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "send-queue.h"

#include "ns3/assert.h"

#include <algorithm>
#include <cstring>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr uint32_t PLACE_BITS = 20; //!< of a ticket; the others count
constexpr uint32_t KEEP_ALIVE = SendScheduler::NOBODY - 1;

/// A free place keeps the memory of a message up to this long, and all of them together so much.
constexpr uint64_t SPARE_MESSAGE = 16384;
constexpr uint64_t SPARE_ALL = 1 << 20;

SendScheduler::Config
SchedulerOf(const SendQueue::Config& config, const FragmentStrategy& strategy)
{
    SendScheduler::Config scheduler = config.scheduler;
    scheduler.interleave &= CarriesMessageIds(strategy, config.frameType);
    return scheduler;
}

/// For a heap with the earliest on top.
bool
IsLater(const std::pair<int64_t, uint64_t>& a, const std::pair<int64_t, uint64_t>& b)
{
    return a > b;
}

} // namespace

const std::string&
SendErrorName(SendError error)
{
    static const std::array<std::string, SEND_ERRORS> names{"empty",
                                                            "bad-priority",
                                                            "too-long",
                                                            "queue-messages",
                                                            "queue-bytes",
                                                            "closed",
                                                            "unknown-peer",
                                                            "back-off",
                                                            "pool-limit"};
    return names[static_cast<size_t>(error)];
}

const std::string&
SendFateName(SendFate fate)
{
    static const std::array<std::string, SEND_FATES> names{
        "sent", "expired", "cancelled", "closed"};
    return names[static_cast<size_t>(fate)];
}

bool
CarriesMessageIds(const FragmentStrategy& strategy, uint32_t frameType)
{
    // The first fragment of a message of two, written and read.
    const uint8_t byte = 0;
    const LogicalFrame frame{2, frameType, &byte};
    OutboundFragment fragment;
    fragment.messageId = MessageId(1);
    fragment.payloadLength = 1;
    fragment.isLast = false;
    std::array<uint8_t, FragmentStrategy::MAX_HEADER> header;
    ByteWriter writer(header.data(), header.size());
    FragmentMeta meta;
    size_t length = 0;
    return strategy.EncodeHeader(frame, fragment, writer) && writer.Ok() &&
           ReadHeader(strategy, {header.data(), writer.Written()}, meta, length) ==
               HeaderParse::COMPLETE &&
           meta.messageId.has_value();
}

SendQueue::SendQueue(const Config& config,
                     FragmentAdapter& adapter,
                     const FragmentStrategy& strategy,
                     FateCallback onFate)
    : m_config(config), m_adapter(adapter), m_onFate(std::move(onFate)),
      m_scheduler(SchedulerOf(config, strategy))
{
    NS_ASSERT_MSG(Validate(config).empty(), Validate(config));
}

std::string
SendQueue::Validate(const Config& config)
{
    if (config.maxMessages < 1 || config.maxMessages > 1U << PLACE_BITS)
    {
        return "maxMessages must lie in [1, 2^20]";
    }
    if (config.maxBytes < 1)
    {
        return "maxBytes must be at least 1";
    }
    return SendScheduler::Validate(config.scheduler);
}

std::optional<SendError>
SendQueue::Check(uint64_t size, const SendOptions& options) const
{
    if (m_closed)
    {
        return SendError::CLOSED;
    }
    if (size == 0)
    {
        return SendError::EMPTY;
    }
    if (options.priority >= SendScheduler::PRIORITIES)
    {
        return SendError::BAD_PRIORITY;
    }
    if (m_waiting >= m_config.maxMessages)
    {
        return SendError::QUEUE_MESSAGES;
    }
    if (size > m_config.maxBytes - m_waitingBytes)
    {
        return SendError::QUEUE_BYTES;
    }
    return std::nullopt;
}

Result<uint64_t, SendError>
SendQueue::Refuse(SendError error)
{
    m_counters.refused[static_cast<size_t>(error)]++;
    return error;
}

uint32_t
SendQueue::TakePlace()
{
    if (m_freePlaces.empty())
    {
        m_places.emplace_back();
        return static_cast<uint32_t>(m_places.size() - 1);
    }
    const uint32_t number = m_freePlaces.back();
    m_freePlaces.pop_back();
    m_spareBytes -= m_places[number].own.capacity();
    return number;
}

void
SendQueue::FreePlace(uint32_t number)
{
    Place& place = m_places[number];
    place.ticket = 0;
    place.begun = false;
    place.shared = nullptr;
    const uint64_t memory = place.own.capacity();
    if (memory > SPARE_MESSAGE || m_spareBytes + memory > SPARE_ALL)
    {
        place.own = {};
    }
    m_spareBytes += place.own.capacity();
    m_freePlaces.push_back(number);
}

Result<uint64_t, SendError>
SendQueue::Send(ByteSpan bytes, const SendOptions& options)
{
    if (const auto error = Check(bytes.size, options))
    {
        return Refuse(*error);
    }
    const uint32_t number = TakePlace();
    std::vector<uint8_t>& own = m_places[number].own;
    own.assign(bytes.data, bytes.data + bytes.size);
    return Enter(number, own, options);
}

Result<uint64_t, SendError>
SendQueue::Send(std::vector<uint8_t>&& bytes, const SendOptions& options)
{
    if (const auto error = Check(bytes.size(), options))
    {
        return Refuse(*error);
    }
    const uint32_t number = TakePlace();
    std::vector<uint8_t>& own = m_places[number].own;
    own = std::move(bytes);
    return Enter(number, own, options);
}

Result<uint64_t, SendError>
SendQueue::Send(SharedBytes bytes, const SendOptions& options)
{
    if (const auto error = Check(bytes->size(), options))
    {
        return Refuse(*error);
    }
    const uint32_t number = TakePlace();
    const ByteSpan content(*bytes);
    m_places[number].shared = std::move(bytes);
    return Enter(number, content, options);
}

Result<uint64_t, SendError>
SendQueue::Enter(uint32_t number, ByteSpan content, const SendOptions& options)
{
    Place& place = m_places[number];
    if (m_adapter.Start({content.size, m_config.frameType, content.data}, place.cursor) !=
        FragmentError::NONE)
    {
        FreePlace(number);
        return Refuse(SendError::TOO_LONG);
    }
    const uint64_t serial = ++(m_config.serials ? *m_config.serials : m_ownSerial);
    place.content = content;
    place.ticket = serial << PLACE_BITS | number;
    m_scheduler.Add(number, options.priority, options.flow);
    m_waiting++;
    m_waitingBytes += content.size;
    m_counters.accepted++;
    m_counters.acceptedBytes += content.size;
    if (options.deadline)
    {
        m_deadlines.emplace_back(options.deadline->GetNanoSeconds(), place.ticket);
        std::push_heap(m_deadlines.begin(), m_deadlines.end(), IsLater);
        DropGoneDeadlines();
    }
    return place.ticket;
}

void
SendQueue::SendKeepAlive()
{
    m_keepAliveWaits = !m_closed;
}

void
SendQueue::Finish(uint32_t number, SendFate fate)
{
    const uint64_t ticket = m_places[number].ticket;
    m_waiting--;
    m_waitingBytes -= m_places[number].content.size;
    FreePlace(number);
    m_counters.fates[static_cast<size_t>(fate)]++;
    if (m_onFate)
    {
        m_onFate(ticket, fate);
    }
}

bool
SendQueue::IsWaiting(uint64_t ticket) const
{
    const uint64_t number = ticket & ((1U << PLACE_BITS) - 1);
    return ticket != 0 && number < m_places.size() && m_places[number].ticket == ticket &&
           !m_places[number].begun;
}

bool
SendQueue::Cancel(uint64_t ticket)
{
    if (!IsWaiting(ticket))
    {
        return false;
    }
    const auto number = static_cast<uint32_t>(ticket & ((1U << PLACE_BITS) - 1));
    m_scheduler.Remove(number);
    Finish(number, SendFate::CANCELLED);
    return true;
}

size_t
SendQueue::Write(const Time& now, uint8_t* to, size_t room)
{
    if (!m_deadlines.empty())
    {
        Expire(now);
    }
    size_t written = 0;
    while (written < room && (m_current != SendScheduler::NOBODY || BeginFrame()))
    {
        const Place& place = m_current == KEEP_ALIVE ? m_keepAlive : m_places[m_current];
        const ByteSpan header = place.cursor.Header();
        const size_t frame = header.size + place.cursor.Length();
        if (m_frameAt < header.size)
        {
            const size_t count = std::min(header.size - m_frameAt, room - written);
            std::memcpy(to + written, header.data + m_frameAt, count);
            written += count;
            m_frameAt += count;
        }
        const size_t count = std::min(frame - m_frameAt, room - written);
        if (count > 0)
        {
            const size_t at = place.cursor.Offset() + (m_frameAt - header.size);
            std::memcpy(to + written, place.content.data + at, count);
            written += count;
            m_frameAt += count;
        }
        if (m_frameAt == frame)
        {
            EndFrame();
        }
    }
    m_counters.wireBytes += written;
    return written;
}

bool
SendQueue::BeginFrame()
{
    m_frameAt = 0;
    if (m_keepAliveWaits && !m_scheduler.IsBound())
    {
        m_keepAliveWaits = false;
        const LogicalFrame empty{0, m_config.frameType, nullptr};
        if (m_adapter.Start(empty, m_keepAlive.cursor) == FragmentError::NONE &&
            m_keepAlive.cursor.Next() == FragmentError::NONE)
        {
            m_counters.keepAlives++;
            m_current = KEEP_ALIVE;
            return true;
        }
    }
    for (uint32_t number = m_scheduler.Pick(); number != SendScheduler::NOBODY;
         number = m_scheduler.Pick())
    {
        Place& place = m_places[number];
        if (place.cursor.Next() == FragmentError::NONE)
        {
            place.begun = true;
            m_current = number;
            m_counters.frames++;
            return true;
        }
        // Only a strategy that breaks its own word on how long a fragment may be comes here.
        m_scheduler.Remove(number);
        Finish(number, SendFate::CLOSED);
    }
    return false;
}

void
SendQueue::EndFrame()
{
    const uint32_t number = m_current;
    m_current = SendScheduler::NOBODY;
    if (number == KEEP_ALIVE)
    {
        return;
    }
    const bool more = !m_places[number].cursor.IsDone();
    m_scheduler.NoteSent(number, m_frameAt, more);
    if (!more)
    {
        Finish(number, SendFate::SENT);
    }
}

void
SendQueue::DropGoneDeadlines()
{
    // Those of messages that are gone or have begun leave when they come up, or when they are most.
    if (m_deadlines.size() > 2 * size_t{m_waiting} + 64)
    {
        const auto isGone = [this](const Deadline& deadline)
        { return !IsWaiting(deadline.second); };
        m_deadlines.erase(std::remove_if(m_deadlines.begin(), m_deadlines.end(), isGone),
                          m_deadlines.end());
        std::make_heap(m_deadlines.begin(), m_deadlines.end(), IsLater);
    }
    while (!m_deadlines.empty() && !IsWaiting(m_deadlines.front().second))
    {
        std::pop_heap(m_deadlines.begin(), m_deadlines.end(), IsLater);
        m_deadlines.pop_back();
    }
}

std::optional<Time>
SendQueue::NextDeadline()
{
    DropGoneDeadlines();
    if (m_deadlines.empty())
    {
        return std::nullopt;
    }
    return NanoSeconds(m_deadlines.front().first);
}

void
SendQueue::Expire(const Time& now)
{
    DropGoneDeadlines();
    while (!m_deadlines.empty() && m_deadlines.front().first <= now.GetNanoSeconds())
    {
        const auto number =
            static_cast<uint32_t>(m_deadlines.front().second & ((1U << PLACE_BITS) - 1));
        m_scheduler.Remove(number);
        Finish(number, SendFate::EXPIRED);
        DropGoneDeadlines();
    }
}

void
SendQueue::Close()
{
    m_closed = true;
    m_keepAliveWaits = false;
    m_current = SendScheduler::NOBODY;
    m_deadlines.clear();
    for (uint32_t number = 0; number < m_places.size(); number++)
    {
        if (m_places[number].ticket != 0)
        {
            m_scheduler.Remove(number);
            Finish(number, SendFate::CLOSED);
        }
    }
    m_places = {};
    m_freePlaces = {};
    m_spareBytes = 0;
}

uint32_t
SendQueue::Waiting() const
{
    return m_waiting;
}

uint64_t
SendQueue::WaitingBytes() const
{
    return m_waitingBytes;
}

bool
SendQueue::HasOutput() const
{
    return m_waiting > 0 || m_keepAliveWaits || m_current != SendScheduler::NOBODY;
}

const SendQueue::Counters&
SendQueue::GetCounters() const
{
    return m_counters;
}

const SendScheduler&
SendQueue::GetScheduler() const
{
    return m_scheduler;
}

} // namespace sharding
} // namespace ns3
