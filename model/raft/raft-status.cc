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
    static const std::array<const char*, 13> names{"none",
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
                                                   "promised",
                                                   "unknown-shard"};
    return names.at(static_cast<size_t>(error));
}

std::string
RaftWakeName(RaftWake wake)
{
    static const std::array<const char*, static_cast<size_t>(RaftWake::COUNT)> names{
        "message",
        "proposal",
        "read",
        "transfer",
        "campaign",
        "membership",
        "refused",
        "check-failed",
        "node-silent",
        "node-restarted"};
    return names.at(static_cast<size_t>(wake));
}

} // namespace sharding
} // namespace ns3
