/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fragment-bench.h"

#include "ns3/fragmenter.h"

#include <algorithm>

using namespace ns3;
using namespace ns3::sharding;

TEST(Reassembler, PutsFragmentsInOrderTogether)
{
    FragmentBench bench;
    EXPECT_EQ(bench.Push(0, 7, "0", "one "), "accepted");
    EXPECT_EQ(bench.Push(1, 7, "1", "two "), "accepted");
    EXPECT_EQ(bench.reassembler.OpenMessages(), 1U);
    EXPECT_EQ(bench.reassembler.BufferedFragments(), 2U);
    EXPECT_EQ(bench.Push(2, 7, "2!", "three"), "completed");
    EXPECT_EQ(bench.Text(), "one two three");
    EXPECT_EQ(bench.whole.id, MessageId(7));
    EXPECT_EQ(bench.whole.fragments, 3U);
    EXPECT_EQ(bench.whole.opened, MilliSeconds(0));
    EXPECT_EQ(bench.reassembler.BufferedBytes(), 0U);
    EXPECT_EQ(bench.reassembler.Counters().Delivered(), 1U);
}

TEST(Reassembler, ASingleFragmentPassesAndIsRemembered)
{
    FragmentBench bench;
    EXPECT_EQ(bench.Push(0, 7, "0!", "all"), "passed");
    EXPECT_EQ(bench.Push(0, 7, "0!", "all"), "late");
    EXPECT_EQ(bench.Push(0, 8, "0!", ""), "passed") << "an empty message is a message";
    EXPECT_EQ(bench.reassembler.Counters().Delivered(), 2U);
}

TEST(Reassembler, StrictOrderDropsWhatComesOutOfOrder)
{
    FragmentBench bench;
    bench.Push(0, 7, "0", "a");
    EXPECT_EQ(bench.Push(1, 7, "2", "c"), "out-of-order");
    EXPECT_EQ(bench.Losses(), "out-of-order");
    EXPECT_EQ(bench.lost[0].fragments, 1U);
    EXPECT_EQ(bench.lost[0].bytes, 1U);
    EXPECT_EQ(bench.Push(1, 7, "1", "b"), "late");
    EXPECT_EQ(bench.Push(1, 8, "1", "b"), "out-of-order") << "a message cannot begin here";
    EXPECT_EQ(bench.Push(1, 8, "0", "a"), "late") << "nor ever be whole";
    EXPECT_EQ(bench.reassembler.OpenMessages(), 0U);
}

TEST(Reassembler, ToleratesEveryOrderWithinTheWindow)
{
    std::vector<std::string> order{"0", "1", "2", "3!"};
    do
    {
        FragmentBench bench(FragmentBench::Tolerant(3));
        for (int i = 0; i < 3; i++)
        {
            EXPECT_EQ(bench.Push(i, 7, order[i], std::string(2, 'a' + order[i][0] - '0')),
                      "accepted");
        }
        EXPECT_EQ(bench.Push(3, 7, order[3], std::string(2, 'a' + order[3][0] - '0')), "completed");
        EXPECT_EQ(bench.Text(), "aabbccdd");
        EXPECT_EQ(bench.reassembler.BufferedBytes(), 0U);
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Reassembler, TheWindowMovesWithWhatHasCome)
{
    FragmentBench bench(FragmentBench::Tolerant(2));
    EXPECT_EQ(bench.Push(0, 7, "2", "c"), "accepted");
    EXPECT_EQ(bench.Push(0, 7, "0", "a"), "accepted");
    EXPECT_EQ(bench.Push(0, 7, "3", "d"), "accepted") << "1 is next, so 3 is 2 ahead";
    EXPECT_EQ(bench.Push(0, 7, "4", "e"), "out-of-order") << "3 ahead";
    EXPECT_EQ(bench.lost[0].fragments, 3U);
}

TEST(Reassembler, DuplicatesAreIgnoredAndCounted)
{
    FragmentBench bench(FragmentBench::Tolerant(5));
    bench.Push(0, 7, "0", "a");
    bench.Push(0, 7, "3!", "d");
    EXPECT_EQ(bench.Push(0, 7, "0", "a"), "duplicate");
    EXPECT_EQ(bench.Push(0, 7, "3!", "d"), "duplicate") << "also of one that waits ahead";
    EXPECT_EQ(bench.reassembler.Counters().Of(FragmentOutcome::DUPLICATE), 2U);
    bench.Push(0, 7, "1", "b");
    EXPECT_EQ(bench.Push(0, 7, "2", "c"), "completed");
    EXPECT_EQ(bench.Text(), "abcd");

    FragmentBench strict;
    strict.Push(0, 7, "0", "a");
    EXPECT_EQ(strict.Push(0, 7, "0", "a"), "duplicate");
    EXPECT_EQ(strict.Push(0, 7, "1!", "b"), "completed");
}

TEST(Reassembler, AConflictingDuplicateDropsTheMessage)
{
    for (const std::string conflict : {"x", "aa", ""})
    {
        FragmentBench bench;
        bench.Push(0, 7, "0", "a");
        EXPECT_EQ(bench.Push(0, 7, "0", conflict), "conflict");
        EXPECT_EQ(bench.Losses(), "conflict");
        EXPECT_EQ(bench.Push(0, 7, "1!", "b"), "late");
    }
    FragmentBench ahead(FragmentBench::Tolerant(5));
    ahead.Push(0, 7, "2", "c");
    EXPECT_EQ(ahead.Push(0, 7, "2", "x"), "conflict");
    FragmentBench flag(FragmentBench::Tolerant(5));
    flag.Push(0, 7, "2!", "c");
    EXPECT_EQ(flag.Push(0, 7, "2", "c"), "conflict") << "it was the last, and now is not";
}

TEST(Reassembler, TheTimeoutCountsFromTheFirstFragment)
{
    FragmentBench bench;
    bench.Push(5, 7, "0", "a");
    bench.Push(6, 8, "0", "a");
    EXPECT_EQ(bench.reassembler.NextDeadline(), MilliSeconds(15));
    EXPECT_EQ(bench.Push(14, 7, "1", "b"), "accepted");
    EXPECT_EQ(bench.reassembler.NextDeadline(), MilliSeconds(15)) << "not extended";
    EXPECT_EQ(bench.Push(15, 7, "2!", "c"), "late") << "at the deadline it is too late";
    EXPECT_EQ(bench.Losses(), "expired");
    EXPECT_EQ(bench.reassembler.NextDeadline(), MilliSeconds(16));
    bench.reassembler.Expire(MilliSeconds(16));
    EXPECT_FALSE(bench.reassembler.NextDeadline().has_value());
    EXPECT_EQ(bench.reassembler.BufferedBytes(), 0U);
}

TEST(Reassembler, TheOldestOfThePeerThatHoldsMostIsEvicted)
{
    ReassemblyLimits limits = FragmentBench::Limits();
    limits.maxOpenMessages = 3;
    FragmentBench bench(limits);
    bench.peer = 1;
    bench.Push(0, 1, "0", "honest");
    bench.peer = 2;
    bench.Push(1, 1, "0", "x");
    bench.Push(2, 2, "0", "x");
    bench.Push(3, 3, "0", "x");
    ASSERT_EQ(bench.Losses(), "evicted");
    EXPECT_EQ(bench.lost[0].peer, 2U);
    EXPECT_EQ(bench.lost[0].id, MessageId(1));
    bench.peer = 1;
    EXPECT_EQ(bench.Push(4, 1, "1!", "y"), "completed");
}

TEST(Reassembler, MemoryStaysUnderTheCapAndTheSoftLimitComesFirst)
{
    FragmentBench bench;
    uint64_t pausedAt = 0;
    for (uint64_t id = 0; id < 100; id++)
    {
        bench.Push(0, id, "0", std::string(500, 'x'));
        if (pausedAt == 0 && bench.reassembler.WantsPause())
        {
            pausedAt = bench.reassembler.BufferedBytes();
            EXPECT_TRUE(bench.lost.empty()) << "nothing was evicted yet";
        }
    }
    EXPECT_GT(pausedAt, 10000U);
    EXPECT_LT(pausedAt, 12000U);
    EXPECT_FALSE(bench.lost.empty());
    EXPECT_LE(bench.reassembler.PeakBytes(), 20000U);
    bench.reassembler.Close();
    EXPECT_FALSE(bench.reassembler.WantsPause());
    EXPECT_EQ(bench.lost.back().reason, FragmentOutcome::CLOSED);
}

TEST(Reassembler, SharesABudgetWithOthers)
{
    FragmentBudget budget(6000, 4000);
    FragmentBench a(FragmentBench::Limits(), &budget);
    FragmentBench b(FragmentBench::Limits(), &budget);
    for (uint64_t id = 0; id < 10; id++)
    {
        a.Push(0, id, "0", std::string(900, 'x'));
    }
    EXPECT_EQ(budget.Used(), a.reassembler.BufferedBytes());
    EXPECT_GT(a.lost.size(), 0U) << "it makes room from its own";
    EXPECT_TRUE(b.reassembler.WantsPause()) << "the budget is tight for all";
    EXPECT_EQ(b.Push(0, 1, "0", std::string(900, 'y')), "no-room");
    EXPECT_EQ(b.Push(0, 1, "0", "y"), "late") << "and its rest opens nothing";
    EXPECT_TRUE(b.lost.empty()) << "there was nothing of its own";
    a.reassembler.Close();
    EXPECT_EQ(budget.Used(), 0U);
    EXPECT_EQ(b.Push(0, 2, "0", std::string(900, 'y')), "accepted");
    EXPECT_LE(budget.Peak(), 6000U);
    EXPECT_GT(budget.Refusals(), 0U);
}

TEST(Reassembler, AMessageThatCannotGrowForOthersIsGivenUp)
{
    FragmentBudget budget(6000, 6000);
    FragmentBench b(FragmentBench::Limits(), &budget);
    b.Push(0, 1, "0", std::string(100, 'y'));
    const uint64_t taken = budget.Max() - budget.Used() - 100;
    ASSERT_TRUE(budget.Take(taken)) << "by somebody else";
    EXPECT_EQ(b.Push(0, 1, "1", std::string(800, 'y')), "no-room");
    EXPECT_EQ(b.Losses(), "no-room");
    EXPECT_EQ(budget.Used(), taken);
}

TEST(Reassembler, GivesTheBudgetBackWhenItEnds)
{
    FragmentBudget budget(6000, 6000);
    {
        FragmentBench bench(FragmentBench::Limits(), &budget);
        bench.Push(0, 1, "0", "x");
        EXPECT_GT(budget.Used(), 0U);
    }
    EXPECT_EQ(budget.Used(), 0U);
}

TEST(Reassembler, ForgetsTheOldestIdentities)
{
    ReassemblyLimits limits = FragmentBench::Limits();
    limits.maxRemembered = 2;
    FragmentBench bench(limits);
    for (uint64_t id = 1; id <= 3; id++)
    {
        bench.Push(0, id, "0!", "x");
    }
    EXPECT_EQ(bench.Push(0, 3, "0!", "x"), "late");
    EXPECT_EQ(bench.Push(0, 2, "0!", "x"), "late");
    EXPECT_EQ(bench.Push(0, 1, "0!", "x"), "passed") << "two others closed since";
}

TEST(Reassembler, TakesWhatTheFragmenterGives)
{
    FragmentBench bench;
    Fragmenter::Config config;
    config.maxPayload = 600;
    const std::vector<uint8_t> bytes(1000, 0x5a);
    const auto batch = Fragmenter(config).FragmentBytes(bytes);
    Reassembler::Message whole;
    FragmentOutcome outcome{};
    for (const FragmentFrame& frame : batch.Value())
    {
        outcome = bench.reassembler.Push(Seconds(0), {frame.header}, frame.payload, whole);
    }
    EXPECT_EQ(outcome, FragmentOutcome::COMPLETED);
    EXPECT_EQ(whole.content, bytes);
}

TEST(Reassembler, RefusesLimitsThatMakeNoSense)
{
    const auto changed = [](auto change)
    {
        ReassemblyLimits limits;
        change(limits);
        return ReassemblyLimits::Validate(limits);
    };
    EXPECT_EQ(changed([](auto&) {}), "");
    EXPECT_EQ(changed([](auto& l) { l.maxMessageSize = 0; }),
              "maxMessageSize must lie in [1, 2^31]");
    EXPECT_EQ(changed([](auto& l) { l.maxOpenMessages = 0; }),
              "maxOpenMessages must be at least 1");
    EXPECT_EQ(changed([](auto& l) { l.maxFragments = 0; }), "maxFragments must lie in [1, 2^31]");
    EXPECT_EQ(changed([](auto& l) { l.maxBytes = 2 * l.maxMessageSize; }),
              "maxBytes must be at least twice maxMessageSize plus 4096");
    EXPECT_EQ(changed([](auto& l) { l.softBytes = l.maxBytes + 1; }),
              "softBytes must not be above maxBytes");
    EXPECT_EQ(changed([](auto& l) { l.reorderWindow = 4097; }),
              "reorderWindow must lie in [0, 4096]");
    EXPECT_EQ(changed([](auto& l) { l.timeout = Seconds(0); }), "timeout must be positive");
}
