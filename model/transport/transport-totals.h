/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRANSPORT_TOTALS_H
#define TRANSPORT_TOTALS_H

#include "connection-pool.h"
#include "framed-connection.h"

#include <array>
#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-transport
 *
 * Counts over all connections of an endpoint, those that have ended included, of all lives of its process. At any time
 * sent.accepted = sum of sent.fates + waiting.
 */
struct TransportTotals
{
    SendQueue::Counters sent;
    MessageStream::Counters received;
    uint64_t waiting{0};                           //!< messages that wait to be sent now
    std::array<uint64_t, CLOSE_REASONS> closed{};  //!< connections that have ended, by reason
    std::array<uint64_t, POOL_EVENTS> pool{};      //!< events of the pool
    std::array<uint64_t, ALPN_STATUSES> answers{}; //!< to offers
    std::array<uint64_t, SEND_ERRORS> refused{};   //!< messages that the endpoint did not take
    uint64_t pendingRefused{0};                    //!< connections closed because of MaxPending

    /// @param stream of a connection, to be added
    void Add(const MessageStream& stream);

    /// @param events of a pool, to be added
    void Add(const ConnectionPool& events);

    /// @return connections that have ended for a reason
    uint64_t
    Closed(CloseReason reason) const
    {
        return closed[static_cast<size_t>(reason)];
    }

    /// @return how often the pool had an event
    uint64_t
    Times(PoolEvent event) const
    {
        return pool[static_cast<size_t>(event)];
    }

    /// @return offers that were answered so
    uint64_t
    Answered(AlpnStatus status) const
    {
        return answers[static_cast<size_t>(status)];
    }

    /// @return messages with a fate
    uint64_t
    Fates(SendFate fate) const
    {
        return sent.fates[static_cast<size_t>(fate)];
    }
};

} // namespace sharding
} // namespace ns3

#endif /* TRANSPORT_TOTALS_H */
