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

namespace
{

/**
 * @param folder a study's folder
 * @return the plan of its study.ini
 */
StudyPlan
PlanOf(const std::string& folder)
{
    const std::string text = RunStore(folder).ReadStudy().value_or("");
    return PlanStudy(ParseStudyText(text, folder + "/study.ini"), "study");
}

} // namespace

Comparison
CompareStudy(const std::string& folder,
             const std::string& baseline,
             const std::vector<std::string>& metrics)
{
    const StudyResults results = LoadStudy(folder);
    const std::string yardstick = baseline.empty() ? PlanOf(folder).baseline : baseline;
    return Compare(results, yardstick.empty() ? Baseline() : ParseBaseline(yardstick), metrics);
}

void
PlotStudy(const std::string& folder, std::ostream& out)
{
    const StudyResults results = LoadStudy(folder);
    FigureOptions options;
    options.metrics = PlanOf(folder).figureMeasures;
    for (const auto& path : DrawFigures(results, {}, options))
    {
        out << "Figure: " << path << "\n";
    }
}

} // namespace sharding
} // namespace ns3
