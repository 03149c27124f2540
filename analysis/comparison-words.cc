/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "comparison-words.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ns3
{
namespace sharding
{

namespace
{

/**
 * @param format of printf for one number
 * @param value the number
 * @return its text
 */
std::string
Print(const char* format, double value)
{
    char text[32];
    std::snprintf(text, sizeof(text), format, value);
    return text;
}

} // namespace

ComparisonWords::ComparisonWords(const Comparison::Table& table, const std::string& plusMinus)
    : m_table(table), m_plusMinus(plusMinus)
{
    double largest = 0;
    for (const auto& row : table.rows)
    {
        largest = std::max(largest, std::abs(row.sample.mean.value_or(0)));
    }
    m_unit = ReadableUnitFor(table.metric.unit, largest);
    m_decimals = m_unit.Decimals(largest);
}

const std::string&
ComparisonWords::GetUnit() const
{
    return m_unit.name;
}

std::string
ComparisonWords::Title() const
{
    const std::string direction = ToText(m_table.direction);
    return m_table.metric.name + (m_unit.name.empty() ? "" : " in " + m_unit.name) +
           (direction.empty() ? "" : ", " + direction);
}

std::string
ComparisonWords::Mean(const Comparison::Row& row) const
{
    if (!row.sample.mean)
    {
        return "-";
    }
    const std::string mean = Number(*row.sample.mean);
    return row.sample.halfWidth ? mean + " " + m_plusMinus + " " + Number(*row.sample.halfWidth)
                                : mean;
}

std::string
ComparisonWords::Difference(const Comparison::Row& row) const
{
    const auto& pairs = row.pairs;
    if (row.isBaseline || !pairs.mean)
    {
        return row.isBaseline ? "" : "-";
    }
    const std::string number = Number(*pairs.mean);
    const bool isPositive =
        number[0] != '-' && number.find_first_of("123456789") != std::string::npos;
    const std::string mean = (isPositive ? "+" : "") + number;
    return pairs.halfWidth ? mean + " [" + Number(*pairs.mean - *pairs.halfWidth) + ", " +
                                 Number(*pairs.mean + *pairs.halfWidth) + "]"
                           : mean;
}

std::string
ComparisonWords::P(const Comparison::Row& row)
{
    if (row.isBaseline || !row.adjustedP)
    {
        return row.isBaseline ? "" : "-";
    }
    return *row.adjustedP < 0.001 ? "<0.001" : Print("%.3f", *row.adjustedP);
}

std::string
ComparisonWords::EffectSize(const Comparison::Row& row)
{
    if (row.isBaseline || !row.pairs.effectSize)
    {
        return row.isBaseline ? "" : "-";
    }
    return *row.pairs.effectSize == 0 ? "0.00" : Print("%+.2f", *row.pairs.effectSize);
}

std::string
ComparisonWords::N(const Comparison::Row& row)
{
    return std::to_string(row.isBaseline ? row.sample.n : row.pairs.n);
}

std::string
ComparisonWords::Verdict(const Comparison::Row& row)
{
    return row.isBaseline ? "baseline" : ToText(row.verdict);
}

std::string
ComparisonWords::Number(double value) const
{
    return m_unit.Format(value, m_decimals);
}

std::string
BaselineText(const Comparison& comparison)
{
    std::string text;
    for (const auto& [key, value] : comparison.baseline)
    {
        text += (text.empty() ? "" : ", ") + ShortKey(key, comparison.keys) + " = " + value;
    }
    return text;
}

} // namespace sharding
} // namespace ns3
