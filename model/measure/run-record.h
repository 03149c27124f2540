/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_RECORD_H
#define RUN_RECORD_H

#include "ns3/nstime.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-measure
 *
 * One number that a run measured.
 */
struct Metric
{
    std::string name; //!< kebab-case, stable across versions: "goodput", "loss.queue-full"
    std::optional<double>
        value;        //!< nothing where the run allows no statement (a quantile of too few samples)
    std::string unit; //!< "bit/s", "s", "messages", "1" for a ratio
    std::string help; //!< one sentence for column dictionaries and tables
};

/**
 * @ingroup sharding-measure
 *
 * Something that happened at one moment: a fault, later a handoff or an election.
 */
struct RunEvent
{
    Time time;                                               //!< simulated time
    std::string kind;                                        //!< "fault"
    std::vector<std::pair<std::string, std::string>> fields; //!< what else is known, in print order
};

/**
 * @ingroup sharding-measure
 *
 * Numbers over time: one row per interval, one column per quantity.
 */
struct SeriesTable
{
    /// What one column holds.
    struct Column
    {
        std::string name; //!< kebab-case; the first column is "time"
        std::string unit; //!< "s", "bit/s", ...
        std::string help; //!< one sentence for the column dictionary
    };

    std::vector<Column> columns;           //!< at least "time", the start of the interval
    std::vector<std::vector<double>> rows; //!< each as long as columns
};

/**
 * @ingroup sharding-measure
 *
 * All that one run leaves behind. Under one configuration and seed it is the same, byte for byte.
 */
struct RunRecord
{
    std::vector<Metric> metrics;  //!< in the order in which tables show them; names are unique
    std::vector<RunEvent> events; //!< in order of time
    SeriesTable series;           //!< may be empty
    std::vector<std::string> faultLines; //!< the fault script of this run with nothing left open

    /// A digest of each kind of draws, by its name: ("arrivals", 16 hex digits). See DrawDigest.
    std::vector<std::pair<std::string, std::string>> draws;

    std::vector<std::string>
        violations; //!< invariants that did not hold, one sentence each; empty in a sound run
};

} // namespace sharding
} // namespace ns3

#endif /* RUN_RECORD_H */
