/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef REQUEST_LOSS_H
#define REQUEST_LOSS_H

#include <cstdint>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-process
 *
 * Why a request has no answer; of several attempts, why the last one failed.
 */
enum class RequestLoss : uint8_t
{
    TIMEOUT,     //!< no answer in time
    REFUSED,     //!< TCP gave up connecting; ns-3's takes a refusal for silence
    CLOSED,      //!< the server ended or reset the connection
    UNREACHABLE, //!< the own machine knew no way
    BUSY,        //!< the server had no room
    DISK_FULL,   //!< the server's disk took no record
    CLIENT_FULL, //!< too many requests were open
    CLIENT_DOWN, //!< the client was down when it was offered, or went down with it
    COUNT
};

/**
 * @ingroup sharding-process
 *
 * @param loss a loss
 * @return "timeout", "refused", "closed", "unreachable", "server-busy", "server-disk-full",
 *         "client-full" or "client-down"
 */
std::string RequestLossName(RequestLoss loss);

} // namespace sharding
} // namespace ns3

#endif /* REQUEST_LOSS_H */
