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
    const auto& difference = row.difference;
    if (row.isBaseline || !difference.mean)
    {
        return row.isBaseline ? "" : "-";
    }
    const std::string number = Number(*difference.mean);
    const bool isPositive =
        number[0] != '-' && number.find_first_of("123456789") != std::string::npos;
    const std::string mean = (isPositive ? "+" : "") + number;
    return difference.halfWidth ? mean + " [" + Number(*difference.mean - *difference.halfWidth) +
                                      ", " + Number(*difference.mean + *difference.halfWidth) + "]"
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
    if (row.isBaseline || !row.difference.effectSize)
    {
        return row.isBaseline ? "" : "-";
    }
    return *row.difference.effectSize == 0 ? "0.00" : Print("%+.2f", *row.difference.effectSize);
}

std::string
ComparisonWords::N(const Comparison::Row& row)
{
    if (!row.otherDraws.empty())
    {
        return std::to_string(row.sample.n) + "+" + std::to_string(row.baselineRuns);
    }
    return std::to_string(row.isBaseline ? row.sample.n : row.difference.n);
}

std::string
ComparisonWords::Verdict(const Comparison::Row& row)
{
    const std::string verdict = row.isBaseline ? "baseline" : ToText(row.verdict);
    return row.otherDraws.empty() ? verdict : verdict + ", unpaired";
}

std::string
ComparisonWords::Number(double value) const
{
    return m_unit.Format(value, m_decimals);
}

std::vector<std::string>
PairingNotes(const Comparison& comparison)
{
    constexpr size_t MOST = 5;
    std::vector<std::string> notes;
    size_t unpaired = 0;
    // Draws belong to runs, not to metrics: one table tells all.
    for (const auto& row : comparison.tables.front().rows)
    {
        if (row.otherDraws.empty())
        {
            continue;
        }
        unpaired++;
        if (unpaired > MOST)
        {
            continue;
        }
        std::string cell;
        for (size_t i = 0; i < row.cell.size(); i++)
        {
            cell += (i == 0 ? "" : ", ") + ShortKey(comparison.keys[i], comparison.keys) + " = " +
                    row.cell[i];
        }
        std::string kinds;
        for (const auto& kind : row.otherDraws)
        {
            kinds += (kinds.empty() ? "" : " and ") + kind;
        }
        notes.push_back("Not paired with the baseline: " + cell + ", whose runs met other " +
                        kinds + " in " + std::to_string(row.otherRuns) + " of " +
                        std::to_string(row.sample.n) + " replications.");
    }
    if (unpaired > MOST)
    {
        notes.push_back("Not paired with the baseline: " + std::to_string(unpaired - MOST) +
                        " more combinations, for the same reason.");
    }
    if (unpaired > 0)
    {
        notes.push_back("What is not paired is compared as independent samples (Welch), with wider "
                        "intervals and without d.");
    }
    return notes;
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
