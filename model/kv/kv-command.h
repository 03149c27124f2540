/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KV_COMMAND_H
#define KV_COMMAND_H

#include "kv-message.h"

#include "ns3/raft-payload.h"

#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-kv
 *
 * A write as the log has it.
 *
 * Version 1, in network byte order: one byte with version (high four bits), expects-absent (8) and verb (low three bits);
 * OPEN: client (8 bytes); the others: session (8), sequence (8), length of the key (2), key; COMPARE_AND_SWAP that does not
 * expect absence: length of the expected value (4), expected value; PUT, COMPARE_AND_SWAP: the value, to the end.
 */
struct KvCommand
{
    static constexpr uint8_t VERSION = 1; //!< of the encoding

    KvVerb verb{KvVerb::OPEN}; //!< PUT, REMOVE, COMPARE_AND_SWAP or OPEN
    bool expectsAbsent{false}; //!< COMPARE_AND_SWAP
    uint64_t client{0};        //!< OPEN: who wants a session
    uint64_t session{0};       //!< the others: of the write
    uint64_t sequence{0};      //!< the others: number in the session
    std::string key;           //!< which
    std::string value;         //!< PUT, COMPARE_AND_SWAP: the new one
    std::string expected;      //!< COMPARE_AND_SWAP: the old one

    /**
     * @param request a write
     * @return the payload of its entry
     */
    static Ptr<const RaftPayload> Encode(const KvRequest& request);

    /**
     * @param bytes of an entry's payload
     * @param size how many
     * @return the command, or why it is none
     */
    static Result<KvCommand, KvWireError> Decode(const uint8_t* bytes, size_t size);
};

} // namespace sharding
} // namespace ns3

#endif /* KV_COMMAND_H */
