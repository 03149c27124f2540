/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COMPARISON_FIGURE_LAYOUT_H
#define COMPARISON_FIGURE_LAYOUT_H

#include "figure-category-axis.h"
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
 * How the cells of a study map to the comparison figure: the first varied key gives the colors (the series), the others the
 * categories of the x axis, all but the last of them its groups. Where one key varies it is the x axis.
 *
 * A unit that all values of a key share goes from the values to the key: 5, 10, 20 of "data-rate (Mbps)".
 */
class ComparisonFigureLayout
{
  public:
    /// @param results a study
    explicit ComparisonFigureLayout(const StudyResults& results);

    /// One color.
    struct Series
    {
        std::string value; //!< of the first key; "" when one key varies or none
        std::string text;  //!< what the legend calls it
    };

    /// Where a cell stands.
    struct Place
    {
        size_t series;        //!< index into GetSeries
        std::string category; //!< values of the other keys
        double x;             //!< on the x axis
    };

    /// @return the colors, at least one
    const std::vector<Series>& GetSeries() const;

    /// @return what the colors mean: "interleave"; "" when one key varies or none
    const std::string& GetSeriesTitle() const;

    /// @return the x axis
    const FigureCategories& GetCategories() const;

    /**
     * @param cell a cell of the study
     * @param spread in [-1, 1]: where in the cell's own strip
     * @return where it stands
     */
    Place PlaceOf(const StudyResults::Cell& cell, double spread) const;

  private:
    size_t m_seriesKeys;                 //!< how many keys give the colors: one or none
    std::vector<Series> m_series;        //!< see GetSeries
    std::string m_seriesTitle;           //!< see GetSeriesTitle
    std::vector<std::string> m_category; //!< values of each category, joined
    FigureCategories m_categories;       //!< the same as the x axis shows them
};

} // namespace sharding
} // namespace ns3

#endif /* COMPARISON_FIGURE_LAYOUT_H */
