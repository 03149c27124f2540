/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/replay-window.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <sstream>
#include <string>

using namespace ns3::sharding;

namespace
{

/// Plays a story: one line per step, "close sender id" or "sender id verdict".
void
Play(ReplayWindow& window, const std::string& story)
{
    std::istringstream lines(story);
    for (std::string line; std::getline(lines, line);)
    {
        std::istringstream words(line);
        std::string first;
        if (!(words >> first))
        {
            continue;
        }
        PacketKey key;
        if (first == "close")
        {
            words >> key.senderId >> key.packetId;
            window.Close(key);
            continue;
        }
        std::string expected;
        key.senderId = static_cast<uint32_t>(std::stoul(first));
        words >> key.packetId >> expected;
        static const char* const names[] = {"fresh", "closed", "old", "full"};
        EXPECT_EQ(names[static_cast<int>(window.Judge(key))], expected) << line;
    }
}

} // namespace

TEST(ReplayWindow, KnowsTheLastIdsExactlyAndRefusesOlderOnes)
{
    ReplayWindow window(64, 10);
    Play(window, R"(
        1 100 fresh
        close 1 100
        1 100 closed
        1  99 fresh      closed later than its successor
        close 1 99
        1  99 closed
        1  37 fresh      63 behind the newest
        1  36 old
        1 101 fresh
        2 100 fresh      another sender
        close 1 101
        1  37 old
        1 100 closed     still known
        1  99 closed
        close 1 165
        1 102 fresh      skipped
        1 101 old        64 behind
        1 164 fresh
    )");
}

TEST(ReplayWindow, AJumpForgetsAllBeforeIt)
{
    ReplayWindow window(64, 10);
    Play(window, R"(
        close 1 5
        close 1 1000000000000
        1 5 old
        1 999999999999 fresh      its place in the ring had another id
        1 1000000000000 closed
        close 1 18446744073709551615
        1 18446744073709551615 closed
        1 18446744073709551614 fresh
    )");
}

TEST(ReplayWindow, BeyondItsNumberOfSendersNewOnesAreNotKnown)
{
    ReplayWindow window(64, 2);
    Play(window, R"(
        close 1 1
        3 1 fresh
        close 2 1
        3 1 full
        close 3 1
        3 1 full
        1 2 fresh
        close 1 2
        1 2 closed
    )");
}

TEST(ReplayWindow, AgreesWithASetThatForgetsNothing)
{
    std::mt19937_64 random(8);
    ReplayWindow window(130, 3); // rounded up to 192
    std::set<uint64_t> closed;
    uint64_t newest = 500;
    window.Close({1, newest});
    closed.insert(newest);
    for (int step = 0; step < 20000; step++)
    {
        const uint64_t id = newest - std::min<uint64_t>(newest, 250) + random() % 260;
        const auto verdict = window.Judge({1, id});
        const bool isOld = id + 192 <= newest;
        ASSERT_EQ(verdict,
                  isOld              ? ReplayWindow::Verdict::OLD
                  : closed.count(id) ? ReplayWindow::Verdict::CLOSED
                                     : ReplayWindow::Verdict::FRESH);
        if (random() % 3 == 0)
        {
            window.Close({1, id});
            if (!isOld)
            {
                closed.insert(id);
                newest = std::max(newest, id);
            }
        }
    }
}
