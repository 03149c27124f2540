/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONNECTION_POOL_H
#define CONNECTION_POOL_H

#include "close-reason.h"
#include "send-queue.h"

#include "ns3/nstime.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-transport
 *
 * What a pool did.
 */
enum class PoolEvent : uint8_t
{
    OPENING,     //!< "opening": began to open a connection
    OPENED,      //!< "opened": it is open
    ACCEPTED,    //!< "accepted": took one that the peer opened
    FAILED,      //!< "failed": one could not be opened; the peer is in back-off
    LOST,        //!< "lost": an open one ended, by neither side's pool
    DUPLICATE,   //!< "duplicate": refused one that the peer opened, for the sake of our own attempt
    VOID,        //!< "void": refused one that the peer itself had given up before
    BUSY,        //!< "busy": refused one that the peer opened: no room
    WAITING,     //!< "waiting": ours was refused as a duplicate; the peer's is awaited
    ADOPTED,     //!< "adopted": the peer's took over what waited for ours
    REPLACED,    //!< "replaced": closed one because the peer opened it anew
    IDLE,        //!< "idle": closed one that was idle for too long
    EVICTED,     //!< "evicted": closed the one that was idle for longest, to make room
    IN_BACK_OFF, //!< "in-back-off": refused a caller: the peer is in back-off
    AT_LIMIT     //!< "at-limit": refused a caller: no connection can be opened
};

/// How many values PoolEvent has.
constexpr uint32_t POOL_EVENTS = 15;

/**
 * @ingroup sharding-transport
 *
 * @param event an event
 * @return its name, such as "in-back-off"
 */
const std::string& PoolEventName(PoolEvent event);

/**
 * @ingroup sharding-transport
 *
 * Decides which connections a node has: when one is opened, used again, closed, refused. Pure: it knows no
 * socket; time comes in and never goes back, jitter is given to it.
 *
 * **Reuse.** A caller gets a connection that is there. While all that are there are busy, one more is opened
 * beside them, up to maxPerPeer; those at the limit are used in turn.
 *
 * **Limits.** At maxTotal the connection that has been idle for longest is evicted; where none is idle, the caller
 * or the peer is refused. One that is idle for idleTimeout is closed.
 *
 * **Fail-over.** A peer to which no connection could be opened is remembered: until its back-off ends, callers
 * are refused at once. The back-off begins with backOffMin, doubles with each failure in a row up to
 * backOffMax, and is spread by the jitter. A connection in either direction ends it. A connection that breaks after it was open causes
 * no back-off: the next caller opens a new one.
 *
 * **One connection for two.** When two nodes open one to each other at the same time and only one may be, that of the node
 * with the larger id is kept, as in BGP (RFC 4271, section 6.8); what waited for the other one is sent over it. A node that opens
 * a connection while the other side still has one has lost it: its new one replaces the old. Each attempt has a
 * serial that counts up over all attempts of a node and across restarts; who gives an attempt up for the other side's says so in
 * its answer, so that its own offer, if it comes later, is not taken for a new connection.
 */
class ConnectionPool
{
  public:
    static constexpr uint64_t NO_CONNECTION = 0; //!< the number of none

    /// What a pool keeps to.
    struct Config
    {
        uint64_t self{0};                  //!< this node's id; 0: nobody opens connections to it
        uint32_t maxPerPeer{1};            //!< connections with one peer, 1 to 64
        uint32_t maxTotal{1024};           //!< connections in all, at least 1
        Time idleTimeout{Seconds(60)};     //!< 0: none is closed for being idle
        Time openTimeout{Seconds(1)};      //!< to wait for the peer's after a tie, positive
        Time backOffMin{MilliSeconds(50)}; //!< after the first failure; 0: no back-off
        Time backOffMax{Seconds(5)};       //!< at most, before the jitter
        double jitter{0.2}; //!< the back-off is spread by this part of it to both sides, 0 to 1

        /**
         * @param config a configuration to check
         * @return an empty string when it can be used, else one sentence that says what is wrong
         */
        static std::string Validate(const Config& config);
    };

    /// What a caller gets.
    struct Grant
    {
        uint64_t use{NO_CONNECTION};        //!< send over this one; it may still have to be opened
        uint64_t toOpen{NO_CONNECTION};     //!< begin to open this one
        uint64_t toClose{NO_CONNECTION};    //!< close this one, as EVICTED
        SendError error{SendError::CLOSED}; //!< why there is nothing to use; else of no meaning
        Time retryAt{};                     //!< when a back-off ends; else of no meaning
    };

    /// What becomes of a connection that a peer has opened.
    struct Verdict
    {
        enum class Kind
        {
            ACCEPT,
            DUPLICATE, //!< ours is kept
            BUSY       //!< no room
        } kind{Kind::ACCEPT};

        uint64_t connection{NO_CONNECTION}; //!< its number, when accepted
        uint64_t adopts{
            NO_CONNECTION}; //!< our own attempt: what waits for it goes over the new one, then it is to be closed, as ABANDONED
        uint64_t replaces{NO_CONNECTION}; //!< to be closed, as REPLACED
        uint64_t evicts{NO_CONNECTION};   //!< to be closed, as EVICTED
        uint64_t voidSerial{0};           //!< to be told to the peer
    };

    /// A connection that is to be closed.
    struct Closing
    {
        uint64_t connection;
        CloseReason reason;
    };

    using Jitter = std::function<double()>; //!< uniform numbers in [0, 1)

    /// Told of each event: what, which peer, which connection (or NO_CONNECTION).
    using EventCallback = std::function<void(PoolEvent event, uint64_t peer, uint64_t connection)>;

    /**
     * @param config what Config::Validate accepts
     * @param jitter asked once for each failure; must be set
     * @param onEvent told of all that happens; may be empty; must not call the pool
     */
    ConnectionPool(const Config& config, Jitter jitter, EventCallback onEvent);

    /**
     * Somebody wants to send to a peer.
     *
     * @param now the time
     * @param peer its id, not 0
     * @return a connection, or why there is none. What is closed and opened is so in the pool's books already.
     */
    Grant Acquire(const Time& now, uint64_t peer);

    /**
     * @param now the time
     * @param connection one that was to be opened
     * @return the serial of the attempt, for its offer
     */
    uint64_t NextSerial(const Time& now, uint64_t connection);

    /**
     * A peer has opened a connection.
     *
     * @param now the time
     * @param peer its id, not 0
     * @param serial of its attempt
     * @return what to do
     */
    Verdict Judge(const Time& now, uint64_t peer, uint64_t serial);

    /**
     * A connection that we opened is open.
     *
     * @param now the time
     * @param connection its number
     * @param voidSerial as the peer has said
     */
    void NoteOpened(const Time& now, uint64_t connection, uint64_t voidSerial);

    /**
     * A connection has ended, or could not be opened. Not called for those that the pool itself closes.
     *
     * @param now the time
     * @param connection its number
     * @param reason why
     * @return whether it is awaited still: the peer opens one, and what waits for ours will go over that
     */
    bool NoteClosed(const Time& now, uint64_t connection, CloseReason reason);

    /// @param connection has messages to send
    void NoteBusy(uint64_t connection);

    /**
     * @param now the time
     * @param connection has nothing to send, and something was sent or received just now
     */
    void NoteIdle(const Time& now, uint64_t connection);

    /// @return when Expire must be called; nothing: need not be
    std::optional<Time> NextDeadline() const;

    /**
     * @param now the time
     * @return what is to be closed now; valid until the next call
     */
    const std::vector<Closing>& Expire(const Time& now);

    /// @return connections in all, those that are being opened included
    uint32_t Count() const;

    /// @return connections with a peer
    uint32_t CountOf(uint64_t peer) const;

    /// @return how often an event has happened
    uint64_t Times(PoolEvent event) const;

    /**
     * Recounts everything.
     *
     * @return an empty string, or one sentence that says what is off
     */
    std::string Check() const;

  private:
    enum class Stage : uint8_t
    {
        OPENING, //!< by us
        AWAITED, //!< the peer opens one in its place
        OPEN
    };

    struct Connection
    {
        uint64_t peer{0};
        Stage stage{Stage::OPENING};
        bool idle{false};
        uint64_t serial{0}; //!< of our attempt
        int64_t sinceNs{0}; //!< idle, or awaited, since
        uint64_t before{
            NO_CONNECTION}; //!< in the list of those that are idle, or of those that are awaited
        uint64_t behind{NO_CONNECTION};
    };

    /// A list of connections, in the order in which they came into it.
    struct List
    {
        uint64_t first{NO_CONNECTION};
        uint64_t last{NO_CONNECTION};
    };

    struct Peer
    {
        std::vector<uint64_t> connections;
        uint32_t failures{0}; //!< in a row
        int64_t retryAtNs{INT64_MIN};
        uint64_t voidSerial{0}; //!< its offers up to this one are void
        uint32_t turn{0};
    };

    void Tell(PoolEvent event, uint64_t peer, uint64_t connection);
    uint64_t Add(uint64_t peer, Stage stage);
    void Remove(uint64_t number);
    void Append(List& list, uint64_t number, const Time& now);
    void Unlink(List& list, uint64_t number);
    void LeaveLists(uint64_t number);
    void NoteFailure(const Time& now, uint64_t peer, uint64_t number);
    uint64_t EvictOne();

    const Config m_config;
    const Jitter m_jitter;
    const EventCallback m_onEvent;
    std::unordered_map<uint64_t, Connection> m_connections;
    std::unordered_map<uint64_t, Peer> m_peers;
    List m_idle;    //!< open ones that are idle, the one that is so for longest first
    List m_awaited; //!< likewise
    uint64_t m_lastNumber{0};
    uint64_t m_lastSerial{0};
    std::vector<Closing> m_closings;
    std::array<uint64_t, POOL_EVENTS> m_times{};
};

} // namespace sharding
} // namespace ns3

#endif /* CONNECTION_POOL_H */
