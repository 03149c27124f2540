/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "open-packet-table.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

namespace
{

// What the standard library adds to a map node, a list entry and two allocations, with some to
// spare.
constexpr size_t NODE_OVERHEAD = 128;
static_assert(sizeof(OpenPacket) + sizeof(OpenSender) + NODE_OVERHEAD <=
                  OpenPacketTable::PACKET_CHARGE,
              "the charge must cover what a packet takes");
// A vector that doubles has at most two slots for each that is used.
static_assert(2 * sizeof(OpenPacket::Slot) + sizeof(Packet) <= OpenPacketTable::SHARD_CHARGE,
              "the charge must cover what a shard takes");

bool
HoldsMore(const OpenSender& a, const OpenSender& b)
{
    return a.bytes != b.bytes ? a.bytes > b.bytes : a.id < b.id;
}

} // namespace

const OpenPacket::Slot*
OpenPacket::Find(uint32_t index) const
{
    const uint16_t at = place[index];
    return at == 0 ? nullptr : &slots[at - 1];
}

OpenPacket*
OpenPacketTable::Find(const PacketKey& key)
{
    const auto found = m_packets.find(key);
    return found == m_packets.end() ? nullptr : &found->second;
}

OpenPacket&
OpenPacketTable::Open(int64_t nowNs, const ShardHeader& first)
{
    const PacketKey key{first.senderId, first.packetId};
    const auto [entry, isNew] = m_packets.try_emplace(key);
    NS_ASSERT(isNew);
    OpenPacket& open = entry->second;
    open.key = key;
    open.first = first;
    open.openedNs = nowNs;
    open.place.resize(first.totalShards);

    open.older = m_newest;
    (m_newest ? m_newest->newer : m_oldest) = &open;
    m_newest = &open;

    const auto [senderEntry, isNewSender] = m_senders.try_emplace(key.senderId);
    OpenSender& sender = senderEntry->second;
    if (isNewSender)
    {
        sender.id = key.senderId;
        m_heap.push_back(&sender);
        sender.heapAt = m_heap.size() - 1;
    }
    open.sender = &sender;
    open.olderSame = sender.newest;
    (sender.newest ? sender.newest->newerSame : sender.oldest) = &open;
    sender.newest = &open;

    Charge(open, PACKET_CHARGE + uint64_t{PLACE_CHARGE} * first.totalShards);
    return open;
}

void
OpenPacketTable::Add(OpenPacket& open, const ShardHeader& header, const Ptr<Packet>& payload)
{
    open.slots.push_back({payload, header.offset, header.payloadLength});
    open.place[header.shardIndex] = static_cast<uint16_t>(open.slots.size());
    open.first.flags |= header.flags;
    open.first.errorCode = std::max(open.first.errorCode, header.errorCode);
    open.payloadBytes += header.payloadLength;
    m_shards++;
    Charge(open, uint64_t{SHARD_CHARGE} + header.payloadLength);
}

void
OpenPacketTable::Remove(OpenPacket& open)
{
    (open.older ? open.older->newer : m_oldest) = open.newer;
    (open.newer ? open.newer->older : m_newest) = open.older;
    OpenSender& sender = *open.sender;
    (open.olderSame ? open.olderSame->newerSame : sender.oldest) = open.newerSame;
    (open.newerSame ? open.newerSame->olderSame : sender.newest) = open.olderSame;
    sender.bytes -= open.charge;
    m_bytes -= open.charge;
    m_shards -= open.slots.size();

    if (sender.oldest)
    {
        SiftDown(sender.heapAt);
    }
    else
    {
        const size_t at = sender.heapAt;
        OpenSender* last = m_heap.back();
        m_heap.pop_back();
        if (last != &sender)
        {
            PutAt(at, last);
            SiftUp(at);
            SiftDown(last->heapAt);
        }
        m_senders.erase(sender.id);
    }
    m_packets.erase(PacketKey(open.key));
}

OpenPacket*
OpenPacketTable::Oldest() const
{
    return m_oldest;
}

OpenPacket*
OpenPacketTable::Victim() const
{
    return m_heap.empty() ? nullptr : m_heap.front()->oldest;
}

uint32_t
OpenPacketTable::Count() const
{
    return static_cast<uint32_t>(m_packets.size());
}

uint64_t
OpenPacketTable::Shards() const
{
    return m_shards;
}

uint64_t
OpenPacketTable::Bytes() const
{
    return m_bytes;
}

std::string
OpenPacketTable::Check() const
{
    uint64_t packets = 0;
    uint64_t shards = 0;
    uint64_t bytes = 0;
    std::unordered_map<uint32_t, uint64_t> bySender;
    for (const OpenPacket* open = m_oldest; open; open = open->newer)
    {
        uint64_t charge = PACKET_CHARGE + uint64_t{PLACE_CHARGE} * open->place.size();
        for (const auto& slot : open->slots)
        {
            charge += uint64_t{SHARD_CHARGE} + slot.payload->GetSize();
        }
        if (charge != open->charge)
        {
            return "a packet holds other than it is charged for";
        }
        if (open->newer && open->newer->openedNs < open->openedNs)
        {
            return "open packets are not in order of age";
        }
        packets++;
        shards += open->slots.size();
        bytes += charge;
        bySender[open->key.senderId] += charge;
    }
    if (packets != m_packets.size() || shards != m_shards || bytes != m_bytes)
    {
        return "open packets, shards or bytes are not what was counted";
    }
    if (bySender.size() != m_senders.size() || m_heap.size() != m_senders.size())
    {
        return "a sender is listed without open packets or missing with some";
    }
    for (const OpenSender* sender : m_heap)
    {
        if (bySender[sender->id] != sender->bytes || HoldsMore(*sender, *m_heap.front()))
        {
            return "a sender holds other than was counted, or more than the one on top";
        }
    }
    return "";
}

void
OpenPacketTable::Charge(OpenPacket& open, uint64_t bytes)
{
    open.charge += bytes;
    open.sender->bytes += bytes;
    m_bytes += bytes;
    SiftUp(open.sender->heapAt);
}

void
OpenPacketTable::SiftUp(size_t at)
{
    OpenSender* sender = m_heap[at];
    while (at > 0 && HoldsMore(*sender, *m_heap[(at - 1) / 2]))
    {
        PutAt(at, m_heap[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    PutAt(at, sender);
}

void
OpenPacketTable::SiftDown(size_t at)
{
    OpenSender* sender = m_heap[at];
    for (size_t child = 2 * at + 1; child < m_heap.size(); child = 2 * at + 1)
    {
        if (child + 1 < m_heap.size() && HoldsMore(*m_heap[child + 1], *m_heap[child]))
        {
            child++;
        }
        if (!HoldsMore(*m_heap[child], *sender))
        {
            break;
        }
        PutAt(at, m_heap[child]);
        at = child;
    }
    PutAt(at, sender);
}

void
OpenPacketTable::PutAt(size_t at, OpenSender* sender)
{
    m_heap[at] = sender;
    sender->heapAt = at;
}

} // namespace sharding
} // namespace ns3
