/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-store.h"

#include "ns3/packet-bytes.h"

#include <algorithm>
#include <cstring>

namespace ns3
{
namespace sharding
{

namespace
{

/// What an allocation takes beside its bytes: the C library's book-keeping and rounding.
constexpr uint64_t ALLOCATION = 32;

uint64_t
Allocated(uint64_t bytes)
{
    return bytes == 0 ? 0 : bytes + ALLOCATION;
}

constexpr size_t LEAST_PARTS = 8; // a message with an open entry has several
// A vector of parts that doubles has at most two places for each that is used, but LEAST_PARTS at
// first.
static_assert(LEAST_PARTS * sizeof(Ptr<Packet>) + sizeof(Packet) + 2 * ALLOCATION <=
                  PacketStore::PIECE_CHARGE,
              "the charge must cover what a first packet takes");
static_assert(2 * sizeof(Ptr<Packet>) + sizeof(Packet) + 2 * ALLOCATION <=
                  PacketStore::PIECE_CHARGE,
              "the charge must cover what a packet takes");

} // namespace

uint64_t
ByteStore::PieceMemory(uint64_t size)
{
    constexpr uint64_t MAP_NODE = 96;
    return MAP_NODE + Allocated(size);
}

bool
ByteStore::IsSame(const View& a, const View& b)
{
    return a.size == b.size && (a.size == 0 || std::memcmp(a.data, b.data, a.size) == 0);
}

uint64_t
ByteStore::NextBytes(uint64_t bytes, uint64_t most, bool announced) const
{
    constexpr uint64_t AHEAD = 16;
    const uint64_t needed = m_bytes.size() + bytes;
    if (needed <= m_bytes.capacity())
    {
        return m_bytes.capacity();
    }
    const uint64_t wished = announced ? AHEAD * needed : 2 * m_bytes.capacity();
    return std::max(needed, std::min(wished, most));
}

uint64_t
ByteStore::NextEnds(uint64_t pieces) const
{
    const uint64_t needed = m_ends.size() + pieces;
    return needed <= m_ends.capacity() ? m_ends.capacity()
                                       : std::max<uint64_t>({needed, 2 * m_ends.capacity(), 8});
}

uint64_t
ByteStore::Growth(uint64_t bytes, uint64_t pieces, uint64_t most, bool announced) const
{
    const uint64_t nextBytes = NextBytes(bytes, most, announced);
    const uint64_t nextEnds = NextEnds(pieces);
    return (nextBytes == m_bytes.capacity() ? 0 : Allocated(nextBytes)) +
           (nextEnds == m_ends.capacity() ? 0 : Allocated(nextEnds * sizeof(uint32_t)));
}

void
ByteStore::Reserve(uint64_t bytes, uint64_t pieces, uint64_t most, bool announced)
{
    m_bytes.reserve(NextBytes(bytes, most, announced));
    m_ends.reserve(NextEnds(pieces));
}

void
ByteStore::Append(const View& view)
{
    m_bytes.insert(m_bytes.end(), view.data, view.data + view.size);
    m_ends.push_back(static_cast<uint32_t>(m_bytes.size()));
}

ByteStore::View
ByteStore::At(uint32_t index) const
{
    const uint32_t begin = index == 0 ? 0 : m_ends[index - 1];
    return {m_bytes.data() + begin, m_ends[index] - begin};
}

uint64_t
ByteStore::Memory() const
{
    return Allocated(m_bytes.capacity()) + Allocated(m_ends.capacity() * sizeof(uint32_t));
}

ByteStore::Content
ByteStore::TakeContent()
{
    m_ends = {};
    return std::move(m_bytes);
}

bool
PacketStore::IsSame(const View& a, const View& b)
{
    return a->GetSize() == b->GetSize() && Crc32c(0, *a) == Crc32c(0, *b);
}

void
PacketStore::Append(const View& view)
{
    if (m_parts.size() == m_parts.capacity())
    {
        m_parts.reserve(std::max(LEAST_PARTS, 2 * m_parts.size()));
    }
    m_parts.push_back(view);
    m_size += view->GetSize();
}

PacketStore::Content
PacketStore::TakeContent()
{
    const Ptr<Packet> whole = JoinPackets(m_parts);
    m_parts.clear();
    m_size = 0;
    return whole;
}

} // namespace sharding
} // namespace ns3
