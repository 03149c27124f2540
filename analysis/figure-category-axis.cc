/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "figure-category-axis.h"

#include "figure-text.h"
#include "gnuplot-script.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr double GROUP_GAP = 0.5;       //!< in steps, between groups
constexpr double GAP_CM = 0.12;         //!< least distance of two names in a line
constexpr double ABOVE_CM = 0.28;       //!< from the panel to the middle of the first line
constexpr double BELOW_CM = 0.37;       //!< from the middle of the last line down
constexpr double SLANTED_CM = 2.2;      //!< longest slanted name
constexpr double OVERHANG_CM = 0.15;    //!< what a text may stick out of its panel at the right
constexpr double SLANT_GAP_CM = 0.05;   //!< between slanted names and the next line
constexpr double SLANT_STEP_CM = 0.42;  //!< names closer than this stand upright
constexpr double UPRIGHT_STEP_CM = 0.3; //!< names closer than this are thinned out
const std::string GRAY = " textcolor rgb '#4d4d4d'\n";

} // namespace

void
FigureCategories::Add(Entry entry)
{
    if (!entries.empty())
    {
        entry.x = entries.back().x + 1 + (entries.back().group == entry.group ? 0 : GROUP_GAP);
    }
    entries.push_back(entry);
}

double
FigureCategories::GetLength() const
{
    return entries.empty() ? 1 : entries.back().x + 1;
}

FigureCategoryAxis::FigureCategoryAxis(const FigureCategories& categories, double widthCm)
    : m_titles{categories.title}, m_length(categories.GetLength()), m_cmPerStep(widthCm / m_length)
{
    const auto& entries = categories.entries;
    for (size_t begin = 0, end = 0; !categories.groupTitle.empty() && begin < entries.size();
         begin = end)
    {
        end = begin;
        while (end < entries.size() && entries[end].group == entries[begin].group)
        {
            m_names.push_back({entries[end].text, entries[end].x});
            ++end;
        }
        m_groups.push_back({entries[begin].group, (entries[begin].x + entries[end - 1].x) / 2});
        if (end < entries.size())
        {
            m_fences.push_back((entries[end - 1].x + entries[end].x) / 2);
        }
    }
    if (Fits(m_groups, 2))
    {
        m_groupLines = m_groups.empty() ? 0 : Fits(m_groups, 1) ? 1 : 2;
        if (!m_groups.empty())
        {
            m_titles.push_back("grouped by " + categories.groupTitle);
        }
    }
    else
    {
        m_groups.clear();
        m_names.clear();
        m_titles.insert(m_titles.begin(), categories.groupTitle);
    }
    if (m_groups.empty())
    {
        for (const auto& entry : entries)
        {
            m_names.push_back(
                {(entry.group.empty() ? "" : entry.group + ", ") + entry.text, entry.x});
        }
    }
    ArrangeNames();

    const std::string all = m_titles.front() + (m_titles.size() > 1 ? ", " + m_titles[1] : "");
    if (FigureTextWidthCm(all) <= widthCm)
    {
        m_titles = {all};
    }
    for (auto& title : m_titles)
    {
        title = ShortenFigureText(title, widthCm + 2 * OVERHANG_CM);
    }
}

void
FigureCategoryAxis::ArrangeNames()
{
    if (Fits(m_names, 1))
    {
        return;
    }
    if (Fits(m_names, 2))
    {
        m_nameLines = 2;
        return;
    }
    // Names that became equal would say less than long ones.
    std::set<std::string> names;
    std::set<std::string> different;
    for (const auto& name : m_names)
    {
        names.insert(name.text);
    }
    for (double width = SLANTED_CM; different.size() < names.size(); width += SLANTED_CM / 4)
    {
        different.clear();
        for (const auto& name : m_names)
        {
            different.insert(ShortenFigureText(name.text, width));
        }
        m_slantCm = width;
    }
    double widest = 0;
    for (auto& name : m_names)
    {
        name.text = ShortenFigureText(name.text, m_slantCm);
        widest = std::max(widest, FigureTextWidthCm(name.text));
    }
    m_angle = m_cmPerStep < SLANT_STEP_CM || widest > SLANTED_CM ? 90 : 45;
    m_slantCm = m_angle == 90 ? widest : (widest + FIGURE_LINE_CM) * std::sqrt(0.5);
    const auto stride = static_cast<size_t>(std::ceil(UPRIGHT_STEP_CM / m_cmPerStep));
    std::vector<Label> kept;
    for (size_t i = 0; i < m_names.size(); i += stride)
    {
        kept.push_back(m_names[i]);
    }
    m_names = kept;
}

bool
FigureCategoryAxis::Fits(const std::vector<Label>& labels, size_t step) const
{
    for (size_t i = 0; i + step < labels.size(); ++i)
    {
        const double middle =
            (FigureTextWidthCm(labels[i].text) + FigureTextWidthCm(labels[i + step].text)) / 2;
        if (middle + GAP_CM > (labels[i + step].x - labels[i].x) * m_cmPerStep)
        {
            return false;
        }
    }
    // The last may reach as far as the edge of the figure.
    return labels.empty() || FigureTextWidthCm(labels.back().text) / 2 <
                                 (m_length - 0.5 - labels.back().x) * m_cmPerStep + OVERHANG_CM;
}

double
FigureCategoryAxis::GetHeightCm() const
{
    const double names =
        m_angle != 0 ? m_slantCm : static_cast<double>(m_nameLines - 1) * FIGURE_LINE_CM;
    const size_t lines = m_groupLines + m_titles.size();
    return ABOVE_CM + names + static_cast<double>(lines) * FIGURE_LINE_CM + BELOW_CM;
}

std::string
FigureCategoryAxis::Script(const FigureBox& panel, double widthCm, double heightCm) const
{
    std::string script = "set xrange [-0.5:" + GnuplotNumber(m_length - 0.5) + "]\n";
    const auto height = [&](double cm)
    { return ", screen " + GnuplotNumber((panel.bottom - cm) / heightCm); };
    const auto row = [&](const std::vector<Label>& labels, double below, size_t lines)
    {
        for (size_t i = 0; i < labels.size(); ++i)
        {
            const double line = static_cast<double>(i % lines) * FIGURE_LINE_CM;
            script += "set label " + GnuplotString(labels[i].text) + " at first " +
                      GnuplotNumber(labels[i].x) + height(below + line) + " center" + GRAY;
        }
    };
    double below = ABOVE_CM;
    if (m_angle == 0)
    {
        row(m_names, below, m_nameLines);
        below += static_cast<double>(m_nameLines) * FIGURE_LINE_CM;
    }
    else
    {
        for (const auto& name : m_names)
        {
            script += "set label " + GnuplotString(name.text) + " at first " +
                      GnuplotNumber(name.x) + height(ABOVE_CM / 2) + " right rotate by " +
                      std::to_string(m_angle) + GRAY;
        }
        below += m_slantCm + SLANT_GAP_CM;
    }
    if (!m_groups.empty())
    {
        row(m_groups, below, m_groupLines);
        below += static_cast<double>(m_groupLines) * FIGURE_LINE_CM;
    }
    for (const double fence : m_fences)
    {
        script += "set arrow from first " + GnuplotNumber(fence) + ", graph 0 to first " +
                  GnuplotNumber(fence) + ", graph 1 nohead back linestyle 100\n";
    }
    for (const auto& title : m_titles)
    {
        script += "set label " + GnuplotString(title) + " at screen " +
                  GnuplotNumber((panel.left + panel.width / 2) / widthCm) + height(below) +
                  " center\n";
        below += FIGURE_LINE_CM;
    }
    return script;
}

} // namespace sharding
} // namespace ns3
