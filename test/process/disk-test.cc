/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/disk.h"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// One millisecond a write, ten an fsync, all sizes free.
Disk
MakeDisk(const Disk::Config& config = Disk::Config())
{
    return Disk(
        config, [] { return MilliSeconds(1); }, [] { return MilliSeconds(10); });
}

Disk::Record
Sized(uint64_t id, uint32_t size)
{
    Disk::Record record;
    record.id = id;
    record.sizeBytes = size;
    return record;
}

/// @return what is found on the disk: "1 2 3~40" when 40 bytes of the third record survived
std::string
Found(Disk& disk)
{
    std::string text;
    for (const auto& found : disk.Recover())
    {
        text += (text.empty() ? "" : " ") + std::to_string(found.record.id);
        text += found.IsTorn() ? "~" + std::to_string(found.survivingBytes) : "";
    }
    return text;
}

/// Collects "ticket@ms" of all requests that are answered until @p until.
void
Answer(Disk& disk, Time until, std::string& told)
{
    while (disk.GetNextSynced() && *disk.GetNextSynced() <= until)
    {
        const Time at = *disk.GetNextSynced();
        while (const auto ticket = disk.PopSynced(at))
        {
            std::ostringstream word;
            word << static_cast<char>(*ticket) << at.GetNanoSeconds() / 1e6 << " ";
            told += word.str();
        }
    }
}

/**
 * Plays a story, one line per event: "milliseconds what number", and a word or two on why.
 *
 *     write N     N records are appended               sync 0      a request; the first is called
 *     a, the second b ... stall 0     nothing moves                        go 0        that ends
 *     durable N   N records are durable                fsyncs N    so many were carried out
 *
 * @return which request was answered when, in ms: "a11 b21"
 */
std::string
Play(Disk disk, const std::string& story)
{
    std::string told;
    char name = 'a';
    uint64_t id = 0;
    std::istringstream lines(story);
    for (std::string line; std::getline(lines, line);)
    {
        std::istringstream words(line);
        double ms;
        std::string what;
        uint64_t number;
        if (!(words >> ms >> what >> number))
        {
            continue; // the blank first line of a raw string
        }
        const Time now = NanoSeconds(std::llround(ms * 1e6));
        Answer(disk, now, told);
        if (what == "write")
        {
            for (uint64_t i = 0; i < number; i++)
            {
                EXPECT_EQ(disk.Append(now, Sized(++id, 100)), Disk::Result::OK) << line;
            }
        }
        else if (what == "sync")
        {
            EXPECT_EQ(disk.Sync(now, name++), Disk::Result::OK) << line;
        }
        else if (what == "stall")
        {
            disk.BeginStall(now);
        }
        else if (what == "go")
        {
            EXPECT_TRUE(disk.EndStall(now)) << line;
        }
        else if (what == "durable")
        {
            EXPECT_EQ(disk.GetDurableRecords(now), number) << line;
        }
        else if (what == "fsyncs")
        {
            EXPECT_EQ(disk.GetFsyncs(), number) << line;
        }
        else
        {
            ADD_FAILURE() << line;
        }
    }
    Answer(disk, Seconds(1000), told);
    return told.substr(0, told.size() - std::min<std::size_t>(1, told.size()));
}

} // namespace

TEST(Disk, AnFsyncMakesDurableWhatWasWrittenBeforeIt)
{
    EXPECT_EQ(Play(MakeDisk(), R"(
          0  write 2     written at 1 and 2
          0  sync 0      begins at 2
          1  durable 0
         11  durable 0
         12  durable 2
         12  fsyncs 1
    )"),
              "a12");
}

TEST(Disk, FsyncsThatArriveWhileOneRunsShareTheNext)
{
    EXPECT_EQ(Play(MakeDisk(), R"(
          0  write 1
          0  sync 0      runs from 1 to 11
          2  write 1
          2  sync 0      waits
          5  write 1
          5  sync 0      waits, too
         11  durable 1
         20  write 1     too late for the second fsync
         20  sync 0
         21  durable 3
         31  durable 4
         31  fsyncs 3    for four requests
    )"),
              "a11 b21 c21 d31");
}

TEST(Disk, AGroupDoesNotWaitForWritesOfLaterRequests)
{
    EXPECT_EQ(Play(MakeDisk(), R"(
          0  write 1
          0  sync 0      a: from 1 to 11
          2  write 1     written at 3
          2  sync 0      b: ready at 3
          3  write 20    written at 4 ... 23
          3  sync 0      c: ready at 23
         11  durable 1   b begins: 8 of the 20 are written, so they are covered, but c is not ready
         21  durable 10
         33  durable 22  c ran from 23, when its last record was written
    )"),
              "a11 b21 c33");
}

TEST(Disk, AnFsyncOfNothingStillTakesItsTime)
{
    EXPECT_EQ(Play(MakeDisk(), R"(
          5  sync 0
    )"),
              "a15");
}

TEST(Disk, ASizeTakesTimeToo)
{
    Disk::Config config;
    config.bytesPerSecond = 1e5; // 100 bytes: 1 ms
    EXPECT_EQ(Play(MakeDisk(config), R"(
          0  write 3     2 ms each
          0  sync 0
    )"),
              "a16");
}

TEST(Disk, AStallDelaysAllByItsLength)
{
    EXPECT_EQ(Play(MakeDisk(), R"(
          0  write 1
          0  sync 0      would end at 11
          4  stall 0
          6  stall 0     a second one
          7  write 1     written one after the end of the stall
          7  sync 0
         20  go 0
         50  durable 0
        104  go 0        100 ms were lost
        110  durable 0
        111  durable 1
    )"),
              "a111 b121");
}

TEST(Disk, LatenciesAreDrawnOncePerWriteAndPerFsync)
{
    uint32_t writes = 0;
    uint32_t fsyncs = 0;
    Disk disk(
        Disk::Config(),
        [&writes] { return MilliSeconds(++writes); },
        [&fsyncs] { return MilliSeconds(++fsyncs * 10) - MilliSeconds(20); });
    disk.Append(Time(0), Sized(1, 1)); // 1
    disk.Append(Time(0), Sized(2, 1)); // 2 more
    disk.Sync(Time(0), 1);             // less than zero is zero
    EXPECT_EQ(disk.PopSynced(MilliSeconds(3)), 1U);
    disk.Sync(MilliSeconds(3), 2); // zero
    EXPECT_EQ(disk.PopSynced(MilliSeconds(3)), 2U);
    disk.Sync(MilliSeconds(3), 3); // ten
    EXPECT_EQ(disk.GetNextSynced(), MilliSeconds(13));
    EXPECT_EQ(writes, 2U);
    EXPECT_EQ(fsyncs, 3U);
}

TEST(Disk, CrashAtEveryPointOfAPipeline)
{
    // 100-byte records: 1 and 2 at 0, with an fsync from 2 to 12; 3 at 4, written at 5; an fsync
    // that waits; 4 at 6.5, written at 7.5; 5 at 11, written at 12. The second fsync runs from 12
    // to 22 and covers all.
    const struct
    {
        double ms;
        double fraction;
        const char* found;
    } cases[] = {
        {0, 0, ""},              // nothing has begun but the first write
        {0, 0.5, "1~50"},        // half of it
        {0.999, 0.99, "1~99"},   // the second write has not begun
        {1, 0, ""},              // written is not durable
        {1, 0.25, "1~50"},       // a quarter of two records
        {2, 0.75, "1 2~50"},     // one has survived though nobody was told
        {2, 0.999, "1 2"},       // both have
        {11.999, 0, ""},         // the fsync has not ended
        {11.999, 0.1, "1~50"},   // 50 of 501
        {12, 0, "1 2"},          // it has
        {12, 0.5, "1 2 3 4~50"}, // of the three others
        {21.999, 0, "1 2"},      // the second has not ended
        {21.999, 0.999, "1 2 3 4 5"},
        {22, 0, "1 2 3 4 5"},
    };
    for (const auto& c : cases)
    {
        Disk disk = MakeDisk();
        const Time crash = NanoSeconds(std::llround(c.ms * 1e6));
        const auto at = [crash](double ms, const std::function<void(Time)>& act)
        {
            const Time time = NanoSeconds(std::llround(ms * 1e6));
            if (time <= crash)
            {
                act(time);
            }
        };
        at(0, [&](Time now) { disk.Append(now, Sized(1, 100)); });
        at(0, [&](Time now) { disk.Append(now, Sized(2, 100)); });
        at(0, [&](Time now) { disk.Sync(now, 1); });
        at(4, [&](Time now) { disk.Append(now, Sized(3, 100)); });
        at(4, [&](Time now) { disk.Sync(now, 2); });
        at(6.5, [&](Time now) { disk.Append(now, Sized(4, 100)); });
        at(11, [&](Time now) { disk.Append(now, Sized(5, 100)); });
        disk.Crash(crash, c.fraction);
        EXPECT_EQ(Found(disk), c.found) << c.ms << " ms, " << c.fraction;
        EXPECT_EQ(disk.GetNextSynced(), std::nullopt) << "requests are forgotten";
    }
}

TEST(Disk, ATornRecordIsSeenAsTornOnceAndIsGone)
{
    Disk disk = MakeDisk();
    Disk::Record record;
    record.id = 7;
    record.sizeBytes = 10; // 4 of format, 6 of content
    record.bytes = {1, 2, 3, 4, 5, 6};
    disk.Append(Time(0), record);
    disk.Crash(MilliSeconds(5), 0.4); // 4.4 of 11 possible lengths
    auto found = disk.Recover();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(found[0].IsTorn());
    EXPECT_EQ(found[0].survivingBytes, 4U);
    EXPECT_EQ(found[0].record.bytes, (std::vector<uint8_t>{1, 2, 3, 4}));
    EXPECT_TRUE(disk.Recover().empty());
    EXPECT_EQ(disk.GetUsedBytes(), 0U);
}

TEST(Disk, WhatWasRecoveredSurvivesTheNextCrash)
{
    Disk disk = MakeDisk();
    disk.Append(Time(0), Sized(1, 100));
    disk.Append(Time(0), Sized(2, 100));
    disk.Crash(MilliSeconds(5), 0.75);
    EXPECT_EQ(disk.GetDurableRecords(MilliSeconds(5)), 1U);
    disk.Crash(MilliSeconds(6), 0);
    EXPECT_EQ(Found(disk), "1 2~50") << "nobody has read it, nobody has written over it";
    disk.Crash(MilliSeconds(7), 0);
    EXPECT_EQ(Found(disk), "1");
}

TEST(Disk, TheNextRecordIsWrittenOverATornOne)
{
    Disk disk = MakeDisk();
    disk.Append(Time(0), Sized(1, 100));
    disk.Crash(MilliSeconds(5), 0.5);
    disk.Append(MilliSeconds(5), Sized(2, 100));
    disk.Sync(MilliSeconds(5), 1);
    disk.Crash(MilliSeconds(20), 0);
    EXPECT_EQ(Found(disk), "2");
}

TEST(Disk, AfterACrashItWorksAsBefore)
{
    Disk disk = MakeDisk();
    for (uint64_t id = 1; id <= 50; id++)
    {
        disk.Append(Time(0), Sized(id, 100));
    }
    disk.Sync(Time(0), 1);
    disk.Crash(MilliSeconds(3), 0);
    disk.Append(MilliSeconds(4), Sized(51, 100));
    disk.Sync(MilliSeconds(4), 2);
    EXPECT_EQ(disk.GetNextSynced(), MilliSeconds(15)) << "no old work in front of it";
    EXPECT_EQ(disk.PopSynced(MilliSeconds(15)), 2U);
    EXPECT_EQ(disk.PopSynced(Seconds(1)), std::nullopt);
}

TEST(Disk, AnAnswerThatWasNotFetchedIsLostButItsDataIsNot)
{
    Disk disk = MakeDisk();
    disk.Append(Time(0), Sized(1, 100));
    disk.Sync(Time(0), 1);
    disk.Crash(MilliSeconds(11), 0); // the instant at which the fsync ends
    EXPECT_EQ(disk.PopSynced(MilliSeconds(12)), std::nullopt);
    EXPECT_EQ(Found(disk), "1");
}

TEST(Disk, AStallOutlastsACrash)
{
    Disk disk = MakeDisk();
    disk.BeginStall(MilliSeconds(1));
    disk.Crash(MilliSeconds(2), 0);
    disk.Append(MilliSeconds(3), Sized(1, 100));
    disk.Sync(MilliSeconds(3), 1);
    EXPECT_EQ(disk.GetNextSynced(), std::nullopt);
    EXPECT_TRUE(disk.EndStall(MilliSeconds(50)));
    EXPECT_EQ(disk.GetNextSynced(), MilliSeconds(61));
    EXPECT_FALSE(disk.EndStall(MilliSeconds(51)));
}

TEST(Disk, ALostDiskIsEmpty)
{
    Disk disk = MakeDisk();
    disk.Append(Time(0), Sized(1, 100));
    disk.Sync(Time(0), 1);
    disk.PopSynced(MilliSeconds(11));
    disk.Append(MilliSeconds(11), Sized(2, 100));
    disk.Crash(MilliSeconds(12), 0.5);
    disk.Lose(MilliSeconds(12));
    EXPECT_EQ(Found(disk), "");
    EXPECT_EQ(disk.GetUsedBytes(), 0U);
}

TEST(Disk, AFullDiskRefusesRecordsAndNothingElse)
{
    Disk::Config config;
    config.capacityBytes = 250;
    Disk disk = MakeDisk(config);
    EXPECT_EQ(disk.Append(Time(0), Sized(1, 100)), Disk::Result::OK);
    EXPECT_EQ(disk.Append(Time(0), Sized(2, 151)), Disk::Result::FULL);
    EXPECT_EQ(disk.Append(Time(0), Sized(3, 150)), Disk::Result::OK) << "to the last byte";
    EXPECT_EQ(disk.Append(Time(0), Sized(4, 1)), Disk::Result::FULL);
    EXPECT_EQ(disk.Sync(Time(0), 1), Disk::Result::OK);
    EXPECT_EQ(disk.RemoveOldest(Time(0), 1), 0U) << "not durable yet";
    EXPECT_EQ(disk.PopSynced(MilliSeconds(12)), 1U);
    EXPECT_EQ(disk.RemoveOldest(MilliSeconds(12), 1), 1U);
    EXPECT_EQ(disk.Append(MilliSeconds(12), Sized(5, 100)), Disk::Result::OK);
    EXPECT_EQ(disk.GetUsedBytes(), 250U);
    disk.Crash(MilliSeconds(12), 0);
    EXPECT_EQ(Found(disk), "3");
}

TEST(Disk, FaultsThatFillItOverlap)
{
    Disk disk = MakeDisk();
    disk.BeginFull();
    disk.BeginFull();
    EXPECT_EQ(disk.Append(Time(0), Sized(1, 1)), Disk::Result::FULL);
    EXPECT_TRUE(disk.EndFull());
    EXPECT_EQ(disk.Append(Time(0), Sized(1, 1)), Disk::Result::FULL);
    EXPECT_TRUE(disk.EndFull());
    EXPECT_EQ(disk.Append(Time(0), Sized(1, 1)), Disk::Result::OK);
    EXPECT_FALSE(disk.EndFull());
}

TEST(Disk, RecordsCanBeRemovedWhileAnFsyncRuns)
{
    Disk disk = MakeDisk();
    disk.Append(Time(0), Sized(1, 100));
    disk.Sync(Time(0), 1); // until 11
    disk.Append(MilliSeconds(5), Sized(2, 100));
    disk.Sync(MilliSeconds(5), 2); // 11 to 21
    EXPECT_EQ(disk.PopSynced(MilliSeconds(11)), 1U);
    EXPECT_EQ(disk.RemoveOldest(MilliSeconds(15), 5), 1U);
    EXPECT_EQ(disk.GetDurableRecords(MilliSeconds(20)), 0U);
    EXPECT_EQ(disk.GetDurableRecords(MilliSeconds(21)), 1U);
}

TEST(Disk, QueuesAreLimited)
{
    Disk::Config config;
    config.queueLimit = 2;
    Disk disk = MakeDisk(config);
    EXPECT_EQ(disk.Append(Time(0), Sized(1, 1)), Disk::Result::OK);
    EXPECT_EQ(disk.Append(Time(0), Sized(2, 1)), Disk::Result::OK);
    EXPECT_EQ(disk.Append(Time(0), Sized(3, 1)), Disk::Result::QUEUE_FULL);
    EXPECT_EQ(disk.Append(MilliSeconds(1), Sized(3, 1)), Disk::Result::OK) << "one is written";
    EXPECT_EQ(disk.Sync(MilliSeconds(1), 1), Disk::Result::OK);
    EXPECT_EQ(disk.Sync(MilliSeconds(1), 2), Disk::Result::OK);
    EXPECT_EQ(disk.Sync(MilliSeconds(1), 3), Disk::Result::QUEUE_FULL);
    EXPECT_EQ(disk.PopSynced(MilliSeconds(13)), 1U);
    EXPECT_EQ(disk.Sync(MilliSeconds(13), 3), Disk::Result::OK);
}

TEST(Disk, RefusesLimitsThatMakeNoSense)
{
    EXPECT_EQ(Disk::Validate(Disk::Config()), "");
    Disk::Config config;
    config.bytesPerSecond = std::nan("");
    EXPECT_EQ(Disk::Validate(config), "bytesPerSecond must lie in [0, 1e15]");
    config = Disk::Config();
    config.queueLimit = 0;
    EXPECT_EQ(Disk::Validate(config), "queueLimit must be at least 1");
}
