/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/durable-file.h"
#include "test/support/test-folder.h"
#include "tools/command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

using namespace ns3::sharding;
using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

namespace
{

const std::string SCENARIO = "[scenario]\ntype = ClosedLoopScenario\nduration = 2s\nwarm-up = "
                             "100ms\n";

/// The tool in a folder of its own.
class StudyDraws : public testing::Test
{
  protected:
    int
    Run(const std::vector<std::string>& words)
    {
        m_out.str("");
        m_err.str("");
        Console console{m_out, m_err, false, "", "shardsim test"};
        return RunTool(words, console);
    }

    /// Runs a study and compares it.
    void
    Study(const std::string& text)
    {
        const std::string ini = m_folder.Write("study.ini", SCENARIO + text);
        const std::string out = m_folder.Path("out");
        ASSERT_EQ(Run({"study", ini, "--out", out, "-j", "2"}), 0) << m_err.str();
        m_study = m_out.str();
        ASSERT_EQ(Run({"compare", out, "--format", "csv", "--metric", "loss"}), 0) << m_err.str();
        ASSERT_EQ(Run({"compare", out, "--format", "latex", "--metric", "loss"}), 0) << m_err.str();
        m_csv = ReadFile(out + "/comparison.csv");
        m_latex = ReadFile(out + "/comparison.tex");
        ASSERT_EQ(Run({"compare", out, "--metric", "loss"}), 0) << m_err.str();
    }

    /// The one run in a folder of results.
    std::string
    RunIn(const std::string& folder)
    {
        return fs::directory_iterator(m_folder.Path(folder + "/runs"))->path().string();
    }

    TestFolder m_folder;
    std::ostringstream m_out;
    std::ostringstream m_err;
    std::string m_study; //!< what the study printed
    std::string m_csv;
    std::string m_latex;
};

} // namespace

TEST_F(StudyDraws, ArrivalsThatDependOnThePolicyAreNotPaired)
{
    Study("[faults]\npoisson mean=500ms crash random(1 of server-*) for 50ms\n"
          "[study]\nreplications = 6\nvary.work.policy = open, closed\n");
    const std::string note = "Not paired with the baseline: policy = closed, whose runs met other "
                             "arrivals in 6 of 6 replications.";
    EXPECT_THAT(m_study, HasSubstr(note)) << "at the end of the study";
    EXPECT_THAT(m_out.str(), HasSubstr(note));
    EXPECT_THAT(m_out.str(), HasSubstr(", unpaired"));
    EXPECT_THAT(m_out.str(), HasSubstr("  6+6  "));
    EXPECT_THAT(m_csv, HasSubstr(",welch,arrivals,,6,"));
    EXPECT_THAT(m_csv, Not(HasSubstr(",paired,")));
    EXPECT_THAT(m_latex, HasSubstr(note));
}

TEST_F(StudyDraws, FaultsThatDependOnThePolicyAreNotPaired)
{
    Study("[faults]\npoisson mean=500ms crash random(1 of server-*) for 50ms\n"
          "[study]\nreplications = 6\nvary.work.servers = 4, 8\n");
    EXPECT_THAT(m_out.str(), HasSubstr("servers = 8, whose runs met other faults in "));
    EXPECT_THAT(m_csv, HasSubstr(",welch,faults,,6,"));
}

TEST_F(StudyDraws, WhoMeetsTheSameIsPaired)
{
    Study("[faults]\npoisson mean=500ms crash random(1 of server-*) for 50ms\n"
          "[study]\nreplications = 6\nvary.measure.deadline = 200ms, 1ms\n");
    EXPECT_THAT(m_study, Not(HasSubstr("Not paired")));
    EXPECT_THAT(m_out.str(), Not(HasSubstr("npaired")));
    EXPECT_THAT(m_csv, HasSubstr(",paired,,6,6,"));
}

TEST_F(StudyDraws, TheScheduleOfARunCanBeFedBackUnderAnotherSeed)
{
    const std::string ini = m_folder.Write(
        "chance.ini",
        SCENARIO + "[faults]\npoisson mean=200ms crash random(2 of server-*) for 50ms as outage\n"
                   "uniform 5 in 0s..2s heal outage\n");
    ASSERT_EQ(Run({"run", ini, "--out", m_folder.Path("first")}), 0) << m_err.str();
    const std::string lines = RunIn("first") + "/faults.txt";
    const std::string events = ReadFile(RunIn("first") + "/events.jsonl");
    ASSERT_EQ(Run({"run", ini, "--out", m_folder.Path("again"), "--run", "7", "--faults", lines}),
              0)
        << m_err.str();
    EXPECT_EQ(ReadFile(RunIn("again") + "/events.jsonl"), events);
    EXPECT_EQ(ReadFile(RunIn("again") + "/faults.txt"), ReadFile(lines));
    EXPECT_GT(std::count(events.begin(), events.end(), '\n'), 10);
    ASSERT_EQ(Run({"run", ini, "--out", m_folder.Path("other"), "--run", "7"}), 0) << m_err.str();
    EXPECT_NE(ReadFile(RunIn("other") + "/events.jsonl"), events);
}

TEST_F(StudyDraws, ABadLineOfAFedBackScheduleNamesItsFile)
{
    const std::string ini = m_folder.Write("a.ini", SCENARIO);
    const std::string lines = m_folder.Write("lines.txt", "# a comment\nat 1s crahs server-1\n");
    EXPECT_EQ(Run({"run", ini, "--faults", lines}), 2);
    EXPECT_THAT(m_err.str(), HasSubstr(lines + ":2: unknown fault 'crahs'"));
    EXPECT_EQ(Run({"run", ini, "--faults", "no/such/file"}), 2);
    EXPECT_THAT(m_err.str(), HasSubstr("no/such/file: cannot be read"));
}

TEST_F(StudyDraws, MoreReplicationsInTheFileExtendAStudy)
{
    const auto text = [](int replications)
    {
        return SCENARIO + "[study]\nvary.work.policy = open, closed\nreplications = " +
               std::to_string(replications) + "\n";
    };
    const std::string out = m_folder.Path("out");
    const std::string ini = m_folder.Write("study.ini", text(2));
    ASSERT_EQ(Run({"study", ini, "--out", out}), 0) << m_err.str();
    m_folder.Write("study.ini", "# two more\n" + text(4));
    ASSERT_EQ(Run({"study", ini, "--out", out}), 0) << m_err.str();
    EXPECT_THAT(m_out.str(), HasSubstr("4 runs made, 4 kept, 0 failed"));
    EXPECT_EQ(ReadFile(out + "/study.ini"), "# two more\n" + text(4));
    m_folder.Write("study.ini", text(3));
    EXPECT_EQ(Run({"study", ini, "--out", out}), 2) << "a study does not shrink";
    EXPECT_THAT(m_err.str(), HasSubstr("holds another study"));
    EXPECT_EQ(ReadFile(out + "/study.ini"), "# two more\n" + text(4));
}
