/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "study-results.h"

#include "study-database.h"

#include "ns3/input-error.h"
#include "ns3/nearest-name.h"
#include "ns3/quantity.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <unistd.h>

namespace ns3
{
namespace sharding
{

namespace
{

/**
 * @param names names
 * @param name which to look for
 * @param complaint how the message starts when it is not there
 * @return its index
 */
size_t
IndexOf(const std::vector<std::string>& names,
        const std::string& name,
        const std::string& complaint)
{
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
    {
        throw InputError(complaint + " '" + name + "'" + ValidNames(name, names));
    }
    return static_cast<size_t>(found - names.begin());
}

/**
 * @param a a value of a varied key
 * @param b another one
 * @return whether a comes first: numbers by size and before words
 */
bool
ComesBefore(const std::string& a, const std::string& b)
{
    const double none = std::numeric_limits<double>::infinity();
    return std::tuple(ParseNumber(a).value_or(none), a) <
           std::tuple(ParseNumber(b).value_or(none), b);
}

/**
 * @param database a study
 * @param runId a run in it
 * @return its cell: keys and values
 */
std::pair<std::vector<std::string>, std::vector<std::string>>
ReadCell(SqliteDatabase& database, const std::string& runId)
{
    std::pair<std::vector<std::string>, std::vector<std::string>> cell;
    SqliteStatement query(database,
                          "SELECT key, value FROM run_cell WHERE run_id = ? ORDER BY position");
    query.Bind(runId);
    while (query.Step())
    {
        cell.first.push_back(query.GetText(0));
        cell.second.push_back(query.GetText(1));
    }
    return cell;
}

/**
 * @param database a study
 * @param results gets the metrics
 * @return index of each by name
 */
std::map<std::string, size_t>
ReadMetricInfos(SqliteDatabase& database, StudyResults& results)
{
    std::map<std::string, size_t> indices;
    SqliteStatement query(database, "SELECT name, unit, help FROM metric ORDER BY position, name");
    while (query.Step())
    {
        indices[query.GetText(0)] = results.metrics.size();
        results.metrics.push_back({query.GetText(0), query.GetText(1), query.GetText(2)});
    }
    return indices;
}

/**
 * @param database a study
 * @param results its metrics are known; gets keys, cells and runs
 * @param indices index of each metric
 */
void
ReadRuns(SqliteDatabase& database,
         StudyResults& results,
         const std::map<std::string, size_t>& indices)
{
    const std::string startAfresh = "; remove the folder and run the study again";
    std::map<std::vector<std::string>, StudyResults::Cell> cells;
    std::map<std::vector<std::string>, int64_t> places;
    bool isFirst = true;

    SqliteStatement runs(database,
                         "SELECT id, study, cell_index, replication, model_version FROM run "
                         "ORDER BY id");
    SqliteStatement draws(database, "SELECT kind, digest FROM run_draws WHERE run_id = ?");
    SqliteStatement values(database, "SELECT metric, value FROM result WHERE run_id = ?");
    while (runs.Step())
    {
        StudyResults::Run run;
        run.id = runs.GetText(0);
        const auto [keys, cellValues] = ReadCell(database, run.id);
        const auto version = runs.GetText(4);
        if (isFirst)
        {
            results.studyName = runs.GetText(1);
            results.modelVersion = version;
            results.keys = keys;
            isFirst = false;
        }
        if (version != results.modelVersion)
        {
            throw InputError("the study '" + results.folder + "' holds runs of two versions, '" +
                             results.modelVersion + "' and '" + version + "'" + startAfresh);
        }
        if (keys != results.keys)
        {
            throw InputError("the study '" + results.folder +
                             "' holds runs that vary different keys, such as '" + run.id + "'" +
                             startAfresh);
        }

        run.values.resize(results.metrics.size());
        values.Bind(run.id);
        while (values.Step())
        {
            run.values[indices.at(values.GetText(0))] = values.GetNumber(1);
        }
        values.Run();
        draws.Bind(run.id);
        while (draws.Step())
        {
            run.draws[draws.GetText(0)] = draws.GetText(1);
        }
        draws.Run();

        auto& cell = cells[cellValues];
        cell.values = cellValues;
        const auto place = places.emplace(cellValues, runs.GetInteger(2)).first;
        place->second = std::min(place->second, runs.GetInteger(2));
        const auto replication = static_cast<uint32_t>(runs.GetInteger(3));
        const auto id = run.id;
        const auto [there, isNew] = cell.runs.emplace(replication, std::move(run));
        if (!isNew)
        {
            throw InputError("the study '" + results.folder +
                             "' holds two runs of one cell and "
                             "replication, '" +
                             there->second.id + "' and '" + id + "'" + startAfresh);
        }
    }

    for (auto& [cellValues, cell] : cells)
    {
        results.cells.push_back(std::move(cell));
    }
    std::sort(
        results.cells.begin(),
        results.cells.end(),
        [&places](const StudyResults::Cell& a, const StudyResults::Cell& b)
        {
            const auto placeA = places.at(a.values);
            const auto placeB = places.at(b.values);
            if (placeA != placeB)
            {
                return placeA < placeB;
            }
            return std::lexicographical_compare(
                a.values.begin(), a.values.end(), b.values.begin(), b.values.end(), ComesBefore);
        });
}

} // namespace

std::vector<std::string>
StudyResults::GetValues(size_t key) const
{
    std::vector<std::string> values;
    for (const auto& cell : cells)
    {
        if (std::find(values.begin(), values.end(), cell.values[key]) == values.end())
        {
            values.push_back(cell.values[key]);
        }
    }
    return values;
}

size_t
StudyResults::FindMetric(const std::string& name) const
{
    std::vector<std::string> names;
    for (const auto& metric : metrics)
    {
        names.push_back(metric.name);
    }
    return IndexOf(names, name, "the study has no metric");
}

size_t
StudyResults::FindKey(const std::string& name) const
{
    return IndexOf(keys, name, "the study does not vary");
}

std::vector<double>
StudyResults::GetSample(const Cell& cell, size_t metric) const
{
    std::vector<double> sample;
    for (const auto& [replication, run] : cell.runs)
    {
        if (run.values[metric])
        {
            sample.push_back(*run.values[metric]);
        }
    }
    return sample;
}

std::string
ShortKey(const std::string& key, const std::vector<std::string>& keys)
{
    const auto lastPart = [](const std::string& name) { return name.substr(name.rfind('.') + 1); };
    const auto last = lastPart(key);
    const auto same =
        std::count_if(keys.begin(),
                      keys.end(),
                      [&](const std::string& other) { return lastPart(other) == last; });
    return same > 1 ? key : last;
}

StudyResults
LoadStudy(const std::string& folder)
{
    const RunStore store(folder);
    if (!store.ReadStudy())
    {
        throw InputError("'" + folder + "' holds no study: it has no study.ini");
    }
    const bool writable = access(folder.c_str(), W_OK) == 0;
    StudyDatabase database(writable ? StudyDatabase::PathIn(folder) : ":memory:");
    database.Synchronize(store);

    StudyResults results;
    results.folder = folder;
    results.failedRuns = store.ListFailed();
    const auto indices = ReadMetricInfos(database.GetConnection(), results);
    ReadRuns(database.GetConnection(), results, indices);
    if (results.cells.empty())
    {
        throw InputError("the study '" + folder + "' has no finished run yet");
    }
    return results;
}

} // namespace sharding
} // namespace ns3
