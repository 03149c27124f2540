/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_TIMELINE_H
#define RUN_TIMELINE_H

#include "ns3/run-record.h"

#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-analysis
 *
 * A time in which a fault acted.
 */
struct FaultWindow
{
    double begin;     //!< s
    double end;       //!< s
    std::string verb; //!< "cut"
};

/**
 * @ingroup sharding-analysis
 *
 * @param events of a run: a fault is one with action "begin" and one with action "end" and the same number
 * @param runEnd when the run ends, s: a fault without an end lasts until then
 * @return the windows in order of their begin, at most 200
 */
std::vector<FaultWindow> FindFaultWindows(const std::vector<RunEvent>& events, double runEnd);

/**
 * @ingroup sharding-analysis
 *
 * One quantity over time, over all replications of a cell.
 */
struct Timeline
{
    /// One interval.
    struct Point
    {
        double time;                   //!< middle of the interval, s
        double low;                    //!< lower end of the band
        double median;                 //!< of the replications
        double high;                   //!< upper end of the band
        std::optional<double> offered; //!< median of what was offered, where the runs say so
    };

    std::string unit;          //!< base unit of the values
    bool bandIsQuantiles;      //!< the band is the 10 and 90 % quantile; else smallest and largest
    size_t runs;               //!< how many replications
    double end;                //!< end of the last interval, s
    std::vector<Point> points; //!< in order of time
};

/// From this many replications on, the 10 % quantile lies within the sample.
constexpr size_t MIN_RUNS_FOR_QUANTILE_BAND = 10;

/**
 * @ingroup sharding-analysis
 *
 * @param runs series of all replications of a cell, at least one; the shortest sets the length
 * @param column which column: bytes for each interval become bits per second; "offered..." beside "delivered..."
 *        is taken along
 * @return the timeline
 * @throws InputError with the nearest name when a run has no such column, or no rows at all
 */
Timeline MakeTimeline(const std::vector<SeriesTable>& runs, const std::string& column);

} // namespace sharding
} // namespace ns3

#endif /* RUN_TIMELINE_H */
