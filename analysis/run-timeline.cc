/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-timeline.h"

#include "quantile-interval.h"

#include "ns3/input-error.h"
#include "ns3/nearest-name.h"

#include <algorithm>
#include <map>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr size_t MAX_WINDOWS = 200; //!< more cannot be told apart in a figure

/**
 * @param series a run
 * @param name a column
 * @return its index, if any
 */
std::optional<size_t>
FindColumn(const SeriesTable& series, const std::string& name)
{
    for (size_t i = 0; i < series.columns.size(); ++i)
    {
        if (series.columns[i].name == name)
        {
            return i;
        }
    }
    return std::nullopt;
}

/**
 * @param column "delivered-bytes"
 * @return the column of what was offered of the same: "offered-bytes"; "" when the name has no such partner
 */
std::string
OfferedColumn(const std::string& column)
{
    const std::string delivered = "delivered";
    return column.compare(0, delivered.size(), delivered) == 0
               ? "offered" + column.substr(delivered.size())
               : "";
}

/**
 * @param series a run
 * @return width of its intervals, s
 */
double
IntervalOf(const SeriesTable& series)
{
    return series.rows.size() > 1 ? series.rows[1][0] - series.rows[0][0] : 1;
}

/**
 * @param series a run
 * @param column one of its columns
 * @param row one of its rows
 * @return the value; bytes become bits per second
 */
double
ValueAt(const SeriesTable& series, size_t column, size_t row)
{
    const double value = series.rows[row][column];
    return series.columns[column].unit == "B" ? 8 * value / IntervalOf(series) : value;
}

/**
 * @param series a run
 * @param column a column that it must have
 */
void
Check(const SeriesTable& series, const std::string& column)
{
    if (series.rows.empty())
    {
        throw InputError("the runs have no numbers over time: series.csv is empty");
    }
    std::vector<std::string> names;
    for (size_t i = 1; i < series.columns.size(); ++i)
    {
        names.push_back(series.columns[i].name);
    }
    if (std::find(names.begin(), names.end(), column) == names.end())
    {
        throw InputError("series.csv has no column '" + column + "'" + ValidNames(column, names));
    }
}

} // namespace

std::vector<FaultWindow>
FindFaultWindows(const std::vector<RunEvent>& events, double runEnd)
{
    std::vector<FaultWindow> windows;
    std::map<std::string, size_t> open; // by number of the fault
    for (const auto& event : events)
    {
        std::map<std::string, std::string> fields(event.fields.begin(), event.fields.end());
        if (event.kind != "fault")
        {
            continue;
        }
        const double time = static_cast<double>(event.time.GetNanoSeconds()) / 1e9;
        const auto opened = open.find(fields["fault"]);
        if (fields["action"] == "begin" && windows.size() < MAX_WINDOWS)
        {
            open[fields["fault"]] = windows.size();
            windows.push_back({time, std::max(time, runEnd), fields["verb"]});
        }
        else if (fields["action"] == "end" && opened != open.end())
        {
            windows[opened->second].end = time;
            open.erase(opened);
        }
    }
    return windows;
}

Timeline
MakeTimeline(const std::vector<SeriesTable>& runs, const std::string& column)
{
    size_t rows = SIZE_MAX;
    for (const auto& run : runs)
    {
        Check(run, column);
        rows = std::min(rows, run.rows.size());
    }
    const auto& first = runs.front();
    const double interval = IntervalOf(first);
    const std::string unit = first.columns[*FindColumn(first, column)].unit;
    Timeline timeline;
    timeline.unit = unit == "B" ? "bit/s" : unit;
    timeline.bandIsQuantiles = runs.size() >= MIN_RUNS_FOR_QUANTILE_BAND;
    timeline.runs = runs.size();
    timeline.end = first.rows[rows - 1][0] + interval;
    for (size_t row = 0; row < rows; ++row)
    {
        std::vector<double> values;
        std::vector<double> offered;
        for (const auto& run : runs)
        {
            values.push_back(ValueAt(run, *FindColumn(run, column), row));
            if (const auto partner = FindColumn(run, OfferedColumn(column)))
            {
                offered.push_back(ValueAt(run, *partner, row));
            }
        }
        const double edge = timeline.bandIsQuantiles ? 0.1 : 0;
        timeline.points.push_back({first.rows[row][0] + interval / 2,
                                   SampleQuantile(values, edge),
                                   SampleQuantile(values, 0.5),
                                   SampleQuantile(values, 1 - edge),
                                   std::nullopt});
        if (!offered.empty())
        {
            timeline.points.back().offered = SampleQuantile(offered, 0.5);
        }
    }
    return timeline;
}

} // namespace sharding
} // namespace ns3
