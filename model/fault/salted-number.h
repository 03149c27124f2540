/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SALTED_NUMBER_H
#define SALTED_NUMBER_H

#include <cstdint>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-fault
 *
 * Mixes the bits of a number: splitmix64 (G. L. Steele, D. Lea and C. H. Flood, "Fast splittable
 * pseudorandom number generators", 2014).
 *
 * @param bits any number
 * @return another, by a one-to-one map
 */
inline uint64_t
MixBits(uint64_t bits)
{
    bits += 0x9e3779b97f4a7c15;
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
    return bits ^ (bits >> 31);
}

/**
 * @ingroup sharding-fault
 *
 * Makes several numbers of one, so that a packet costs one draw whatever number of faults it meets.
 *
 * @param uniform a number in [0, 1)
 * @param salt which of them
 * @return a number in [0, 1) that is uniform when the first is, and as good as independent of those
 *         of other salts
 */
inline double
SaltNumber(double uniform, uint64_t salt)
{
    constexpr double TWO_53 = 9007199254740992.0;
    const auto bits = static_cast<uint64_t>(uniform * TWO_53);
    return static_cast<double>(MixBits(bits ^ MixBits(salt)) >> 11) / TWO_53;
}

} // namespace sharding
} // namespace ns3

#endif /* SALTED_NUMBER_H */
