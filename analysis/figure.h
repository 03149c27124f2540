/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FIGURE_H
#define FIGURE_H

#include "csv-file.h"
#include "study-results.h"

#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-analysis
 *
 * A picture before it is drawn: a gnuplot script and the numbers behind it.
 */
struct Figure
{
    std::string name; //!< file name without ending: "comparison"
    std::string
        script; //!< gnuplot commands that draw once; the terminal and the output are set around them
    CsvTable data;   //!< becomes NAME.csv, which the script reads
    double widthCm;  //!< 9 is one column of a paper, 18 is two
    double heightCm; //!< height on paper
};

/**
 * @ingroup sharding-analysis
 *
 * Draws a figure: NAME.gp, NAME.csv, NAME.columns.json, NAME.pdf and NAME.png, each replaced in one step. The folder can
 * be moved and `gnuplot NAME.gp` run in it again.
 *
 * @param figure what to draw
 * @param folder where to; created when missing
 * @return path of the PDF
 * @throws HostError when gnuplot is missing or fails, or the folder cannot be written
 */
std::string DrawFigure(const Figure& figure, const std::string& folder);

/// What to show in a figure.
struct FigureOptions
{
    std::vector<std::string> metrics; //!< panels of the comparison; empty: FigureMetrics chooses
    std::string seriesColumn{"delivered-bytes"}; //!< column of series.csv that the timeline shows
    std::string value; //!< value of the second varied key that the timeline shows; empty: the last
};

/**
 * @ingroup sharding-analysis
 *
 * @return names of the figures that a study can be drawn as, in order: "comparison", "timeline"
 */
std::vector<std::string> ListFigures();

/**
 * @ingroup sharding-analysis
 *
 * Draws figures of a study into its folder "figures".
 *
 * @param results the study
 * @param names figures of ListFigures; empty: all
 * @param options what to show
 * @return paths of the PDFs
 * @throws InputError when a figure, metric, column or value is not there
 * @throws HostError as DrawFigure
 */
std::vector<std::string> DrawFigures(const StudyResults& results,
                                     const std::vector<std::string>& names,
                                     const FigureOptions& options);

} // namespace sharding
} // namespace ns3

#endif /* FIGURE_H */
