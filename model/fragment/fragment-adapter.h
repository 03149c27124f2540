/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_ADAPTER_H
#define FRAGMENT_ADAPTER_H

#include "fragment-cursor.h"
#include "fragment-inlet.h"
#include "fragment-strategy.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * What an adapter of either form is made with.
 */
struct FragmentAdapterConfig
{
    std::shared_ptr<const FragmentStrategy> strategy; //!< the protocol's rules; may be shared
    ReassemblyLimits limits;                          //!< what is believed and kept, inbound
    FragmentCursor::Limits outbound;                  //!< what may be sent
    MessageId firstMessageId{1};                      //!< id of the first message that is split
    FragmentBudget* budget{nullptr}; //!< memory shared with other adapters; it must outlive them
    uint32_t paddedTo{
        0}; //!< inbound datagrams up to this long may carry padding behind their payload,
            //!< which is cut off; Ethernet pads to 46 bytes

    /**
     * @param config a configuration to check
     * @return an empty string when it can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const FragmentAdapterConfig& config);
};

/**
 * @ingroup sharding-fragment
 *
 * Gives out message ids that count up, each once.
 */
class OutboundIds
{
  public:
    /// @param first the first one
    explicit OutboundIds(MessageId first) : m_next(first.Value())
    {
    }

    /**
     * Starts a message, which uses up an id if it has to be split.
     *
     * @param cursor walks over its fragments afterwards
     * @param config the adapter's
     * @param frame the message
     * @return NONE, or why it cannot be sent
     */
    FragmentError
    Start(FragmentCursor& cursor, const FragmentAdapterConfig& config, const LogicalFrame& frame)
    {
        const FragmentError error =
            cursor.Start(*config.strategy, frame, MessageId(m_next), config.outbound);
        if (error != FragmentError::NONE || !cursor.IsFragmented())
        {
            return error;
        }
        if (m_exhausted)
        {
            cursor = {};
            return FragmentError::IDS_EXHAUSTED;
        }
        m_exhausted = m_next == UINT64_MAX;
        m_next++;
        return error;
    }

  private:
    uint64_t m_next;
    bool m_exhausted{false}; //!< the largest id was given out
};

/**
 * @ingroup sharding-fragment
 *
 * A message as it is delivered.
 */
struct InboundMessage
{
    ByteSpan bytes; //!< its content, valid during the call
    std::vector<uint8_t>* owned{
        nullptr};     //!< the same content, to be moved away, where it was put together
    uint64_t peer{0}; //!< who sent it
    std::optional<MessageId> id{}; //!< which message, where the protocol has ids and it was split
    uint32_t type{0};              //!< the protocol's mark of its first fragment
    uint64_t fragments{1};         //!< how many it came in
};

/**
 * @ingroup sharding-fragment
 *
 * Fragmentation as a transparent layer: whole messages on one side, fragments on the other. Pure:
 * time comes in and never goes back. This form works on bytes, either of a stream (PushStream: one
 * adapter for each connection) or of datagrams (PushFrame: one fragment each; several peers are
 * kept apart). PacketFragmentAdapter does the same for ns-3 packets.
 *
 * Outbound, a message that fits goes out in one frame; a longer one gets an id and goes out in
 * fragments. Inbound, each frame's header is read by the strategy; a message that came in one frame
 * is delivered from where its bytes lie, without a copy, an allocation or a look at any table; see
 * FragmentInlet and BasicReassembler for all others.
 *
 * A stream fails when nothing tells any more where the next frame begins, or when going on would be
 * against the protocol: a malformed header, a message above the limit, a fragment that no message
 * expects, no memory for half a frame. Then all that waits is given up, and whatever still comes is
 * ignored: the connection must be closed. Datagrams never fail, they are refused one by one.
 *
 * Callbacks are called while bytes are being pushed; they must not push, and must not destroy the
 * adapter.
 */
class FragmentAdapter
{
  public:
    using Config = FragmentAdapterConfig; //!< see there

    /// Who is told of what.
    struct Listener
    {
        std::function<void(const InboundMessage&)> onMessage; //!< a message is whole; must be set
        std::function<void(const LostMessage&)> onLoss; //!< a message was given up; may be empty
        std::function<void(const RefusedFragment&)>
            onRefused; //!< a fragment was refused; may be empty
    };

    /**
     * @param config what FragmentAdapterConfig::Validate accepts
     * @param listener who is told
     */
    FragmentAdapter(const Config& config, Listener listener);

    /**
     * Starts to send a message. The caller takes the fragments from the cursor when it wants, and
     * may send other messages between them.
     *
     * @param frame the message
     * @param cursor walks over its fragments afterwards
     * @return NONE, or why it cannot be sent
     */
    FragmentError
    Start(const LogicalFrame& frame, FragmentCursor& cursor)
    {
        return m_ids.Start(cursor, m_config, frame);
    }

    /**
     * Sends a message at once.
     *
     * @param frame the message, with its bytes
     * @param send called with header and payload (two ByteSpan) of each fragment, in order
     * @return NONE, or why it cannot be sent; then some fragments may have been sent already
     */
    template <typename Send>
    FragmentError
    ForEachFragment(const LogicalFrame& frame, Send&& send)
    {
        FragmentCursor cursor;
        FragmentError error = Start(frame, cursor);
        while (error == FragmentError::NONE && !cursor.IsDone())
        {
            error = cursor.Next();
            if (error == FragmentError::NONE)
            {
                send(cursor.Header(), ByteSpan(frame.bytes + cursor.Offset(), cursor.Length()));
            }
        }
        return error;
    }

    /**
     * Appends all fragments of a message, one after the other, as a stream carries them.
     *
     * @param bytes the message
     * @param type the protocol's mark
     * @param wire gets the fragments
     * @return NONE, or why it cannot be sent; then nothing was appended
     */
    FragmentError Encode(ByteSpan bytes, uint32_t type, std::vector<uint8_t>& wire);

    /**
     * Takes a datagram: one frame, with nothing behind it.
     *
     * @param now the time
     * @param frame header and payload
     * @param peer who sent it
     * @return what became of it
     */
    FragmentOutcome PushFrame(const Time& now, ByteSpan frame, uint64_t peer = 0);

    /**
     * Takes the next bytes of a stream, cut anywhere.
     *
     * @param now the time
     * @param bytes what has come
     * @return whether the stream is still good
     */
    bool PushStream(const Time& now, ByteSpan bytes);

    /// @return why the stream failed; nothing while it is good
    std::optional<FragmentOutcome> Failure() const;

    /// @return when Expire must be called; nothing when no message is open
    std::optional<Time> NextDeadline() const;

    /**
     * Gives up the messages whose deadline has come.
     *
     * @param now the time
     */
    void Expire(const Time& now);

    /// Gives up all that waits, as CLOSED: the connection has ended. Nothing more is taken from the stream.
    void Close();

    /// @return what puts the messages together: counters, memory held, whether reading should pause
    const Reassembler& Reassembly() const;

  private:
    FragmentOutcome
    Take(const Time& now, const FragmentMeta& meta, ByteSpan payload, uint64_t peer);
    FragmentOutcome
    Refuse(FragmentOutcome reason, uint64_t peer, std::optional<MessageId> id, uint64_t bytes);
    size_t TakeFromStream(const Time& now, ByteSpan bytes);
    size_t ContinueFrame(const Time& now, ByteSpan bytes);
    bool SaveFrame(ByteSpan bytes);
    HeaderParse Parse(ByteSpan bytes);
    void TakeFrame(const Time& now, ByteSpan payload);
    void Fail(FragmentOutcome reason);
    void Release();

    const Config m_config;
    const Listener m_listener;
    OutboundIds m_ids;
    FragmentInlet<ByteStore> m_inlet;
    Reassembler::Message m_whole; //!< reused

    std::vector<uint8_t> m_partial; //!< the beginning of a frame of the stream
    FragmentMeta m_meta;            //!< of the frame that is being read
    size_t m_headerLength{0};       //!< its header's length; 0: not known yet
    std::optional<FragmentOutcome> m_failure;
};

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_ADAPTER_H */
