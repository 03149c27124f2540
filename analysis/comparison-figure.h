/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COMPARISON_FIGURE_H
#define COMPARISON_FIGURE_H

#include "figure.h"

namespace ns3
{
namespace sharding
{

/// Most panels of a comparison figure.
constexpr size_t MAX_COMPARISON_PANELS = 12;

/**
 * @ingroup sharding-analysis
 *
 * Draws means with their 95 % t intervals, and each run behind them as a light dot, because a mean hides an outage.
 *
 * The first varied key gives the colors, the others the categories of the x axis, each metric a panel. A study that
 * varies one key has it on the x axis. Axes are those of FigureAxis and FigureCategoryAxis.
 *
 * @param results a study
 * @param options which metrics; none: three of FigureMetrics
 * @return the figure "comparison"
 * @throws InputError when a metric is not in the study, or there are more than MAX_COMPARISON_PANELS
 */
Figure MakeComparisonFigure(const StudyResults& results, const FigureOptions& options);

} // namespace sharding
} // namespace ns3

#endif /* COMPARISON_FIGURE_H */
