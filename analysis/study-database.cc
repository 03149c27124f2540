/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "study-database.h"

#include "ns3/input-error.h"

namespace ns3
{
namespace sharding
{

namespace
{

constexpr int64_t SCHEMA_VERSION = 2; //!< raised whenever a table changes

const char* const SCHEMA = R"(
CREATE TABLE study(
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE metric(
    name TEXT PRIMARY KEY,
    unit TEXT NOT NULL,
    help TEXT NOT NULL,
    position INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE run(
    id TEXT PRIMARY KEY,
    study TEXT NOT NULL,
    scenario TEXT NOT NULL,
    cell_index INTEGER NOT NULL,
    replication INTEGER NOT NULL,
    seed TEXT NOT NULL,
    model_version TEXT NOT NULL,
    ns3_version TEXT NOT NULL,
    command_line TEXT NOT NULL,
    binary_hash TEXT NOT NULL,
    configuration TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE run_cell(
    run_id TEXT NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY(run_id, position)) WITHOUT ROWID;
CREATE TABLE run_draws(
    run_id TEXT NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY(run_id, kind)) WITHOUT ROWID;
CREATE TABLE result(
    run_id TEXT NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    metric TEXT NOT NULL REFERENCES metric(name),
    value REAL,
    PRIMARY KEY(run_id, metric)) WITHOUT ROWID;
CREATE INDEX result_by_metric ON result(metric);
CREATE TABLE failed_run(
    id TEXT PRIMARY KEY,
    cell TEXT NOT NULL,
    replication INTEGER NOT NULL,
    seed TEXT NOT NULL,
    reason TEXT NOT NULL) WITHOUT ROWID;
)";

/**
 * @param manifest a run
 * @return its cell as one text: "sharding.policy=none, sharding.shard-count=4"
 */
std::string
CellText(const RunManifest& manifest)
{
    std::string text;
    for (const auto& [key, value] : manifest.cell)
    {
        text += (text.empty() ? "" : ", ") + key + "=" + value;
    }
    return text;
}

/**
 * @param database a database
 * @return the schema version that it was made with; 0 for a new one
 */
int64_t
ReadVersion(SqliteDatabase& database)
{
    SqliteStatement version(database, "PRAGMA user_version");
    version.Step();
    return version.GetInteger(0);
}

} // namespace

StudyDatabase::StudyDatabase(const std::string& path) : m_database(path)
{
    CreateSchema();
}

std::string
StudyDatabase::PathIn(const std::string& folder)
{
    return folder + "/study.sqlite";
}

void
StudyDatabase::CreateSchema()
{
    SqliteTransaction transaction(m_database);
    if (ReadVersion(m_database) != SCHEMA_VERSION)
    {
        for (const std::string table :
             {"result", "run_cell", "run_draws", "run", "metric", "failed_run", "study"})
        {
            m_database.Execute("DROP TABLE IF EXISTS " + table);
        }
        m_database.Execute(SCHEMA);
        m_database.Execute("PRAGMA user_version = " + std::to_string(SCHEMA_VERSION));
    }
    transaction.Commit();
}

void
StudyDatabase::Import(const RunStore& store, const std::string& runId)
{
    const auto manifest = store.ReadManifest(runId);
    const auto metrics = store.ReadMetrics(runId);
    const auto draws = store.ReadDraws(runId);

    SqliteTransaction transaction(m_database);
    SqliteStatement run(m_database,
                        "INSERT INTO run VALUES(?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING "
                        "RETURNING id");
    // The folder's name is the id: it is what Has and replay go by.
    const bool isNew = run.Bind(runId)
                           .Bind(manifest.studyName)
                           .Bind(manifest.scenario)
                           .Bind(int64_t{manifest.cellIndex})
                           .Bind(int64_t{manifest.replication})
                           .Bind(std::to_string(manifest.seed))
                           .Bind(manifest.modelVersion)
                           .Bind(manifest.ns3Version)
                           .Bind(manifest.commandLine)
                           .Bind(manifest.binaryHash)
                           .Bind(manifest.configuration)
                           .Step();
    if (!isNew)
    {
        return;
    }
    run.Run();

    SqliteStatement cell(m_database, "INSERT INTO run_cell VALUES(?,?,?,?)");
    for (size_t i = 0; i < manifest.cell.size(); ++i)
    {
        const auto& [key, value] = manifest.cell[i];
        cell.Bind(runId).Bind(static_cast<int64_t>(i)).Bind(key).Bind(value).Run();
    }

    SqliteStatement draw(m_database, "INSERT INTO run_draws VALUES(?,?,?)");
    for (const auto& [kind, digest] : draws)
    {
        draw.Bind(runId).Bind(kind).Bind(digest).Run();
    }

    // Runs may list different metrics: the earliest place keeps the order independent of which run comes first.
    SqliteStatement metric(m_database,
                           "INSERT INTO metric VALUES(?,?,?,?) ON CONFLICT DO UPDATE SET "
                           "position = min(position, excluded.position) "
                           "WHERE unit = excluded.unit RETURNING unit");
    SqliteStatement result(m_database, "INSERT INTO result VALUES(?,?,?)");
    for (size_t i = 0; i < metrics.size(); ++i)
    {
        const auto& m = metrics[i];
        const int64_t position = static_cast<int64_t>(i);
        if (!metric.Bind(m.name).Bind(m.unit).Bind(m.help).Bind(position).Step())
        {
            throw HostError("run '" + runId + "' gives metric '" + m.name + "' in '" + m.unit +
                            "', earlier runs of the study in another unit");
        }
        metric.Run();
        result.Bind(runId).Bind(m.name).Bind(m.value).Run();
    }
    transaction.Commit();
}

uint32_t
StudyDatabase::Synchronize(const RunStore& store)
{
    auto stale = ListRuns();
    uint32_t imported = 0;
    for (const auto& runId : store.ListRuns())
    {
        if (stale.erase(runId) == 0)
        {
            Import(store, runId);
            ++imported;
        }
    }

    SqliteTransaction transaction(m_database);
    SqliteStatement drop(m_database, "DELETE FROM run WHERE id = ?");
    for (const auto& runId : stale)
    {
        drop.Bind(runId).Run();
    }
    SqliteStatement study(m_database, "INSERT OR REPLACE INTO study VALUES(?,?)");
    study.Bind("study.ini").Bind(store.ReadStudy().value_or("")).Run();
    m_database.Execute("DELETE FROM metric WHERE name NOT IN (SELECT metric FROM result)");
    m_database.Execute("DELETE FROM failed_run");
    SqliteStatement failed(m_database, "INSERT INTO failed_run VALUES(?,?,?,?,?)");
    for (const auto& runId : store.ListFailed())
    {
        const auto failure = store.ReadFailure(runId);
        failed.Bind(runId)
            .Bind(CellText(failure.manifest))
            .Bind(int64_t{failure.manifest.replication})
            .Bind(std::to_string(failure.manifest.seed))
            .Bind(failure.reason)
            .Run();
    }
    transaction.Commit();
    return imported;
}

std::set<std::string>
StudyDatabase::ListRuns()
{
    std::set<std::string> ids;
    SqliteStatement query(m_database, "SELECT id FROM run");
    while (query.Step())
    {
        ids.insert(query.GetText(0));
    }
    return ids;
}

SqliteDatabase&
StudyDatabase::GetConnection()
{
    return m_database;
}

} // namespace sharding
} // namespace ns3
