/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINEARIZABILITY_GROUPS_H
#define LINEARIZABILITY_GROUPS_H

#include "linearizability-problem.h"

#include <string_view>
#include <vector>

namespace ns3
{
namespace sharding
{

/// Keys that must be checked together, with the operations on them.
struct LinearizabilityGroup
{
    std::vector<std::string_view> keys;     //!< in ascending order
    std::vector<LinearizabilityPart> parts; //!< in the order of the history
};

/**
 * @ingroup sharding-kv
 *
 * Splits a history. A scan covers the keys in its range that an operation on its shard names or a scan of it returned.
 *
 * @param operations a history, which must live as long as the groups
 * @param jointScans see LinearizabilityOptions
 * @return the groups, in the order of their first keys
 */
std::vector<LinearizabilityGroup>
SplitHistory(const std::vector<KvOperation>& operations, bool jointScans);

} // namespace sharding
} // namespace ns3

#endif /* LINEARIZABILITY_GROUPS_H */
