/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-partition.h"

#include <cstdlib>
#include <unordered_map>

namespace ns3
{
namespace sharding
{
namespace
{

/// Where a node stands in a partition.
struct Seat
{
    std::size_t group; //!< which group
    std::size_t order; //!< which in the group
};

std::string
CheckGroups(const std::vector<std::vector<std::string>>& groups, PartitionShape shape)
{
    const std::string name = GetPartitionShapes()[static_cast<std::size_t>(shape)];
    const auto need = [&name, &groups](const std::string& what)
    {
        return "a partition of shape " + name + " needs " + what + ", found " +
               std::to_string(groups.size());
    };
    constexpr std::size_t SMALLEST_RING = 4; // in a ring of three everybody is next to everybody
    switch (shape)
    {
    case PartitionShape::GROUPS:
    case PartitionShape::ONE_WAY:
        return groups.size() < 2 ? need("at least two groups, written a,b|c,d") : "";
    case PartitionShape::BRIDGE:
        return groups.size() != 3 ? need("three groups, written a,b|bridge|c,d") : "";
    case PartitionShape::HUB:
        return groups.size() != 2 ? need("two groups, written hub|a,b,c") : "";
    case PartitionShape::MAJORITY_RING:
        if (groups.size() == 1 && groups[0].size() < SMALLEST_RING)
        {
            return "a partition of shape " + name + " needs at least 4 nodes, found " +
                   std::to_string(groups[0].size());
        }
        return groups.size() != 1 ? need("one group, written a,b,c,d") : "";
    case PartitionShape::ISOLATE:
        return groups.size() != 1 ? need("one group, written a,b") : "";
    case PartitionShape::LINKS:
        break;
    }
    return "";
}

bool
MayTalk(PartitionShape shape, const Seat& from, const Seat& to, std::size_t nodes)
{
    switch (shape)
    {
    case PartitionShape::GROUPS:
        return from.group == to.group;
    case PartitionShape::ONE_WAY:
        return from.group >= to.group;
    case PartitionShape::BRIDGE:
        return from.group == to.group || from.group == 1 || to.group == 1;
    case PartitionShape::HUB:
        return from.group == 0 || to.group == 0;
    case PartitionShape::MAJORITY_RING:
    {
        const std::size_t reach = (nodes / 2 + 1) / 2;
        const std::size_t apart = (from.order + nodes - to.order) % nodes;
        return apart <= reach || nodes - apart <= reach;
    }
    case PartitionShape::ISOLATE:
    case PartitionShape::LINKS:
        break;
    }
    return false;
}

} // namespace

std::vector<uint32_t>
PartitionDirections(const std::vector<std::vector<std::string>>& groups,
                    PartitionShape shape,
                    const FaultTargets& targets,
                    std::string& wrong)
{
    wrong = CheckGroups(groups, shape);
    std::unordered_map<std::string, Seat> seats;
    for (std::size_t group = 0; group < groups.size() && wrong.empty(); group++)
    {
        for (std::size_t order = 0; order < groups[group].size(); order++)
        {
            const std::string& name = groups[group][order];
            if (!seats.emplace(name, Seat{group, order}).second)
            {
                wrong = "'" + name + "' stands in the partition twice";
            }
        }
    }
    std::vector<uint32_t> cut;
    const auto& ends = targets.GetEnds();
    for (uint32_t i = 0; i < ends.size() && wrong.empty(); i++)
    {
        const auto from = seats.find(ends[i].first);
        const auto to = seats.find(ends[i].second);
        const bool named = from != seats.end() && to != seats.end();
        const bool isolated =
            shape == PartitionShape::ISOLATE && (from != seats.end() || to != seats.end());
        if (isolated || (named && !MayTalk(shape, from->second, to->second, seats.size())))
        {
            cut.push_back(i);
        }
    }
    if (wrong.empty() && cut.empty())
    {
        wrong = "the partition cuts nothing: no link joins two of its nodes that may not talk";
    }
    return cut;
}

} // namespace sharding
} // namespace ns3
