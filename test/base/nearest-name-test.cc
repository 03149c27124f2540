/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/nearest-name.h"

#include <gtest/gtest.h>

using namespace ns3::sharding;

namespace
{
const std::vector<std::string> POLICIES{"none", "fixed-size", "delimiter"};
} // namespace

TEST(NearestName, FindsTheWordThatWasMeant)
{
    EXPECT_EQ(NearestName("fixed-sise", POLICIES), "fixed-size");
    EXPECT_EQ(NearestName("FIXED-SIZE", POLICIES), "fixed-size");
    EXPECT_EQ(NearestName("delmiter", POLICIES), "delimiter");
    EXPECT_EQ(NearestName("noen", POLICIES), "none") << "two neighbors swapped are one edit";
}

TEST(NearestName, SaysNothingWhenNothingIsNear)
{
    EXPECT_EQ(NearestName("xyzzy", POLICIES), "");
    EXPECT_EQ(NearestName("", POLICIES), "");
    EXPECT_EQ(NearestName("none", {}), "");
    EXPECT_EQ(NearestName(std::string(1000000, 'n'), POLICIES), "")
        << "a very long word must not cost much";
}

TEST(NearestName, TakesTheFirstOfEquals)
{
    EXPECT_EQ(NearestName("bat", {"cat", "hat"}), "cat");
}

TEST(ValidNames, AsksOnlyWhereThereIsANearName)
{
    EXPECT_EQ(ValidNames("nine", POLICIES),
              "; did you mean 'none'? Valid: none, fixed-size, delimiter");
    EXPECT_EQ(ValidNames("xyzzy", POLICIES), "; Valid: none, fixed-size, delimiter");
    EXPECT_EQ(ValidNames("x", {}), "; None is valid here");
}

TEST(ValidNames, CutsALongList)
{
    std::vector<std::string> names;
    for (int i = 0; i < 30; i++)
    {
        names.push_back("node-" + std::to_string(i));
    }
    const std::string text = ValidNames("xyzzy", names);
    EXPECT_NE(text.find("node-23 and 6 more"), std::string::npos) << text;
    EXPECT_EQ(text.find("node-24"), std::string::npos) << text;
}
