/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STUDY_DATABASE_H
#define STUDY_DATABASE_H

#include "run-store.h"
#include "sqlite.h"

#include <set>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-analysis
 *
 * All numbers of a study in one SQLite file, for tables, figures and a researcher's own queries.
 *
 * It is made from the run folders and holds nothing else: deleted, outdated or behind, it is brought up to date from
 * them. Each run comes in by one transaction, so a reader never sees half a run. Tables: study(key, value),
 * metric(name, unit, help, position), run(id, ...), run_cell(run_id, position, key, value), run_draws(run_id, kind, digest), result(run_id, metric,
 * value), failed_run(id, cell, replication, seed, reason).
 */
class StudyDatabase
{
  public:
    /**
     * Opens the file, or creates it. One with another schema version is emptied: Synchronize fills it again.
     *
     * @param path the file; ":memory:" for none
     * @throws HostError when it cannot be opened or is no database
     */
    explicit StudyDatabase(const std::string& path);

    /**
     * @param folder a study's folder
     * @return where its database lies
     */
    static std::string PathIn(const std::string& folder);

    /**
     * Takes in one sound run. One that is there already is left alone.
     *
     * @param store the study
     * @param runId a run in it
     * @throws HostError when the run is damaged or the file cannot be written
     */
    void Import(const RunStore& store, const std::string& runId);

    /**
     * Brings the database up to date: takes in the runs that it lacks, drops those whose folder is gone, and copies the
     * list of failures.
     *
     * @param store the study
     * @return how many runs came in
     * @throws HostError as Import
     */
    uint32_t Synchronize(const RunStore& store);

    /// @return ids of the runs in it
    std::set<std::string> ListRuns();

    /// @return the connection, for queries
    SqliteDatabase& GetConnection();

  private:
    /// Makes the tables unless they are there.
    void CreateSchema();

    SqliteDatabase m_database; //!< the connection
};

} // namespace sharding
} // namespace ns3

#endif /* STUDY_DATABASE_H */
