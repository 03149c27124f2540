/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_STRATEGY_H
#define FRAGMENT_STRATEGY_H

#include "message-id.h"

#include "ns3/byte-span.h"
#include "ns3/byte-writer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * A logical message on its way out, as far as a strategy may look at it.
 */
struct LogicalFrame
{
    uint64_t size{0}; //!< its length, bytes
    uint32_t type{
        0}; //!< the protocol's own mark, for instance a WebSocket opcode; 0 where it has none
    const uint8_t* bytes{
        nullptr}; //!< its content; nullptr where that does not lie in memory in one piece
};

/**
 * @ingroup sharding-fragment
 *
 * A fragment on its way out. A message that needs no fragmentation is one fragment without an id.
 */
struct OutboundFragment
{
    std::optional<MessageId> messageId; //!< nothing for a message that was not split
    uint32_t index{0};                  //!< place in the message, from 0
    uint64_t offset{0};                 //!< where its payload starts in the message, bytes
    uint64_t payloadLength{0};          //!< bytes of payload
    bool isLast{true};                  //!< whether the message ends with it
};

/**
 * @ingroup sharding-fragment
 *
 * What place in its message a header gives to a fragment, apart from its sequence number.
 */
enum class FragmentPlace : uint8_t
{
    ANY,   //!< the header does not say: the sequence number does, or else whether a message is open
    FIRST, //!< it begins a message
    NEXT,  //!< it continues one
    WHOLE  //!< it is a message of its own and may come between the fragments of another one
};

/**
 * @ingroup sharding-fragment
 *
 * What a fragment's header says.
 */
struct FragmentMeta
{
    uint64_t payloadLength{0};             //!< bytes of payload that follow the header
    std::optional<uint64_t> totalLength{}; //!< bytes of the whole message, where the header says so
    bool isFinal{false};                   //!< whether the message ends with it
    std::optional<MessageId>
        messageId{}; //!< nothing: the protocol has one message under way at a time
    std::optional<uint64_t>
        sequence{}; //!< with an id: place in the message, from 0; without: counts up from any value
    uint64_t sequenceMask{
        UINT64_MAX}; //!< without an id: the sequence number is kept modulo this plus 1
    FragmentPlace place{FragmentPlace::ANY}; //!< see there
    uint32_t type{0}; //!< the protocol's own mark; that of its first fragment is the message's
};

/**
 * @ingroup sharding-fragment
 *
 * What became of the attempt to read a header.
 */
enum class HeaderParse : uint8_t
{
    COMPLETE,  //!< it was read
    NEED_MORE, //!< it can only be judged with more bytes
    MALFORMED  //!< no bytes that might follow make it a header
};

/**
 * @ingroup sharding-fragment
 *
 * The rules of a protocol: how large its fragments are and what their headers look like. A user
 * adds a protocol with one class; see examples/fragment-strategy-example.cc.
 *
 * A strategy has no state: one object serves any number of connections. Each frame has a header,
 * also that of a message that was not split, so no payload can ever be mistaken for a header.
 */
class FragmentStrategy
{
  public:
    static constexpr size_t MAX_HEADER = 64; //!< longest header of any strategy, bytes

    virtual ~FragmentStrategy() = default;

    /// @return its name, such as "canonical"
    virtual std::string Name() const = 0;

    /**
     * @param frame a message
     * @return most bytes of payload in a fragment of it; 0: it cannot be sent. A message up to this
     *         long is not split.
     */
    virtual uint64_t MaxFragmentPayload(const LogicalFrame& frame) const = 0;

    /**
     * Reads a header. It is never asked for more than MAX_HEADER bytes at a time to decide.
     *
     * @param src what has arrived, from the header's first byte on; may go on beyond the header
     * @param meta receives what the header says; only meaningful when COMPLETE
     * @param headerLength receives the header's length, 1 to MAX_HEADER; only meaningful when
     *         COMPLETE
     * @return what became of it; with the first MAX_HEADER bytes at hand never NEED_MORE
     */
    virtual HeaderParse
    DecodeHeader(ByteSpan src, FragmentMeta& meta, size_t& headerLength) const = 0;

    /**
     * Writes a header.
     *
     * @param frame the whole message
     * @param fragment which part of it
     * @param dst where to write; has room for MAX_HEADER bytes
     * @return whether the header can express all this
     */
    virtual bool EncodeHeader(const LogicalFrame& frame,
                              const OutboundFragment& fragment,
                              ByteWriter& dst) const = 0;

    /**
     * @return whether a fragment of full length always means that another one follows: then a
     *         message whose length
     *         is a multiple of the largest payload ends with an empty fragment
     */
    virtual bool
    FullFragmentContinues() const
    {
        return false;
    }
};

/**
 * @ingroup sharding-fragment
 *
 * Reads a header as a strategy should, whatever the strategy does: it is shown MAX_HEADER bytes at
 * most, and a header length that cannot be, or no decision on as many bytes, is malformed.
 *
 * @param strategy the protocol's rules
 * @param src what has arrived, from the header's first byte on
 * @param meta receives what the header says; only meaningful when COMPLETE
 * @param headerLength receives the header's length, 1 to src.size; only meaningful when COMPLETE
 * @return what became of it
 */
inline HeaderParse
ReadHeader(const FragmentStrategy& strategy, ByteSpan src, FragmentMeta& meta, size_t& headerLength)
{
    const ByteSpan shown = src.First(std::min(src.size, FragmentStrategy::MAX_HEADER));
    headerLength = 0;
    const HeaderParse parse = strategy.DecodeHeader(shown, meta, headerLength);
    const bool isUndecided =
        parse == HeaderParse::NEED_MORE && shown.size == FragmentStrategy::MAX_HEADER;
    const bool isImpossible =
        parse == HeaderParse::COMPLETE && (headerLength == 0 || headerLength > shown.size);
    return isUndecided || isImpossible ? HeaderParse::MALFORMED : parse;
}

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_STRATEGY_H */
