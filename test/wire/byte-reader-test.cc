/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/byte-reader.h"

#include <gtest/gtest.h>

#include <array>

using namespace ns3::sharding;

namespace
{

constexpr std::array<uint8_t, 15> BYTES{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

} // namespace

TEST(ByteReader, ReadsBigEndian)
{
    ByteReader reader(BYTES.data(), BYTES.size());
    EXPECT_EQ(reader.U8(), 0x01);
    EXPECT_EQ(reader.U16(), 0x0203);
    EXPECT_EQ(reader.U32(), 0x04050607U);
    EXPECT_EQ(reader.U64(), 0x08090a0b0c0d0e0fU);
    EXPECT_TRUE(reader.Ok());
    EXPECT_EQ(reader.Remaining(), 0U);
}

TEST(ByteReader, AReadThatDoesNotFitFailsForGood)
{
    ByteReader reader(BYTES.data(), 3);
    EXPECT_EQ(reader.U32(), 0U);
    EXPECT_FALSE(reader.Ok());
    EXPECT_EQ(reader.Remaining(), 3U) << "nothing was taken";
    EXPECT_EQ(reader.U8(), 0) << "though a byte is there";
    EXPECT_FALSE(reader.Ok());
}

TEST(ByteReader, AHugeLengthIsRefusedWithoutOverflow)
{
    ByteReader reader(BYTES.data(), BYTES.size());
    reader.U8();
    EXPECT_EQ(reader.Bytes(SIZE_MAX), nullptr);
    EXPECT_FALSE(reader.Ok());
}

TEST(ByteReader, BytesAreWhereTheyLie)
{
    ByteReader reader(BYTES.data(), BYTES.size());
    reader.U16();
    EXPECT_EQ(reader.Bytes(13), BYTES.data() + 2);
    EXPECT_NE(reader.Bytes(0), nullptr) << "no bytes always fit";
    EXPECT_TRUE(reader.Ok());
}
