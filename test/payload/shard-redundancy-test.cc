/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shard-bench.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

ShardRedundancy
Redundancy(ShardCode code, uint32_t amount = 2)
{
    return {code, amount};
}

} // namespace

TEST(ShardRedundancy, HowManyShardsThereAre)
{
    EXPECT_EQ(Redundancy(ShardCode::NONE).TotalShards(5), 5U);
    EXPECT_EQ(Redundancy(ShardCode::COPY, 3).TotalShards(5), 15U);
    EXPECT_EQ(Redundancy(ShardCode::XOR).TotalShards(5), 6U);
    EXPECT_EQ(Redundancy(ShardCode::REED_SOLOMON, 4).TotalShards(10), 14U);
    EXPECT_EQ(Redundancy(ShardCode::REED_SOLOMON, 4).TotalShards(251), 255U);
    EXPECT_EQ(Redundancy(ShardCode::REED_SOLOMON, 4).TotalShards(252), 0U) << "GF(256) is full";
    EXPECT_EQ(Redundancy(ShardCode::XOR).TotalShards(255), 0U);
    EXPECT_EQ(Redundancy(ShardCode::NONE).TotalShards(4096), 4096U);
}

TEST(ShardRedundancy, RefusesAmountsThatMakeNoSense)
{
    EXPECT_EQ(ShardRedundancy::Validate(Redundancy(ShardCode::COPY, 2)), "");
    EXPECT_EQ(ShardRedundancy::Validate(Redundancy(ShardCode::COPY, 1)),
              "copies must be sent 2 to 16 times");
    EXPECT_EQ(ShardRedundancy::Validate(Redundancy(ShardCode::REED_SOLOMON, 255)),
              "parity shards must lie in [1, 254]");
    EXPECT_EQ(ShardRedundancy::Validate(Redundancy(ShardCode::XOR, 0)), "") << "not used";
}

TEST(ShardRedundancy, AnyFourOfSixGiveThePacketAndNoThreeDo)
{
    for (uint32_t set = 0; set < 64; set++)
    {
        ShardBench bench(Redundancy(ShardCode::REED_SOLOMON));
        const auto shards = bench.Seal({10, 3, 20, 1});
        ASSERT_EQ(shards.size(), 6U);
        uint32_t pushed = 0;
        for (uint32_t i = 0; i < 6; i++)
        {
            if (set >> i & 1)
            {
                pushed++;
                EXPECT_EQ(bench.Push(shards[i]),
                          pushed < 4    ? "accepted"
                          : pushed == 4 ? "completed"
                                        : "surplus");
            }
        }
        if (pushed >= 4)
        {
            EXPECT_EQ(ShardBench::Content(*bench.whole.packet), bench.content);
            EXPECT_EQ(bench.whole.totalShards, 6U);
            EXPECT_EQ(bench.reassembler.BufferedBytes(), 0U);
        }
        else
        {
            EXPECT_EQ(bench.whole.packet, nullptr);
        }
    }
}

TEST(ShardRedundancy, RecoveredShardsAreCounted)
{
    ShardBench bench(Redundancy(ShardCode::REED_SOLOMON));
    const auto shards = bench.Seal({10, 3, 20, 1});
    for (const uint32_t index : {5U, 1U, 4U})
    {
        EXPECT_EQ(bench.Push(shards[index]), "accepted");
    }
    EXPECT_EQ(bench.Push(shards[2]), "completed");
    EXPECT_EQ(bench.whole.recoveredShards, 2U);
    EXPECT_EQ(bench.reassembler.Counters().recoveredShards, 2U);
    EXPECT_EQ(bench.reassembler.Counters().completedShards, 4U);
}

TEST(ShardRedundancy, OneOfEachCopyIsEnough)
{
    ShardBench bench(Redundancy(ShardCode::COPY));
    const auto shards = bench.Seal({10, 3, 20});
    ASSERT_EQ(shards.size(), 6U);
    EXPECT_EQ(bench.Push(shards[3]), "accepted") << "the copy of shard 0";
    EXPECT_EQ(bench.Push(shards[0]), "surplus");
    EXPECT_EQ(bench.Push(shards[1]), "accepted");
    EXPECT_EQ(bench.Push(shards[4]), "surplus");
    EXPECT_EQ(bench.Push(shards[5]), "completed");
    EXPECT_EQ(ShardBench::Content(*bench.whole.packet), bench.content);
    EXPECT_EQ(bench.Push(shards[2]), "surplus");
}

TEST(ShardRedundancy, XorMakesUpForOne)
{
    for (uint32_t lost = 0; lost < 4; lost++)
    {
        ShardBench bench(Redundancy(ShardCode::XOR));
        const auto shards = bench.Seal({10, 3, 20});
        for (uint32_t i = 4; i-- > 0;)
        {
            if (i != lost)
            {
                bench.Push(shards[i]);
            }
        }
        ASSERT_NE(bench.whole.packet, nullptr);
        EXPECT_EQ(ShardBench::Content(*bench.whole.packet), bench.content);
    }
}

TEST(ShardRedundancy, TheParityOfASinglePieceIsThePacket)
{
    ShardBench bench(Redundancy(ShardCode::XOR));
    const auto shards = bench.Seal({10});
    EXPECT_EQ(bench.Push(shards[1]), "completed");
    EXPECT_EQ(ShardBench::Content(*bench.whole.packet), bench.content);
    EXPECT_EQ(bench.Push(shards[0]), "surplus");
}

TEST(ShardRedundancy, WhatComesLateForAGivenUpPacketIsLateWithRedundancyToo)
{
    ShardBench bench(Redundancy(ShardCode::XOR));
    const auto shards = bench.Seal({10, 10});
    bench.Push(shards[0]);
    EXPECT_EQ(bench.Push(shards[1], 100000), "late");
}

TEST(ShardRedundancy, ParityThatContradictsTheDataGivesThePacketUp)
{
    ShardBench bench(Redundancy(ShardCode::XOR));
    const auto shards = bench.Seal({10, 3, 20});
    ShardHeader header;
    const Ptr<Packet> parity = shards[3]->Copy();
    ASSERT_EQ(TakeShardHeader(parity, header, {}), ShardParse::OK);
    ShardBench::Bytes bytes = ShardBench::Content(*parity);
    bytes[3] ^= 1; // the length of what was lost
    const Ptr<Packet> forged = Create<Packet>(bytes.data(), bytes.size());
    SealShard(forged, header);
    bench.Push(shards[0]);
    bench.Push(shards[2]);
    EXPECT_EQ(bench.Push(forged), "undecodable");
    ASSERT_EQ(bench.lost.size(), 1U);
    EXPECT_EQ(PacketLossName(bench.lost[0].reason), "undecodable");
    EXPECT_EQ(bench.lost[0].receivedShards, 2U);
    EXPECT_EQ(bench.Push(shards[1]), "late");
    // A packet of one piece that never waited.
    const auto single = bench.Seal({10}, 1);
    const Ptr<Packet> only = single[1]->Copy();
    ASSERT_EQ(TakeShardHeader(only, header, {}), ShardParse::OK);
    bytes = ShardBench::Content(*only);
    bytes[3] ^= 1;
    const Ptr<Packet> wrong = Create<Packet>(bytes.data(), bytes.size());
    SealShard(wrong, header);
    EXPECT_EQ(bench.Push(wrong), "undecodable");
    EXPECT_EQ(bench.lost.size(), 1U) << "nothing had been buffered";
}

TEST(ShardRedundancy, PiecesThatDoNotMeetWhatWasComputedAreNoticed)
{
    // Shard 2 says that it starts one byte further on than shards 0 and 1 reach.
    ShardBench bench(Redundancy(ShardCode::XOR));
    const auto shards = bench.Seal({10, 3, 20, 5});
    ShardHeader header;
    const Ptr<Packet> moved = shards[2]->Copy();
    ASSERT_EQ(TakeShardHeader(moved, header, {}), ShardParse::OK);
    header.offset++;
    SealShard(moved, header);
    bench.Push(shards[0]);
    bench.Push(moved);
    bench.Push(shards[4]);
    EXPECT_EQ(bench.Push(shards[3]), "range-conflict") << "it does not meet shard 2";
    ShardBench other(Redundancy(ShardCode::XOR));
    other.Seal({10, 3, 20, 5});
    other.Push(shards[0]);
    other.Push(moved);
    EXPECT_EQ(other.Push(shards[1]), "range-conflict");

    // With both its neighbors lost only what is computed in the end tells.
    ShardBench gaps(Redundancy(ShardCode::REED_SOLOMON));
    const auto sparse = gaps.Seal({10, 3, 20, 5, 7});
    const Ptr<Packet> shifted = sparse[2]->Copy();
    ASSERT_EQ(TakeShardHeader(shifted, header, {}), ShardParse::OK);
    header.offset++;
    SealShard(shifted, header);
    for (const auto& shard : {sparse[0], shifted, sparse[4], sparse[5]})
    {
        EXPECT_EQ(gaps.Push(shard), "accepted");
    }
    EXPECT_EQ(gaps.Push(sparse[6]), "undecodable");
}

TEST(ShardRedundancy, CopiesKeepTheFlagsOfTheirShardAndParityHasNone)
{
    for (const auto code : {ShardCode::COPY, ShardCode::XOR})
    {
        ShardSealer sealer({1, Redundancy(code), nullptr});
        std::vector<Ptr<Packet>> shards;
        sealer.Seal(Create<Packet>(20), {10, 10}, {}, {1, 2}, shards);
        std::vector<uint16_t> flags;
        for (const auto& shard : shards)
        {
            ShardHeader header;
            shard->PeekHeader(header);
            flags.push_back(header.flags);
        }
        EXPECT_EQ(flags,
                  code == ShardCode::COPY ? (std::vector<uint16_t>{1, 2, 1, 2})
                                          : (std::vector<uint16_t>{1, 2, 0}));
    }
}
