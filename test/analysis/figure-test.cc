/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/durable-file.h"
#include "analysis/figure.h"
#include "analysis/gnuplot-runner.h"
#include "analysis/gnuplot-script.h"
#include "made-up-study.h"

#include "ns3/input-error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

using namespace ns3;
using namespace ns3::sharding;
using testing::ElementsAre;
using testing::HasSubstr;

namespace fs = std::filesystem;

namespace
{

/**
 * @param folder a folder
 * @return the names in it, sorted
 */
std::vector<std::string>
NamesIn(const std::string& folder)
{
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
    {
        names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

/**
 * @param png content of a PNG file
 * @return its width and height in dots
 */
std::pair<uint32_t, uint32_t>
SizeOf(const std::string& png)
{
    const auto number = [&png](size_t at)
    {
        uint32_t value = 0;
        for (size_t i = at; i < at + 4; ++i)
        {
            value = value << 8 | static_cast<unsigned char>(png.at(i));
        }
        return value;
    };
    return {number(16), number(20)};
}

/**
 * @param action what to try
 * @return message of the error that it throws
 */
template <typename Action>
std::string
ErrorOf(Action action)
{
    try
    {
        action();
    }
    catch (const std::exception& error)
    {
        return error.what();
    }
    return "";
}

} // namespace

TEST(Figure, DrawsBothKindsWithTheirDataAndScripts)
{
    RunStore store(FreshFolder());
    WriteMadeUpStudy(store, 10);
    const auto paths = DrawFigures(LoadStudy(store.GetFolder()), {}, {});
    const std::string folder = store.GetFolder() + "/figures/";
    EXPECT_THAT(paths, ElementsAre(folder + "comparison.pdf", folder + "timeline.pdf"));
    EXPECT_THAT(NamesIn(folder),
                ElementsAre("comparison.columns.json",
                            "comparison.csv",
                            "comparison.gp",
                            "comparison.pdf",
                            "comparison.png",
                            "timeline.columns.json",
                            "timeline.csv",
                            "timeline.gp",
                            "timeline.pdf",
                            "timeline.png"));
    for (const std::string name : {"comparison", "timeline"})
    {
        const std::string pdf = ReadFile(folder + name + ".pdf");
        EXPECT_EQ(pdf.substr(0, 5), "%PDF-");
        EXPECT_THAT(pdf, HasSubstr("+LiberationSans")) << "the font is not embedded";
        // 18 cm at 192 dots an inch; a picture that is all white compresses to next to nothing.
        const std::string png = ReadFile(folder + name + ".png");
        EXPECT_EQ(SizeOf(png).first, 1361U);
        EXPECT_GT(png.size(), 20000U);
    }
    // 9 cells, 10 runs and a mean, 3 metrics, and the head.
    const std::string comparison = ReadFile(folder + "comparison.csv");
    EXPECT_EQ(std::count(comparison.begin(), comparison.end(), '\n'), 9 * 11 * 3 + 1);
    // 3 policies, 200 intervals, and the head.
    const std::string timeline = ReadFile(folder + "timeline.csv");
    EXPECT_EQ(std::count(timeline.begin(), timeline.end(), '\n'), 3 * 200 + 1);
    for (const std::string label : {"set label 'loss'", "set label 'cut'", "set label 'crash'"})
    {
        EXPECT_THAT(ReadFile(folder + "timeline.gp"), HasSubstr(label));
    }
    EXPECT_THAT(ReadFile(folder + "timeline.gp"),
                HasSubstr("from first 2.5, graph 0 to first 3.5,"));
}

TEST(Figure, IsTheSameWhereverTheStudyLiesAndRunsWhereverItIsMoved)
{
    const std::string parent = FreshFolder();
    for (const std::string name : {"/a", "/b"})
    {
        RunStore store(parent + name);
        WriteMadeUpStudy(store, 3);
        DrawFigures(LoadStudy(store.GetFolder()), {"comparison", "timeline"}, {});
    }
    for (const std::string file :
         {"comparison.gp", "comparison.csv", "comparison.png", "timeline.gp", "timeline.csv"})
    {
        EXPECT_EQ(ReadFile(parent + "/a/figures/" + file), ReadFile(parent + "/b/figures/" + file));
    }
    const std::string moved = parent + "/moved";
    fs::rename(parent + "/a/figures", moved);
    fs::remove(moved + "/timeline.png");
    RunGnuplot(moved, "timeline.gp");
    EXPECT_EQ(ReadFile(moved + "/timeline.png"), ReadFile(parent + "/b/figures/timeline.png"));
}

TEST(Figure, ShowsWhatItIsAskedFor)
{
    RunStore store(FreshFolder());
    WriteMadeUpStudy(store, 3);
    const auto results = LoadStudy(store.GetFolder());
    const std::string folder = store.GetFolder() + "/figures/";
    DrawFigures(results, {"comparison"}, {{"loss"}, "delivered-bytes", ""});
    EXPECT_EQ(SizeOf(ReadFile(folder + "comparison.png")).first, 680U) << "9 cm for one panel";
    DrawFigures(results, {"timeline"}, {{}, "offered-bytes", "4"});
    EXPECT_THAT(ReadFile(folder + "timeline.gp"), HasSubstr("at shard-count = 4"));
    EXPECT_THAT(ReadFile(folder + "timeline.gp"), HasSubstr("'offered-bytes (Mbit/s)'"));
    EXPECT_THAT(ReadFile(folder + "timeline.gp"), HasSubstr("'all runs'"));
}

TEST(Figure, RefusesWhatTheStudyDoesNotHave)
{
    RunStore store(FreshFolder());
    WriteMadeUpStudy(store, 1);
    const auto results = LoadStudy(store.GetFolder());
    const auto draw = [&results](const std::string& name, const FigureOptions& options)
    { return ErrorOf([&] { DrawFigures(results, {name}, options); }); };
    EXPECT_THAT(draw("timelin", {}),
                HasSubstr("unknown figure 'timelin'; did you mean 'timeline'?"));
    EXPECT_THAT(draw("comparison", {{"los"}, "", ""}), HasSubstr("did you mean 'loss'?"));
    EXPECT_THAT(draw("comparison", {std::vector<std::string>(13, "loss"), "", ""}),
                HasSubstr("room for 12 metrics, not 13"));
    EXPECT_THAT(draw("timeline", {{}, "delivered-byte", ""}),
                HasSubstr("did you mean 'delivered-bytes'?"));
    EXPECT_THAT(draw("timeline", {{}, "delivered-bytes", "5"}),
                HasSubstr("no sharding.shard-count = '5'"));
    EXPECT_FALSE(fs::exists(store.GetFolder() + "/figures")) << "nothing is drawn half";
}

TEST(Figure, AStudyThatVariesOneKeyOrNoneIsDrawnToo)
{
    for (const size_t keys : {size_t{1}, size_t{0}})
    {
        RunStore store(FreshFolder() + "/" + std::to_string(keys));
        store.Begin("", "0.1.0");
        auto manifest = MadeUpManifest(0, "it's \"odd\"", "1", 1);
        manifest.cell.resize(keys);
        auto record = SmallRecord(0, 0);
        record.series.columns = {{"time", "s", ""}, {"delivered-bytes", "B", ""}};
        record.series.rows = {{0, 0}, {1, 0}};
        store.Write(manifest, record);
        EXPECT_EQ(ErrorOf([&] { DrawFigures(LoadStudy(store.GetFolder()), {}, {}); }), "");
    }
}

TEST(Gnuplot, SaysWhatToInstall)
{
    const std::string folder = FreshFolder();
    MakeFolder(folder);
    EXPECT_THAT(ErrorOf([&] { RunGnuplot(folder, "x.gp", "no-such-gnuplot"); }),
                HasSubstr("install the package gnuplot-nox"));
}

TEST(Gnuplot, PassesOnWhatGnuplotSays)
{
    const std::string folder = FreshFolder();
    MakeFolder(folder);
    WriteFileDurably(folder + "/x.gp", "plot nothing like this\n");
    EXPECT_THAT(ErrorOf([&] { RunGnuplot(folder, "x.gp"); }),
                testing::AllOf(HasSubstr("'gnuplot' failed on x.gp"), HasSubstr("line 1")));
}

TEST(Gnuplot, AFigureThatFailsLeavesTheOldOneAlone)
{
    const std::string folder = FreshFolder();
    Figure figure{"wave", "plot sin(x)\n", {}, 9, 5};
    DrawFigure(figure, folder);
    const std::string before = ReadFile(folder + "/wave.gp");
    figure.script = "plot no_such_function(x)\n";
    EXPECT_NE(ErrorOf([&] { DrawFigure(figure, folder); }), "");
    EXPECT_EQ(ReadFile(folder + "/wave.gp"), before);
    EXPECT_THAT(NamesIn(folder),
                ElementsAre("wave.columns.json", "wave.csv", "wave.gp", "wave.pdf", "wave.png"));
}

TEST(Gnuplot, StringsCannotBreakOut)
{
    EXPECT_EQ(GnuplotString("it's"), "'it''s'");
    EXPECT_EQ(GnuplotString("a\n!reboot"), "'a !reboot'");
}
