/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shard-bench.h"
#include "test/fragment/allocation-count.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// @return the most allocations of a Push that only buffers, after a warm-up
uint64_t
AllocationsPerBufferedShard(const std::vector<uint32_t>& lengths)
{
    ShardReassembler::Config config;
    config.maxRemembered = 16;
    ShardBench bench({1, {}, nullptr}, config);
    uint64_t most = 0;
    const Time now;
    for (uint64_t packetId = 0; packetId < 100; packetId++)
    {
        const auto shards = bench.Seal(lengths, packetId);
        for (const auto& shard : shards)
        {
            const uint64_t before = GetAllocationCount().allocations;
            const ShardOutcome outcome = bench.reassembler.Push(now, shard, bench.whole);
            const uint64_t after = GetAllocationCount().allocations;
            if (packetId >= 50 && outcome == ShardOutcome::ACCEPTED)
            {
                most = std::max(most, after - before);
            }
        }
    }
    EXPECT_EQ(bench.reassembler.Counters().completedPackets, 100U);
    return most;
}

} // namespace

TEST(ReassemblyAllocation, AShardThatIsBufferedAllocatesNothingAfterTheWarmUp)
{
    // Until a simulation runs, ns-3 enters every Time into a list.
    Simulator::Run();
    Simulator::Destroy();
    const uint64_t before = GetAllocationCount().allocations;
    const auto known = std::make_unique<std::array<char, 100>>();
    ASSERT_GT(GetAllocationCount().allocations, before) << "allocations are counted";
    EXPECT_EQ(AllocationsPerBufferedShard({100, 100}), 0U);
    EXPECT_EQ(AllocationsPerBufferedShard(std::vector<uint32_t>(64, 1024)), 0U);
    EXPECT_EQ(AllocationsPerBufferedShard(std::vector<uint32_t>(1000, 3)), 0U);
}
