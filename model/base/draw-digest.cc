/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "draw-digest.h"

#include <array>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <xxhash.h>

namespace ns3
{
namespace sharding
{

void
DrawDigest::Add(int64_t nanoseconds, uint64_t value)
{
    const std::array<uint64_t, 2> entry{static_cast<uint64_t>(nanoseconds), value};
    m_sum += XXH3_64bits(entry.data(), sizeof(entry));
}

void
DrawDigest::Add(const std::string& text)
{
    m_sum += XXH3_64bits(text.data(), text.size());
}

void
DrawDigest::Add(const std::string& role, double draw)
{
    uint64_t seed;
    std::memcpy(&seed, &draw, sizeof(seed));
    m_sum += XXH3_64bits_withSeed(role.data(), role.size(), seed);
}

std::string
DrawDigest::GetText() const
{
    char text[17];
    std::snprintf(text, sizeof(text), "%016" PRIx64, m_sum);
    return text;
}

} // namespace sharding
} // namespace ns3
