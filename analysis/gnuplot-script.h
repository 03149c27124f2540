/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GNUPLOT_SCRIPT_H
#define GNUPLOT_SCRIPT_H

#include <cstddef>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-analysis
 *
 * @param text any text
 * @return it as a gnuplot string; control characters become blanks
 */
std::string GnuplotString(const std::string& text);

/**
 * @ingroup sharding-analysis
 *
 * @param value a finite number
 * @return it with four decimals: places on the paper need no more
 */
std::string GnuplotNumber(double value);

/**
 * @ingroup sharding-analysis
 *
 * The colors of Okabe and Ito ("Color Universal Design", 2008), which people with any kind of color vision tell apart,
 * darkest first and without the yellow that fades on paper.
 *
 * @param index of a series; they repeat after seven
 * @param opacity 1 is opaque, 0 invisible
 * @return the color as a gnuplot string
 */
std::string SeriesColor(size_t index, double opacity = 1);

/**
 * @ingroup sharding-analysis
 *
 * @return commands that set what all figures share: thin grid, no box, CSV input
 */
std::string CommonStyle();

} // namespace sharding
} // namespace ns3

#endif /* GNUPLOT_SCRIPT_H */
