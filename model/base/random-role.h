/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RANDOM_ROLE_H
#define RANDOM_ROLE_H

#include "ns3/object.h"
#include "ns3/random-variable-stream.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-base
 *
 * The ns-3 stream number of a role that a random variable plays, such as "arrivals/source" or "loss/ingress>fast-1".
 *
 * The number depends on the text alone, never on the order in which objects are made. So two policies under one
 * seed see the same arrivals, payloads and faults (common random numbers), and adding a node disturbs nobody else's
 * draws.
 *
 * @param role a name that is unique within the run
 * @return a stream number for RandomVariableStream::SetStream, in [0, 2^63)
 */
int64_t RoleStream(const std::string& role);

/**
 * @ingroup sharding-base
 *
 * @tparam Variable an ns-3 random variable class
 * @param role a name that is unique within the run
 * @return a new variable of default parameters that draws from the role's stream
 */
template <typename Variable>
Ptr<Variable>
CreateForRole(const std::string& role)
{
    Ptr<Variable> variable = CreateObject<Variable>();
    variable->SetStream(RoleStream(role));
    return variable;
}

} // namespace sharding
} // namespace ns3

#endif /* RANDOM_ROLE_H */
