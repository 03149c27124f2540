/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_CURSOR_H
#define FRAGMENT_CURSOR_H

#include "fragment-error.h"
#include "fragment-strategy.h"

#include "ns3/assert.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * Walks over the fragments of one outbound message, as far as the caller wants at a time, so that a
 * codec can put small urgent messages between the fragments of a large one. It knows lengths and
 * headers only: payload stays where it is, as bytes or as an ns-3 packet, and is never copied.
 * Allocates nothing.
 *
 *     FragmentCursor cursor;
 *     FragmentError error = cursor.Start(strategy, frame, id, limits);
 *     while (error == FragmentError::NONE && !cursor.IsDone())
 *     {
 *         error = cursor.Next();
 *         // send Header(), then Length() bytes of the message from Offset() on
 *     }
 */
class FragmentCursor
{
  public:
    /// What an outbound message must keep to.
    struct Limits
    {
        uint64_t maxMessageSize{uint64_t{16} << 20U}; //!< longest message, bytes
        uint64_t maxFragments{65536};                 //!< most fragments of a message, 1 to 2^32
    };

    /**
     * Begins with a message.
     *
     * @param strategy the protocol's rules; must outlive the walk
     * @param frame the message
     * @param id its id, which is used only if the message has to be split
     * @param limits what it must keep to
     * @return NONE, or why it cannot be sent; then IsDone()
     */
    FragmentError Start(const FragmentStrategy& strategy,
                        const LogicalFrame& frame,
                        MessageId id,
                        const Limits& limits);

    /// @return whether the message is split, and so uses its id
    bool
    IsFragmented() const
    {
        return m_count > 1;
    }

    /// @return how many fragments there are
    uint64_t
    Count() const
    {
        return m_count;
    }

    /// @return whether all fragments were given
    bool
    IsDone() const
    {
        return m_given == m_count;
    }

    /**
     * Goes to the next fragment; only when not IsDone().
     *
     * @return NONE, or HEADER_REFUSED: the message cannot be sent any further and IsDone()
     */
    FragmentError Next();

    /// @return the fragment's header, valid until Next or Start
    ByteSpan
    Header() const
    {
        return {m_header.data(), m_headerLength};
    }

    /// @return where the fragment's payload begins in the message, bytes
    uint64_t
    Offset() const
    {
        return m_fragment.offset;
    }

    /// @return bytes of payload
    uint64_t
    Length() const
    {
        return m_fragment.payloadLength;
    }

  private:
    const FragmentStrategy* m_strategy{nullptr};
    LogicalFrame m_frame;
    uint64_t m_maxPayload{0};
    uint64_t m_count{0};
    uint64_t m_given{0};
    OutboundFragment m_fragment;
    MessageId m_id;
    std::array<uint8_t, FragmentStrategy::MAX_HEADER> m_header;
    size_t m_headerLength{0};
};

// In the header because every message that is sent goes through them.

inline FragmentError
FragmentCursor::Start(const FragmentStrategy& strategy,
                      const LogicalFrame& frame,
                      MessageId id,
                      const Limits& limits)
{
    m_strategy = &strategy;
    m_frame = frame;
    m_id = id;
    m_count = 0;
    m_given = 0;
    m_fragment.messageId = std::nullopt;
    m_fragment.offset = 0;
    m_fragment.payloadLength = 0;
    if (frame.size > limits.maxMessageSize)
    {
        return FragmentError::MESSAGE_TOO_LONG;
    }
    m_maxPayload = strategy.MaxFragmentPayload(frame);
    if (m_maxPayload == 0)
    {
        return FragmentError::NO_PAYLOAD;
    }
    uint64_t count = 1;
    if (frame.size >= m_maxPayload)
    {
        // A full fragment that means "more follows" cannot be the last one: then an empty one comes
        // after it.
        count = strategy.FullFragmentContinues() ? frame.size / m_maxPayload + 1
                                                 : (frame.size - 1) / m_maxPayload + 1;
    }
    if (count > limits.maxFragments)
    {
        return FragmentError::INDEX_OVERFLOW;
    }
    m_count = count;
    return FragmentError::NONE;
}

inline FragmentError
FragmentCursor::Next()
{
    NS_ASSERT(!IsDone());
    m_fragment.index = static_cast<uint32_t>(m_given);
    m_fragment.offset = m_given * m_maxPayload;
    m_fragment.payloadLength = std::min(m_maxPayload, m_frame.size - m_fragment.offset);
    m_given++;
    m_fragment.isLast = m_given == m_count;
    if (m_count > 1)
    {
        m_fragment.messageId = m_id;
    }
    ByteWriter writer(m_header.data(), m_header.size());
    if (!m_strategy->EncodeHeader(m_frame, m_fragment, writer) || !writer.Ok())
    {
        m_given = m_count;
        return FragmentError::HEADER_REFUSED;
    }
    m_headerLength = writer.Written();
    return FragmentError::NONE;
}

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_CURSOR_H */
