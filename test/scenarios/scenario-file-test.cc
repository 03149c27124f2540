/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scenarios/scenario-file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

using namespace ns3::sharding;

namespace
{

ScenarioFile
Parse(const std::string& text)
{
    std::istringstream in(text);
    return ScenarioFile::Parse(in, "a.ini");
}

/// The message with which a text is refused, or "" when it is not.
std::string
Refusal(const std::string& text)
{
    try
    {
        Parse(text);
    }
    catch (const InputError& error)
    {
        return error.what();
    }
    return "";
}

const std::string EXAMPLE = R"(# a comment
[scenario]
type = PayloadFabric   # another
Duration=3s

[study]
vary.sharding.policy = none, fixed-size

[faults]
2s cut ingress>fast-1 for 500ms
1s loss * rate=5%
)";

} // namespace

TEST(ScenarioFile, KeepsValuesWithTheirPlaces)
{
    const auto file = Parse(EXAMPLE);
    ASSERT_EQ(file.GetSettings().size(), 3U);
    const Setting* type = file.Find("scenario", "type");
    ASSERT_TRUE(type);
    EXPECT_EQ(type->value, "PayloadFabric");
    EXPECT_EQ(type->place.ToString(), "a.ini:3");
    const Setting* duration = file.Find("scenario", "duration");
    ASSERT_TRUE(duration) << "an attribute's own spelling is a key too";
    EXPECT_EQ(duration->value, "3s");
    EXPECT_EQ(file.Find("study", "vary.sharding.policy")->value, "none, fixed-size");
    EXPECT_EQ(file.Find("study", "nothing"), nullptr);
    EXPECT_EQ(file.GetSection("scenario").size(), 2U);
}

TEST(ScenarioFile, FaultsAreFreeTextInOrder)
{
    const auto file = Parse(EXAMPLE);
    const auto faults = file.GetFaults();
    ASSERT_EQ(faults.size(), 2U);
    EXPECT_EQ(faults[0].value, "2s cut ingress>fast-1 for 500ms");
    EXPECT_EQ(faults[0].place.ToString(), "a.ini:10");
    EXPECT_EQ(faults[1].value, "1s loss * rate=5%");
    EXPECT_EQ(faults[1].section, "faults");
    EXPECT_EQ(faults[1].key, "");
}

TEST(ScenarioFile, ValuesMayHoldEqualSignsAndNothing)
{
    const auto file = Parse("[a]\nx = b=c\ny =\n");
    EXPECT_EQ(file.Find("a", "x")->value, "b=c");
    EXPECT_EQ(file.Find("a", "y")->value, "");
}

TEST(ScenarioFile, WindowsLineEndsAreNoPartOfAValue)
{
    EXPECT_EQ(Parse("[a]\r\nx = 1\r\n").Find("a", "x")->value, "1");
}

TEST(ScenarioFile, ASectionMayContinue)
{
    EXPECT_EQ(Parse("[a]\nx=1\n[b]\nx=2\n[a]\ny=3\n").GetSection("a").size(), 2U);
}

struct BadText
{
    std::string text;
    std::string message;
};

class BadScenarioFile : public testing::TestWithParam<BadText>
{
};

TEST_P(BadScenarioFile, IsRefusedWithFileAndLine)
{
    EXPECT_EQ(Refusal(GetParam().text), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    BadScenarioFile,
    testing::Values(
        BadText{"type = X\n",
                "a.ini:1: read 'type = X' before the first section; start with [scenario]"},
        BadText{"\n[scenario\n",
                "a.ini:2: read '[scenario'; a section starts with a line such as [scenario]"},
        BadText{"[]\n", "a.ini:1: read '[]'; a section starts with a line such as [scenario]"},
        BadText{"[two words]\n",
                "a.ini:1: read '[two words]'; a section starts with a line such as [scenario]"},
        BadText{"[a]\nx 1\n",
                "a.ini:2: read 'x 1'; a line of [a] has the form key = value, a key being letters, "
                "digits, '-' and '.'"},
        BadText{"[a]\n= 1\n",
                "a.ini:2: read '= 1'; a line of [a] has the form key = value, a key being letters, "
                "digits, '-' and '.'"},
        BadText{"[a]\nx y = 1\n",
                "a.ini:2: read 'x y = 1'; a line of [a] has the form key = value, a key being "
                "letters, digits, '-' "
                "and '.'"},
        BadText{"[a]\nshard-count=1\n\nShardCount=2\n",
                "a.ini:4: read 'shard-count' again in [a]; it is set in a.ini:2 already"},
        BadText{std::string("[a]\nx=\0\n", 8),
                "a.ini:2: the line holds a zero byte; a scenario file is plain text"}));

TEST(ScenarioFile, StopsAtOneMebibyte)
{
    const std::string line(1023, '#');
    std::string text;
    for (int i = 0; i < 1024; i++)
    {
        text += line + "\n";
    }
    EXPECT_EQ(Refusal(text), "");
    EXPECT_EQ(Refusal(text + "\n"),
              "a.ini:1025: the file is longer than 1 MiB, the limit of a scenario file");
}

TEST(ScenarioFile, SetReplacesInPlaceAndAdds)
{
    auto file = Parse("[a]\nx=1\ny=2\n");
    file.Set("a.x=3", {"--set", 0});
    file.Set("b.Some.ShardCount = 4=4", {"--set", 0});
    ASSERT_EQ(file.GetSettings().size(), 3U);
    EXPECT_EQ(file.GetSettings()[0].value, "3");
    EXPECT_EQ(file.GetSettings()[0].place.ToString(), "--set");
    EXPECT_EQ(file.Find("b", "some.shard-count")->value, "4=4");
}

TEST(ScenarioFile, SetRefusesWhatIsNoAssignment)
{
    for (const std::string text : {"", "a", "a.x", "x=1", "a=x.y", ".x=1", "a.=1", "a b.x=1"})
    {
        auto file = Parse("[a]\nx=1\n");
        EXPECT_THROW(file.Set(text, {"--set", 0}), InputError) << text;
    }
    auto file = Parse("[a]\nx=1\n");
    EXPECT_THROW(file.Set("faults.x=1", {"--set", 0}), InputError);
}

TEST(ScenarioFile, CanonicalTextForgetsWhatCannotChangeARun)
{
    const auto a =
        Parse("[b]\nx=1\n[a]\nz=2\nY=3 # three\n[study]\nname=s\n[faults]\nsecond\nfirst\n");
    const auto b = Parse("[faults]\nsecond\n[a]\ny = 3\n\nz=2\n[b]\nx=1\n[faults]\nfirst\n");
    EXPECT_EQ(a.ToCanonicalText(), "a.y=3\na.z=2\nb.x=1\nfaults:second\nfaults:first\n");
    EXPECT_EQ(a.ToCanonicalText(), b.ToCanonicalText());
}

TEST(ScenarioFile, AFaultScriptTakesThePlaceOfItsFaults)
{
    auto file = Parse("[faults]\nfirst\n[a]\nx = 1\n");
    std::istringstream script("# comment\n\nsecond # more\nthird\n");
    file.ParseFaults(script, "faults.txt");
    ASSERT_EQ(file.GetFaults().size(), 2U);
    EXPECT_EQ(file.GetFaults()[0].value, "second");
    EXPECT_EQ(file.GetFaults()[0].place.ToString(), "faults.txt:3");
    EXPECT_EQ(file.ToCanonicalText(), "a.x=1\nfaults:second\nfaults:third\n");
    std::istringstream zero(std::string("a\0b\n", 4));
    EXPECT_THROW(file.ParseFaults(zero, "faults.txt"), InputError);
    EXPECT_THROW(file.ReadFaults("no/such.txt"), InputError);
}

TEST(ScenarioFile, FurtherFaultsHappenWhereASettingNamesThem)
{
    const std::string text =
        "[scenario]\nduration = 1s\n[faults]\nalways\n[faults.hub]\nx\n[faults.none]\n";
    auto file = Parse(text);
    EXPECT_EQ(file.GetFaultVariants(), (std::vector<std::string>{"hub", "none"}));
    ASSERT_EQ(file.GetFaults().size(), 1U);
    const std::string plain = file.ToCanonicalText();
    file.Set("scenario.faults=hub", SourcePlace{"--set", 0});
    ASSERT_EQ(file.GetFaults().size(), 2U);
    EXPECT_EQ(file.GetFaults()[1].value, "x");
    EXPECT_EQ(file.GetFaults()[1].place.ToString(), "a.ini:6");
    EXPECT_EQ(file.ToCanonicalText(),
              "scenario.duration=1s\nscenario.faults=hub\nfaults:always\nfaults:x\n");
    file.Set("scenario.faults=none", SourcePlace{"--set", 0});
    EXPECT_EQ(file.GetFaults().size(), 1U);
    std::istringstream script("only\n");
    file.Set("scenario.faults=hub", SourcePlace{"--set", 0});
    file.ParseFaults(script, "faults.txt");
    EXPECT_EQ(file.GetFaults().size(), 1U) << "a script takes the place of them all";
    EXPECT_EQ(Parse("[scenario]\nduration = 1s\n[faults]\nalways\n").ToCanonicalText(), plain)
        << "what is not named cannot change a run";
}

TEST(ScenarioFile, PathsStartAtTheFile)
{
    const std::string folder =
        testing::TempDir() + "scenario-file-paths-" + std::to_string(getpid());
    std::filesystem::create_directories(folder);
    std::ofstream(folder + "/s.ini") << "[a]\nx=1\n";
    const auto file = ScenarioFile::Read(folder + "/s.ini");
    EXPECT_EQ(file.ResolvePath("data/p.bin"), folder + "/data/p.bin");
    EXPECT_EQ(file.ResolvePath("/data/p.bin"), "/data/p.bin");
    EXPECT_EQ(Parse("").ResolvePath("p.bin"), "p.bin");
    EXPECT_EQ(file.Find("a", "x")->place.ToString(), folder + "/s.ini:2");
    std::filesystem::remove_all(folder);
}

TEST(ScenarioFile, SaysWhyItCannotBeRead)
{
    try
    {
        ScenarioFile::Read("no/such.ini");
        FAIL();
    }
    catch (const InputError& error)
    {
        EXPECT_STREQ(error.what(), "no/such.ini: cannot be read: No such file or directory");
    }
    EXPECT_THROW(ScenarioFile::Read("/"), InputError);
}
