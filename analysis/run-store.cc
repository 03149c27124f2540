/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-store.h"

#include "durable-file.h"
#include "run-files.h"

#include "ns3/input-error.h"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <system_error>

namespace ns3
{
namespace sharding
{

namespace
{

namespace fs = std::filesystem;

constexpr size_t LOG_LIMIT_BYTES = 1 << 20; //!< of a failed run's log, the end is kept

/**
 * @param folder a folder; it may be missing
 * @return the names in it that are no temporary ones, sorted
 */
std::vector<std::string>
ListNames(const std::string& folder)
{
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error))
    {
        const auto name = entry.path().filename().string();
        if (name[0] != '.')
        {
            names.push_back(name);
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

/**
 * @param there a study file
 * @param here another one
 * @return the first line in which they differ, in words
 */
std::string
FirstDifference(const std::string& there, const std::string& here)
{
    std::istringstream linesThere(there);
    std::istringstream linesHere(here);
    for (size_t number = 1;; ++number)
    {
        std::string lineThere;
        std::string lineHere;
        const bool moreThere = static_cast<bool>(std::getline(linesThere, lineThere));
        const bool moreHere = static_cast<bool>(std::getline(linesHere, lineHere));
        if (lineThere != lineHere || !moreThere || !moreHere)
        {
            return "line " + std::to_string(number) + " is '" + lineThere + "' there and '" +
                   lineHere + "' now";
        }
    }
}

/**
 * @param path a file of a run
 * @param parse turns its text into a value
 * @return the value
 */
template <typename Parse>
auto
ReadRunFile(const std::string& path, Parse parse) -> decltype(parse(std::string()))
{
    const std::string text = ReadFile(path);
    try
    {
        return parse(text);
    }
    catch (const std::exception& error)
    {
        throw HostError("'" + path + "' is damaged (" + error.what() + "): remove the folder '" +
                        fs::path(path).parent_path().string() +
                        "' and run the study again, which repeats that run alone");
    }
}

} // namespace

RunStore::RunStore(const std::string& folder) : m_folder(folder)
{
}

void
RunStore::Begin(const std::string& studyText,
                const std::string& modelVersion,
                const StudyExtension& mayExtend)
{
    const auto present = ReadStudy();
    const std::string choose = "; choose another folder, or remove this one to start afresh";
    if (!present && !ListNames(m_folder).empty())
    {
        throw InputError("the folder '" + m_folder + "' holds files but no study" + choose);
    }
    const bool isSame = present && *present == studyText;
    if (present && !isSame && !(mayExtend && mayExtend(*present, studyText)))
    {
        throw InputError("the folder '" + m_folder + "' holds another study (" +
                         FirstDifference(*present, studyText) + ")" + choose);
    }
    for (const auto& runId : ListRuns())
    {
        const auto version = ReadManifest(runId).modelVersion;
        if (version != modelVersion)
        {
            throw InputError("the folder '" + m_folder + "' holds runs of version '" + version +
                             "', this is '" + modelVersion + "'" + choose);
        }
    }

    MakeFolder(m_folder + "/runs");
    RemoveStale();
    if (!isSame)
    {
        ReplaceFile(m_folder + "/study.ini", studyText);
    }
    else
    {
        // A resumed study finds out now, not after its first run, that the folder cannot be written.
        TemporaryFolder(m_folder + "/runs", "probe");
    }
}

bool
RunStore::Has(const std::string& runId) const
{
    return fs::exists(m_folder + "/runs/" + runId + "/manifest.json");
}

bool
RunStore::HasFailed(const std::string& runId) const
{
    return !Has(runId) && fs::exists(m_folder + "/failed/" + runId + "/manifest.json");
}

bool
RunStore::Write(const RunManifest& manifest, const RunRecord& record) const
{
    const bool sound = record.violations.empty();
    const std::string kind = m_folder + (sound ? "/runs" : "/failed");
    const std::string failed = m_folder + "/failed/" + manifest.runId;
    TemporaryFolder folder(kind, manifest.runId);
    const std::string& path = folder.GetPath();
    WriteFileDurably(path + "/manifest.json", ManifestText(manifest));
    WriteFileDurably(path + "/metrics.json", MetricsText(record));
    WriteFileDurably(path + "/events.jsonl", EventsText(record.events));
    WriteFileDurably(path + "/faults.txt", FaultsText(record.faultLines));
    WriteFileDurably(path + "/series.csv", SeriesText(record.series));
    WriteFileDurably(path + "/series.columns.json", SeriesColumnsText(record.series));

    std::error_code ignored;
    if (sound)
    {
        folder.Keep(m_folder + "/runs/" + manifest.runId);
        fs::remove_all(failed, ignored);
        return true;
    }
    const std::string reason = "broke an invariant: " + record.violations.front();
    WriteFileDurably(path + "/failure.json", FailureText(reason, record.violations));
    fs::remove_all(failed, ignored);
    folder.Keep(failed);
    return false;
}

void
RunStore::WriteFailure(const RunManifest& manifest,
                       const std::string& reason,
                       const std::string& log,
                       const std::vector<std::string>& faultLines) const
{
    const std::string failed = m_folder + "/failed/" + manifest.runId;
    TemporaryFolder folder(m_folder + "/failed", manifest.runId);
    const std::string& path = folder.GetPath();
    WriteFileDurably(path + "/manifest.json", ManifestText(manifest));
    WriteFileDurably(path + "/failure.json", FailureText(reason, {}));
    WriteFileDurably(path + "/faults.txt", FaultsText(faultLines));
    const size_t cut = log.size() > LOG_LIMIT_BYTES ? log.size() - LOG_LIMIT_BYTES : 0;
    WriteFileDurably(path + "/log.txt", log.substr(cut));
    std::error_code ignored;
    fs::remove_all(failed, ignored);
    folder.Keep(failed);
}

std::vector<std::string>
RunStore::ListRuns() const
{
    return ListNames(m_folder + "/runs");
}

std::vector<std::string>
RunStore::ListFailed() const
{
    auto names = ListNames(m_folder + "/failed");
    names.erase(std::remove_if(names.begin(),
                               names.end(),
                               [this](const std::string& name) { return Has(name); }),
                names.end());
    return names;
}

RunManifest
RunStore::ReadManifest(const std::string& runId) const
{
    return ReadRunFile(FindRun(runId) + "/manifest.json", ParseManifest);
}

std::vector<Metric>
RunStore::ReadMetrics(const std::string& runId) const
{
    return ReadRunFile(FindRun(runId) + "/metrics.json", ParseMetrics);
}

std::map<std::string, std::string>
RunStore::ReadDraws(const std::string& runId) const
{
    return ReadRunFile(FindRun(runId) + "/metrics.json", ParseDraws);
}

std::vector<RunEvent>
RunStore::ReadEvents(const std::string& runId) const
{
    return ReadRunFile(FindRun(runId) + "/events.jsonl", ParseEvents);
}

SeriesTable
RunStore::ReadSeries(const std::string& runId) const
{
    const std::string folder = FindRun(runId);
    const std::string columns = ReadFile(folder + "/series.columns.json");
    return ReadRunFile(folder + "/series.csv",
                       [&columns](const std::string& text) { return ParseSeries(text, columns); });
}

RunStore::Failure
RunStore::ReadFailure(const std::string& runId) const
{
    const std::string folder = FindRun(runId);
    return {ReadRunFile(folder + "/manifest.json", ParseManifest),
            ReadRunFile(folder + "/failure.json", ParseFailure)};
}

std::optional<std::string>
RunStore::ReadStudy() const
{
    const std::string path = m_folder + "/study.ini";
    std::error_code error;
    return fs::exists(path, error) ? std::optional<std::string>(ReadFile(path)) : std::nullopt;
}

const std::string&
RunStore::GetFolder() const
{
    return m_folder;
}

uint32_t
RunStore::RemoveStale() const
{
    return TemporaryFolder::RemoveStale(m_folder) +
           TemporaryFolder::RemoveStale(m_folder + "/runs") +
           TemporaryFolder::RemoveStale(m_folder + "/failed");
}

std::string
RunStore::FindRun(const std::string& runId) const
{
    for (const std::string kind : {"/runs/", "/failed/"})
    {
        std::error_code error;
        if (!runId.empty() && fs::exists(m_folder + kind + runId + "/manifest.json", error))
        {
            return m_folder + kind + runId;
        }
    }
    throw InputError("the study '" + m_folder + "' has no run '" + runId + "'");
}

} // namespace sharding
} // namespace ns3
