/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FIGURE_AXIS_H
#define FIGURE_AXIS_H

#include "study-results.h"

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
 * What a panel shows of one metric, as far as its axis needs to know.
 */
class FigureExtent
{
  public:
    /// @param value a dot: the value of one run
    void AddRun(double value);

    /**
     * @param value the mean of a cell
     * @param halfWidth of its interval
     */
    void AddMean(double value, double halfWidth);

    /// From the smallest to the largest of something.
    struct Range
    {
        double low{0};          //!< smallest
        double high{0};         //!< largest
        bool isEmpty{true};     //!< nothing came in yet
        void Add(double value); ///< @param value becomes part of it
    };

    Range points; //!< runs and means
    Range means;  //!< means of cells
    Range all;    //!< runs, means and intervals
};

/**
 * @ingroup sharding-analysis
 *
 * The y axis of a panel: its unit, range and ticks.
 *
 * - A measure without a negative run has no negative values: its axis begins at zero or above, and intervals are cut
 *   off there. Zero belongs on the axis unless all values crowd far from it.
 * - Where the means of the cells span more than a factor of 30 and no run is zero, the axis is logarithmic.
 * - No dot lies on the frame: the range is a little larger than what is shown. Below zero that is a blank strip, into which the
 *   axis does not reach.
 */
struct FigureAxis
{
    /// A place on the axis with its name.
    struct Tick
    {
        double value;     //!< in the unit of the axis
        std::string text; //!< "100", "10 ms" on a logarithmic axis
    };

    std::string label; //!< "goodput (kbit/s)"
    double factor{1};  //!< a value in the base unit times this is one in the unit of the axis
    bool isLogarithmic{false}; //!< else linear
    double low{0};             //!< lower end of the range
    double high{1};            //!< upper end of the range
    double begin{0};           //!< lower end of the axis
    double floor{0}; //!< what is below is drawn here: low, or zero for what cannot be negative
    std::vector<Tick> ticks;        //!< with names
    std::vector<double> minorTicks; //!< without

    /// @return width of the widest tick's name on paper
    double GetTickWidthCm() const;

    /// @return the gnuplot commands that set range, ticks and the axis
    std::string Script() const;
};

/**
 * @ingroup sharding-analysis
 *
 * @param metric what was measured
 * @param extent its values
 * @return the axis that shows them all
 */
FigureAxis MakeFigureAxis(const MetricInfo& metric, const FigureExtent& extent);

/**
 * @ingroup sharding-analysis
 *
 * @param length of an axis, above 0
 * @param mostParts how many steps it may have, above 0
 * @return the smallest step of 1, 2 or 5 times a power of ten with no more parts
 */
double FigureTickStep(double length, double mostParts);

} // namespace sharding
} // namespace ns3

#endif /* FIGURE_AXIS_H */
