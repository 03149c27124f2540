/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/study-plan.h"

#include <gtest/gtest.h>

#include <sstream>

using namespace ns3::sharding;

namespace
{

StudyPlan
Plan(const std::string& study, const std::string& scenario = "type = X\n")
{
    std::istringstream in("[scenario]\n" + scenario + "[study]\n" + study);
    return PlanStudy(ScenarioFile::Parse(in, "a.ini"), "stem");
}

std::string
Refusal(const std::string& study, const std::string& scenario = "type = X\n")
{
    try
    {
        Plan(study, scenario);
    }
    catch (const InputError& error)
    {
        return error.what();
    }
    return "";
}

/// "1/a 1/b 2/a": the cells in order.
std::string
Cells(const StudyPlan& plan)
{
    std::string text;
    for (const auto& cell : plan.cells)
    {
        text += text.empty() ? "" : " ";
        for (std::size_t i = 0; i < cell.values.size(); i++)
        {
            text += (i > 0 ? "/" : "") + cell.values[i].second;
        }
    }
    return text;
}

std::string
Values(const std::string& text)
{
    std::string joined;
    for (const auto& value : ReadValues(text, {"a.ini", 7}))
    {
        joined += (joined.empty() ? "" : " ") + value;
    }
    return joined;
}

} // namespace

TEST(StudyPlan, CombinesAllValuesTheLastKeyFastest)
{
    const auto plan = Plan("vary.s.policy = none, fixed\nvary.s.count = 1, 4, 8\n");
    EXPECT_EQ(Cells(plan), "none/1 none/4 none/8 fixed/1 fixed/4 fixed/8");
    EXPECT_EQ(plan.keys, (std::vector<std::string>{"s.policy", "s.count"}));
    EXPECT_EQ(plan.cells[4].file.Find("s", "policy")->value, "fixed");
    EXPECT_EQ(plan.cells[4].file.Find("s", "count")->value, "4");
    EXPECT_EQ(plan.cells[4].file.Find("s", "count")->place.ToString(), "a.ini:5")
        << "a bad value is reported where it is listed";
}

TEST(StudyPlan, HasDefaults)
{
    const auto plan = Plan("vary.s.policy = none, fixed\n");
    EXPECT_EQ(plan.name, "stem");
    EXPECT_EQ(plan.replications, 10U);
    EXPECT_EQ(plan.seed, 1U);
    EXPECT_EQ(plan.baseline, "s.policy=none");
}

TEST(StudyPlan, AStudyThatVariesNothingIsOneCell)
{
    const auto plan = Plan("replications = 3\nname = n-1\n", "type = X\nseed = 7\n");
    EXPECT_EQ(plan.cells.size(), 1U);
    EXPECT_EQ(plan.baseline, "");
    EXPECT_EQ(plan.replications, 3U);
    EXPECT_EQ(plan.name, "n-1");
    EXPECT_EQ(plan.seed, 7U);
}

TEST(StudyPlan, SkipsWhatMeetsAllConditionsOfARule)
{
    const std::string axes = "vary.s.policy = none, fixed\nvary.s.count = 1, 4, 8\n";
    EXPECT_EQ(Cells(Plan(axes + "skip = s.policy=none & s.count!=1\n")),
              "none/1 fixed/1 fixed/4 fixed/8");
    EXPECT_EQ(Cells(Plan(axes + "skip = s.policy = none & s.count != 1 ; s.count=8\n")),
              "none/1 fixed/1 fixed/4");
}

TEST(StudyPlan, ExpandsRanges)
{
    EXPECT_EQ(Values("1..4"), "1 2 3 4");
    EXPECT_EQ(Values("1..8 step 3"), "1 4 7");
    EXPECT_EQ(Values("0..0.3 step 0.1"), "0 0.1 0.2 0.3");
    EXPECT_EQ(Values("1ms..5ms step 2ms, 1s"), "1ms 3ms 5ms 1s");
    EXPECT_EQ(Values("1%..3%"), "1% 2% 3%");
    EXPECT_EQ(Values("../a, b..c"), "../a b..c") << "texts with dots are no ranges";
    EXPECT_EQ(Values("7..7"), "7");
}

TEST(StudyPlan, NamesTheMeasuresOfItsFigure)
{
    EXPECT_TRUE(Plan("vary.s.policy = none, fixed\n").figureMeasures.empty());
    EXPECT_EQ(Plan("figure.measures = latency.p99, goodput\n").figureMeasures,
              (std::vector<std::string>{"latency.p99", "goodput"}));
}

struct BadStudy
{
    std::string study;
    std::string message;
};

class BadStudySection : public testing::TestWithParam<BadStudy>
{
};

TEST_P(BadStudySection, IsRefusedWithFileAndLine)
{
    EXPECT_EQ(Refusal(GetParam().study), GetParam().message);
}

const std::string AXES = "vary.s.policy = none, fixed\nvary.s.count = 1, 4\n";

INSTANTIATE_TEST_SUITE_P(
    Table,
    BadStudySection,
    testing::Values(
        BadStudy{"replication = 3\n",
                 "a.ini:4: unknown key 'replication' in [study]; did you mean 'replications'? "
                 "Valid: name, "
                 "replications, baseline, skip, figure.measures, vary.SECTION.KEY"},
        BadStudy{"figure.measures = loss,, goodput\n",
                 "a.ini:4: [study] figure.measures: read 'loss,, goodput', valid are 1 to 12 "
                 "different measures joined with single commas"},
        BadStudy{"figure.measures = loss, loss\n",
                 "a.ini:4: [study] figure.measures: read 'loss, loss', valid are 1 to 12 "
                 "different measures joined with single commas"},
        BadStudy{"figure.measures = a,b,c,d,e,f,g,h,i,j,k,l,m\n",
                 "a.ini:4: [study] figure.measures: read 'a,b,c,d,e,f,g,h,i,j,k,l,m', valid are 1 "
                 "to 12 different measures joined with single commas"},
        BadStudy{"replications = 0\n",
                 "a.ini:4: [study] replications: read '0', valid is a whole number in [1, 10000]"},
        BadStudy{
            "replications = many\n",
            "a.ini:4: [study] replications: read 'many', valid is a whole number in [1, 10000]"},
        BadStudy{"name = a/b\n",
                 "a.ini:4: [study] name: read 'a/b', valid are up to 100 letters, digits, '-' and "
                 "'_': it names a "
                 "folder"},
        BadStudy{"vary.policy = a\n",
                 "a.ini:4: read 'vary.policy'; the form is vary.section.key = value, value"},
        BadStudy{
            "vary.scenario.seed = 1, 2\n",
            "a.ini:4: 'scenario.seed' cannot vary; replications have random streams of their own"},
        BadStudy{
            "vary.study.name = a, b\n",
            "a.ini:4: 'study.name' cannot vary; replications have random streams of their own"},
        BadStudy{"vary.s.x = a,,b\n", "a.ini:4: read 'a,,b'; values are joined with single commas"},
        BadStudy{"vary.s.x =\n", "a.ini:4: read ''; values are joined with single commas"},
        BadStudy{"vary.s.x = a, b, a\n", "a.ini:4: read 'a, b, a', which holds 'a' twice"},
        BadStudy{"vary.s.x = 1..4 step 0\n",
                 "a.ini:4: read '1..4 step 0'; a range rises by steps above 0"},
        BadStudy{"vary.s.x = 4..1\n", "a.ini:4: read '4..1'; a range rises by steps above 0"},
        BadStudy{"vary.s.x = 1ms..4s step 1ms\n",
                 "a.ini:4: read '1ms..4s step 1ms'; a range has the form 1..8 step 1, each with "
                 "the same unit or none"},
        BadStudy{"vary.s.x = 1..\n",
                 "a.ini:4: read '1..'; a range has the form 1..8 step 1, each with the same unit "
                 "or none"},
        BadStudy{"vary.s.x = 1..5000\n", "a.ini:4: read '1..5000'; more than 4096 values"},
        BadStudy{"vary.s.x = 1..100\nvary.s.y = 1..100\n",
                 "a.ini:5: the study has more than 4096 combinations"},
        BadStudy{AXES + "skip = s.polcy=none\n",
                 "a.ini:6: [study] skip: 's.polcy' does not vary; did you mean 's.policy'? Valid: "
                 "s.policy, s.count"},
        BadStudy{AXES + "skip = s.policy=noen\n",
                 "a.ini:6: [study] skip: 'noen' is none of the values of s.policy; did you mean "
                 "'none'? Valid: none, "
                 "fixed"},
        BadStudy{
            AXES + "skip = s.policy\n",
            "a.ini:6: [study] skip: read 's.policy'; a condition has the form section.key=value or "
            "section.key!=value"},
        BadStudy{AXES + "skip = s.count=1; s.count=4\n",
                 "a.ini:6: [study] skip: read 's.count=1; s.count=4', which leaves nothing to run"},
        BadStudy{AXES + "baseline = s.policy=nothing\n",
                 "a.ini:6: [study] baseline: 'nothing' is none of the values of s.policy; Valid: "
                 "none, fixed"},
        BadStudy{AXES + "skip = s.policy=none\nbaseline = s.policy=none\n",
                 "a.ini:7: [study] baseline: read 's.policy=none', which no combination of the "
                 "study has"}));

TEST(StudyPlan, TheSeedHas32BitsAndIsNotZero)
{
    for (const std::string seed : {"0", "-1", "4294967296", "x"})
    {
        EXPECT_EQ(Refusal("", "type = X\nseed = " + seed + "\n"),
                  "a.ini:3: [scenario] seed: read '" + seed +
                      "', valid is a whole number in [1, 4294967295]");
    }
    EXPECT_EQ(Plan("", "type = X\nseed = 4294967295\n").seed, 4294967295U);
}

TEST(StudyPlan, DescribesEachRun)
{
    const auto plan = Plan("vary.s.policy = none, fixed\nname = n\n", "type = X\nseed = 9\n");
    const auto run = DescribeRun(plan, 1, 3, {"0.1", "3.37", "shardsim study", "ab"});
    EXPECT_EQ(run.studyName, "n");
    EXPECT_EQ(run.scenario, "X");
    EXPECT_EQ(run.cell, plan.cells[1].values);
    EXPECT_EQ(run.cellIndex, 1U);
    EXPECT_EQ(run.replication, 3U);
    EXPECT_EQ(run.seed, 9U);
    EXPECT_EQ(run.configuration, "s.policy=fixed\nscenario.seed=9\nscenario.type=X\n");
    EXPECT_EQ(run.runId, RunId(run.configuration, 9, 3, "0.1"));
    EXPECT_NE(run.runId, DescribeRun(plan, 0, 3, {"0.1", "", "", ""}).runId);
    auto otherInput = plan;
    otherInput.cells.at(1).inputDigest = "0123456789abcdef";
    EXPECT_NE(run.runId, DescribeRun(otherInput, 1, 3, {"0.1", "", "", ""}).runId);
    EXPECT_EQ(run.runId, DescribeRun(plan, 1, 3, {"0.1", "", "other", ""}).runId);
}
