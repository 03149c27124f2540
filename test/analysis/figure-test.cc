/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "analysis/durable-file.h"
#include "analysis/figure.h"
#include "analysis/gnuplot-runner.h"
#include "made-up-study.h"

#include "ns3/input-error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

using namespace ns3;
using namespace ns3::sharding;

namespace fs = std::filesystem;

TEST(Figure, DrawsBothKindsWithTheirDataAndScripts)
{
    RunStore store(FreshFolder());
    WriteMadeUpStudy(store, 10);
    const auto paths = DrawFigures(LoadStudy(store.GetFolder()), {}, {});
    const std::string folder = store.GetFolder() + "/figures/";
    EXPECT_THAT(paths, testing::ElementsAre(folder + "comparison.pdf", folder + "timeline.pdf"));
    for (const std::string name : {"comparison", "timeline"})
    {
        EXPECT_EQ(ReadFile(folder + name + ".pdf").substr(0, 5), "%PDF-");
        EXPECT_EQ(ReadFile(folder + name + ".png").substr(1, 3), "PNG");
        EXPECT_GT(fs::file_size(folder + name + ".png"), 10000U);
    }
}
