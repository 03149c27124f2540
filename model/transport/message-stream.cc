/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "message-stream.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

std::string
MessageStream::Config::Validate(const Config& config)
{
    const std::string wrong = FragmentAdapterConfig::Validate(config.fragment);
    return wrong.empty() ? SendQueue::Validate(config.queue) : wrong;
}

MessageStream::MessageStream(const Config& config)
    : m_adapter(config.fragment,
                {[this](const InboundMessage& message) { Deliver(message); },
                 [this](const LostMessage& lost)
                 {
                     m_counters.lost++;
                     if (m_listener)
                     {
                         m_listener->OnLoss(lost);
                     }
                 },
                 nullptr}),
      m_queue(config.queue,
              m_adapter,
              *config.fragment.strategy,
              [this](uint64_t ticket, SendFate fate)
              {
                  if (m_listener)
                  {
                      m_listener->OnFate(ticket, fate);
                  }
              })
{
}

MessageStream::~MessageStream()
{
    m_listener = nullptr;
}

void
MessageStream::SetListener(MessageStreamListener* listener)
{
    m_listener = listener;
}

SendQueue&
MessageStream::Queue()
{
    return m_queue;
}

const SendQueue&
MessageStream::Queue() const
{
    return m_queue;
}

void
MessageStream::Deliver(const InboundMessage& message)
{
    if (m_closed)
    {
        return; // the rest of what was being pushed when somebody closed the stream
    }
    if (message.bytes.size == 0)
    {
        m_counters.keepAlives++;
        return;
    }
    m_counters.messages++;
    m_counters.messageBytes += message.bytes.size;
    if (m_listener)
    {
        m_listener->OnMessage(message);
    }
}

bool
MessageStream::Receive(const Time& now, ByteSpan bytes)
{
    if (m_closed)
    {
        return false;
    }
    m_counters.wireBytes += bytes.size;
    m_receiving = true;
    const bool isGood = m_adapter.PushStream(now, bytes);
    m_receiving = false;
    if (m_closed)
    {
        m_adapter.Close();
    }
    return isGood && !m_closed;
}

std::optional<FragmentOutcome>
MessageStream::Failure() const
{
    return m_adapter.Failure();
}

bool
MessageStream::WantsPause() const
{
    return m_adapter.Reassembly().WantsPause();
}

std::optional<Time>
MessageStream::NextDeadline()
{
    const auto inbound = m_adapter.NextDeadline();
    const auto outbound = m_queue.NextDeadline();
    return inbound && outbound ? std::min(*inbound, *outbound) : inbound ? inbound : outbound;
}

void
MessageStream::Expire(const Time& now)
{
    m_adapter.Expire(now);
    m_queue.Expire(now);
}

void
MessageStream::Close()
{
    m_closed = true;
    if (!m_receiving)
    {
        m_adapter.Close();
    }
    m_queue.Close();
}

const MessageStream::Counters&
MessageStream::GetCounters() const
{
    return m_counters;
}

const Reassembler&
MessageStream::Reassembly() const
{
    return m_adapter.Reassembly();
}

} // namespace sharding
} // namespace ns3
