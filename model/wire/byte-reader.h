/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BYTE_READER_H
#define BYTE_READER_H

#include <cstddef>
#include <cstdint>
#include <utility>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-wire
 *
 * Reads big-endian numbers from memory and never past its end.
 *
 * A read that does not fit yields 0, moves nothing and makes Ok() false for good: a parser reads
 * all its fields and asks once.
 */
class ByteReader
{
  public:
    /**
     * @param bytes what to read; it must outlive the reader
     * @param size bytes there are
     */
    ByteReader(const uint8_t* bytes, size_t size) : m_next(bytes), m_left(size)
    {
    }

    /// @return whether every read so far fitted
    bool
    Ok() const
    {
        return m_ok;
    }

    /// @return bytes not read yet
    size_t
    Remaining() const
    {
        return m_left;
    }

    /// @return the next byte
    uint8_t
    U8()
    {
        return static_cast<uint8_t>(Number<1>());
    }

    /// @return the next two bytes
    uint16_t
    U16()
    {
        return static_cast<uint16_t>(Number<2>());
    }

    /// @return the next four bytes
    uint32_t
    U32()
    {
        return static_cast<uint32_t>(Number<4>());
    }

    /// @return the next eight bytes
    uint64_t
    U64()
    {
        return Number<8>();
    }

    /**
     * @param size bytes wanted; checked before anything is done with it
     * @return where they lie, or nullptr when fewer are left
     */
    const uint8_t*
    Bytes(size_t size)
    {
        if (!m_ok || size > m_left)
        {
            m_ok = false;
            return nullptr;
        }
        const uint8_t* begin = m_next;
        m_next += size;
        m_left -= size;
        return begin;
    }

  private:
    template <size_t SIZE>
    uint64_t
    Number()
    {
        const uint8_t* bytes = Bytes(SIZE);
        return bytes ? Join(bytes, std::make_index_sequence<SIZE>()) : 0;
    }

    // One expression rather than a loop, because compilers turn it into a load and a byte swap.
    template <size_t... I>
    static uint64_t
    Join(const uint8_t* bytes, std::index_sequence<I...>)
    {
        return ((uint64_t{bytes[I]} << 8 * (sizeof...(I) - 1 - I)) | ...);
    }

    const uint8_t* m_next;
    size_t m_left;
    bool m_ok{true};
};

} // namespace sharding
} // namespace ns3

#endif /* BYTE_READER_H */
