/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/disk.h"

#include <gtest/gtest.h>

#include <string>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// One millisecond a write, ten an fsync.
Disk
MakeDisk()
{
    return Disk(
        Disk::Config(), [] { return MilliSeconds(1); }, [] { return MilliSeconds(10); });
}

Disk::Record
Sized(uint64_t id, uint32_t size)
{
    Disk::Record record;
    record.id = id;
    record.sizeBytes = size;
    return record;
}

/// @return the ids of all records in the log
std::string
Ids(const Disk& disk)
{
    std::string text;
    disk.ForEachRecord([&text](const Disk::Record& record)
                       { text += (text.empty() ? "" : " ") + std::to_string(record.id); });
    return text;
}

/// @return the busy time until @p ms, in milliseconds
int64_t
BusyMs(const Disk& disk, int64_t ms)
{
    return disk.GetBusyTime(MilliSeconds(ms)).GetMilliSeconds();
}

} // namespace

TEST(DiskWipe, WhatIsWrittenIsGoneAndRequestsAreAnsweredAsEver)
{
    Disk disk = MakeDisk();
    disk.Append(Time(0), Sized(1, 100));
    disk.Append(Time(0), Sized(2, 100));
    disk.Append(Time(0), Sized(3, 100));
    disk.Sync(Time(0), 7);
    EXPECT_EQ(Ids(disk), "1 2 3");
    disk.Wipe(MilliSeconds(2)); // the third is being written
    EXPECT_EQ(Ids(disk), "3");
    EXPECT_EQ(disk.GetUsedBytes(), 100U);
    EXPECT_EQ(disk.GetNextSynced(), MilliSeconds(13));
    EXPECT_EQ(disk.PopSynced(MilliSeconds(13)), 7U);
    EXPECT_EQ(disk.GetDurableRecords(MilliSeconds(13)), 1U);
}

TEST(DiskWipe, DuringAnFsyncNothingIsDurable)
{
    Disk disk = MakeDisk();
    disk.Append(Time(0), Sized(1, 100));
    disk.Sync(Time(0), 1);
    disk.Wipe(MilliSeconds(5));
    disk.Append(MilliSeconds(6), Sized(2, 100));
    EXPECT_EQ(disk.PopSynced(MilliSeconds(11)), 1U);
    EXPECT_EQ(disk.GetDurableRecords(MilliSeconds(11)), 0U) << "the second came after its request";
    disk.Crash(MilliSeconds(11), 0);
    EXPECT_EQ(Ids(disk), "");
}

TEST(DiskBusyTime, WritesAndFsyncsThatOverlapCountOnce)
{
    Disk disk = MakeDisk();
    disk.Append(Time(0), Sized(1, 1));
    disk.Sync(Time(0), 1); // from 1 to 11
    EXPECT_EQ(BusyMs(disk, 0), 0);
    EXPECT_EQ(BusyMs(disk, 1), 1);
    EXPECT_EQ(BusyMs(disk, 5), 5);
    disk.Append(MilliSeconds(5), Sized(2, 1)); // during the fsync
    EXPECT_EQ(BusyMs(disk, 11), 11);
    EXPECT_EQ(BusyMs(disk, 20), 11) << "idle";
    disk.Append(MilliSeconds(20), Sized(3, 1));
    EXPECT_EQ(BusyMs(disk, 30), 12);
}

TEST(DiskBusyTime, RequestsThatWaitShareTheNextFsync)
{
    Disk disk = MakeDisk();
    disk.Append(Time(0), Sized(1, 1));
    disk.Sync(Time(0), 1);         // from 1 to 11
    disk.Sync(MilliSeconds(2), 2); // from 11 to 21
    disk.Sync(MilliSeconds(3), 3); // with it
    EXPECT_EQ(disk.PopSynced(MilliSeconds(30)), 1U);
    EXPECT_EQ(BusyMs(disk, 15), 15);
    EXPECT_EQ(BusyMs(disk, 30), 21);
}

TEST(DiskBusyTime, StallsDoNotCountAndCrashesEndAll)
{
    Disk disk = MakeDisk();
    disk.Append(Time(0), Sized(1, 1));
    disk.Sync(Time(0), 1);
    disk.BeginStall(MilliSeconds(4));
    EXPECT_EQ(BusyMs(disk, 50), 4);
    disk.EndStall(MilliSeconds(54));
    EXPECT_EQ(BusyMs(disk, 56), 6);
    disk.Crash(MilliSeconds(56), 0);
    EXPECT_EQ(BusyMs(disk, 100), 6);
    disk.Append(MilliSeconds(100), Sized(2, 1));
    disk.Lose(MilliSeconds(100));
    EXPECT_EQ(BusyMs(disk, 200), 6);
}
