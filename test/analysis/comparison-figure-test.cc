/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/comparison-figure.h"
#include "analysis/figure-metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ns3::sharding;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace
{

/**
 * @param metrics their names
 * @param cells values of each cell's two runs, one for each metric
 * @return a study of those cells: "x.interleave" true or false, "net.data-rate" 5Mbps, 10Mbps, ...
 */
StudyResults
MakeStudy(const std::vector<std::string>& metrics, const std::vector<std::vector<double>>& cells)
{
    StudyResults results;
    results.keys = {"x.interleave", "net.data-rate"};
    for (const auto& metric : metrics)
    {
        results.metrics.push_back({metric, metric == "loss" ? "1" : "s", ""});
    }
    for (size_t i = 0; i < cells.size(); ++i)
    {
        StudyResults::Cell cell;
        cell.values = {i % 2 == 0 ? "true" : "false", std::to_string(5 + 5 * (i / 2)) + "Mbps"};
        for (uint32_t replication : {1, 2})
        {
            cell.runs[replication].values.assign(cells[i].begin(), cells[i].end());
        }
        results.cells.push_back(cell);
    }
    return results;
}

} // namespace

TEST(FigureMetrics, ChoosesTheMostInterestingThatDiffer)
{
    const auto study = MakeStudy({"latency.p50", "goodput", "loss", "latency.p99", "offered"},
                                 {{1, 2, 0, 5, 7}, {2, 2, 0, 6, 8}});
    EXPECT_THAT(FigureMetrics(study, 3), ElementsAre("latency.p99", "latency.p50"));
    EXPECT_THAT(FigureMetrics(study, 1), ElementsAre("latency.p99"));
    const auto all = MakeStudy({"latency.p99", "goodput", "loss"}, {{1, 1, 0.1}, {2, 2, 0.2}});
    EXPECT_THAT(FigureMetrics(all, 3), ElementsAre("loss", "goodput", "latency.p99"));
}

TEST(FigureMetrics, AThousandthIsNoDifference)
{
    EXPECT_THAT(FigureMetrics(MakeStudy({"loss", "goodput"}, {{0, 1}, {0.1, 1.0009}}), 3),
                ElementsAre("loss"));
    EXPECT_THAT(FigureMetrics(MakeStudy({"loss", "goodput"}, {{0, 1}, {0.1, 1.0011}}), 3),
                ElementsAre("loss", "goodput"));
}

TEST(FigureMetrics, ShowsSomethingWhereNothingDiffers)
{
    EXPECT_THAT(FigureMetrics(MakeStudy({"other", "goodput", "loss"}, {{1, 1, 0}, {1, 1, 0}}), 3),
                ElementsAre("loss", "goodput"));
    EXPECT_THAT(FigureMetrics(MakeStudy({"a", "b"}, {{1, 1}}), 3), ElementsAre("a", "b"));
    EXPECT_THAT(FigureMetrics(MakeStudy({}, {}), 3), IsEmpty());
}

TEST(ComparisonFigure, SaysWhatTheColorsMean)
{
    const auto study = MakeStudy({"latency.p99"}, {{1}, {2}, {3}, {4}});
    const auto script = MakeComparisonFigure(study, {}).script;
    EXPECT_THAT(script, HasSubstr("set label 'interleave:' at screen"));
    EXPECT_THAT(script, HasSubstr("set label 'true' at screen"));
    EXPECT_THAT(script, HasSubstr("set label 'false' at screen"));
}

TEST(ComparisonFigure, AUnitThatAllValuesShareGoesToTheTitle)
{
    auto study = MakeStudy({"latency.p99"}, {{1}, {2}, {3}, {4}});
    auto script = MakeComparisonFigure(study, {}).script;
    EXPECT_THAT(script, HasSubstr("set label '10' at first 1.0000"));
    EXPECT_THAT(script, HasSubstr("set label 'data-rate (Mbps)' at screen"));
    study.cells[2].values[1] = study.cells[3].values[1] = "1Gbps";
    script = MakeComparisonFigure(study, {}).script;
    EXPECT_THAT(script, HasSubstr("set label '1Gbps' at first 1.0000"));
    EXPECT_THAT(script, HasSubstr("set label 'data-rate' at screen"));
}

TEST(ComparisonFigure, KeepsTheWholeIntervalInItsDataAndCutsItInThePicture)
{
    auto study = MakeStudy({"loss"}, {{0.01}, {0.2}});
    study.cells[0].runs[1].values[0] = 0; // mean 0.005, half-width 0.0635
    const auto figure = MakeComparisonFigure(study, {});
    ASSERT_EQ(figure.data.rows[0][4], "mean");
    EXPECT_NEAR(std::stod(figure.data.rows[0][8]), 0.005 - 12.706 * 0.005, 1e-5);
    EXPECT_THAT(figure.script, HasSubstr("floor_of(y) = y < 0 ? 0 : y"));
    EXPECT_THAT(figure.script, HasSubstr("floor_of(column(9)*100)"));
}

TEST(ComparisonFigure, ManyMarksHaveARowForEachPanel)
{
    const std::vector<std::vector<double>> few(24, {1, 2});
    const std::vector<std::vector<double>> many(26, {1, 2});
    const auto narrow = MakeComparisonFigure(MakeStudy({"a", "b"}, few), {});
    const auto wide = MakeComparisonFigure(MakeStudy({"a", "b"}, many), {});
    EXPECT_EQ(narrow.widthCm, 18);
    EXPECT_EQ(wide.widthCm, 18);
    EXPECT_GT(wide.heightCm, 1.5 * narrow.heightCm);
}
