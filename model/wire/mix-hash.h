/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MIX_HASH_H
#define MIX_HASH_H

#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-wire
 *
 * The finalizer of SplitMix64: numbers that count up spread over all buckets of a table.
 *
 * @param x any number
 * @return its hash
 */
constexpr uint64_t
MixHash(uint64_t x)
{
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

} // namespace sharding
} // namespace ns3

#endif /* MIX_HASH_H */
