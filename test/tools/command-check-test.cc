/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/support/test-folder.h"
#include "tools/command.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

using namespace ns3::sharding;

namespace
{

/// The program on a history.
class CheckCommand : public testing::Test
{
  protected:
    int
    Check(const std::string& lines, const std::vector<std::string>& more = {})
    {
        m_out.str("");
        m_err.str("");
        m_path = m_folder.Write("h.jsonl", lines);
        std::vector<std::string> words{"check", m_path};
        words.insert(words.end(), more.begin(), more.end());
        Console console{m_out, m_err, false, "", "shardsim check"};
        return RunTool(words, console);
    }

    TestFolder m_folder;
    std::string m_path;
    std::ostringstream m_out;
    std::ostringstream m_err;
};

const std::string PUT_ONE = R"({"session":1,"kind":"put","shard":0,"key":"a","value":"1",)"
                            R"("begin":0,"outcome":"ok","end":10})"
                            "\n";
const std::string PUT_TWO = R"({"session":2,"kind":"put","shard":0,"key":"a","value":"2",)"
                            R"("begin":20,"outcome":"ok","end":30})"
                            "\n";
const std::string GET_ONE = R"({"session":3,"kind":"get","shard":0,"key":"a",)"
                            R"("begin":40,"outcome":"ok","end":50,"found":"1"})"
                            "\n";

std::string
Closing(int operations)
{
    return R"({"operations":)" + std::to_string(operations) + R"(,"dropped":0,"refused":0})" + "\n";
}

} // namespace

TEST_F(CheckCommand, ALinearizableHistoryIsExitCodeZero)
{
    EXPECT_EQ(Check(PUT_ONE + GET_ONE + Closing(2)), 0) << m_err.str();
    EXPECT_EQ(m_out.str(),
              "2 operations on 1 keys, 1 groups of keys, 2 states visited\nlinearizable\n");
}

TEST_F(CheckCommand, AStaleReadIsExitCodeOneAndShown)
{
    EXPECT_EQ(Check(PUT_ONE + PUT_TWO + GET_ONE + Closing(3)), 1) << m_err.str();
    EXPECT_EQ(m_out.str(),
              "3 operations on 1 keys, 1 groups of keys, 2 states visited\n"
              "key \"a\": not linearizable\n"
              "  2 operations that ended before have an order; this one then has no place:\n"
              "    session 3: get \"a\" found \"1\", 40 to 50 ns\n"
              "  before it, the key held \"2\"\n"
              "  these 3 operations contradict each other:\n"
              "    session 1: put \"a\" = \"1\", 0 to 10 ns\n"
              "    session 2: put \"a\" = \"2\", 20 to 30 ns\n"
              "    session 3: get \"a\" found \"1\", 40 to 50 ns\n"
              "not linearizable: 1 of 1 groups of keys\n");
}

TEST_F(CheckCommand, ABoundThatIsReachedIsExitCodeOne)
{
    EXPECT_EQ(Check(PUT_ONE + GET_ONE + Closing(2), {"--max-states", "1"}), 1);
    EXPECT_EQ(m_out.str(),
              "2 operations on 1 keys, 1 groups of keys, 2 states visited\n"
              "unknown: a bound was reached for 1 of 1 groups of keys, first that of key \"a\"\n");
}

TEST_F(CheckCommand, AHistoryThatLeftSomethingOutIsUnknown)
{
    EXPECT_EQ(Check(PUT_ONE + R"({"operations":1,"dropped":7,"refused":0})" + "\n"), 1);
    EXPECT_NE(m_out.str().find("unknown: the history lacks 7 operations"), std::string::npos);
}

TEST_F(CheckCommand, BadInputIsExitCodeTwoWithItsLine)
{
    EXPECT_EQ(Check(PUT_ONE + "{\"session\":1,}\n"), 2);
    EXPECT_EQ(m_err.str(), "shardsim: " + m_path + ":2: column 14: expected '\"'\n");
    EXPECT_EQ(Check(PUT_ONE), 2);
    EXPECT_NE(m_err.str().find("h.jsonl:2: the closing line is missing"), std::string::npos);
    EXPECT_EQ(Check(""), 2);
    EXPECT_EQ(Check(PUT_ONE + Closing(1), {"--scans", "all"}), 2);
    EXPECT_EQ(m_err.str(), "shardsim: --scans: read 'all', valid is joint or per-key\n");
    EXPECT_EQ(Check(PUT_ONE + Closing(1), {"--max-memory", "0"}), 2);
    EXPECT_EQ(m_out.str(), "");
}
