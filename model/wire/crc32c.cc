/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "crc32c.h"

#include <isa-l/crc.h>

#include <algorithm>
#include <array>

namespace ns3
{
namespace sharding
{

namespace
{

// Polynomials over GF(2) modulo Castagnoli's, bit-reflected: the highest bit is the coefficient of
// x^0.
constexpr uint32_t CASTAGNOLI = 0x82f63b78;
constexpr uint32_t ONE = 0x80000000;
constexpr uint32_t X_TO_8 = 0x00800000;

constexpr uint32_t
Multiply(uint32_t a, uint32_t b)
{
    uint32_t product = 0;
    for (; a != 0; a <<= 1)
    {
        product ^= a & ONE ? b : 0;
        b = b & 1 ? b >> 1 ^ CASTAGNOLI : b >> 1;
    }
    return product;
}

/// x^(8 * 2^i) for every bit i of a byte count
constexpr std::array<uint32_t, 64>
PowersOfX()
{
    std::array<uint32_t, 64> powers{};
    uint32_t power = X_TO_8;
    for (auto& p : powers)
    {
        p = power;
        power = Multiply(power, power);
    }
    return powers;
}

constexpr std::array<uint32_t, 64> POWERS = PowersOfX();

/// @return value * x^(8 * count)
uint32_t
Shift(uint32_t value, uint64_t count)
{
    for (size_t bit = 0; count != 0; bit++, count >>= 1)
    {
        if (count & 1)
        {
            value = Multiply(POWERS[bit], value);
        }
    }
    return value;
}

} // namespace

uint32_t
Crc32c(uint32_t crc, const void* bytes, size_t size)
{
    // ISA-L takes a length of int and, though it only reads, a pointer to non-const.
    constexpr size_t MOST = size_t{1} << 30;
    auto next = static_cast<unsigned char*>(const_cast<void*>(bytes));
    uint32_t state = ~crc;
    while (size > 0)
    {
        const size_t piece = std::min(size, MOST);
        state = crc32_iscsi(next, static_cast<int>(piece), state);
        next += piece;
        size -= piece;
    }
    return ~state;
}

uint32_t
Crc32cZeros(uint32_t crc, uint64_t count)
{
    // Up to here a block of real zeros is faster than one multiplication for each bit of the count.
    static const std::array<uint8_t, 2048> block{};
    const uint64_t few = count < block.size() ? count : count % (block.size() / 2);
    return ~Shift(~Crc32c(crc, block.data(), few), count - few);
}

uint32_t
Crc32cCombine(uint32_t first, uint32_t second, uint64_t secondSize)
{
    return Shift(first, secondSize) ^ second;
}

} // namespace sharding
} // namespace ns3
