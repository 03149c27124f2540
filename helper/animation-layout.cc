/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "animation-layout.h"

#include <algorithm>
#include <cmath>
#include <queue>
#include <set>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr double COLUMN = 30; //!< between two columns
constexpr double ROW = 12;    //!< between two nodes of a column, or of a ring
constexpr double PI = 3.14159265358979323846;

using Neighbors = std::vector<std::set<std::size_t>>;

/// @return the node that all others hang on; as many as there are nodes: none does
std::size_t
FindHub(const Neighbors& of)
{
    for (std::size_t node = 0; node < of.size(); node++)
    {
        const auto isLeaf = [&](std::size_t other) { return of[other].size() == 1; };
        if (of.size() > 2 && of[node].size() == of.size() - 1 &&
            std::all_of(of[node].begin(), of[node].end(), isLeaf))
        {
            return node;
        }
    }
    return of.size();
}

std::vector<AnimationPlace>
Ring(std::size_t nodes, std::size_t hub)
{
    const std::size_t around = hub < nodes ? nodes - 1 : nodes;
    const double radius = std::max(COLUMN / 2, ROW * static_cast<double>(around) / (2 * PI));
    std::vector<AnimationPlace> places;
    std::size_t at = 0;
    for (std::size_t node = 0; node < nodes; node++)
    {
        if (node == hub)
        {
            places.push_back({radius, radius});
            continue;
        }
        const double angle = PI + 2 * PI * static_cast<double>(at++) / static_cast<double>(around);
        places.push_back({radius + radius * std::cos(angle), radius + radius * std::sin(angle)});
    }
    return places;
}

/// @return how far each node is from the first; nodes that nothing leads to are one further than all
std::vector<std::size_t>
Distances(const Neighbors& of)
{
    const std::size_t unknown = of.size();
    std::vector<std::size_t> distance(of.size(), unknown);
    std::queue<std::size_t> next;
    distance[0] = 0;
    next.push(0);
    std::size_t farthest = 0;
    for (; !next.empty(); next.pop())
    {
        farthest = distance[next.front()];
        for (const std::size_t other : of[next.front()])
        {
            if (distance[other] == unknown)
            {
                distance[other] = farthest + 1;
                next.push(other);
            }
        }
    }
    std::replace(distance.begin(), distance.end(), unknown, farthest + 1);
    return distance;
}

std::vector<AnimationPlace>
Columns(const Neighbors& of)
{
    const auto column = Distances(of);
    const std::size_t columns = *std::max_element(column.begin(), column.end()) + 1;
    std::vector<std::size_t> height(columns, 0);
    for (const std::size_t of : column)
    {
        height[of]++;
    }
    const std::size_t tallest = *std::max_element(height.begin(), height.end());
    std::vector<std::size_t> used(columns, 0);
    std::vector<AnimationPlace> places;
    for (const std::size_t at : column)
    {
        const double above = static_cast<double>(tallest - height[at]) / 2;
        places.push_back(
            {COLUMN * static_cast<double>(at), ROW * (above + static_cast<double>(used[at]++))});
    }
    return places;
}

} // namespace

std::vector<AnimationPlace>
LayOutNodes(std::size_t nodes, const std::vector<std::pair<std::size_t, std::size_t>>& links)
{
    if (nodes == 0)
    {
        return {};
    }
    Neighbors of(nodes);
    for (const auto& [a, b] : links)
    {
        of[a].insert(b);
        of[b].insert(a);
    }
    const bool isMesh = std::all_of(
        of.begin(), of.end(), [nodes](const auto& others) { return others.size() == nodes - 1; });
    const std::size_t hub = FindHub(of);
    return isMesh || hub < nodes ? Ring(nodes, hub) : Columns(of);
}

} // namespace sharding
} // namespace ns3
