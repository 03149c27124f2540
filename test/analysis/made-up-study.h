/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MADE_UP_STUDY_H
#define MADE_UP_STUDY_H

#include "analysis/run-store.h"

#include <string>

namespace ns3
{
namespace sharding
{

/// @return path of a folder for the running test alone; nothing stands there yet, and it goes when the program ends
std::string FreshFolder();

/**
 * @param cell index of the cell in the grid
 * @param policy value of sharding.policy
 * @param shards value of sharding.shard-count
 * @param replication number of the replication
 * @return the manifest of a run of a study "made-up"
 */
RunManifest MadeUpManifest(uint32_t cell,
                           const std::string& policy,
                           const std::string& shards,
                           uint32_t replication);

/**
 * @param goodput of the run, bit/s
 * @param loss of the run, a ratio
 * @return a record with these two metrics and no more
 */
RunRecord SmallRecord(double goodput, double loss);

/**
 * Writes a study as quickstart leaves it behind: three policies, three shard counts, ten seconds in steps of 50 ms with
 * a lossy second, a cut wire and a crashed node.
 *
 * @param store where to
 * @param replications of each cell
 */
void WriteMadeUpStudy(RunStore& store, uint32_t replications);

} // namespace sharding
} // namespace ns3

#endif /* MADE_UP_STUDY_H */
