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

Time
SendTime(const ShardHeader& header)
{
    return NanoSeconds(static_cast<int64_t>(header.sendTimeNs));
}

/// @return whether two shards can be of the same packet
bool
SamePacket(const ShardHeader& a, const ShardHeader& b)
{
    return a.totalShards == b.totalShards && a.packetLength == b.packetLength &&
           a.protocol == b.protocol && a.sendTimeNs == b.sendTimeNs && a.code == b.code &&
           a.redundantShards == b.redundantShards && a.blockLength == b.blockLength &&
           a.reassemblyPoint == b.reassemblyPoint;
}

} // namespace

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
    if (config.maxBytesPerSender != 0 &&
        (config.maxBytesPerSender < 4096 ||
         config.maxBytesPerSender < config.maxBytes / config.maxOpenPackets))
    {
        return "maxBytesPerSender must be 0, or at least 4096 and maxBytes / maxOpenPackets";
    }
    if (config.replayWindow < 64)
    {
        return "replayWindow must be at least 64";
    }
    if (config.maxSenders < 1)
    {
        return "maxSenders must be at least 1";
    }
    const std::string limits = ShardLimits::Validate(config.limits);
    return limits.empty() && config.hedge ? CompletionQuantile::Validate(*config.hedge) : limits;
}

ShardReassembler::ShardReassembler(const Config& config, LossCallback onLoss)
    : m_config(config), m_timeoutNs(config.timeout.GetNanoSeconds()),
      m_maxSenderWeight(config.maxBytesPerSender > 0 ? config.maxBytesPerSender : UINT64_MAX),
      m_onLoss(std::move(onLoss)), m_open(config.maxBytes / config.maxOpenPackets),
      m_completed(config.maxRemembered), m_lost(config.maxRemembered)
{
    NS_ASSERT_MSG(Validate(config).empty(), Validate(config));
    if (config.cipher)
    {
        m_closed.emplace(config.replayWindow, config.maxSenders);
    }
    if (config.hedge)
    {
        m_lateAfter.emplace(*config.hedge);
    }
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
    const ShardParse parse = TakeShardHeader(shard, header, m_config.limits, m_config.cipher.get());
    if (parse != ShardParse::OK)
    {
        return OutcomeOf(parse);
    }
    if (m_config.reassemblyPoint != 0 && header.reassemblyPoint != 0 &&
        header.reassemblyPoint != m_config.reassemblyPoint)
    {
        return ShardOutcome::MISROUTED;
    }
    const PacketKey key{header.senderId, header.packetId};
    if (OpenPacket* open = m_open.Find(key))
    {
        return Add(nowNs, *open, header, shard, whole);
    }
    const ShardOutcome judged = JudgeNew(key, header);
    if (judged != ShardOutcome::ACCEPTED)
    {
        return judged;
    }
    return header.DataShards() > 1 ? Open(nowNs, header, shard) : TakeSingle(header, shard, whole);
}

ShardOutcome
ShardReassembler::JudgeNew(const PacketKey& key, const ShardHeader& header) const
{
    if (m_completed.Contains(key))
    {
        return header.redundantShards > 0 ? ShardOutcome::SURPLUS : ShardOutcome::LATE;
    }
    if (!m_closed)
    {
        return m_lost.Contains(key) ? ShardOutcome::LATE : ShardOutcome::ACCEPTED;
    }
    switch (m_closed->Judge(key))
    {
    case ReplayWindow::Verdict::FRESH:
        break;
    case ReplayWindow::Verdict::CLOSED:
        return ShardOutcome::LATE;
    case ReplayWindow::Verdict::OLD:
        return ShardOutcome::REPLAYED;
    case ReplayWindow::Verdict::FULL:
        return ShardOutcome::NO_ROOM;
    }
    return ShardOutcome::ACCEPTED;
}

bool
ShardReassembler::MakeRoom(uint32_t senderId, const OpenPacket* open, uint64_t bytes)
{
    const uint64_t held = open ? open->value.bytes : 0;
    const uint64_t heldWeight = open ? open->charge : 0;
    const uint64_t moreWeight = m_open.Weight(held + bytes) - heldWeight;
    const auto evict = [&](OpenPacket* victim, PacketLoss reason)
    {
        const bool isOwn = victim == open;
        GiveUp(*victim, reason);
        return !isOwn;
    };
    while (m_open.WeightOf(senderId) + moreWeight > m_maxSenderWeight)
    {
        if (!evict(m_open.OldestOf(senderId), PacketLoss::SENDER_FULL))
        {
            return false;
        }
    }
    while (m_open.Bytes() + bytes > m_config.maxBytes ||
           (!open && m_open.Count() >= m_config.maxOpenPackets))
    {
        if (!evict(m_open.Victim(), PacketLoss::EVICTED))
        {
            return false;
        }
    }
    return true;
}

ShardOutcome
ShardReassembler::Open(int64_t nowNs, const ShardHeader& header, const Ptr<Packet>& payload)
{
    const uint64_t empty = OpenPacketTable::EmptyBytes(header);
    // Parity shards are larger than data; but the packet may come without them.
    const uint64_t full =
        empty + header.packetLength + uint64_t{OpenPacketTable::SHARD_CHARGE} * header.DataShards();
    const uint64_t first = empty + OpenPacketTable::SHARD_CHARGE + header.payloadLength;
    if (std::max(full, first) > std::min(m_config.maxBytes, m_maxSenderWeight))
    {
        return ShardOutcome::NO_ROOM;
    }
    MakeRoom(header.senderId, nullptr, first);
    OpenPacket& open = m_open.Open(nowNs, header);
    m_open.Add(open, header, payload);
    m_nextLate = m_nextLate ? m_nextLate : &open;
    return ShardOutcome::ACCEPTED;
}

ShardOutcome
ShardReassembler::Add(int64_t nowNs,
                      OpenPacket& open,
                      const ShardHeader& header,
                      const Ptr<Packet>& payload,
                      ReassembledPacket& whole)
{
    const ShardOutcome judged = Compare(open.value, header, *payload);
    if (judged != ShardOutcome::ACCEPTED)
    {
        open.value.conflicted |=
            judged != ShardOutcome::DUPLICATE && judged != ShardOutcome::SURPLUS;
        return judged;
    }
    // The last one needs no room: the packet leaves with it.
    if (open.value.slots.size() + 1 == header.DataShards())
    {
        return Finish(nowNs, open, header, payload, whole);
    }
    const uint64_t needed = uint64_t{OpenPacketTable::SHARD_CHARGE} + header.payloadLength;
    if (!MakeRoom(header.senderId, &open, needed))
    {
        return ShardOutcome::NO_ROOM;
    }
    m_open.Add(open, header, payload);
    return ShardOutcome::ACCEPTED;
}

ShardOutcome
ShardReassembler::Compare(const WaitingShards& open,
                          const ShardHeader& header,
                          const Packet& payload) const
{
    if (!SamePacket(header, open.first))
    {
        return ShardOutcome::HEADER_CONFLICT;
    }
    const uint32_t index = header.ContentIndex();
    if (const auto same = open.Find(index))
    {
        const bool isCopy = same->offset == header.offset && same->length == header.payloadLength &&
                            Crc32c(0, *same->payload) == Crc32c(0, payload);
        if (!isCopy)
        {
            return ShardOutcome::CONTENT_CONFLICT;
        }
        return header.code == ShardCode::COPY ? ShardOutcome::SURPLUS : ShardOutcome::DUPLICATE;
    }
    if (header.IsParity())
    {
        return ShardOutcome::ACCEPTED;
    }
    // The first data shard starts the packet and the last one ends it, which the header's check saw
    // to. So when every neighbor fits, a full set tiles the packet.
    const auto before = index > 0 ? open.Find(index - 1) : nullptr;
    const auto after = index + 1 < header.DataShards() ? open.Find(index + 1) : nullptr;
    if ((before && before->offset + before->length != header.offset) ||
        (after && header.offset + header.payloadLength != after->offset))
    {
        return ShardOutcome::RANGE_CONFLICT;
    }
    return ShardOutcome::ACCEPTED;
}

ShardOutcome
ShardReassembler::Finish(int64_t nowNs,
                         OpenPacket& open,
                         const ShardHeader& header,
                         const Ptr<Packet>& payload,
                         ReassembledPacket& whole)
{
    const auto recovered = Gather(open.value, header, payload);
    if (!recovered)
    {
        GiveUp(open, PacketLoss::UNDECODABLE);
        return ShardOutcome::UNDECODABLE;
    }
    ShardHeader merged = open.value.first;
    merged.flags |= header.flags;
    merged.errorCode = std::max(merged.errorCode, header.errorCode);
    if (m_lateAfter)
    {
        m_lateAfter->Add(nowNs - open.openedNs);
    }
    Close(open);
    Deliver(merged, *recovered, whole);
    return ShardOutcome::COMPLETED;
}

ShardOutcome
ShardReassembler::TakeSingle(const ShardHeader& header,
                             const Ptr<Packet>& payload,
                             ReassembledPacket& whole)
{
    m_none.place.assign(OpenPacketTable::Contents(header), 0);
    const auto recovered = Gather(m_none, header, payload);
    if (!recovered)
    {
        return ShardOutcome::UNDECODABLE;
    }
    Deliver(header, *recovered, whole);
    return ShardOutcome::COMPLETED;
}

std::optional<uint32_t>
ShardReassembler::Gather(const WaitingShards& open,
                         const ShardHeader& header,
                         const Ptr<Packet>& payload)
{
    const uint32_t data = header.DataShards();
    const auto contents = static_cast<uint32_t>(open.place.size());
    m_parts.assign(contents, nullptr);
    m_parts[header.ContentIndex()] = payload;
    uint32_t missing = header.IsParity() ? data : data - 1;
    for (uint32_t index = 0; index < contents; index++)
    {
        if (const auto slot = open.Find(index))
        {
            m_parts[index] = slot->payload;
            missing -= index < data ? 1 : 0;
        }
    }
    if (missing == 0)
    {
        m_parts.resize(data);
        return 0;
    }
    const bool isDecoded = m_coder.Recover(header, m_parts);
    uint32_t end = 0;
    m_parts.resize(isDecoded ? data : 0);
    for (uint32_t index = 0; index < m_parts.size(); index++)
    {
        const auto slot = open.Find(index);
        const uint32_t offset = slot                         ? slot->offset
                                : index == header.shardIndex ? header.offset
                                                             : end;
        if (offset != end)
        {
            m_parts.clear();
            break;
        }
        end += m_parts[index]->GetSize();
    }
    return m_parts.empty() ? std::nullopt : std::optional<uint32_t>(missing);
}

void
ShardReassembler::Deliver(const ShardHeader& header, uint32_t recovered, ReassembledPacket& whole)
{
    const PacketKey key{header.senderId, header.packetId};
    whole.packet = JoinPackets(m_parts);
    m_parts.clear();
    whole.senderId = key.senderId;
    whole.packetId = key.packetId;
    whole.protocol = header.protocol;
    whole.sendTime = SendTime(header);
    whole.totalShards = header.totalShards;
    whole.recoveredShards = recovered;
    whole.flags = header.flags;
    whole.errorCode = header.errorCode;
    m_completed.Add(key);
    if (m_closed)
    {
        m_closed->Close(key);
    }
    m_counters.completedPackets++;
    m_counters.completedShards += header.DataShards();
    m_counters.recoveredShards += recovered;
}

void
ShardReassembler::Close(OpenPacket& open)
{
    if (m_nextLate == &open)
    {
        m_nextLate = m_open.Newer(open);
    }
    m_open.Remove(open);
}

void
ShardReassembler::GiveUp(OpenPacket& open, PacketLoss reason)
{
    const WaitingShards& shards = open.value;
    const LostPacket lost{reason,
                          open.key.senderId,
                          open.key.packetId,
                          SendTime(shards.first),
                          shards.first.totalShards,
                          static_cast<uint32_t>(shards.slots.size()),
                          shards.payloadBytes};
    if (m_closed)
    {
        m_closed->Close(open.key);
    }
    else
    {
        m_lost.Add(open.key);
    }
    Close(open);
    m_counters.lostPackets[static_cast<size_t>(reason)]++;
    m_counters.lostShards[static_cast<size_t>(reason)] += lost.receivedShards;
    if (m_onLoss)
    {
        m_onLoss(lost);
    }
}

void
ShardReassembler::Forget()
{
    for (auto* open = m_open.Oldest(); open; open = m_open.Oldest())
    {
        GiveUp(*open, PacketLoss::CRASHED);
    }
    m_completed.Clear();
    m_lost.Clear();
    if (m_closed)
    {
        m_closed.emplace(m_config.replayWindow, m_config.maxSenders);
    }
    if (m_lateAfter)
    {
        m_lateAfter.emplace(*m_config.hedge);
    }
}

int64_t
ShardReassembler::OldestNs() const
{
    const OpenPacket* oldest = m_open.Oldest();
    return oldest ? oldest->openedNs : -1;
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
        GiveUp(*open, open->value.conflicted ? PacketLoss::CONFLICT : PacketLoss::EXPIRED);
    }
}

std::optional<Time>
ShardReassembler::NextRequest() const
{
    if (!m_lateAfter || !m_lateAfter->Get() || !m_nextLate)
    {
        return std::nullopt;
    }
    return NanoSeconds(m_nextLate->openedNs + *m_lateAfter->Get() + 1);
}

bool
ShardReassembler::TakeRequest(Time now, ShardRequest& request)
{
    const auto next = NextRequest();
    if (!next || *next > now)
    {
        return false;
    }
    const OpenPacket& open = *m_nextLate;
    const ShardHeader& first = open.value.first;
    m_nextLate = m_open.Newer(open);
    request.senderId = open.key.senderId;
    request.packetId = open.key.packetId;
    request.indices.clear();
    const auto needed =
        std::min<size_t>(first.DataShards() - open.value.slots.size(), ShardRequest::MAX_INDICES);
    for (uint32_t index = 0; request.indices.size() < needed; index++)
    {
        if (!open.value.Find(index))
        {
            request.indices.push_back(static_cast<uint16_t>(index));
        }
    }
    m_counters.requests++;
    return true;
}

std::string
ShardReassembler::CheckLedger() const
{
    const std::string ledger = m_counters.CheckLedger(m_open.Shards());
    if (!ledger.empty())
    {
        return ledger;
    }
    if (m_open.Count() > m_config.maxOpenPackets || m_open.Bytes() > m_config.maxBytes)
    {
        return "more is open than the limits allow";
    }
    return m_open.Check();
}

} // namespace sharding
} // namespace ns3
