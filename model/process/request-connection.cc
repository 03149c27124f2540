/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "request-connection.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

RequestConnection::~RequestConnection()
{
    Detach();
}

void
RequestConnection::Open(Ptr<Socket> socket,
                        bool connected,
                        uint32_t sendLimit,
                        const Handlers& handlers)
{
    m_socket = socket;
    m_connected = connected;
    m_sendLimit = sendLimit;
    m_handlers = handlers;
    m_in = Create<Packet>();
    socket->SetConnectCallback(MakeCallback(&RequestConnection::Connected, this),
                               MakeCallback(&RequestConnection::Failed, this));
    socket->SetCloseCallbacks(MakeCallback(&RequestConnection::Closed, this),
                              MakeCallback(&RequestConnection::Closed, this));
    socket->SetSendCallback(MakeCallback(&RequestConnection::CanSend, this));
    socket->SetRecvCallback(MakeCallback(&RequestConnection::CanRead, this));
}

bool
RequestConnection::Send(Ptr<Packet> frame)
{
    if (m_sendLimit > 0 && m_waiting + frame->GetSize() > m_sendLimit)
    {
        return false;
    }
    m_waiting += frame->GetSize();
    m_out.push_back(frame);
    Flush();
    return true;
}

bool
RequestConnection::IsPrompt() const
{
    return m_connected && m_out.empty();
}

Ptr<Socket>
RequestConnection::Detach()
{
    const Ptr<Socket> socket = m_socket;
    if (socket)
    {
        socket->SetConnectCallback(MakeNullCallback<void, Ptr<Socket>>(),
                                   MakeNullCallback<void, Ptr<Socket>>());
        socket->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(),
                                  MakeNullCallback<void, Ptr<Socket>>());
        socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
        socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
    }
    m_socket = nullptr;
    m_out.clear();
    m_waiting = 0;
    return socket;
}

void
RequestConnection::Connected(Ptr<Socket> /* socket */)
{
    Do(&RequestConnection::NoteConnected);
}

void
RequestConnection::Failed(Ptr<Socket> /* socket */)
{
    Do(&RequestConnection::NoteFailed);
}

void
RequestConnection::Closed(Ptr<Socket> /* socket */)
{
    Do(&RequestConnection::NoteClosed);
}

void
RequestConnection::CanSend(Ptr<Socket> /* socket */, uint32_t /* available */)
{
    Do(&RequestConnection::Flush);
}

void
RequestConnection::CanRead(Ptr<Socket> /* socket */)
{
    Do(&RequestConnection::Read);
}

void
RequestConnection::Do(void (RequestConnection::*what)())
{
    m_handlers.whenUp(
        [self = shared_from_this(), what]
        {
            if (self->m_socket)
            {
                (self.get()->*what)();
            }
        });
}

void
RequestConnection::NoteConnected()
{
    m_connected = true;
    Flush();
}

void
RequestConnection::NoteFailed()
{
    End(true);
}

void
RequestConnection::NoteClosed()
{
    End(!m_connected);
}

void
RequestConnection::Flush()
{
    while (m_connected && m_socket && !m_out.empty() && m_socket->GetTxAvailable() > 0)
    {
        const Ptr<Packet> first = m_out.front();
        const uint32_t size = std::min(first->GetSize(), m_socket->GetTxAvailable());
        const bool whole = size == first->GetSize();
        if (m_socket->Send(whole ? first->Copy() : first->CreateFragment(0, size)) < 0)
        {
            return; // the socket will say why
        }
        m_waiting -= size;
        if (whole)
        {
            m_out.pop_front();
        }
        else
        {
            m_out.front() = first->CreateFragment(size, first->GetSize() - size);
        }
    }
}

void
RequestConnection::Read()
{
    while (m_socket)
    {
        const Ptr<Packet> more = m_socket->Recv();
        if (!more || more->GetSize() == 0)
        {
            return;
        }
        m_in->AddAtEnd(more);
        while (m_socket)
        {
            uint32_t size = 0;
            const RequestParse parse = PeekRequestSize(*m_in, size);
            if (parse == RequestParse::TOO_SHORT ||
                (parse == RequestParse::OK && m_in->GetSize() < size))
            {
                break;
            }
            if (parse != RequestParse::OK)
            {
                const auto spoiled = m_handlers.spoiled;
                spoiled();
                return;
            }
            const Ptr<Packet> frame = m_in->CreateFragment(0, size);
            m_in->RemoveAtStart(size);
            m_handlers.received(frame);
        }
    }
}

void
RequestConnection::End(bool refused)
{
    const auto closed = m_handlers.closed;
    closed(refused);
}

} // namespace sharding
} // namespace ns3
