/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TIMELINE_FIGURE_H
#define TIMELINE_FIGURE_H

#include "figure.h"

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-analysis
 *
 * Draws what came over time: for each value of the first varied key a panel with the median of the replications, the
 * band in which the middle 80 % of them lie (below ten replications: all of them), what was offered, and the fault
 * windows, shaded and named.
 *
 * All other varied keys stand at their last value, the second at FigureOptions::value where that is given. The fault
 * windows are those of the first run that is drawn.
 *
 * @param results a study
 * @param options which column of the series and which value
 * @return the figure "timeline"
 * @throws InputError when the value or the column is not there
 * @throws HostError when a run cannot be read
 */
Figure MakeTimelineFigure(const StudyResults& results, const FigureOptions& options);

} // namespace sharding
} // namespace ns3

#endif /* TIMELINE_FIGURE_H */
