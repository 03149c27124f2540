/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "linearizability-groups.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace ns3
{
namespace sharding
{
namespace
{

/// The keys of a history, and which of them belong together.
class HistorySplitter
{
  public:
    HistorySplitter(const std::vector<KvOperation>& operations, bool jointScans)
        : m_operations(operations), m_jointScans(jointScans)
    {
    }

    std::vector<LinearizabilityGroup>
    Split()
    {
        NumberKeys();
        CoverScans();
        return MakeGroups();
    }

  private:
    /// Gives each key a number, in the order of their bytes.
    void
    NumberKeys()
    {
        std::unordered_map<std::string_view, uint32_t> seen;
        for (const KvOperation& operation : m_operations)
        {
            if (operation.kind != KvKind::SCAN)
            {
                See(seen, operation.key);
                continue;
            }
            m_hasScans = true;
            for (const KvRow& row : operation.result.rows)
            {
                See(seen, row.key);
            }
        }
        std::sort(m_keys.begin(), m_keys.end());
        for (uint32_t number = 0; number < m_keys.size(); number++)
        {
            seen[m_keys[number]] = number;
        }
        m_numbers = std::move(seen);
    }

    void
    See(std::unordered_map<std::string_view, uint32_t>& seen, std::string_view key)
    {
        if (seen.try_emplace(key, 0).second)
        {
            m_keys.push_back(key);
        }
    }

    /// Finds the keys of each scan, and ties them together if they are to be read at one instant.
    void
    CoverScans()
    {
        m_leader.resize(m_keys.size());
        std::iota(m_leader.begin(), m_leader.end(), 0);
        if (!m_hasScans)
        {
            return;
        }
        std::map<uint32_t, std::vector<uint32_t>> shards; // the keys of each, ascending
        for (const KvOperation& operation : m_operations)
        {
            auto& keys = shards[operation.shard];
            if (operation.kind != KvKind::SCAN)
            {
                keys.push_back(m_numbers.at(operation.key));
            }
            for (const KvRow& row : operation.result.rows)
            {
                keys.push_back(m_numbers.at(row.key));
            }
        }
        for (auto& [shard, keys] : shards)
        {
            std::sort(keys.begin(), keys.end());
            keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
        }
        for (uint32_t i = 0; i < m_operations.size(); i++)
        {
            if (m_operations[i].kind == KvKind::SCAN && m_operations[i].outcome == KvOutcome::OK)
            {
                Cover(i, shards[m_operations[i].shard]);
            }
        }
    }

    void
    Cover(uint32_t scan, const std::vector<uint32_t>& shard)
    {
        const KvOperation& operation = m_operations[scan];
        auto& covered = m_covered[scan];
        const auto first = std::lower_bound(shard.begin(),
                                            shard.end(),
                                            operation.key,
                                            [this](uint32_t key, const std::string& name)
                                            { return m_keys[key] < name; });
        for (auto key = first; key != shard.end(); ++key)
        {
            if (!operation.until.empty() && m_keys[*key] >= operation.until)
            {
                break;
            }
            covered.push_back(*key);
            if (m_jointScans)
            {
                m_leader[Leader(*key)] = Leader(covered.front());
            }
        }
    }

    uint32_t
    Leader(uint32_t key)
    {
        while (m_leader[key] != key)
        {
            m_leader[key] = m_leader[m_leader[key]];
            key = m_leader[key];
        }
        return key;
    }

    std::vector<LinearizabilityGroup>
    MakeGroups()
    {
        std::vector<LinearizabilityGroup> groups;
        std::vector<uint32_t> groupOf(m_keys.size());   // by key
        std::vector<uint32_t> numberIn(m_keys.size());  // of a key in its group
        std::unordered_map<uint32_t, uint32_t> started; // group by leader
        for (uint32_t key = 0; key < m_keys.size(); key++)
        {
            const auto [place, isNew] = started.try_emplace(Leader(key), groups.size());
            if (isNew)
            {
                groups.emplace_back();
            }
            auto& keys = groups[place->second].keys;
            groupOf[key] = place->second;
            numberIn[key] = keys.size();
            keys.push_back(m_keys[key]);
        }
        for (uint32_t i = 0; i < m_operations.size(); i++)
        {
            if (m_operations[i].kind != KvKind::SCAN)
            {
                const uint32_t key = m_numbers.at(m_operations[i].key);
                groups[groupOf[key]].parts.push_back({i, numberIn[key], {}});
                continue;
            }
            const auto covered = m_covered.find(i);
            for (const uint32_t key :
                 covered == m_covered.end() ? std::vector<uint32_t>() : covered->second)
            {
                // With joint scans all keys are of one group, else each of its own.
                auto& parts = groups[groupOf[key]].parts;
                if (parts.empty() || parts.back().operation != i)
                {
                    parts.push_back({i, 0, {}});
                }
                parts.back().keys.push_back(numberIn[key]);
            }
        }
        return groups;
    }

    const std::vector<KvOperation>& m_operations;
    bool m_jointScans;
    bool m_hasScans{false};
    std::vector<std::string_view> m_keys; //!< by number
    std::unordered_map<std::string_view, uint32_t> m_numbers;
    std::vector<uint32_t> m_leader; //!< by key: another one of the same group, or itself
    std::unordered_map<uint32_t, std::vector<uint32_t>> m_covered; //!< by scan: its keys
};

} // namespace

std::vector<LinearizabilityGroup>
SplitHistory(const std::vector<KvOperation>& operations, bool jointScans)
{
    return HistorySplitter(operations, jointScans).Split();
}

} // namespace sharding
} // namespace ns3
