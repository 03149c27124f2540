/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transport-soak.h"

#include "ns3/alpn-preface.h"
#include "ns3/close-reason.h"
#include "ns3/connection-pool.h"
#include "ns3/send-queue.h"

namespace ns3
{
namespace sharding
{

std::vector<std::string>
TransportSoakProbes()
{
    std::vector<std::string> probes{"delivered",
                                    "must-arrive",
                                    "crash",
                                    "paused",
                                    "resumed",
                                    "opened-raft-shard",
                                    "opened-raft-rpc",
                                    "lost-expired",
                                    "lost-closed",
                                    "refused-too-long",
                                    "refused-queue-messages",
                                    "refused-queue-bytes",
                                    "refused-back-off",
                                    "refused-pool-limit"};
    for (uint32_t i = 0; i < POOL_EVENTS; i++)
    {
        probes.push_back("pool-" + PoolEventName(static_cast<PoolEvent>(i)));
    }
    for (uint32_t i = 0; i < ALPN_STATUSES; i++)
    {
        probes.push_back("answer-" + AlpnStatusName(static_cast<AlpnStatus>(i)));
    }
    for (uint32_t i = 0; i < SEND_FATES; i++)
    {
        probes.push_back("fate-" + SendFateName(static_cast<SendFate>(i)));
    }
    for (uint32_t i = 1; i < CLOSE_REASONS; i++)
    {
        probes.push_back("closed-" + CloseReasonName(static_cast<CloseReason>(i)));
    }
    return probes;
}

} // namespace sharding
} // namespace ns3
