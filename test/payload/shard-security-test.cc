/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shard-bench.h"

#include "ns3/crc32c.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

std::shared_ptr<const ShardCipher>
Cipher(char digit)
{
    return std::make_shared<const ShardCipher>(ShardKey::FromHex(std::string(64, digit)).Value());
}

ShardReassembler::Config
Receiver(char digit)
{
    ShardReassembler::Config config;
    config.cipher = Cipher(digit);
    config.replayWindow = 64;
    config.maxRemembered = 0; // the window must do without
    return config;
}

ShardSealer::Config
Sender(char digit, ShardCode code = ShardCode::NONE)
{
    return {1, {code, 2}, Cipher(digit)};
}

/// Makes the checksum of an encrypted shard right again.
Ptr<Packet>
WithChecksum(ShardBench::Bytes bytes)
{
    const uint32_t crc = Crc32c(Crc32c(0, bytes.data(), 60), bytes.data() + 64, bytes.size() - 64);
    for (int i = 0; i < 4; i++)
    {
        bytes[60 + i] = static_cast<uint8_t>(crc >> 8 * (3 - i));
    }
    return Create<Packet>(bytes.data(), bytes.size());
}

} // namespace

TEST(ShardSecurity, EncryptedShardsOfEveryCodeGiveThePacket)
{
    for (const auto code :
         {ShardCode::NONE, ShardCode::COPY, ShardCode::XOR, ShardCode::REED_SOLOMON})
    {
        ShardBench bench(Sender('a', code), Receiver('a'));
        for (const auto& shard : bench.Seal({10, 3, 20}))
        {
            bench.Push(shard);
        }
        ASSERT_NE(bench.whole.packet, nullptr);
        EXPECT_EQ(ShardBench::Content(*bench.whole.packet), bench.content);
        EXPECT_EQ(bench.whole.sendTime, NanoSeconds(1000)) << "the metadata came back";
    }
}

TEST(ShardSecurity, WrongKeysAreCountedByReasonAndOpenNothing)
{
    ShardBench bench(Sender('a'), Receiver('b'));
    EXPECT_EQ(bench.Push(bench.Seal({10, 10})[0]), "wrong-key");
    ShardBench clear({1, {}, nullptr}, Receiver('b'));
    EXPECT_EQ(clear.Push(clear.Seal({10, 10})[0]), "not-encrypted");
    ShardBench keyless(Sender('a'), {});
    EXPECT_EQ(keyless.Push(keyless.Seal({10, 10})[0]), "wrong-key");
    EXPECT_EQ(bench.reassembler.OpenPackets(), 0U);
    EXPECT_EQ(bench.reassembler.Counters().Of(ShardOutcome::WRONG_KEY), 1U);
}

TEST(ShardSecurity, AReplayedPacketIsRefusedHoweverLateItComes)
{
    ShardBench bench(Sender('a'), Receiver('a'));
    const auto old = bench.Seal({10, 10}, 0);
    for (uint64_t id = 0; id < 200; id++)
    {
        for (const auto& shard : bench.Seal({10, 10}, id))
        {
            bench.Push(shard);
        }
        EXPECT_EQ(bench.Push(old[0]), id < 64 ? "late" : "replayed") << id;
    }
    EXPECT_EQ(bench.reassembler.Counters().completedPackets, 200U);
}

TEST(ShardSecurity, WithoutAKeyAReplayPassesOnceItIsForgotten)
{
    // This is the documented difference.
    ShardReassembler::Config config;
    config.maxRemembered = 3;
    ShardBench bench({1, {}, nullptr}, config);
    for (uint64_t id = 0; id < 4; id++)
    {
        EXPECT_EQ(bench.Push(bench.Seal({10}, id)[0]), "completed");
    }
    EXPECT_EQ(bench.Push(bench.Seal({10}, 1)[0]), "late");
    EXPECT_EQ(bench.Push(bench.Seal({10}, 0)[0]), "completed");
}

TEST(ShardSecurity, PartsOfTwoShardsDoNotMakeAThird)
{
    ShardBench bench(Sender('a'), Receiver('a'));
    const auto one = bench.Seal({10, 10}, 1);
    const auto two = bench.Seal({10, 10}, 2);
    const auto first = ShardBench::Content(*one[0]);
    const auto second = ShardBench::Content(*two[1]);
    ASSERT_EQ(first.size(), second.size());
    const auto splice = [&](size_t from, size_t to)
    {
        auto bytes = first;
        std::copy(second.begin() + from, second.begin() + to, bytes.begin() + from);
        return bench.Push(WithChecksum(bytes));
    };
    EXPECT_EQ(splice(48, 60), "not-authentic") << "metadata of another shard";
    EXPECT_EQ(splice(48, 108), "not-authentic") << "with its nonce and tag";
    EXPECT_EQ(splice(108, 118), "not-authentic") << "payload of another shard";
    EXPECT_EQ(splice(8, 16), "not-authentic") << "identity of another packet";
    EXPECT_EQ(bench.reassembler.OpenPackets(), 0U);
    EXPECT_EQ(splice(0, 0), "accepted") << "nothing changed";
}

TEST(ShardSecurity, AShardForAnotherReassemblyPointIsRefused)
{
    auto config = Receiver('a');
    config.reassemblyPoint = 7;
    ShardBench bench(Sender('a'), config);
    EXPECT_EQ(bench.Push(bench.Seal({10}, 1, 8)[0]), "misrouted");
    EXPECT_EQ(bench.Push(bench.Seal({10}, 1, 7)[0]), "completed");
    EXPECT_EQ(bench.Push(bench.Seal({10}, 2, 0)[0]), "completed") << "wherever it arrives";
    EXPECT_EQ(bench.reassembler.Counters().Of(ShardOutcome::MISROUTED), 1U);
}

TEST(ShardSecurity, BeyondTheSendersThatAreKnownNothingIsTaken)
{
    auto config = Receiver('a');
    config.maxSenders = 1;
    ShardBench bench(Sender('a'), config);
    EXPECT_EQ(bench.Push(bench.Seal({10}, 1)[0]), "completed");
    ShardSealer::Config other = Sender('a');
    other.senderId = 2;
    ShardBench second(other, config);
    EXPECT_EQ(bench.Push(second.Seal({10}, 1)[0]), "no-room");
}

TEST(ShardSecurity, SealingTwiceGivesTheSameBytesAndOtherMetadataAnotherNonce)
{
    ShardBench one(Sender('a'), Receiver('a'));
    ShardBench restarted(Sender('a'), Receiver('a'));
    EXPECT_EQ(ShardBench::Content(*one.Seal({10, 10}, 1)[0]),
              ShardBench::Content(*restarted.Seal({10, 10}, 1)[0]));
    // A node on the way adds a flag and seals again: another message, another nonce.
    const Ptr<Packet> shard = one.Seal({10, 10}, 1)[0];
    const auto before = ShardBench::Content(*shard);
    ShardHeader header;
    ASSERT_EQ(TakeShardHeader(shard, header, {}, Cipher('a').get()), ShardParse::OK);
    header.flags |= 4;
    SealShard(shard, header, Cipher('a').get());
    const auto after = ShardBench::Content(*shard);
    EXPECT_FALSE(std::equal(before.begin() + 68, before.begin() + 92, after.begin() + 68));
    EXPECT_EQ(one.Push(shard), "accepted");
}
