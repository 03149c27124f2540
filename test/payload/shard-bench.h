/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SHARD_BENCH_H
#define SHARD_BENCH_H

#include "ns3/shard-reassembler.h"
#include "ns3/shard-sealer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * A sender and a reassembler on one bench, and what the reassembler reports.
 */
class ShardBench
{
  public:
    using Bytes = std::vector<uint8_t>;

    ShardBench(const ShardSealer::Config& sender, const ShardReassembler::Config& receiver)
        : sealer(sender),
          reassembler(receiver, [this](const LostPacket& loss) { lost.push_back(loss); })
    {
    }

    explicit ShardBench(const ShardRedundancy& redundancy)
        : ShardBench({1, redundancy, nullptr}, {})
    {
    }

    static Bytes
    Content(const Packet& packet)
    {
        Bytes bytes(packet.GetSize());
        packet.CopyData(bytes.data(), packet.GetSize());
        return bytes;
    }

    /// Letters that differ from byte to byte.
    static Bytes
    Letters(uint32_t size)
    {
        Bytes bytes(size);
        for (uint32_t i = 0; i < size; i++)
        {
            bytes[i] = static_cast<uint8_t>('a' + i * 7 % 26);
        }
        return bytes;
    }

    /// Seals a packet that is cut into pieces of these lengths.
    std::vector<Ptr<Packet>>
    Seal(const std::vector<uint32_t>& lengths, uint64_t packetId = 0, uint32_t point = 0)
    {
        uint32_t size = 0;
        for (const uint32_t length : lengths)
        {
            size += length;
        }
        content = Letters(size);
        ShardIdentity identity;
        identity.packetId = packetId;
        identity.protocol = 0x0800;
        identity.sendTimeNs = 1000 + packetId;
        identity.reassemblyPoint = point;
        std::vector<Ptr<Packet>> shards;
        sealer.Seal(Create<Packet>(content.data(), size), lengths, identity, {}, shards);
        return shards;
    }

    /// Pushes a copy of a shard and returns the name of the outcome.
    std::string
    Push(const Ptr<Packet>& shard, int64_t us = 0)
    {
        const ShardOutcome outcome = reassembler.Push(MicroSeconds(us), shard->Copy(), whole);
        EXPECT_EQ(reassembler.CheckLedger(), "");
        return ShardOutcomeName(outcome);
    }

    ShardSealer sealer;
    Bytes content; //!< of the packet that was sealed last
    std::vector<LostPacket> lost;
    ReassembledPacket whole;
    ShardReassembler reassembler;
};

} // namespace sharding
} // namespace ns3

#endif /* SHARD_BENCH_H */
