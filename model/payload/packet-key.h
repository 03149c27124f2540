/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PACKET_KEY_H
#define PACKET_KEY_H

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
    uint32_t senderId; //!< who split it
    uint64_t packetId; //!< which of the sender's packets

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
 * The finalizer of SplitMix64 over both numbers: ids that count up spread over all buckets.
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
        uint64_t x = key.packetId + key.senderId * 0x9e3779b97f4a7c15;
        x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
        x = (x ^ x >> 27) * 0x94d049bb133111eb;
        return x ^ x >> 31;
    }
};

} // namespace sharding
} // namespace ns3

#endif /* PACKET_KEY_H */
