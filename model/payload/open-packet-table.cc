/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "open-packet-table.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace sharding
{

namespace
{

// What the standard library adds to two map nodes with their buckets and to two allocations, and
// what is kept of a sender, with some to spare.
constexpr size_t OVERHEAD = 288;
static_assert(sizeof(OpenPacketTable::OpenPacket) + OVERHEAD <= OpenPacketTable::PACKET_CHARGE,
              "the charge must cover what a packet takes");
// A vector that doubles has at most two slots for each that is used.
static_assert(2 * sizeof(WaitingShards::Slot) + sizeof(Packet) <= OpenPacketTable::SHARD_CHARGE,
              "the charge must cover what a shard takes");

} // namespace

OpenPacketTable::OpenPacketTable(uint64_t packetWeight) : m_packetWeight(packetWeight)
{
}

uint64_t
OpenPacketTable::EmptyBytes(const ShardHeader& header)
{
    return PACKET_CHARGE + uint64_t{PLACE_CHARGE} * Contents(header);
}

uint64_t
OpenPacketTable::Weight(uint64_t bytes) const
{
    return std::max(bytes, m_packetWeight);
}

OpenPacketTable::OpenPacket&
OpenPacketTable::Open(int64_t nowNs, const ShardHeader& first)
{
    OpenPacket& open = m_table.Open(nowNs, {first.senderId, first.packetId}, 0);
    WaitingShards& shards = open.value;
    shards.first = first;
    if (!m_spares.empty())
    {
        shards.slots = std::move(m_spares.back().slots);
        shards.place = std::move(m_spares.back().place);
        m_spares.pop_back();
    }
    shards.place.assign(Contents(first), 0);
    Charge(open, EmptyBytes(first));
    return open;
}

void
OpenPacketTable::Add(OpenPacket& open, const ShardHeader& header, const Ptr<Packet>& payload)
{
    WaitingShards& shards = open.value;
    shards.slots.push_back({payload, header.offset, header.payloadLength});
    shards.place[header.ContentIndex()] = static_cast<uint16_t>(shards.slots.size());
    shards.first.flags |= header.flags;
    shards.first.errorCode = std::max(shards.first.errorCode, header.errorCode);
    shards.payloadBytes += header.payloadLength;
    m_shards++;
    Charge(open, shards.bytes + SHARD_CHARGE + header.payloadLength);
}

void
OpenPacketTable::Remove(OpenPacket& open)
{
    WaitingShards& shards = open.value;
    m_bytes -= shards.bytes;
    m_shards -= shards.slots.size();
    if (m_spares.size() < MAX_SPARES && shards.slots.capacity() <= MAX_SPARE_SHARDS)
    {
        shards.slots.clear();
        m_spares.push_back({std::move(shards.slots), std::move(shards.place)});
    }
    m_table.Remove(open);
}

std::string
OpenPacketTable::Check() const
{
    uint64_t shards = 0;
    uint64_t bytes = 0;
    for (const OpenPacket* open = m_table.Oldest(); open; open = m_table.Newer(*open))
    {
        uint64_t held = EmptyBytes(open->value.first);
        for (const auto& slot : open->value.slots)
        {
            held += uint64_t{SHARD_CHARGE} + slot.payload->GetSize();
        }
        if (held != open->value.bytes || Weight(held) != open->charge)
        {
            return "a packet holds other than it is charged for";
        }
        shards += open->value.slots.size();
        bytes += held;
    }
    if (shards != m_shards || bytes != m_bytes)
    {
        return "shards or bytes of open packets are not what was counted";
    }
    return m_table.Check();
}

void
OpenPacketTable::Charge(OpenPacket& open, uint64_t bytes)
{
    m_bytes += bytes - open.value.bytes;
    open.value.bytes = bytes;
    m_table.Charge(open, Weight(bytes));
}

} // namespace sharding
} // namespace ns3
