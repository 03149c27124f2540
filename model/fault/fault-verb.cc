/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-verb.h"

#include "ns3/quantity.h"

namespace ns3
{
namespace sharding
{

const std::vector<FaultVerbRule>&
GetFaultVerbs()
{
    static const std::vector<FaultVerbRule> verbs{
        {FaultVerb::CUT,
         "cut",
         FaultTargetKind::LINK,
         true,
         {},
         "the wire is cut: whatever arrives is lost, and the sender notices nothing"},
        {FaultVerb::LOSS,
         "loss",
         FaultTargetKind::LINK,
         true,
         {{"rate", "a fraction in [0, 1] or a percentage", ParseFraction}},
         "each packet that arrives is lost with probability rate, independently of all others"},
        {FaultVerb::CRASH,
         "crash",
         FaultTargetKind::PROCESS,
         true,
         {},
         "the process stops at once and loses what it holds in memory; with a duration it restarts "
         "then"},
        {FaultVerb::RESTART,
         "restart",
         FaultTargetKind::PROCESS,
         false,
         {},
         "a crashed process starts anew"},
    };
    return verbs;
}

const FaultVerbRule&
GetFaultVerb(FaultVerb verb)
{
    return GetFaultVerbs()[static_cast<std::size_t>(verb)];
}

} // namespace sharding
} // namespace ns3
