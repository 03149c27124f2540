/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/run-manifest.h"

#include <gtest/gtest.h>

#include <set>

using namespace ns3::sharding;

TEST(RunId, IsTheHashOfTheFourInTheDocumentedEncoding)
{
    // printf '\0\0\0\0\0\0\0\003abc\0\0\0\0\0\0\0\007\0\0\0\0\0\0\0\002\0\0\0\0\0\0\0\0050.1.0' | xxhsum -H2
    EXPECT_EQ(RunId("abc", 7, 2, "0.1.0"), "becabcc54ce40e90c1653408c2946fe5");
}

TEST(RunId, ChangesWithEachOfTheFour)
{
    const std::set<std::string> ids{RunId("a", 1, 2, "v"),
                                    RunId("b", 1, 2, "v"),
                                    RunId("a", 3, 2, "v"),
                                    RunId("a", 1, 3, "v"),
                                    RunId("a", 1, 2, "w"),
                                    RunId("a", 2, 1, "v")};
    EXPECT_EQ(ids.size(), 6U);
}

TEST(RunId, DoesNotConfuseWhereOneTextEndsAndTheNextBegins)
{
    EXPECT_NE(RunId(std::string("a") + std::string(8, '\0'), 0, 0, ""), RunId("a", 0, 0, ""));
    EXPECT_NE(RunId("", 0, 0, "ab"), RunId("ab", 0, 0, ""));
}
