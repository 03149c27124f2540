/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/command.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

using namespace ns3::sharding;
namespace fs = std::filesystem;

namespace
{

/// The program as a user meets it, in a folder of its own.
class Tool : public testing::Test
{
  protected:
    void
    SetUp() override
    {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        m_root = testing::TempDir() + "tool-" + test->name() + "-" + std::to_string(getpid());
        fs::remove_all(m_root);
        fs::create_directories(m_root);
        std::ofstream(m_root + "/a.ini")
            << "# A study for tests\n[scenario]\ntype = ToolTestScenario\n[work]\n"
               "load = 4\n[study]\nvary.work.policy = single, doubled\n"
               "replications = 6\n";
    }

    void
    TearDown() override
    {
        fs::remove_all(m_root);
    }

    int
    Run(const std::vector<std::string>& words)
    {
        m_out.str("");
        m_err.str("");
        Console console{m_out, m_err, false, m_root, "shardsim test"};
        return RunTool(words, console);
    }

    std::string
    Ini() const
    {
        return m_root + "/a.ini";
    }

    bool
    Printed(const std::string& text) const
    {
        return m_out.str().find(text) != std::string::npos;
    }

    std::string m_root;
    std::ostringstream m_out;
    std::ostringstream m_err;
};

} // namespace

TEST_F(Tool, HelpNamesEveryCommand)
{
    EXPECT_EQ(Run({}), 0);
    for (const std::string name : {"quickstart",
                                   "run",
                                   "study",
                                   "compare",
                                   "plot",
                                   "list",
                                   "explain",
                                   "validate",
                                   "soak",
                                   "check"})
    {
        EXPECT_TRUE(Printed("\n  " + name + " ")) << name;
        EXPECT_EQ(Run({name, "--help"}), 0);
        EXPECT_TRUE(Printed("usage: ./shardsim " + name)) << name;
        EXPECT_EQ(Run({}), 0);
    }
}

TEST_F(Tool, BadCommandLinesAreInputErrors)
{
    const std::vector<std::pair<std::vector<std::string>, std::string>> table{
        {{"stduy"},
         "shardsim: unknown command 'stduy'; did you mean 'study'? Valid: quickstart, run, study, "
         "compare, plot, list, "
         "explain, validate, soak, check, test, bench, help\n"},
        {{"run"}, "shardsim: an argument is missing; usage: ./shardsim run FILE.ini [OPTION]...\n"},
        {{"run", "a", "b"},
         "shardsim: 'b' is one argument too many; usage: ./shardsim run FILE.ini [OPTION]...\n"},
        {{"run", Ini(), "--pcpa"},
         "shardsim: unknown option '--pcpa'; did you mean '--pcap'? Valid: --help, --set, "
         "--faults, "
         "--run, --out, --pcap, --history, --animate, --animate-from, --animate-frames\n"},
        {{"run", Ini(), "--run", "0"},
         "shardsim: --run: read '0', valid is a whole number in [1, 4294967295]\n"},
        {{"run", Ini(), "--set", "work"},
         "shardsim: --set: read 'work'; the form is section.key=value\n"},
        {{"run", Ini(), "--set", "work.load=0"},
         "shardsim: --set: [work] load: read '0', valid is a whole number in [1, 1000]\n"},
        {{"run", Ini(), "--set", "wrok.load=1"},
         "shardsim: --set: unknown section [wrok]; did you mean 'work'? Valid: scenario, faults, "
         "study, work\n"},
        {{"run", Ini(), "--set", "scenario.warm-up=10s"},
         "shardsim: --set: the warm-up of 10s must be shorter than the duration of 10s\n"},
        {{"study", Ini(), "-j", "many"},
         "shardsim: --jobs: read 'many', valid is a whole number in [1, 1024]\n"},
        {{"study", Ini(), "--timeout", "5"},
         "shardsim: --timeout: read '5', valid is a duration with a unit (h, min, s) >= 1s\n"},
        {{"list", "scenario"},
         "shardsim: unknown kind 'scenario'; did you mean 'scenarios'? Valid: scenarios, policies, "
         "faults, measures, "
         "studies, validations, soaks\n"},
        {{"explain", "laod"},
         "shardsim: nothing is called 'laod'; did you mean 'load'? './shardsim list' shows the "
         "names\n"},
        {{"compare", m_root, "--format", "txt"},
         "shardsim: --format: unknown format 'txt'; did you mean 'text'? Valid: text, csv, "
         "latex\n"},
        {{"soak", "payload", "--seeds", "7..3"},
         "shardsim: --seeds: read '7..3', valid is A..B with 1 <= A <= B\n"},
        {{"soak", "payload", "--seeds", "0..3"},
         "shardsim: --seeds: read '0..3', valid is A..B with 1 <= A <= B\n"}};
    for (const auto& [words, message] : table)
    {
        EXPECT_EQ(Run(words), 2) << message;
        EXPECT_EQ(m_err.str(), message);
        EXPECT_EQ(m_out.str(), "");
    }
}

TEST_F(Tool, RunPrintsMetricsAndWhereTheyAre)
{
    const std::string out = m_root + "/out";
    EXPECT_EQ(Run({"run", Ini(), "--out", out, "--run", "3"}), 0) << m_err.str();
    EXPECT_TRUE(Printed("goodput")) << m_out.str();
    EXPECT_TRUE(Printed("Sum of the draws"));
    EXPECT_TRUE(Printed("1 events. Results: " + out + "/runs/"));
    EXPECT_EQ(std::distance(fs::directory_iterator(out + "/runs"), {}), 1);
}

TEST_F(Tool, AViolationIsExitCodeOne)
{
    const std::string out = m_root + "/out";
    EXPECT_EQ(Run({"run", Ini(), "--out", out, "--set", "scenario.violate-run=1"}), 1);
    EXPECT_EQ(m_err.str(), "violated: offered 3, accounted for 2\n");
    EXPECT_TRUE(Printed("Results: " + out + "/failed/"));
    EXPECT_EQ(Run({"study", Ini(), "--out", m_root + "/study", "--set", "scenario.violate-run=2"}),
              1);
    EXPECT_TRUE(Printed("10 runs made, 0 kept, 2 failed")) << m_out.str();
    EXPECT_EQ(Run({"study", Ini(), "--out", m_root + "/study", "--set", "scenario.violate-run=2"}),
              1);
    EXPECT_TRUE(Printed("0 runs made, 10 kept, 2 failed")) << m_out.str();
}

TEST_F(Tool, StudyThenCompare)
{
    const std::string out = m_root + "/out";
    EXPECT_EQ(Run({"study", Ini(), "--out", out, "-j", "2"}), 0) << m_err.str();
    EXPECT_TRUE(Printed(
        "a: 2 combinations x 6 replications; 12 runs made, 0 kept, 0 failed\nResults: " + out));
    EXPECT_EQ(Run({"study", Ini(), "--out", out, "-j", "2"}), 0);
    EXPECT_TRUE(Printed("Nothing to do: all 12 runs are in " + out + " already.\n"));

    EXPECT_EQ(Run({"compare", out, "--metric", "goodput"}), 0) << m_err.str();
    EXPECT_TRUE(Printed("baseline"));
    EXPECT_EQ(Run({"compare", out, "--format", "csv"}), 0) << m_err.str();
    EXPECT_TRUE(fs::exists(out + "/comparison.csv"));
    EXPECT_EQ(Run({"compare", out, "--format", "latex"}), 0) << m_err.str();
    EXPECT_TRUE(fs::exists(out + "/comparison.tex"));
    EXPECT_EQ(Run({"compare", out, "--baseline", "work.policy=triple"}), 2);
}

TEST_F(Tool, AnotherStudyDoesNotMixIntoAFolder)
{
    const std::string out = m_root + "/out";
    EXPECT_EQ(Run({"study", Ini(), "--out", out}), 0);
    EXPECT_EQ(Run({"study", Ini(), "--out", out, "--set", "work.load=5"}), 2);
    EXPECT_NE(m_err.str().find("holds another study"), std::string::npos);
}

TEST_F(Tool, NothingIsWrittenForBadInput)
{
    const std::string out = m_root + "/out";
    EXPECT_EQ(Run({"study", Ini(), "--out", out, "--set", "work.policy=x"}), 0)
        << "a key that varies takes its values from the study";
    fs::remove_all(out);
    EXPECT_EQ(Run({"study", Ini(), "--out", out, "--set", "study.vary.work.load=3, 1001"}), 2);
    EXPECT_FALSE(fs::exists(out));
    EXPECT_EQ(Run({"run", Ini(), "--out", out, "--set", "work.load=1001"}), 2);
    EXPECT_FALSE(fs::exists(out));
}

TEST_F(Tool, AFolderThatCannotBeMadeIsBadInput)
{
    // No folder can be below a file, not even for root.
    const std::string out = m_root + "/file/study";
    std::ofstream(m_root + "/file") << "a file";
    EXPECT_EQ(Run({"study", Ini(), "--out", out}), 2);
    EXPECT_NE(m_err.str().find(m_root + "/file"), std::string::npos) << m_err.str();
    EXPECT_EQ(Run({"run", Ini(), "--out", out}), 2);
}

TEST_F(Tool, ListsAndExplainsFromTypeIds)
{
    EXPECT_EQ(Run({"list", "scenarios"}), 0);
    EXPECT_TRUE(Printed("  ToolTestScenario ")) << m_out.str();
    EXPECT_TRUE(Printed("sections [scenario] [work]\n")) << m_out.str();
    EXPECT_EQ(Run({"list", "policies"}), 0);
    EXPECT_TRUE(Printed("doubled")) << m_out.str();
    EXPECT_EQ(Run({"list", "measures"}), 0);
    EXPECT_TRUE(Printed("first-draw")) << m_out.str();
    EXPECT_EQ(Run({"list", "faults"}), 0);
    EXPECT_TRUE(Printed("crash"));
    EXPECT_EQ(Run({"list"}), 0);

    const std::string load =
        "  load = 5\n      How many draws are summed\n      a whole number in [1, 1000]\n";
    for (const std::string name : {"ToolTestScenario", "work", "ToolTestWork", "load", "work.load"})
    {
        EXPECT_EQ(Run({"explain", name}), 0);
        EXPECT_TRUE(Printed(load)) << name << "\n" << m_out.str();
    }
    EXPECT_EQ(Run({"explain", "doubled"}), 0);
    EXPECT_TRUE(Printed("policy = single\n"));
    EXPECT_EQ(Run({"explain", "cut"}), 0);
    EXPECT_TRUE(Printed("at TIME cut LINK [for DURATION]\n")) << m_out.str();
    EXPECT_EQ(Run({"explain", "first-draw"}), 0);
    EXPECT_TRUE(Printed("Metric first-draw")) << m_out.str();
}

TEST_F(Tool, ExplainsTheLinesOfTheFaultSection)
{
    EXPECT_EQ(Run({"explain", "faults"}), 0) << m_err.str();
    EXPECT_TRUE(Printed("  WHEN VERB TARGETS [key=value ...] [for DURATION] [as NAME]\n"));
    EXPECT_TRUE(Printed("  poisson mean=D [from A] [until B]\n"));
    EXPECT_TRUE(Printed(" cut ")) << "every verb is named";
    EXPECT_TRUE(Printed("  random(K of PATTERN)\n"));
    EXPECT_EQ(Run({"explain", "uniform"}), 0);
    EXPECT_TRUE(Printed("  uniform K in A..B\n"));
    EXPECT_EQ(Run({"explain", "gap-threshold"}), 0);
    EXPECT_TRUE(Printed("must exceed the normal spacing of deliveries"));
}

TEST_F(Tool, ListsShippedStudiesWithTheirFirstComment)
{
    fs::create_directories(m_root + "/scenarios");
    fs::rename(Ini(), m_root + "/scenarios/a.ini");
    EXPECT_EQ(Run({"list", "studies"}), 0);
    EXPECT_TRUE(Printed("/scenarios/a.ini  A study for tests\n")) << m_out.str();
}

TEST_F(Tool, QuickstartNeedsToKnowWhereTheSuiteLies)
{
    Console console{m_out, m_err, false, "", "shardsim quickstart"};
    EXPECT_EQ(RunTool({"quickstart"}, console), 2);
    EXPECT_EQ(Run({"quickstart"}), 2);
    EXPECT_EQ(m_err.str(),
              "shardsim: " + m_root +
                  "/scenarios/quickstart.ini: cannot be read: No such file or directory\n");
}

TEST_F(Tool, RunAnimateDrawsForNetAnim)
{
    std::ofstream(m_root + "/fabric.ini") << "[scenario]\ntype = PayloadFabric\n"
                                             "duration = 100ms\nwarm-up = 10ms\n"
                                             "[source]\ninterval = 10ms\n";
    EXPECT_EQ(Run({"run", m_root + "/fabric.ini", "--out", m_root + "/r", "--animate"}), 0);
    EXPECT_NE(m_out.str().find("Animation: " + m_root + "/r/animation.xml, "), std::string::npos);
    std::ifstream in(m_root + "/r/animation.xml");
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    EXPECT_EQ(text.rfind("<anim ver=", 0), 0U);
    EXPECT_EQ(text.substr(text.size() - 8), "</anim>\n");
    EXPECT_EQ(Run({"run",
                   m_root + "/fabric.ini",
                   "--out",
                   m_root + "/s",
                   "--animate",
                   "--animate-from",
                   "50ms",
                   "--animate-frames",
                   "3"}),
              0);
    EXPECT_NE(m_out.str().find(", 3 frames; "), std::string::npos) << m_out.str();
    EXPECT_EQ(Run({"run", m_root + "/fabric.ini", "--animate", "--animate-from", "soon"}), 2);
    EXPECT_NE(m_err.str().find("--animate-from: read 'soon'"), std::string::npos);
}

TEST_F(Tool, AKeyIsInNoResult)
{
    const std::string digits = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    std::ofstream(m_root + "/secret.key") << digits;
    std::ofstream(m_root + "/sealed.ini") << "[scenario]\ntype = PayloadFabric\n"
                                             "duration = 100ms\nwarm-up = 10ms\n"
                                             "[sharding]\nkey-file = secret.key\n";
    EXPECT_EQ(Run({"run", m_root + "/sealed.ini", "--out", m_root + "/r", "--pcap", "--animate"}),
              0);
    std::string raw;
    for (std::size_t i = 0; i < digits.size(); i += 2)
    {
        raw += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    }
    std::size_t files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(m_root + "/r"))
    {
        if (entry.is_regular_file())
        {
            files++;
            std::ifstream in(entry.path(), std::ios::binary);
            const std::string text{std::istreambuf_iterator<char>(in), {}};
            EXPECT_EQ(text.find(digits.substr(0, 16)), std::string::npos) << entry.path();
            EXPECT_EQ(text.find(raw.substr(0, 8)), std::string::npos) << entry.path();
        }
    }
    EXPECT_GT(files, 20U) << "captures, an animation and results";
    EXPECT_EQ((m_out.str() + m_err.str()).find(digits.substr(0, 16)), std::string::npos);
}
