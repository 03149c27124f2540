/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "reassembly-shadow.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

namespace
{

std::string
Name(const ReassemblyShadow::Key& key)
{
    return "packet " + std::to_string(key.second) + " of sender " + std::to_string(key.first);
}

bool
IsParseRefusal(ShardOutcome outcome)
{
    return outcome >= ShardOutcome::TOO_SHORT && outcome <= ShardOutcome::BAD_CHECKSUM;
}

} // namespace

ReassemblyShadow::ReassemblyShadow(const ShardReassembler::Config& config) : m_config(config)
{
}

void
ReassemblyShadow::OnLoss(const LostPacket& lost, int64_t nowNs)
{
    const Key key{lost.senderId, lost.packetId};
    const auto found = m_open.find(key);
    if (found == m_open.end())
    {
        Say(Name(key) + " was lost without being open");
        return;
    }
    const Open& open = found->second;
    if (lost.receivedShards != open.indices.size())
    {
        Say(Name(key) + " was lost with other shards than it had");
    }
    const bool isDue = nowNs >= open.sinceNs + m_config.timeout.GetNanoSeconds();
    if (lost.reason == PacketLoss::EVICTED)
    {
        if (key != Victim())
        {
            Say(Name(key) + " was evicted, but the rule names " + Name(Victim()));
        }
    }
    else if (!isDue)
    {
        Say(Name(key) + " expired before its time");
    }
    else if ((lost.reason == PacketLoss::CONFLICT) != open.conflicted)
    {
        Say(Name(key) + " was lost as " + PacketLossName(lost.reason));
    }
    m_lostShards += lost.receivedShards;
    Close(key);
}

void
ReassemblyShadow::OnPush(const ShardHeader& header,
                         bool damaged,
                         ShardOutcome outcome,
                         int64_t nowNs)
{
    m_pushed++;
    const Key key{header.senderId, header.packetId};
    if (damaged && !IsParseRefusal(outcome))
    {
        Say("a damaged shard was " + ShardOutcomeName(outcome));
    }
    const auto found = m_open.find(key);
    if (outcome == ShardOutcome::HEADER_CONFLICT || outcome == ShardOutcome::CONTENT_CONFLICT ||
        outcome == ShardOutcome::RANGE_CONFLICT)
    {
        if (found == m_open.end())
        {
            Say("a conflict with " + Name(key) + ", which is not open");
            return;
        }
        found->second.conflicted = true;
    }
    if (outcome != ShardOutcome::ACCEPTED && outcome != ShardOutcome::COMPLETED)
    {
        return;
    }
    if (IsRemembered(key))
    {
        Say("a shard was taken for " + Name(key) + ", which had been closed");
    }
    if (found == m_open.end())
    {
        const uint64_t bytes = OpenPacketTable::PACKET_CHARGE +
                               uint64_t{OpenPacketTable::PLACE_CHARGE} * header.totalShards;
        m_open[key] = {nowNs, m_openings++, bytes, header.totalShards, {}, false};
    }
    Open& open = m_open[key];
    if (header.totalShards != open.totalShards || !open.indices.insert(header.shardIndex).second)
    {
        Say("a shard was taken twice, or with another total, for " + Name(key));
    }
    open.bytes += uint64_t{OpenPacketTable::SHARD_CHARGE} + header.payloadLength;
    if ((outcome == ShardOutcome::COMPLETED) != (open.indices.size() == open.totalShards))
    {
        Say(Name(key) + " was completed too early or too late");
    }
    if (outcome == ShardOutcome::COMPLETED)
    {
        Close(key);
    }
}

void
ReassemblyShadow::Compare(const ShardReassembler& reassembler, int64_t nowNs)
{
    const std::string ledger = reassembler.CheckLedger();
    if (!ledger.empty())
    {
        Say(ledger);
    }
    uint64_t shards = 0;
    uint64_t bytes = 0;
    int64_t oldestNs = INT64_MAX;
    for (const auto& [key, open] : m_open)
    {
        shards += open.indices.size();
        bytes += open.bytes;
        oldestNs = std::min(oldestNs, open.sinceNs);
    }
    if (reassembler.OpenPackets() != m_open.size() || reassembler.BufferedShards() != shards ||
        reassembler.BufferedBytes() != bytes || reassembler.Counters().pushedShards != m_pushed)
    {
        Say("open packets, shards, bytes or pushes differ from the independent books");
    }
    if (bytes > m_config.maxBytes || m_open.size() > m_config.maxOpenPackets)
    {
        Say("a limit was exceeded");
    }
    const auto deadline = reassembler.NextDeadline();
    const int64_t timeoutNs = m_config.timeout.GetNanoSeconds();
    if (deadline.has_value() == m_open.empty() ||
        (deadline && deadline->GetNanoSeconds() != oldestNs + timeoutNs))
    {
        Say("the next deadline is not that of the oldest packet");
    }
    if (!m_open.empty() && oldestNs + timeoutNs <= nowNs)
    {
        Say("a packet is open beyond its time");
    }
}

const std::vector<std::string>&
ReassemblyShadow::Violations() const
{
    return m_violations;
}

bool
ReassemblyShadow::IsRemembered(const Key& key) const
{
    const auto closed = m_closed.find(key);
    return closed != m_closed.end() && m_closings - closed->second < m_config.maxRemembered;
}

void
ReassemblyShadow::Say(const std::string& violation)
{
    if (m_violations.size() < 10)
    {
        m_violations.push_back(violation);
    }
}

void
ReassemblyShadow::Close(const Key& key)
{
    m_open.erase(key);
    m_closed[key] = m_closings++;
}

ReassemblyShadow::Key
ReassemblyShadow::Victim() const
{
    std::map<uint32_t, uint64_t> bytes;
    for (const auto& [key, open] : m_open)
    {
        bytes[key.first] += open.bytes;
    }
    // Ascending by sender: the first of those that hold the most has the smallest id.
    const auto most =
        std::max_element(bytes.begin(),
                         bytes.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    Key oldest{};
    uint64_t order = UINT64_MAX;
    for (const auto& [key, open] : m_open)
    {
        if (key.first == most->first && open.order < order)
        {
            order = open.order;
            oldest = key;
        }
    }
    return oldest;
}

} // namespace sharding
} // namespace ns3
