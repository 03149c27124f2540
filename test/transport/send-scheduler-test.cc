/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/send-scheduler.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

using namespace ns3::sharding;

namespace
{

SendScheduler::Config
Turns(uint32_t quantum, uint64_t guard, bool interleave = true)
{
    SendScheduler::Config config;
    config.quantumBytes = quantum;
    config.guardBytes = guard;
    config.interleave = interleave;
    return config;
}

/// Lets messages send fragments of 100 bytes each, and writes down whose turn it was: "a" is message 0.
class Play
{
  public:
    explicit Play(const SendScheduler::Config& config) : scheduler(config)
    {
    }

    void
    Add(char name, uint8_t priority, uint64_t flow, int fragments, uint64_t bytes = 100)
    {
        const uint32_t message = name - 'a';
        left[message] = fragments;
        size[message] = bytes;
        scheduler.Add(message, priority, flow);
    }

    std::string
    Send(int fragments)
    {
        std::string order;
        for (int i = 0; i < fragments; i++)
        {
            const uint32_t message = scheduler.Pick();
            if (message == SendScheduler::NOBODY)
            {
                return order + ".";
            }
            order += static_cast<char>('a' + message);
            scheduler.NoteSent(message, size[message], --left[message] > 0);
        }
        return order;
    }

    SendScheduler scheduler;
    std::map<uint32_t, int> left;
    std::map<uint32_t, uint64_t> size;
};

} // namespace

TEST(SendScheduler, TheMoreUrgentGoesFirst)
{
    Play play(Turns(100, 0));
    play.Add('a', 7, 0, 3);
    EXPECT_EQ(play.Send(1), "a");
    play.Add('b', 3, 0, 2);
    play.Add('c', 0, 0, 1);
    EXPECT_EQ(play.Send(10), "cbbaa.");
}

TEST(SendScheduler, MessagesOfOnePriorityTakeTurns)
{
    Play play(Turns(100, 0));
    play.Add('a', 4, 0, 4);
    play.Add('b', 4, 0, 2);
    play.Add('c', 4, 0, 1);
    EXPECT_EQ(play.Send(10), "abcabaa.");
}

TEST(SendScheduler, TurnsAreFairInBytesNotInFragments)
{
    // a's fragments are three times as long as b's: b has three for each of a's.
    Play play(Turns(300, 0));
    play.Add('a', 4, 0, 4, 300);
    play.Add('b', 4, 0, 12, 100);
    EXPECT_EQ(play.Send(16), "abbbabbbabbbabbb");
}

TEST(SendScheduler, ALongLastFragmentIsPaidBack)
{
    // a overdraws by 200 with each fragment of 300 and so sits out two turns.
    Play play(Turns(100, 0));
    play.Add('a', 4, 0, 2, 300);
    play.Add('b', 4, 0, 9, 100);
    EXPECT_EQ(play.Send(11), "abbbabbbbbb");
}

TEST(SendScheduler, AFlowKeepsItsOrder)
{
    Play play(Turns(100, 0));
    play.Add('a', 4, 9, 2);
    play.Add('b', 4, 9, 2);
    play.Add('c', 4, 5, 2);
    EXPECT_EQ(play.Send(10), "acacbb.");
    // Flow 9 of another priority is another flow.
    play.Add('a', 4, 9, 1);
    play.Add('b', 2, 9, 1);
    EXPECT_EQ(play.Send(10), "ba.");
}

TEST(SendScheduler, WithoutInterleavingAMessageIsFinishedFirst)
{
    Play play(Turns(100, 0, false));
    play.Add('a', 7, 0, 3);
    EXPECT_EQ(play.Send(1), "a");
    play.Add('b', 0, 0, 2);
    play.Add('c', 1, 0, 1);
    EXPECT_EQ(play.Send(10), "aabbc.") << "priorities still order what has not begun";
}

TEST(SendScheduler, WhoHasWatchedLongEnoughHasATurn)
{
    Play play(Turns(100, 300));
    play.Add('a', 0, 0, 12);
    play.Add('b', 5, 0, 9);
    EXPECT_EQ(play.Send(12), "aaabaaabaaab");
    EXPECT_EQ(play.scheduler.GuardTurns(), 3U);
}

TEST(SendScheduler, OfTwoThatStarveTheMoreUrgentIsFirst)
{
    Play play(Turns(100, 200));
    play.Add('a', 0, 0, 20);
    play.Add('b', 3, 0, 9);
    play.Add('c', 6, 0, 9);
    // b's turns count for c as well, but not for a.
    EXPECT_EQ(play.Send(8), "aabcaabc");
}

TEST(SendScheduler, WithoutAGuardPrioritiesAreStrict)
{
    Play play(Turns(100, 0));
    play.Add('a', 0, 0, 1000);
    play.Add('b', 7, 0, 1);
    EXPECT_EQ(play.Send(1001), std::string(1000, 'a') + "b");
    EXPECT_EQ(play.scheduler.GuardTurns(), 0U);
}

TEST(SendScheduler, WhatIsRemovedIsNotSent)
{
    Play play(Turns(100, 0));
    play.Add('a', 4, 1, 2);
    play.Add('b', 4, 1, 1);
    play.Add('c', 4, 1, 1);
    play.Add('d', 4, 0, 1);
    play.scheduler.Remove(1);
    play.scheduler.Remove(3);
    EXPECT_EQ(play.Send(10), "aac.");
    play.Add('b', 4, 1, 1);
    EXPECT_EQ(play.Send(10), "b.");
}

TEST(SendScheduler, RefusesAQuantumThatMakesNoProgress)
{
    EXPECT_EQ(SendScheduler::Validate(Turns(64, 0)), "");
    EXPECT_EQ(SendScheduler::Validate(Turns(63, 0)), "quantumBytes must be at least 64");
}
