/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PACKET_KEY_H
#define PACKET_KEY_H

#include "ns3/mix-hash.h"

#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * The identity of a packet at its receiver.
 */
struct PacketKey
{
    uint32_t senderId{0}; //!< who split it
    uint64_t packetId{0}; //!< which of the sender's packets

    /// @return the sender: what shares memory fairly, see OpenTable
    uint64_t
    Group() const
    {
        return senderId;
    }

    /// @return whether both name the same packet
    bool
    operator==(const PacketKey& other) const
    {
        return senderId == other.senderId && packetId == other.packetId;
    }
};

/**
 * @ingroup sharding-payload
 *
 * Spreads packets over all buckets of a table.
 */
struct PacketKeyHash
{
    /**
     * @param key a packet
     * @return its hash
     */
    size_t
    operator()(const PacketKey& key) const
    {
        return MixHash(key.packetId + key.senderId * 0x9e3779b97f4a7c15);
    }
};

} // namespace sharding
} // namespace ns3

#endif /* PACKET_KEY_H */
