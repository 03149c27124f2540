/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/escaped-text.h"

#include <gtest/gtest.h>

#include <string>

using namespace ns3::sharding;

TEST(Unescape, StandsForTheBytes)
{
    EXPECT_EQ(Unescape("plain"), "plain");
    EXPECT_EQ(Unescape(""), "");
    EXPECT_EQ(Unescape("a\\nb\\r\\t\\\\"), "a\nb\r\t\\");
    EXPECT_EQ(Unescape("\\x00\\xfF\\0z"), std::string("\0\xff\0z", 4));
}

TEST(Unescape, RefusesWhatItDoesNotKnow)
{
    for (const char* text : {"\\", "a\\", "\\q", "\\x", "\\x1", "\\xg0", "\\x0g", "\\x-1", "\\x 1"})
    {
        EXPECT_FALSE(Unescape(text)) << text;
    }
}

TEST(EscapeBytes, GivesPrintableTextThatStandsForTheBytes)
{
    EXPECT_EQ(EscapeBytes("plain ~"), "plain ~");
    EXPECT_EQ(EscapeBytes(std::string("a\nb\\\0\x7f\xff\t", 8)), "a\\nb\\\\\\x00\\x7f\\xff\\x09");
    std::string all;
    for (int byte = 0; byte < 256; byte++)
    {
        all += static_cast<char>(byte);
    }
    EXPECT_EQ(Unescape(EscapeBytes(all)), all);
}
