/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "study-report.h"

#include "analysis/figure.h"
#include "analysis/run-store.h"
#include "study-engine.h"

#include "ns3/input-error.h"

namespace ns3
{
namespace sharding
{

Comparison
CompareStudy(const std::string& folder,
             const std::string& baseline,
             const std::vector<std::string>& metrics)
{
    const StudyResults results = LoadStudy(folder);
    std::string yardstick = baseline;
    if (yardstick.empty())
    {
        const std::string text = RunStore(folder).ReadStudy().value_or("");
        yardstick = PlanStudy(ParseStudyText(text, folder + "/study.ini"), "study").baseline;
    }
    return Compare(results, yardstick.empty() ? Baseline() : ParseBaseline(yardstick), metrics);
}

void
PlotStudy(const std::string& folder, std::ostream& out)
{
    for (const auto& path : DrawFigures(LoadStudy(folder), {}, FigureOptions()))
    {
        out << "Figure: " << path << "\n";
    }
}

} // namespace sharding
} // namespace ns3
