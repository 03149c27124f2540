/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/durable-file.h"
#include "analysis/study-database.h"
#include "made-up-study.h"

#include "ns3/input-error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

using namespace ns3;
using namespace ns3::sharding;
using testing::HasSubstr;

namespace fs = std::filesystem;

namespace
{

/**
 * @param folder a study's folder
 * @param sql a query for one number
 * @return the number
 */
int64_t
Ask(const std::string& folder, const std::string& sql)
{
    SqliteDatabase database(StudyDatabase::PathIn(folder));
    SqliteStatement query(database, sql);
    EXPECT_TRUE(query.Step()) << sql;
    return query.GetInteger(0);
}

/// @return a store with two runs and one failure
RunStore
TwoRuns()
{
    RunStore store(FreshFolder());
    store.Begin("[study]\n", "0.1.0");
    store.Write(MadeUpManifest(0, "none", "1", 1), SmallRecord(100, 0.25));
    auto record = SmallRecord(200, 0.125);
    record.metrics[1].value = std::nullopt;
    store.Write(MadeUpManifest(1, "fixed-size", "4", 1), record);
    store.WriteFailure(MadeUpManifest(1, "fixed-size", "4", 2), "ended by signal 9", "", {});
    return store;
}

} // namespace

TEST(StudyDatabase, HoldsWhatTheRunsHold)
{
    const RunStore store = TwoRuns();
    const std::string& folder = store.GetFolder();
    EXPECT_EQ(StudyDatabase(StudyDatabase::PathIn(folder)).Synchronize(store), 2U);
    EXPECT_EQ(Ask(folder, "SELECT count(*) FROM run"), 2);
    EXPECT_EQ(Ask(folder, "SELECT count(*) FROM result"), 4);
    EXPECT_EQ(
        Ask(folder,
            "SELECT result.value FROM result JOIN run_cell USING(run_id) WHERE metric = 'goodput' "
            "AND key = 'sharding.policy' AND run_cell.value = 'fixed-size'"),
        200)
        << "the query of the manual";
    EXPECT_EQ(Ask(folder, "SELECT count(*) FROM result WHERE value IS NULL"), 1);
    EXPECT_EQ(Ask(folder, "SELECT count(*) FROM metric WHERE name = 'loss' AND position = 1"), 1);
    EXPECT_EQ(
        Ask(folder,
            "SELECT replication FROM failed_run WHERE reason = 'ended by signal 9' AND cell = "
            "'sharding.policy=fixed-size, sharding.shard-count=4'"),
        2);
    EXPECT_EQ(
        Ask(folder, "SELECT value = '[study]' || char(10) FROM study WHERE key = 'study.ini'"), 1);
}

TEST(StudyDatabase, TakesARunInOnce)
{
    const RunStore store = TwoRuns();
    StudyDatabase database(StudyDatabase::PathIn(store.GetFolder()));
    const auto runId = store.ListRuns().front();
    database.Import(store, runId);
    database.Import(store, runId);
    EXPECT_EQ(database.Synchronize(store), 1U);
    EXPECT_EQ(database.Synchronize(store), 0U);
    EXPECT_EQ(Ask(store.GetFolder(), "SELECT count(*) FROM run"), 2);
    EXPECT_EQ(Ask(store.GetFolder(), "SELECT count(*) FROM result"), 4);
}

TEST(StudyDatabase, FollowsTheFolders)
{
    const RunStore store = TwoRuns();
    const std::string path = StudyDatabase::PathIn(store.GetFolder());
    StudyDatabase(path).Synchronize(store);
    fs::remove_all(store.GetFolder() + "/runs/" + MadeUpManifest(0, "none", "1", 1).runId);
    StudyDatabase(path).Synchronize(store);
    EXPECT_EQ(Ask(store.GetFolder(), "SELECT count(*) FROM run"), 1);
    EXPECT_EQ(Ask(store.GetFolder(), "SELECT count(*) FROM result"), 2);
    EXPECT_EQ(Ask(store.GetFolder(), "SELECT count(*) FROM run_cell"), 2);
}

TEST(StudyDatabase, IsMadeAgainWhenDeletedOrOutdated)
{
    const RunStore store = TwoRuns();
    const std::string path = StudyDatabase::PathIn(store.GetFolder());
    StudyDatabase(path).Synchronize(store);
    fs::remove(path);
    EXPECT_EQ(StudyDatabase(path).Synchronize(store), 2U);
    {
        SqliteDatabase other(path);
        other.Execute("DROP TABLE result; PRAGMA user_version = 77");
    }
    EXPECT_EQ(StudyDatabase(path).Synchronize(store), 2U);
    EXPECT_EQ(Ask(store.GetFolder(), "SELECT count(*) FROM result"), 4);
}

TEST(StudyDatabase, ADamagedRunBringsInNothingOfIt)
{
    const RunStore store = TwoRuns();
    const auto runId = store.ListRuns().back();
    WriteFileDurably(store.GetFolder() + "/runs/" + runId + "/metrics.json", "{");
    StudyDatabase database(StudyDatabase::PathIn(store.GetFolder()));
    EXPECT_THROW(database.Synchronize(store), HostError);
    EXPECT_EQ(Ask(store.GetFolder(), "SELECT count(*) FROM run"), 1);
}

TEST(StudyDatabase, ATransactionThatFailsLeavesNoTrace)
{
    RunStore store(FreshFolder());
    store.Begin("", "0.1.0");
    const auto good = MadeUpManifest(0, "none", "1", 1);
    const auto bad = MadeUpManifest(0, "none", "1", 2);
    store.Write(good, SmallRecord(1, 0));
    auto record = SmallRecord(1, 0);
    record.metrics[1].unit = "messages";
    store.Write(bad, record);
    StudyDatabase database(":memory:");
    database.Import(store, good.runId);
    try
    {
        database.Import(store, bad.runId);
        FAIL() << "two units for one metric";
    }
    catch (const HostError& error)
    {
        EXPECT_THAT(error.what(), HasSubstr("'loss' in 'messages'"));
    }
    EXPECT_EQ(database.ListRuns(), std::set<std::string>{good.runId});
    EXPECT_NO_THROW(database.Import(store, good.runId)) << "the connection can still be used";
}

TEST(StudyDatabase, AFileThatIsNoneSaysSo)
{
    const std::string folder = FreshFolder();
    MakeFolder(folder);
    WriteFileDurably(folder + "/study.sqlite", std::string(4096, 'x'));
    try
    {
        StudyDatabase database(folder + "/study.sqlite");
        FAIL();
    }
    catch (const HostError& error)
    {
        EXPECT_THAT(error.what(), HasSubstr(folder + "/study.sqlite"));
        EXPECT_THAT(error.what(), HasSubstr("the file can be removed"));
    }
    EXPECT_THROW(StudyDatabase(folder + "/no/such/folder/study.sqlite"), HostError);
}
