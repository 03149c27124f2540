/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "comparison-report.h"
#include "comparison-words.h"
#include "durable-file.h"

namespace ns3
{
namespace sharding
{

namespace
{

/**
 * @param text any text
 * @return it with everything escaped that LaTeX reads as a command
 */
std::string
Escape(const std::string& text)
{
    std::string escaped;
    for (const char c : text)
    {
        switch (c)
        {
        case '\\':
            escaped += "\\textbackslash{}";
            break;
        case '~':
            escaped += "\\textasciitilde{}";
            break;
        case '^':
            escaped += "\\textasciicircum{}";
            break;
        case '<':
            escaped += "\\textless{}";
            break;
        case '>':
            escaped += "\\textgreater{}";
            break;
        case '&':
        case '%':
        case '$':
        case '#':
        case '_':
        case '{':
        case '}':
            escaped += '\\';
            [[fallthrough]];
        default:
            escaped += c;
        }
    }
    return escaped;
}

/**
 * @param formula numbers and signs
 * @return it in math mode, where a minus is a minus; nothing stays nothing and a lone "-" a dash
 */
std::string
Math(const std::string& formula)
{
    return formula.empty() ? "" : formula == "-" ? "--" : "$" + formula + "$";
}

/**
 * @param comparison where the table stands
 * @param table one metric
 * @return its LaTeX
 */
std::string
TableText(const Comparison& comparison, const Comparison::Table& table)
{
    const ComparisonWords words(table, "\\pm");
    const size_t keys = comparison.keys.size();
    const std::string how =
        comparison.baseline.empty()
            ? ". 95\\,\\% Student $t$ intervals."
            : ". Differences and verdicts against " + Escape(BaselineText(comparison)) +
                  ", runs paired by replication; 95\\,\\% Student $t$ intervals; $p$ "
                  "Holm-corrected over " +
                  std::to_string(comparison.familySize) +
                  " comparisons; $d$: paired effect size with Hedges' correction.";
    std::string notes;
    for (const auto& note : PairingNotes(comparison))
    {
        notes += " " + Escape(note);
    }
    std::string text = "\\begin{table}\n  \\centering\n  \\caption{" + Escape(words.Title()) + how +
                       notes + "}\n  \\begin{tabular}{" + std::string(keys, 'l') +
                       "rrrrrl}\n    \\toprule\n";
    text += "    ";
    for (const auto& key : comparison.keys)
    {
        text += Escape(ShortKey(key, comparison.keys)) + " & ";
    }
    text += "mean & difference & $p$ & $d$ & $n$ & verdict \\\\\n    \\midrule\n";
    for (const auto& row : table.rows)
    {
        text += "    ";
        for (const auto& value : row.cell)
        {
            text += Escape(value) + " & ";
        }
        text += Math(words.Mean(row)) + " & " + Math(words.Difference(row)) + " & " +
                Math(ComparisonWords::P(row)) + " & " + Math(ComparisonWords::EffectSize(row)) +
                " & " + Math(ComparisonWords::N(row)) + " & " + ComparisonWords::Verdict(row) +
                " \\\\\n";
    }
    return text + "    \\bottomrule\n  \\end{tabular}\n\\end{table}\n";
}

} // namespace

void
WriteLatex(const Comparison& comparison, const std::string& path)
{
    std::string text = "% Needs \\usepackage{booktabs}.\n";
    for (const auto& table : comparison.tables)
    {
        text += "\n" + TableText(comparison, table);
    }
    ReplaceFile(path, text);
}

} // namespace sharding
} // namespace ns3
