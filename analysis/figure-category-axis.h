/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FIGURE_CATEGORY_AXIS_H
#define FIGURE_CATEGORY_AXIS_H

#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-analysis
 *
 * What stands on the x axis of a figure.
 */
struct FigureCategories
{
    /// One category.
    struct Entry
    {
        std::string group; //!< those with one group stand together; "" without groups
        std::string text;  //!< its name within the group
        double x{0};       //!< place on the axis, set by Add
    };

    /**
     * Appends a category: one step behind the last, one and a half where a new group begins.
     *
     * @param entry its group and name
     */
    void Add(Entry entry);

    /// @return length of the axis: half a step more than the entries at each end
    double GetLength() const;

    std::vector<Entry> entries; //!< from left to right
    std::string title;          //!< what the names mean
    std::string groupTitle;     //!< what the groups mean; "" without groups
};

/// A panel of a figure, in cm from its lower left corner.
struct FigureBox
{
    double left;   //!< of the panel
    double bottom; //!< of the panel
    double width;  //!< of the panel
};

/**
 * @ingroup sharding-analysis
 *
 * The names below a panel. Names that would touch each other stand on two lines in turn; where that is not enough they are
 * shortened in the middle and slanted, or upright. Groups have a line of their own and a thin line between them; groups
 * without room are part of the names.
 */
class FigureCategoryAxis
{
  public:
    /**
     * @param categories what stands on it
     * @param widthCm width of the panel
     */
    FigureCategoryAxis(const FigureCategories& categories, double widthCm);

    /// @return height that it needs below the panel
    double GetHeightCm() const;

    /**
     * @param panel where the panel lies
     * @param widthCm width of the figure
     * @param heightCm height of the figure
     * @return the gnuplot commands, with labels and arrows that hold until they are unset
     */
    std::string Script(const FigureBox& panel, double widthCm, double heightCm) const;

  private:
    /// A text, its middle or end at a place on the axis.
    struct Label
    {
        std::string text; //!< as shown
        double x;         //!< on the axis
    };

    /// Decides how the names stand.
    void ArrangeNames();

    /**
     * @param labels some texts in one row
     * @param step 2 when only every second stands in the same line
     * @return whether there is a gap between all
     */
    bool Fits(const std::vector<Label>& labels, size_t step) const;

    std::vector<Label> m_names;        //!< of the categories
    std::vector<Label> m_groups;       //!< of the groups; empty without
    std::vector<double> m_fences;      //!< between groups
    std::vector<std::string> m_titles; //!< below all, each in its line
    double m_length;                   //!< of the axis
    double m_cmPerStep;                //!< distance of two categories
    size_t m_nameLines{1};             //!< 2: in turn
    size_t m_groupLines{0};            //!< 2: in turn
    double m_slantCm{0};               //!< height of slanted names; 0: they stand straight
    int m_angle{0};                    //!< of slanted names, in degrees
};

} // namespace sharding
} // namespace ns3

#endif /* FIGURE_CATEGORY_AXIS_H */
