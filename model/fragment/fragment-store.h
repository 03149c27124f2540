/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_STORE_H
#define FRAGMENT_STORE_H

#include "ns3/byte-span.h"
#include "ns3/packet.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fragment
 *
 * The fragments of one message that came in order, as bytes in one piece: each byte is copied once
 * when it comes, and the finished message is handed over without a copy.
 *
 * It counts all memory that it has, so that the sum over all messages can be held under a limit:
 * call Reserve, which says before what it will take, and then Append.
 */
class ByteStore
{
  public:
    using View = ByteSpan;                //!< a fragment as it comes
    using Piece = std::vector<uint8_t>;   //!< a fragment that is kept apart
    using Content = std::vector<uint8_t>; //!< a finished message

    /// @return bytes of a fragment
    static uint64_t
    SizeOf(const View& view)
    {
        return view.size;
    }

    /// @return a copy of a fragment
    static Piece
    ToPiece(const View& view)
    {
        return Piece(view.data, view.data + view.size);
    }

    /// @return a fragment that is kept apart
    static View
    ToView(const Piece& piece)
    {
        return piece;
    }

    /// @return memory that a fragment of this size takes when it is kept apart
    static uint64_t PieceMemory(uint64_t size);

    /// @return whether both have the same content
    static bool IsSame(const View& a, const View& b);

    /**
     * @param bytes how many will be appended
     * @param pieces in how many fragments
     * @param most bytes that the message can have, or nothing is known
     * @param announced whether the sender has said so: then room is made ahead, up to 16 times what
     *         has come
     * @return memory that is allocated for it, before any is freed
     */
    uint64_t Growth(uint64_t bytes, uint64_t pieces, uint64_t most, bool announced) const;

    /// Makes the room that Growth, with the same numbers, has told.
    void Reserve(uint64_t bytes, uint64_t pieces, uint64_t most, bool announced);

    /// @param view the next fragment
    void Append(const View& view);

    /// @return bytes appended so far
    uint64_t
    Size() const
    {
        return m_bytes.size();
    }

    /**
     * @param index of a fragment that was appended
     * @return its bytes
     */
    View At(uint32_t index) const;

    /// @return memory that is held
    uint64_t Memory() const;

    /// @return the message; the store is empty then
    Content TakeContent();

  private:
    uint64_t NextBytes(uint64_t bytes, uint64_t most, bool announced) const;
    uint64_t NextEnds(uint64_t pieces) const;

    std::vector<uint8_t> m_bytes;
    std::vector<uint32_t> m_ends; //!< where each fragment ends
};

/**
 * @ingroup sharding-fragment
 *
 * The same for fragments that are ns-3 packets: they are kept as they come, and joined once at the
 * end, so that virtual payload stays virtual. Every packet is charged with its size, virtual or
 * not, and a fixed sum.
 */
class PacketStore
{
  public:
    using View = Ptr<Packet>;    //!< a fragment as it comes; it is used up
    using Piece = Ptr<Packet>;   //!< a fragment that is kept apart
    using Content = Ptr<Packet>; //!< a finished message, with the tags of its first fragment

    static constexpr uint64_t PIECE_CHARGE = 256; //!< bytes for a packet, but for its content

    /// @return bytes of a fragment
    static uint64_t
    SizeOf(const View& view)
    {
        return view->GetSize();
    }

    /// @return the fragment
    static Piece
    ToPiece(const View& view)
    {
        return view;
    }

    /// @return the fragment
    static View
    ToView(const Piece& piece)
    {
        return piece;
    }

    /// @return memory that a fragment of this size takes when it is kept apart
    static uint64_t
    PieceMemory(uint64_t size)
    {
        return PIECE_CHARGE + size;
    }

    /// @return whether both have the same length and CRC32C
    static bool IsSame(const View& a, const View& b);

    /// @return memory that is allocated for so many bytes in so many fragments
    uint64_t
    Growth(uint64_t bytes, uint64_t pieces, uint64_t, bool) const
    {
        return PIECE_CHARGE * pieces + bytes;
    }

    /// Does nothing: packets bring their memory along.
    void
    Reserve(uint64_t, uint64_t, uint64_t, bool)
    {
    }

    /// @param view the next fragment
    void Append(const View& view);

    /// @return bytes appended so far
    uint64_t
    Size() const
    {
        return m_size;
    }

    /**
     * @param index of a fragment that was appended
     * @return it
     */
    View
    At(uint32_t index) const
    {
        return m_parts[index];
    }

    /// @return memory that is held
    uint64_t
    Memory() const
    {
        return PIECE_CHARGE * m_parts.size() + m_size;
    }

    /// @return the message; the store is empty then
    Content TakeContent();

  private:
    std::vector<Ptr<Packet>> m_parts;
    uint64_t m_size{0};
};

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_STORE_H */
