/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shard-spread.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

ShardSpread::ShardSpread(ShardSpreadType type, const ShardPlacement::Config& placement)
    : m_type(type), m_placement(ShardPlacement::Create(placement))
{
}

uint32_t
ShardSpread::Place(const PlacementKey& key, PathTable& paths)
{
    NS_ASSERT(!paths.GetUsable().empty());
    const bool isFree = m_type == ShardSpreadType::ANY;
    if (!isFree && (key.shardIndex == 0 || m_left.empty()))
    {
        m_left = paths.GetUsable();
    }
    const uint32_t path = m_placement->Place(key, paths, isFree ? paths.GetUsable() : m_left);
    if (m_type == ShardSpreadType::DIFFERENT)
    {
        m_left.erase(std::lower_bound(m_left.begin(), m_left.end(), path));
    }
    else if (m_type == ShardSpreadType::SAME)
    {
        m_left.assign(1, path);
    }
    paths[path].Add(key.bytes);
    return path;
}

} // namespace sharding
} // namespace ns3
