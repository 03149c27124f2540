/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "comparison-report.h"
#include "comparison-words.h"

#include <algorithm>

namespace ns3
{
namespace sharding
{

namespace
{

constexpr size_t LINE_WIDTH = 120;   //!< no line is longer
constexpr size_t NUMBERS_WIDTH = 92; //!< what the columns of numbers and the verdict take at most
constexpr size_t MIN_VALUE_WIDTH =
    6; //!< values of varied keys are cut to their share, but never below this

/**
 * @param text UTF-8
 * @return how many columns of a terminal it takes
 */
size_t
WidthOf(const std::string& text)
{
    return static_cast<size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

/**
 * @param text a value of a varied key, or the key
 * @param keys how many varied keys share a line
 * @return it, cut to its share of the line
 */
std::string
Cut(const std::string& text, size_t keys)
{
    const size_t share = (LINE_WIDTH - NUMBERS_WIDTH) / keys;
    const size_t width = std::max(MIN_VALUE_WIDTH, share > 2 ? share - 2 : 0);
    return text.size() <= width ? text : text.substr(0, width - 2) + "..";
}

/**
 * Prints lines of fields with aligned columns.
 *
 * @param lines all as long as the first
 * @param leftAligned how many columns at the left are words; the last one is too
 * @param out where to
 */
void
PrintAligned(const std::vector<std::vector<std::string>>& lines,
             size_t leftAligned,
             std::ostream& out)
{
    std::vector<size_t> widths(lines.front().size(), 0);
    for (const auto& line : lines)
    {
        for (size_t i = 0; i < line.size(); ++i)
        {
            widths[i] = std::max(widths[i], WidthOf(line[i]));
        }
    }
    for (const auto& line : lines)
    {
        std::string text;
        for (size_t i = 0; i < line.size(); ++i)
        {
            const std::string blanks(widths[i] - WidthOf(line[i]), ' ');
            const bool left = i < leftAligned || i + 1 == line.size();
            text += "  " + (left ? line[i] + blanks : blanks + line[i]);
        }
        text.erase(text.find_last_not_of(' ') + 1);
        out << text << "\n";
    }
}

/// The columns of numbers, left to right.
struct Columns
{
    std::string mean;       //!< of the cell's own runs
    std::string difference; //!< against the baseline, as are the next two
    std::string p;          //!< after Holm
    std::string effectSize; //!< with Hedges' correction
    std::string n;          //!< runs or pairs
    std::string verdict;    //!< against the baseline
};

/**
 * @param line a line, which grows
 * @param columns what to append
 * @param compares false: only what needs no baseline
 */
void
Append(std::vector<std::string>& line, const Columns& columns, bool compares)
{
    line.push_back(columns.mean);
    if (compares)
    {
        line.insert(line.end(), {columns.difference, columns.p, columns.effectSize});
    }
    line.push_back(columns.n);
    if (compares)
    {
        line.push_back(columns.verdict);
    }
}

} // namespace

void
PrintText(const Comparison& comparison, std::ostream& out)
{
    const auto& keys = comparison.keys;
    const bool compares = !comparison.baseline.empty();
    const auto notes = PairingNotes(comparison);
    out << comparison.studyName
        << (compares ? ": each cell against " + BaselineText(comparison) +
                           ", runs paired by replication" +
                           (notes.empty() ? "\n" : " where they met the same draws\n")
                     : std::string(": each cell by itself, as no baseline is set\n"));
    for (const auto& table : comparison.tables)
    {
        const ComparisonWords words(table, "\u00b1");
        std::vector<std::vector<std::string>> lines(1);
        for (const auto& key : keys)
        {
            lines[0].push_back(Cut(ShortKey(key, keys), keys.size()));
        }
        Append(lines[0],
               {"mean \u00b1 95 %", "difference [95 %]", "p", "d", "n", "verdict"},
               compares);
        for (const auto& row : table.rows)
        {
            lines.emplace_back();
            for (const auto& value : row.cell)
            {
                lines.back().push_back(Cut(value, keys.size()));
            }
            Append(lines.back(),
                   {words.Mean(row),
                    words.Difference(row),
                    ComparisonWords::P(row),
                    ComparisonWords::EffectSize(row),
                    ComparisonWords::N(row),
                    ComparisonWords::Verdict(row)},
                   compares);
        }
        out << "\n" << words.Title() << "\n";
        PrintAligned(lines, keys.size(), out);
    }
    out << "\n"
        << (compares
                ? "p: paired t test, Holm-corrected over " + std::to_string(comparison.familySize) +
                      " comparisons; verdicts at 5 %; d: paired effect size (Hedges); n: runs "
                      "or pairs\n"
                : std::string("n: runs\n"));
    for (const auto& note : notes)
    {
        out << note << "\n";
    }
    if (comparison.failedRuns > 0)
    {
        out << comparison.failedRuns << (comparison.failedRuns == 1 ? " run" : " runs")
            << " failed and left out: see the folder 'failed' of the study\n";
    }
}

} // namespace sharding
} // namespace ns3
