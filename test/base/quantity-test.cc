/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/quantity.h"

#include <gtest/gtest.h>

#include <limits>

using namespace ns3;
using namespace ns3::sharding;

TEST(ParseDuration, ReadsEveryUnit)
{
    EXPECT_EQ(ParseDuration("2h"), Hours(2));
    EXPECT_EQ(ParseDuration("1.5min"), Seconds(90));
    EXPECT_EQ(ParseDuration("0s"), Time(0));
    EXPECT_EQ(ParseDuration("10ms"), MilliSeconds(10));
    EXPECT_EQ(ParseDuration("2.5us"), NanoSeconds(2500));
    EXPECT_EQ(ParseDuration("7ns"), NanoSeconds(7));
    EXPECT_EQ(ParseDuration("1e3ms"), Seconds(1));
    EXPECT_EQ(ParseDuration("0.4ns"), Time(0)) << "rounded to a nanosecond";
}

TEST(ParseDuration, RefusesWhatIsNoDuration)
{
    for (const char* text : {"",
                             "5",
                             "-1s",
                             "-0s",
                             "s",
                             "5 s",
                             "5s ",
                             " 5s",
                             "5sec",
                             "5m",
                             "nan s",
                             "infs",
                             "1e99s",
                             "5s5",
                             "+5s"})
    {
        EXPECT_FALSE(ParseDuration(text)) << "'" << text << "'";
    }
}

TEST(FormatDuration, WritesTheShortestTextThatReadsBack)
{
    EXPECT_EQ(FormatDuration(Time(0)), "0s");
    EXPECT_EQ(FormatDuration(Seconds(90)), "90s");
    EXPECT_EQ(FormatDuration(MilliSeconds(1500)), "1500ms");
    EXPECT_EQ(FormatDuration(NanoSeconds(1000001)), "1000001ns");
    for (int64_t value = 1; value < 4000000000000000000 / 7; value = value * 7 + 3)
    {
        const std::string text = FormatDuration(NanoSeconds(value));
        // beyond 2^53 a number of nanoseconds has no exact double, and ParseDuration reads doubles
        if (value < (int64_t(1) << 53) && value < int64_t(3153600000) * 1000000000)
        {
            EXPECT_EQ(ParseDuration(text), NanoSeconds(value)) << text;
        }
    }
}

TEST(ParseFraction, TakesNumbersAndPercentages)
{
    EXPECT_EQ(ParseFraction("0.25"), 0.25);
    EXPECT_EQ(ParseFraction("25%"), 0.25);
    EXPECT_EQ(ParseFraction("0"), 0.0);
    EXPECT_EQ(ParseFraction("100%"), 1.0);
    for (const char* text : {"", "1.1", "101%", "-0.1", "5 %", "%", "x", "nan", "0.5x"})
    {
        EXPECT_FALSE(ParseFraction(text)) << "'" << text << "'";
    }
}

TEST(ParseCount, TakesWholeNumbersOnly)
{
    EXPECT_EQ(ParseCount("0"), 0U);
    EXPECT_EQ(ParseCount("18446744073709551615"), std::numeric_limits<uint64_t>::max());
    for (const char* text : {"", "-1", "+1", "1.0", "1e3", "18446744073709551616", "1 ", "x"})
    {
        EXPECT_FALSE(ParseCount(text)) << "'" << text << "'";
    }
}

TEST(ParseNumber, TakesFiniteNumbersOnly)
{
    EXPECT_EQ(ParseNumber("-1.5e3"), -1500.0);
    for (const char* text : {"", "nan", "inf", "1e999", "1,5", "1 ", "0x10"})
    {
        EXPECT_FALSE(ParseNumber(text)) << "'" << text << "'";
    }
}
