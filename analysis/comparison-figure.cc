/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "comparison-figure.h"

#include "comparison-figure-layout.h"
#include "figure-axis.h"
#include "figure-metrics.h"
#include "figure-text.h"
#include "gnuplot-script.h"
#include "summary.h"

#include "ns3/input-error.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr size_t PANELS_IN_A_ROW = 3;
constexpr size_t MANY_MARKS = 24; //!< a panel with more means has a row for itself
constexpr double WIDTH_CM = 18;
constexpr double PANEL_CM = 4.1;       //!< height of a panel without its x axis
constexpr double TOP_CM = 0.25;        //!< above the highest panels
constexpr double Y_TITLE_CM = 0.6;     //!< left of the names of the ticks
constexpr double TICK_CM = 0.2;        //!< right of them
constexpr double RIGHT_CM = 0.15;      //!< right of a panel
constexpr double LEGEND_GAP_CM = 0.55; //!< between two entries
constexpr double LEGEND_MARK_CM = 0.2; //!< from an entry's dot to its text

/// How a mean and its interval are drawn; the color follows.
const std::string MEAN_STYLE =
    " with yerrorbars pointtype 7 pointsize 0.7 linewidth 1.25 linecolor rgb ";

/**
 * Appends the rows of one metric: a mean for each cell, then its runs.
 *
 * @param results a study
 * @param layout the picture
 * @param metric index of the metric
 * @param data gets the rows
 * @return what they span
 */
FigureExtent
AddRows(const StudyResults& results,
        const ComparisonFigureLayout& layout,
        size_t metric,
        CsvTable& data)
{
    FigureExtent extent;
    const auto& info = results.metrics[metric];
    for (const auto& cell : results.cells)
    {
        const auto add = [&](const std::string& kind,
                             const std::string& replication,
                             double spread,
                             double value,
                             double halfWidth)
        {
            const auto place = layout.PlaceOf(cell, spread);
            data.rows.push_back({info.name,
                                 info.unit,
                                 layout.GetSeries()[place.series].value,
                                 place.category,
                                 kind,
                                 replication,
                                 GnuplotNumber(place.x),
                                 NumberText(value),
                                 NumberText(value - halfWidth),
                                 NumberText(value + halfWidth)});
        };

        const Summary summary = Summarize(results.GetSample(cell, metric));
        if (summary.mean)
        {
            add("mean", "", 0, *summary.mean, summary.halfWidth.value_or(0));
            extent.AddMean(*summary.mean, summary.halfWidth.value_or(0));
        }
        size_t rank = 0;
        for (const auto& [replication, run] : cell.runs)
        {
            // Spread out by replication, so that equal values do not hide each other.
            const double n = static_cast<double>(cell.runs.size());
            const double spread = n > 1 ? 2 * static_cast<double>(rank) / (n - 1) - 1 : 0;
            ++rank;
            if (run.values[metric])
            {
                add("run", std::to_string(replication), spread, *run.values[metric], 0);
                extent.AddRun(*run.values[metric]);
            }
        }
    }
    return extent;
}

/**
 * @param metric what to draw
 * @param axis its axis
 * @param layout the picture
 * @return the commands that plot it
 */
std::string
PlotScript(const std::string& metric, const FigureAxis& axis, const ComparisonFigureLayout& layout)
{
    const auto& series = layout.GetSeries();
    std::string script = "floor_of(y) = y < " + NumberText(axis.floor) + " ? " +
                         NumberText(axis.floor) + " : y\nplot \\\n  ";
    for (const std::string kind : {"run", "mean"})
    {
        for (size_t s = 0; s < series.size(); ++s)
        {
            const std::string isShown = "(is(" + GnuplotString(metric) + "," +
                                        GnuplotString(series[s].value) + "," + GnuplotString(kind) +
                                        ") ? ";
            const auto scaled = [&](const std::string& column)
            { return "column(" + column + ")*" + NumberText(axis.factor); };
            const std::string otherwise = " : NaN)";
            script += "data skip 1 using 7:" + isShown + scaled("8") + otherwise;
            if (kind == "run")
            {
                script += " with points pointtype 7 pointsize 0.35 linecolor rgb " +
                          SeriesColor(s, 0.35) + ", \\\n  ";
            }
            else
            {
                script += ":" + isShown + "floor_of(" + scaled("9") + ")" + otherwise + ":" +
                          isShown + scaled("10") + otherwise + MEAN_STYLE + SeriesColor(s);
                script += s + 1 < series.size() ? ", \\\n  " : "\n";
            }
        }
    }
    return script;
}

/// The entries of the legend, in lines as wide as the figure.
struct Legend
{
    /// A text with its place; the first of all says what the colors mean.
    struct Entry
    {
        std::string text; //!< value of the first key
        double x;         //!< from the left of its line, in cm
        size_t line;      //!< from the top
    };

    std::vector<Entry> entries;    //!< title, then one for each color; empty for one color
    std::vector<double> lineWidth; //!< in cm
};

/**
 * @param layout the picture
 * @param widthCm width of the figure
 * @return its legend
 */
Legend
MakeLegend(const ComparisonFigureLayout& layout, double widthCm)
{
    Legend legend;
    if (layout.GetSeries().size() < 2)
    {
        return legend;
    }
    legend.lineWidth.push_back(0);
    const auto add = [&](const std::string& text)
    {
        const double width = FigureTextWidthCm(text) + LEGEND_GAP_CM + LEGEND_MARK_CM;
        if (legend.lineWidth.back() + width > widthCm)
        {
            legend.lineWidth.push_back(0);
        }
        legend.entries.push_back({text, legend.lineWidth.back(), legend.lineWidth.size() - 1});
        legend.lineWidth.back() += width;
    };
    add(layout.GetSeriesTitle() + ":");
    for (const auto& series : layout.GetSeries())
    {
        add(series.text);
    }
    return legend;
}

/**
 * @param legend what to draw
 * @param widthCm width of the figure
 * @param heightCm height of the figure
 * @return the commands that draw it over the figure
 */
std::string
LegendScript(const Legend& legend, double widthCm, double heightCm)
{
    std::string script;
    for (size_t i = 0; i < legend.entries.size(); ++i)
    {
        const auto& entry = legend.entries[i];
        const double left = (widthCm - legend.lineWidth[entry.line] + LEGEND_GAP_CM) / 2;
        const double top = TOP_CM + FIGURE_LINE_CM * static_cast<double>(entry.line);
        const auto at = [&](double shift)
        {
            return " at screen " + GnuplotNumber((left + entry.x + shift) / widthCm) + ", screen " +
                   GnuplotNumber(1 - top / heightCm);
        };
        if (i > 0)
        {
            script += "set label ''" + at(0) + " point pointtype 7 pointsize 0.7 linecolor rgb " +
                      SeriesColor(i - 1) + "\n";
        }
        script += "set label " + GnuplotString(entry.text) + at(LEGEND_MARK_CM) + " left\n";
    }
    return script;
}

/// @return the columns of comparison.csv
std::vector<CsvTable::Column>
Columns()
{
    return {
        {"metric", "", "What was measured."},
        {"unit", "", "Unit of value, low and high."},
        {"series", "", "Value of the first varied key; empty when only one key varies."},
        {"category", "", "Values of the other varied keys."},
        {"kind", "", "'mean' over the runs of a cell, or one 'run'."},
        {"replication", "", "Replication of the run; empty for a mean."},
        {"place",
         "1",
         "Place on the x axis: the category's number, moved so that nothing overlaps."},
        {"value", "see column unit", "The mean, or the run's value."},
        {"low", "see column unit", "Lower end of the 95 % t interval; the value itself for a run."},
        {"high", "see column unit", "Upper end of it."}};
}

} // namespace

Figure
MakeComparisonFigure(const StudyResults& results, const FigureOptions& options)
{
    const auto metrics =
        options.metrics.empty() ? FigureMetrics(results, PANELS_IN_A_ROW) : options.metrics;
    if (metrics.size() > MAX_COMPARISON_PANELS)
    {
        throw InputError("the comparison figure has room for " +
                         std::to_string(MAX_COMPARISON_PANELS) + " metrics, not " +
                         std::to_string(metrics.size()));
    }

    Figure figure;
    figure.name = "comparison";
    figure.data.columns = Columns();
    const ComparisonFigureLayout layout(results);
    std::vector<FigureAxis> axes;
    double tickWidth = 0;
    for (const auto& name : metrics)
    {
        const size_t metric = results.FindMetric(name);
        axes.push_back(
            MakeFigureAxis(results.metrics[metric], AddRows(results, layout, metric, figure.data)));
        tickWidth = std::max(tickWidth, axes.back().GetTickWidthCm());
    }

    const size_t marks = layout.GetSeries().size() * layout.GetCategories().entries.size();
    const size_t columns = marks > MANY_MARKS ? 1 : std::min(metrics.size(), PANELS_IN_A_ROW);
    const size_t rows = (metrics.size() + columns - 1) / columns;
    figure.widthCm = WIDTH_CM * (metrics.size() == 1 && marks <= MANY_MARKS ? 0.5 : 1);
    const Legend legend = MakeLegend(layout, figure.widthCm);
    const double head = TOP_CM + FIGURE_LINE_CM * static_cast<double>(legend.lineWidth.size()) +
                        (legend.entries.empty() ? 0 : TOP_CM / 2);
    const double column = figure.widthCm / static_cast<double>(columns);
    const double left = Y_TITLE_CM + tickWidth + TICK_CM;
    const FigureCategoryAxis categories(layout.GetCategories(), column - left - RIGHT_CM);
    const double pitch = PANEL_CM + categories.GetHeightCm();
    figure.heightCm = head + static_cast<double>(rows) * pitch;

    figure.script = "data = 'comparison.csv'\n"
                    "is(metric, series, kind) = strcol(1) eq metric && strcol(3) eq series && "
                    "strcol(5) eq kind\n"
                    "set border 1\nunset xtics\nset bars small\nunset key\nset multiplot\n";
    for (size_t i = 0; i < metrics.size(); ++i)
    {
        const FigureBox panel{column * static_cast<double>(i % columns) + left,
                              figure.heightCm - head - PANEL_CM -
                                  pitch * static_cast<double>(i / columns),
                              column - left - RIGHT_CM};
        const auto x = [&figure](double cm) { return GnuplotNumber(cm / figure.widthCm); };
        const auto y = [&figure](double cm) { return GnuplotNumber(cm / figure.heightCm); };
        figure.script += "unset label\nunset arrow\nset lmargin at screen " + x(panel.left) +
                         "\nset rmargin at screen " + x(panel.left + panel.width) +
                         "\nset tmargin at screen " + y(panel.bottom + PANEL_CM) +
                         "\nset bmargin at screen " + y(panel.bottom) + "\n" + axes[i].Script() +
                         categories.Script(panel, figure.widthCm, figure.heightCm) + "set label " +
                         GnuplotString(ShortenFigureText(axes[i].label, pitch)) + " at screen " +
                         x(panel.left - TICK_CM - axes[i].GetTickWidthCm() - Y_TITLE_CM / 2) +
                         ", screen " + y(panel.bottom + PANEL_CM / 2) + " center rotate by 90\n" +
                         (i == 0 ? LegendScript(legend, figure.widthCm, figure.heightCm) : "") +
                         PlotScript(metrics[i], axes[i], layout);
    }
    figure.script += "unset multiplot\n";
    return figure;
}

} // namespace sharding
} // namespace ns3
