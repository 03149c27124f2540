/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STUDY_RESULTS_H
#define STUDY_RESULTS_H

#include <cstdint>
#include <map>
#include <optional>
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
 * What a metric is, without its values.
 */
struct MetricInfo
{
    std::string name; //!< "latency.p99"
    std::string unit; //!< "s"
    std::string help; //!< one sentence
};

/**
 * @ingroup sharding-analysis
 *
 * The sound runs of a study in memory: what tables and figures are made from.
 */
struct StudyResults
{
    /// One run.
    struct Run
    {
        std::string id;                             //!< run id
        std::vector<std::optional<double>> values;  //!< one for each of `metrics`
        std::map<std::string, std::string> draws{}; //!< digest of each kind of draws
    };

    /// All runs under one combination of the varied keys.
    struct Cell
    {
        std::vector<std::string> values; //!< one for each of `keys`
        std::map<uint32_t, Run> runs;    //!< by replication
    };

    std::string folder;                  //!< the study's folder
    std::string studyName;               //!< name of the study
    std::string modelVersion;            //!< version of the suite that ran it
    std::vector<std::string> keys;       //!< what varies, in study order
    std::vector<Cell> cells;             //!< in study order
    std::vector<MetricInfo> metrics;     //!< in the order in which runs list them
    std::vector<std::string> failedRuns; //!< ids of the runs that failed and are left out

    /**
     * @param key index into keys
     * @return its values in order of first appearance among the cells
     */
    std::vector<std::string> GetValues(size_t key) const;

    /**
     * @param name a metric
     * @return its index into metrics
     * @throws InputError with the nearest name when there is no such metric
     */
    size_t FindMetric(const std::string& name) const;

    /**
     * @param name a varied key
     * @return its index into keys
     * @throws InputError with the nearest name when the study does not vary it
     */
    size_t FindKey(const std::string& name) const;

    /**
     * @param cell a cell of this study
     * @param metric index into metrics
     * @return the values that its runs have, in order of replication
     */
    std::vector<double> GetSample(const Cell& cell, size_t metric) const;
};

/**
 * @ingroup sharding-analysis
 *
 * @param key a varied key: "sharding.policy"
 * @param keys all varied keys
 * @return what a table or figure calls it: its last part where that is unique ("policy"), else the whole
 */
std::string ShortKey(const std::string& key, const std::vector<std::string>& keys);

/**
 * @ingroup sharding-analysis
 *
 * Reads a study. Its database is brought up to date first; where the folder cannot be written, the
 * runs are read without one.
 *
 * @param folder the study's folder
 * @return its sound runs
 * @throws InputError when the folder holds no study, no sound run, or runs that do not belong together
 * @throws HostError when a run cannot be read
 */
StudyResults LoadStudy(const std::string& folder);

} // namespace sharding
} // namespace ns3

#endif /* STUDY_RESULTS_H */
