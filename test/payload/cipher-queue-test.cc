/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/cipher-queue.h"
#include "ns3/shard-header.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

using Kind = CipherQueue::Kind;

/// Sealing takes 10 us and 100 ns a byte, opening 1 us and 10 ns a byte, times two; two may wait.
class CipherQueueTest : public testing::Test
{
  protected:
    CipherQueueTest() : queue(Limits(), [this](const CipherQueue::Job& job) { Note(job); })
    {
    }

    ~CipherQueueTest() override
    {
        Simulator::Destroy();
    }

    static CipherQueue::Config
    Limits()
    {
        CipherQueue::Config config;
        config.queueLimit = 2;
        config.costs.seal = {MicroSeconds(10), 100};
        config.costs.open = {MicroSeconds(1), 10};
        config.costs.factor = 2;
        return config;
    }

    bool
    Take(Kind kind, uint32_t bytes, uint32_t path = 0)
    {
        constexpr uint32_t HEADER = ShardHeader::SIZE + ShardHeader::SEAL_SIZE;
        return queue.Take({kind, Create<Packet>(HEADER + bytes), nullptr, {}, 0, path});
    }

    void
    Note(const CipherQueue::Job& job)
    {
        done.emplace_back(job.path, Simulator::Now());
    }

    CipherQueue queue;
    std::vector<std::pair<uint32_t, Time>> done; //!< path and time
};

} // namespace

TEST_F(CipherQueueTest, WorksOneAfterTheOtherForAsLongAsItTakes)
{
    EXPECT_TRUE(Take(Kind::SHARD, 100, 1)) << "2 (10 + 10) us";
    EXPECT_TRUE(Take(Kind::FRAME, 100, 2)) << "2 (1 + 1) us";
    EXPECT_TRUE(Take(Kind::REQUEST, 0, 3)) << "2 (10) us";
    Simulator::Run();
    const std::vector<std::pair<uint32_t, Time>> expected{
        {1, MicroSeconds(40)}, {2, MicroSeconds(44)}, {3, MicroSeconds(64)}};
    EXPECT_EQ(done, expected);
    EXPECT_EQ(queue.GetBusyTime(), MicroSeconds(64));
    EXPECT_EQ(queue.Of(Kind::FRAME).done, 1U);
}

TEST_F(CipherQueueTest, WhatFindsItFullIsNotTakenAndCounted)
{
    for (int i = 0; i < 3; i++)
    {
        EXPECT_TRUE(Take(Kind::SHARD, 0)) << "one in service, two wait";
    }
    EXPECT_FALSE(Take(Kind::SHARD, 0));
    EXPECT_FALSE(Take(Kind::FRAME, 0));
    EXPECT_EQ(queue.Of(Kind::SHARD).dropped, 1U);
    EXPECT_EQ(queue.Of(Kind::FRAME).dropped, 1U);
    EXPECT_EQ(queue.Of(Kind::SHARD).inside, 3U);
    Simulator::Run();
    EXPECT_EQ(queue.Of(Kind::SHARD).done, 3U);
    EXPECT_EQ(queue.Of(Kind::SHARD).inside, 0U);
}

TEST_F(CipherQueueTest, ACrashLosesWhatWaits)
{
    Take(Kind::SHARD, 0);
    Take(Kind::FRAME, 0, 7);
    const auto lost = queue.Crash();
    ASSERT_EQ(lost.size(), 2U);
    EXPECT_EQ(lost[1].path, 7U);
    EXPECT_EQ(queue.Of(Kind::FRAME).lost, 1U);
    EXPECT_EQ(queue.Of(Kind::FRAME).inside, 0U);
    EXPECT_TRUE(Take(Kind::FRAME, 0, 8)) << "it can be used again";
    Simulator::Run();
    ASSERT_EQ(done.size(), 1U);
    EXPECT_EQ(done[0].first, 8U);
}

TEST_F(CipherQueueTest, ASlowDownStretchesWhatIsInService)
{
    Take(Kind::FRAME, 0);
    EXPECT_TRUE(queue.AddSlowDown(3));
    Simulator::Run();
    EXPECT_EQ(done[0].second, MicroSeconds(6));
    EXPECT_TRUE(queue.RemoveSlowDown(3));
    EXPECT_FALSE(queue.RemoveSlowDown(3));
}
