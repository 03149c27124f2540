/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINEARIZABILITY_SHRINK_H
#define LINEARIZABILITY_SHRINK_H

#include "linearizability-checker.h"
#include "linearizability-groups.h"

#include <cstddef>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-kv
 *
 * Takes operations away as long as what remains has no order either.
 *
 * Only such are taken whose absence cannot be the reason: reads, and updates whose value no remaining operation needs
 * while none needs the key to hold something else. So the remaining ones have no order within the whole history.
 *
 * @param operations a history
 * @param group a part of it that is not linearizable
 * @param stuck index of the operation that has no place
 * @param options bounds
 * @return indices of what remains, in the order of the history
 */
std::vector<std::size_t> ShrinkViolation(const std::vector<KvOperation>& operations,
                                         const LinearizabilityGroup& group,
                                         std::size_t stuck,
                                         const LinearizabilityOptions& options);

} // namespace sharding
} // namespace ns3

#endif /* LINEARIZABILITY_SHRINK_H */
