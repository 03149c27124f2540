/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/flow-id-tag.h"
#include "ns3/packet-bytes.h"
#include "ns3/parity-coder.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

std::string
Text(const Packet& packet)
{
    std::vector<uint8_t> bytes(packet.GetSize());
    packet.CopyData(bytes.data(), packet.GetSize());
    return {bytes.begin(), bytes.end()};
}

Ptr<Packet>
Real(const std::string& text)
{
    return Create<Packet>(reinterpret_cast<const uint8_t*>(text.data()), text.size());
}

class RealCount : public PacketByteVisitor
{
  public:
    uint64_t bytes{0};

    void
    Bytes(const uint8_t*, uint32_t size) override
    {
        bytes += size;
    }

    void
    Zeros(uint32_t) override
    {
    }
};

uint64_t
RealBytes(const Packet& packet)
{
    RealCount count;
    VisitPacketBytes(packet, 0, count);
    return count.bytes;
}

/// A packet whose pieces got parity.
struct Coded
{
    Coded(ShardCode code, const std::vector<Ptr<Packet>>& pieces, uint32_t parity) : shards(pieces)
    {
        header.code = code;
        header.blockLength = coder.Encode(code, pieces, parity, shards);
        header.totalShards = static_cast<uint32_t>(shards.size());
        header.redundantShards = parity;
        for (const auto& piece : pieces)
        {
            header.packetLength += piece->GetSize();
        }
    }

    /// @return whether the packet came back without the shards of these indices
    bool
    RecoverWithout(const std::vector<uint32_t>& lost)
    {
        result = shards;
        for (const uint32_t index : lost)
        {
            result[index] = nullptr;
        }
        return coder.Recover(header, result);
    }

    ParityCoder coder;
    ShardHeader header;
    std::vector<Ptr<Packet>> shards;
    std::vector<Ptr<Packet>> result;
};

} // namespace

TEST(ParityCoder, PiecesOfAnyLengthComeBackWithTheirLength)
{
    const std::vector<std::string> texts{"alpha", "b", "gamma delta", "eps"};
    Coded coded(ShardCode::REED_SOLOMON,
                {Real(texts[0]), Real(texts[1]), Real(texts[2]), Real(texts[3])},
                3);
    EXPECT_EQ(coded.header.blockLength, 4 + 11U);
    EXPECT_EQ(coded.shards[4]->GetSize(), 15U);
    for (uint32_t a = 0; a < 7; a++)
    {
        for (uint32_t b = 0; b < 7; b++)
        {
            for (uint32_t c = 0; c < 7; c++)
            {
                if (a >= 4 && b >= 4 && c >= 4)
                {
                    continue; // nothing to compute
                }
                ASSERT_TRUE(coded.RecoverWithout({a, b, c}));
                for (uint32_t i = 0; i < 4; i++)
                {
                    EXPECT_EQ(Text(*coded.result[i]), texts[i]);
                }
            }
        }
    }
}

TEST(ParityCoder, LongPiecesAreWorkedOnInStripes)
{
    std::mt19937 random(3);
    for (const uint32_t longest : {4095U, 4096U, 4097U, 20000U})
    {
        std::vector<Ptr<Packet>> pieces;
        for (const uint32_t length : {longest, 1U, longest / 2, longest - 1})
        {
            std::string text(length, ' ');
            for (auto& letter : text)
            {
                letter = static_cast<char>(random());
            }
            pieces.push_back(Real(text));
        }
        Coded coded(ShardCode::REED_SOLOMON, pieces, 2);
        for (const auto& lost : {std::vector<uint32_t>{0, 1}, {1, 2}, {0, 3}, {2, 4}, {3, 5}})
        {
            ASSERT_TRUE(coded.RecoverWithout(lost));
            for (uint32_t i = 0; i < 4; i++)
            {
                EXPECT_EQ(Text(*coded.result[i]), Text(*pieces[i])) << longest;
            }
        }
    }
}

TEST(ParityCoder, VirtualZerosStayVirtualBothWays)
{
    Coded coded(
        ShardCode::XOR, {Create<Packet>(1000), Create<Packet>(1000), Create<Packet>(10)}, 1);
    EXPECT_EQ(coded.shards[3]->GetSize(), 1004U);
    EXPECT_EQ(RealBytes(*coded.shards[3]), 4U) << "only the sum of the lengths is real";
    ASSERT_TRUE(coded.RecoverWithout({2}));
    EXPECT_EQ(coded.result[2]->GetSize(), 10U);
    EXPECT_EQ(RealBytes(*coded.result[2]), 0U);
    EXPECT_EQ(Text(*coded.result[2]), std::string(10, '\0'));
}

TEST(ParityCoder, VirtualAndRealZerosGiveTheSameParity)
{
    Coded unreal(ShardCode::REED_SOLOMON, {Create<Packet>(9), Create<Packet>(7)}, 2);
    Coded real(
        ShardCode::REED_SOLOMON, {Real(std::string(9, '\0')), Real(std::string(7, '\0'))}, 2);
    Coded mixed(ShardCode::REED_SOLOMON, {Create<Packet>(9), Real(std::string(7, '\0'))}, 2);
    for (const uint32_t index : {2U, 3U})
    {
        EXPECT_EQ(Text(*unreal.shards[index]), Text(*real.shards[index]));
        EXPECT_EQ(Text(*unreal.shards[index]), Text(*mixed.shards[index]));
    }
    // A channel may make zeros real on the way.
    unreal.shards[2] = Real(Text(*unreal.shards[2]));
    ASSERT_TRUE(unreal.RecoverWithout({0}));
    EXPECT_EQ(Text(*unreal.result[0]), std::string(9, '\0'));
}

TEST(ParityCoder, ALostFirstPieceStillBringsThePacketTags)
{
    Ptr<Packet> whole = Real("first second");
    whole->AddPacketTag(FlowIdTag(9));
    Coded coded(ShardCode::XOR, {whole->CreateFragment(0, 6), whole->CreateFragment(6, 6)}, 1);
    ASSERT_TRUE(coded.RecoverWithout({0}));
    FlowIdTag tag;
    ASSERT_TRUE(coded.result[0]->PeekPacketTag(tag));
    EXPECT_EQ(tag.GetFlowId(), 9U);
    EXPECT_EQ(Text(*coded.result[0]), "first ");
}

TEST(ParityCoder, ContradictingShardsAreNoticed)
{
    Coded coded(ShardCode::XOR, {Real("abcd"), Real("efgh"), Real("ij")}, 1);
    std::string parity = Text(*coded.shards[3]);
    parity[3] ^= 1; // the lost piece is then one byte longer
    coded.shards[3] = Real(parity);
    EXPECT_FALSE(coded.RecoverWithout({1})) << "longer than any";
    EXPECT_FALSE(coded.RecoverWithout({2})) << "3 bytes in place of 2: not the packet's length";
    parity[0] ^= 0x70; // or much longer
    coded.shards[3] = Real(parity);
    EXPECT_FALSE(coded.RecoverWithout({1}));
}

TEST(ParityCoder, ForgottenCodesAreMadeAgain)
{
    ParityCoder coder;
    for (int round = 0; round < 2; round++)
    {
        for (uint32_t k = 1; k <= 100; k++)
        {
            std::vector<Ptr<Packet>> shards;
            for (uint32_t i = 0; i < k; i++)
            {
                shards.push_back(Real(std::to_string(1000 + i)));
            }
            const auto pieces = shards;
            ShardHeader header;
            header.code = ShardCode::REED_SOLOMON;
            header.blockLength = coder.Encode(header.code, pieces, 1, shards);
            header.totalShards = k + 1;
            header.redundantShards = 1;
            header.packetLength = 4 * k;
            shards[k / 2] = nullptr;
            ASSERT_TRUE(coder.Recover(header, shards));
            EXPECT_EQ(Text(*shards[k / 2]), Text(*pieces[k / 2]));
        }
    }
}
