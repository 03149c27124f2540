/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "comparison-report.h"
#include "csv-file.h"
#include "durable-file.h"

#include <filesystem>

namespace ns3
{
namespace sharding
{

namespace
{

/**
 * @param center middle of an interval, if any
 * @param offset half of its width, if any
 * @param sign -1 for the lower end, 1 for the upper one
 * @return that end of it as text
 */
std::string
EndText(std::optional<double> center, std::optional<double> offset, int sign)
{
    return center && offset ? NumberText(*center + sign * *offset) : "";
}

/**
 * @param comparison a comparison
 * @return one row for each cell and metric
 */
CsvTable
ToCsvTable(const Comparison& comparison)
{
    CsvTable csv;
    csv.columns = {{"metric", "", "What was measured."}, {"unit", "", "Unit of the values."}};
    for (const auto& key : comparison.keys)
    {
        csv.columns.push_back({key, "", "Value of this varied key."});
    }
    const std::string unit = "see column unit";
    for (const CsvTable::Column& column : std::vector<CsvTable::Column>{
             {"n", "runs", "Runs of the cell that have a value."},
             {"mean", unit, "Mean over the runs."},
             {"mean-low", unit, "Lower end of the 95 % Student t interval of the mean."},
             {"mean-high", unit, "Upper end of it."},
             {"median", unit, "Median of the runs."},
             {"median-low", unit, "Lower end of the 95 % order-statistic interval of the median."},
             {"median-high", unit, "Upper end of it."},
             {"test",
              "",
              "How this cell was compared with its baseline: 'paired', or 'welch' (as independent "
              "samples) where their runs met other draws."},
             {"other-draws",
              "",
              "Which draws differ between runs of the same replication: arrivals, faults."},
             {"pairs", "pairs", "Replications that were compared as difference."},
             {"baseline-n", "runs", "Runs of the baseline that have a value."},
             {"difference",
              unit,
              "Mean of this cell's value minus the baseline's, over the pairs or of the two "
              "means."},
             {"difference-low", unit, "Lower end of the 95 % t interval of the difference."},
             {"difference-high", unit, "Upper end of it."},
             {"p", "1", "Two-sided p-value of the test."},
             {"p-holm", "1", "The same after Holm's correction over the whole table."},
             {"effect-size", "1", "Paired effect size d_z with Hedges' correction."},
             {"verdict", "", "Verdict at the 5 % level; 'baseline' for the yardstick itself."}})
    {
        csv.columns.push_back(column);
    }

    for (const auto& table : comparison.tables)
    {
        for (const auto& row : table.rows)
        {
            std::vector<std::string> fields{table.metric.name, table.metric.unit};
            fields.insert(fields.end(), row.cell.begin(), row.cell.end());
            const auto& median = row.medianInterval;
            const auto& difference = row.difference;
            const bool paired = row.otherDraws.empty();
            std::string otherDraws;
            for (const auto& kind : row.otherDraws)
            {
                otherDraws += (otherDraws.empty() ? "" : " ") + kind;
            }
            for (const auto& field :
                 {std::to_string(row.sample.n),
                  NumberText(row.sample.mean),
                  EndText(row.sample.mean, row.sample.halfWidth, -1),
                  EndText(row.sample.mean, row.sample.halfWidth, 1),
                  NumberText(row.median),
                  median ? NumberText(median->low) : std::string(),
                  median ? NumberText(median->high) : std::string(),
                  std::string(row.isBaseline ? ""
                              : paired       ? "paired"
                                             : "welch"),
                  otherDraws,
                  row.isBaseline || !paired ? std::string() : std::to_string(difference.n),
                  row.isBaseline ? std::string() : std::to_string(row.baselineRuns),
                  NumberText(difference.mean),
                  EndText(difference.mean, difference.halfWidth, -1),
                  EndText(difference.mean, difference.halfWidth, 1),
                  NumberText(difference.p),
                  NumberText(row.adjustedP),
                  NumberText(difference.effectSize),
                  row.isBaseline ? std::string("baseline") : ToText(row.verdict)})
            {
                fields.push_back(field);
            }
            csv.rows.push_back(fields);
        }
    }
    return csv;
}

} // namespace

void
WriteCsv(const Comparison& comparison, const std::string& path)
{
    const CsvTable csv = ToCsvTable(comparison);
    const std::string dictionary =
        std::filesystem::path(path).replace_extension(".columns.json").string();
    ReplaceFile(dictionary, ColumnsText(csv));
    ReplaceFile(path, CsvText(csv));
}

} // namespace sharding
} // namespace ns3
