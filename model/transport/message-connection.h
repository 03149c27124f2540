/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MESSAGE_CONNECTION_H
#define MESSAGE_CONNECTION_H

#include "framed-connection.h"
#include "transport-host.h"

#include "ns3/event-id.h"
#include "ns3/simple-ref-count.h"
#include "ns3/socket.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace sharding
{

class MessageConnection;

/**
 * @ingroup sharding-transport
 *
 * Who has a MessageConnection and is told what happens on it.
 */
class MessageConnectionOwner
{
  public:
    virtual ~MessageConnectionOwner() = default;

    /// @param connection is open
    virtual void ConnectionOpened(MessageConnection& connection) = 0;

    /**
     * @param connection got a message
     * @param message the message; its bytes may be moved away where it owns them
     */
    virtual void
    ConnectionReceived(MessageConnection& connection, const InboundMessage& message) = 0;

    /**
     * @param connection that was to send a message
     * @param ticket of the message
     * @param fate what became of it
     */
    virtual void ConnectionFate(MessageConnection& connection, uint64_t ticket, SendFate fate) = 0;

    /**
     * @param connection that got a part of a message
     * @param lost the message, which was given up
     */
    virtual void ConnectionLost(MessageConnection& connection, const LostMessage& lost) = 0;

    /**
     * @param connection has something to send
     * @return whether Flush will be called within this event; else the connection does so by itself at its end
     */
    virtual bool ConnectionWaits(MessageConnection& connection) = 0;

    /// @param connection was used: its queue may have become empty or not
    virtual void ConnectionUsed(MessageConnection& connection) = 0;

    /**
     * Called once, and before that once more with DUPLICATE for one that opens: what waits in it can still go over another
     * one.
     *
     * @param connection has ended
     * @param reason why
     */
    virtual void ConnectionClosed(MessageConnection& connection, CloseReason reason) = 0;
};

/**
 * @ingroup sharding-transport
 *
 * A FramedConnection on an ns-3 TCP socket that belongs to a process.
 *
 * All messages that are sent within one event go to TCP together, at its end. Of what waits, only `lookAhead` bytes are
 * handed to TCP before it has sent what it has: what lies in the socket cannot be overtaken by something more urgent (the
 * idea of TCP_NOTSENT_LOWAT). TCP tells what it has sent for the first time with its data-sent callback. Bytes in flight
 * and in the queues of the network lie before an urgent message too; sendBuffer bounds them.
 *
 * Nothing is read while reassembly holds more than its soft limit, or while its user wants it; TCP then stops the
 * other side.
 */
class MessageConnection : public SimpleRefCount<MessageConnection>, private FramedConnectionListener
{
  public:
    /// What a connection keeps to.
    struct Config
    {
        FramedConnection::Config framing;
        MessageStream::Config stream;
        uint32_t lookAhead{16384}; //!< bytes in the socket that TCP has not sent; 0: as many as fit
        uint32_t sendBuffer{131072};    //!< bytes in the socket, also those in flight
        uint32_t receiveBuffer{131072}; //!< bytes that TCP keeps for us
        uint32_t segmentSize{1448};     //!< TCP's largest payload, bytes
        bool noDelay{true};             //!< small segments do not wait for an acknowledgement
        bool timestamps{false};         //!< TCP timestamps
    };

    /**
     * @param host the process; must outlive the connection
     * @param config limits that were validated
     * @param owner who is told; must outlive the connection
     */
    MessageConnection(const TransportHost& host,
                      const Config& config,
                      MessageConnectionOwner& owner);
    ~MessageConnection() override;

    /**
     * Prepares a socket before it connects or listens.
     *
     * @param socket a TCP socket
     * @param config what to set
     */
    static void Prepare(Ptr<Socket> socket, const Config& config);

    /**
     * Opens it.
     *
     * @param to address and port
     * @param offer what to say
     * @return false when TCP refuses at once; then it is closed
     */
    bool Open(const Address& to, const AlpnOffer& offer);

    /**
     * Takes a connection that was accepted.
     *
     * @param socket as TCP gave it
     * @param judge decides on the offer
     */
    void Accept(Ptr<Socket> socket, FramedConnection::Judge judge);

    /**
     * Sends a message once the connection is open; see SendQueue.
     *
     * @tparam Bytes ByteSpan, std::vector<uint8_t> (by rvalue) or SharedBytes
     * @param bytes its content
     * @param options how
     * @return a ticket, or why not
     */
    template <typename Bytes>
    Result<uint64_t, SendError>
    Send(Bytes&& bytes, const SendOptions& options = {})
    {
        const auto result = m_core.Stream().Queue().Send(std::forward<Bytes>(bytes), options);
        if (result.IsOk())
        {
            PumpSoon();
        }
        return result;
    }

    /// @return see SendQueue::Cancel
    bool Cancel(uint64_t ticket);

    /// Its user cannot take more messages for now, or can again. @param paused which
    void PauseReading(bool paused);

    /// Ends it. @param reason why
    void Close(CloseReason reason = CloseReason::ASKED);

    /// The process has crashed: nothing is said to anybody.
    void Forget();

    /// The process goes on after a pause.
    void Resume();

    /// Gives TCP what it takes now, before the end of the event.
    void Flush();

    /// Exchanges what waits with another connection that has not been open either.
    void SwapStream(MessageConnection& other);

    /// @return the core, to read
    const FramedConnection& Core() const;

    uint64_t tag{0};       //!< the owner's
    bool isAwaited{false}; //!< the owner's

  private:
    void OnOpen() override;
    void OnMessage(const InboundMessage& message) override;
    void OnFate(uint64_t ticket, SendFate fate) override;
    void OnLoss(const LostMessage& lost) override;

    void Attach(Ptr<Socket> socket);
    void Detach();
    void HandleConnected(Ptr<Socket> socket);
    void HandleFailed(Ptr<Socket> socket);
    void HandleClosed(Ptr<Socket> socket);
    void HandleError(Ptr<Socket> socket);
    void HandleRead(Ptr<Socket> socket);
    void HandleDataSent(Ptr<Socket> socket, uint32_t bytes);
    void HandleRoom(Ptr<Socket> socket, uint32_t room);
    void PumpSoon();
    void Pump();
    bool WriteAll();
    void Ring();
    void EndByPeer(CloseReason reason);
    bool ShouldPause();

    const TransportHost& m_host;
    const Config m_config;
    MessageConnectionOwner& m_owner;
    FramedConnection m_core;
    Ptr<Socket> m_socket;
    bool m_connected{false};              //!< TCP is
    bool m_userPause{false};              //!< PauseReading
    bool m_paused{false};                 //!< nothing is read
    bool m_ended{false};                  //!< its owner was told that it has ended
    CloseReason m_end{CloseReason::NONE}; //!< TCP has ended; told once all that came is read
    uint64_t m_unsent{0};                 //!< bytes in the socket that TCP has not sent yet
    EventId m_pump;
    bool m_isPumping{false}; //!< between the queue and the socket
    LocalAlarm m_alarm;
    std::vector<uint8_t> m_in;  //!< reused
    std::vector<uint8_t> m_out; //!< reused
};

} // namespace sharding
} // namespace ns3

#endif /* MESSAGE_CONNECTION_H */
