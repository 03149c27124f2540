/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "study-options.h"

#include "analysis/durable-file.h"
#include "version.h"

#include "ns3/quantity.h"

#include <boost/program_options/value_semantic.hpp>

#include <filesystem>

namespace po = boost::program_options;

namespace ns3
{
namespace sharding
{
namespace
{

std::chrono::milliseconds
ReadLimit(const CommandLine& line)
{
    const auto limit = ParseDuration(line.GetText("timeout"));
    if (!limit || *limit < Seconds(1))
    {
        throw InputError("--timeout: read '" + line.GetText("timeout") +
                         "', valid is a duration with a unit (h, min, s) >= 1s");
    }
    return std::chrono::milliseconds(limit->GetMilliSeconds());
}

/// Why a run failed, and where the rest of it stands.
void
PrintFailures(const StudyOutcome& outcome, const std::string& folder, std::ostream& err)
{
    for (const auto& reason : outcome.reasons)
    {
        err << "failed: " << reason << "\n";
    }
    if (outcome.failed > outcome.reasons.size())
    {
        err << "failed: " << outcome.failed - outcome.reasons.size() << " more\n";
    }
    if (outcome.failed > 0)
    {
        err << "Each failed run has its manifest and log in " << folder << "/failed.\n";
    }
    if (outcome.failedBefore > 0)
    {
        err << outcome.failedBefore
            << " runs failed earlier and were left alone; --retry-failed runs them again.\n";
    }
}

int
PrintOutcome(const StudyPlan& plan,
             const StudyOutcome& outcome,
             const std::string& folder,
             Console& console)
{
    PrintFailures(outcome, folder, console.err);
    if (outcome.otherBuild > 0)
    {
        console.err
            << outcome.otherBuild
            << " runs were made by another build of shardsim; a new --out runs them again.\n";
    }
    if (outcome.interrupted)
    {
        const std::size_t done = outcome.kept + outcome.ran;
        console.err << "Interrupted: " << done << " of " << outcome.planned << " runs are in "
                    << folder << ". The same command continues.\n";
        return EXIT_INTERRUPTED;
    }
    if (outcome.ran + outcome.failed + outcome.failedBefore == 0)
    {
        console.out << "Nothing to do: all " << outcome.planned << " runs are in " << folder
                    << " already.\n";
        return EXIT_DONE;
    }
    console.out << plan.name << ": " << plan.cells.size() << " combinations x " << plan.replications
                << " replications; " << outcome.ran << " runs made, " << outcome.kept << " kept, "
                << outcome.failed + outcome.failedBefore << " failed\nResults: " << folder << "\n";
    return outcome.failed + outcome.failedBefore == 0 ? EXIT_DONE : EXIT_VIOLATED;
}

} // namespace

void
AddOverrideOptions(CommandLine& line)
{
    line.options.add_options()(
        "set",
        po::value<std::vector<std::string>>()->value_name("SECTION.KEY=VALUE"),
        "set or replace a value of the file; may be repeated")(
        "faults",
        po::value<std::string>()->value_name("FILE"),
        "fault lines in the place of the section [faults], such as a run's faults.txt");
}

void
AddStudyOptions(CommandLine& line)
{
    AddOverrideOptions(line);
    line.options.add_options()("jobs,j",
                               po::value<std::string>()->value_name("N"),
                               "runs at a time; default: one for each core")(
        "out",
        po::value<std::string>()->value_name("DIR"),
        "folder of the results; default: shardsim-results/NAME")(
        "replications",
        po::value<std::string>()->value_name("N"),
        "runs of each combination, instead of the file's")(
        "timeout",
        po::value<std::string>()->value_name("TIME")->default_value("10min"),
        "longest wall-clock time of one run")("retry-failed", "run again what failed before");
}

std::string
FileStem(const std::string& path)
{
    return std::filesystem::path(path).stem().string();
}

RunIdentity
IdentifyProgram(const Console& console)
{
    return {MODEL_VERSION, GetNs3Version(), console.commandLine, GetBinaryHash()};
}

OverriddenFile
ReadWithOverrides(const std::string& path, const CommandLine& line)
{
    OverriddenFile read;
    StudyOverrides overrides;
    read.file = ScenarioFile::Read(path);
    overrides.assignments = line.GetTexts("set");
    for (const auto& assignment : overrides.assignments)
    {
        read.file.Set(assignment, SourcePlace{"--set", 0});
    }
    if (line.Has("faults"))
    {
        read.file.ReadFaults(line.GetText("faults"));
        overrides.faults.emplace();
        for (const auto& fault : read.file.GetFaults())
        {
            overrides.faults->push_back(fault.value);
        }
    }
    read.studyText = StudyText(ReadFile(path), overrides);
    return read;
}

int
CarryOutStudy(const std::string& path,
              const CommandLine& line,
              Console& console,
              std::string& folder)
{
    const OverriddenFile read = ReadWithOverrides(path, line);
    StudyPlan plan = PlanStudy(read.file, FileStem(path));
    plan.replications = static_cast<uint32_t>(
        line.GetCount("replications", 1, MAX_REPLICATIONS, plan.replications));
    StudyOptions options;
    options.workers =
        static_cast<unsigned>(line.GetCount("jobs", 1, MAX_WORKERS, DefaultWorkers()));
    options.limit = ReadLimit(line);
    options.retryFailed = line.Has("retry-failed");
    options.terminal = console.terminal;
    options.folder = line.Has("out") ? line.GetText("out") : RESULTS_FOLDER + ("/" + plan.name);
    options.studyText = read.studyText;
    options.identity = IdentifyProgram(console);
    if (!CheckCells(plan))
    {
        console.err << "Interrupted: nothing was written.\n";
        return EXIT_INTERRUPTED;
    }
    folder = options.folder;
    return PrintOutcome(plan, RunStudy(plan, options, console.err), folder, console);
}

} // namespace sharding
} // namespace ns3
