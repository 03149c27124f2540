/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OPEN_PACKET_TABLE_H
#define OPEN_PACKET_TABLE_H

#include "packet-key.h"
#include "shard-header.h"

#include "ns3/packet.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace sharding
{

/// A sender that has packets open.
struct OpenSender;

/**
 * @ingroup sharding-payload
 *
 * A packet that waits for shards.
 */
struct OpenPacket
{
    /// A shard that is there.
    struct Slot
    {
        Ptr<Packet> payload; //!< its bytes
        uint32_t offset;     //!< where they start in the packet
        uint32_t length;     //!< how many they are
    };

    /**
     * @param index a shard index below the total
     * @return the shard, or nullptr when it has not come
     */
    const Slot* Find(uint32_t index) const;

    PacketKey key{}; //!< which packet
    ShardHeader
        first; //!< the header of the shard that opened it, flags and error code merged since
    int64_t openedNs{0};      //!< when, ns
    bool conflicted{false};   //!< a shard of it was refused as a conflict
    uint64_t charge{0};       //!< bytes held against the limit
    uint64_t payloadBytes{0}; //!< payload among them
    std::vector<Slot>
        slots; //!< in order of arrival: memory grows with what came, not with what was announced
    std::vector<uint16_t>
        place; //!< for each shard index, 1 + its place in slots; 0: it has not come

    OpenSender* sender{nullptr};    //!< who split it
    OpenPacket* older{nullptr};     //!< neighbor among all
    OpenPacket* newer{nullptr};     //!< neighbor among all
    OpenPacket* olderSame{nullptr}; //!< neighbor among the sender's
    OpenPacket* newerSame{nullptr}; //!< neighbor among the sender's
};

/**
 * @ingroup sharding-payload
 *
 * The packets that wait for shards, found by identity, by age, and by which is to be evicted: the
 * oldest of the sender that holds the most bytes (of equals, the one with the smallest id). Knows
 * no rule of reassembly.
 *
 * Every operation takes constant time, but for keeping the senders ordered by bytes, which takes
 * the logarithm of their number.
 */
class OpenPacketTable
{
  public:
    static constexpr uint32_t PACKET_CHARGE =
        512; //!< bytes for all that is kept of a packet, but for its places
    static constexpr uint32_t PLACE_CHARGE = 2; //!< bytes for each shard that a packet announces
    static constexpr uint32_t SHARD_CHARGE =
        256; //!< bytes for a shard's slot and its ns-3 packet, but for its payload

    OpenPacketTable() = default;
    OpenPacketTable(const OpenPacketTable&) = delete;
    OpenPacketTable& operator=(const OpenPacketTable&) = delete;

    /**
     * @param key a packet
     * @return the packet, or nullptr when it is not open; valid until it is removed
     */
    OpenPacket* Find(const PacketKey& key);

    /**
     * @param nowNs when, ns; not before that of the last call
     * @param first header of its first shard; the packet is not open
     * @return the new packet, without a shard
     */
    OpenPacket& Open(int64_t nowNs, const ShardHeader& first);

    /**
     * @param open where to
     * @param header its header; the index has not come yet
     * @param payload its bytes
     */
    void Add(OpenPacket& open, const ShardHeader& header, const Ptr<Packet>& payload);

    /// @param open the packet to forget; the reference is invalid then
    void Remove(OpenPacket& open);

    /// @return the oldest packet, nullptr when there is none
    OpenPacket* Oldest() const;

    /// @return the packet to evict first, nullptr when there is none
    OpenPacket* Victim() const;

    /// @return how many are open
    uint32_t Count() const;

    /// @return shards they hold
    uint64_t Shards() const;

    /// @return bytes they hold, as charged
    uint64_t Bytes() const;

    /**
     * Recounts everything.
     *
     * @return an empty string, or one sentence that says which count is off
     */
    std::string Check() const;

  private:
    void Charge(OpenPacket& open, uint64_t bytes);
    void SiftUp(size_t at);
    void SiftDown(size_t at);
    void PutAt(size_t at, OpenSender* sender);

    std::unordered_map<PacketKey, OpenPacket, PacketKeyHash> m_packets;
    std::unordered_map<uint32_t, OpenSender> m_senders;
    std::vector<OpenSender*> m_heap; //!< the sender that holds the most bytes on top
    OpenPacket* m_oldest{nullptr};
    OpenPacket* m_newest{nullptr};
    uint64_t m_shards{0};
    uint64_t m_bytes{0};
};

/**
 * @ingroup sharding-payload
 *
 * A sender that has packets open.
 */
struct OpenSender
{
    uint32_t id{0};              //!< which
    uint64_t bytes{0};           //!< what its packets hold, as charged
    size_t heapAt{0};            //!< place in the heap
    OpenPacket* oldest{nullptr}; //!< its first packet
    OpenPacket* newest{nullptr}; //!< its last packet
};

} // namespace sharding
} // namespace ns3

#endif /* OPEN_PACKET_TABLE_H */
