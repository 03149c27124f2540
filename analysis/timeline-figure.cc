/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "timeline-figure.h"

#include "figure-axis.h"
#include "gnuplot-script.h"
#include "readable-unit.h"
#include "run-store.h"
#include "run-timeline.h"

#include "ns3/input-error.h"
#include "ns3/nearest-name.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr double WIDTH_CM = 18;
constexpr double PANEL_CM = 1.9;      //!< height of a panel
constexpr double GAP_CM = 0.3;        //!< between panels
constexpr double LEGEND_CM = 0.65;    //!< at the top
constexpr double LABEL_ROW_CM = 0.36; //!< one row of fault names
constexpr double X_AXIS_CM = 1.0;     //!< at the bottom
constexpr double LEFT_CM = 1.5;       //!< left of the panels
constexpr double RIGHT_CM = 2.2;      //!< right of them, for the names
constexpr double LETTER_CM = 0.17;    //!< width of a letter at 8 points, generously
constexpr size_t MAX_LABEL_ROWS = 3;  //!< a name that needs one more is left out
constexpr double MOST_TICKS = 4.5;    //!< steps up the y axis
constexpr size_t MAX_PANELS = 12;     //!< values of the first key

/// One panel.
struct Panel
{
    std::string name;  //!< value of the first varied key
    Timeline timeline; //!< what it shows
};

/// What the figure shows of a study.
struct Selection
{
    std::vector<Panel> panels;        //!< in study order
    std::vector<FaultWindow> windows; //!< of the first run
    std::string condition;            //!< the other keys: "shard-count = 8"
};

/**
 * @param results a study
 * @param options which value of the second key
 * @return for each key the value at which the figure stands; "" for the first, which the panels go through
 */
std::vector<std::string>
FixedValues(const StudyResults& results, const FigureOptions& options)
{
    std::vector<std::string> fixed(results.keys.size());
    for (size_t key = 1; key < results.keys.size(); ++key)
    {
        fixed[key] = results.GetValues(key).back();
    }
    if (options.value.empty())
    {
        return fixed;
    }
    if (results.keys.size() < 2)
    {
        throw InputError("the study varies no second key that could have the value '" +
                         options.value + "'");
    }
    const auto values = results.GetValues(1);
    if (std::find(values.begin(), values.end(), options.value) == values.end())
    {
        throw InputError("the study has no " + results.keys[1] + " = '" + options.value + "'" +
                         ValidNames(options.value, values));
    }
    fixed[1] = options.value;
    return fixed;
}

/**
 * @param results a study
 * @param options what to show
 * @return the panels with their numbers
 */
Selection
Select(const StudyResults& results, const FigureOptions& options)
{
    Selection selection;
    const auto fixed = FixedValues(results, options);
    for (size_t key = 1; key < fixed.size(); ++key)
    {
        selection.condition +=
            (key > 1 ? ", " : "") + ShortKey(results.keys[key], results.keys) + " = " + fixed[key];
    }
    const RunStore store(results.folder);
    for (const auto& cell : results.cells)
    {
        const size_t skipped = cell.values.empty() ? 0 : 1;
        if (!std::equal(cell.values.begin() + skipped, cell.values.end(), fixed.begin() + skipped))
        {
            continue;
        }
        if (selection.panels.size() == MAX_PANELS)
        {
            throw InputError("the timeline has room for " + std::to_string(MAX_PANELS) +
                             " values of " + results.keys[0]);
        }
        std::vector<SeriesTable> runs;
        for (const auto& [replication, run] : cell.runs)
        {
            runs.push_back(store.ReadSeries(run.id));
        }
        const std::string name = cell.values.empty() ? results.studyName : cell.values[0];
        selection.panels.push_back({name, MakeTimeline(runs, options.seriesColumn)});
        if (selection.panels.size() == 1)
        {
            selection.windows = FindFaultWindows(store.ReadEvents(cell.runs.begin()->second.id),
                                                 selection.panels[0].timeline.end);
        }
    }
    if (selection.panels.empty())
    {
        throw InputError("the study has no run with " + selection.condition);
    }
    return selection;
}

/**
 * Puts each fault's name into the lowest row in which it touches no other.
 *
 * @param windows the faults, in order of begin
 * @param cmPerSecond scale of the time axis
 * @return the row of each; MAX_LABEL_ROWS: there is no room
 */
std::vector<size_t>
PlaceLabels(const std::vector<FaultWindow>& windows, double cmPerSecond)
{
    std::vector<double> ends(MAX_LABEL_ROWS, -1e9);
    std::vector<size_t> rows;
    for (const auto& window : windows)
    {
        const double middle = (window.begin + window.end) / 2 * cmPerSecond;
        const double half = LETTER_CM * static_cast<double>(window.verb.size() + 1) / 2;
        const auto row = std::find_if(
            ends.begin(), ends.end(), [&](double end) { return middle - half >= end; });
        rows.push_back(static_cast<size_t>(row - ends.begin()));
        if (row != ends.end())
        {
            *row = middle + half;
        }
    }
    return rows;
}

/**
 * @param selection what to show
 * @return the numbers behind the figure
 */
CsvTable
DataOf(const Selection& selection)
{
    const std::string unit = selection.panels[0].timeline.unit;
    const std::string edges = selection.panels[0].timeline.bandIsQuantiles
                                  ? "10 and 90 % quantile of the replications."
                                  : "Smallest and largest of the replications.";
    CsvTable data;
    data.columns = {{"series", "", "Value of the first varied key."},
                    {"time", "s", "Middle of the interval."},
                    {"low", unit, "Lower end of the band. " + edges},
                    {"median", unit, "Median of the replications."},
                    {"high", unit, "Upper end of the band. " + edges},
                    {"offered", unit, "Median of what was offered; empty where runs do not say."}};
    for (const auto& panel : selection.panels)
    {
        for (const auto& point : panel.timeline.points)
        {
            data.rows.push_back({panel.name,
                                 NumberText(point.time),
                                 NumberText(point.low),
                                 NumberText(point.median),
                                 NumberText(point.high),
                                 NumberText(point.offered)});
        }
    }
    return data;
}

/**
 * @param selection what to show
 * @param unit of the y axis
 * @param index of the panel
 * @return the plot command of one panel; the first brings the legend
 */
std::string
PlotScript(const Selection& selection, const ReadableUnit& unit, size_t index)
{
    const Timeline& timeline = selection.panels[index].timeline;
    const std::string factor = "*" + NumberText(unit.factor);
    const std::string where = "data skip 1 using (strcol(1) eq " +
                              GnuplotString(selection.panels[index].name) + " ? column(2) : NaN):";
    const auto column = [&factor](int number)
    { return "(column(" + std::to_string(number) + ")" + factor + ")"; };
    const std::string median = " with lines linewidth 1.25 linecolor rgb ";
    const std::string offered = " with lines linewidth 0.75 linecolor rgb '#7f7f7f' dashtype (6,4)";

    std::string script = "plot \\\n  " + where + column(3) + ":" + column(5) +
                         " with filledcurves linecolor rgb " + SeriesColor(index, 0.3) + " notitle";
    const bool hasOffered = timeline.points.front().offered.has_value();
    if (hasOffered)
    {
        script += ", \\\n  " + where + column(6) + offered + " notitle";
    }
    script += ", \\\n  " + where + column(4) + median + SeriesColor(index) + " notitle";
    if (index == 0)
    {
        // The legend is gray: it holds for all colors.
        const std::string band = timeline.bandIsQuantiles ? "10\u201390 % of runs" : "all runs";
        script += ", \\\n  NaN" + median + "'#404040' title " +
                  GnuplotString("median of " + std::to_string(timeline.runs) + " runs") +
                  ", \\\n  NaN with filledcurves linecolor rgb '#b2404040' title " +
                  GnuplotString(band);
        script += hasOffered ? ", \\\n  NaN" + offered + " title 'offered'" : "";
    }
    return script + "\n";
}

/**
 * @param selection what to show
 * @param labelRows row of each fault's name
 * @param panel index of the panel: names stand above the first alone
 * @return the commands that shade and name the fault windows
 */
std::string
WindowScript(const Selection& selection, const std::vector<size_t>& labelRows, size_t panel)
{
    std::string script = "unset object\nunset label\n";
    for (size_t i = 0; i < selection.windows.size(); ++i)
    {
        const auto& window = selection.windows[i];
        script += "set object " + std::to_string(i + 1) + " rectangle from first " +
                  NumberText(window.begin) + ", graph 0 to first " + NumberText(window.end) +
                  ", graph 1 behind fillcolor rgb '#e8e8e8' fillstyle solid noborder\n";
        if (panel == 0 && labelRows[i] < MAX_LABEL_ROWS)
        {
            const double raise =
                1 + (0.5 + static_cast<double>(labelRows[i])) * LABEL_ROW_CM / PANEL_CM;
            script += "set label " + GnuplotString(window.verb) + " at first " +
                      NumberText((window.begin + window.end) / 2) + ", graph " +
                      GnuplotNumber(raise) + " center textcolor rgb '#404040'\n";
        }
    }
    return script;
}

} // namespace

Figure
MakeTimelineFigure(const StudyResults& results, const FigureOptions& options)
{
    const Selection selection = Select(results, options);
    const size_t panels = selection.panels.size();
    double end = 0;
    double largest = 0;
    for (const auto& panel : selection.panels)
    {
        end = std::max(end, panel.timeline.end);
        for (const auto& point : panel.timeline.points)
        {
            largest = std::max({largest, point.high, point.offered.value_or(0)});
        }
    }
    largest = largest > 0 ? largest : 1; // an axis needs a length, also where nothing came
    const auto labelRows = PlaceLabels(selection.windows, (WIDTH_CM - LEFT_CM - RIGHT_CM) / end);
    size_t rowsUsed = 0;
    for (const size_t row : labelRows)
    {
        rowsUsed = std::max(rowsUsed, std::min(row + 1, MAX_LABEL_ROWS));
    }
    const double head = LEGEND_CM + LABEL_ROW_CM * static_cast<double>(rowsUsed);
    const double body = (PANEL_CM + GAP_CM) * static_cast<double>(panels) - GAP_CM;

    Figure figure;
    figure.name = "timeline";
    figure.data = DataOf(selection);
    figure.widthCm = WIDTH_CM;
    figure.heightCm = head + body + X_AXIS_CM;
    const ReadableUnit unit = ReadableUnitFor(selection.panels[0].timeline.unit, largest);
    const auto screenY = [&figure](double cm) { return GnuplotNumber(cm / figure.heightCm); };
    // What bytes turn into is a rate; every other column keeps its name.
    const bool isRate = selection.panels[0].timeline.unit == "bit/s";
    const std::string quantity =
        isRate && options.seriesColumn == "delivered-bytes" ? "goodput" : options.seriesColumn;
    const std::string yLabel = quantity + (unit.name.empty() ? "" : " (" + unit.name + ")");
    const std::string xLabel =
        "time (s)" + (selection.condition.empty() ? "" : ", at " + selection.condition);

    figure.script =
        "data = 'timeline.csv'\n"
        "set xrange [0:" +
        NumberText(end) + "]\nset yrange [0:" + NumberText(1.08 * largest * unit.factor) +
        "]\nset ytics " + NumberText(FigureTickStep(largest * unit.factor, MOST_TICKS)) +
        "\nset lmargin at screen " + GnuplotNumber(LEFT_CM / WIDTH_CM) +
        "\nset rmargin at screen " + GnuplotNumber(1 - RIGHT_CM / WIDTH_CM) +
        "\nset key at screen 0.5, screen 0.995 center top horizontal maxrows 1 Left "
        "reverse samplen 2 width 2\n"
        "set multiplot\n";
    for (size_t i = 0; i < panels; ++i)
    {
        const double top = figure.heightCm - head - (PANEL_CM + GAP_CM) * static_cast<double>(i);
        const bool isLast = i + 1 == panels;
        figure.script += "set tmargin at screen " + screenY(top) + "\nset bmargin at screen " +
                         screenY(top - PANEL_CM) + "\n" + WindowScript(selection, labelRows, i);
        figure.script += "set label " + GnuplotString(selection.panels[i].name) +
                         " at graph 1.015, graph 0.5 left textcolor rgb " + SeriesColor(i) + "\n";
        if (i == 0)
        {
            figure.script += "set label " + GnuplotString(yLabel) + " at screen 0.014, screen " +
                             screenY(X_AXIS_CM + body / 2) + " center rotate by 90\n";
        }
        figure.script +=
            isLast ? "set format x\nset xlabel " + GnuplotString(xLabel) + " offset 0,0.3\n"
                   : "set format x ''\nunset xlabel\n";
        figure.script += (i > 0 ? "unset key\n" : "") + PlotScript(selection, unit, i);
    }
    figure.script += "unset multiplot\n";
    return figure;
}

} // namespace sharding
} // namespace ns3
