/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "payload-draws.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

PayloadBytes
ContentOf(const Packet& packet)
{
    PayloadBytes bytes(packet.GetSize());
    packet.CopyData(bytes.data(), packet.GetSize());
    return bytes;
}

Ptr<Packet>
RealPacket(const PayloadBytes& bytes)
{
    return Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size()));
}

std::shared_ptr<const ShardCipher>
SoakCipher(char digit)
{
    return std::make_shared<const ShardCipher>(ShardKey::FromHex(std::string(64, digit)).Value());
}

ShardReassembler::Config
DrawReassembler(Dice& dice,
                bool clean,
                const std::shared_ptr<const ShardCipher>& cipher,
                uint32_t point)
{
    ShardReassembler::Config config;
    config.cipher = cipher;
    config.reassemblyPoint = point;
    if (dice.OneIn(2))
    {
        config.hedge.emplace();
        config.hedge->quantile = dice.OneOf({0.5, 0.9, 1.0});
        config.hedge->memory = 20;
        config.hedge->minSamples = static_cast<uint32_t>(dice.Between(1, 4));
    }
    if (clean)
    {
        config.timeout = Seconds(1);
        return config;
    }
    config.timeout = NanoSeconds(dice.OneOf<int64_t>({200, 2000, 10000}));
    config.maxOpenPackets = static_cast<uint32_t>(dice.OneOf<uint64_t>({1, 3, 10, 50}));
    config.maxBytes = dice.OneOf<uint64_t>({4096, 10000, 30000, 1000000});
    config.maxBytesPerSender =
        dice.OneIn(3) ? std::max<uint64_t>(config.maxBytes / dice.Between(1, 4), 4096) : 0;
    if (config.maxBytesPerSender < config.maxBytes / config.maxOpenPackets)
    {
        config.maxBytesPerSender = 0;
    }
    config.maxRemembered = static_cast<uint32_t>(dice.OneOf<uint64_t>({0, 3, 20, 1000}));
    config.limits.maxShards = static_cast<uint32_t>(dice.OneOf<uint64_t>({8, 100, 4096}));
    config.limits.maxPacketLength = static_cast<uint32_t>(dice.OneOf<uint64_t>({3000, 100000}));
    config.replayWindow = 64;
    return config;
}

ReorderBuffer::Config
DrawOrder(Dice& dice, bool clean)
{
    ReorderBuffer::Config config;
    if (clean)
    {
        config.gapTimeout = Seconds(1);
        return config;
    }
    config.gapTimeout = NanoSeconds(dice.OneOf<int64_t>({100, 3000, 20000}));
    config.maxPackets = static_cast<uint32_t>(dice.OneOf<uint64_t>({1, 4, 100}));
    config.maxBytes = dice.OneOf<uint64_t>({100, 10000, 1000000});
    config.maxSenders = static_cast<uint32_t>(dice.OneOf<uint64_t>({1, 3, 100}));
    return config;
}

PayloadSharder::Config
DrawSender(Dice& dice,
           bool clean,
           uint32_t senderId,
           const std::shared_ptr<const ShardCipher>& cipher,
           uint32_t point)
{
    PayloadSharder::Config config;
    config.senderId = senderId;
    config.placement = dice.OneOf({ShardPlacementType::HASH, ShardPlacementType::ROUND_ROBIN});
    config.cipher = cipher;
    config.reassemblyPoint = dice.OneOf<uint32_t>({0, point});
    if (!clean && dice.OneIn(10))
    {
        config.reassemblyPoint = point + 1;
    }
    config.redundancy.code =
        dice.OneOf({ShardCode::NONE, ShardCode::COPY, ShardCode::XOR, ShardCode::REED_SOLOMON});
    config.redundancy.amount = static_cast<uint32_t>(dice.Between(2, 4));
    auto& split = config.split;
    split.policy = dice.OneOf(
        {SplitPolicyType::NONE, SplitPolicyType::FIXED_SIZE, SplitPolicyType::DELIMITER});
    split.shardSize = static_cast<uint32_t>(dice.OneOf<uint64_t>({0, 0, 40, 300, 1000}));
    split.shardCount = static_cast<uint32_t>(dice.Between(1, 20));
    split.delimiter = dice.OneOf<std::string>({"\n", "ab"});
    split.maxShards = static_cast<uint32_t>(dice.OneOf<uint64_t>({20, 4096}));
    split.maxShardLength = static_cast<uint32_t>(dice.OneOf<uint64_t>({1448, 100000}));
    split.maxPacketLength = static_cast<uint32_t>(dice.OneOf<uint64_t>({2000, 100000}));
    return config;
}

Ptr<Packet>
DrawPayload(Dice& dice, std::string& kind)
{
    const uint64_t largest = dice.OneOf<uint64_t>({10, 500, 4000});
    const auto length = static_cast<uint32_t>(dice.Between(0, largest));
    const uint64_t style = dice.Between(0, 2);
    if (style == 0)
    {
        kind = "virtual";
        return Create<Packet>(length);
    }
    PayloadBytes bytes(style == 1 ? length : std::min<uint32_t>(length, 60));
    for (auto& byte : bytes)
    {
        // Letters and line ends, so that delimiters occur.
        byte = dice.OneIn(20) ? '\n' : static_cast<uint8_t>(dice.Between('a', 'd'));
    }
    Ptr<Packet> packet = RealPacket(bytes);
    kind = "real";
    if (style == 2)
    {
        // Zeros appended to a packet of real bytes stay virtual.
        kind = "mixed";
        packet->AddAtEnd(Create<Packet>(length));
    }
    return packet;
}

Ptr<Packet>
Damaged(Dice& dice, const Packet& shard)
{
    PayloadBytes bytes = ContentOf(shard);
    if (dice.OneIn(3))
    {
        bytes.resize(dice.OneIn(2) ? dice.Between(0, ShardHeader::SIZE - 1)
                                   : dice.Between(0, bytes.size() - 1));
    }
    else
    {
        // Up to three bits, none twice: CRC32C finds them all in packets of this size.
        std::vector<uint64_t> flipped;
        for (uint64_t flips = dice.Between(1, 3); flips > 0; flips--)
        {
            const uint64_t bit = dice.Between(0, 8 * bytes.size() - 1);
            if (std::find(flipped.begin(), flipped.end(), bit) == flipped.end())
            {
                flipped.push_back(bit);
                bytes[bit / 8] ^= 1U << bit % 8;
            }
        }
    }
    return RealPacket(bytes);
}

} // namespace sharding
} // namespace ns3
