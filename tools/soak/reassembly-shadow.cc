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
    return outcome >= ShardOutcome::TOO_SHORT && outcome <= ShardOutcome::BAD_METADATA;
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
    const Key own = OldestOf(key.first);
    switch (lost.reason)
    {
    case PacketLoss::EVICTED:
        if (key != Victim())
        {
            Say(Name(key) + " was evicted, but the rule names " + Name(Victim()));
        }
        break;
    case PacketLoss::SENDER_FULL:
        if (key != own)
        {
            Say(Name(key) + " had to go for its sender, but " + Name(own) + " is older");
        }
        break;
    case PacketLoss::UNDECODABLE:
        m_undecodable++;
        break;
    case PacketLoss::CRASHED:
        if (!m_crashing)
        {
            Say(Name(key) + " was lost in a crash that there was not");
        }
        break;
    case PacketLoss::EXPIRED:
    case PacketLoss::CONFLICT:
        if (!isDue)
        {
            Say(Name(key) + " expired before its time");
        }
        else if ((lost.reason == PacketLoss::CONFLICT) != open.conflicted)
        {
            Say(Name(key) + " was lost as " + PacketLossName(lost.reason));
        }
        break;
    }
    m_lostShards += lost.receivedShards;
    Close(key, false);
}

void
ReassemblyShadow::BeginCrash()
{
    m_crashing = true;
}

void
ReassemblyShadow::EndCrash()
{
    m_crashing = false;
    if (!m_open.empty())
    {
        Say("a packet is open after a crash");
    }
    m_closed.clear();
}

void
ReassemblyShadow::OnRequest(const ShardRequest& request)
{
    const Key key{request.senderId, request.packetId};
    const auto found = m_open.find(key);
    if (found == m_open.end() || found->second.asked)
    {
        Say("shards were asked for of " + Name(key) +
            ", which is not open or was asked for before");
        return;
    }
    Open& open = found->second;
    open.asked = true;
    std::set<uint32_t> asked;
    for (const uint16_t index : request.indices)
    {
        if (index >= open.contents || open.indices.count(index) || !asked.insert(index).second)
        {
            Say("a shard was asked for that is there, does not exist or was named twice");
        }
    }
    const size_t needed = open.neededShards - open.indices.size();
    if (asked.size() != std::min<size_t>(needed, ShardRequest::MAX_INDICES))
    {
        Say("more or fewer shards were asked for than are needed");
    }
}

void
ReassemblyShadow::OnPush(const ShardHeader& header,
                         bool damaged,
                         ShardOutcome outcome,
                         int64_t nowNs)
{
    m_pushed++;
    const Key key{header.senderId, header.packetId};
    if (m_undecodable > 0 && (outcome != ShardOutcome::UNDECODABLE || m_undecodable > 1))
    {
        Say("a packet was undecodable, but the shard was " + ShardOutcomeName(outcome));
    }
    m_undecodable = 0;
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
        const uint32_t contents =
            header.code == ShardCode::COPY ? header.DataShards() : header.totalShards;
        const uint64_t bytes =
            OpenPacketTable::PACKET_CHARGE + uint64_t{OpenPacketTable::PLACE_CHARGE} * contents;
        m_open[key] = {nowNs, m_openings++, bytes, header.DataShards(), contents, {}, false, false};
    }
    Open& open = m_open[key];
    if (header.DataShards() != open.neededShards ||
        !open.indices.insert(header.ContentIndex()).second)
    {
        Say("a shard was taken twice, or with another total, for " + Name(key));
    }
    open.bytes += uint64_t{OpenPacketTable::SHARD_CHARGE} + header.payloadLength;
    if ((outcome == ShardOutcome::COMPLETED) != (open.indices.size() == open.neededShards))
    {
        Say(Name(key) + " was completed too early or too late");
    }
    if (outcome == ShardOutcome::COMPLETED)
    {
        Close(key, true);
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
    const uint64_t senderLimit =
        m_config.maxBytesPerSender > 0 ? m_config.maxBytesPerSender : UINT64_MAX;
    const auto weights = Weights();
    const bool isOver =
        std::any_of(weights.begin(),
                    weights.end(),
                    [&](const auto& sender) { return sender.second > senderLimit; });
    if (bytes > m_config.maxBytes || m_open.size() > m_config.maxOpenPackets || isOver)
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
    if (closed == m_closed.end() || m_config.cipher)
    {
        return closed != m_closed.end();
    }
    const uint64_t since =
        (closed->second.completed ? m_completions : m_losses) - closed->second.count;
    return since < m_config.maxRemembered;
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
ReassemblyShadow::Close(const Key& key, bool completed)
{
    m_open.erase(key);
    m_closed[key] = {completed, completed ? m_completions++ : m_losses++};
}

uint64_t
ReassemblyShadow::Weight(const Open& open) const
{
    return std::max(open.bytes, m_config.maxBytes / m_config.maxOpenPackets);
}

std::map<uint32_t, uint64_t>
ReassemblyShadow::Weights() const
{
    std::map<uint32_t, uint64_t> weights;
    for (const auto& [key, open] : m_open)
    {
        weights[key.first] += Weight(open);
    }
    return weights;
}

ReassemblyShadow::Key
ReassemblyShadow::OldestOf(uint32_t senderId) const
{
    Key oldest{};
    uint64_t order = UINT64_MAX;
    for (const auto& [key, open] : m_open)
    {
        if (key.first == senderId && open.order < order)
        {
            order = open.order;
            oldest = key;
        }
    }
    return oldest;
}

ReassemblyShadow::Key
ReassemblyShadow::Victim() const
{
    const auto weights = Weights();
    // Ascending by sender: the first of those with the greatest weight has the smallest id.
    const auto most =
        std::max_element(weights.begin(),
                         weights.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    return OldestOf(most->first);
}

} // namespace sharding
} // namespace ns3
