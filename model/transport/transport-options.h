/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRANSPORT_OPTIONS_H
#define TRANSPORT_OPTIONS_H

#include "connection-pool.h"
#include "message-connection.h"

#include "ns3/object.h"

#include <memory>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-transport
 *
 * Every number of transport, as attributes: the base of MessageEndpoint, and what a scenario's section [transport]
 * sets.
 */
class TransportOptions : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// How fragments are told apart; see doc/fragmentation.md.
    enum class Strategy
    {
        CANONICAL,
        TOTAL_LENGTH,
        MY_SQL,
        WEB_SOCKET
    };

    /// @return an empty string when the attributes can be used together, else one sentence that says what is wrong
    std::string Validate() const;

    /// @return what each connection keeps to, as the attributes stand now
    MessageConnection::Config GetConnectionConfig() const;

    /**
     * @param self the node's id
     * @return what the pool keeps to, as the attributes stand now
     */
    ConnectionPool::Config GetPoolConfig(uint64_t self) const;

  protected:
    uint32_t m_maxPending;  //!< attribute MaxPending
    uint32_t m_maxAccepted; //!< attribute MaxAccepted

  private:
    std::shared_ptr<const FragmentStrategy> MakeStrategy() const;

    Strategy m_strategy;            //!< attribute Strategy
    uint32_t m_fragmentPayload;     //!< attribute FragmentPayload
    uint64_t m_maxMessageSize;      //!< attribute MaxMessageSize
    uint32_t m_maxFragments;        //!< attribute MaxFragments
    uint32_t m_maxOpenMessages;     //!< attribute MaxOpenMessages
    uint64_t m_reassemblyBytes;     //!< attribute ReassemblyBytes
    uint64_t m_reassemblySoftBytes; //!< attribute ReassemblySoftBytes
    Time m_reassemblyTimeout;       //!< attribute ReassemblyTimeout
    bool m_interleave;              //!< attribute Interleave
    uint32_t m_quantum;             //!< attribute Quantum
    uint64_t m_starvationGuard;     //!< attribute StarvationGuard
    uint32_t m_queueMessages;       //!< attribute QueueMessages
    uint64_t m_queueBytes;          //!< attribute QueueBytes
    uint32_t m_lookAhead;           //!< attribute LookAhead
    uint32_t m_sendBuffer;          //!< attribute SendBuffer
    uint32_t m_receiveBuffer;       //!< attribute ReceiveBuffer
    uint32_t m_segmentSize;         //!< attribute SegmentSize
    bool m_noDelay;                 //!< attribute NoDelay
    bool m_timestamps;              //!< attribute Timestamps
    Time m_openTimeout;             //!< attribute OpenTimeout
    Time m_silenceTimeout;          //!< attribute SilenceTimeout
    uint32_t m_perPeer;             //!< attribute ConnectionsPerPeer
    uint32_t m_maxConnections;      //!< attribute MaxConnections
    Time m_idleTimeout;             //!< attribute IdleTimeout
    Time m_backOffMin;              //!< attribute BackOffMin
    Time m_backOffMax;              //!< attribute BackOffMax
    double m_backOffJitter;         //!< attribute BackOffJitter
};

} // namespace sharding
} // namespace ns3

#endif /* TRANSPORT_OPTIONS_H */
