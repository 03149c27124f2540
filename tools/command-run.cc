/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/durable-file.h"
#include "analysis/run-store.h"
#include "command.h"
#include "metric-text.h"
#include "scenarios/scenario.h"
#include "study-options.h"
#include "version.h"

#include "ns3/quantity.h"
#include "ns3/rng-seed-manager.h"

#include <boost/program_options/value_semantic.hpp>

#include <fstream>
#include <limits>
#include <optional>

namespace po = boost::program_options;

namespace ns3
{
namespace sharding
{
namespace
{

constexpr std::size_t SHORT_ID = 8;

/// The file as a study of one combination: [study] is no matter of a single run.
StudyPlan
PlanRun(const ScenarioFile& file, const std::string& stem)
{
    StudyPlan plan;
    plan.name = stem;
    plan.replications = 1;
    plan.seed = ReadSeed(file);
    plan.cells.push_back({{}, file});
    return plan;
}

int
PrintRun(const RunRecord& record, const std::string& where, Console& console)
{
    PrintMetrics(record.metrics, console.out);
    console.out << "\n" << record.events.size() << " events. Results: " << where << "\n";
    for (const auto& violation : record.violations)
    {
        console.err << "violated: " << violation << "\n";
    }
    return record.violations.empty() ? EXIT_DONE : EXIT_VIOLATED;
}

/// A file that a run writes beside its results.
class RunFile
{
  public:
    explicit RunFile(const std::string& path) : m_path(path), m_out(path)
    {
    }

    std::ostream&
    Out()
    {
        return m_out;
    }

    const std::string&
    Path() const
    {
        return m_path;
    }

    void
    Close()
    {
        m_out.close();
        if (!m_out)
        {
            throw HostError("'" + m_path + "' cannot be written");
        }
    }

  private:
    const std::string m_path;
    std::ofstream m_out;
};

/// Runs a scenario and draws it.
RunRecord
RunAnimated(Scenario& scenario,
            const std::string& folder,
            const CommandLine& line,
            Console& console)
{
    RunFile file(folder + "/animation.xml");
    Scenario::Animation animation;
    animation.out = &file.Out();
    animation.maxFrames = line.GetCount(
        "animate-frames", 0, std::numeric_limits<uint32_t>::max(), animation.maxFrames);
    if (line.Has("animate-from"))
    {
        const auto from = ParseDuration(line.GetText("animate-from"));
        if (!from)
        {
            throw InputError("--animate-from: read '" + line.GetText("animate-from") +
                             "', expected a time such as 500ms");
        }
        animation.from = *from;
    }
    scenario.SetAnimation(animation);
    const RunRecord record = scenario.Run();
    file.Close();
    console.out << "Animation: " << file.Path() << ", " << animation.drawn << " frames";
    if (animation.leftOut > 0)
    {
        console.out << "; " << animation.leftOut << " more are left out";
    }
    console.out << "\n\n";
    return record;
}

/// Runs a scenario, with all that is asked for besides its results.
RunRecord
RunOnce(Scenario& scenario, const std::string& folder, const CommandLine& line, Console& console)
{
    std::optional<RunFile> history;
    if (line.Has("history"))
    {
        history.emplace(folder + "/history.jsonl");
        scenario.SetHistory(history->Out());
    }
    const RunRecord record =
        line.Has("animate") ? RunAnimated(scenario, folder, line, console) : scenario.Run();
    if (history)
    {
        history->Close();
        console.out << "History: " << history->Path() << "\n\n";
    }
    return record;
}

int
RunMain(const std::vector<std::string>& arguments, Console& console)
{
    CommandLine line(
        "run FILE.ini [OPTION]...",
        "One run of a scenario file, with its own values; the section [study] is not looked at.");
    AddOverrideOptions(line);
    line.options.add_options()(
        "run",
        po::value<std::string>()->value_name("N"),
        "which replication: another one draws other random numbers; default: 1")(
        "out",
        po::value<std::string>()->value_name("DIR"),
        "folder of the results; default: shardsim-results/run-NAME-ID")(
        "pcap", "write a capture of each link into the folder of the results")(
        "history",
        "write all operations of the run as JSON lines into the folder of the results; see "
        "'check'")("animate", "draw the run for NetAnim, into the folder of the results")(
        "animate-from",
        po::value<std::string>()->value_name("TIME"),
        "with --animate: frames are drawn from then on; default: 0s")(
        "animate-frames",
        po::value<std::string>()->value_name("N"),
        "with --animate: at most so many frames are drawn; default: 100000");
    if (!line.Parse(arguments, 1, 1, console))
    {
        return EXIT_DONE;
    }
    const std::string path = line.GetWords()[0];
    const OverriddenFile read = ReadWithOverrides(path, line);
    StudyPlan plan = PlanRun(read.file, FileStem(path));
    const auto replication =
        static_cast<uint32_t>(line.GetCount("run", 1, std::numeric_limits<uint32_t>::max(), 1));
    RngSeedManager::SetSeed(plan.seed);
    RngSeedManager::SetRun(replication);
    const Ptr<Scenario> scenario = CreateScenario(plan.cells.front().file);
    plan.cells.front().inputDigest = scenario->GetInputDigest();
    if (line.Has("history") && !scenario->HasHistory())
    {
        throw InputError("--history: scenarios of this type have none");
    }
    const RunManifest manifest = DescribeRun(plan, 0, replication, IdentifyProgram(console));

    const std::string folder = line.Has("out") ? line.GetText("out")
                                               : std::string(RESULTS_FOLDER) + "/run-" + plan.name +
                                                     "-" + manifest.runId.substr(0, SHORT_ID);
    RunStore store(folder);
    store.Begin(read.studyText, MODEL_VERSION);
    if (line.Has("pcap"))
    {
        MakeFolder(folder + "/pcap");
        scenario->SetPcapPrefix(folder + "/pcap/run");
    }
    const RunRecord record = RunOnce(*scenario, folder, line, console);
    const bool sound = store.Write(manifest, record);
    return PrintRun(record, folder + (sound ? "/runs/" : "/failed/") + manifest.runId, console);
}

} // namespace

Command
MakeRunCommand()
{
    return {"run", "one run of a scenario file", RunMain};
}

} // namespace sharding
} // namespace ns3
