/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/figure-category-axis.h"
#include "analysis/figure-text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ns3::sharding;
using testing::HasSubstr;
using testing::Not;

namespace
{

/**
 * @param names of the categories, "group/name" in groups
 * @return the commands that draw them below a panel 5 cm wide and 10 cm above the lower edge of a figure of 10 x 10 cm
 */
std::string
ScriptOf(const std::vector<std::string>& names)
{
    FigureCategories categories;
    categories.title = "name";
    for (const auto& name : names)
    {
        const auto slash = name.find('/');
        const bool hasGroup = slash != std::string::npos;
        categories.groupTitle = hasGroup ? "group" : "";
        categories.Add(
            {hasGroup ? name.substr(0, slash) : "", name.substr(hasGroup ? slash + 1 : 0)});
    }
    return FigureCategoryAxis(categories, 5).Script({2, 10, 5}, 10, 10);
}

} // namespace

TEST(FigureText, WidthFollowsTheLetters)
{
    EXPECT_EQ(FigureTextWidthCm(""), 0);
    EXPECT_LT(FigureTextWidthCm("ill"), FigureTextWidthCm("mmm"));
    EXPECT_DOUBLE_EQ(FigureTextWidthCm("\u00e4"), FigureTextWidthCm("a")) << "letters, not bytes";
    // Liberation Sans: 2.78 + 5 * 5.56 + ... = 1.87 cm by its own table of widths.
    EXPECT_NEAR(FigureTextWidthCm("latency.p99 (s)"), 1.9, 0.15);
}

TEST(FigureText, IsShortenedInTheMiddle)
{
    EXPECT_EQ(ShortenFigureText("short", 5), "short");
    const auto text = ShortenFigureText("client.timeout=100ms, transport=tcp", 2);
    EXPECT_LE(FigureTextWidthCm(text), 2);
    EXPECT_THAT(text, testing::StartsWith("client"));
    EXPECT_THAT(text, testing::EndsWith("=tcp"));
    EXPECT_THAT(text, HasSubstr("\u2026"));
    EXPECT_EQ(ShortenFigureText("abc", 0), "a\u2026c");
}

TEST(FigureCategoryAxis, ShortNamesStandInOneLine)
{
    const auto script = ScriptOf({"1", "4", "8"});
    // 0.28 cm below the panel.
    EXPECT_THAT(script, HasSubstr("set label '4' at first 1.0000, screen 0.9720 center"));
    EXPECT_THAT(script, HasSubstr("set label 'name' at screen 0.4500, screen 0.9360 center"));
    EXPECT_THAT(script, HasSubstr("set xrange [-0.5:2.5000]"));
    EXPECT_THAT(script, Not(HasSubstr("rotate")));
    EXPECT_THAT(script, Not(HasSubstr("arrow"))) << "no groups";
}

TEST(FigureCategoryAxis, NamesThatWouldTouchStandInTurnOnTwoLines)
{
    const auto script = ScriptOf({"hash", "flow-hash", "round-robin", "flowlet", "two"});
    EXPECT_THAT(script, HasSubstr("'round-robin' at first 2.0000, screen 0.9720 center"));
    EXPECT_THAT(script, HasSubstr("'flow-hash' at first 1.0000, screen 0.9360 center"));
}

TEST(FigureCategoryAxis, ALastNameThatWouldLeaveTheFigureIsSlanted)
{
    EXPECT_THAT(ScriptOf({"hash", "flow-hash", "round-robin", "flowlet", "two-choices-more"}),
                HasSubstr("rotate by 45"));
}

TEST(FigureCategoryAxis, LongNamesAreSlantedThenUprightAndStayDifferent)
{
    EXPECT_THAT(ScriptOf({"long-name-of-a", "long-name-of-b", "long-name-of-c", "long-name-of-d"}),
                HasSubstr("'long-name-of-d' at first 3.0000, screen 0.9860 right rotate by 45"));
    const auto upright = ScriptOf({"client.timeout=100ms, transport=tcp",
                                   "client.timeout=200ms, transport=tcp",
                                   "client.timeout=200ms, transport=udp"});
    EXPECT_THAT(upright, HasSubstr("rotate by 90"));
    EXPECT_THAT(upright, HasSubstr("=1"));
    EXPECT_THAT(upright, HasSubstr("=2"));
}

TEST(FigureCategoryAxis, ManyNamesAreThinnedOut)
{
    std::vector<std::string> names;
    for (int i = 100; i < 140; ++i)
    {
        names.push_back(std::to_string(i));
    }
    // 5 cm / 40 = 0.125 cm apart: every third has 0.3 cm.
    const auto script = ScriptOf(names);
    EXPECT_THAT(script, HasSubstr("'100' at"));
    EXPECT_THAT(script, Not(HasSubstr("'101' at")));
    EXPECT_THAT(script, HasSubstr("'103' at"));
}

TEST(FigureCategoryAxis, GroupsHaveALineAndAFenceBetweenThem)
{
    const auto script = ScriptOf({"0/no", "0/yes", "10/no", "10/yes"});
    // Half a step between groups: places 0, 1, 2.5, 3.5.
    EXPECT_THAT(script, HasSubstr("set xrange [-0.5:4.0000]"));
    EXPECT_THAT(script, HasSubstr("set label 'no' at first 2.5000, screen 0.9720"));
    EXPECT_THAT(script, HasSubstr("set label '0' at first 0.5000, screen 0.9360"));
    EXPECT_THAT(script, HasSubstr("set label '10' at first 3.0000, screen 0.9360"));
    EXPECT_THAT(script, HasSubstr("set arrow from first 1.7500, graph 0"));
    EXPECT_THAT(script, HasSubstr("set label 'name, grouped by group' at screen"));
}

TEST(FigureCategoryAxis, GroupsWithoutRoomArePartOfTheNames)
{
    const std::string way = "a-way-of-doing-it-";
    const auto script = ScriptOf({way + "1/a", way + "2/a", way + "3/a", way + "4/a"});
    EXPECT_THAT(script, HasSubstr("1, a' at first 0.0000"));
    EXPECT_THAT(script, HasSubstr("set label 'group, name' at screen"));
}

TEST(FigureCategoryAxis, NamesThatRepeatInGroupsAreShortenedAllTheSame)
{
    const std::string name = "a-name-that-is-much-too-long-for-any-axis";
    EXPECT_THAT(ScriptOf({"1/" + name, "1/b", "2/" + name, "2/b"}), HasSubstr("\u2026"));
}
