/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SOAK_H
#define SOAK_H

#include "soak-outcome.h"

#include <cstdint>
#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * A core that is run under seeded faults by the thousand.
 */
struct SoakCore
{
    std::string name; //!< "payload"
    std::string help; //!< one sentence
    std::function<SoakOutcome(uint64_t)>
        soak;              //!< one seed, start to end; it depends on nothing but the seed
    uint64_t defaultSeeds; //!< how many seeds reach every probe
};

/// @return all cores, sorted by name
std::vector<SoakCore> ListSoakCores();

/// The seeds of one soak: first to last, both included.
struct SeedRange
{
    uint64_t first; //!< at least 1
    uint64_t last;  //!< not below first
};

/**
 * @ingroup sharding-tools
 *
 * What many seeds of one core gave.
 */
struct SoakReport
{
    uint64_t seeds{0};                      //!< how many ran to their end
    std::map<std::string, uint64_t> probes; //!< rare path: times reached; 0 where never
    std::vector<std::pair<uint64_t, std::string>>
        violations;             //!< seed and sentence, sorted, at most 100
    uint64_t violationCount{0}; //!< all of them
    bool interrupted{false};    //!< Ctrl-C came first

    /// @param other the report of other seeds, to be added
    void Add(const SoakReport& other);
};

/**
 * @ingroup sharding-tools
 *
 * Runs every seed of a range in child processes. A seed that ends its process (a failed assertion,
 * a signal) is a violation of that seed, and the others go on.
 *
 * @param core the core
 * @param range the seeds
 * @param workers how many processes at a time, at least 1
 * @return what they gave, the same for every number of workers
 * @throws HostError when no process can be started
 */
SoakReport Soak(const SoakCore& core, SeedRange range, unsigned workers);

/**
 * @ingroup sharding-tools
 *
 * @param core the core
 * @param report its report
 * @param seconds wall-clock time it took, above 0
 * @param out where to print seeds, violations, probes, seeds per second, and the command that
 *        replays each failure
 */
void
PrintSoakReport(const SoakCore& core, const SoakReport& report, double seconds, std::ostream& out);

} // namespace sharding
} // namespace ns3

#endif /* SOAK_H */
