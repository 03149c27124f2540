/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRANSPORT_NODE_H
#define TRANSPORT_NODE_H

#include "dice.h"

#include "ns3/connection-pool.h"
#include "ns3/framed-connection.h"
#include "ns3/protocol-router.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * What stands for a TCP connection: bytes both ways, in order, until one side ends it or it breaks.
 */
struct SoakPipe
{
    /// One direction.
    struct Way
    {
        std::vector<uint8_t> bytes; //!< on their way
        size_t at{0};               //!< how many of them have arrived
        bool ended{false};          //!< nothing follows
        bool broken{false}; //!< nothing arrives any more, and the reader will know some time
        bool mute{false};   //!< nothing arrives any more, and nobody will know

        /// @return bytes on their way
        size_t
        Left() const
        {
            return bytes.size() - at;
        }
    };

    Way ways[2];           //!< from the side that opened, and to it
    int64_t stuckUntil{0}; //!< ms: nothing moves before
};

/**
 * @ingroup sharding-tools
 *
 * @param kind canonical, total-length, MySQL or WebSocket, from 0
 * @param payload most bytes in a fragment
 * @return the strategy
 */
std::shared_ptr<const FragmentStrategy> MakeSoakStrategy(uint32_t kind, uint32_t payload);

/**
 * @ingroup sharding-tools
 *
 * A node of the transport soak: a pool, a router and framed connections put together as MessageEndpoint does it, without
 * sockets and simulator.
 */
class TransportNode
{
  public:
    /// What nodes are made with.
    struct Config
    {
        ConnectionPool::Config pool;
        FramedConnection::Config framing;
        MessageStream::Config stream;
        std::vector<std::string> protocols;
    };

    /// Who is told.
    struct Listener
    {
        std::function<std::shared_ptr<SoakPipe>(uint64_t peer)> open;
        std::function<void(uint64_t peer, ByteSpan bytes)> onMessage;
        std::function<void(uint64_t ticket, SendFate fate)> onFate;
        std::function<void(const std::string& probe)> reach;
        std::function<void(const std::string& violation)> violate;
    };

    TransportNode(const Config& config, Listener listener, Dice& dice, uint64_t* serials);
    ~TransportNode();

    /// @return as MessageEndpoint::Send
    Result<uint64_t, SendError>
    Send(int64_t ms, uint64_t peer, ByteSpan bytes, const SendOptions& options);

    /// @return whether a message was taken back
    bool Cancel(uint64_t ticket);

    /// Takes a connection. @param pipe whose second way is ours to write
    void Accept(int64_t ms, const std::shared_ptr<SoakPipe>& pipe);

    /// Does what is due, writes and reads some.
    void Step(int64_t ms);

    /// Closes one connection.
    void CloseSome();

    /// @return an empty string, or what is off
    std::string Check() const;

    /// @return connections of the pool with a peer
    uint32_t CountOf(uint64_t peer) const;

    /// @return messages that wait in all connections
    uint64_t Waiting() const;

  private:
    class Link;

    std::unique_ptr<MessageStream> MakeStream() const;
    Link& AddLink(const std::shared_ptr<SoakPipe>& pipe, uint32_t side);
    Link* FindPooled(uint64_t number);
    void ClosePooled(uint64_t number, CloseReason reason);
    void Close(Link& link, CloseReason reason);
    AlpnAnswer Judge(Link& link, const AlpnOffer& offer);
    void Write(Link& link);
    void Read(Link& link);
    void NoteUse(Link& link);

    const Config m_config;
    const Listener m_listener;
    Dice& m_dice;
    int64_t m_ms{0};
    ConnectionPool m_pool;
    ProtocolRouter<int> m_router;
    std::map<uint64_t, std::shared_ptr<Link>> m_links;
    uint64_t m_lastLink{0};
};

} // namespace sharding
} // namespace ns3

#endif /* TRANSPORT_NODE_H */
