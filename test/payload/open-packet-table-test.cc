/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/open-packet-table.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <utility>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

ShardHeader
ShardOf(uint32_t senderId, uint64_t packetId, uint32_t index, uint32_t length)
{
    ShardHeader header;
    header.senderId = senderId;
    header.packetId = packetId;
    header.shardIndex = index;
    header.totalShards = 50;
    header.payloadLength = length;
    return header;
}

} // namespace

TEST(OpenPacketTable, TheVictimIsAlwaysTheOldestOfTheGreediest)
{
    // Against the rule taken literally, over random openings, additions and removals by 30 senders.
    std::mt19937 random(9);
    OpenPacketTable table;
    struct Known
    {
        uint32_t shards{0};
        uint64_t bytes{640 + 2 * 50};
    };
    std::map<std::pair<uint64_t, uint32_t>, Known>
        known; // by packet id, which counts up, and sender
    uint64_t nextId = 0;
    for (int step = 0; step < 20000; step++)
    {
        const uint32_t what = random() % 10;
        if (what < 3 || known.empty())
        {
            const uint32_t sender = random() % 30;
            table.Open(step, ShardOf(sender, nextId, 0, 0));
            known[{nextId++, sender}];
        }
        else
        {
            auto entry = known.begin();
            std::advance(entry, random() % known.size());
            OpenPacketTable::OpenPacket* open =
                table.Find({entry->first.second, entry->first.first});
            ASSERT_NE(open, nullptr);
            if (what < 7 && entry->second.shards < 50)
            {
                const uint32_t length = 1 + random() % 300;
                table.Add(
                    *open,
                    ShardOf(
                        entry->first.second, entry->first.first, entry->second.shards++, length),
                    Create<Packet>(length));
                entry->second.bytes += 256 + length;
            }
            else
            {
                table.Remove(*open);
                known.erase(entry);
            }
        }
        std::map<uint32_t, uint64_t> bytes;
        for (const auto& [key, packet] : known)
        {
            bytes[key.second] += packet.bytes;
        }
        std::pair<uint64_t, uint32_t> greediest{0, 0};
        for (const auto& [sender, held] : bytes)
        {
            greediest = held > greediest.first ? std::make_pair(held, sender) : greediest;
        }
        const OpenPacketTable::OpenPacket* victim = table.Victim();
        ASSERT_EQ(victim == nullptr, known.empty());
        if (victim)
        {
            ASSERT_EQ(victim->key.senderId, greediest.second);
            for (const auto& [key, packet] : known)
            {
                if (key.second == greediest.second)
                {
                    ASSERT_EQ(victim->key.packetId, key.first);
                    break;
                }
            }
            ASSERT_EQ(table.Oldest()->key.packetId, known.begin()->first.first);
        }
        if (step % 100 == 0)
        {
            ASSERT_EQ(table.Check(), "");
        }
    }
}

TEST(OpenPacketTable, APacketWeighsAtLeastItsPartOfTheirNumber)
{
    OpenPacketTable table(2000);
    table.Add(table.Open(0, ShardOf(1, 1, 0, 10)), ShardOf(1, 1, 0, 10), Create<Packet>(10));
    table.Add(table.Open(0, ShardOf(1, 2, 0, 10)), ShardOf(1, 2, 0, 10), Create<Packet>(10));
    table.Add(table.Open(0, ShardOf(2, 1, 0, 3000)), ShardOf(2, 1, 0, 3000), Create<Packet>(3000));
    EXPECT_EQ(table.Bytes(), 2 * (640 + 100 + 256 + 10U) + 640 + 100 + 256 + 3000);
    EXPECT_EQ(table.WeightOf(1), 4000U) << "two small ones";
    EXPECT_EQ(table.WeightOf(2), 3996U) << "one large one";
    EXPECT_EQ(table.Victim()->key.senderId, 1U);
    EXPECT_EQ(table.OldestOf(1)->key.packetId, 1U);
    EXPECT_EQ(table.OldestOf(3), nullptr);
    EXPECT_EQ(table.WeightOf(3), 0U);
    EXPECT_EQ(table.Check(), "");
}
