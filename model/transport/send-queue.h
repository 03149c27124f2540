/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SEND_QUEUE_H
#define SEND_QUEUE_H

#include "send-scheduler.h"

#include "ns3/byte-span.h"
#include "ns3/fragment-adapter.h"
#include "ns3/nstime.h"
#include "ns3/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-transport
 *
 * Why a message was not taken.
 */
enum class SendError : uint8_t
{
    EMPTY,          //!< "empty": it has no bytes; empty messages are the connection's own
    BAD_PRIORITY,   //!< "bad-priority": there is no such priority
    TOO_LONG,       //!< "too-long": it is above the limit, or would take too many fragments
    QUEUE_MESSAGES, //!< "queue-messages": as many messages wait as may
    QUEUE_BYTES,    //!< "queue-bytes": the messages that wait hold as many bytes as they may
    CLOSED,         //!< "closed": the connection is closed
    UNKNOWN_PEER,   //!< "unknown-peer": of a pool: nobody told its address
    BACK_OFF,       //!< "back-off": of a pool: the peer has just failed, and is not tried yet
    POOL_LIMIT      //!< "pool-limit": of a pool: no connection may be opened and none can be closed
};

/// How many values SendError has.
constexpr uint32_t SEND_ERRORS = 9;

/**
 * @ingroup sharding-transport
 *
 * @param error an error
 * @return its name, such as "queue-bytes"
 */
const std::string& SendErrorName(SendError error);

/**
 * @ingroup sharding-transport
 *
 * What became of a message that was taken.
 */
enum class SendFate : uint8_t
{
    SENT,      //!< "sent": all of its bytes were handed to the connection below
    EXPIRED,   //!< "expired": its deadline came before its first byte was handed over
    CANCELLED, //!< "cancelled": its sender took it back
    CLOSED     //!< "closed": the connection ended before all of its bytes were handed over
};

/// How many values SendFate has.
constexpr uint32_t SEND_FATES = 4;

/**
 * @ingroup sharding-transport
 *
 * @param fate a fate
 * @return its name, such as "expired"
 */
const std::string& SendFateName(SendFate fate);

/**
 * @ingroup sharding-transport
 *
 * How a message wants to be sent.
 */
struct SendOptions
{
    uint8_t priority{4}; //!< 0 (most urgent) to 7; see SendScheduler
    uint64_t flow{0};    //!< messages of one flow and priority stay in order; 0: no flow
    std::optional<Time>
        deadline{}; //!< not begun at or after it; nothing: waits as long as it takes
};

/// Content that several messages may share, for instance one snapshot for many peers.
using SharedBytes = std::shared_ptr<const std::vector<uint8_t>>;

/**
 * @ingroup sharding-transport
 *
 * The messages that wait to be sent over one connection, and the bytes that they become: fragments
 * of large messages with those of others between them, in the order of a SendScheduler. Pure.
 *
 * Write gives out as many bytes as there is room for below, and not one more: what has been handed over
 * cannot be overtaken. A message that has begun is sent to its end; before, it can expire or be
 * cancelled. Limits are kept on the number of messages that wait and on their bytes; a message counts until
 * its last byte is handed over.
 *
 * A protocol whose fragments carry no message id cannot have two messages under way: then
 * interleaving is off.
 *
 * Memory of small messages is used again: at steady load nothing is allocated.
 */
class SendQueue
{
  public:
    /// What may wait.
    struct Config
    {
        uint32_t maxMessages{16384};            //!< messages that wait, 1 to 2^20
        uint64_t maxBytes{uint64_t{32} << 20U}; //!< their bytes, at least 1
        uint32_t frameType{0};                  //!< the protocol's own mark of every message
        uint64_t* serials{nullptr}; //!< counts tickets, shared by queues whose tickets must differ
        SendScheduler::Config scheduler; //!< who goes first
    };

    /// Told what became of a message; may send and cancel, must not call Write.
    using FateCallback = std::function<void(uint64_t ticket, SendFate fate)>;

    /// What was done so far. accepted = sum of fates + waiting.
    struct Counters
    {
        uint64_t accepted{0};                        //!< messages taken
        uint64_t acceptedBytes{0};                   //!< their bytes
        std::array<uint64_t, SEND_ERRORS> refused{}; //!< messages not taken, by reason
        std::array<uint64_t, SEND_FATES> fates{};    //!< of messages that were taken
        uint64_t frames{0};                          //!< fragments begun, whole messages included
        uint64_t keepAlives{0};                      //!< empty messages given out
        uint64_t wireBytes{0};                       //!< bytes given out
    };

    /**
     * @param config what Validate accepts
     * @param adapter gives ids and headers, of the same connection; must outlive the queue
     * @param strategy the adapter's
     * @param onFate told what becomes of each message; may be empty
     */
    SendQueue(const Config& config,
              FragmentAdapter& adapter,
              const FragmentStrategy& strategy,
              FateCallback onFate);
    SendQueue(const SendQueue&) = delete;
    SendQueue& operator=(const SendQueue&) = delete;

    /**
     * @param config a configuration to check
     * @return an empty string when it can be used, else one sentence that says what is wrong
     */
    static std::string Validate(const Config& config);

    /**
     * Takes a message; its bytes are copied.
     *
     * @param bytes its content
     * @param options how it wants to be sent
     * @return a ticket that stands for it, or why it was not taken
     */
    Result<uint64_t, SendError> Send(ByteSpan bytes, const SendOptions& options);

    /// Takes a message without copying it. @param bytes its content; parameters and result as above
    Result<uint64_t, SendError> Send(std::vector<uint8_t>&& bytes, const SendOptions& options);

    /// Takes a message without copying it. @param bytes its content, not null; as above
    Result<uint64_t, SendError> Send(SharedBytes bytes, const SendOptions& options);

    /// An empty message is to be sent before any other, but not between fragments that must stay together: it shows that
    /// this side lives.
    void SendKeepAlive();

    /**
     * @param ticket of a message
     * @return whether it was taken back: false when it has begun, is gone or never was
     */
    bool Cancel(uint64_t ticket);

    /**
     * Gives out bytes.
     *
     * @param now the time
     * @param to where they go
     * @param room how many there is room for
     * @return how many were given out; fewer than room only when no message waits
     */
    size_t Write(const Time& now, uint8_t* to, size_t room);

    /// @return when the next message expires; nothing when none can
    std::optional<Time> NextDeadline();

    /// @param now the time: messages whose deadline has come and that have not begun are dropped
    void Expire(const Time& now);

    /// All that wait are gone, as CLOSED; from now on none is taken.
    void Close();

    /// @return messages that wait
    uint32_t Waiting() const;

    /// @return bytes of the messages that wait; those that have begun count in full
    uint64_t WaitingBytes() const;

    /// @return whether Write would give out anything
    bool HasOutput() const;

    /// @return what was done so far
    const Counters& GetCounters() const;

    /// @return who goes first
    const SendScheduler& GetScheduler() const;

  private:
    /// A message that waits, or a free place for one.
    struct Place
    {
        uint64_t ticket{0}; //!< 0: free
        FragmentCursor cursor;
        std::vector<uint8_t> own; //!< content, unless it is shared
        SharedBytes shared;       //!< content, or null
        ByteSpan content;         //!< either of them
        bool begun{false};        //!< its first frame has begun to be given out
    };

    /// A deadline and the ticket of its message, which may be gone.
    using Deadline = std::pair<int64_t, uint64_t>;

    std::optional<SendError> Check(uint64_t size, const SendOptions& options) const;
    Result<uint64_t, SendError> Refuse(SendError error);
    uint32_t TakePlace();
    Result<uint64_t, SendError>
    Enter(uint32_t number, ByteSpan content, const SendOptions& options);
    void FreePlace(uint32_t number);
    void Finish(uint32_t number, SendFate fate);
    bool BeginFrame();
    void EndFrame();
    void DropGoneDeadlines();
    bool IsWaiting(uint64_t ticket) const;

    const Config m_config;
    FragmentAdapter& m_adapter;
    const FateCallback m_onFate;
    SendScheduler m_scheduler;
    std::vector<Place> m_places;
    std::vector<uint32_t> m_freePlaces;
    uint64_t m_spareBytes{0}; //!< memory kept in free places
    uint64_t m_ownSerial{0};
    uint32_t m_waiting{0};
    uint64_t m_waitingBytes{0};
    std::vector<Deadline> m_deadlines; //!< heap, the earliest on top
    bool m_closed{false};
    Counters m_counters;

    uint32_t m_current{SendScheduler::NOBODY}; //!< whose frame is being given out
    size_t m_frameAt{0};                       //!< bytes of it that were given out
    Place m_keepAlive;                         //!< the empty message
    bool m_keepAliveWaits{false};
};

/**
 * @ingroup sharding-transport
 *
 * @param strategy a protocol's rules
 * @param frameType the mark of its messages
 * @return whether its fragments say which message they belong to, so that messages can be interleaved
 */
bool CarriesMessageIds(const FragmentStrategy& strategy, uint32_t frameType);

} // namespace sharding
} // namespace ns3

#endif /* SEND_QUEUE_H */
