/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARD_REQUEST_H
#define SHARD_REQUEST_H

#include "shard-header.h"

#include "ns3/packet.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * A receiver asks a sender for shards that are late. Network byte order:
 *
 * | at | bytes | field |
 * |---:|---:|---|
 * | 0 | 1 | version of ShardHeader plus 128, so that no shard is taken for a request |
 * | 1 | 1 | 0; 128 when it is authenticated |
 * | 2 | 2 | number of indices, 1 to MAX_INDICES |
 * | 4 | 4 | sender |
 * | 8 | 8 | packet id |
 * | 16 | 2 each | shard indices |
 * | then | 44 | key id, nonce, tag as in ShardHeader, when it is authenticated |
 * | last | 4 | CRC32C of all before it |
 *
 * A request costs the sender at most the shards that it names, and SentShards bounds how often.
 */
struct ShardRequest
{
    static constexpr uint8_t VERSION = ShardHeader::VERSION | 0x80; //!< first byte
    static constexpr uint32_t MAX_INDICES = 64;                     //!< of one request

    uint32_t senderId{0};          //!< who is asked
    uint64_t packetId{0};          //!< for which packet
    std::vector<uint16_t> indices; //!< for which shards

    /**
     * @param packet what arrived where shards arrive
     * @return whether it is meant to be a request
     */
    static bool IsRequest(const Packet& packet);

    /**
     * @param cipher authenticates it; nullptr: not
     * @return the request as bytes
     */
    Ptr<Packet> Encode(const ShardCipher* cipher = nullptr) const;

    /**
     * @param packet what IsRequest holds of
     * @param request set when the result is OK
     * @param cipher as for TakeShardHeader
     * @return OK, or the reason to refuse it: TOO_SHORT, BAD_VERSION, BAD_CODE (second byte),
     *         BAD_LENGTH (size and number of indices), BAD_CHECKSUM, WRONG_KEY, NOT_ENCRYPTED (not
     *         authenticated though a key is used) or NOT_AUTHENTIC
     */
    static ShardParse
    Decode(const Packet& packet, ShardRequest& request, const ShardCipher* cipher = nullptr);
};

} // namespace sharding
} // namespace ns3

#endif /* SHARD_REQUEST_H */
