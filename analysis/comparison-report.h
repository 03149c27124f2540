/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COMPARISON_REPORT_H
#define COMPARISON_REPORT_H

#include "compare.h"

#include <ostream>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-analysis
 *
 * Writes a comparison for a terminal: tables of at most 120 columns, units scaled for reading.
 *
 * @param comparison what to write
 * @param out where to
 */
void PrintText(const Comparison& comparison, std::ostream& out);

/**
 * @ingroup sharding-analysis
 *
 * Writes a comparison for other programs: full precision, base units, one row for each cell and metric, and the meaning
 * of each column in NAME.columns.json beside NAME.csv.
 *
 * @param comparison what to write
 * @param path a file that ends in ".csv"; replaced in one step
 * @throws HostError when it cannot be written
 */
void WriteCsv(const Comparison& comparison, const std::string& path);

/**
 * @ingroup sharding-analysis
 *
 * Writes a comparison for a paper: one table for each metric; it needs the package booktabs.
 *
 * @param comparison what to write
 * @param path a file; replaced in one step
 * @throws HostError when it cannot be written
 */
void WriteLatex(const Comparison& comparison, const std::string& path);

} // namespace sharding
} // namespace ns3

#endif /* COMPARISON_REPORT_H */
