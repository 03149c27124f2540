/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "payload-forger.h"

#include "payload-draws.h"

#include "ns3/byte-writer.h"
#include "ns3/crc32c.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

PayloadForger::PayloadForger(Dice& dice, const ShardCipher* foreign, bool spliced, Post post)
    : m_dice(dice), m_foreign(foreign), m_spliced(spliced), m_post(std::move(post))
{
}

void
PayloadForger::See(const Ptr<Packet>& shard)
{
    if (m_seen.size() < 50)
    {
        m_seen.push_back(shard->Copy());
    }
}

ShardHeader
PayloadForger::Header(int64_t nowNs, const std::vector<uint64_t>& newestIds)
{
    ShardHeader header;
    const bool asTrueSender = m_dice.OneIn(2);
    header.senderId = static_cast<uint32_t>(asTrueSender ? m_dice.Between(0, newestIds.size() - 1)
                                                         : m_dice.Between(100, 103));
    const uint64_t ids = asTrueSender ? newestIds[header.senderId] : 8;
    header.packetId = m_dice.Between(ids - std::min<uint64_t>(ids, 40), ids);
    header.payloadLength = static_cast<uint32_t>(m_dice.Between(1, 200));
    header.totalShards = static_cast<uint32_t>(m_dice.Between(2, 6));
    header.shardIndex = static_cast<uint32_t>(m_dice.Between(0, header.totalShards - 1));
    // Equal lengths, so that the ranges of a packet's shards fit until something is changed.
    header.packetLength = header.totalShards * header.payloadLength;
    header.offset = header.shardIndex * header.payloadLength;
    header.sendTimeNs = static_cast<uint64_t>(nowNs) + 1;
    header.protocol = 0x0800;
    return header;
}

void
PayloadForger::Act(int64_t nowNs, const std::vector<uint64_t>& newestIds)
{
    ShardHeader header = Header(nowNs, newestIds);
    Ptr<Packet> payload = Create<Packet>(header.payloadLength);
    switch (m_dice.Between(0, 16))
    {
    case 0:
        header.totalShards = m_dice.OneOf<uint32_t>({0, 1, 5000, UINT32_MAX});
        break;
    case 1:
        header.shardIndex = m_dice.OneOf<uint32_t>({6, 4096, UINT32_MAX});
        break;
    case 2:
        header.offset = m_dice.OneOf<uint32_t>({0, 1, UINT32_MAX, header.packetLength});
        break;
    case 3:
        header.payloadLength = 0;
        payload = Create<Packet>();
        break;
    case 4:
        header.version = static_cast<uint8_t>(m_dice.Between(3, 255));
        break;
    case 5:
        m_dice.OneIn(2) ? header.reserved = 1 : header.sendTimeNs |= uint64_t{1} << 63;
        break;
    case 6:
        header.packetLength = m_dice.OneOf<uint32_t>({0, 1, 50000, UINT32_MAX});
        break;
    case 7: // a whole packet, under whatever name
        header.totalShards = 1;
        header.shardIndex = 0;
        header.offset = 0;
        header.packetLength = header.payloadLength;
        break;
    case 8: // the same index once more, with other content
        PostShard(header, payload);
        payload = RealPacket(PayloadBytes(header.payloadLength, 0xff));
        break;
    case 9:
        PostOverlap(header);
        return;
    case 10:
        PostFlood(header);
        return;
    case 11: // a code that does not exist, or does not go with what else is said
        header.code = static_cast<ShardCode>(m_dice.Between(1, 127));
        header.redundantShards = m_dice.OneOf<uint32_t>({0, 1, 3, UINT32_MAX});
        header.blockLength = m_dice.OneOf<uint32_t>({0, 4, 204, UINT32_MAX});
        break;
    case 12:
        PostContradiction(header);
        return;
    case 13:
    case 14:
        PostReplay();
        return;
    case 15:
        PostSplice();
        return;
    default: // a single shard of a packet that fits in every way
        break;
    }
    PostShard(header, payload);
}

void
PayloadForger::PostOverlap(ShardHeader header)
{
    header.totalShards = 2;
    header.shardIndex = 0;
    header.offset = 0;
    header.packetLength = 3 * header.payloadLength + 1;
    PostShard(header, Create<Packet>(header.payloadLength));
    // The other half overlaps, fits or leaves a gap.
    header.shardIndex = 1;
    header.offset = header.payloadLength + m_dice.OneOf<uint32_t>({UINT32_MAX, 0, 1});
    header.payloadLength = header.packetLength - header.offset;
    PostShard(header, Create<Packet>(header.payloadLength));
}

void
PayloadForger::PostContradiction(ShardHeader header)
{
    // Two data shards and a parity shard that is none of theirs.
    const uint32_t length = header.payloadLength;
    header.code = ShardCode::XOR;
    header.totalShards = 3;
    header.redundantShards = 1;
    header.packetLength = 2 * length;
    header.blockLength = length + ShardHeader::BLOCK_PREFIX;
    header.shardIndex = 0;
    header.offset = 0;
    PostShard(header, Create<Packet>(length));
    header.shardIndex = 2;
    header.payloadLength = header.blockLength;
    PostShard(header, RealPacket(PayloadBytes(header.blockLength, 0x5a)));
}

void
PayloadForger::PostFlood(ShardHeader header)
{
    const auto firstSender = static_cast<uint32_t>(m_dice.OneOf<uint64_t>({100, 110}));
    for (uint64_t left = m_dice.Between(1, 40); left > 0; left--)
    {
        header.senderId = static_cast<uint32_t>(m_dice.Between(firstSender, 110));
        header.packetId++;
        PostShard(header, Create<Packet>(header.payloadLength));
    }
}

void
PayloadForger::PostReplay()
{
    if (!m_seen.empty())
    {
        m_replays++;
        m_post({m_seen[m_dice.Between(0, m_seen.size() - 1)]->Copy(), false});
    }
}

void
PayloadForger::PostSplice()
{
    if (!m_spliced || m_seen.empty())
    {
        return;
    }
    constexpr size_t HEADER = ShardHeader::SIZE + ShardHeader::SEAL_SIZE;
    PayloadBytes one = ContentOf(*m_seen[m_dice.Between(0, m_seen.size() - 1)]);
    const PayloadBytes other = ContentOf(*m_seen[m_dice.Between(0, m_seen.size() - 1)]);
    const PayloadBytes original = one;
    // Clear part, metadata, seal or payload of the other; or just another flag.
    const size_t cut = m_dice.OneOf<size_t>({8, 48, 64, HEADER});
    const size_t end = cut == 8 ? 16 : cut == 48 ? 60 : cut == 64 ? HEADER : one.size();
    std::copy_n(other.begin() + static_cast<std::ptrdiff_t>(cut),
                std::min({end, other.size(), one.size()}) - cut,
                one.begin() + static_cast<std::ptrdiff_t>(cut));
    if (one == original)
    {
        one[ShardHeader::METADATA_AT + 9] ^= 1;
    }
    const uint32_t crc = Crc32c(Crc32c(0, one.data(), ShardHeader::SIZE - 4),
                                one.data() + ShardHeader::SIZE,
                                one.size() - ShardHeader::SIZE);
    ByteWriter(one.data() + ShardHeader::SIZE - 4, 4).U32(crc);
    m_splices++;
    m_post({RealPacket(one), true});
}

void
PayloadForger::PostShard(ShardHeader header, const Ptr<Packet>& payload)
{
    SealShard(payload, header, m_foreign);
    m_post({payload, m_spliced});
}

} // namespace sharding
} // namespace ns3
