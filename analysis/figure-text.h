/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FIGURE_TEXT_H
#define FIGURE_TEXT_H

#include <string>

namespace ns3
{
namespace sharding
{

/// Distance between two lines of a figure's text.
constexpr double FIGURE_LINE_CM = 0.36;

/**
 * @ingroup sharding-analysis
 *
 * @param text a label, UTF-8
 * @return about how wide it is on paper in the 8 point letters of all figures; rather too wide than too narrow
 */
double FigureTextWidthCm(const std::string& text);

/**
 * @ingroup sharding-analysis
 *
 * @param text a label, UTF-8
 * @param widthCm the room that it has
 * @return the label, less what must go from its middle: beginnings and ends tell labels apart; at least one letter on
 *         each side of the ellipsis stays
 */
std::string ShortenFigureText(const std::string& text, double widthCm);

} // namespace sharding
} // namespace ns3

#endif /* FIGURE_TEXT_H */
