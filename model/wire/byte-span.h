/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BYTE_SPAN_H
#define BYTE_SPAN_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-wire
 *
 * Bytes that lie somewhere in memory and belong to somebody else.
 */
struct ByteSpan
{
    const uint8_t* data{nullptr}; //!< where; may be nullptr when size is 0
    size_t size{0};               //!< how many

    ByteSpan() = default;

    /**
     * @param bytes where they lie
     * @param count how many
     */
    ByteSpan(const uint8_t* bytes, size_t count) : data(bytes), size(count)
    {
    }

    /// @param bytes must outlive the span and keep its place in memory
    ByteSpan(const std::vector<uint8_t>& bytes) : data(bytes.data()), size(bytes.size())
    {
    }

    /**
     * @param count how many bytes to leave out at the start, at most size
     * @return the rest
     */
    ByteSpan
    From(size_t count) const
    {
        return {data + count, size - count};
    }

    /**
     * @param count how many bytes, at most size
     * @return the first of them
     */
    ByteSpan
    First(size_t count) const
    {
        return {data, count};
    }
};

} // namespace sharding
} // namespace ns3

#endif /* BYTE_SPAN_H */
