/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STUDY_PLAN_H
#define STUDY_PLAN_H

#include "analysis/run-manifest.h"
#include "scenarios/scenario-file.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * What a study runs: every combination of the values that its section [study] varies, less those it
 * skips, each with the same replications.
 *
 *     [study]
 *     name = quickstart                          # default: the file's name
 *     replications = 10                          # the default
 *     vary.sharding.policy = none, fixed-size    # the last key varies fastest
 *     vary.sharding.shard-count = 1..8 step 1
 *     skip = sharding.policy=none & sharding.shard-count!=1   # clauses joined with ';'
 *     baseline = sharding.policy=none            # default: the first value of the first key
 *     figure.measures = latency.p99, goodput     # default: what differs, see FigureMetrics
 */
struct StudyPlan
{
    /// One combination of the varied values.
    struct Cell
    {
        std::vector<std::pair<std::string, std::string>> values; //!< key and value, in study order
        ScenarioFile file; //!< the scenario with these values set
        std::string
            inputDigest{}; //!< see Scenario::GetInputDigest; known once the scenario was configured
    };

    std::string name;                        //!< names the folder of results
    std::string baseline;                    //!< "sharding.policy=none"; "" where nothing varies
    uint32_t replications{10};               //!< runs of each cell, numbered from 1
    uint32_t seed{1};                        //!< the key "seed" of [scenario]
    std::vector<std::string> keys;           //!< what varies: "sharding.policy"
    std::vector<std::string> figureMeasures; //!< panels of the comparison figure; empty: it chooses
    std::vector<Cell> cells;                 //!< at least one, at most 4096
};

/**
 * @ingroup sharding-tools
 *
 * @param file the scenario file with its overrides set
 * @param stem what the study is called when the file does not name it
 * @return the plan; whether the scenario accepts the values is not checked here
 * @throws InputError when [study] or the seed cannot be used
 */
StudyPlan PlanStudy(const ScenarioFile& file, const std::string& stem);

/**
 * @ingroup sharding-tools
 *
 * @param file a scenario file
 * @return the key "seed" of [scenario], 1 when it is not set
 * @throws InputError when it is no whole number in [1, 4294967295]
 */
uint32_t ReadSeed(const ScenarioFile& file);

/**
 * @ingroup sharding-tools
 *
 * @param text values joined with commas, a range such as "1..8 step 1" or "1ms..5ms step 2ms"
 *        standing for several
 * @param place where it stands
 * @return the values, at least one, at most 4096, all different
 * @throws InputError when the text has no such form
 */
std::vector<std::string> ReadValues(const std::string& text, const SourcePlace& place);

/// Most runs of one combination.
constexpr uint64_t MAX_REPLICATIONS = 10000;

/// What all runs of one call have in common.
struct RunIdentity
{
    std::string modelVersion; //!< version of the suite
    std::string ns3Version;   //!< version of ns-3
    std::string commandLine;  //!< as typed
    std::string binaryHash;   //!< hash of the program
};

/**
 * @ingroup sharding-tools
 *
 * @param plan the study
 * @param cell index of a cell
 * @param replication number of a replication
 * @param identity what is the same in all runs
 * @return the run's manifest
 */
RunManifest DescribeRun(const StudyPlan& plan,
                        uint32_t cell,
                        uint32_t replication,
                        const RunIdentity& identity);

} // namespace sharding
} // namespace ns3

#endif /* STUDY_PLAN_H */
