/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "random-role.h"

#include <xxhash.h>

namespace ns3
{
namespace sharding
{

int64_t
RoleStream(const std::string& role)
{
    // A negative stream number means "any stream" to ns-3: drop the sign bit.
    return static_cast<int64_t>(XXH3_64bits(role.data(), role.size()) >> 1);
}

} // namespace sharding
} // namespace ns3
