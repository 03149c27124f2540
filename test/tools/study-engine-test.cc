/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/durable-file.h"
#include "analysis/run-store.h"
#include "analysis/study-database.h"
#include "tools/study-engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

using namespace ns3;
using namespace ns3::sharding;
namespace fs = std::filesystem;

namespace
{

/// A study of ToolTestScenario in a folder of its own.
class StudyEngine : public testing::Test
{
  protected:
    void
    SetUp() override
    {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        m_root =
            testing::TempDir() + "study-engine-" + test->name() + "-" + std::to_string(getpid());
        fs::remove_all(m_root);
    }

    void
    TearDown() override
    {
        fs::remove_all(m_root);
    }

    StudyPlan
    Plan(const std::string& more = "", uint32_t replications = 3)
    {
        m_text =
            "[scenario]\ntype = ToolTestScenario\n" + more +
            "[study]\nvary.work.policy = single, doubled\nvary.work.load = 3, 5\nreplications = " +
            std::to_string(replications) + "\n";
        std::istringstream in(m_text);
        return PlanStudy(ScenarioFile::Parse(in, "a.ini"), "test");
    }

    StudyOutcome
    Run(const StudyPlan& plan,
        const std::string& folder = "a",
        unsigned workers = 2,
        bool retryFailed = false)
    {
        StudyOptions options;
        options.folder = m_root + "/" + folder;
        options.studyText = m_text;
        options.workers = workers;
        options.limit = std::chrono::milliseconds(m_limitMs);
        options.retryFailed = retryFailed;
        options.identity = {"0.1", "3.37", "shardsim study", "00"};
        return RunStudy(plan, options, m_progress);
    }

    RunStore
    Store(const std::string& folder = "a") const
    {
        return RunStore(m_root + "/" + folder);
    }

    /// All files of the runs, by path below the folder.
    std::map<std::string, std::string>
    Bytes(const std::string& folder) const
    {
        std::map<std::string, std::string> files;
        for (const auto& entry : fs::recursive_directory_iterator(m_root + "/" + folder + "/runs"))
        {
            if (entry.is_regular_file())
            {
                files[fs::relative(entry.path(), m_root + "/" + folder)] = ReadFile(entry.path());
            }
        }
        return files;
    }

    std::string m_root;
    std::string m_text;
    std::ostringstream m_progress;
    int m_limitMs{60000};
};

} // namespace

TEST_F(StudyEngine, RunsAllCellsAndReplicationsIntoTheDatabase)
{
    const auto outcome = Run(Plan());
    EXPECT_EQ(outcome.planned, 12U);
    EXPECT_EQ(outcome.ran, 12U);
    EXPECT_EQ(outcome.failed, 0U);
    EXPECT_FALSE(outcome.interrupted);
    EXPECT_EQ(Store().ListRuns().size(), 12U);
    StudyDatabase database(StudyDatabase::PathIn(m_root + "/a"));
    EXPECT_EQ(database.ListRuns().size(), 12U);
}

TEST_F(StudyEngine, ReplicationsArePairsAcrossCells)
{
    const auto plan = Plan();
    Run(plan);
    const RunIdentity identity{"0.1", "", "", ""};
    std::set<double> sums;
    for (uint32_t replication = 1; replication <= 3; replication++)
    {
        const auto sum = [&](uint32_t cell)
        {
            const auto id = DescribeRun(plan, cell, replication, identity).runId;
            return Store().ReadMetrics(id).at(0).value.value();
        };
        // Cells 1 and 3 have the same load, and "doubled" counts the same draws twice.
        EXPECT_DOUBLE_EQ(sum(3), 2 * sum(1));
        sums.insert(sum(1));
    }
    EXPECT_EQ(sums.size(), 3U) << "replications draw different numbers";
}

TEST_F(StudyEngine, TheNumberOfWorkersChangesNoByte)
{
    Run(Plan(), "one", 1);
    Run(Plan(), "two", 2);
    const auto one = Bytes("one");
    EXPECT_EQ(one.size(), 12U * 6U);
    EXPECT_EQ(one, Bytes("two"));
}

TEST_F(StudyEngine, ASecondCallDoesNothing)
{
    Run(Plan());
    const auto before = Bytes("a");
    const auto outcome = Run(Plan());
    EXPECT_EQ(outcome.kept, 12U);
    EXPECT_EQ(outcome.ran, 0U);
    EXPECT_EQ(before, Bytes("a"));
}

TEST_F(StudyEngine, MakesWhatIsMissingAndNoMore)
{
    Run(Plan());
    const auto before = Bytes("a");
    fs::remove_all(m_root + "/a/runs/" + Store().ListRuns().at(4));
    const auto outcome = Run(Plan());
    EXPECT_EQ(outcome.kept, 11U);
    EXPECT_EQ(outcome.ran, 1U);
    EXPECT_EQ(before, Bytes("a"));
}

TEST_F(StudyEngine, AnAbortLosesOneRunAndIsNotRepeatedUnasked)
{
    const auto plan = Plan("[work]\nabort-run = 2\n");
    auto outcome = Run(plan);
    EXPECT_EQ(outcome.ran, 8U);
    EXPECT_EQ(outcome.failed, 4U);
    const auto failed = Store().ListFailed();
    ASSERT_EQ(failed.size(), 4U);
    EXPECT_EQ(Store().ReadFailure(failed[0]).reason, "ended by signal 6 (Aborted)");
    EXPECT_EQ(ReadFile(m_root + "/a/failed/" + failed[0] + "/log.txt"), "about to abort\n");
    EXPECT_EQ(ReadFile(m_root + "/a/failed/" + failed[0] + "/faults.txt"),
              "at 1s cut a>b\nat 2s heal a>b\n")
        << "the faults that were to come, with the chance of replication 2";
    ASSERT_EQ(outcome.reasons.size(), 4U);
    EXPECT_EQ(outcome.reasons[0], failed[0] + " ended by signal 6 (Aborted)");

    outcome = Run(plan);
    EXPECT_EQ(outcome.failedBefore, 4U);
    EXPECT_EQ(outcome.failed, 0U);
    outcome = Run(plan, "a", 2, true);
    EXPECT_EQ(outcome.failedBefore, 0U);
    EXPECT_EQ(outcome.failed, 4U);
}

TEST_F(StudyEngine, ABrokenInvariantIsAFailedRun)
{
    const auto outcome = Run(Plan("violate-run = 3\n"));
    EXPECT_EQ(outcome.ran, 8U);
    EXPECT_EQ(outcome.failed, 4U);
    ASSERT_EQ(Store().ListFailed().size(), 4U);
    EXPECT_NE(outcome.reasons.at(0).find("offered 3, accounted for 2"), std::string::npos);
}

TEST_F(StudyEngine, ARunThatDoesNotEndIsStopped)
{
    m_limitMs = 300;
    const auto outcome = Run(Plan("hang-run = 1\n", 2));
    EXPECT_EQ(outcome.ran, 4U);
    EXPECT_EQ(outcome.failed, 4U);
    EXPECT_NE(outcome.reasons.at(0).find("stopped at the limit of 0.3 s"), std::string::npos);
}

TEST_F(StudyEngine, MoreReplicationsExtendAStudy)
{
    auto plan = Plan();
    Run(plan);
    plan.replications = 5;
    const auto outcome = Run(plan);
    EXPECT_EQ(outcome.kept, 12U);
    EXPECT_EQ(outcome.ran, 8U);
}

TEST_F(StudyEngine, AnInterruptedStudyContinues)
{
    // The whole study in a child, which is interrupted once two runs are there: replication 2 does
    // not end.
    const auto plan = Plan("hang-run = 2\n");
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0)
    {
        _exit(Run(plan, "a", 2).interrupted ? 130 : 0);
    }
    while (Store().ListRuns().size() < 4)
    {
        ASSERT_EQ(waitpid(child, nullptr, WNOHANG), 0) << "the study ended by itself";
        usleep(1000);
    }
    kill(child, SIGINT);
    int status;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 130);
    EXPECT_EQ(Store().ListRuns().size(), 4U);
    for (const auto& entry : fs::directory_iterator(m_root + "/a/runs"))
    {
        EXPECT_NE(entry.path().filename().string()[0], '.')
            << "a temporary folder was left: " << entry.path();
    }
    m_limitMs = 300;
    const auto outcome = Run(plan);
    EXPECT_EQ(outcome.kept, 4U);
    EXPECT_EQ(outcome.ran, 4U);
}

TEST_F(StudyEngine, NothingIsWrittenForACellThatCannotBeUsed)
{
    m_text = "[scenario]\ntype = ToolTestScenario\n[study]\nvary.work.load = 1, 1001\n";
    std::istringstream in(m_text);
    auto plan = PlanStudy(ScenarioFile::Parse(in, "a.ini"), "test");
    try
    {
        CheckCells(plan);
        FAIL();
    }
    catch (const InputError& error)
    {
        EXPECT_STREQ(error.what(),
                     "a.ini:4: [work] load: read '1001', valid is a whole number in [1, 1000]");
    }
    auto sound = Plan();
    EXPECT_TRUE(CheckCells(sound));
}

TEST_F(StudyEngine, CountsRunsOfAnotherBuild)
{
    Run(Plan());
    StudyOptions options;
    options.folder = m_root + "/a";
    options.studyText = m_text;
    options.identity = {"0.1", "3.37", "shardsim study", "ff"};
    EXPECT_EQ(RunStudy(Plan(), options, m_progress).otherBuild, 12U);
}

TEST_F(StudyEngine, PrintsALineAtEachTenthWithoutATerminal)
{
    Run(Plan("", 5));
    const std::string text = m_progress.str();
    const std::string last = "[####################] 20/20 runs\n";
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 10);
    ASSERT_GE(text.size(), last.size());
    EXPECT_EQ(text.substr(text.size() - last.size()), last);
}

TEST(StudyText, KeepsAssignmentsInComments)
{
    const std::string text =
        StudyText("[scenario]\ntype = X", {{"scenario.type=Y", "work.load=3"}, std::nullopt});
    EXPECT_EQ(text, "[scenario]\ntype = X\n# --set scenario.type=Y\n# --set work.load=3\n");
    const auto file = ParseStudyText(text, "study.ini");
    EXPECT_EQ(file.Find("scenario", "type")->value, "Y");
    EXPECT_EQ(file.Find("work", "load")->value, "3");
    EXPECT_EQ(StudyText("[a]\nx = 1", {}), "[a]\nx = 1") << "verbatim without assignments";
}

TEST(StudyText, KeepsTheFaultsThatReplaceThoseOfTheFile)
{
    const std::string file = "[faults]\nat 1s cut a>b\n";
    const auto faultsOf = [&file](const std::vector<std::string>& lines)
    {
        const auto parsed = ParseStudyText(StudyText(file, {{}, lines}), "study.ini");
        std::vector<std::string> faults;
        for (const auto& fault : parsed.GetFaults())
        {
            faults.push_back(fault.value);
        }
        return faults;
    };
    using Lines = std::vector<std::string>;
    EXPECT_EQ(faultsOf({"at 2s cut b>a", "at 3s heal b>a"}),
              (Lines{"at 2s cut b>a", "at 3s heal b>a"}));
    EXPECT_EQ(faultsOf({}), Lines());
    EXPECT_EQ(ParseStudyText(StudyText(file, {}), "study.ini").GetFaults().size(), 1U);
}

TEST(StudyText, OnlyMoreReplicationsExtendAStudy)
{
    const std::string study = "[scenario]\ntype = X\n[study]\nreplications = 3\n";
    EXPECT_TRUE(ExtendsStudy(study, study));
    EXPECT_TRUE(ExtendsStudy(study, "# more\n[scenario]\ntype = X\n[study]\nreplications = 4\n"));
    EXPECT_TRUE(ExtendsStudy(study, "[scenario]\ntype = X\n")) << "ten is the default";
    EXPECT_FALSE(ExtendsStudy(study, "[scenario]\ntype = X\n[study]\nreplications = 2\n"));
    EXPECT_FALSE(ExtendsStudy(study, "[scenario]\ntype = Y\n[study]\nreplications = 4\n"));
    EXPECT_TRUE(ExtendsStudy(study, study + "figure.measures = loss, goodput\n"))
        << "no run differs";
    EXPECT_TRUE(ExtendsStudy(study + "figure.measures = goodput\n", study));
    EXPECT_FALSE(ExtendsStudy(study, study + "baseline = a.b=c\n"));
    EXPECT_FALSE(ExtendsStudy(study, study + "[faults]\nat 1s cut a>b\n"));
    EXPECT_FALSE(ExtendsStudy("no study", study));
}
