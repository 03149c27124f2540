/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shard-reassembler.h"

#include "ns3/assert.h"
#include "ns3/packet-bytes.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

namespace
{

ShardOutcome
OutcomeOf(ShardParse parse)
{
    switch (parse)
    {
    case ShardParse::OK:
        break;
    case ShardParse::TOO_SHORT:
        return ShardOutcome::TOO_SHORT;
    case ShardParse::BAD_VERSION:
        return ShardOutcome::BAD_VERSION;
    case ShardParse::BAD_RESERVED:
        return ShardOutcome::BAD_RESERVED;
    case ShardParse::BAD_LENGTH:
        return ShardOutcome::BAD_LENGTH;
    case ShardParse::BAD_INDEX:
        return ShardOutcome::BAD_INDEX;
    case ShardParse::BAD_RANGE:
        return ShardOutcome::BAD_RANGE;
    case ShardParse::BAD_CHECKSUM:
        return ShardOutcome::BAD_CHECKSUM;
    }
    return ShardOutcome::ACCEPTED;
}

Time
SendTime(const ShardHeader& header)
{
    return NanoSeconds(static_cast<int64_t>(header.sendTimeNs));
}

} // namespace

std::string
ShardOutcomeName(ShardOutcome outcome)
{
    static const std::array<std::string, SHARD_OUTCOMES> names{"accepted",
                                                               "completed",
                                                               "too-short",
                                                               "bad-version",
                                                               "bad-reserved",
                                                               "bad-length",
                                                               "bad-index",
                                                               "bad-range",
                                                               "bad-checksum",
                                                               "duplicate",
                                                               "late",
                                                               "header-conflict",
                                                               "content-conflict",
                                                               "range-conflict",
                                                               "no-room"};
    return names.at(static_cast<size_t>(outcome));
}

std::string
PacketLossName(PacketLoss loss)
{
    static const std::array<std::string, PACKET_LOSSES> names{"expired", "evicted", "conflict"};
    return names.at(static_cast<size_t>(loss));
}

std::string
ShardReassembler::Validate(const Config& config)
{
    if (!config.timeout.IsStrictlyPositive())
    {
        return "timeout must be positive";
    }
    if (config.maxOpenPackets < 1)
    {
        return "maxOpenPackets must be at least 1";
    }
    if (config.maxBytes < 4096)
    {
        return "maxBytes must be at least 4096";
    }
    return ShardLimits::Validate(config.limits);
}

ShardReassembler::ShardReassembler(const Config& config, LossCallback onLoss)
    : m_config(config), m_timeoutNs(config.timeout.GetNanoSeconds()), m_onLoss(std::move(onLoss)),
      m_recent(config.maxRemembered)
{
    NS_ASSERT_MSG(Validate(config).empty(), Validate(config));
}

ShardOutcome
ShardReassembler::Push(Time now, const Ptr<Packet>& shard, ReassembledPacket& whole)
{
    const int64_t nowNs = now.GetNanoSeconds();
    ExpireUntil(nowNs);
    const ShardOutcome outcome = Take(nowNs, shard, whole);
    m_counters.pushedShards++;
    m_counters.outcomes[static_cast<size_t>(outcome)]++;
    return outcome;
}

ShardOutcome
ShardReassembler::Take(int64_t nowNs, const Ptr<Packet>& shard, ReassembledPacket& whole)
{
    ShardHeader header;
    const ShardParse parse = TakeShardHeader(shard, header, m_config.limits);
    if (parse != ShardParse::OK)
    {
        return OutcomeOf(parse);
    }
    const PacketKey key{header.senderId, header.packetId};
    if (OpenPacket* open = m_open.Find(key))
    {
        return Add(*open, header, shard, whole);
    }
    if (m_recent.Contains(key))
    {
        return ShardOutcome::LATE;
    }
    if (header.totalShards == 1)
    {
        m_parts.assign(1, shard);
        Complete(key, header, whole);
        return ShardOutcome::COMPLETED;
    }
    return Open(nowNs, header, shard);
}

ShardOutcome
ShardReassembler::Open(int64_t nowNs, const ShardHeader& header, const Ptr<Packet>& payload)
{
    const uint64_t empty = OpenPacketTable::PACKET_CHARGE +
                           uint64_t{OpenPacketTable::PLACE_CHARGE} * header.totalShards;
    const uint64_t full =
        empty + uint64_t{OpenPacketTable::SHARD_CHARGE} * header.totalShards + header.packetLength;
    if (full > m_config.maxBytes)
    {
        return ShardOutcome::NO_ROOM;
    }
    const uint64_t needed = empty + OpenPacketTable::SHARD_CHARGE + header.payloadLength;
    while (m_open.Count() >= m_config.maxOpenPackets || m_open.Bytes() + needed > m_config.maxBytes)
    {
        GiveUp(*m_open.Victim(), PacketLoss::EVICTED);
    }
    m_open.Add(m_open.Open(nowNs, header), header, payload);
    return ShardOutcome::ACCEPTED;
}

ShardOutcome
ShardReassembler::Add(OpenPacket& open,
                      const ShardHeader& header,
                      const Ptr<Packet>& payload,
                      ReassembledPacket& whole)
{
    const ShardOutcome judged = Compare(open, header, *payload);
    if (judged != ShardOutcome::ACCEPTED)
    {
        open.conflicted |= judged != ShardOutcome::DUPLICATE;
        return judged;
    }
    if (open.slots.size() + 1 < header.totalShards)
    {
        const uint64_t needed = uint64_t{OpenPacketTable::SHARD_CHARGE} + header.payloadLength;
        while (m_open.Bytes() + needed > m_config.maxBytes)
        {
            OpenPacket* victim = m_open.Victim();
            const bool isOwn = victim == &open;
            GiveUp(*victim, PacketLoss::EVICTED);
            if (isOwn)
            {
                return ShardOutcome::NO_ROOM;
            }
        }
        m_open.Add(open, header, payload);
        return ShardOutcome::ACCEPTED;
    }

    // The last one needs no room: the packet leaves with it.
    m_open.Add(open, header, payload);
    m_parts.clear();
    for (uint32_t index = 0; index < header.totalShards; index++)
    {
        m_parts.push_back(open.Find(index)->payload);
    }
    const PacketKey key = open.key;
    const ShardHeader merged = open.first;
    m_open.Remove(open);
    Complete(key, merged, whole);
    return ShardOutcome::COMPLETED;
}

ShardOutcome
ShardReassembler::Compare(const OpenPacket& open,
                          const ShardHeader& header,
                          const Packet& payload) const
{
    const ShardHeader& first = open.first;
    if (header.totalShards != first.totalShards || header.packetLength != first.packetLength ||
        header.protocol != first.protocol || header.sendTimeNs != first.sendTimeNs)
    {
        return ShardOutcome::HEADER_CONFLICT;
    }
    const uint32_t index = header.shardIndex;
    if (const auto same = open.Find(index))
    {
        const bool isCopy = same->offset == header.offset && same->length == header.payloadLength &&
                            Crc32c(0, *same->payload) == Crc32c(0, payload);
        return isCopy ? ShardOutcome::DUPLICATE : ShardOutcome::CONTENT_CONFLICT;
    }
    // Shard 0 starts the packet and the last one ends it, which the header's check saw to. So when
    // every neighbor fits, a full set tiles the packet.
    const auto before = index > 0 ? open.Find(index - 1) : nullptr;
    const auto after = index + 1 < header.totalShards ? open.Find(index + 1) : nullptr;
    if ((before && before->offset + before->length != header.offset) ||
        (after && header.offset + header.payloadLength != after->offset))
    {
        return ShardOutcome::RANGE_CONFLICT;
    }
    return ShardOutcome::ACCEPTED;
}

void
ShardReassembler::Complete(const PacketKey& key,
                           const ShardHeader& header,
                           ReassembledPacket& whole)
{
    whole.packet = JoinPackets(m_parts);
    m_parts.clear();
    whole.senderId = key.senderId;
    whole.packetId = key.packetId;
    whole.protocol = header.protocol;
    whole.sendTime = SendTime(header);
    whole.totalShards = header.totalShards;
    whole.flags = header.flags;
    whole.errorCode = header.errorCode;
    m_recent.Add(key);
    m_counters.completedPackets++;
    m_counters.completedShards += header.totalShards;
}

void
ShardReassembler::GiveUp(OpenPacket& open, PacketLoss reason)
{
    const LostPacket lost{reason,
                          open.key.senderId,
                          open.key.packetId,
                          SendTime(open.first),
                          open.first.totalShards,
                          static_cast<uint32_t>(open.slots.size()),
                          open.payloadBytes};
    m_recent.Add(open.key);
    m_open.Remove(open);
    m_counters.lostPackets[static_cast<size_t>(reason)]++;
    m_counters.lostShards[static_cast<size_t>(reason)] += lost.receivedShards;
    if (m_onLoss)
    {
        m_onLoss(lost);
    }
}

std::optional<Time>
ShardReassembler::NextDeadline() const
{
    const OpenPacket* oldest = m_open.Oldest();
    return oldest ? std::optional<Time>(NanoSeconds(oldest->openedNs + m_timeoutNs)) : std::nullopt;
}

void
ShardReassembler::Expire(Time now)
{
    ExpireUntil(now.GetNanoSeconds());
}

void
ShardReassembler::ExpireUntil(int64_t nowNs)
{
    for (auto* open = m_open.Oldest(); open && nowNs - open->openedNs >= m_timeoutNs;
         open = m_open.Oldest())
    {
        GiveUp(*open, open->conflicted ? PacketLoss::CONFLICT : PacketLoss::EXPIRED);
    }
}

const ReassemblyCounters&
ShardReassembler::Counters() const
{
    return m_counters;
}

uint32_t
ShardReassembler::OpenPackets() const
{
    return m_open.Count();
}

uint64_t
ShardReassembler::BufferedShards() const
{
    return m_open.Shards();
}

uint64_t
ShardReassembler::BufferedBytes() const
{
    return m_open.Bytes();
}

std::string
ShardReassembler::CheckLedger() const
{
    uint64_t accounted = m_counters.completedShards + m_open.Shards();
    for (size_t i = static_cast<size_t>(ShardOutcome::TOO_SHORT); i < SHARD_OUTCOMES; i++)
    {
        accounted += m_counters.outcomes[i];
    }
    for (const uint64_t lost : m_counters.lostShards)
    {
        accounted += lost;
    }
    if (accounted != m_counters.pushedShards)
    {
        return "of " + std::to_string(m_counters.pushedShards) + " shards pushed, " +
               std::to_string(accounted) + " are accounted for";
    }
    if (m_open.Count() > m_config.maxOpenPackets || m_open.Bytes() > m_config.maxBytes)
    {
        return "more is open than the limits allow";
    }
    return m_open.Check();
}

} // namespace sharding
} // namespace ns3
