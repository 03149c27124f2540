/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CLOSE_REASON_H
#define CLOSE_REASON_H

#include <cstdint>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-transport
 *
 * Why a connection ended, or never began.
 */
enum class CloseReason : uint8_t
{
    NONE,        //!< "none": it has not
    ASKED,       //!< "asked": this side wanted it
    PEER,        //!< "peer": the other side closed it, or TCP was told that it is gone
    BROKEN,      //!< "broken": TCP gave up, or could not connect
    PREFACE,     //!< "preface": what came first is no preface, or of an unknown version
    NO_PROTOCOL, //!< "no-protocol": no protocol in common
    BUSY,        //!< "busy": the accepting side has no room for it
    DUPLICATE,   //!< "duplicate": another connection of the same two nodes is kept
    TIMEOUT,     //!< "timeout": not open in time
    STREAM,      //!< "stream": what came is no stream of messages, or breaks a limit
    SILENT,      //!< "silent": nothing was heard for the idle timeout that this side announced
    IDLE,        //!< "idle": nothing was sent or received for the pool's idle timeout
    EVICTED,     //!< "evicted": the pool needed its place
    REPLACED,    //!< "replaced": the other side opened a new one in its place
    ABANDONED    //!< "abandoned": both sides opened one, and the other one is kept
};

/// How many values CloseReason has.
constexpr uint32_t CLOSE_REASONS = 15;

/**
 * @ingroup sharding-transport
 *
 * @param reason a reason
 * @return its name, such as "no-protocol"
 */
const std::string& CloseReasonName(CloseReason reason);

} // namespace sharding
} // namespace ns3

#endif /* CLOSE_REASON_H */
