/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-adapter.h"

#include "ns3/assert.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace ns3
{
namespace sharding
{

namespace
{

/// Whether a stream cannot go on after this.
bool
IsFatal(FragmentOutcome outcome)
{
    return outcome == FragmentOutcome::MALFORMED || outcome == FragmentOutcome::MESSAGE_TOO_LONG ||
           outcome == FragmentOutcome::UNEXPECTED;
}

} // namespace

std::string
FragmentAdapterConfig::Validate(const FragmentAdapterConfig& config)
{
    if (!config.strategy)
    {
        return "a strategy must be set";
    }
    if (config.outbound.maxFragments < 1 || config.outbound.maxFragments > uint64_t{1} << 32U)
    {
        return "outbound.maxFragments must lie in [1, 2^32]";
    }
    return ReassemblyLimits::Validate(config.limits);
}

FragmentAdapter::FragmentAdapter(const Config& config, Listener listener)
    : m_config(config), m_listener(std::move(listener)), m_ids(config.firstMessageId),
      m_inlet(config.limits, m_listener.onLoss, config.budget)
{
    NS_ASSERT_MSG(Config::Validate(config).empty(), Config::Validate(config));
    NS_ASSERT(m_listener.onMessage);
}

// Inline, because every frame goes through them.

inline FragmentOutcome
FragmentAdapter::Take(const Time& now, const FragmentMeta& meta, ByteSpan payload, uint64_t peer)
{
    const FragmentOutcome outcome = m_inlet.Take(now, meta, payload, peer, m_whole);
    if (outcome == FragmentOutcome::PASSED)
    {
        m_listener.onMessage({payload, nullptr, peer, meta.messageId, meta.type, 1});
    }
    else if (outcome == FragmentOutcome::COMPLETED)
    {
        m_listener.onMessage({m_whole.content,
                              &m_whole.content,
                              m_whole.peer,
                              m_whole.id,
                              m_whole.type,
                              m_whole.fragments});
        m_whole.content = {};
    }
    else if (IsRefusal(outcome) && m_listener.onRefused)
    {
        m_listener.onRefused({outcome, peer, meta.messageId, payload.size});
    }
    return outcome;
}

inline FragmentOutcome
FragmentAdapter::Refuse(FragmentOutcome reason,
                        uint64_t peer,
                        std::optional<MessageId> id,
                        uint64_t bytes)
{
    m_inlet.Reassembly().Count(reason);
    if (m_listener.onRefused)
    {
        m_listener.onRefused({reason, peer, id, bytes});
    }
    return reason;
}

inline HeaderParse
FragmentAdapter::Parse(ByteSpan bytes)
{
    size_t headerLength = 0;
    HeaderParse parse = ReadHeader(*m_config.strategy, bytes, m_meta, headerLength);
    if (parse == HeaderParse::COMPLETE && headerLength <= m_partial.size())
    {
        parse = HeaderParse::MALFORMED; // with fewer bytes it was said to need more
    }
    if (parse == HeaderParse::MALFORMED)
    {
        Fail(Refuse(FragmentOutcome::MALFORMED, 0, std::nullopt, bytes.size));
    }
    else if (parse == HeaderParse::COMPLETE &&
             m_meta.payloadLength > m_config.limits.maxMessageSize)
    {
        Fail(Refuse(FragmentOutcome::MESSAGE_TOO_LONG, 0, m_meta.messageId, bytes.size));
    }
    else if (parse == HeaderParse::COMPLETE)
    {
        m_headerLength = headerLength;
    }
    return parse;
}

inline void
FragmentAdapter::TakeFrame(const Time& now, ByteSpan payload)
{
    const FragmentOutcome outcome = Take(now, m_meta, payload, 0);
    Release();
    if (IsFatal(outcome))
    {
        Fail(outcome);
    }
}

inline size_t
FragmentAdapter::TakeFromStream(const Time& now, ByteSpan bytes)
{
    const HeaderParse parse = Parse(bytes);
    if (m_failure)
    {
        return bytes.size;
    }
    if (parse == HeaderParse::COMPLETE)
    {
        const ByteSpan rest = bytes.From(m_headerLength);
        if (rest.size >= m_meta.payloadLength)
        {
            const size_t frame = m_headerLength + m_meta.payloadLength;
            TakeFrame(now, rest.First(m_meta.payloadLength));
            return frame;
        }
    }
    SaveFrame(bytes);
    return bytes.size;
}

FragmentError
FragmentAdapter::Encode(ByteSpan bytes, uint32_t type, std::vector<uint8_t>& wire)
{
    const size_t before = wire.size();
    const FragmentError error =
        ForEachFragment({bytes.size, type, bytes.data},
                        [&](ByteSpan header, ByteSpan payload)
                        {
                            wire.insert(wire.end(), header.data, header.data + header.size);
                            wire.insert(wire.end(), payload.data, payload.data + payload.size);
                        });
    if (error != FragmentError::NONE)
    {
        wire.resize(before);
    }
    return error;
}

FragmentOutcome
FragmentAdapter::PushFrame(const Time& now, ByteSpan frame, uint64_t peer)
{
    FragmentMeta meta;
    size_t headerLength = 0;
    switch (ReadHeader(*m_config.strategy, frame, meta, headerLength))
    {
    case HeaderParse::NEED_MORE:
        return Refuse(FragmentOutcome::BAD_LENGTH, peer, std::nullopt, frame.size);
    case HeaderParse::MALFORMED:
        return Refuse(FragmentOutcome::MALFORMED, peer, std::nullopt, frame.size);
    case HeaderParse::COMPLETE:
        break;
    }
    ByteSpan payload = frame.From(headerLength);
    if (payload.size > meta.payloadLength && frame.size <= m_config.paddedTo)
    {
        payload = payload.First(meta.payloadLength);
    }
    if (payload.size != meta.payloadLength)
    {
        return Refuse(FragmentOutcome::BAD_LENGTH, peer, meta.messageId, payload.size);
    }
    return Take(now, meta, payload, peer);
}

bool
FragmentAdapter::PushStream(const Time& now, ByteSpan bytes)
{
    while (bytes.size > 0 && !m_failure)
    {
        const size_t taken =
            m_partial.empty() ? TakeFromStream(now, bytes) : ContinueFrame(now, bytes);
        bytes = bytes.From(taken);
    }
    return !m_failure;
}

size_t
FragmentAdapter::ContinueFrame(const Time& now, ByteSpan bytes)
{
    if (m_headerLength == 0)
    {
        // The header is read where it lies in one piece, and no byte beyond it is taken.
        std::array<uint8_t, FragmentStrategy::MAX_HEADER> head;
        const size_t had = m_partial.size();
        const size_t more = std::min(bytes.size, head.size() - had);
        std::memcpy(head.data(), m_partial.data(), had);
        std::memcpy(head.data() + had, bytes.data, more);
        const HeaderParse parse = Parse({head.data(), had + more});
        if (m_failure)
        {
            return bytes.size;
        }
        const size_t taken = parse == HeaderParse::COMPLETE ? m_headerLength - had : more;
        if (!SaveFrame(bytes.First(taken)) || parse != HeaderParse::COMPLETE ||
            m_meta.payloadLength > 0)
        {
            return taken;
        }
        TakeFrame(now, {});
        return taken;
    }
    const uint64_t frame = m_headerLength + m_meta.payloadLength;
    const size_t taken = std::min<uint64_t>(bytes.size, frame - m_partial.size());
    if (SaveFrame(bytes.First(taken)) && m_partial.size() == frame)
    {
        TakeFrame(now, ByteSpan(m_partial).From(m_headerLength));
    }
    return taken;
}

bool
FragmentAdapter::SaveFrame(ByteSpan bytes)
{
    const size_t needed = m_partial.size() + bytes.size;
    if (needed > m_partial.capacity())
    {
        // Room for the frame, but not far ahead of what has come.
        constexpr uint64_t LEAST = 64;
        constexpr uint64_t ALLOCATION = 32; // what the C library adds
        const uint64_t most = m_headerLength == 0 ? LEAST : m_headerLength + m_meta.payloadLength;
        const uint64_t next = std::max<uint64_t>(
            needed, std::min<uint64_t>(most, std::max<uint64_t>(2 * needed, LEAST)));
        Reassembler& core = m_inlet.Reassembly();
        if (!core.SetAside(m_partial.capacity() + next + ALLOCATION))
        {
            Fail(Refuse(FragmentOutcome::NO_ROOM, 0, m_meta.messageId, needed));
            return false;
        }
        m_partial.reserve(next);
        core.SetAside(next + ALLOCATION);
    }
    m_partial.insert(m_partial.end(), bytes.data, bytes.data + bytes.size);
    return true;
}

void
FragmentAdapter::Fail(FragmentOutcome reason)
{
    m_failure = reason;
    Release();
    m_inlet.Reassembly().Close();
}

void
FragmentAdapter::Release()
{
    m_headerLength = 0;
    if (m_partial.capacity() > 0)
    {
        m_partial = {};
        m_inlet.Reassembly().SetAside(0);
    }
}

std::optional<FragmentOutcome>
FragmentAdapter::Failure() const
{
    return m_failure;
}

std::optional<Time>
FragmentAdapter::NextDeadline() const
{
    return m_inlet.Reassembly().NextDeadline();
}

void
FragmentAdapter::Expire(const Time& now)
{
    m_inlet.Reassembly().Expire(now);
}

void
FragmentAdapter::Close()
{
    if (!m_failure)
    {
        Fail(FragmentOutcome::CLOSED);
    }
}

const Reassembler&
FragmentAdapter::Reassembly() const
{
    return m_inlet.Reassembly();
}

} // namespace sharding
} // namespace ns3
