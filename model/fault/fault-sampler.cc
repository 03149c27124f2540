/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-sampler.h"

#include "ns3/random-role.h"

namespace ns3
{
namespace sharding
{

FaultSampler
RoleSampler()
{
    return [](const std::string& role) -> FaultDraws
    {
        auto variable = CreateForRole<UniformRandomVariable>(role);
        return [variable] { return variable->GetValue(); };
    };
}

} // namespace sharding
} // namespace ns3
