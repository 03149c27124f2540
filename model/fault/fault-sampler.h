/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_SAMPLER_H
#define FAULT_SAMPLER_H

#include <functional>
#include <string>

namespace ns3
{
namespace sharding
{

/// Gives the next number, uniform in [0, 1), of a random stream.
using FaultDraws = std::function<double()>;

/**
 * @ingroup sharding-fault
 *
 * Opens the random stream of a role. What draws takes one of these, and so knows no simulator.
 */
using FaultSampler = std::function<FaultDraws(const std::string& role)>;

/**
 * @ingroup sharding-fault
 *
 * @return a sampler whose streams are those of ns-3 under RngSeedManager's seed and run; the same
 *         for all policies
 */
FaultSampler RoleSampler();

} // namespace sharding
} // namespace ns3

#endif /* FAULT_SAMPLER_H */
