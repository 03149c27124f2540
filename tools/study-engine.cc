/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "study-engine.h"

#include "analysis/run-store.h"
#include "analysis/study-database.h"
#include "child-pool.h"
#include "progress-line.h"
#include "scenarios/scenario.h"

#include "ns3/rng-seed-manager.h"

#include <algorithm>
#include <cstdio>
#include <sstream>

namespace ns3
{
namespace sharding
{
namespace
{

const std::string ASSIGNMENT_MARK = "# --set ";
const std::string FAULTS_MARK = "# --faults ";
constexpr std::size_t MAX_REASONS = 10;

/// Exit codes of a child that runs one simulation.
enum RunCode
{
    SOUND = 0,
    VIOLATED = 1,
    BAD_INPUT = 2,
    HOST = 3
};

/// One simulation, in a process of its own.
int
RunOne(const StudyPlan::Cell& cell,
       const RunManifest& manifest,
       const RunStore& store,
       const ChildTasks::Report& report)
{
    try
    {
        RngSeedManager::SetSeed(static_cast<uint32_t>(manifest.seed));
        RngSeedManager::SetRun(manifest.replication);
        const Ptr<Scenario> scenario = CreateScenario(cell.file);
        std::string faults;
        for (const auto& line : scenario->GetFaultLines())
        {
            faults += line + "\n";
        }
        report(faults); // before the run: a crash must not take it along
        const RunRecord record = scenario->Run();
        return store.Write(manifest, record) ? SOUND : VIOLATED;
    }
    catch (const InputError& error)
    {
        // It was good when the study began: a file that it names is gone or has changed.
        std::fprintf(stderr, "%s\n", error.what());
        return BAD_INPUT;
    }
    catch (const HostError& error)
    {
        std::fprintf(stderr, "%s\n", error.what());
        return HOST;
    }
}

/// The last line that says something.
std::string
LastLine(const std::string& log)
{
    const auto end = log.find_last_not_of(" \n");
    if (end == std::string::npos)
    {
        return "";
    }
    const auto start = log.rfind('\n', end) + 1; // without a line before it: npos + 1, which is 0
    return log.substr(start, end + 1 - start);
}

std::vector<std::string>
SplitLines(const std::string& text)
{
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
    {
        lines.push_back(line);
    }
    return lines;
}

/// Shows how far the study is.
class ProgressDisplay
{
  public:
    ProgressDisplay(std::ostream& out, bool terminal, std::size_t total, std::size_t before)
        : m_out(out), m_terminal(terminal)
    {
        m_progress.total = total;
        m_progress.before = before;
        Draw();
    }

    ~ProgressDisplay()
    {
        if (m_terminal)
        {
            m_out << "\n" << std::flush;
        }
    }

    ProgressDisplay(const ProgressDisplay&) = delete;
    ProgressDisplay& operator=(const ProgressDisplay&) = delete;

    void
    Add(bool failed)
    {
        ++m_progress.done;
        m_progress.failed += failed ? 1 : 0;
        if (m_terminal)
        {
            Draw();
        }
        else if (CrossesTenth(m_progress))
        {
            m_out << FormatProgress(Now()) << "\n" << std::flush;
        }
    }

    /// Draws the line anew, for the time that is left.
    void
    Draw() const
    {
        if (m_terminal)
        {
            m_out << "\r\033[K" << FormatProgress(Now()) << std::flush;
        }
    }

  private:
    Progress
    Now() const
    {
        Progress now = m_progress;
        const auto age = std::chrono::steady_clock::now() - m_start;
        now.seconds = std::chrono::duration<double>(age).count();
        return now;
    }

    std::ostream& m_out;
    bool m_terminal;
    Progress m_progress;
    std::chrono::steady_clock::time_point m_start{std::chrono::steady_clock::now()};
};

/// A run that the study lacks.
struct OpenRun
{
    const StudyPlan::Cell* cell;
    RunManifest manifest;
};

/// What the study lacks. Replications come one after the other, so that a study cut short has all
/// cells alike.
std::vector<OpenRun>
FindOpenRuns(const StudyPlan& plan,
             const StudyOptions& options,
             const RunStore& store,
             StudyOutcome& outcome)
{
    std::vector<OpenRun> open;
    for (uint32_t replication = 1; replication <= plan.replications; replication++)
    {
        for (uint32_t cell = 0; cell < plan.cells.size(); cell++)
        {
            const auto manifest = DescribeRun(plan, cell, replication, options.identity);
            ++outcome.planned;
            if (store.Has(manifest.runId))
            {
                ++outcome.kept;
                const bool same =
                    store.ReadManifest(manifest.runId).binaryHash == manifest.binaryHash;
                outcome.otherBuild += same ? 0 : 1;
            }
            else if (!options.retryFailed && store.HasFailed(manifest.runId))
            {
                ++outcome.failedBefore;
            }
            else
            {
                open.push_back({&plan.cells[cell], manifest});
            }
        }
    }
    return open;
}

} // namespace

bool
CheckCells(StudyPlan& plan)
{
    ChildTasks tasks;
    tasks.count = 1;
    tasks.run = [&](std::size_t, const ChildTasks::Report& report)
    {
        try
        {
            std::string digests;
            for (const auto& cell : plan.cells)
            {
                digests += CreateScenario(cell.file)->GetInputDigest() + "\n";
            }
            report(digests);
        }
        catch (const InputError& error)
        {
            report(error.what());
            return int(BAD_INPUT);
        }
        return int(SOUND);
    };
    ChildEnd end;
    tasks.ended = [&](std::size_t, const ChildEnd& ended)
    {
        end = ended;
        return true;
    };
    if (RunTasks(tasks) == PoolEnd::INTERRUPTED)
    {
        return false;
    }
    if (end.exited && end.code == BAD_INPUT)
    {
        throw InputError(end.result);
    }
    if (!end.exited)
    {
        throw HostError("checking the input " + end.reason + "\n" + end.log);
    }
    std::istringstream digests(end.result);
    for (auto& cell : plan.cells)
    {
        std::getline(digests, cell.inputDigest);
    }
    return true;
}

StudyOutcome
RunStudy(const StudyPlan& plan, const StudyOptions& options, std::ostream& progress)
{
    RunStore store(options.folder);
    store.Begin(options.studyText, options.identity.modelVersion, ExtendsStudy);
    StudyOutcome outcome;
    const auto open = FindOpenRuns(plan, options, store, outcome);
    StudyDatabase database(StudyDatabase::PathIn(options.folder));
    database.Synchronize(store);
    if (open.empty())
    {
        return outcome;
    }
    ProgressDisplay display(
        progress, options.terminal, outcome.planned, outcome.kept + outcome.failedBefore);
    std::string hostError;
    ChildTasks tasks;
    tasks.count = open.size();
    tasks.workers = options.workers;
    tasks.limit = options.limit;
    tasks.tick = [&] { display.Draw(); };
    tasks.run = [&](std::size_t i, const ChildTasks::Report& report)
    { return RunOne(*open[i].cell, open[i].manifest, store, report); };
    tasks.ended = [&](std::size_t i, const ChildEnd& end)
    {
        const RunManifest& manifest = open[i].manifest;
        if (end.exited && end.code == HOST)
        {
            hostError = LastLine(end.log);
            return false;
        }
        const bool sound = end.exited && end.code == SOUND;
        std::string reason = end.reason;
        if (sound)
        {
            database.Import(store, manifest.runId);
            ++outcome.ran;
        }
        else if (end.exited && end.code == VIOLATED)
        {
            reason = store.ReadFailure(manifest.runId).reason;
        }
        else
        {
            reason = end.exited ? "its input became unusable: " + LastLine(end.log) : end.reason;
            store.WriteFailure(manifest, reason, end.log, SplitLines(end.result));
        }
        if (!sound)
        {
            ++outcome.failed;
            if (outcome.reasons.size() < MAX_REASONS)
            {
                outcome.reasons.push_back(manifest.runId + " " + reason);
            }
        }
        display.Add(!sound);
        return true;
    };
    outcome.interrupted = RunTasks(tasks) == PoolEnd::INTERRUPTED;
    std::sort(outcome.reasons.begin(), outcome.reasons.end());
    store.RemoveStale();
    database.Synchronize(store);
    if (!hostError.empty())
    {
        throw HostError(hostError);
    }
    return outcome;
}

std::string
StudyText(const std::string& fileText, const StudyOverrides& overrides)
{
    std::string tail;
    for (const auto& assignment : overrides.assignments)
    {
        tail += ASSIGNMENT_MARK + assignment + "\n";
    }
    if (overrides.faults)
    {
        tail += FAULTS_MARK + "\n"; // it replaces [faults] also when it is empty
        for (const auto& line : *overrides.faults)
        {
            tail += FAULTS_MARK + line + "\n";
        }
    }
    const bool open = !tail.empty() && !fileText.empty() && fileText.back() != '\n';
    return fileText + (open ? "\n" : "") + tail;
}

ScenarioFile
ParseStudyText(const std::string& text, const std::string& name)
{
    std::istringstream in(text);
    ScenarioFile file = ScenarioFile::Parse(in, name);
    std::istringstream lines(text);
    std::optional<std::string> faults;
    for (std::string line; std::getline(lines, line);)
    {
        if (line.compare(0, ASSIGNMENT_MARK.size(), ASSIGNMENT_MARK) == 0)
        {
            file.Set(line.substr(ASSIGNMENT_MARK.size()), SourcePlace{"--set", 0});
        }
        else if (line.compare(0, FAULTS_MARK.size(), FAULTS_MARK) == 0)
        {
            faults = faults.value_or("") + line.substr(FAULTS_MARK.size()) + "\n";
        }
    }
    if (faults)
    {
        std::istringstream script(*faults);
        file.ParseFaults(script, name);
    }
    return file;
}

bool
ExtendsStudy(const std::string& there, const std::string& here)
{
    const auto canonical = [](ScenarioFile file)
    {
        file.Set("study.replications=1", SourcePlace());
        file.Set("study.figure.measures=loss", SourcePlace()); // how it is shown is no part of it
        std::vector<std::string> study;
        for (const auto& setting : file.GetSection("study"))
        {
            study.push_back(setting.key + "=" + setting.value);
        }
        std::sort(study.begin(), study.end());
        return std::pair(file.ToCanonicalText(), study);
    };
    const auto replications = [](const ScenarioFile& file)
    { return PlanStudy(file, "study").replications; };
    try
    {
        const auto before = ParseStudyText(there, "study.ini");
        const auto now = ParseStudyText(here, "study.ini");
        return canonical(before) == canonical(now) && replications(before) <= replications(now);
    }
    catch (const InputError&)
    {
        return false; // it was written by hand or by another version: another study
    }
}

} // namespace sharding
} // namespace ns3
