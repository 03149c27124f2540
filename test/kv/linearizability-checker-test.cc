/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "history-kit.h"

#include "ns3/linearizability-checker.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

using namespace ns3::sharding;

namespace
{

using Verdict = LinearizabilityVerdict;

Verdict
Judge(const std::string& story, const LinearizabilityOptions& options = {})
{
    return CheckLinearizability(ParseStory(story), options).verdict;
}

void
ExpectWhole(const std::string& story)
{
    EXPECT_EQ(Judge(story), Verdict::LINEARIZABLE) << story;
}

void
ExpectBroken(const std::string& story)
{
    EXPECT_EQ(Judge(story), Verdict::NOT_LINEARIZABLE) << story;
}

} // namespace

TEST(LinearizabilityChecker, AnEmptyHistoryIsLinearizable)
{
    ExpectWhole("");
}

TEST(LinearizabilityChecker, ReadsSeeTheLastWrite)
{
    ExpectWhole("1 0-10 get a -> nothing\n 1 20-30 put a 1\n 2 40-50 get a -> 1");
    ExpectBroken("1 20-30 put a 1\n 2 40-50 get a -> nothing");
    // stale
    ExpectBroken("1 0-10 put a 1\n 1 20-30 put a 2\n 2 40-50 get a -> 1");
    // never written
    ExpectBroken("1 0-10 put a 1\n 2 20-30 get a -> 9");
    // before it was written
    ExpectBroken("2 0-10 get a -> 1\n 1 20-30 put a 1");
}

TEST(LinearizabilityChecker, ConcurrentOperationsMayGoEitherWay)
{
    ExpectWhole("1 0-10 put a 1\n 2 5-15 get a -> nothing");
    ExpectWhole("1 0-10 put a 1\n 2 5-15 get a -> 1");
    ExpectWhole("1 0-10 put a 1\n 2 0-10 put a 2\n 3 20-30 get a -> 1");
    ExpectWhole("1 0-10 put a 1\n 2 0-10 put a 2\n 3 20-30 get a -> 2");
    // but all must see it go the same way
    ExpectBroken("1 0-10 put a 1\n 2 0-10 put a 2\n 3 20-30 get a -> 1\n 4 40-50 get a -> 2");
    // nor may a read take back what an earlier one saw
    ExpectBroken("1 0-100 put a 1\n 2 10-20 get a -> 1\n 3 30-40 get a -> nothing");
}

TEST(LinearizabilityChecker, WhatBeginsAsAnotherEndsComesAfterIt)
{
    ExpectBroken("1 0-10 put a 1\n 1 10-20 get a -> nothing");
    // what ends at once is concurrent to all of its instant
    ExpectWhole("1 10-10 put a 1\n 2 10-20 get a -> nothing");
    ExpectWhole("1 10-10 put a 1\n 2 10-20 get a -> 1");
    ExpectBroken("1 0-10 put a 1\n 2 10-10 get a -> nothing");
}

TEST(LinearizabilityChecker, LostUpdatesAreFound)
{
    // Both counted from 1 to 2.
    ExpectBroken("1 0-5 put a 1\n 1 10-20 cas a 1 2 did\n 2 10-20 cas a 1 2 did");
    ExpectWhole("1 0-5 put a 1\n 1 10-20 cas a 1 2 did\n 2 10-20 cas a 1 2 did not");
    ExpectWhole("1 0-5 put a 1\n 1 10-20 cas a 1 2 did\n 2 10-20 cas a 2 1 did\n"
                "3 10-20 cas a 1 2 did");
    // An acknowledged write that is gone.
    ExpectBroken("1 0-5 put a 1\n 2 10-20 put a 2\n 3 30-40 cas a 1 3 did");
}

TEST(LinearizabilityChecker, TwoLeadersThatBothSwapAreFound)
{
    // Both sides of a partition took the lock.
    ExpectBroken("1 0-50 cas a nothing 1 did\n 2 10-60 cas a nothing 2 did");
    ExpectWhole("1 0-50 cas a nothing 1 did\n 2 10-60 cas a nothing 2 found 1");
    ExpectWhole("1 0-50 cas a nothing 1 did\n 3 0-60 delete a did\n 2 10-60 cas a nothing 2 did");
}

TEST(LinearizabilityChecker, ASwapThatWasRefusedIsARead)
{
    ExpectBroken("1 0-5 put a 1\n 2 10-20 cas a 1 2 did not");
    ExpectBroken("1 0-5 put a 1\n 2 10-20 cas a 3 2 found 4");
    ExpectWhole("1 0-5 put a 1\n 2 10-20 cas a 3 2 found 1");
    ExpectBroken("2 10-20 cas a nothing 2 did not");
    ExpectWhole("2 10-20 cas a 1 2 found nothing");
}

TEST(LinearizabilityChecker, DeletesSayWhetherTheKeyWasThere)
{
    ExpectWhole("1 0-5 put a 1\n 2 10-20 delete a did\n 3 30-40 get a -> nothing");
    ExpectWhole("1 0-5 delete a\n 2 10-20 delete a did not");
    ExpectBroken("1 0-5 delete a did");
    ExpectBroken("1 0-5 put a 1\n 2 10-20 delete a did not");
    ExpectBroken("1 0-5 put a 1\n 2 10-20 delete a\n 3 30-40 get a -> 1");
    // A swap to nothing removes too.
    ExpectWhole("1 0-5 put a 1\n 2 10-20 cas a 1 nothing did\n 3 30-40 get a -> nothing");
}

TEST(LinearizabilityChecker, UnknownWritesMayTakeEffectLateOrNever)
{
    ExpectWhole("1 0- put a 1\n 2 10-20 get a -> nothing\n 3 30-40 get a -> nothing");
    ExpectWhole("1 0- put a 1\n 2 10-20 get a -> nothing\n 3 30-40 get a -> 1");
    // once only
    ExpectBroken("1 0- put a 1\n 2 10-20 get a -> 1\n 3 30-40 get a -> nothing");
    ExpectBroken("1 0- put a 1\n 2 10-20 get a -> 1\n 3 30-40 put a 2\n 4 50-60 get a -> 1");
    // and not before it began
    ExpectBroken("2 10-20 get a -> 1\n 1 30- put a 1");
    // a swap that took effect needs what it expected
    ExpectWhole("1 0- cas a nothing 1\n 2 10-20 get a -> 1");
    ExpectBroken("1 0- cas a 7 1\n 2 10-20 get a -> 1");
    // one unknown swap may build on another
    ExpectWhole("1 0- cas a nothing 1\n 2 5- cas a 1 2\n 3 10-20 get a -> 2");
    ExpectBroken("1 0- cas a nothing 1\n 2 15- cas a 1 2\n 3 10-20 get a -> nothing\n"
                 "4 30-40 get a -> 2\n 5 50-60 get a -> 1");
    ExpectWhole("1 0- put a 1\n 3 10-20 delete a did");
    ExpectWhole("1 0- put a 1\n 2 5- put a 1\n 3 10-20 delete a did\n 4 30-40 delete a did");
    ExpectBroken("1 0- put a 1\n 3 10-20 delete a did\n 4 30-40 delete a did");
}

TEST(LinearizabilityChecker, FailedWritesNeverTakeEffect)
{
    ExpectBroken("1 0-5 put a 1 failed\n 2 10-20 get a -> 1");
    ExpectWhole("1 0-5 put a 1 failed\n 2 10-20 get a -> nothing");
}

/// Put 5 goes first, the delete hides it, and the swap finds the key absent as it was at first.
TEST(LinearizabilityChecker, AWriteMayHideAnotherBeforeASwap)
{
    ExpectWhole("3 0-6 cas a nothing 3 did\n 0 1-7 put a 5\n 1 3-8 delete a\n 0 7-10 get a -> 3");
    ExpectBroken("3 0-6 cas a nothing 3 did\n 0 1-7 put a 5\n 0 7-10 get a -> 3\n 1 8-9 delete a");
}

TEST(LinearizabilityChecker, KeysAreIndependent)
{
    ExpectWhole("1 0-10 put a 1\n 1 20-30 put b 2\n 2 40-50 get b -> 2\n 2 60-70 get a -> 1");
    const auto report = CheckLinearizability(
        ParseStory("1 0-10 put a 1\n 1 20-30 put b 2\n 2 40-50 get b -> 1\n 3 40-50 get c -> 1"));
    EXPECT_EQ(report.keys, 3U);
    EXPECT_EQ(report.brokenGroups, 2U);
    ASSERT_EQ(report.violations.size(), 2U);
    EXPECT_EQ(report.violations[0].keys, std::vector<std::string>{"b"});
    EXPECT_EQ(report.violations[1].keys, std::vector<std::string>{"c"});
}

/// Each key by itself could have been read so, both together could not.
TEST(LinearizabilityChecker, AScanReadsAllItsKeysAtOneInstant)
{
    const std::string story = "1 0-10 put a 1\n 1 20-30 put b 1\n 2 40-100 scan a e -> a=2 b=1\n"
                              "1 50-60 put b 2\n 1 70-80 put a 2";
    ExpectBroken(story);
    LinearizabilityOptions perKey;
    perKey.jointScans = false;
    EXPECT_EQ(Judge(story, perKey), Verdict::LINEARIZABLE);
    ExpectWhole("1 0-10 put a 1\n 1 20-30 put b 1\n 2 40-100 scan a e -> a=1 b=2\n"
                "1 50-60 put b 2\n 1 70-80 put a 2");
    // a key that is there and was not returned; one behind the range
    ExpectBroken("1 0-10 put a 1\n 1 20-30 put b 1\n 2 40-50 scan a e -> a=1");
    ExpectWhole("1 0-10 put a 1\n 1 20-30 put e 1\n 2 40-50 scan a e -> a=1");
    EXPECT_EQ(Judge("1 0-10 put a 1\n 2 40-50 scan a e -> a=1 b=7", perKey),
              Verdict::NOT_LINEARIZABLE);
}

TEST(LinearizabilityChecker, AViolationNamesTheFirstThatHasNoPlaceAndFewThatShowIt)
{
    const auto report = CheckLinearizability(
        ParseStory("1 0-10 put a 1\n 2 0-10 get a -> 1\n 1 20-30 put a 2\n 2 25-35 get a -> 2\n"
                   "3 32-60 put a 3\n 4 40-50 get a -> 1\n 2 55-70 get a -> 3\n"
                   "1 80-90 put a 4\n 2 95-99 get a -> 4"));
    ASSERT_EQ(report.violations.size(), 1U);
    const auto& violation = report.violations[0];
    EXPECT_EQ(violation.operation, 5U);
    EXPECT_EQ(violation.ended, 4U);
    EXPECT_EQ(violation.held, (std::vector<std::vector<KvValue>>{{KvValue("2")}}));
    EXPECT_EQ(violation.core, (std::vector<std::size_t>{0, 2, 5}));
}

TEST(LinearizabilityChecker, AHostileHistoryReachesEachBound)
{
    // Swaps of which many orders are possible, and a read that fits none.
    std::string story;
    for (int i = 0; i < 40; i++)
    {
        story += "1 0-1000 put a " + std::to_string(i) + "\n2 0-1000 cas a " + std::to_string(i) +
                 " " + std::to_string((i * 7 + 3) % 40) + " did\n";
    }
    story += "3 2000-2010 get a -> 99";
    LinearizabilityOptions options;
    options.maxStates = 50000;
    const auto report = CheckLinearizability(ParseStory(story), options);
    EXPECT_EQ(report.verdict, Verdict::UNKNOWN);
    EXPECT_EQ(report.unknownGroups, 1U);
    EXPECT_EQ(report.firstUnknown, "a");
    EXPECT_LT(report.states, options.maxStates + 1000);
    options.maxStates = 100000000;
    options.maxBytes = 1 << 20;
    const auto second = CheckLinearizability(ParseStory(story), options);
    EXPECT_EQ(second.verdict, Verdict::UNKNOWN);
    EXPECT_LT(second.peakBytes, 3U << 20);
    EXPECT_EQ(second.states, CheckLinearizability(ParseStory(story), options).states);
    // A key that is broken beyond doubt is found all the same.
    EXPECT_EQ(Judge(story + "\n1 0-10 get b -> 1", options), Verdict::NOT_LINEARIZABLE);
}

TEST(LinearizabilityChecker, AHistoryThatLeftSomethingOutIsNeverLinearizable)
{
    KvHistory history = ParseStory("1 0-10 get a -> nothing");
    history.AddDropped(1);
    EXPECT_EQ(CheckLinearizability(history).verdict, Verdict::UNKNOWN);
    KvHistory refused = ParseStory("1 0-10 get a -> nothing");
    refused.AddRefused(1);
    EXPECT_EQ(CheckLinearizability(refused).verdict, Verdict::UNKNOWN);
}
