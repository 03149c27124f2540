/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OPEN_PACKET_TABLE_H
#define OPEN_PACKET_TABLE_H

#include "packet-key.h"
#include "shard-header.h"

#include "ns3/open-table.h"
#include "ns3/packet.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * A packet that waits for shards.
 */
struct WaitingShards
{
    /// A shard that is there.
    struct Slot
    {
        Ptr<Packet> payload; //!< its bytes
        uint32_t offset;     //!< where they start in the packet
        uint32_t length;     //!< how many they are
    };

    /**
     * @param index a content index (see ShardHeader) below the total
     * @return the shard, or nullptr when it has not come
     */
    const Slot*
    Find(uint32_t index) const
    {
        const uint16_t at = place[index];
        return at == 0 ? nullptr : &slots[at - 1];
    }

    ShardHeader
        first; //!< the header of the shard that opened it, flags and error code merged since
    bool conflicted{false};   //!< a shard of it was refused as a conflict
    uint64_t bytes{0};        //!< memory it holds, by the charges of OpenPacketTable
    uint64_t payloadBytes{0}; //!< payload among them
    std::vector<Slot>
        slots; //!< in order of arrival: memory grows with what came, not with what was announced
    std::vector<uint16_t>
        place; //!< for each content index, 1 + its place in slots; 0: it has not come
};

/**
 * @ingroup sharding-payload
 *
 * The packets that wait for shards, found by identity, by age, and by which is to be evicted. Knows
 * no rule of reassembly.
 *
 * Evicted is the oldest packet of the sender with the greatest weight (of equals, the sender with
 * the smallest id). A packet weighs what it holds, but not less than packetWeight: so a sender's
 * weight covers both what it takes of the memory and what it takes of the number of packets, when
 * packetWeight is the memory divided by the number of packets.
 *
 * Built on OpenTable, whose costs these are. The memory of up to MAX_SPARES packets that are removed
 * is used again.
 */
class OpenPacketTable
{
    using Table = OpenTable<PacketKey, PacketKeyHash, WaitingShards>;

  public:
    /// key, openedNs, and as value the shards
    using OpenPacket = Table::Entry;

    static constexpr uint32_t PACKET_CHARGE =
        640; //!< bytes for all that is kept of a packet, but for its places
    static constexpr uint32_t PLACE_CHARGE = 2; //!< bytes for each shard that a packet announces
    static constexpr uint32_t SHARD_CHARGE =
        256; //!< bytes for a shard's slot and its ns-3 packet, but for its payload
    static constexpr size_t MAX_SPARES = 64;         //!< packets whose memory is kept
    static constexpr size_t MAX_SPARE_SHARDS = 4096; //!< unless they had room for more shards

    /// @param packetWeight least weight of a packet, see above
    explicit OpenPacketTable(uint64_t packetWeight = 0);
    OpenPacketTable(const OpenPacketTable&) = delete;
    OpenPacketTable& operator=(const OpenPacketTable&) = delete;

    /**
     * @param header of any shard of a packet
     * @return how many different contents its shards have
     */
    static uint32_t
    Contents(const ShardHeader& header)
    {
        return header.code == ShardCode::COPY ? header.DataShards() : header.totalShards;
    }

    /**
     * @param header of any shard of a packet
     * @return bytes that the packet holds before its first shard
     */
    static uint64_t EmptyBytes(const ShardHeader& header);

    /**
     * @param key a packet
     * @return the packet, or nullptr when it is not open; valid until it is removed
     */
    OpenPacket*
    Find(const PacketKey& key)
    {
        return m_table.Find(key);
    }

    /**
     * @param nowNs when, ns; not before that of the last call
     * @param first header of its first shard; the packet is not open
     * @return the new packet, without a shard
     */
    OpenPacket& Open(int64_t nowNs, const ShardHeader& first);

    /**
     * @param open where to
     * @param header its header; the content has not come yet
     * @param payload its bytes
     */
    void Add(OpenPacket& open, const ShardHeader& header, const Ptr<Packet>& payload);

    /// @param open the packet to forget; the reference is invalid then
    void Remove(OpenPacket& open);

    /// @return the oldest packet, nullptr when there is none
    OpenPacket*
    Oldest() const
    {
        return m_table.Oldest();
    }

    /**
     * @param open a packet
     * @return the next younger one, nullptr when there is none
     */
    OpenPacket*
    Newer(const OpenPacket& open) const
    {
        return m_table.Newer(open);
    }

    /// @return the packet to evict first, nullptr when there is none
    OpenPacket*
    Victim() const
    {
        return m_table.Victim();
    }

    /**
     * @param senderId a sender
     * @return its oldest packet, nullptr when it has none
     */
    OpenPacket*
    OldestOf(uint32_t senderId) const
    {
        return m_table.OldestOf(senderId);
    }

    /**
     * @param senderId a sender
     * @return what its packets weigh
     */
    uint64_t
    WeightOf(uint32_t senderId) const
    {
        return m_table.BytesOf(senderId);
    }

    /**
     * @param bytes that a packet holds
     * @return what it weighs
     */
    uint64_t Weight(uint64_t bytes) const;

    /// @return how many are open
    uint32_t
    Count() const
    {
        return static_cast<uint32_t>(m_table.Count());
    }

    /// @return shards they hold
    uint64_t
    Shards() const
    {
        return m_shards;
    }

    /// @return bytes they hold, as charged
    uint64_t
    Bytes() const
    {
        return m_bytes;
    }

    /**
     * Recounts everything.
     *
     * @return an empty string, or one sentence that says which count is off
     */
    std::string Check() const;

  private:
    /// Memory of a packet that is gone.
    struct Spare
    {
        std::vector<WaitingShards::Slot> slots;
        std::vector<uint16_t> place;
    };

    void Charge(OpenPacket& open, uint64_t bytes);

    const uint64_t m_packetWeight;
    Table m_table;
    std::vector<Spare> m_spares;
    uint64_t m_shards{0};
    uint64_t m_bytes{0};
};

} // namespace sharding
} // namespace ns3

#endif /* OPEN_PACKET_TABLE_H */
