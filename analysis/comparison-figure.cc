/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "comparison-figure.h"

#include "compare.h"
#include "gnuplot-script.h"
#include "readable-unit.h"

#include "ns3/input-error.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr size_t PANELS_IN_A_ROW = 3;
constexpr size_t MAX_PANELS = 12;
constexpr double WIDTH_CM = 18;
constexpr double PANEL_CM = 4.1;   //!< height of a row without its x axis
constexpr double LEGEND_CM = 0.75; //!< above the panels
constexpr double X_AXIS_CM = 1.05; //!< below a row
constexpr double Y_AXIS_CM = 1.45; //!< left of a panel
constexpr double CATEGORY_SHARE =
    0.66; //!< of the distance between categories, what the series take

/// How a mean and its interval are drawn; the color follows.
const std::string MEAN_STYLE =
    " with yerrorbars pointtype 7 pointsize 0.7 linewidth 1.25 linecolor rgb ";

/// How a study maps to the picture.
struct Layout
{
    std::vector<std::string> series; //!< values of the first key; one "" when only one key varies
    std::vector<std::string> categories; //!< places on the x axis
    std::string seriesLabel;             //!< what the colors mean
    std::string categoryLabel;           //!< what the x axis means
};

/**
 * @param cell a cell
 * @param seriesKeys how many keys at the front are not part of the category
 * @return its category: its values of the other keys
 */
std::string
CategoryOf(const StudyResults::Cell& cell, size_t seriesKeys)
{
    std::string category;
    for (size_t i = seriesKeys; i < cell.values.size(); ++i)
    {
        category += (category.empty() ? "" : ", ") + cell.values[i];
    }
    return category;
}

/**
 * @param results a study
 * @return how many keys give the colors: one, or none when there is only one
 */
size_t
CountSeriesKeys(const StudyResults& results)
{
    return results.keys.size() > 1 ? 1 : 0;
}

/**
 * @param results a study
 * @return its layout
 */
Layout
MakeLayout(const StudyResults& results)
{
    Layout layout;
    const size_t seriesKeys = CountSeriesKeys(results);
    layout.series = seriesKeys > 0 ? results.GetValues(0) : std::vector<std::string>{""};
    layout.seriesLabel = seriesKeys > 0 ? ShortKey(results.keys[0], results.keys) : "";
    for (const auto& cell : results.cells)
    {
        const auto category = CategoryOf(cell, seriesKeys);
        if (std::find(layout.categories.begin(), layout.categories.end(), category) ==
            layout.categories.end())
        {
            layout.categories.push_back(category);
        }
    }
    for (size_t i = seriesKeys; i < results.keys.size(); ++i)
    {
        layout.categoryLabel +=
            (i > seriesKeys ? ", " : "") + ShortKey(results.keys[i], results.keys);
    }
    return layout;
}

/**
 * @param layout the picture
 * @param series index of a series
 * @param category index of a category
 * @param spread in [-1, 1]: where in the series' own strip
 * @return place on the x axis
 */
double
PlaceOf(const Layout& layout, size_t series, size_t category, double spread)
{
    const double strip = CATEGORY_SHARE / static_cast<double>(layout.series.size());
    const double middle = (static_cast<double>(layout.series.size()) - 1) / 2;
    return static_cast<double>(category) + strip * (static_cast<double>(series) - middle) +
           spread * 0.36 * strip;
}

/// What one panel shows.
struct Panel
{
    MetricInfo metric;  //!< what was measured
    double smallest{0}; //!< of all that is drawn
    double largest{0};  //!< of all that is drawn
};

/**
 * Appends the rows of one metric: a mean for each cell, then its runs.
 *
 * @param results a study
 * @param layout the picture
 * @param metric index of the metric
 * @param data gets the rows
 * @return the panel
 */
Panel
AddRows(const StudyResults& results, const Layout& layout, size_t metric, CsvTable& data)
{
    Panel panel{results.metrics[metric], 0, 0};
    bool isFirst = true;
    const auto cover = [&panel, &isFirst](double value)
    {
        panel.smallest = isFirst ? value : std::min(panel.smallest, value);
        panel.largest = isFirst ? value : std::max(panel.largest, value);
        isFirst = false;
    };
    const size_t seriesKeys = CountSeriesKeys(results);
    for (const auto& cell : results.cells)
    {
        const std::string series = seriesKeys > 0 ? cell.values[0] : "";
        const std::string category = CategoryOf(cell, seriesKeys);
        const auto indexIn = [](const std::vector<std::string>& values, const std::string& value) {
            return static_cast<size_t>(std::find(values.begin(), values.end(), value) -
                                       values.begin());
        };
        const size_t s = indexIn(layout.series, series);
        const size_t c = indexIn(layout.categories, category);
        const auto add = [&](const std::string& kind,
                             const std::string& replication,
                             double spread,
                             double value,
                             double halfWidth)
        {
            data.rows.push_back({panel.metric.name,
                                 panel.metric.unit,
                                 series,
                                 category,
                                 kind,
                                 replication,
                                 GnuplotNumber(PlaceOf(layout, s, c, spread)),
                                 NumberText(value),
                                 NumberText(value - halfWidth),
                                 NumberText(value + halfWidth)});
            cover(value - halfWidth);
            cover(value + halfWidth);
        };

        const Summary summary = Summarize(results.GetSample(cell, metric));
        if (summary.mean)
        {
            add("mean", "", 0, *summary.mean, summary.halfWidth.value_or(0));
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
            }
        }
    }
    return panel;
}

/**
 * @param panel what to draw
 * @param layout the picture
 * @return the commands
 */
std::string
PanelScript(const Panel& panel, const Layout& layout)
{
    const double largest = std::max(std::abs(panel.smallest), std::abs(panel.largest));
    const ReadableUnit unit = ReadableUnitFor(panel.metric.unit, largest);
    const std::string label = panel.metric.name + (unit.name.empty() ? "" : " (" + unit.name + ")");
    // Zero belongs on the axis unless all values crowd far from it.
    const bool fromZero = panel.smallest >= 0 && panel.smallest < 0.5 * panel.largest;

    std::string script = "set ylabel " + GnuplotString(label) + "\nset yrange " +
                         (fromZero ? "[0:*]" : "[*:*]") + "\nplot \\\n  ";
    for (const std::string kind : {"run", "mean"})
    {
        for (size_t s = 0; s < layout.series.size(); ++s)
        {
            const std::string isShown = "(is(" + GnuplotString(panel.metric.name) + "," +
                                        GnuplotString(layout.series[s]) + "," +
                                        GnuplotString(kind) + ") ? column(";
            const std::string scaled = ")*" + NumberText(unit.factor) + " : NaN)";
            script += "data skip 1 using 7:" + isShown + "8" + scaled;
            if (kind == "run")
            {
                script += " with points pointtype 7 pointsize 0.35 linecolor rgb " +
                          SeriesColor(s, 0.35) + ", \\\n  ";
            }
            else
            {
                script += ":" + isShown + "9" + scaled + ":" + isShown + "10" + scaled +
                          MEAN_STYLE + SeriesColor(s);
                script += s + 1 < layout.series.size() ? ", \\\n  " : "\n";
            }
        }
    }
    return script;
}

/**
 * @param layout the picture
 * @return the commands that draw the legend: an empty plot as wide as the figure
 */
std::string
LegendScript(const Layout& layout)
{
    std::string script = "unset border\nunset tics\nunset grid\nunset xlabel\nunset ylabel\n"
                         "set lmargin at screen 0\nset rmargin at screen 1\n"
                         "set bmargin at screen 0\nset tmargin at screen 1\nset yrange [0:1]\n"
                         "set key at screen 0.5, screen 0.995 center top horizontal maxrows 1 Left "
                         "reverse samplen 1 width 2\nplot \\\n  ";
    for (size_t s = 0; s < layout.series.size(); ++s)
    {
        script += (s == 0 ? "NaN" : ", \\\n  NaN") + MEAN_STYLE + SeriesColor(s) + " title " +
                  GnuplotString(layout.series[s]);
    }
    return script + "\n";
}

/**
 * @param layout the picture
 * @return the commands that all panels share
 */
std::string
HeadScript(const Layout& layout)
{
    std::string ticks;
    for (size_t c = 0; c < layout.categories.size(); ++c)
    {
        ticks +=
            (c == 0 ? "" : ", ") + GnuplotString(layout.categories[c]) + " " + std::to_string(c);
    }
    return "data = 'comparison.csv'\n"
           "is(metric, series, kind) = strcol(1) eq metric && strcol(3) eq series && "
           "strcol(5) eq kind\n"
           "set xrange [-0.5:" +
           GnuplotNumber(static_cast<double>(layout.categories.size()) - 0.5) +
           "]\n"
           "set xtics scale 0 (" +
           ticks +
           ")\n"
           "set xlabel " +
           GnuplotString(layout.categoryLabel) +
           " offset 0,0.4\n"
           "set bars small\n"
           "unset key\n";
}

} // namespace

Figure
MakeComparisonFigure(const StudyResults& results, const FigureOptions& options)
{
    auto metrics = options.metrics;
    if (metrics.empty())
    {
        metrics = DefaultMetrics(results);
        metrics.resize(std::min(metrics.size(), PANELS_IN_A_ROW));
    }
    if (metrics.size() > MAX_PANELS)
    {
        throw InputError("the comparison figure has room for " + std::to_string(MAX_PANELS) +
                         " metrics, not " + std::to_string(metrics.size()));
    }

    Figure figure;
    figure.name = "comparison";
    figure.data.columns = {
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

    const Layout layout = MakeLayout(results);
    const size_t columns = std::min(metrics.size(), PANELS_IN_A_ROW);
    const size_t rows = (metrics.size() + columns - 1) / columns;
    const bool hasLegend = layout.series.size() > 1;
    const double legend = hasLegend ? LEGEND_CM : 0.25;
    figure.widthCm = WIDTH_CM * (columns == 1 ? 0.5 : 1);
    figure.heightCm = legend + static_cast<double>(rows) * (PANEL_CM + X_AXIS_CM);
    figure.script = HeadScript(layout) + "set multiplot\n";
    for (size_t i = 0; i < metrics.size(); ++i)
    {
        const Panel panel = AddRows(results, layout, results.FindMetric(metrics[i]), figure.data);
        const double width = figure.widthCm / static_cast<double>(columns);
        const double left = width * static_cast<double>(i % columns);
        const double top =
            figure.heightCm - legend - (PANEL_CM + X_AXIS_CM) * static_cast<double>(i / columns);
        figure.script +=
            "set lmargin at screen " + GnuplotNumber((left + Y_AXIS_CM) / figure.widthCm) +
            "\nset rmargin at screen " + GnuplotNumber((left + width - 0.15) / figure.widthCm) +
            "\nset tmargin at screen " + GnuplotNumber(top / figure.heightCm) +
            "\nset bmargin at screen " + GnuplotNumber((top - PANEL_CM) / figure.heightCm) + "\n" +
            PanelScript(panel, layout);
    }
    figure.script += hasLegend ? LegendScript(layout) : "";
    figure.script += "unset multiplot\n";
    return figure;
}

} // namespace sharding
} // namespace ns3
