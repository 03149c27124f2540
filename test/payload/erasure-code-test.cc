/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/erasure-code.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

using namespace ns3::sharding;

namespace
{

using Block = std::vector<uint8_t>;

std::vector<uint8_t*>
Pointers(std::vector<Block>& blocks)
{
    std::vector<uint8_t*> pointers;
    for (auto& block : blocks)
    {
        pointers.push_back(block.data());
    }
    return pointers;
}

std::vector<Block>
Parity(const ErasureCode& code, std::vector<Block> data, size_t parityBlocks)
{
    std::vector<Block> parity(parityBlocks, Block(data.front().size()));
    code.Encode(
        static_cast<uint32_t>(data.front().size()), Pointers(data).data(), Pointers(parity).data());
    return parity;
}

/// Expects that the blocks that are lost come back from those that are left.
void
ExpectRecovery(const ErasureCode& code,
               const std::vector<Block>& data,
               const std::vector<Block>& parity,
               const std::vector<bool>& present)
{
    std::vector<Block> all = data;
    all.insert(all.end(), parity.begin(), parity.end());
    const auto plan = code.Plan(present);
    std::vector<Block> sources;
    for (const uint32_t index : plan.Sources())
    {
        ASSERT_TRUE(present[index]);
        sources.push_back(all[index]);
    }
    std::vector<Block> lost(plan.Lost().size(), Block(data.front().size()));
    plan.Run(static_cast<uint32_t>(data.front().size()),
             Pointers(sources).data(),
             Pointers(lost).data());
    for (size_t i = 0; i < lost.size(); i++)
    {
        EXPECT_FALSE(present[plan.Lost()[i]]);
        EXPECT_EQ(lost[i], data[plan.Lost()[i]]);
    }
}

std::vector<Block>
RandomBlocks(std::mt19937& random, size_t count, size_t size)
{
    std::vector<Block> blocks(count, Block(size));
    for (auto& block : blocks)
    {
        for (auto& byte : block)
        {
            byte = static_cast<uint8_t>(random());
        }
    }
    return blocks;
}

} // namespace

TEST(ErasureCode, XorIsTheSum)
{
    const ErasureCode code(ShardCode::XOR, 3, 1);
    EXPECT_EQ(Parity(code, {{1, 2, 3}, {0x80, 0xff, 7}, {9, 0, 0x55}}, 1),
              (std::vector<Block>{{0x88, 0xfd, 0x51}}));
}

TEST(ErasureCode, ReedSolomonIsTheCauchyMatrixOverTheDocumentedField)
{
    // Computed with an independent implementation of GF(256), bit by bit.
    const ErasureCode code(ShardCode::REED_SOLOMON, 3, 2);
    EXPECT_EQ(Parity(code, {{1, 2, 3}, {0x80, 0xff, 7}, {9, 0, 0x55}}, 2),
              (std::vector<Block>{{0xbd, 0x04, 0xd9}, {0xb3, 0xbd, 0x0c}}));
}

TEST(ErasureCode, AnyKOfNGiveTheData)
{
    std::mt19937 random(5);
    for (const auto& [k, m] : {std::pair{1U, 1U}, {1U, 3U}, {4U, 2U}, {5U, 4U}, {3U, 6U}})
    {
        const ErasureCode code(ShardCode::REED_SOLOMON, k, m);
        const auto data = RandomBlocks(random, k, 37);
        const auto parity = Parity(code, data, m);
        for (uint32_t set = 0; set < 1U << (k + m); set++)
        {
            std::vector<bool> present;
            for (uint32_t i = 0; i < k + m; i++)
            {
                present.push_back(set >> i & 1);
            }
            if (std::count(present.begin(), present.end(), true) >= k &&
                std::count(present.begin(), present.begin() + k, false) > 0)
            {
                ExpectRecovery(code, data, parity, present);
            }
        }
    }
}

TEST(ErasureCode, XorGivesAnyOneBlockBack)
{
    std::mt19937 random(6);
    const ErasureCode code(ShardCode::XOR, 254, 1);
    const auto data = RandomBlocks(random, 254, 100);
    const auto parity = Parity(code, data, 1);
    for (size_t lost = 0; lost < 254; lost++)
    {
        std::vector<bool> present(255, true);
        present[lost] = false;
        ExpectRecovery(code, data, parity, present);
    }
}

TEST(ErasureCode, TheLargestCodesHoldToo)
{
    std::mt19937 random(7);
    for (const uint32_t k : {128U, 200U, 254U, 20U})
    {
        const uint32_t m = ErasureCode::MAX_BLOCKS - k;
        const ErasureCode code(ShardCode::REED_SOLOMON, k, m);
        const auto data = RandomBlocks(random, k, 64);
        const auto parity = Parity(code, data, m);
        std::vector<bool> present(k + m, true);
        for (uint32_t losses = 0; losses < m; losses++)
        {
            uint32_t index = losses == 0 ? 0 : random() % (k + m);
            while (!present[index])
            {
                index = (index + 1) % (k + m);
            }
            present[index] = false;
        }
        ExpectRecovery(code, data, parity, present);
    }
}
