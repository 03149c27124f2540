/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/durable-file.h"
#include "analysis/study-results.h"
#include "made-up-study.h"

#include "ns3/input-error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

using namespace ns3;
using namespace ns3::sharding;
using testing::ElementsAre;
using testing::HasSubstr;

namespace
{

/**
 * @param results a study
 * @return its cells, each as its values joined
 */
std::vector<std::string>
CellsOf(const StudyResults& results)
{
    std::vector<std::string> cells;
    for (const auto& cell : results.cells)
    {
        cells.push_back(cell.values[0] + "/" + cell.values[1]);
    }
    return cells;
}

/**
 * @param folder a study's folder
 * @return what LoadStudy complains about
 */
std::string
ComplaintOf(const std::string& folder)
{
    try
    {
        LoadStudy(folder);
    }
    catch (const InputError& error)
    {
        return error.what();
    }
    return "";
}

} // namespace

TEST(StudyResults, KeepsTheOrderOfTheStudyWhateverTheOrderOfTheRuns)
{
    RunStore store(FreshFolder());
    store.Begin("", "0.1.0");
    store.Write(MadeUpManifest(2, "delimiter", "8", 2), SmallRecord(5, 0.5));
    store.Write(MadeUpManifest(1, "none", "16", 2), SmallRecord(4, 0.4));
    store.Write(MadeUpManifest(0, "none", "8", 2), SmallRecord(3, 0.3));
    store.Write(MadeUpManifest(0, "none", "8", 1), SmallRecord(2, 0.2));
    store.WriteFailure(MadeUpManifest(0, "none", "8", 3), "crashed", "", {});

    const auto results = LoadStudy(store.GetFolder());
    EXPECT_EQ(results.studyName, "made-up");
    EXPECT_EQ(results.modelVersion, "0.1.0");
    EXPECT_THAT(results.keys, ElementsAre("sharding.policy", "sharding.shard-count"));
    EXPECT_THAT(CellsOf(results), ElementsAre("none/8", "none/16", "delimiter/8"));
    EXPECT_THAT(results.GetValues(0), ElementsAre("none", "delimiter"));
    EXPECT_THAT(results.GetSample(results.cells[0], results.FindMetric("loss")),
                ElementsAre(0.2, 0.3));
    EXPECT_THAT(results.failedRuns, ElementsAre(MadeUpManifest(0, "none", "8", 3).runId));
    EXPECT_EQ(results.metrics[results.FindMetric("goodput")].unit, "bit/s");
}

TEST(StudyResults, WithoutPlacesNumbersGoBySizeBeforeWords)
{
    RunStore store(FreshFolder());
    store.Begin("", "0.1.0");
    for (const std::string shards : {"auto", "16", "8"})
    {
        store.Write(MadeUpManifest(0, "none", shards, 1), SmallRecord(1, 0));
    }
    EXPECT_THAT(CellsOf(LoadStudy(store.GetFolder())),
                ElementsAre("none/8", "none/16", "none/auto"));
}

TEST(StudyResults, LeavesOutWhatARunDoesNotSay)
{
    RunStore store(FreshFolder());
    store.Begin("", "0.1.0");
    auto record = SmallRecord(7, 0);
    record.metrics[0].value = std::nullopt;
    store.Write(MadeUpManifest(0, "none", "1", 1), record);
    record = SmallRecord(8, 0);
    record.metrics.erase(record.metrics.begin() + 1);
    store.Write(MadeUpManifest(0, "none", "1", 2), record);
    const auto results = LoadStudy(store.GetFolder());
    EXPECT_THAT(results.GetSample(results.cells[0], results.FindMetric("goodput")), ElementsAre(8));
    EXPECT_THAT(results.GetSample(results.cells[0], results.FindMetric("loss")), ElementsAre(0));
}

TEST(StudyResults, RefusesRunsThatDoNotBelongTogether)
{
    EXPECT_THAT(ComplaintOf(FreshFolder()), HasSubstr("holds no study"));

    RunStore store(FreshFolder());
    store.Begin("", "0.1.0");
    EXPECT_THAT(ComplaintOf(store.GetFolder()), HasSubstr("has no finished run yet"));

    auto first = MadeUpManifest(0, "none", "1", 1);
    store.Write(first, SmallRecord(1, 0));
    auto other = first;
    other.runId = "other";
    store.Write(other, SmallRecord(2, 0));
    EXPECT_THAT(ComplaintOf(store.GetFolder()), HasSubstr("two runs of one cell and replication"));
    std::filesystem::remove_all(store.GetFolder() + "/runs/other");

    other.runId = "newer";
    other.modelVersion = "0.2.0";
    store.Write(other, SmallRecord(2, 0));
    EXPECT_THAT(ComplaintOf(store.GetFolder()), HasSubstr("runs of two versions"));
    std::filesystem::remove_all(store.GetFolder() + "/runs/newer");

    other = MadeUpManifest(0, "none", "1", 2);
    other.cell.pop_back();
    store.Write(other, SmallRecord(2, 0));
    EXPECT_THAT(ComplaintOf(store.GetFolder()), HasSubstr("vary different keys"));
}

TEST(StudyResults, NamesTheNearestMetricAndKey)
{
    RunStore store(FreshFolder());
    store.Begin("", "0.1.0");
    store.Write(MadeUpManifest(0, "none", "1", 1), SmallRecord(1, 0));
    const auto results = LoadStudy(store.GetFolder());
    try
    {
        results.FindMetric("godput");
        FAIL();
    }
    catch (const InputError& error)
    {
        EXPECT_THAT(error.what(), HasSubstr("no metric 'godput'; did you mean 'goodput'?"));
    }
    EXPECT_THROW(results.FindKey("sharding.polcy"), InputError);
}

TEST(ShortKey, IsTheLastPartWhereThatIsUnique)
{
    const std::vector<std::string> keys{"sharding.policy", "raft.policy", "source.interval"};
    EXPECT_EQ(ShortKey("source.interval", keys), "interval");
    EXPECT_EQ(ShortKey("raft.policy", keys), "raft.policy");
}
