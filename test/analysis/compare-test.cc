/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/compare.h"
#include "analysis/comparison-report.h"
#include "analysis/comparison-words.h"
#include "analysis/durable-file.h"
#include "made-up-study.h"

#include "ns3/input-error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

using namespace ns3;
using namespace ns3::sharding;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

namespace
{

// Student's sleep data once more: known mean, interval and p-value.
const std::vector<double> DRUG_1{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
const std::vector<double> DRUG_2{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

/**
 * @param values of a cell's runs
 * @param cell values of the varied keys
 * @return the cell
 */
StudyResults::Cell
CellOf(const std::vector<std::string>& cell, const std::vector<double>& values)
{
    StudyResults::Cell made{cell, {}};
    for (uint32_t i = 0; i < values.size(); ++i)
    {
        made.runs[i + 1] = {cell[0] + std::to_string(i), {values[i]}};
    }
    return made;
}

/// @return two drugs, each with and without coffee, which changes nothing; goodput in Mbit/s
StudyResults
SleepStudy()
{
    StudyResults results;
    results.studyName = "sleep";
    results.keys = {"patient.drug", "patient.coffee"};
    results.metrics = {{"goodput", "bit/s", "Sleep."}};
    for (const std::string coffee : {"no", "yes"})
    {
        for (const auto& [drug, hours] : {std::pair("1", DRUG_1), {"2", DRUG_2}})
        {
            auto values = hours;
            for (auto& value : values)
            {
                value *= 1e6;
            }
            results.cells.push_back(CellOf({drug, coffee}, values));
        }
    }
    return results;
}

/**
 * @param action what to try
 * @return the InputError's message
 */
template <typename Action>
std::string
ComplaintOf(Action action)
{
    try
    {
        action();
    }
    catch (const InputError& error)
    {
        return error.what();
    }
    return "";
}

} // namespace

TEST(Compare, PairsEachCellWithTheBaselineThatSharesItsOtherKeys)
{
    auto study = SleepStudy();
    for (auto& [replication, run] : study.cells[2].runs) // drug 1 with coffee: 100 lower
    {
        *run.values[0] -= 100e6;
    }
    const auto comparison = Compare(study, {{"patient.drug", "1"}});
    ASSERT_EQ(comparison.tables.size(), 1U);
    const auto& rows = comparison.tables[0].rows;
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_TRUE(rows[0].isBaseline);
    EXPECT_TRUE(rows[2].isBaseline);
    EXPECT_NEAR(*rows[1].difference.mean, 1.58e6, 1e-3);
    EXPECT_NEAR(*rows[3].difference.mean, 101.58e6, 1e-3);
    EXPECT_NEAR(*rows[1].difference.p, 0.002833, 5e-7);
    EXPECT_EQ(comparison.familySize, 2U);
    // Same spread, larger difference: the other p-value is the smaller one, so this one is multiplied by 1.
    EXPECT_NEAR(*rows[1].adjustedP, 0.002833, 5e-7);
    EXPECT_EQ(rows[1].verdict, Verdict::BETTER);
}

TEST(Compare, CorrectsForTheNumberOfComparisons)
{
    const auto rows = Compare(SleepStudy(), {{"patient.drug", "1"}}).tables[0].rows;
    EXPECT_NEAR(*rows[1].adjustedP, 2 * 0.002833, 1e-6);
    EXPECT_NEAR(*rows[3].adjustedP, 2 * 0.002833, 1e-6);
}

TEST(Compare, PairsByReplicationNotByPlace)
{
    auto study = SleepStudy();
    study.cells[0].runs.erase(1);
    study.cells[1].runs.erase(10);
    study.cells[1].runs.at(5).values[0] = std::nullopt;
    const auto row = Compare(study, {{"patient.drug", "1"}}).tables[0].rows[1];
    EXPECT_EQ(row.sample.n, 8U);
    EXPECT_EQ(row.difference.n, 7U);
    // Replications 2 3 4 6 7 8 9: 2.4 1.3 1.3 1.0 1.8 0.8 4.6 sum to 13.2.
    EXPECT_NEAR(*row.difference.mean, 13.2e6 / 7, 1e-3);
}

TEST(Compare, ABaselineThatTheStudyLacksComparesNothing)
{
    auto study = SleepStudy();
    study.cells.erase(study.cells.begin() + 2); // no drug 1 with coffee
    const auto comparison = Compare(study, {{"patient.drug", "1"}});
    const auto& row = comparison.tables[0].rows[2];
    EXPECT_EQ(row.difference.n, 0U);
    EXPECT_EQ(row.verdict, Verdict::NOT_ENOUGH_RUNS);
    EXPECT_EQ(comparison.familySize, 1U);
}

TEST(Compare, TheMedianHasAnIntervalFromSixRunsOn)
{
    auto study = SleepStudy();
    const auto row = Compare(study, {{"patient.drug", "1"}}).tables[0].rows[0];
    EXPECT_NEAR(*row.median, 0.35e6, 1e-3);
    EXPECT_NEAR(row.medianInterval->low, -1.2e6, 1e-3); // 2nd of ten
    EXPECT_NEAR(row.medianInterval->high, 3.4e6, 1e-3); // 9th of ten
    for (uint32_t replication = 6; replication <= 10; ++replication)
    {
        study.cells[0].runs.erase(replication);
    }
    EXPECT_FALSE(Compare(study, {{"patient.drug", "1"}}).tables[0].rows[0].medianInterval);
}

TEST(Compare, ReadsABaseline)
{
    EXPECT_THAT(ParseBaseline("a.b=c, d = e"), testing::SizeIs(2));
    EXPECT_THAT(ParseBaseline("sharding.policy=none, x=1=2"),
                ElementsAre(std::pair("sharding.policy", "none"), std::pair("x", "1=2")));
    for (const std::string wrong : {"", "none", "=none", "policy=", "a=b,,c=d", "a=b,c"})
    {
        EXPECT_THROW(ParseBaseline(wrong), InputError) << wrong;
    }
}

TEST(Compare, RefusesWhatTheStudyDoesNotHave)
{
    const auto study = SleepStudy();
    EXPECT_THAT(ComplaintOf(
                    [&] {
                        Compare(study, {{"patient.drugs", "1"}});
                    }),
                HasSubstr("the study does not vary 'patient.drugs'; did you mean 'patient.drug'?"));
    EXPECT_THAT(ComplaintOf(
                    [&] {
                        Compare(study, {{"patient.drug", "3"}});
                    }),
                AllOf(HasSubstr("patient.drug = '3' is not in the study"), HasSubstr("1, 2")));
    EXPECT_THAT(ComplaintOf(
                    [&] {
                        Compare(study, {{"patient.drug", "1"}}, {"gooodput"});
                    }),
                HasSubstr("did you mean 'goodput'?"));
}

TEST(Compare, PrintsATableThatFitsATerminal)
{
    auto study = SleepStudy();
    study.failedRuns = {"x"};
    std::ostringstream out;
    PrintText(Compare(study, {{"patient.drug", "1"}}), out);
    EXPECT_EQ(
        out.str(),
        "sleep: each cell against drug = 1, runs paired by replication\n"
        "\n"
        "goodput in Mbit/s, higher is better\n"
        "  drug  coffee  mean ± 95 %   difference [95 %]      p      d   n  verdict\n"
        "  1     no      0.75 ± 1.28                                    10  baseline\n"
        "  2     no      2.33 ± 1.43  +1.58 [0.70, 2.46]  0.006  +1.17  10  better\n"
        "  1     yes     0.75 ± 1.28                                    10  baseline\n"
        "  2     yes     2.33 ± 1.43  +1.58 [0.70, 2.46]  0.006  +1.17  10  better\n"
        "\n"
        "p: paired t test, Holm-corrected over 2 comparisons; verdicts at 5 %; d: paired effect "
        "size (Hedges); n: runs or pairs\n"
        "1 run failed and left out: see the folder 'failed' of the study\n");
}

TEST(Compare, WithoutABaselineItShowsTheCellsAlone)
{
    const auto comparison = Compare(SleepStudy(), {});
    EXPECT_EQ(comparison.familySize, 0U);
    std::ostringstream out;
    PrintText(comparison, out);
    EXPECT_EQ(out.str(),
              "sleep: each cell by itself, as no baseline is set\n"
              "\n"
              "goodput in Mbit/s, higher is better\n"
              "  drug  coffee  mean ± 95 %  n\n"
              "  1     no      0.75 ± 1.28  10\n"
              "  2     no      2.33 ± 1.43  10\n"
              "  1     yes     0.75 ± 1.28  10\n"
              "  2     yes     2.33 ± 1.43  10\n"
              "\n"
              "n: runs\n");
}

TEST(Compare, NoLineIsLongerThan120Columns)
{
    auto study = SleepStudy();
    for (auto& cell : study.cells)
    {
        cell.values[0] += "-with-a-very-long-name-of-a-policy";
        for (auto& [replication, run] : cell.runs)
        {
            *run.values[0] *= -130;
        }
    }
    std::ostringstream out;
    PrintText(Compare(study, {{"patient.coffee", "no"}}), out);
    std::istringstream lines(out.str());
    for (std::string line; std::getline(lines, line);)
    {
        EXPECT_LE(line.size(), 121U) << line; // the sign ± takes two bytes
    }
    EXPECT_THAT(out.str(), HasSubstr("no difference shown"));
}

TEST(Compare, WritesCsvWithItsDictionary)
{
    const std::string folder = FreshFolder();
    MakeFolder(folder);
    WriteCsv(Compare(SleepStudy(), {{"patient.drug", "1"}}), folder + "/comparison.csv");
    const std::string csv = ReadFile(folder + "/comparison.csv");
    EXPECT_THAT(
        csv,
        HasSubstr("metric,unit,patient.drug,patient.coffee,n,mean,mean-low,mean-high,median,"
                  "median-low,median-high,test,other-draws,pairs,baseline-n,difference,difference-"
                  "low,difference-high,p,"
                  "p-holm,effect-size,verdict\n"));
    EXPECT_THAT(csv, HasSubstr("goodput,bit/s,1,no,10,750000,"));
    EXPECT_THAT(csv, HasSubstr(",baseline\ngoodput,bit/s,2,no,10,"));
    const std::string dictionary = ReadFile(folder + "/comparison.columns.json");
    for (const std::string column : {"patient.coffee", "p-holm", "median-high", "verdict"})
    {
        EXPECT_THAT(dictionary, HasSubstr("\"name\": \"" + column + "\""));
    }
}

TEST(Compare, RunsThatDrewOtherThingsAreNoPairs)
{
    auto study = SleepStudy();
    for (auto& cell : study.cells)
    {
        for (auto& [replication, run] : cell.runs)
        {
            run.draws = {{"arrivals", std::to_string(replication)}, {"faults", "same"}};
        }
    }
    EXPECT_TRUE(PairingNotes(Compare(study, {{"patient.drug", "1"}})).empty());
    study.cells[1].runs.at(3).draws["arrivals"] = "other"; // drug 2 without coffee
    const auto comparison = Compare(study, {{"patient.drug", "1"}});
    const auto& rows = comparison.tables[0].rows;
    EXPECT_THAT(rows[1].otherDraws, ElementsAre("arrivals"));
    EXPECT_EQ(rows[1].otherRuns, 1U);
    // R's t.test of the sleep data, taken as independent: p = 0.07939, [-3.3654832, 0.2054832].
    EXPECT_NEAR(*rows[1].difference.mean, 1.58e6, 1e-3);
    EXPECT_NEAR(*rows[1].difference.halfWidth, 1.7854832e6, 1);
    EXPECT_NEAR(*rows[1].difference.p, 0.07939, 5e-6);
    EXPECT_EQ(rows[1].verdict, Verdict::NO_DIFFERENCE_SHOWN);
    EXPECT_TRUE(rows[3].otherDraws.empty()) << "the others stay pairs";
    EXPECT_NEAR(*rows[3].difference.p, 0.002833, 5e-7);

    std::ostringstream text;
    PrintText(comparison, text);
    const std::string note = "Not paired with the baseline: drug = 2, coffee = no, whose runs met "
                             "other arrivals in 1 of 10 replications.";
    EXPECT_THAT(text.str(),
                HasSubstr("runs paired by replication where they met the same draws\n"));
    EXPECT_THAT(text.str(), HasSubstr(" 10+10  no difference shown, unpaired\n"));
    EXPECT_THAT(text.str(), HasSubstr("\n" + note + "\n"));
    const std::string folder = FreshFolder();
    MakeFolder(folder);
    WriteCsv(comparison, folder + "/comparison.csv");
    EXPECT_THAT(ReadFile(folder + "/comparison.csv"), HasSubstr(",welch,arrivals,,10,1580000,"));
    EXPECT_THAT(ReadFile(folder + "/comparison.csv"), HasSubstr(",paired,,10,10,1580000,"));
    WriteLatex(comparison, folder + "/comparison.tex");
    EXPECT_THAT(ReadFile(folder + "/comparison.tex"), HasSubstr(note));
}

TEST(Compare, TellsOfAtMostFiveCellsThatAreNoPairs)
{
    auto study = SleepStudy();
    study.cells.clear();
    for (int drug = 1; drug <= 8; drug++)
    {
        study.cells.push_back(CellOf({std::to_string(drug), "no"}, DRUG_1));
        study.cells.back().runs.at(1).draws["faults"] = std::to_string(drug);
    }
    const auto notes = PairingNotes(Compare(study, {{"patient.drug", "1"}}));
    ASSERT_EQ(notes.size(), 7U);
    EXPECT_THAT(notes[4], HasSubstr("drug = 6"));
    EXPECT_THAT(notes[5], HasSubstr("2 more combinations"));
    EXPECT_THAT(notes[6], HasSubstr("Welch"));
}

TEST(Compare, WritesLatexWithNothingLeftToEscape)
{
    auto study = SleepStudy();
    study.cells[1].values[0] = "50%_{a}&\\b";
    study.cells[3].values[0] = "50%_{a}&\\b";
    const std::string folder = FreshFolder();
    MakeFolder(folder);
    WriteLatex(Compare(study, {{"patient.drug", "1"}}), folder + "/comparison.tex");
    const std::string tex = ReadFile(folder + "/comparison.tex");
    EXPECT_THAT(tex, HasSubstr("\\begin{tabular}{llrrrrrl}\n    \\toprule\n"));
    EXPECT_THAT(
        tex,
        HasSubstr("    50\\%\\_\\{a\\}\\&\\textbackslash{}b & no & $2.33 \\pm 1.43$ & $+1.58 "
                  "[0.70, 2.46]$ & $0.006$ & $+1.17$ & $10$ & better \\\\\n"));
    EXPECT_THAT(tex, HasSubstr("    1 & no & $0.75 \\pm 1.28$ &  &  &  & $10$ & baseline \\\\\n"));
}
