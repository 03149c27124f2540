/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "compare.h"

#include "holm.h"
#include "welch-comparison.h"

#include "ns3/input-error.h"
#include "ns3/nearest-name.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

namespace ns3
{
namespace sharding
{

namespace
{

/**
 * @param results a study
 * @param baseline the yardstick
 * @return for each key of the study the value that the baseline gives it, if any
 * @throws InputError when a key or value is not in the study
 */
std::vector<std::optional<std::string>>
Resolve(const StudyResults& results, const Baseline& baseline)
{
    std::vector<std::optional<std::string>> wanted(results.keys.size());
    for (const auto& [key, value] : baseline)
    {
        const size_t index = results.FindKey(key);
        const auto values = results.GetValues(index);
        if (std::find(values.begin(), values.end(), value) == values.end())
        {
            throw InputError("the baseline's " + key + " = '" + value + "' is not in the study" +
                             ValidNames(value, values));
        }
        wanted[index] = value;
    }
    return wanted;
}

/**
 * Compares the replications in which both cells have a value.
 *
 * @param cell a cell
 * @param yardstick the cell to compare it with
 * @param metric index of a metric
 * @return the comparison
 */
MeanDifference
ComparePaired(const StudyResults::Cell& cell, const StudyResults::Cell& yardstick, size_t metric)
{
    std::vector<double> treatment;
    std::vector<double> baseline;
    for (const auto& [replication, run] : cell.runs)
    {
        const auto other = yardstick.runs.find(replication);
        if (other != yardstick.runs.end() && run.values[metric] && other->second.values[metric])
        {
            treatment.push_back(*run.values[metric]);
            baseline.push_back(*other->second.values[metric]);
        }
    }
    return ComparePairs(treatment, baseline);
}

/**
 * Finds out whether two cells drew the same.
 *
 * @param cell a cell
 * @param yardstick the cell to compare it with
 * @param row gets the kinds of draws in which they differ, and in how many replications
 */
void
CompareDraws(const StudyResults::Cell& cell,
             const StudyResults::Cell& yardstick,
             Comparison::Row& row)
{
    std::set<std::string> kinds;
    for (const auto& [replication, run] : cell.runs)
    {
        const auto other = yardstick.runs.find(replication);
        if (other == yardstick.runs.end() || run.draws == other->second.draws)
        {
            continue;
        }
        row.otherRuns++;
        std::vector<std::pair<std::string, std::string>> differing;
        std::set_symmetric_difference(run.draws.begin(),
                                      run.draws.end(),
                                      other->second.draws.begin(),
                                      other->second.draws.end(),
                                      std::back_inserter(differing));
        for (const auto& [kind, digest] : differing)
        {
            kinds.insert(kind);
        }
    }
    row.otherDraws.assign(kinds.begin(), kinds.end());
}

/**
 * @param results a study
 * @param cell a cell
 * @param yardstick the cell to compare it with; null when the study has none
 * @param metric index of a metric
 * @return the row of the table, up to its verdict
 */
Comparison::Row
MakeRow(const StudyResults& results,
        const StudyResults::Cell& cell,
        const StudyResults::Cell* yardstick,
        size_t metric)
{
    Comparison::Row row;
    row.cell = cell.values;
    const auto sample = results.GetSample(cell, metric);
    row.sample = Summarize(sample);
    row.median = sample.empty() ? std::nullopt : std::optional<double>(SampleQuantile(sample, 0.5));
    row.medianInterval = IntervalOfQuantile(sample, 0.5);
    row.isBaseline = yardstick == &cell;
    if (row.isBaseline || !yardstick)
    {
        return row;
    }
    const auto baseline = results.GetSample(*yardstick, metric);
    row.baselineRuns = baseline.size();
    CompareDraws(cell, *yardstick, row);
    row.difference = row.otherDraws.empty() ? ComparePaired(cell, *yardstick, metric)
                                            : CompareIndependent(sample, baseline);
    return row;
}

/**
 * Corrects the p-values of all rows as one family and judges each row.
 *
 * @param comparison its rows are complete but for that
 */
void
CorrectAndJudge(Comparison& comparison)
{
    std::vector<double> family;
    std::vector<Comparison::Row*> members;
    for (auto& table : comparison.tables)
    {
        for (auto& row : table.rows)
        {
            if (!row.isBaseline && row.difference.n >= MIN_PAIRS && row.difference.p)
            {
                family.push_back(*row.difference.p);
                members.push_back(&row);
            }
        }
    }
    const auto adjusted = HolmAdjust(family);
    for (size_t i = 0; i < members.size(); ++i)
    {
        members[i]->adjustedP = adjusted[i];
    }
    comparison.familySize = family.size();
    for (auto& table : comparison.tables)
    {
        for (auto& row : table.rows)
        {
            row.verdict = Judge(row.difference, row.adjustedP, table.direction);
        }
    }
}

} // namespace

Baseline
ParseBaseline(const std::string& text)
{
    Baseline baseline;
    std::istringstream parts(text);
    for (std::string part; std::getline(parts, part, ',');)
    {
        const auto first = part.find_first_not_of(' ');
        part = first == std::string::npos ? "" : part.substr(first);
        part.erase(part.find_last_not_of(' ') + 1);
        const auto equals = part.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == part.size())
        {
            throw InputError("'" + text +
                             "' is no baseline; write it as KEY=VALUE, such as "
                             "sharding.policy=none");
        }
        baseline.emplace_back(part.substr(0, equals), part.substr(equals + 1));
    }
    if (baseline.empty())
    {
        throw InputError(
            "the baseline is empty; write it as KEY=VALUE, such as sharding.policy=none");
    }
    return baseline;
}

std::vector<std::string>
DefaultMetrics(const StudyResults& results)
{
    std::vector<std::string> chosen;
    for (const std::string name : {"goodput", "loss", "latency.p99", "downtime.longest-gap"})
    {
        for (const auto& metric : results.metrics)
        {
            if (metric.name == name)
            {
                chosen.push_back(name);
            }
        }
    }
    for (size_t i = 0; chosen.empty() && i < std::min<size_t>(4, results.metrics.size()); ++i)
    {
        chosen.push_back(results.metrics[i].name);
    }
    return chosen;
}

Comparison
Compare(const StudyResults& results,
        const Baseline& baseline,
        const std::vector<std::string>& metrics)
{
    const auto wanted = Resolve(results, baseline);
    std::map<std::vector<std::string>, const StudyResults::Cell*> cells;
    for (const auto& cell : results.cells)
    {
        cells[cell.values] = &cell;
    }

    Comparison comparison;
    comparison.studyName = results.studyName;
    comparison.keys = results.keys;
    comparison.baseline = baseline;
    comparison.failedRuns = results.failedRuns.size();
    for (const auto& name : metrics.empty() ? DefaultMetrics(results) : metrics)
    {
        const size_t metric = results.FindMetric(name);
        Comparison::Table table{results.metrics[metric], DirectionOf(name), {}};
        for (const auto& cell : results.cells)
        {
            auto values = cell.values;
            for (size_t key = 0; key < values.size(); ++key)
            {
                values[key] = wanted[key].value_or(values[key]);
            }
            const auto found = cells.find(values);
            const auto* yardstick = found == cells.end() ? nullptr : found->second;

            table.rows.push_back(MakeRow(results, cell, yardstick, metric));
        }
        comparison.tables.push_back(table);
    }
    CorrectAndJudge(comparison);
    return comparison;
}

} // namespace sharding
} // namespace ns3
