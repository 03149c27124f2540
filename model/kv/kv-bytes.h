/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef KV_BYTES_H
#define KV_BYTES_H

#include "ns3/byte-reader.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-kv
 *
 * Adds numbers and texts, big-endian, behind bytes that grow with them.
 */
class KvByteSink
{
  public:
    /// @param bytes what is added to; must outlive the sink
    explicit KvByteSink(std::vector<uint8_t>& bytes) : m_bytes(bytes)
    {
    }

    /**
     * @tparam SIZE bytes that are written
     * @param value its lowest SIZE bytes
     */
    template <size_t SIZE>
    void
    Number(uint64_t value)
    {
        for (size_t i = SIZE; i-- > 0;)
        {
            m_bytes.push_back(static_cast<uint8_t>(value >> (8 * i)));
        }
    }

    /// @param text its bytes alone
    void
    Raw(const std::string& text)
    {
        m_bytes.insert(m_bytes.end(), text.begin(), text.end());
    }

    /// @param text two bytes of length, and its bytes
    void
    Key(const std::string& text)
    {
        Number<2>(text.size());
        Raw(text);
    }

    /// @param text four bytes of length, and its bytes
    void
    Value(const std::string& text)
    {
        Number<4>(text.size());
        Raw(text);
    }

  private:
    std::vector<uint8_t>& m_bytes;
};

/**
 * @ingroup sharding-kv
 *
 * @param reader where the bytes are
 * @param size how many
 * @return the bytes; empty when fewer are there, then reader.Ok() is false
 */
inline std::string
ReadKvText(ByteReader& reader, size_t size)
{
    const uint8_t* bytes = reader.Bytes(size);
    return bytes ? std::string(bytes, bytes + size) : std::string();
}

} // namespace sharding
} // namespace ns3

#endif /* KV_BYTES_H */
