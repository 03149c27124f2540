/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COMPARE_H
#define COMPARE_H

#include "metric-direction.h"
#include "paired-comparison.h"
#include "quantile-interval.h"
#include "study-results.h"
#include "summary.h"

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
 * Which cells are the yardstick: values for some of the varied keys, such as sharding.policy = none.
 */
using Baseline = std::vector<std::pair<std::string, std::string>>;

/**
 * @ingroup sharding-analysis
 *
 * All cells of a study against its baseline.
 *
 * A cell is compared with the cell that has the baseline's values for the baseline's keys and its own for all others;
 * runs with the same replication are a pair. That is so only where they drew the same: when the digests of a pair differ,
 * all runs of the two cells are compared as independent samples. The p-values of the whole table are one family and Holm-corrected
 * together.
 */
struct Comparison
{
    /// One cell under one metric.
    struct Row
    {
        std::vector<std::string> cell;                  //!< values of the varied keys
        Summary sample;                                 //!< the cell's own runs
        std::optional<double> median;                   //!< of the cell's own runs
        std::optional<QuantileInterval> medianInterval; //!< of the median, at 95 %
        bool isBaseline{false}; //!< it is a yardstick itself: nothing below means anything
        MeanDifference
            difference; //!< against the baseline cell; n = 0 where the study lacks that cell

        /// Kinds of draws in which a run differs from the baseline's run of the same replication ("arrivals"). Where
        /// there are any, the two cells met different things and are no pairs: they are compared as independent samples.
        std::vector<std::string> otherDraws;
        size_t otherRuns{0};                       //!< in how many replications
        size_t baselineRuns{0};                    //!< runs of the baseline cell that have a value
        std::optional<double> adjustedP;           //!< p-value after Holm, where there is a p-value
        Verdict verdict{Verdict::NOT_ENOUGH_RUNS}; //!< at the 5 % level
    };

    /// All cells under one metric, in study order.
    struct Table
    {
        MetricInfo metric;   //!< what was measured
        Direction direction; //!< which way is better
        std::vector<Row> rows;
    };

    std::string studyName;         //!< name of the study
    std::vector<std::string> keys; //!< the varied keys
    Baseline baseline;             //!< the yardstick
    std::vector<Table> tables;     //!< one for each metric
    size_t familySize{0};          //!< how many p-values were corrected together
    size_t failedRuns{0};          //!< runs that failed and are left out
};

/**
 * @ingroup sharding-analysis
 *
 * @param text "sharding.policy=none", several joined with commas
 * @return the assignments
 * @throws InputError when the text has no such form
 */
Baseline ParseBaseline(const std::string& text);

/**
 * @ingroup sharding-analysis
 *
 * @param results a study
 * @return the metrics that tables and figures show when none are named: goodput, loss, latency.p99 and
 *         downtime.longest-gap as far as the study has them, else its first four
 */
std::vector<std::string> DefaultMetrics(const StudyResults& results);

/**
 * @ingroup sharding-analysis
 *
 * @param results a study
 * @param baseline the yardstick; empty: nothing is compared, and each cell counts as a baseline
 * @param metrics names; empty: DefaultMetrics
 * @return the comparison
 * @throws InputError when a key, value or metric is not in the study
 */
Comparison Compare(const StudyResults& results,
                   const Baseline& baseline,
                   const std::vector<std::string>& metrics = {});

} // namespace sharding
} // namespace ns3

#endif /* COMPARE_H */
