/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FIGURE_METRICS_H
#define FIGURE_METRICS_H

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
 * Chooses what the comparison figure shows when nobody says: a panel in which all cells are equal shows nothing.
 *
 * @param results a study
 * @param most how many to choose
 * @return the first `most` of loss, goodput, latency.p99, latency.p50, latency.p999, downtime.longest-gap and
 *         downtime.below-level that the study has and whose means differ between cells by more than a thousandth of the
 *         largest. Where none does, the first that the study has; where it has none, its first metrics.
 */
std::vector<std::string> FigureMetrics(const StudyResults& results, size_t most);

} // namespace sharding
} // namespace ns3

#endif /* FIGURE_METRICS_H */
