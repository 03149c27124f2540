/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/flow-id-tag.h"
#include "ns3/packet-bytes.h"
#include "ns3/payload-sharder.h"
#include "ns3/shard-reassembler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

using Bytes = std::vector<uint8_t>;

/// Four shards of 10 bytes, of packet 1 of sender 1.
ShardHeader
Quarter(uint32_t index, uint64_t packetId = 1, uint32_t senderId = 1)
{
    ShardHeader header;
    header.senderId = senderId;
    header.packetId = packetId;
    header.shardIndex = index;
    header.totalShards = 4;
    header.offset = 10 * index;
    header.payloadLength = 10;
    header.sendTimeNs = 77;
    header.packetLength = 40;
    header.protocol = 0x0800;
    return header;
}

/// A reassembler and all that it reports.
class Bench
{
  public:
    explicit Bench(const ShardReassembler::Config& config = Limits())
        : reassembler(config, [this](const LostPacket& loss) { lost.push_back(loss); })
    {
    }

    static ShardReassembler::Config
    Limits()
    {
        ShardReassembler::Config config;
        config.timeout = MilliSeconds(10);
        return config;
    }

    /// Pushes 'fill' bytes under a header and returns the name of the outcome.
    std::string
    Push(int64_t ms, ShardHeader header, uint8_t fill = 'x')
    {
        const Bytes bytes(header.payloadLength, fill);
        Ptr<Packet> shard = Create<Packet>(bytes.data(), bytes.size());
        SealShard(shard, header);
        const ShardOutcome outcome = reassembler.Push(MilliSeconds(ms), shard, whole);
        EXPECT_EQ(reassembler.CheckLedger(), "");
        return ShardOutcomeName(outcome);
    }

    std::vector<LostPacket> lost;
    ReassembledPacket whole;
    ShardReassembler reassembler;
};

Bytes
Content(const Packet& packet)
{
    Bytes bytes(packet.GetSize());
    packet.CopyData(bytes.data(), packet.GetSize());
    return bytes;
}

class NoReal : public PacketByteVisitor
{
  public:
    uint64_t real{0};

    void
    Bytes(const uint8_t*, uint32_t size) override
    {
        real += size;
    }

    void
    Zeros(uint32_t) override
    {
    }
};

} // namespace

TEST(ShardReassembler, AnyOrderGivesThePacketAgain)
{
    std::vector<uint32_t> order{0, 1, 2, 3};
    do
    {
        Bench bench;
        for (int i = 0; i < 3; i++)
        {
            EXPECT_EQ(bench.Push(i, Quarter(order[i]), 'a' + order[i]), "accepted");
            EXPECT_EQ(bench.whole.packet, nullptr);
        }
        EXPECT_EQ(bench.Push(3, Quarter(order[3]), 'a' + order[3]), "completed");
        const std::string text = "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd";
        EXPECT_EQ(Content(*bench.whole.packet), Bytes(text.begin(), text.end()));
        EXPECT_EQ(bench.whole.senderId, 1U);
        EXPECT_EQ(bench.whole.packetId, 1U);
        EXPECT_EQ(bench.whole.protocol, 0x0800);
        EXPECT_EQ(bench.whole.sendTime, NanoSeconds(77));
        EXPECT_EQ(bench.whole.totalShards, 4U);
        EXPECT_EQ(bench.reassembler.BufferedBytes(), 0U);
        EXPECT_EQ(bench.reassembler.Counters().completedShards, 4U);
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST(ShardReassembler, ASingleShardIsAtOnceThePacket)
{
    Bench bench;
    ShardHeader header = Quarter(0);
    header.totalShards = 1;
    header.packetLength = 10;
    EXPECT_EQ(bench.Push(0, header), "completed");
    EXPECT_EQ(bench.whole.packet->GetSize(), 10U);
    EXPECT_EQ(bench.Push(0, header), "late");
}

TEST(ShardReassembler, FlagsAndErrorsOfAllShardsAreMerged)
{
    Bench bench;
    for (uint32_t i = 0; i < 4; i++)
    {
        ShardHeader header = Quarter(i);
        header.flags = 1U << i;
        header.errorCode = i == 2 ? 9 : 0;
        bench.Push(0, header);
    }
    EXPECT_EQ(bench.whole.flags, 0x000f);
    EXPECT_EQ(bench.whole.errorCode, 9);
}

TEST(ShardReassembler, RefusesDuplicatesAndConflicts)
{
    Bench bench;
    EXPECT_EQ(bench.Push(0, Quarter(1)), "accepted");
    EXPECT_EQ(bench.Push(0, Quarter(1)), "duplicate");
    EXPECT_EQ(bench.Push(0, Quarter(1), 'y'), "content-conflict");

    const auto changed = [&](auto change)
    {
        ShardHeader header = Quarter(2);
        change(header);
        return bench.Push(0, header);
    };
    EXPECT_EQ(changed([](auto& h) { h.totalShards = 5; }), "header-conflict");
    EXPECT_EQ(changed([](auto& h) { h.packetLength = 41; }), "header-conflict");
    EXPECT_EQ(changed([](auto& h) { h.protocol++; }), "header-conflict");
    EXPECT_EQ(changed([](auto& h) { h.sendTimeNs++; }), "header-conflict");
    EXPECT_EQ(changed([](auto& h) { h.offset = 19; }), "range-conflict") << "overlaps shard 1";
    EXPECT_EQ(changed([](auto& h) { h.offset = 21; }), "range-conflict") << "leaves a gap";
    EXPECT_EQ(changed([](auto& h) { h.shardIndex = 1; }), "content-conflict") << "another range";

    EXPECT_EQ(bench.Push(0, Quarter(3)), "accepted");
    EXPECT_EQ(changed([](auto& h) { h.payloadLength = 9; }), "range-conflict")
        << "a gap before shard 3";

    EXPECT_EQ(bench.Push(1, Quarter(2)), "accepted") << "none of it harmed the packet";
    EXPECT_EQ(bench.Push(1, Quarter(0)), "completed");
    EXPECT_EQ(Content(*bench.whole.packet), Bytes(40, 'x'));
}

TEST(ShardReassembler, AForgedFirstShardCostsThePacketAndNothingElse)
{
    Bench bench;
    ShardHeader forged = Quarter(0);
    forged.sendTimeNs = 78;
    EXPECT_EQ(bench.Push(0, forged, 'F'), "accepted");
    for (uint32_t i = 0; i < 4; i++)
    {
        EXPECT_EQ(bench.Push(1, Quarter(i)), "header-conflict");
    }
    bench.reassembler.Expire(MilliSeconds(10));
    ASSERT_EQ(bench.lost.size(), 1U);
    EXPECT_EQ(PacketLossName(bench.lost[0].reason), "conflict");
}

TEST(ShardReassembler, TheTimeoutRunsFromTheFirstShardAndIsNeverExtended)
{
    Bench bench;
    EXPECT_EQ(bench.reassembler.NextDeadline(), std::nullopt);
    bench.Push(5, Quarter(0));
    EXPECT_EQ(bench.reassembler.NextDeadline(), MilliSeconds(15));
    bench.Push(14, Quarter(1));
    bench.Push(14, Quarter(0, 2));
    EXPECT_EQ(bench.reassembler.NextDeadline(), MilliSeconds(15));
    bench.reassembler.Expire(MilliSeconds(15) - NanoSeconds(1));
    EXPECT_TRUE(bench.lost.empty());
    bench.reassembler.Expire(MilliSeconds(15));
    ASSERT_EQ(bench.lost.size(), 1U);
    EXPECT_EQ(PacketLossName(bench.lost[0].reason), "expired");
    EXPECT_EQ(bench.lost[0].packetId, 1U);
    EXPECT_EQ(bench.lost[0].senderId, 1U);
    EXPECT_EQ(bench.lost[0].receivedShards, 2U);
    EXPECT_EQ(bench.lost[0].totalShards, 4U);
    EXPECT_EQ(bench.lost[0].receivedBytes, 20U);
    EXPECT_EQ(bench.lost[0].sendTime, NanoSeconds(77));
    EXPECT_EQ(bench.reassembler.NextDeadline(), MilliSeconds(24));
}

TEST(ShardReassembler, WhatComesAtTheDeadlineIsLateEvenIfNobodyCalledExpire)
{
    Bench bench;
    for (uint32_t i = 0; i < 3; i++)
    {
        bench.Push(0, Quarter(i));
    }
    EXPECT_EQ(bench.Push(10, Quarter(3)), "late");
    EXPECT_EQ(bench.lost.size(), 1U);
    EXPECT_EQ(bench.reassembler.OpenPackets(), 0U);
    EXPECT_EQ(bench.reassembler.Counters().Of(ShardOutcome::LATE), 1U);
    EXPECT_EQ(bench.reassembler.Counters().Of(PacketLoss::EXPIRED), 1U);
}

TEST(ShardReassembler, LateShardsOpenNothing)
{
    auto limits = Bench::Limits();
    limits.maxRemembered = 2;
    Bench bench(limits);
    const auto complete = [&](uint64_t id)
    {
        for (uint32_t i = 0; i < 4; i++)
        {
            bench.Push(0, Quarter(i, id));
        }
    };
    complete(1);
    EXPECT_EQ(bench.Push(0, Quarter(2, 1)), "late");
    complete(2);
    EXPECT_EQ(bench.Push(0, Quarter(2, 1)), "late");
    complete(3);
    EXPECT_EQ(bench.Push(0, Quarter(2, 1)), "accepted") << "two others closed since: forgotten";
    EXPECT_EQ(bench.Push(0, Quarter(2, 2)), "late");
}

TEST(ShardReassembler, EvictsTheOldestPacketOfTheSenderThatHoldsMost)
{
    auto limits = Bench::Limits();
    limits.maxOpenPackets = 4;
    Bench bench(limits);
    bench.Push(0, Quarter(0, 1, 1));
    bench.Push(1, Quarter(0, 1, 2));
    bench.Push(2, Quarter(0, 2, 2));
    bench.Push(3, Quarter(0, 1, 3));
    EXPECT_EQ(bench.Push(4, Quarter(0, 1, 4)), "accepted");
    ASSERT_EQ(bench.lost.size(), 1U);
    EXPECT_EQ(PacketLossName(bench.lost[0].reason), "evicted");
    EXPECT_EQ(bench.lost[0].senderId, 2U) << "two packets";
    EXPECT_EQ(bench.lost[0].packetId, 1U) << "the older one";
    EXPECT_EQ(bench.Push(5, Quarter(1, 1, 2)), "late");
    EXPECT_EQ(bench.Push(5, Quarter(0, 1, 5)), "accepted");
    EXPECT_EQ(bench.lost[1].senderId, 1U) << "all hold equally much: the smallest id";
}

TEST(ShardReassembler, MemoryIsBoundedInBytes)
{
    // One shard of Quarter with its packet: 640 + 4 x 2 + 256 + 10 = 914 bytes; each further shard
    // 266.
    auto limits = Bench::Limits();
    limits.maxBytes = 4700;
    Bench bench(limits);
    for (uint64_t id = 1; id <= 5; id++)
    {
        bench.Push(0, Quarter(0, id, 10 + id));
    }
    EXPECT_EQ(bench.reassembler.BufferedBytes(), 5 * 914U);
    EXPECT_TRUE(bench.lost.empty());
    EXPECT_EQ(bench.Push(0, Quarter(1, 3, 13)), "accepted");
    ASSERT_EQ(bench.lost.size(), 1U);
    EXPECT_EQ(bench.lost[0].senderId, 11U) << "all held equally much";
    EXPECT_EQ(bench.reassembler.BufferedBytes(), 4 * 914U + 266);
    EXPECT_EQ(bench.Push(0, Quarter(0, 1, 20)), "accepted");
    ASSERT_EQ(bench.lost.size(), 2U);
    EXPECT_EQ(bench.lost[1].senderId, 13U) << "it held the most";
    EXPECT_EQ(bench.lost[1].receivedShards, 2U);
}

TEST(ShardReassembler, AShardWhoseOwnPacketIsEvictedForItHasNoRoom)
{
    auto limits = Bench::Limits();
    limits.maxBytes = 4700;
    Bench bench(limits);
    bench.Push(0, Quarter(0, 1, 1));
    bench.Push(0, Quarter(0, 2, 1));
    for (uint32_t sender = 2; sender < 5; sender++)
    {
        bench.Push(0, Quarter(0, 1, sender));
    }
    EXPECT_EQ(bench.Push(0, Quarter(1, 1, 1)), "no-room")
        << "sender 1 holds most, packet 1 is its oldest";
    ASSERT_EQ(bench.lost.size(), 1U);
    EXPECT_EQ(bench.lost[0].packetId, 1U);
    EXPECT_EQ(bench.lost[0].receivedShards, 1U)
        << "the shard that had no room is counted by itself";
    EXPECT_EQ(bench.reassembler.BufferedBytes(), 4 * 914U);
}

TEST(ShardReassembler, TheLastShardNeedsNoRoom)
{
    auto limits = Bench::Limits();
    limits.maxBytes = 4700;
    Bench bench(limits);
    for (uint32_t i = 0; i < 3; i++)
    {
        bench.Push(0, Quarter(i, 1, 1));
    }
    for (uint32_t sender = 2; sender < 5; sender++)
    {
        bench.Push(0, Quarter(0, 1, sender));
    }
    // 640 + 8 + 3 x 266 + 3 x 914 = 4188; a part of another packet would still fit, but not two.
    bench.Push(0, Quarter(1, 1, 4));
    EXPECT_EQ(bench.reassembler.BufferedBytes(), 4454U);
    EXPECT_EQ(bench.Push(0, Quarter(3, 1, 1)), "completed");
    EXPECT_TRUE(bench.lost.empty());
}

TEST(ShardReassembler, APacketThatCannotFitIsNotOpened)
{
    auto limits = Bench::Limits();
    limits.maxBytes = 4700;
    Bench bench(limits);
    ShardHeader header = Quarter(0);
    header.totalShards = 4000;
    header.packetLength = 40000;
    EXPECT_EQ(bench.Push(0, header), "no-room");
    header = Quarter(0);
    header.packetLength = 100000;
    EXPECT_EQ(bench.Push(0, header), "no-room");
    EXPECT_EQ(bench.reassembler.OpenPackets(), 0U);
    EXPECT_EQ(bench.reassembler.Counters().Of(ShardOutcome::NO_ROOM), 2U);
}

TEST(ShardReassembler, CountsEachReasonToRefuse)
{
    Bench bench;
    ShardHeader header = Quarter(1);
    header.version = 1;
    EXPECT_EQ(bench.Push(0, header), "bad-version");
    header = Quarter(1);
    header.reserved = 1;
    EXPECT_EQ(bench.Push(0, header), "bad-metadata");
    header = Quarter(1);
    header.redundantShards = 1;
    EXPECT_EQ(bench.Push(0, header), "bad-code");
    header = Quarter(1);
    header.shardIndex = 4;
    EXPECT_EQ(bench.Push(0, header), "bad-index");
    header = Quarter(1);
    header.offset = 39;
    EXPECT_EQ(bench.Push(0, header), "bad-range");
    Ptr<Packet> shard = Create<Packet>(100);
    header = Quarter(1);
    SealShard(shard, header);
    EXPECT_EQ(bench.reassembler.Push(Time(0), shard, bench.whole), ShardOutcome::BAD_LENGTH);
    shard = Create<Packet>(63);
    EXPECT_EQ(bench.reassembler.Push(Time(0), shard, bench.whole), ShardOutcome::TOO_SHORT);
    shard = Create<Packet>(10);
    header.checksum = 1;
    shard->AddHeader(header);
    EXPECT_EQ(bench.reassembler.Push(Time(0), shard, bench.whole), ShardOutcome::BAD_CHECKSUM);
    EXPECT_EQ(bench.reassembler.OpenPackets(), 0U);
    EXPECT_EQ(bench.reassembler.Counters().pushedShards, 8U);
    EXPECT_EQ(bench.reassembler.CheckLedger(), "");
}

TEST(ShardReassembler, VirtualZerosStayVirtualAndTagsSurvive)
{
    PayloadSharder::Config config;
    config.split.policy = SplitPolicyType::FIXED_SIZE;
    config.split.shardCount = 64;
    config.split.maxShardLength = 1U << 24;
    PayloadSharder sharder(config);
    for (const uint32_t size : {64U, 1000U, 65536U, 16U << 20U})
    {
        const Ptr<Packet> payload = Create<Packet>(size);
        payload->AddPacketTag(FlowIdTag(3));
        payload->AddByteTag(FlowIdTag(4), 0, 1);
        std::vector<Shard> shards;
        ASSERT_EQ(sharder.Split(payload, 0x0800, Time(0), {0}, shards), SplitResult::OK);
        ShardReassembler reassembler({});
        ReassembledPacket whole;
        for (const auto& shard : shards)
        {
            // A copy keeps the sender's view alive, so that buffers are shared as they are on a
            // real channel.
            reassembler.Push(Time(0), shard.packet->Copy(), whole);
        }
        ASSERT_NE(whole.packet, nullptr);
        EXPECT_EQ(whole.packet->GetSize(), size);
        NoReal visitor;
        VisitPacketBytes(*whole.packet, 0, visitor);
        EXPECT_EQ(visitor.real, 0U) << size;
        FlowIdTag tag;
        EXPECT_TRUE(whole.packet->PeekPacketTag(tag));
        EXPECT_EQ(tag.GetFlowId(), 3U);
        EXPECT_TRUE(whole.packet->FindFirstMatchingByteTag(tag));
        EXPECT_EQ(tag.GetFlowId(), 4U);
    }
}

TEST(ShardReassembler, ManyShardsInReverse)
{
    Bench bench;
    const uint32_t total = 4096;
    for (uint32_t i = total; i-- > 0;)
    {
        ShardHeader header = Quarter(0);
        header.shardIndex = i;
        header.totalShards = total;
        header.offset = i;
        header.payloadLength = 1;
        header.packetLength = total;
        const Bytes bytes(1, static_cast<uint8_t>(i * 13));
        Ptr<Packet> shard = Create<Packet>(bytes.data(), 1);
        SealShard(shard, header);
        EXPECT_EQ(bench.reassembler.Push(Time(0), shard, bench.whole),
                  i > 0 ? ShardOutcome::ACCEPTED : ShardOutcome::COMPLETED);
    }
    const Bytes content = Content(*bench.whole.packet);
    for (uint32_t i = 0; i < total; i++)
    {
        EXPECT_EQ(content[i], static_cast<uint8_t>(i * 13));
    }
}

TEST(ShardReassembler, RefusesLimitsThatMakeNoSense)
{
    auto config = Bench::Limits();
    EXPECT_EQ(ShardReassembler::Validate(config), "");
    config.timeout = Time(0);
    EXPECT_EQ(ShardReassembler::Validate(config), "timeout must be positive");
    config = {};
    config.maxOpenPackets = 0;
    EXPECT_EQ(ShardReassembler::Validate(config), "maxOpenPackets must be at least 1");
    config = {};
    config.maxBytes = 4095;
    EXPECT_EQ(ShardReassembler::Validate(config), "maxBytes must be at least 4096");
    config = {};
    config.limits.maxShards = 0;
    EXPECT_EQ(ShardReassembler::Validate(config), "maxShards must lie in [1, 65535]");
}

TEST(ShardReassembler, AfterALossOfMemoryNothingIsKnown)
{
    auto config = Bench::Limits();
    for (const bool encrypted : {false, true})
    {
        config.cipher = encrypted ? std::make_shared<const ShardCipher>(
                                        ShardKey::FromHex(std::string(64, '1')).Value())
                                  : nullptr;
        Bench bench(config);
        const auto push = [&](uint32_t index, uint64_t packetId)
        {
            const Ptr<Packet> shard = Create<Packet>(10);
            ShardHeader header = Quarter(index, packetId);
            SealShard(shard, header, config.cipher.get());
            return ShardOutcomeName(bench.reassembler.Push(Time(0), shard, bench.whole));
        };
        for (uint32_t index = 0; index < 4; index++)
        {
            push(index, 1);
        }
        EXPECT_EQ(push(0, 1), "late");
        push(0, 2);
        push(1, 2);
        bench.reassembler.Forget();
        ASSERT_EQ(bench.lost.size(), 1U);
        EXPECT_EQ(PacketLossName(bench.lost[0].reason), "crashed");
        EXPECT_EQ(bench.lost[0].receivedShards, 2U);
        EXPECT_EQ(bench.reassembler.OpenPackets(), 0U);
        EXPECT_EQ(bench.reassembler.CheckLedger(), "");
        EXPECT_EQ(push(0, 1), "accepted") << "nobody remembers that it was completed";
        EXPECT_EQ(push(2, 2), "accepted") << "or lost";
    }
}
