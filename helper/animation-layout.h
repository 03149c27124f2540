/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ANIMATION_LAYOUT_H
#define ANIMATION_LAYOUT_H

#include <cstddef>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding
 *
 * Where a node of a drawing stands; y grows downwards.
 */
struct AnimationPlace
{
    double x;
    double y;
};

/**
 * @ingroup sharding
 *
 * Places the nodes of a network. Where one node is joined to all others, and these to nobody else, it stands in the middle
 * of a ring of them; where all are joined to each other, all stand on a ring. Else the nodes stand in columns by their
 * distance from the first node, which a drawing of a pipeline then has at its left end.
 *
 * @param nodes how many there are
 * @param links pairs of nodes, from 0
 * @return a place for each node, at least 10 apart
 */
std::vector<AnimationPlace>
LayOutNodes(std::size_t nodes, const std::vector<std::pair<std::size_t, std::size_t>>& links);

} // namespace sharding
} // namespace ns3

#endif /* ANIMATION_LAYOUT_H */
