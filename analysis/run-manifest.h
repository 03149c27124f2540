/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_MANIFEST_H
#define RUN_MANIFEST_H

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-analysis
 *
 * What a run was: enough to run it again, bit for bit.
 */
struct RunManifest
{
    std::string runId;     //!< see RunId
    std::string studyName; //!< name of the study, such as "quickstart"
    std::string scenario;  //!< scenario class: "PayloadFabric"

    /// The keys that the study varies, in study order: ("sharding.policy", "fixed-size"). Empty in a single run.
    std::vector<std::pair<std::string, std::string>> cell;

    uint32_t cellIndex{
        0}; //!< place of the cell in the study's grid; tables and figures keep this order
    uint32_t replication{0}; //!< runs of two cells with the same replication are a pair
    uint64_t seed{0};        //!< seed of the random streams

    std::string configuration; //!< canonical text of the whole configuration
    std::string modelVersion;  //!< version of this suite
    std::string ns3Version;    //!< "3.37"
    std::string commandLine;   //!< as typed
    std::string binaryHash;    //!< hash of the program that ran it
};

/**
 * @ingroup sharding-analysis
 *
 * The name of a run: the same for the same run wherever and whenever it is made, so a resumed, extended or distributed
 * study never repeats or loses one.
 *
 * @param canonicalConfiguration canonical text of the whole configuration
 * @param seed seed of the random streams
 * @param replication number of the replication
 * @param modelVersion version of this suite
 * @return 32 hex digits: XXH3-128 over the four, each text led by its length, each number in 8 bytes
 */
std::string RunId(const std::string& canonicalConfiguration,
                  uint64_t seed,
                  uint32_t replication,
                  const std::string& modelVersion);

} // namespace sharding
} // namespace ns3

#endif /* RUN_MANIFEST_H */
