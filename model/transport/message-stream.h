/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MESSAGE_STREAM_H
#define MESSAGE_STREAM_H

#include "send-queue.h"

#include "ns3/byte-span.h"
#include "ns3/fragment-adapter.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-transport
 *
 * Who is told what happens on a MessageStream. May send and cancel messages and close the stream; must not
 * hand bytes to it, take bytes from it, or destroy it.
 */
class MessageStreamListener
{
  public:
    virtual ~MessageStreamListener() = default;

    /// @param message came; its bytes may be moved away where it owns them
    virtual void OnMessage(const InboundMessage& message) = 0;

    /**
     * @param ticket of a message that was to be sent
     * @param fate what became of it
     */
    virtual void OnFate(uint64_t ticket, SendFate fate) = 0;

    /// @param lost a message of which a part had come was given up
    virtual void OnLoss(const LostMessage& lost) = 0;
};

/**
 * @ingroup sharding-transport
 *
 * Messages on one side, a stream of bytes on the other, in both directions: what TCP carries. Pure: time
 * comes in and never goes back.
 *
 * Outbound, see SendQueue; inbound, FragmentAdapter, with any FragmentStrategy. An empty message is no message: it only
 * shows that the other side lives.
 */
class MessageStream
{
  public:
    /// What a stream keeps to.
    struct Config
    {
        FragmentAdapterConfig fragment; //!< strategy, and limits in both directions
        SendQueue::Config queue;        //!< what may wait to be sent

        /**
         * @param config a configuration to check
         * @return an empty string when it can be used, else one sentence that says what is wrong
         */
        static std::string Validate(const Config& config);
    };

    /// What came in.
    struct Counters
    {
        uint64_t messages{0};     //!< delivered
        uint64_t messageBytes{0}; //!< theirs
        uint64_t keepAlives{0};   //!< empty messages
        uint64_t wireBytes{0};    //!< bytes taken
        uint64_t lost{0};         //!< messages given up after a part had come
    };

    /// @param config what Config::Validate accepts
    explicit MessageStream(const Config& config);
    ~MessageStream();
    MessageStream(const MessageStream&) = delete;
    MessageStream& operator=(const MessageStream&) = delete;

    /// @param listener who is told from now on; nullptr: nobody
    void SetListener(MessageStreamListener* listener);

    /// @return the messages that wait to be sent
    SendQueue& Queue();

    /// @return likewise, to read
    const SendQueue& Queue() const;

    /**
     * Takes bytes from below, cut anywhere.
     *
     * @param now the time
     * @param bytes what has come
     * @return whether the stream is still good; if not, see Failure
     */
    bool Receive(const Time& now, ByteSpan bytes);

    /// @return why nothing can be taken any more: what was wrong, or CLOSED; nothing while the stream is good
    std::optional<FragmentOutcome> Failure() const;

    /// @return whether reading should pause until this is false again
    bool WantsPause() const;

    /// @return when Expire must be called; nothing: need not be
    std::optional<Time> NextDeadline();

    /// @param now the time: gives up what is too old, in both directions
    void Expire(const Time& now);

    /// The connection has ended: what waits is given up.
    void Close();

    /// @return what came in
    const Counters& GetCounters() const;

    /// @return the inbound half: counters by reason, memory held
    const Reassembler& Reassembly() const;

  private:
    void Deliver(const InboundMessage& message);

    MessageStreamListener* m_listener{nullptr};
    FragmentAdapter m_adapter;
    SendQueue m_queue;
    bool m_receiving{false}; //!< bytes are being pushed
    bool m_closed{false};
    Counters m_counters;
};

} // namespace sharding
} // namespace ns3

#endif /* MESSAGE_STREAM_H */
