/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "payload-soak.h"

#include "ns3/shard-outcome.h"
#include "ns3/split-policy.h"

namespace ns3
{
namespace sharding
{

std::vector<std::string>
PayloadSoakProbes()
{
    std::vector<std::string> probes{"clean-run",
                                    "delivered-encrypted",
                                    "delivered-mixed",
                                    "delivered-real",
                                    "delivered-virtual",
                                    "forged-delivery",
                                    "forged-delivery-as-true-sender",
                                    "lost-but-made-up-for",
                                    "order-overflow",
                                    "order-stale",
                                    "order-timeout",
                                    "order-unordered",
                                    "receiver-restarted",
                                    "recovered-shard",
                                    "repeated-after-forgotten",
                                    "replay",
                                    "request",
                                    "sender-restarted",
                                    "sent-again",
                                    "splice"};
    for (uint32_t i = 0; i < SHARD_OUTCOMES; i++)
    {
        probes.push_back("shard-" + ShardOutcomeName(static_cast<ShardOutcome>(i)));
    }
    for (uint32_t i = 0; i < PACKET_LOSSES; i++)
    {
        probes.push_back("lost-" + PacketLossName(static_cast<PacketLoss>(i)));
    }
    for (uint32_t i = 1; i < SPLIT_RESULTS; i++)
    {
        probes.push_back(SplitResultName(static_cast<SplitResult>(i)));
    }
    return probes;
}

} // namespace sharding
} // namespace ns3
