/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "figure-axis.h"

#include "csv-file.h"
#include "figure-text.h"
#include "gnuplot-script.h"
#include "readable-unit.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr double LOG_FROM = 30;   //!< means that span more need a logarithmic axis
constexpr double MARGIN = 0.05;   //!< share of the axis that stays free at each end
constexpr double FLAT = 1e-3;     //!< values that differ by less of the largest are drawn as equal
constexpr double MOST_PARTS = 9;  //!< between the names of a linear axis
constexpr int MANY_DECADES = 6;   //!< from here on every second has a name
constexpr size_t FEW_DECADES = 2; //!< up to here 2 and 5 have names too

/**
 * @param value a number
 * @return it with no more digits than it needs
 */
std::string
Short(double value)
{
    char text[32];
    std::snprintf(text, sizeof(text), "%.6g", value);
    return text;
}

/**
 * @param axis gets range and ticks; its factor is set
 * @param extent what to show, in the base unit; no run is zero or less
 * @param unit base unit
 */
void
SetLogarithmic(FigureAxis& axis, const FigureExtent& extent, const std::string& unit)
{
    const double margin = std::pow(extent.all.high / extent.points.low, MARGIN);
    const double low = extent.points.low / margin;
    axis.isLogarithmic = true;
    axis.low = axis.begin = axis.floor = low * axis.factor;
    axis.high = extent.all.high * margin * axis.factor;

    const int first = static_cast<int>(std::floor(std::log10(axis.low)));
    const int last = static_cast<int>(std::floor(std::log10(axis.high)));
    const size_t decades =
        static_cast<size_t>(last - static_cast<int>(std::ceil(std::log10(axis.low))) + 1);
    for (int power = first; power <= last; ++power)
    {
        for (int digit = 1; digit < 10; ++digit)
        {
            const double value =
                power < 0 ? digit / std::pow(10, -power) : digit * std::pow(10, power);
            if (value < axis.low || value > axis.high)
            {
                continue;
            }
            const bool hasName = digit == 1 ? last - first < MANY_DECADES || power % 2 == 0
                                            : decades <= FEW_DECADES && (digit == 2 || digit == 5);
            if (!hasName)
            {
                axis.minorTicks.push_back(value);
                continue;
            }
            const double base = value / axis.factor;
            // A hair more, or 0.1 s could read 100000 us.
            const ReadableUnit readable = ReadableUnitFor(unit, base * (1 + 1e-9));
            axis.ticks.push_back({value,
                                  Short(base * readable.factor) +
                                      (readable.name.empty() ? "" : " " + readable.name)});
        }
    }
}

/**
 * @param axis gets range and ticks; its factor is set
 * @param extent what to show, in the base unit
 */
void
SetLinear(FigureAxis& axis, const FigureExtent& extent)
{
    const bool isNegative = extent.points.low < 0;
    double low = (isNegative ? extent.all.low : std::max(0.0, extent.all.low)) * axis.factor;
    double high = extent.all.high * axis.factor;
    const double largest = std::max(std::abs(low), std::abs(high));
    if (high - low <= FLAT * largest || (low >= 0 && low < 0.5 * high))
    {
        low = std::min(low, 0.0);
        high = std::max(high, 0.0);
    }
    if (high == low)
    {
        high = 1;
    }
    const double margin = MARGIN * (high - low);
    axis.low = low - margin;
    axis.high = high + margin;
    const bool endsAtZero = !isNegative && axis.low < 0;
    axis.begin = endsAtZero ? 0 : axis.low;
    axis.floor = isNegative ? axis.low : axis.begin;

    const double step = FigureTickStep(axis.high - axis.begin, MOST_PARTS);
    const int decimals = std::max(0, -static_cast<int>(std::floor(std::log10(step) + 1e-9)));
    // Counted in whole steps, so that no rounding adds up.
    const double from = std::ceil(axis.begin / step - 1e-9);
    const double to = std::floor(axis.high / step + 1e-9);
    for (double i = from; i <= to; ++i)
    {
        axis.ticks.push_back({i * step, ReadableUnit().Format(i * step, decimals)});
    }
}

} // namespace

void
FigureExtent::Range::Add(double value)
{
    low = isEmpty ? value : std::min(low, value);
    high = isEmpty ? value : std::max(high, value);
    isEmpty = false;
}

void
FigureExtent::AddRun(double value)
{
    points.Add(value);
    all.Add(value);
}

void
FigureExtent::AddMean(double value, double halfWidth)
{
    AddRun(value);
    means.Add(value);
    all.Add(value - halfWidth);
    all.Add(value + halfWidth);
}

double
FigureAxis::GetTickWidthCm() const
{
    double widest = 0;
    for (const auto& tick : ticks)
    {
        widest = std::max(widest, FigureTextWidthCm(tick.text));
    }
    return widest;
}

std::string
FigureAxis::Script() const
{
    std::string names;
    for (const auto& tick : ticks)
    {
        // gnuplot takes the text for a format.
        const std::string end = tick.text.back() == '%' ? "%" : "";
        names += (names.empty() ? "" : ", ") + GnuplotString(tick.text + end) + " " +
                 NumberText(tick.value);
    }
    for (const double value : minorTicks)
    {
        names += ", '' " + NumberText(value) + " 1";
    }
    return std::string(isLogarithmic ? "set" : "unset") + " logscale y\nset yrange [" +
           NumberText(low) + ":" + NumberText(high) + "]\nset ytics (" + names +
           ")\nset arrow from graph 0, first " + NumberText(begin) +
           " to graph 0, graph 1 nohead linestyle 101\n";
}

double
FigureTickStep(double length, double mostParts)
{
    const double decade = std::pow(10, std::floor(std::log10(length / mostParts)));
    for (const double digit : {1, 2, 5})
    {
        if (length / (digit * decade) <= mostParts)
        {
            return digit * decade;
        }
    }
    return 10 * decade;
}

FigureAxis
MakeFigureAxis(const MetricInfo& metric, const FigureExtent& extent)
{
    FigureAxis axis;
    const double largest = std::max(std::abs(extent.points.low), std::abs(extent.all.high));
    const ReadableUnit unit = ReadableUnitFor(metric.unit, largest);
    axis.factor = unit.factor;
    if (extent.points.low > 0 && extent.means.high > LOG_FROM * extent.means.low)
    {
        SetLogarithmic(axis, extent, metric.unit);
        axis.label = metric.name;
        return axis;
    }
    SetLinear(axis, extent);
    axis.label = metric.name + (unit.name.empty() ? "" : " (" + unit.name + ")");
    return axis;
}

} // namespace sharding
} // namespace ns3
