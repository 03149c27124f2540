/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/server-choice.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

ServerChoice::Config
Three()
{
    ServerChoice::Config config;
    config.servers = 3;
    config.backOff = MilliSeconds(100);
    config.maxBackOff = MilliSeconds(400);
    return config;
}

/**
 * Plays a story: one line per event, "milliseconds what server expected", and a word or two on why.
 *
 * "fails 0 yes": server 0 failed, and is suspected from now on; "dies" is a failure that leaves no
 * doubt; "answers 0 -"; "use 1 0" : Choose comes to server 1, to be used after 0 ms.
 */
void
Play(const ServerChoice::Config& config, const std::string& story)
{
    ServerChoice choice(config);
    std::istringstream lines(story);
    for (std::string line; std::getline(lines, line);)
    {
        std::istringstream words(line);
        int64_t ms;
        std::string what;
        uint32_t server;
        std::string expected;
        if (!(words >> ms >> what >> server >> expected))
        {
            continue; // the blank first line of a raw string
        }
        if (what == "use")
        {
            EXPECT_EQ(choice.Choose(MilliSeconds(ms)), MilliSeconds(std::stoi(expected))) << line;
            EXPECT_EQ(choice.GetCurrent(), server) << line;
        }
        else if (what == "answers")
        {
            choice.NoteAnswer(server);
        }
        else
        {
            const bool suspected = choice.NoteFailure(MilliSeconds(ms), server, what == "dies");
            EXPECT_EQ(suspected ? "yes" : "no", expected) << line;
        }
    }
}

} // namespace

TEST(ServerChoice, StaysUntilItsServerFailsAndThenStaysWithTheNext)
{
    Play(Three(), R"(
           0  use     0  0
          10  answers 0  -
          20  fails   0  yes
          20  use     1  0
         200  use     1  0     the first is allowed again, but there is no reason to move
    )");
}

TEST(ServerChoice, GoesRoundTheList)
{
    auto config = Three();
    config.first = 2;
    Play(config, R"(
           0  use     2  0
           1  dies    2  yes
           1  use     0  0
           2  dies    0  yes
           2  use     1  0
           3  dies    1  yes
           3  use     2  98    all are left alone: the first to be allowed again is waited for
          50  use     2  51
         101  use     2  0
    )");
}

TEST(ServerChoice, BackOffDoublesUpToItsLimitAndAnAnswerForgives)
{
    auto config = Three();
    config.servers = 1;
    Play(config, R"(
           0  fails   0  yes
           0  use     0  100
         100  fails   0  yes
         100  use     0  200
         300  fails   0  yes
         300  use     0  400
         700  fails   0  yes
         700  use     0  400   the limit
         800  answers 0  -     a late answer
         800  use     0  0
         900  fails   0  yes
         900  use     0  100
    )");
}

TEST(ServerChoice, WhatIsLeftAloneAlreadyCannotFailOnceMore)
{
    Play(Three(), R"(
           0  fails   0  yes
           1  fails   0  no    an older attempt
           1  dies    0  no
           1  use     1  0
         100  fails   0  yes
    )");
}

TEST(ServerChoice, SomeFailuresInARowCanBeForgiven)
{
    auto config = Three();
    config.suspectAfter = 3;
    Play(config, R"(
           0  fails   0  no
           1  fails   0  no
           2  answers 0  -
           3  fails   0  no
           4  fails   0  no
           5  fails   1  no    another server
           6  use     0  0
           7  fails   0  yes
           7  use     1  0
           8  dies    1  yes   leaves no doubt
    )");
}

TEST(ServerChoice, RefusesNumbersThatMakeNoSense)
{
    EXPECT_EQ(ServerChoice::Validate(Three()), "");
    auto config = Three();
    config.first = 3;
    EXPECT_EQ(ServerChoice::Validate(config), "first must be one of at least one server");
    config = Three();
    config.suspectAfter = 0;
    EXPECT_EQ(ServerChoice::Validate(config), "suspectAfter must be at least 1");
    config = Three();
    config.maxBackOff = MilliSeconds(99);
    EXPECT_EQ(ServerChoice::Validate(config),
              "backOff must be above zero and not above maxBackOff");
}
