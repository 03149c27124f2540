/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAFT_WIRE_H
#define RAFT_WIRE_H

#include "raft-message.h"

#include "ns3/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/// Why bytes are no message.
enum class RaftWireError : uint8_t
{
    SHORT_PREFIX,    //!< fewer than four bytes where a shard's number must stand
    WRONG_SHARD,     //!< an answer for another shard than was asked
    UNKNOWN_SHARD,   //!< the server has no such shard
    BAD_STATUS,      //!< an answer's status is none that is known
    UNKNOWN_VERSION, //!< of the encoding
    UNKNOWN_TYPE,    //!< of message, or of an entry
    BAD_FLAGS,       //!< flags are set that have no meaning
    TRUNCATED,       //!< bytes are missing
    TRAILING_BYTES,  //!< bytes are left
    TOO_MANY_ENTRIES //!< more than the limit
};

/**
 * @ingroup sharding-raft
 *
 * @param error an error
 * @return its name, such as "unknown-shard"
 */
std::string RaftWireErrorName(RaftWireError error);

/**
 * @ingroup sharding-raft
 *
 * Version 1 of the encoding of messages, in network byte order: version, type, flags (reject 1,
 * force 2, wants-reply 4, lease 8, rest 16), sender, receiver, term, and then what the type uses, in the
 * order of RaftMessage's fields. An entry is its term, type, length and payload.
 */
class RaftWire
{
  public:
    static constexpr uint8_t VERSION = 1;                      //!< of the encoding
    static constexpr size_t HEAD_BYTES = 19;                   //!< of every message
    static constexpr size_t ENTRY_HEAD_BYTES = 13;             //!< of every entry
    static constexpr uint32_t DEFAULT_MAX_ENTRIES = 1U << 16U; //!< in one message

    /**
     * @param message a message
     * @return bytes that Encode adds
     */
    static size_t Size(const RaftMessage& message);

    /**
     * @param message a message
     * @param bytes it is added behind what is there
     */
    static void Encode(const RaftMessage& message, std::vector<uint8_t>& bytes);

    /**
     * Payloads are copied. No length is believed before its bytes are there.
     *
     * @param bytes what came
     * @param size how much; all of it must be one message
     * @param maxEntries limit
     * @return the message, or why it is none
     */
    static Result<RaftMessage, RaftWireError>
    Decode(const uint8_t* bytes, size_t size, uint32_t maxEntries = DEFAULT_MAX_ENTRIES);
};

} // namespace sharding
} // namespace ns3

#endif /* RAFT_WIRE_H */
