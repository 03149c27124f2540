/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef REQUEST_CONNECTION_H
#define REQUEST_CONNECTION_H

#include "request-header.h"

#include "ns3/packet.h"
#include "ns3/ptr.h"
#include "ns3/socket.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-process
 *
 * One TCP connection that carries requests one way and answers the other: cuts the stream into
 * them, and keeps what the socket cannot take yet.
 *
 * What comes is kept until a request or answer is whole, which is at most RequestHeader::MAX_BODY
 * and a header. What is to be sent is kept up to a limit.
 */
class RequestConnection : public std::enable_shared_from_this<RequestConnection>
{
  public:
    RequestConnection() = default;
    ~RequestConnection();

    RequestConnection(const RequestConnection&) = delete;
    RequestConnection& operator=(const RequestConnection&) = delete;

    /// Whom to tell.
    struct Handlers
    {
        /// A request or answer came whole; its header was not looked at closer.
        std::function<void(Ptr<Packet> frame)> received;
        /// The connection is no more; refused: it never was. Nothing is told after this.
        std::function<void(bool refused)> closed;
        /// What came is no request: the stream is of no use any more. Nothing is told after this.
        std::function<void()> spoiled;
        /// Does something now, or when the process is there to do it.
        std::function<void(std::function<void()>)> whenUp;
    };

    /**
     * To be called once, after construction with make_shared.
     *
     * @param socket a TCP socket of the process
     * @param connected whether it is open, or still opening
     * @param sendLimit bytes that may wait for the socket; 0: any number
     * @param handlers whom to tell
     */
    void Open(Ptr<Socket> socket, bool connected, uint32_t sendLimit, const Handlers& handlers);

    /**
     * @param frame header and body
     * @return false when too much waits
     */
    bool Send(Ptr<Packet> frame);

    /// @return whether what is sent now goes out at once
    bool IsPrompt() const;

    /**
     * From now on nobody is told anything.
     *
     * @return the socket
     */
    Ptr<Socket> Detach();

  private:
    void Connected(Ptr<Socket> socket);
    void Failed(Ptr<Socket> socket);
    void Closed(Ptr<Socket> socket);
    void CanSend(Ptr<Socket> socket, uint32_t available);
    void CanRead(Ptr<Socket> socket);

    /// Tells, as soon as the process is up and unless it was detached meanwhile.
    void Do(void (RequestConnection::*what)());

    void NoteConnected();
    void NoteFailed();
    void NoteClosed();
    void Flush();
    void Read();

    /// Tells that the connection is no more.
    void End(bool refused);

    Ptr<Socket> m_socket; //!< null once detached
    Handlers m_handlers;
    bool m_connected{false};
    uint32_t m_sendLimit{0};
    uint64_t m_waiting{0}; //!< bytes in m_out
    std::deque<Ptr<Packet>> m_out;
    Ptr<Packet> m_in; //!< not whole yet
};

} // namespace sharding
} // namespace ns3

#endif /* REQUEST_CONNECTION_H */
