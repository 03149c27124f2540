/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gear-chunker.h"

#include "ns3/mix-hash.h"

#include <algorithm>
#include <array>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr uint32_t MASK_BITS = 48; //!< the upper bits of the hash among which the masks choose
constexpr uint32_t NORMALIZATION = 2;

constexpr std::array<uint64_t, 256>
MakeGear()
{
    std::array<uint64_t, 256> gear{};
    for (uint64_t i = 0; i < gear.size(); i++)
    {
        gear[i] = MixHash(0x9e3779b97f4a7c15 * (i + 1)); // SplitMix64 from 0
    }
    return gear;
}

constexpr std::array<uint64_t, 256> GEAR = MakeGear();

/// @return a mask with this many bits, spread evenly
uint64_t
SpreadMask(uint32_t bits)
{
    uint64_t mask = 0;
    for (uint32_t i = 0; i < bits; i++)
    {
        mask |= uint64_t{1} << (63 - i * MASK_BITS / bits);
    }
    return mask;
}

uint32_t
FloorLog2(uint32_t x)
{
    uint32_t log = 0;
    for (; x > 1; x >>= 1)
    {
        log++;
    }
    return log;
}

} // namespace

uint32_t
GearChunker::GetStrictBits(uint32_t average)
{
    return FloorLog2(average) + NORMALIZATION;
}

uint32_t
GearChunker::GetLooseBits(uint32_t average)
{
    return FloorLog2(average) - std::min(FloorLog2(average), NORMALIZATION);
}

GearChunker::GearChunker(const Config& config)
    : m_config(config), m_strictMask(SpreadMask(GetStrictBits(config.average))),
      m_looseMask(SpreadMask(GetLooseBits(config.average)))
{
    m_config.least = std::min(config.least, config.average);
}

uint32_t
GearChunker::FindCut(const uint8_t* bytes, uint32_t length) const
{
    const uint32_t end = std::min(length, m_config.most);
    const uint32_t normal = std::min(end, m_config.average);
    uint32_t at = m_config.least;
    uint64_t hash = 0;
    for (; at < normal; at++)
    {
        hash = (hash << 1) + GEAR[bytes[at]];
        if ((hash & m_strictMask) == 0)
        {
            return at + 1;
        }
    }
    for (; at < end; at++)
    {
        hash = (hash << 1) + GEAR[bytes[at]];
        if ((hash & m_looseMask) == 0)
        {
            return at + 1;
        }
    }
    return end;
}

} // namespace sharding
} // namespace ns3
