/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAGMENT_HEADER_FUZZ_H
#define FRAGMENT_HEADER_FUZZ_H

#include "ns3/fragment-strategy.h"

#include <cstdint>
#include <cstdlib>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * Reads any bytes as a header, from memory that ends where they end, and checks what a strategy
 * promises:
 * - what can be decided with some bytes is decided in the same way with more;
 * - a header that is complete needs each of its bytes.
 * Ends the process when a promise is broken.
 *
 * @param strategy the strategy
 * @param data the bytes
 * @param size how many
 */
inline void
FuzzHeader(const FragmentStrategy& strategy, const uint8_t* data, size_t size)
{
    HeaderParse before = HeaderParse::NEED_MORE;
    size_t lengthBefore = 0;
    for (size_t known = 0; known <= size && known <= FragmentStrategy::MAX_HEADER; known++)
    {
        const std::vector<uint8_t> bytes(data, data + known);
        FragmentMeta meta;
        size_t length = 0;
        const HeaderParse parse = strategy.DecodeHeader(bytes, meta, length);
        const bool isNew = before == HeaderParse::NEED_MORE;
        const bool changed = !isNew && (parse != before || length != lengthBefore);
        const bool isLong = isNew && parse == HeaderParse::COMPLETE && length != known;
        const bool isUndecided =
            parse == HeaderParse::NEED_MORE && known == FragmentStrategy::MAX_HEADER;
        if (changed || isLong || isUndecided)
        {
            std::abort();
        }
        before = parse;
        lengthBefore = length;
    }
}

} // namespace sharding
} // namespace ns3

#endif /* FRAGMENT_HEADER_FUZZ_H */
