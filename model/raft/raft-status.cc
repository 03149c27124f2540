/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-status.h"

#include <array>

namespace ns3
{
namespace sharding
{

std::string
RaftRoleName(RaftRole role)
{
    static const std::array<const char*, 4> names{
        "follower", "pre-candidate", "candidate", "leader"};
    return names.at(static_cast<size_t>(role));
}

std::string
RaftErrorName(RaftError error)
{
    static const std::array<const char*, 12> names{"none",
                                                   "not-leader",
                                                   "transferring",
                                                   "too-large",
                                                   "queue-full",
                                                   "log-full",
                                                   "change-under-way",
                                                   "invalid-membership",
                                                   "not-a-voter",
                                                   "no-leader",
                                                   "not-durable",
                                                   "promised"};
    return names.at(static_cast<size_t>(error));
}

} // namespace sharding
} // namespace ns3
