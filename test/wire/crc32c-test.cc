/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/crc32c.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <string>
#include <vector>

using namespace ns3::sharding;

namespace
{

uint32_t
Of(const std::vector<uint8_t>& bytes)
{
    return Crc32c(0, bytes.data(), bytes.size());
}

/// The definition (RFC 3720, section 12.1), bit by bit.
uint32_t
BitByBit(uint32_t crc, const uint8_t* bytes, size_t size)
{
    crc = ~crc;
    for (size_t i = 0; i < size; i++)
    {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
        {
            crc = crc & 1 ? crc >> 1 ^ 0x82f63b78 : crc >> 1;
        }
    }
    return ~crc;
}

} // namespace

TEST(Crc32c, PublishedVectors)
{
    // RFC 3720, appendix B.4
    std::vector<uint8_t> bytes(32, 0);
    EXPECT_EQ(Of(bytes), 0x8a9136aaU);
    std::fill(bytes.begin(), bytes.end(), 0xff);
    EXPECT_EQ(Of(bytes), 0x62a8ab43U);
    std::iota(bytes.begin(), bytes.end(), 0);
    EXPECT_EQ(Of(bytes), 0x46dd794eU);
    std::reverse(bytes.begin(), bytes.end());
    EXPECT_EQ(Of(bytes), 0x113fdb5cU);
    // The check value of the catalogs of CRCs
    const std::string digits = "123456789";
    EXPECT_EQ(Crc32c(0, digits.data(), digits.size()), 0xe3069283U);
}

TEST(Crc32c, PiecesGiveTheSameAsTheWhole)
{
    std::mt19937 random(1);
    std::vector<uint8_t> bytes(1000);
    std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<uint8_t>(random()); });
    const uint32_t whole = BitByBit(0, bytes.data(), bytes.size());
    for (size_t cut = 0; cut <= bytes.size(); cut++)
    {
        const uint32_t first = Crc32c(0, bytes.data(), cut);
        const uint32_t second = Crc32c(0, bytes.data() + cut, bytes.size() - cut);
        EXPECT_EQ(Crc32c(first, bytes.data() + cut, bytes.size() - cut), whole);
        EXPECT_EQ(Crc32cCombine(first, second, bytes.size() - cut), whole);
    }
}

TEST(Crc32c, NothingChangesNothing)
{
    EXPECT_EQ(Crc32c(0x12345678, nullptr, 0), 0x12345678U);
    EXPECT_EQ(Crc32cZeros(0x12345678, 0), 0x12345678U);
    EXPECT_EQ(Crc32cCombine(0x12345678, 0, 0), 0x12345678U);
}

TEST(Crc32c, ZerosThatExistNowhereCountAsZeros)
{
    const std::vector<uint8_t> zeros(100000, 0);
    for (const uint32_t start : {0U, 1U, 0x8a9136aaU, 0xffffffffU})
    {
        for (const size_t count : {1, 2, 3, 7, 8, 31, 32, 1000, 4095, 65536, 100000})
        {
            EXPECT_EQ(Crc32cZeros(start, count), Crc32c(start, zeros.data(), count)) << count;
        }
    }
}

TEST(Crc32c, ZerosBeyondAnyMemory)
{
    // x has order 2^31 - 1 modulo this polynomial, so that many zero bytes, a whole number of
    // rounds, change nothing.
    const uint64_t round = (uint64_t{1} << 31) - 1;
    EXPECT_EQ(Crc32cZeros(0x12345678, round), 0x12345678U);
    EXPECT_EQ(Crc32cZeros(0x12345678, round * ((uint64_t{1} << 33) - 1)), 0x12345678U);
    EXPECT_EQ(Crc32cZeros(0, 5 * round + 32), 0x8a9136aaU);
    EXPECT_EQ(Crc32cZeros(Crc32cZeros(7, round - 1), 1), 7U);
}
