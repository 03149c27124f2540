/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "path-receipts.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

PathReceipts::Entry*
PathReceipts::Find(uint32_t path, uint32_t senderId)
{
    if (path >= m_paths.size())
    {
        m_paths.resize(path + 1);
    }
    auto& entries = m_paths[path];
    for (Entry& entry : entries)
    {
        if (entry.senderId == senderId)
        {
            return &entry;
        }
    }
    if (entries.size() == MAX_SENDERS)
    {
        m_refused++;
        return nullptr;
    }
    entries.emplace_back();
    entries.back().senderId = senderId;
    return &entries.back();
}

bool
PathReceipts::NoteShard(int64_t nowNs, uint32_t path, uint32_t senderId, uint64_t packetId)
{
    Entry* entry = Find(path, senderId);
    if (!entry)
    {
        return false;
    }
    entry->shards++;
    entry->isNew = true;
    if (packetId >= entry->packetId)
    {
        entry->packetId = packetId;
        entry->sinceNs = nowNs;
    }
    return true;
}

PathReceipt
PathReceipts::Write(int64_t nowNs, Entry& entry)
{
    entry.isNew = false;
    return {entry.shards, entry.packetId, static_cast<uint64_t>(nowNs - entry.sinceNs)};
}

bool
PathReceipts::Answer(int64_t nowNs, uint32_t path, uint32_t senderId, uint64_t packetId, Due& due)
{
    Entry* entry = Find(path, senderId);
    if (!entry)
    {
        return false;
    }
    due = {path, senderId, Write(nowNs, *entry)};
    // Everything up to what the sender names was sent before the probe, so it is here or lost.
    due.receipt.packetId = std::max(packetId, due.receipt.packetId);
    due.receipt.holdNs = 0;
    due.receipt.isTimed = false;
    return true;
}

void
PathReceipts::Take(int64_t nowNs, std::vector<Due>& due)
{
    due.clear();
    for (uint32_t path = 0; path < m_paths.size(); path++)
    {
        for (Entry& entry : m_paths[path])
        {
            if (entry.isNew)
            {
                due.push_back({path, entry.senderId, Write(nowNs, entry)});
            }
        }
    }
}

uint64_t
PathReceipts::GetRefused() const
{
    return m_refused;
}

} // namespace sharding
} // namespace ns3
