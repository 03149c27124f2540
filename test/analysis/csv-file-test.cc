/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/csv-file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

using namespace ns3::sharding;
using testing::ElementsAre;

TEST(CsvFile, NumbersAreShortestAndReadBack)
{
    EXPECT_EQ(NumberText(0.1), "0.1");
    EXPECT_EQ(NumberText(1.0 / 3), "0.3333333333333333");
    EXPECT_EQ(NumberText(131000000.0), "1.31e+08");
    EXPECT_EQ(NumberText(-0.0), "0");
    EXPECT_EQ(NumberText(std::nullopt), "");
    EXPECT_EQ(NumberText(std::numeric_limits<double>::quiet_NaN()), "");
}

TEST(CsvFile, QuotesWhatNeedsItAndSplitsItBack)
{
    CsvTable table;
    table.columns = {{"a", "s", "First."}, {"b", "", "Second."}};
    table.rows = {{"plain", "with, comma"}, {"say \"hi\"", "two\nlines"}, {"", ""}};
    const std::string text = CsvText(table);
    EXPECT_EQ(text, "a,b\nplain,\"with, comma\"\n\"say \"\"hi\"\"\",\"two\nlines\"\n,\n");
    EXPECT_THAT(SplitCsv(text),
                ElementsAre(ElementsAre("a", "b"),
                            ElementsAre("plain", "with, comma"),
                            ElementsAre("say \"hi\"", "two\nlines"),
                            ElementsAre("", "")));
}

TEST(CsvFile, SplitsWhateverItIsGiven)
{
    EXPECT_TRUE(SplitCsv("").empty());
    EXPECT_THAT(SplitCsv("a,\"never ends\nb"), ElementsAre(ElementsAre("a", "never ends\nb")));
    EXPECT_THAT(SplitCsv("a"), ElementsAre(ElementsAre("a")));
}

TEST(CsvFile, TheDictionaryNamesEveryColumn)
{
    CsvTable table;
    table.columns = {{"time", "s", "Start of the interval."}};
    EXPECT_EQ(ColumnsText(table),
              "[\n  {\n    \"name\": \"time\",\n    \"unit\": \"s\",\n"
              "    \"help\": \"Start of the interval.\"\n  }\n]\n");
}
