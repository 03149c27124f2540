/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SOAK_OUTCOME_H
#define SOAK_OUTCOME_H

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * What one seed of a soak gave.
 */
struct SoakOutcome
{
    uint64_t seed{0};                    //!< the seed
    std::vector<std::string> violations; //!< rules that did not hold, one sentence each
    std::map<std::string, uint64_t>
        probes; //!< every rare path by name, with the times this seed reached it, 0 too
};

} // namespace sharding
} // namespace ns3

#endif /* SOAK_OUTCOME_H */
