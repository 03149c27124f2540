/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "reassembly-limits.h"

namespace ns3
{
namespace sharding
{

std::string
ReassemblyLimits::Validate(const ReassemblyLimits& limits)
{
    constexpr uint64_t MOST = uint64_t{1} << 31U;
    if (limits.maxMessageSize < 1 || limits.maxMessageSize > MOST)
    {
        return "maxMessageSize must lie in [1, 2^31]";
    }
    if (limits.maxOpenMessages < 1)
    {
        return "maxOpenMessages must be at least 1";
    }
    if (limits.maxFragments < 1 || limits.maxFragments > MOST)
    {
        return "maxFragments must lie in [1, 2^31]";
    }
    if (limits.maxBytes < 2 * limits.maxMessageSize + 4096)
    {
        return "maxBytes must be at least twice maxMessageSize plus 4096";
    }
    if (limits.softBytes > limits.maxBytes)
    {
        return "softBytes must not be above maxBytes";
    }
    if (limits.reorderWindow > 4096)
    {
        return "reorderWindow must lie in [0, 4096]";
    }
    if (!limits.timeout.IsStrictlyPositive())
    {
        return "timeout must be positive";
    }
    return "";
}

} // namespace sharding
} // namespace ns3
