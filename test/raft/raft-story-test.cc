/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raft-story.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3::sharding;

namespace
{

std::vector<std::string>
Scripts()
{
    std::vector<std::string> names;
    for (const auto& file :
         std::filesystem::directory_iterator(SHARDING_SOURCE_DIR "/test/raft/scripts"))
    {
        names.push_back(file.path().stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

/// Lines that begin with "> " are commands, what follows them is what they give; the rest is text.
std::string
Play(std::istream& script)
{
    RaftStory story;
    std::string played;
    bool isText = true;
    for (std::string line; std::getline(script, line);)
    {
        if (line.compare(0, 2, "> ") == 0)
        {
            played += line + "\n" + story.Do(line.substr(2));
            isText = false;
            continue;
        }
        isText = isText || line.empty() || line[0] == '#';
        if (isText)
        {
            played += line + "\n";
        }
    }
    return played;
}

class RaftStories : public testing::TestWithParam<std::string>
{
};

} // namespace

TEST_P(RaftStories, GoesAsWritten)
{
    const std::string path = SHARDING_SOURCE_DIR "/test/raft/scripts/" + GetParam() + ".txt";
    std::ifstream file(path);
    std::stringstream script;
    script << file.rdbuf();
    const std::string played = Play(script);
    EXPECT_EQ(played.find("VIOLATION"), std::string::npos);
    // RAFT_STORIES=rewrite writes what happens instead of comparing it: read the difference.
    const char* mode = std::getenv("RAFT_STORIES");
    if (mode && std::string(mode) == "rewrite")
    {
        std::ofstream(path) << played;
        return;
    }
    EXPECT_EQ(played, script.str());
}

INSTANTIATE_TEST_SUITE_P(Scripts,
                         RaftStories,
                         testing::ValuesIn(Scripts()),
                         [](const testing::TestParamInfo<std::string>& info)
                         {
                             std::string name = info.param;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });
