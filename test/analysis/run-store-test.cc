/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/durable-file.h"
#include "analysis/run-store.h"
#include "made-up-study.h"

#include "ns3/input-error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

using namespace ns3;
using namespace ns3::sharding;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace fs = std::filesystem;

namespace
{

const std::string STUDY = "[study]\nname = made-up\n"; //!< text of the study file

/// @return a record that uses all that a record can hold
RunRecord
FullRecord()
{
    RunRecord record = SmallRecord(131072000.5, 0.1);
    record.metrics.push_back({"latency.p999", std::nullopt, "s", "Too few samples."});
    record.events = {{NanoSeconds(2500000001), "fault", {{"action", "begin"}, {"verb", "cut"}}}};
    record.series.columns = {{"time", "s", "Start."}, {"delivered-bytes", "B", "Payload."}};
    record.series.rows = {{0, 819200}, {0.1, 1.0 / 3}};
    record.faultLines = {"at 2500ms cut a>b", "at 3s heal a>b"};
    record.draws = {{"arrivals", "0123456789abcdef"}, {"faults", "fedcba9876543210"}};
    return record;
}

/**
 * @param folder a folder
 * @return name and content of all files in it, in one text
 */
std::string
Everything(const std::string& folder)
{
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
    {
        if (entry.is_regular_file())
        {
            files.push_back(fs::relative(entry.path(), folder).string() + "\n" +
                            ReadFile(entry.path().string()));
        }
    }
    std::sort(files.begin(), files.end());
    std::string all;
    for (const auto& file : files)
    {
        all += file;
    }
    return all;
}

/**
 * @param action what to try
 * @return message of the InputError or HostError that it throws, led by which; "" when it throws nothing
 */
template <typename Action>
std::string
ErrorOf(Action action)
{
    try
    {
        action();
    }
    catch (const InputError& error)
    {
        return std::string("input: ") + error.what();
    }
    catch (const HostError& error)
    {
        return std::string("host: ") + error.what();
    }
    return "";
}

/// @return the number of a process that has ended
pid_t
DeadProcess()
{
    const pid_t child = fork();
    if (child == 0)
    {
        _exit(0);
    }
    waitpid(child, nullptr, 0);
    return child;
}

} // namespace

TEST(RunStore, GivesBackWhatItTook)
{
    RunStore store(FreshFolder());
    store.Begin(STUDY, "0.1.0");
    const auto manifest = MadeUpManifest(3, "fixed-size", "4", 9);
    EXPECT_FALSE(store.Has(manifest.runId));
    EXPECT_TRUE(store.Write(manifest, FullRecord()));
    EXPECT_TRUE(store.Has(manifest.runId));
    EXPECT_THAT(store.ListRuns(), ElementsAre(manifest.runId));
    EXPECT_EQ(store.ReadStudy(), STUDY);

    const auto read = store.ReadManifest(manifest.runId);
    EXPECT_EQ(read.runId, manifest.runId);
    EXPECT_EQ(read.studyName, "made-up");
    EXPECT_EQ(read.scenario, "PayloadFabric");
    EXPECT_EQ(read.cell, manifest.cell);
    EXPECT_EQ(read.cellIndex, 3U);
    EXPECT_EQ(read.replication, 9U);
    EXPECT_EQ(read.seed, 9U);
    EXPECT_EQ(read.configuration, manifest.configuration);
    EXPECT_EQ(read.modelVersion, "0.1.0");
    EXPECT_EQ(read.ns3Version, "3.37");
    EXPECT_EQ(read.commandLine, manifest.commandLine);
    EXPECT_EQ(read.binaryHash, manifest.binaryHash);

    const auto metrics = store.ReadMetrics(manifest.runId);
    ASSERT_EQ(metrics.size(), 3U);
    EXPECT_EQ(metrics[0].name, "goodput");
    EXPECT_EQ(metrics[0].value, 131072000.5);
    EXPECT_EQ(metrics[0].unit, "bit/s");
    EXPECT_EQ(metrics[1].value, 0.1);
    EXPECT_EQ(metrics[2].value, std::nullopt);

    const auto events = store.ReadEvents(manifest.runId);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].time, NanoSeconds(2500000001));
    EXPECT_EQ(events[0].kind, "fault");
    EXPECT_EQ(events[0].fields, FullRecord().events[0].fields);

    EXPECT_EQ(store.ReadDraws(manifest.runId),
              (std::map<std::string, std::string>{{"arrivals", "0123456789abcdef"},
                                                  {"faults", "fedcba9876543210"}}));
    EXPECT_EQ(ReadFile(store.GetFolder() + "/runs/" + manifest.runId + "/faults.txt"),
              "at 2500ms cut a>b\nat 3s heal a>b\n");

    const auto series = store.ReadSeries(manifest.runId);
    ASSERT_EQ(series.columns.size(), 2U);
    EXPECT_EQ(series.columns[1].name, "delivered-bytes");
    EXPECT_EQ(series.columns[1].unit, "B");
    EXPECT_EQ(series.rows, FullRecord().series.rows);
}

TEST(RunStore, TheSameRunLeavesTheSameBytes)
{
    const std::string folder = FreshFolder();
    const auto manifest = MadeUpManifest(0, "none", "1", 1);
    for (const std::string name : {"/a", "/b"})
    {
        RunStore store(folder + name);
        store.Begin(STUDY, "0.1.0");
        store.Write(manifest, FullRecord());
    }
    EXPECT_EQ(Everything(folder + "/a"), Everything(folder + "/b"));
    EXPECT_EQ(ReadFile(folder + "/a/runs/" + manifest.runId + "/events.jsonl"),
              R"({"time":2.500000001,"kind":"fault","fields":{"action":"begin","verb":"cut"}})"
              "\n");
    EXPECT_EQ(ReadFile(folder + "/a/runs/" + manifest.runId + "/series.csv"),
              "time,delivered-bytes\n0,819200\n0.1,0.3333333333333333\n");
}

TEST(RunStore, AnEmptyRecordIsARunToo)
{
    RunStore store(FreshFolder());
    store.Begin(STUDY, "0.1.0");
    const auto manifest = MadeUpManifest(0, "none", "1", 1);
    store.Write(manifest, {});
    EXPECT_TRUE(store.ReadMetrics(manifest.runId).empty());
    EXPECT_TRUE(store.ReadEvents(manifest.runId).empty());
    EXPECT_TRUE(store.ReadSeries(manifest.runId).rows.empty());
}

TEST(RunStore, WritesNothingThatJsonCannotHold)
{
    RunStore store(FreshFolder());
    store.Begin(STUDY, "0.1.0");
    auto manifest = MadeUpManifest(0, "none", "1", 1);
    manifest.commandLine = "shardsim \xff \"quoted\"\n";
    store.Write(manifest, SmallRecord(std::nan(""), 0));
    EXPECT_EQ(store.ReadManifest(manifest.runId).commandLine, "shardsim \xef\xbf\xbd \"quoted\"\n");
    EXPECT_EQ(store.ReadMetrics(manifest.runId)[0].value, std::nullopt);
}

TEST(RunStore, WritingARunAgainKeepsIt)
{
    RunStore store(FreshFolder());
    store.Begin(STUDY, "0.1.0");
    const auto manifest = MadeUpManifest(0, "none", "1", 1);
    store.Write(manifest, FullRecord());
    EXPECT_TRUE(store.Write(manifest, FullRecord()));
    EXPECT_THAT(store.ListRuns(), ElementsAre(manifest.runId));
    EXPECT_EQ(std::distance(fs::directory_iterator(store.GetFolder() + "/runs"), {}), 1);
}

TEST(RunStore, ARunThatBreaksAnInvariantIsKeptApartWithItsData)
{
    RunStore store(FreshFolder());
    store.Begin(STUDY, "0.1.0");
    const auto manifest = MadeUpManifest(0, "none", "1", 1);
    auto record = FullRecord();
    record.violations = {"offered is not delivered + lost + in flight", "another"};
    EXPECT_FALSE(store.Write(manifest, record));
    EXPECT_FALSE(store.Has(manifest.runId));
    EXPECT_TRUE(store.HasFailed(manifest.runId));
    EXPECT_THAT(store.ListRuns(), IsEmpty());
    EXPECT_THAT(store.ListFailed(), ElementsAre(manifest.runId));
    EXPECT_EQ(store.ReadFailure(manifest.runId).reason,
              "broke an invariant: offered is not delivered + lost + in flight");
    EXPECT_EQ(store.ReadMetrics(manifest.runId).size(), 3U);
    EXPECT_THAT(ReadFile(store.GetFolder() + "/failed/" + manifest.runId + "/metrics.json"),
                HasSubstr("another"));
}

TEST(RunStore, AFailureLastsUntilTheRunSucceeds)
{
    RunStore store(FreshFolder());
    store.Begin(STUDY, "0.1.0");
    const auto manifest = MadeUpManifest(0, "none", "1", 1);
    store.WriteFailure(manifest, "ended by signal 11", "the log", {});
    store.WriteFailure(manifest, "ended by signal 6", std::string(1 << 20, 'x') + "the end", {});
    EXPECT_TRUE(store.HasFailed(manifest.runId));
    const auto failure = store.ReadFailure(manifest.runId);
    EXPECT_EQ(failure.reason, "ended by signal 6");
    EXPECT_EQ(failure.manifest.replication, 1U);
    const auto log = ReadFile(store.GetFolder() + "/failed/" + manifest.runId + "/log.txt");
    EXPECT_EQ(log.size(), size_t{1} << 20);
    EXPECT_EQ(log.substr(log.size() - 7), "the end");

    store.Write(manifest, FullRecord());
    EXPECT_FALSE(store.HasFailed(manifest.runId));
    EXPECT_THAT(store.ListFailed(), IsEmpty());
    EXPECT_FALSE(fs::exists(store.GetFolder() + "/failed/" + manifest.runId));
}

TEST(RunStore, WhatACrashLeftBehindIsNoRunAndIsCleared)
{
    RunStore store(FreshFolder());
    store.Begin(STUDY, "0.1.0");
    const std::string runs = store.GetFolder() + "/runs/";
    const std::string dead = runs + ".tmp-abc-" + std::to_string(DeadProcess());
    const std::string alive = runs + ".tmp-abc-" + std::to_string(getpid());
    fs::create_directory(dead);
    WriteFileDurably(dead + "/manifest.json", "{\"run\":");
    fs::create_directory(alive);
    EXPECT_THAT(store.ListRuns(), IsEmpty());

    store.Begin(STUDY, "0.1.0");
    EXPECT_FALSE(fs::exists(dead));
    EXPECT_TRUE(fs::exists(alive)) << "its process may still write";
}

TEST(RunStore, TakesUpItsOwnStudyAndNoOther)
{
    RunStore store(FreshFolder());
    store.Begin(STUDY, "0.1.0");
    store.Write(MadeUpManifest(0, "none", "1", 1), FullRecord());
    EXPECT_EQ(ErrorOf([&] { store.Begin(STUDY, "0.1.0"); }), "");
    EXPECT_EQ(
        ErrorOf([&] { store.Begin("[study]\nname = other\n", "0.1.0"); }),
        "input: the folder '" + store.GetFolder() +
            "' holds another study (line 2 is 'name = made-up' there and 'name = other' now); "
            "choose another folder, or remove this one to start afresh");
    EXPECT_EQ(ErrorOf([&] { store.Begin(STUDY, "0.2.0"); }),
              "input: the folder '" + store.GetFolder() +
                  "' holds runs of version '0.1.0', this is '0.2.0'; choose another folder, or "
                  "remove this one to start afresh");
    EXPECT_EQ(store.ReadStudy(), STUDY);
}

TEST(RunStore, TakesUpAnExtensionOfItsStudy)
{
    RunStore store(FreshFolder());
    store.Begin(STUDY, "0.1.0");
    const std::string longer = STUDY + "# longer\n";
    std::string asked;
    const auto mayExtend = [&asked](const std::string& there, const std::string& here)
    {
        asked = there + "|" + here;
        return true;
    };
    store.Begin(STUDY, "0.1.0", mayExtend);
    EXPECT_EQ(asked, "") << "the same study needs no leave";
    store.Begin(longer, "0.1.0", mayExtend);
    EXPECT_EQ(asked, STUDY + "|" + longer);
    EXPECT_EQ(store.ReadStudy(), longer);
    const auto never = [](const std::string&, const std::string&) { return false; };
    EXPECT_THAT(ErrorOf([&] { store.Begin(STUDY, "0.1.0", never); }),
                testing::HasSubstr("holds another study"));
}

TEST(RunStore, RefusesAFolderThatHoldsSomethingElse)
{
    RunStore store(FreshFolder());
    fs::create_directories(store.GetFolder());
    WriteFileDurably(store.GetFolder() + "/thesis.tex", "all of it");
    EXPECT_THAT(ErrorOf([&] { store.Begin(STUDY, "0.1.0"); }),
                HasSubstr("holds files but no study"));
    EXPECT_FALSE(fs::exists(store.GetFolder() + "/runs"));
}

TEST(RunStore, SaysThatItCannotWrite)
{
    const std::string folder = FreshFolder();
    fs::create_directories(folder);
    WriteFileDurably(folder + "/file", "");
    RunStore store(folder + "/file/study");
    EXPECT_THAT(ErrorOf([&] { store.Begin(STUDY, "0.1.0"); }),
                testing::AllOf(HasSubstr("input: cannot create"), HasSubstr("Not a directory")));
    EXPECT_THAT(ErrorOf([&] { store.Write(MadeUpManifest(0, "none", "1", 1), {}); }),
                HasSubstr("input: cannot create"));
    EXPECT_THAT(ErrorOf([] { WriteFileDurably("/dev/full", "bytes"); }),
                HasSubstr("host: cannot write '/dev/full': No space left on device"));
}

TEST(RunStore, ADamagedRunSaysHowToMendIt)
{
    RunStore store(FreshFolder());
    store.Begin(STUDY, "0.1.0");
    const auto manifest = MadeUpManifest(0, "none", "1", 1);
    store.Write(manifest, FullRecord());
    const std::string folder = store.GetFolder() + "/runs/" + manifest.runId;
    for (const std::string file : {"manifest.json", "metrics.json", "events.jsonl", "series.csv"})
    {
        WriteFileDurably(folder + "/" + file, "{\"broken\"");
    }
    for (const auto& message : {ErrorOf([&] { store.ReadManifest(manifest.runId); }),
                                ErrorOf([&] { store.ReadMetrics(manifest.runId); }),
                                ErrorOf([&] { store.ReadEvents(manifest.runId); }),
                                ErrorOf([&] { store.ReadSeries(manifest.runId); })})
    {
        EXPECT_THAT(message,
                    testing::AllOf(HasSubstr("host: "),
                                   HasSubstr("is damaged"),
                                   HasSubstr("remove the folder '" + folder + "'")));
    }
    EXPECT_THAT(ErrorOf([&] { store.ReadManifest("nosuchrun"); }),
                HasSubstr("input: the study '" + store.GetFolder() + "' has no run 'nosuchrun'"));
}

TEST(DurableFile, ReplacesInOneStepAndLeavesNothingBehind)
{
    const std::string folder = FreshFolder();
    MakeFolder(folder);
    ReplaceFile(folder + "/a", "old");
    ReplaceFile(folder + "/a", "new");
    EXPECT_EQ(ReadFile(folder + "/a"), "new");
    fs::create_directory(folder + "/taken");
    EXPECT_THAT(ErrorOf([&] { ReplaceFile(folder + "/taken", "x"); }), HasSubstr("host: "));
    EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 2);
    EXPECT_THAT(ErrorOf([&] { ReadFile(folder + "/a", 2); }), HasSubstr("it exceeds 2 bytes"));
}
