/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRANSPORT_SOAK_H
#define TRANSPORT_SOAK_H

#include "tools/soak-outcome.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * A few nodes talk to each other through pools of framed connections, over pipes that deliver bytes cut anywhere, late,
 * slowly, or break at any byte; nodes crash and begin anew, strangers talk garbage. Books of its own say which message went where.
 *
 * While it runs: no message comes twice, changed or at another node than it was sent to; messages of a flow come in order as long as
 * one connection lasts; each has exactly one fate; limits hold; pools keep their books. Once faults have ended, every pair
 * that talks shares one connection, and all that is sent arrives.
 *
 * @param seed everything depends on it alone
 * @return what was violated and reached
 */
SoakOutcome SoakTransport(uint64_t seed);

/// @return the names of all rare paths, each of which enough seeds must reach
std::vector<std::string> TransportSoakProbes();

} // namespace sharding
} // namespace ns3

#endif /* TRANSPORT_SOAK_H */
