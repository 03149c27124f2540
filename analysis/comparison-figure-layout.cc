/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "comparison-figure-layout.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

namespace
{

/// Of the distance between categories, what the series take.
constexpr double CATEGORY_SHARE = 0.66;
/// Of a series' strip, what the runs take.
constexpr double RUN_SHARE = 0.72;

/**
 * @param value "5Mbps"
 * @return where its unit begins; its end where it has none or is no number
 */
size_t
UnitAt(const std::string& value)
{
    const size_t at = value.find_first_not_of(".0123456789");
    return at == 0 || at == std::string::npos ? value.size() : at;
}

/**
 * @param results a study
 * @param key index of a key
 * @return the unit that all its values share; "" where they do not, or there is one value
 */
std::string
UnitOf(const StudyResults& results, size_t key)
{
    const auto values = results.GetValues(key);
    if (values.size() < 2)
    {
        return "";
    }
    const std::string unit = values[0].substr(UnitAt(values[0]));
    const auto hasIt = [&unit](const std::string& value)
    { return value.substr(UnitAt(value)) == unit; };
    return std::all_of(values.begin(), values.end(), hasIt) ? unit : "";
}

/**
 * @param results a study
 * @param key index of a key
 * @return what the figure calls it: "data-rate (Mbps)"
 */
std::string
TitleOf(const StudyResults& results, size_t key)
{
    const std::string unit = UnitOf(results, key);
    return ShortKey(results.keys[key], results.keys) + (unit.empty() ? "" : " (" + unit + ")");
}

/**
 * @param results a study
 * @param key index of a key
 * @param value of it
 * @return what the figure calls it: "5" where the title has the unit
 */
std::string
TextOf(const StudyResults& results, size_t key, const std::string& value)
{
    return value.substr(0, value.size() - UnitOf(results, key).size());
}

/**
 * @param cell a cell
 * @param seriesKeys how many keys at the front are not part of the category
 * @return its values of the other keys
 */
std::string
CategoryOf(const StudyResults::Cell& cell, size_t seriesKeys)
{
    std::string category;
    for (size_t i = seriesKeys; i < cell.values.size(); ++i)
    {
        category += (i > seriesKeys ? ", " : "") + cell.values[i];
    }
    return category;
}

} // namespace

ComparisonFigureLayout::ComparisonFigureLayout(const StudyResults& results)
    : m_seriesKeys(results.keys.size() > 1 ? 1 : 0)
{
    if (m_seriesKeys == 0)
    {
        m_series.push_back({"", ""});
    }
    else
    {
        m_seriesTitle = TitleOf(results, 0);
        for (const auto& value : results.GetValues(0))
        {
            m_series.push_back({value, TextOf(results, 0, value)});
        }
    }
    for (size_t i = m_seriesKeys; i < results.keys.size(); ++i)
    {
        const bool isGroup = i + 1 < results.keys.size();
        auto& title = isGroup ? m_categories.groupTitle : m_categories.title;
        title += (title.empty() ? "" : ", ") + TitleOf(results, i);
    }
    for (const auto& cell : results.cells)
    {
        const auto category = CategoryOf(cell, m_seriesKeys);
        if (std::find(m_category.begin(), m_category.end(), category) != m_category.end())
        {
            continue;
        }
        m_category.push_back(category);
        FigureCategories::Entry entry;
        for (size_t i = m_seriesKeys; i < results.keys.size(); ++i)
        {
            auto& text = i + 1 < results.keys.size() ? entry.group : entry.text;
            text += (text.empty() ? "" : ", ") + TextOf(results, i, cell.values[i]);
        }
        m_categories.Add(entry);
    }
}

const std::vector<ComparisonFigureLayout::Series>&
ComparisonFigureLayout::GetSeries() const
{
    return m_series;
}

const std::string&
ComparisonFigureLayout::GetSeriesTitle() const
{
    return m_seriesTitle;
}

const FigureCategories&
ComparisonFigureLayout::GetCategories() const
{
    return m_categories;
}

ComparisonFigureLayout::Place
ComparisonFigureLayout::PlaceOf(const StudyResults::Cell& cell, double spread) const
{
    const auto isOf = [&](const Series& series)
    { return m_seriesKeys == 0 || series.value == cell.values[0]; };
    Place place;
    place.series = static_cast<size_t>(std::find_if(m_series.begin(), m_series.end(), isOf) -
                                       m_series.begin());
    place.category = CategoryOf(cell, m_seriesKeys);
    const auto category = std::find(m_category.begin(), m_category.end(), place.category);
    const double strip = CATEGORY_SHARE / static_cast<double>(m_series.size());
    const double middle = (static_cast<double>(m_series.size()) - 1) / 2;
    place.x = m_categories.entries[static_cast<size_t>(category - m_category.begin())].x +
              strip * (static_cast<double>(place.series) - middle + spread * RUN_SHARE / 2);
    return place;
}

} // namespace sharding
} // namespace ns3
