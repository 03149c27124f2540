/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shard-work.h"

#include "ns3/assert.h"

#include <algorithm>
#include <sstream>
#include <string_view>
#include <vector>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr uint32_t DONE_SHIFT =
    8; //!< from the flag that wants a task to the one that says it is done

const std::array<const char*, SHARD_TASKS> TASK_NAMES{"inspect", "transform", "count"};

constexpr uint8_t
BitOf(ShardTask task)
{
    return static_cast<uint8_t>(1U << static_cast<uint32_t>(task));
}

std::vector<uint8_t>
ContentOf(const Packet& packet)
{
    std::vector<uint8_t> bytes(packet.GetSize());
    packet.CopyData(bytes.data(), packet.GetSize());
    return bytes;
}

void
RaiseError(ShardHeader& header, ShardError error)
{
    header.errorCode = std::max(header.errorCode, static_cast<uint8_t>(error));
}

} // namespace

std::string
ShardTaskName(ShardTask task)
{
    return TASK_NAMES[static_cast<size_t>(task)];
}

std::string
ShardErrorName(ShardError error)
{
    switch (error)
    {
    case ShardError::NONE:
        return "none";
    case ShardError::PATTERN_FOUND:
        return "pattern-found";
    case ShardError::NOT_PROCESSED:
        return "not-processed";
    }
    NS_ASSERT_MSG(false, "no such error");
    return "";
}

bool
ShardWork::ParseTasks(const std::string& list, uint8_t& tasks)
{
    tasks = 0;
    std::istringstream in(list);
    for (std::string name; std::getline(in, name, ',');)
    {
        name.erase(std::remove(name.begin(), name.end(), ' '), name.end());
        const auto* at = std::find(TASK_NAMES.begin(), TASK_NAMES.end(), name);
        if (at == TASK_NAMES.end())
        {
            return false;
        }
        tasks |= static_cast<uint8_t>(1U << (at - TASK_NAMES.begin()));
    }
    return true;
}

ShardWork::ShardWork(const Config& config) : m_config(config)
{
}

Ptr<Packet>
ShardWork::Open(const Packet& packet, ShardHeader& header) const
{
    Ptr<Packet> payload = packet.Copy();
    return TakeShardHeader(payload, header, m_config.limits, m_config.cipher.get()) ==
                   ShardParse::OK
               ? payload
               : nullptr;
}

uint8_t
ShardWork::FindTasks(const Packet& packet) const
{
    ShardHeader header;
    if (!Open(packet, header))
    {
        return 0;
    }
    return m_config.tasks & header.flags & ~(header.flags >> DONE_SHIFT);
}

bool
ShardWork::Contains(const Packet& payload) const
{
    if (m_config.pattern.empty())
    {
        return false;
    }
    const auto bytes = ContentOf(payload);
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return text.find(m_config.pattern) != std::string_view::npos;
}

Ptr<Packet>
ShardWork::Transform(const Ptr<Packet>& payload) const
{
    auto bytes = ContentOf(*payload);
    for (auto& byte : bytes)
    {
        byte ^= m_config.transformKey;
    }
    Ptr<Packet> changed = Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size()));
    // Appended behind nothing, so that the tags of the payload go with the new bytes.
    Ptr<Packet> result = payload->CreateFragment(0, 0);
    result->AddAtEnd(changed);
    return result;
}

Ptr<Packet>
ShardWork::Do(const Packet& packet, uint8_t tasks)
{
    ShardHeader header;
    Ptr<Packet> payload = Open(packet, header);
    NS_ASSERT_MSG(payload, "only sound shards have tasks");
    for (uint32_t task = 0; task < SHARD_TASKS; task++)
    {
        if (tasks & (1U << task))
        {
            m_counters.shards[task]++;
            m_counters.bytes[task] += payload->GetSize();
        }
    }
    // Looks before it changes: an inspection sees what was sent.
    if ((tasks & BitOf(ShardTask::INSPECT)) && Contains(*payload))
    {
        m_counters.found++;
        RaiseError(header, ShardError::PATTERN_FOUND);
    }
    if (tasks & BitOf(ShardTask::TRANSFORM))
    {
        payload = Transform(payload);
    }
    header.flags |= static_cast<uint16_t>(tasks << DONE_SHIFT);
    SealShard(payload, header, m_config.cipher.get());
    return payload;
}

Ptr<Packet>
ShardWork::Skip(const Packet& packet) const
{
    ShardHeader header;
    Ptr<Packet> payload = Open(packet, header);
    NS_ASSERT_MSG(payload, "only sound shards have tasks");
    RaiseError(header, ShardError::NOT_PROCESSED);
    SealShard(payload, header, m_config.cipher.get());
    return payload;
}

Ptr<Packet>
ShardWork::Undo(const Packet& packet) const
{
    ShardHeader header;
    Ptr<Packet> payload = Open(packet, header);
    if (!payload || !(header.flags >> DONE_SHIFT & BitOf(ShardTask::TRANSFORM)))
    {
        return nullptr;
    }
    payload = Transform(payload);
    SealShard(payload, header, m_config.cipher.get());
    return payload;
}

bool
ShardWork::HasKey() const
{
    return m_config.cipher != nullptr;
}

const ShardWork::Counters&
ShardWork::GetCounters() const
{
    return m_counters;
}

} // namespace sharding
} // namespace ns3
