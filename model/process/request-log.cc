/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "request-log.h"

#include "ns3/assert.h"
#include "ns3/byte-reader.h"
#include "ns3/byte-writer.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr uint8_t RECORD_VERSION = 1;

/// What a record says.
struct Content
{
    uint64_t name;
    uint64_t index;
    RequestKey key;
};

std::optional<Content>
Read(const Disk::Record& record)
{
    ByteReader reader(record.bytes.data(), record.bytes.size());
    const uint8_t version = reader.U8();
    Content content{};
    content.name = reader.U64();
    content.index = reader.U64();
    content.key.client = reader.U32();
    content.key.session = reader.U32();
    content.key.sequence = reader.U64();
    return reader.Ok() && version == RECORD_VERSION && content.name != 0
               ? std::optional<Content>(content)
               : std::nullopt;
}

} // namespace

RequestLog::RequestLog(std::size_t limit, uint64_t name) : m_limit(limit), m_name(name)
{
    NS_ASSERT_MSG(limit >= 1 && name != 0, "a log has room for a request, and a name");
}

RequestLog::Standing
RequestLog::Find(const RequestKey& key) const
{
    const auto found = m_entries.find(key);
    if (found == m_entries.end())
    {
        return Standing::UNKNOWN;
    }
    return found->second.done ? Standing::DONE : Standing::BEGUN;
}

uint64_t
RequestLog::Begin(const RequestKey& key)
{
    Add(key, {++m_last, false});
    return m_last;
}

void
RequestLog::Finish(const RequestKey& key)
{
    const auto found = m_entries.find(key);
    if (found != m_entries.end()) // else it was forgotten meanwhile
    {
        found->second.done = true;
    }
}

void
RequestLog::Withdraw(const RequestKey& key)
{
    m_entries.erase(key);
    if (!m_order.empty() && m_order.back() == key)
    {
        m_order.pop_back();
    }
}

uint64_t
RequestLog::GetIndex(const RequestKey& key) const
{
    return m_entries.at(key).index;
}

uint64_t
RequestLog::GetName() const
{
    return m_name;
}

uint64_t
RequestLog::GetForgotten() const
{
    return m_forgotten;
}

Disk::Record
RequestLog::MakeRecord(const RequestKey& key, uint32_t sizeBytes) const
{
    Disk::Record record;
    record.id = GetIndex(key);
    record.sizeBytes = std::max(sizeBytes, RECORD_BYTES);
    record.bytes.resize(RECORD_BYTES);
    ByteWriter writer(record.bytes.data(), record.bytes.size());
    writer.U8(RECORD_VERSION);
    writer.U64(m_name);
    writer.U64(record.id);
    writer.U32(key.client);
    writer.U32(key.session);
    writer.U64(key.sequence);
    return record;
}

std::optional<RequestKey>
RequestLog::ReadKey(const Disk::Record& record)
{
    const auto content = Read(record);
    return content ? std::optional<RequestKey>(content->key) : std::nullopt;
}

uint64_t
RequestLog::Recover(const std::vector<Disk::Recovered>& found)
{
    uint64_t taken = 0;
    for (const auto& one : found)
    {
        const auto content = one.IsTorn() ? std::nullopt : Read(one.record);
        if (content)
        {
            m_name = content->name;
            m_last = std::max(m_last, content->index);
            Withdraw(content->key); // of two records of one request the later counts
            Add(content->key, {content->index, true});
            taken++;
        }
    }
    return taken;
}

void
RequestLog::Add(const RequestKey& key, const Entry& entry)
{
    for (std::size_t i = m_order.size(); i > 0 && m_entries.size() >= m_limit; i--)
    {
        const RequestKey oldest = m_order.front();
        m_order.pop_front();
        if (Find(oldest) == Standing::BEGUN)
        {
            m_order.push_back(oldest);
        }
        else
        {
            m_forgotten += m_entries.erase(oldest);
        }
    }
    m_entries.emplace(key, entry);
    m_order.push_back(key);
}

} // namespace sharding
} // namespace ns3
