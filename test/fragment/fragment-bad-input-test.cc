/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What must not do harm, one test each: the list of bad input that the design has to withstand.

#include "fragment-bench.h"

using namespace ns3;
using namespace ns3::sharding;

TEST(FragmentBadInput, IndexAtTheMaximum)
{
    for (const uint32_t window : {0U, 4096U})
    {
        FragmentBench bench(FragmentBench::Tolerant(window));
        EXPECT_EQ(bench.Push(0, 7, "4294967295", "x"), "too-many-fragments");
        EXPECT_EQ(bench.Push(0, 8, "4294967295!", "x"), "too-many-fragments");
        bench.Push(0, 9, "0", "a");
        EXPECT_EQ(bench.Push(0, 9, "4294967295!", "x"), "too-many-fragments");
        EXPECT_EQ(bench.Losses(), "too-many-fragments");
    }
}

TEST(FragmentBadInput, LastFragmentTwiceWithDifferentIndices)
{
    FragmentBench bench(FragmentBench::Tolerant(10));
    bench.Push(0, 7, "0", "a");
    bench.Push(0, 7, "3!", "d");
    EXPECT_EQ(bench.Push(0, 7, "5!", "f"), "beyond-last");
    EXPECT_EQ(bench.Losses(), "beyond-last");
    bench.Push(0, 8, "3!", "d");
    EXPECT_EQ(bench.Push(0, 8, "2!", "c"), "beyond-last") << "also the other way round";
    bench.Push(0, 9, "0", "a");
    bench.Push(0, 9, "1", "b");
    EXPECT_EQ(bench.Push(0, 9, "0!", "a"), "beyond-last") << "before what has come";
}

TEST(FragmentBadInput, FragmentBeyondTheLast)
{
    FragmentBench bench(FragmentBench::Tolerant(10));
    bench.Push(0, 7, "0", "a");
    bench.Push(0, 7, "2!", "c");
    EXPECT_EQ(bench.Push(0, 7, "3", "d"), "beyond-last");
    EXPECT_EQ(bench.Push(0, 7, "1", "b"), "late");
    EXPECT_EQ(bench.Push(0, 8, "4", "e"), "accepted");
    EXPECT_EQ(bench.Push(0, 8, "3!", "d"), "beyond-last")
        << "the last comes after what lies beyond";

    FragmentBench strict;
    strict.Push(0, 7, "0", "a");
    strict.Push(0, 7, "1!", "b");
    EXPECT_EQ(strict.Push(0, 7, "2", "c"), "late") << "the message is delivered";
    EXPECT_EQ(strict.reassembler.Counters().Delivered(), 1U);
}

TEST(FragmentBadInput, ZeroLengthFragments)
{
    FragmentBench bench;
    EXPECT_EQ(bench.Push(0, 7, "0", ""), "too-small");
    bench.Push(0, 8, "0", "a");
    EXPECT_EQ(bench.Push(0, 8, "1", ""), "too-small");
    EXPECT_EQ(bench.Losses(), "too-small");
    bench.Push(0, 9, "0", "a");
    EXPECT_EQ(bench.Push(0, 9, "1!", ""), "completed") << "a last one may be empty: MySQL needs it";
    EXPECT_EQ(bench.Text(), "a");
}

TEST(FragmentBadInput, FragmentsBelowTheLeastSize)
{
    ReassemblyLimits limits = FragmentBench::Limits();
    limits.minFragmentSize = 10;
    FragmentBench bench(limits);
    EXPECT_EQ(bench.Push(0, 7, "0", "123456789"), "too-small");
    EXPECT_EQ(bench.Push(0, 8, "0", "1234567890"), "accepted");
    EXPECT_EQ(bench.Push(0, 8, "1!", "1"), "completed");
}

TEST(FragmentBadInput, EmptyFragmentsAreBoundedEvenWhenAllowed)
{
    ReassemblyLimits limits = FragmentBench::Limits();
    limits.minFragmentSize = 0;
    FragmentBench bench(limits);
    std::string outcome;
    int pushed = 0;
    for (; pushed < 100000 && bench.lost.empty(); pushed++)
    {
        outcome = bench.Push(0, 7, std::to_string(pushed), "");
    }
    EXPECT_EQ(outcome, "too-many-fragments");
    EXPECT_EQ(pushed, 101) << "100 fragments are the limit";
}

TEST(FragmentBadInput, DeclaredTotalDifferentFromWhatArrives)
{
    FragmentBench bench;
    bench.total = 5;
    bench.Push(0, 7, "0", "abc");
    EXPECT_EQ(bench.Push(0, 7, "1!", "d"), "total-mismatch") << "too short";
    bench.Push(0, 8, "0", "abc");
    EXPECT_EQ(bench.Push(0, 8, "1", "def"), "total-mismatch") << "too long";
    bench.Push(0, 9, "0", "abc");
    bench.total = 6;
    EXPECT_EQ(bench.Push(0, 9, "1!", "def"), "total-mismatch") << "it changes";
    EXPECT_EQ(bench.Losses(), "total-mismatch total-mismatch total-mismatch");
    EXPECT_EQ(bench.Push(0, 10, "0!", "abc"), "total-mismatch") << "in one fragment";
    bench.Push(0, 11, "0", "abc");
    EXPECT_EQ(bench.Push(0, 11, "1!", "def"), "completed");
}

TEST(FragmentBadInput, DeclaredTotalDifferentFromWhatArrivesOutOfOrder)
{
    FragmentBench bench(FragmentBench::Tolerant(10));
    bench.total = 5;
    bench.Push(0, 7, "2!", "e");
    bench.Push(0, 7, "1", "cd");
    EXPECT_EQ(bench.Push(0, 7, "0", "a"), "total-mismatch");
    bench.Push(0, 8, "2!", "e");
    bench.Push(0, 8, "1", "cd");
    EXPECT_EQ(bench.Push(0, 8, "0", "ab"), "completed");
    EXPECT_EQ(bench.Text(), "abcde");
}

TEST(FragmentBadInput, DeclaredTotalOf2To40InATenByteFragment)
{
    FragmentBench bench;
    bench.total = uint64_t{1} << 40;
    EXPECT_EQ(bench.Push(0, 7, "0", "ten bytes!"), "message-too-long");
    EXPECT_EQ(bench.reassembler.PeakBytes(), 0U) << "nothing was allocated for it";
    bench.total = 1000;
    EXPECT_EQ(bench.Push(0, 8, "0", "ten bytes!"), "accepted");
    EXPECT_LT(bench.reassembler.BufferedBytes(), 1000U) << "no room far ahead of what has come";
}

TEST(FragmentBadInput, IdReuseAfterATimeoutWithLateFragmentsOfTheOldMessage)
{
    FragmentBench bench;
    bench.Push(0, 7, "0", "old ");
    bench.reassembler.Expire(MilliSeconds(10));
    EXPECT_EQ(bench.Push(11, 7, "0", "new "), "late") << "the id is not free yet";
    EXPECT_EQ(bench.Push(11, 7, "1!", "rest of old"), "late");
    EXPECT_EQ(bench.reassembler.Counters().Delivered(), 0U);

    ReassemblyLimits forgetful = FragmentBench::Limits();
    forgetful.maxRemembered = 0;
    FragmentBench other(forgetful);
    other.Push(0, 7, "0", "old ");
    other.reassembler.Expire(MilliSeconds(10));
    EXPECT_EQ(other.Push(11, 7, "0", "new "), "accepted");
    EXPECT_EQ(other.Push(12, 7, "0", "old "), "conflict") << "never mixed";
}

TEST(FragmentBadInput, SameIdFromTwoPeers)
{
    FragmentBench bench;
    bench.peer = 1;
    bench.Push(0, 7, "0", "from one, ");
    bench.peer = 2;
    bench.Push(0, 7, "0", "from two, ");
    bench.peer = 1;
    EXPECT_EQ(bench.Push(0, 7, "1!", "all of it"), "completed");
    EXPECT_EQ(bench.Text(), "from one, all of it");
    EXPECT_EQ(bench.whole.peer, 1U);
    bench.peer = 2;
    EXPECT_EQ(bench.Push(0, 7, "1!", "too"), "completed");
    EXPECT_EQ(bench.Text(), "from two, too");
    EXPECT_EQ(bench.whole.peer, 2U);
}

TEST(FragmentBadInput, AMessageThatIsTooLong)
{
    FragmentBench bench(FragmentBench::Tolerant(10));
    bench.Push(0, 7, "0", std::string(600, 'a'));
    EXPECT_EQ(bench.Push(0, 7, "1", std::string(401, 'b')), "message-too-long");
    bench.Push(0, 8, "0", std::string(600, 'a'));
    bench.Push(0, 8, "2", std::string(300, 'a'));
    EXPECT_EQ(bench.Push(0, 8, "1", std::string(101, 'b')), "message-too-long")
        << "held ones count";
    EXPECT_EQ(bench.Push(0, 9, "0!", std::string(1001, 'b')), "message-too-long");
    EXPECT_EQ(bench.Push(0, 10, "0!", std::string(1000, 'b')), "passed");
}
