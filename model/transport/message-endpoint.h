/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MESSAGE_ENDPOINT_H
#define MESSAGE_ENDPOINT_H

#include "connection-pool.h"
#include "message-connection.h"
#include "protocol-router.h"
#include "transport-options.h"
#include "transport-totals.h"

#include "ns3/address.h"
#include "ns3/random-variable-stream.h"
#include "ns3/traced-callback.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
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
 * What serves a protocol; any of the functions may be empty.
 */
struct ProtocolHandler
{
    std::function<void(MessageConnection&)> onOpen; //!< a connection speaks it from now on
    std::function<void(MessageConnection&, const InboundMessage&)> onMessage; //!< a message came
    std::function<void(MessageConnection&, CloseReason)> onClose; //!< a connection has ended
};

/**
 * @ingroup sharding-transport
 *
 * A process's way to send and receive messages: the protocols that it serves on its port, and a pool of connections to its
 * peers. Many may exist in one process.
 *
 * Life: set attributes; Serve, Offer, AddPeer at any time; Start when the process begins (TransportProcess does it), Listen; then Send.
 * Forget when the process has crashed.
 *
 * A connection that a peer opens belongs to the pool, and so is used to send to that peer, when it speaks one of the
 * protocols that this endpoint offers itself and the peer has an id. Others belong to their handlers alone.
 */
class MessageEndpoint : public TransportOptions, private MessageConnectionOwner
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    MessageEndpoint();
    ~MessageEndpoint() override;

    /**
     * @param protocol a name, less preferred than those before
     * @param handler serves it
     * @return see ProtocolRouter::Register
     */
    bool Serve(const std::string& protocol, const ProtocolHandler& handler);

    /**
     * @param protocols that are offered to peers, in order of preference; each is served. Without this call: all that
     *        are served.
     */
    void Offer(const std::vector<std::string>& protocols);

    /**
     * @param peer its id, not 0
     * @param address where it listens
     */
    void AddPeer(uint64_t peer, const Address& address);

    /// @param onFate told what became of each message that Send has taken
    void SetFateCallback(std::function<void(uint64_t ticket, SendFate fate)> onFate);

    /**
     * A life of the process begins.
     *
     * @param host the process
     * @param self the node's id; 0: nobody opens connections to it
     */
    void Start(const TransportHost& host, uint64_t self);

    /**
     * Takes connections. Only after Start.
     *
     * @param local address and port, such as InetSocketAddress(Ipv4Address::GetAny(), port)
     * @return whether the port could be had
     */
    bool Listen(const Address& local);

    /**
     * Sends a message to a peer, over a connection that is there or is opened for it.
     *
     * @tparam Bytes ByteSpan, std::vector<uint8_t> (by rvalue) or SharedBytes
     * @param peer its id
     * @param bytes its content
     * @param options how
     * @return a ticket, unique among all messages of this endpoint, or why not
     */
    template <typename Bytes>
    Result<uint64_t, SendError>
    Send(uint64_t peer, Bytes&& bytes, const SendOptions& options = {})
    {
        const Found found = FindConnection(peer);
        if (!found.connection)
        {
            return Refuse(found.error);
        }
        const auto result = found.connection->Send(std::forward<Bytes>(bytes), options);
        return result.IsOk() ? result : Refuse(result.Error());
    }

    /**
     * Sends all that a function sends when it returns, instead of at the end of the event: that saves an event for each
     * connection.
     *
     * @param action sends messages
     */
    void SendTogether(const std::function<void()>& action);

    /// @return when the back-off of a peer that was just refused ends
    Time GetRetryAt() const;

    /// Closes every connection, as ASKED, and the port.
    void Stop();

    /// The process has lost its memory: nothing is said to anybody.
    void Forget();

    /// The process goes on after a pause.
    void Resume();

    using Totals = TransportTotals; //!< see there

    /// @return the counts now
    Totals GetTotals() const;

    /// @return connections now, accepted and pending ones included
    uint32_t CountConnections() const;

    /**
     * Signature of the trace source Pool.
     *
     * @param event what
     * @param peer with whom
     * @param connection its number; ConnectionPool::NO_CONNECTION: none
     */
    typedef void (*PoolTracedCallback)(PoolEvent event, uint64_t peer, uint64_t connection);

    /**
     * Signature of the trace source Open.
     *
     * @param peer its id; 0: none
     * @param protocol that is spoken
     */
    typedef void (*OpenTracedCallback)(uint64_t peer, const std::string& protocol);

    /**
     * Signature of the trace source Close.
     *
     * @param peer its id; 0: none, or not known yet
     * @param reason why
     */
    typedef void (*CloseTracedCallback)(uint64_t peer, CloseReason reason);

    /**
     * Signature of the trace source Answer.
     *
     * @param peer who opened
     * @param status what was answered
     */
    typedef void (*AnswerTracedCallback)(uint64_t peer, AlpnStatus status);

    /**
     * Signature of the trace source Refuse.
     *
     * @param error why a message was not taken
     */
    typedef void (*RefuseTracedCallback)(SendError error);

    /**
     * Signature of the trace source Lost.
     *
     * @param lost a message that was given up after a part had come
     */
    typedef void (*LostTracedCallback)(const LostMessage& lost);

  protected:
    void DoDispose() override;

  private:
    /// A connection, or why there is none.
    struct Found
    {
        MessageConnection* connection{nullptr};
        SendError error{SendError::CLOSED};
    };

    /// A connection and what is known of it here.
    struct Entry
    {
        Ptr<MessageConnection> connection;
        uint64_t pooled{ConnectionPool::NO_CONNECTION}; //!< its number in the pool
        uint32_t protocol{UINT32_MAX};                  //!< number in the router, once it is open
        bool accepted{false};                           //!< by us
        bool outsider{false};                           //!< it never belonged to the pool
        bool busy{false};                               //!< as the pool knows it
        uint64_t uses{0}; //!< messages both ways when the pool was told last
    };

    Found FindConnection(uint64_t peer);
    Result<uint64_t, SendError> Refuse(SendError error);
    Entry& AddEntry();
    void OpenTo(uint64_t peer, uint64_t number);
    void ClosePooled(uint64_t number, CloseReason reason);
    std::vector<Ptr<MessageConnection>> ListConnections() const;
    void HandleAccept(Ptr<Socket> socket, const Address& from);
    AlpnAnswer JudgeOffer(uint64_t tag, const AlpnOffer& offer);
    AlpnStatus JudgePooled(uint64_t tag, const AlpnOffer& offer, AlpnAnswer& answer);
    void Ring();
    void SetAlarm();

    void ConnectionOpened(MessageConnection& connection) override;
    void ConnectionReceived(MessageConnection& connection, const InboundMessage& message) override;
    void ConnectionFate(MessageConnection& connection, uint64_t ticket, SendFate fate) override;
    void ConnectionLost(MessageConnection& connection, const LostMessage& lost) override;
    bool ConnectionWaits(MessageConnection& connection) override;
    void ConnectionUsed(MessageConnection& connection) override;
    void ConnectionClosed(MessageConnection& connection, CloseReason reason) override;

    TransportHost m_host;
    uint64_t m_self{0};
    ProtocolRouter<ProtocolHandler> m_router;
    std::vector<std::string> m_offered;
    bool m_offersAll{true}; //!< nothing was said yet about what is offered
    std::unordered_map<uint64_t, Address> m_addresses; //!< by peer
    std::function<void(uint64_t, SendFate)> m_onFate;

    // While a life lasts.
    MessageConnection::Config m_config;
    std::unique_ptr<ConnectionPool> m_pool;
    std::unique_ptr<LocalAlarm> m_alarm;
    Ptr<UniformRandomVariable> m_jitter;
    Ptr<Socket> m_listener;
    std::unordered_map<uint64_t, Entry> m_entries;     //!< by tag
    std::unordered_map<uint64_t, uint64_t> m_byPooled; //!< tags by number in the pool
    uint32_t m_pending{0};   //!< accepted ones that have not said their protocols yet
    uint32_t m_outsiders{0}; //!< accepted ones that do not belong to the pool
    uint64_t m_lastTag{0};
    uint64_t m_tickets{0};
    bool m_isGathering{false};                   //!< within SendTogether
    std::vector<Ptr<MessageConnection>> m_ready; //!< have something to send at its end
    Time m_retryAt;
    Totals m_totals; //!< of what has ended

    TracedCallback<PoolEvent, uint64_t, uint64_t> m_poolTrace;
    TracedCallback<uint64_t, const std::string&> m_openTrace;
    TracedCallback<uint64_t, CloseReason> m_closeTrace;
    TracedCallback<uint64_t, AlpnStatus> m_answerTrace;
    TracedCallback<SendError> m_refuseTrace;
    TracedCallback<const LostMessage&> m_lostTrace;
};

} // namespace sharding
} // namespace ns3

#endif /* MESSAGE_ENDPOINT_H */
