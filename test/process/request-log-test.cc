/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/request-log.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::sharding;
using Standing = RequestLog::Standing;

namespace
{

RequestKey
Key(uint64_t sequence, uint32_t client = 1)
{
    return {client, 77, sequence};
}

/// @return a record as a disk gives it back whole
Disk::Recovered
Whole(const Disk::Record& record)
{
    return {record, record.sizeBytes};
}

/// Begins and finishes a request.
uint64_t
Do(RequestLog& log, const RequestKey& key)
{
    const uint64_t index = log.Begin(key);
    log.Finish(key);
    return index;
}

} // namespace

TEST(RequestLog, ARequestIsUnknownThenBegunThenDone)
{
    RequestLog log(10, 5);
    EXPECT_EQ(log.Find(Key(1)), Standing::UNKNOWN);
    EXPECT_EQ(log.Begin(Key(1)), 1U);
    EXPECT_EQ(log.Find(Key(1)), Standing::BEGUN);
    log.Finish(Key(1));
    EXPECT_EQ(log.Find(Key(1)), Standing::DONE);
    EXPECT_EQ(log.Find(Key(1, 2)), Standing::UNKNOWN) << "another client's";
    EXPECT_EQ(Do(log, Key(2)), 2U);
    EXPECT_EQ(log.GetIndex(Key(1)), 1U);
}

TEST(RequestLog, WhatWasWithdrawnCanBeginAgain)
{
    RequestLog log(10, 5);
    log.Begin(Key(1));
    log.Withdraw(Key(1));
    EXPECT_EQ(log.Find(Key(1)), Standing::UNKNOWN);
    EXPECT_EQ(log.Begin(Key(1)), 2U) << "places are not given out twice";
}

TEST(RequestLog, ForgetsTheOldestThatIsNotBeingExecuted)
{
    RequestLog log(2, 5);
    log.Begin(Key(1));
    Do(log, Key(2));
    Do(log, Key(3));
    EXPECT_EQ(log.Find(Key(1)), Standing::BEGUN);
    EXPECT_EQ(log.Find(Key(2)), Standing::UNKNOWN);
    EXPECT_EQ(log.GetForgotten(), 1U);
    log.Begin(Key(4));
    log.Begin(Key(5));
    EXPECT_EQ(log.Find(Key(3)), Standing::UNKNOWN);
    EXPECT_EQ(log.Find(Key(1)), Standing::BEGUN) << "all that are being executed are remembered";
    EXPECT_EQ(log.Find(Key(4)), Standing::BEGUN);
    EXPECT_EQ(log.Find(Key(5)), Standing::BEGUN);
    EXPECT_EQ(log.GetForgotten(), 2U);
}

TEST(RequestLog, GoesOnAfterARestartWhereTheDiskEnds)
{
    RequestLog before(10, 5);
    Do(before, Key(1));
    Do(before, Key(2));
    Do(before, Key(3));
    Disk::Recovered torn = Whole(before.MakeRecord(Key(3), 100));
    torn.survivingBytes = 50;
    RequestLog after(10, 6);
    EXPECT_EQ(
        after.Recover(
            {Whole(before.MakeRecord(Key(1), 100)), Whole(before.MakeRecord(Key(2), 0)), torn}),
        2U);
    EXPECT_EQ(after.GetName(), 5U);
    EXPECT_EQ(after.Find(Key(2)), Standing::DONE);
    EXPECT_EQ(after.Find(Key(3)), Standing::UNKNOWN) << "its record is torn";
    EXPECT_EQ(after.Begin(Key(4)), 3U);
}

TEST(RequestLog, WithoutADiskItIsAnotherLog)
{
    RequestLog log(10, 6);
    EXPECT_EQ(log.Recover({}), 0U);
    EXPECT_EQ(log.GetName(), 6U);
    EXPECT_EQ(log.Begin(Key(4)), 1U);
}

TEST(RequestLog, OfTwoRecordsOfOneRequestTheLaterCounts)
{
    RequestLog before(10, 5);
    before.Begin(Key(1));
    const auto first = Whole(before.MakeRecord(Key(1), 40));
    before.Withdraw(Key(1));
    before.Begin(Key(1));
    RequestLog after(10, 6);
    EXPECT_EQ(after.Recover({first, Whole(before.MakeRecord(Key(1), 40))}), 2U);
    EXPECT_EQ(after.GetIndex(Key(1)), 2U);
}

TEST(RequestLog, RecordsOfOthersAreLeftAlone)
{
    RequestLog log(10, 5);
    log.Begin(Key(1));
    auto record = log.MakeRecord(Key(1), 0);
    EXPECT_EQ(record.sizeBytes, RequestLog::RECORD_BYTES);
    ASSERT_TRUE(RequestLog::ReadKey(record));
    EXPECT_EQ(RequestLog::ReadKey(record)->sequence, 1U);
    record.bytes.pop_back();
    EXPECT_FALSE(RequestLog::ReadKey(record)) << "too short";
    record = log.MakeRecord(Key(1), 0);
    record.bytes[0] = 2;
    EXPECT_FALSE(RequestLog::ReadKey(record)) << "another version";
    EXPECT_EQ(RequestLog(10, 6).Recover({Whole(record), Whole(Disk::Record())}), 0U);
}
