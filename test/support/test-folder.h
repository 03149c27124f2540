/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TEST_FOLDER_H
#define TEST_FOLDER_H

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace ns3
{
namespace sharding
{

/**
 * An empty folder of the running test, which goes with it.
 */
class TestFolder
{
  public:
    TestFolder()
    {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        m_path = std::filesystem::path(testing::TempDir()) /
                 ("sharding-" + std::string(test->test_suite_name()) + "-" + test->name());
        std::filesystem::remove_all(m_path);
        std::filesystem::create_directories(m_path);
    }

    ~TestFolder()
    {
        std::filesystem::remove_all(m_path);
    }

    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;

    /**
     * @param name of a file in the folder
     * @return its path
     */
    std::string
    Path(const std::string& name) const
    {
        return (m_path / name).string();
    }

    /**
     * @param name of a file in the folder
     * @param bytes its content
     * @return its path
     */
    std::string
    Write(const std::string& name, const std::string& bytes) const
    {
        std::filesystem::create_directories((m_path / name).parent_path());
        std::ofstream(m_path / name, std::ios::binary) << bytes;
        return Path(name);
    }

  private:
    std::filesystem::path m_path;
};

} // namespace sharding
} // namespace ns3

#endif /* TEST_FOLDER_H */
