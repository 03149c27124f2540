/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/raft-log.h"
#include "ns3/raft-membership.h"
#include "ns3/raft-write-ledger.h"

#include <gtest/gtest.h>

#include <vector>

using namespace ns3;
using namespace ns3::sharding;

TEST(RaftMembership, HasTheseBytes)
{
    const RaftMembership membership{{1, 2}, {1, 258}, {3}};
    const auto payload = membership.Encode();
    const std::vector<uint8_t> bytes(payload->Data(), payload->Data() + payload->Size());
    const std::vector<uint8_t> expected{1, 2, 2, 1, 0, 0, 0, 1, 0, 0, 0, 2,
                                        0, 0, 0, 1, 0, 0, 1, 2, 0, 0, 0, 3};
    EXPECT_EQ(bytes, expected);
    EXPECT_EQ(RaftMembership::Decode(payload), membership);
    EXPECT_EQ(membership.ToString(), "1 2 (1 258) learners 3");
}

TEST(RaftMembership, RefusesBytesThatAreNone)
{
    const auto payload = RaftMembership{{1, 2}, {}, {3}}.Encode();
    for (uint32_t size = 0; size < payload->Size(); size++)
    {
        EXPECT_FALSE(RaftMembership::Decode(RaftPayload::Create(payload->Data(), size)));
    }
    EXPECT_FALSE(RaftMembership::Decode(nullptr));
    EXPECT_FALSE(RaftMembership::Decode(RaftMembership{{2, 1}, {}, {}}.Encode()));
    EXPECT_FALSE(RaftMembership::Decode(RaftMembership{{0, 1}, {}, {}}.Encode()));
    EXPECT_FALSE(RaftMembership::Decode(RaftMembership{{}, {}, {1}}.Encode()));
    EXPECT_FALSE(RaftMembership::Decode(RaftMembership{{1}, {}, {1}}.Encode()));
}

TEST(RaftMembershipHistory, GoesBackWithTheLog)
{
    RaftMembershipHistory history(0, {{1}, {}, {}});
    history.Add(5, {{1, 2}, {1}, {}});
    history.Add(6, {{1, 2}, {}, {}});
    EXPECT_EQ(history.At(4).voters.size(), 1U);
    EXPECT_TRUE(history.At(5).IsJoint());
    EXPECT_FALSE(history.Truncate(6));
    EXPECT_TRUE(history.Truncate(5));
    EXPECT_TRUE(history.Latest().membership.IsJoint());
    history.CompactTo(5);
    EXPECT_FALSE(history.Truncate(4)); // what is compacted stays
    EXPECT_EQ(history.Latest().index, 5U);
    EXPECT_TRUE(history.IsVoterSince(5, 2));
    EXPECT_FALSE(history.IsVoterSince(5, 3));
}

TEST(RaftMembershipHistory, TellsWhoIsLeftOutOfAllThatMayBeValid)
{
    RaftMembershipHistory history(3, {{1, 2, 3}, {}, {4}});
    history.Add(7, {{2, 5}, {1, 2, 3}, {}}); // a change without 4 begins
    history.Add(9, {{2, 5}, {}, {}});
    EXPECT_TRUE(history.IsMemberSince(6, 4));  // as the change may be rolled back
    EXPECT_TRUE(history.IsMemberSince(6, 5));  // or go on
    EXPECT_FALSE(history.IsMemberSince(7, 4)); // it is committed
    EXPECT_TRUE(history.IsMemberSince(8, 1));  // but has not ended
    EXPECT_FALSE(history.IsMemberSince(9, 1));
    EXPECT_FALSE(history.IsMemberSince(3, 6)); // it never was
}

TEST(RaftLog, FindsWhereTermsMayAgree)
{
    RaftLog log(0, 0);
    for (const uint64_t term : {1, 3, 3, 4, 4, 5, 5, 5, 6})
    {
        RaftEntry entry;
        entry.term = term;
        log.Append(entry);
    }
    EXPECT_EQ(log.LastIndexWithTermAtMost(8, 3), 3U);
    EXPECT_EQ(log.LastIndexWithTermAtMost(2, 3), 2U);
    EXPECT_EQ(log.LastIndexWithTermAtMost(100, 9), 9U);
    EXPECT_EQ(log.LastIndexWithTermAtMost(9, 0), 0U);
    log.CompactTo(4);
    EXPECT_EQ(log.LastIndexWithTermAtMost(9, 0), 4U);
    EXPECT_EQ(log.TermAt(3), RaftLog::NO_TERM);
    EXPECT_EQ(log.TermAt(4), 4U);
}

TEST(RaftLog, KeepsEntriesInPlaceWhenItGrows)
{
    RaftLog log(7, 1);
    for (uint64_t i = 8; i < 200; i++)
    {
        RaftEntry entry;
        entry.term = i;
        entry.sizeBytes = 2;
        log.Append(entry);
        if (i % 3 == 0)
        {
            log.CompactTo(log.BaseIndex() + 2);
        }
    }
    for (uint64_t i = log.BaseIndex() + 1; i < 200; i++)
    {
        EXPECT_EQ(log.At(i).term, i);
    }
    EXPECT_EQ(log.Bytes(), 2 * log.Size());
}

TEST(RaftWriteLedger, ForgetsWhatWasCutOff)
{
    RaftWriteLedger ledger(3, 0, {});
    EXPECT_EQ(ledger.Begin(5, {1, 0}), 1U); // entries up to 5
    ledger.Truncate(2);                     // another leader's entries follow at 3
    EXPECT_EQ(ledger.Begin(4, {2, 0}), 2U);
    EXPECT_TRUE(ledger.Persisted(1));
    EXPECT_EQ(ledger.DurableIndex(), 2U); // not 5
    EXPECT_TRUE(ledger.Persisted(2));
    EXPECT_EQ(ledger.DurableIndex(), 4U);
    EXPECT_EQ(ledger.DurableState().term, 2U);
    EXPECT_FALSE(ledger.Persisted(2));
    ledger.Begin(5, {2, 0});
    ledger.Begin(6, {2, 0});
    EXPECT_FALSE(ledger.IsFull());
    ledger.Begin(7, {2, 0});
    EXPECT_TRUE(ledger.IsFull());
}
