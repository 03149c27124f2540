/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BYTE_WRITER_H
#define BYTE_WRITER_H

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-wire
 *
 * Writes big-endian numbers into memory and never past its end.
 *
 * A write that does not fit writes nothing and makes Ok() false for good.
 */
class ByteWriter
{
  public:
    /**
     * @param bytes where to write; it must outlive the writer
     * @param size bytes there are
     */
    ByteWriter(uint8_t* bytes, size_t size) : m_begin(bytes), m_size(size)
    {
    }

    /// @return whether every write so far fitted
    bool
    Ok() const
    {
        return m_ok;
    }

    /// @return bytes written
    size_t
    Written() const
    {
        return m_written;
    }

    /// @param value one byte
    void
    U8(uint8_t value)
    {
        Number<1>(value);
    }

    /// @param value two bytes
    void
    U16(uint16_t value)
    {
        Number<2>(value);
    }

    /// @param value four bytes
    void
    U32(uint32_t value)
    {
        Number<4>(value);
    }

    /// @param value eight bytes
    void
    U64(uint64_t value)
    {
        Number<8>(value);
    }

    /**
     * @param bytes what to copy
     * @param size how many
     */
    void
    Bytes(const uint8_t* bytes, size_t size)
    {
        uint8_t* to = Take(size);
        if (to && size > 0)
        {
            std::memcpy(to, bytes, size);
        }
    }

  private:
    uint8_t*
    Take(size_t size)
    {
        if (!m_ok || size > m_size - m_written)
        {
            m_ok = false;
            return nullptr;
        }
        uint8_t* to = m_begin + m_written;
        m_written += size;
        return to;
    }

    template <size_t SIZE>
    void
    Number(uint64_t value)
    {
        if (uint8_t* to = Take(SIZE))
        {
            for (size_t i = SIZE; i-- > 0; value >>= 8)
            {
                to[i] = static_cast<uint8_t>(value);
            }
        }
    }

    uint8_t* m_begin;
    size_t m_size;
    size_t m_written{0};
    bool m_ok{true};
};

} // namespace sharding
} // namespace ns3

#endif /* BYTE_WRITER_H */
