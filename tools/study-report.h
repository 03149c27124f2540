/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STUDY_REPORT_H
#define STUDY_REPORT_H

#include "analysis/compare.h"

#include <ostream>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-tools
 *
 * @param folder a study's folder
 * @param baseline the yardstick; "": the one of the study's file
 * @param metrics what to compare; empty: the usual ones
 * @return the comparison
 * @throws InputError when the folder holds no study, or the study has no such baseline or metric
 */
Comparison CompareStudy(const std::string& folder,
                        const std::string& baseline,
                        const std::vector<std::string>& metrics);

/**
 * @ingroup sharding-tools
 *
 * Draws all figures of a study, with the measures that its file names, and prints where they are.
 *
 * @param folder a study's folder
 * @param out where the paths are printed, one in each line
 * @throws InputError and HostError as DrawFigures
 */
void PlotStudy(const std::string& folder, std::ostream& out);

} // namespace sharding
} // namespace ns3

#endif /* STUDY_REPORT_H */
