/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shard-bench.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// Senders that share one reassembler.
class Crowd
{
  public:
    explicit Crowd(const ShardReassembler::Config& config)
        : m_reassembler(config, [this](const LostPacket& loss) { lost[loss.senderId]++; })
    {
    }

    /// One shard of a packet of two.
    ShardOutcome
    Push(uint32_t senderId, uint64_t packetId, uint32_t index, uint32_t length)
    {
        ShardHeader header;
        header.senderId = senderId;
        header.packetId = packetId;
        header.shardIndex = index;
        header.totalShards = 2;
        header.offset = index * length;
        header.payloadLength = length;
        header.packetLength = 2 * length;
        const Ptr<Packet> shard = Create<Packet>(length);
        SealShard(shard, header);
        return m_reassembler.Push(Seconds(0), shard, m_whole);
    }

    const ShardReassembler&
    Reassembler() const
    {
        return m_reassembler;
    }

    std::map<uint32_t, uint64_t> lost; //!< packets by sender

  private:
    ReassembledPacket m_whole;
    ShardReassembler m_reassembler;
};

constexpr uint32_t FLOODER = 66;

} // namespace

TEST(ReassemblyFairness, AFloodOfNeverFinishedPacketsHarmsNobodyElse)
{
    // Default limits: 4096 packets, 64 MiB. Two honest senders have 20 packets each under way
    // while 10^5 small packets of a third never finish.
    Crowd crowd({});
    uint64_t honest = 0;
    for (uint64_t flood = 0; flood < 100000; flood++)
    {
        EXPECT_EQ(crowd.Push(FLOODER, flood, 0, 1), ShardOutcome::ACCEPTED);
        if (flood % 50 == 0)
        {
            crowd.Push(1, honest, 0, 32000);
            crowd.Push(2, honest, 0, 100);
            if (honest >= 20)
            {
                EXPECT_EQ(crowd.Push(1, honest - 20, 1, 32000), ShardOutcome::COMPLETED);
                EXPECT_EQ(crowd.Push(2, honest - 20, 1, 100), ShardOutcome::COMPLETED);
            }
            honest++;
        }
    }
    EXPECT_EQ(crowd.lost.count(1), 0U);
    EXPECT_EQ(crowd.lost.count(2), 0U);
    EXPECT_GT(crowd.lost[FLOODER], 95000U);
    EXPECT_EQ(crowd.Reassembler().CheckLedger(), "");
    EXPECT_EQ(crowd.Reassembler().OpenPackets(), 4096U);
}

TEST(ReassemblyFairness, AFloodOfEmptyShardsOpensNothing)
{
    Crowd crowd({});
    crowd.Push(1, 0, 0, 100);
    const uint64_t held = crowd.Reassembler().BufferedBytes();
    for (uint64_t flood = 0; flood < 1000000; flood++)
    {
        ASSERT_EQ(crowd.Push(FLOODER, flood, 0, 0), ShardOutcome::BAD_LENGTH);
    }
    EXPECT_EQ(crowd.Reassembler().BufferedBytes(), held);
    EXPECT_EQ(crowd.Reassembler().Counters().Of(ShardOutcome::BAD_LENGTH), 1000000U);
    EXPECT_EQ(crowd.Push(1, 0, 1, 100), ShardOutcome::COMPLETED);
}

TEST(ReassemblyFairness, NeitherManySmallNorFewLargePacketsTakeWhatIsAnothers)
{
    // Room for 10 packets and 100,000 bytes: a packet weighs at least 10,000.
    ShardReassembler::Config config;
    config.maxOpenPackets = 10;
    config.maxBytes = 100000;
    Crowd small(config);
    for (uint64_t id = 0; id < 4; id++)
    {
        small.Push(1, id, 0, 10000); // 10,900 each, below half of 100,000 together
    }
    for (uint64_t id = 0; id < 100; id++)
    {
        small.Push(2, id, 0, 1);
    }
    EXPECT_EQ(small.lost.count(1), 0U) << "the number of packets ran out, by sender 2";
    EXPECT_EQ(small.lost[2], 94U);
    Crowd large(config);
    for (uint64_t id = 0; id < 4; id++)
    {
        large.Push(1, id, 0, 1);
    }
    for (uint64_t id = 0; id < 100; id++)
    {
        large.Push(2, id, 0, 40000);
    }
    EXPECT_EQ(large.lost.count(1), 0U) << "the bytes ran out, by sender 2";
}

TEST(ReassemblyFairness, ASendersOwnLimitCostsOnlyItsOwnPackets)
{
    ShardReassembler::Config config;
    config.maxBytesPerSender = 40000; // two packets of 16 KiB, by weight
    Crowd crowd(config);
    crowd.Push(1, 0, 0, 100);
    crowd.Push(2, 0, 0, 100);
    crowd.Push(2, 1, 0, 100);
    EXPECT_TRUE(crowd.lost.empty());
    EXPECT_EQ(crowd.Push(2, 2, 0, 100), ShardOutcome::ACCEPTED);
    EXPECT_EQ(crowd.lost[2], 1U);
    EXPECT_EQ(crowd.Reassembler().Counters().Of(PacketLoss::SENDER_FULL), 1U);
    EXPECT_EQ(crowd.Push(2, 0, 1, 100), ShardOutcome::LATE) << "its oldest";
    EXPECT_EQ(crowd.Push(2, 3, 0, 40000), ShardOutcome::NO_ROOM) << "it could never fit";
    EXPECT_EQ(crowd.Push(1, 0, 1, 100), ShardOutcome::COMPLETED);
    EXPECT_EQ(crowd.Reassembler().CheckLedger(), "");
    config.maxBytesPerSender = 16383;
    EXPECT_EQ(ShardReassembler::Validate(config),
              "maxBytesPerSender must be 0, or at least 4096 and maxBytes / maxOpenPackets");
}

TEST(ReassemblyHedging, AsksOnceForWhatIsNeededOfWhatIsLate)
{
    ShardReassembler::Config config;
    config.hedge.emplace();
    config.hedge->minSamples = 3;
    config.hedge->quantile = 1;
    ShardBench bench({1, {ShardCode::REED_SOLOMON, 2}, nullptr}, config);
    for (uint64_t id = 0; id < 3; id++)
    {
        const auto shards = bench.Seal({10, 10, 10}, id);
        bench.Push(shards[0], 100 * id);
        bench.Push(shards[1], 100 * id);
        EXPECT_EQ(bench.reassembler.NextRequest(), std::nullopt) << "too few were completed";
        bench.Push(shards[2], 100 * id + 10 * id); // after 0, 10 and 20 us
    }
    const auto late = bench.Seal({10, 10, 10}, 3);
    const auto later = bench.Seal({10, 10, 10}, 4);
    bench.Push(late[1], 1000);
    bench.Push(later[0], 1005);
    EXPECT_EQ(bench.reassembler.NextRequest(), MicroSeconds(1020) + NanoSeconds(1));
    ShardRequest request;
    EXPECT_FALSE(bench.reassembler.TakeRequest(MicroSeconds(1020), request));
    EXPECT_TRUE(bench.reassembler.TakeRequest(MicroSeconds(1021), request));
    EXPECT_EQ(request.senderId, 1U);
    EXPECT_EQ(request.packetId, 3U);
    EXPECT_EQ(request.indices, (std::vector<uint16_t>{0, 2})) << "three of five are enough";
    EXPECT_FALSE(bench.reassembler.TakeRequest(MicroSeconds(1021), request)) << "once";
    EXPECT_EQ(bench.reassembler.NextRequest(), MicroSeconds(1025) + NanoSeconds(1));
    bench.Push(later[3], 1022);
    EXPECT_EQ(bench.Push(later[4], 1023), "completed");
    EXPECT_EQ(bench.reassembler.NextRequest(), std::nullopt) << "nothing more is late";
    EXPECT_EQ(bench.reassembler.Counters().requests, 1U);
}
