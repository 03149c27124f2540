/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The GoogleTest tests as one ns-3 test suite, for test-runner and test.py inside an ns-3 tree. Not built stand-alone.

#include "ns3/simulator.h"
#include "ns3/test.h"

#include <gtest/gtest.h>

#include <string>

using namespace ns3;

namespace
{

/// One GoogleTest test.
class GoogleTestCase : public TestCase
{
  public:
    /// @param name as GoogleTest filters take it: "Suite.Test"
    explicit GoogleTestCase(const std::string& name) : TestCase(name), m_name(name)
    {
    }

  private:
    void
    DoRun() override
    {
        testing::GTEST_FLAG(filter) = m_name;
        const int failed = RUN_ALL_TESTS();
        Simulator::Destroy();
        NS_TEST_ASSERT_MSG_EQ(failed, 0, "see what GoogleTest printed above");
    }

    std::string m_name;
};

/// All of them.
class ShardingTestSuite : public TestSuite
{
  public:
    ShardingTestSuite() : TestSuite("sharding", TestSuite::Type::UNIT)
    {
    }

  private:
    /**
     * @param suite name of a GoogleTest suite
     * @return whether its tests start themselves anew as a program, which a test-runner cannot do for them; they
     *         run stand-alone only
     */
    static bool
    NeedsProcess(const std::string& suite)
    {
        const std::string end = "DeathTest";
        return suite.size() >= end.size() &&
               suite.compare(suite.size() - end.size(), end.size(), end) == 0;
    }

    void
    DoSetup() override
    {
        // Tests register themselves while the library is loaded: only now are all of them known and GoogleTest ready.
        int argc = 1;
        std::string program = "sharding";
        char* argv[] = {program.data(), nullptr};
        testing::InitGoogleTest(&argc, argv);
        const auto* all = testing::UnitTest::GetInstance();
        for (int i = 0; i < all->total_test_suite_count(); i++)
        {
            const auto* suite = all->GetTestSuite(i);
            if (NeedsProcess(suite->name()))
            {
                continue;
            }
            for (int j = 0; j < suite->total_test_count(); j++)
            {
                AddTestCase(new GoogleTestCase(std::string(suite->name()) + "." +
                                               suite->GetTestInfo(j)->name()));
            }
        }
    }
};

const ShardingTestSuite g_shardingTestSuite; //!< registers itself

} // namespace
