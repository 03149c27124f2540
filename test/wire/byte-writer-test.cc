/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/byte-writer.h"

#include <gtest/gtest.h>

#include <array>

using namespace ns3::sharding;

TEST(ByteWriter, WritesBigEndian)
{
    std::array<uint8_t, 17> bytes{};
    ByteWriter writer(bytes.data(), bytes.size());
    writer.U8(0x01);
    writer.U16(0x0203);
    writer.U32(0x04050607);
    writer.U64(0x08090a0b0c0d0e0f);
    const std::array<uint8_t, 2> more{16, 17};
    writer.Bytes(more.data(), more.size());
    EXPECT_TRUE(writer.Ok());
    EXPECT_EQ(writer.Written(), 17U);
    for (uint8_t i = 0; i < 17; i++)
    {
        EXPECT_EQ(bytes[i], i + 1);
    }
}

TEST(ByteWriter, AWriteThatDoesNotFitWritesNothingAndFailsForGood)
{
    std::array<uint8_t, 8> bytes{};
    ByteWriter writer(bytes.data(), 3);
    writer.U32(0xffffffff);
    EXPECT_FALSE(writer.Ok());
    writer.U8(0xff);
    EXPECT_EQ(writer.Written(), 0U);
    EXPECT_EQ(bytes, (std::array<uint8_t, 8>{}));
}

TEST(ByteWriter, AHugeLengthIsRefusedWithoutOverflow)
{
    std::array<uint8_t, 4> bytes{};
    ByteWriter writer(bytes.data(), bytes.size());
    writer.U8(1);
    writer.Bytes(bytes.data(), SIZE_MAX);
    EXPECT_FALSE(writer.Ok());
    EXPECT_EQ(writer.Written(), 1U);
}
