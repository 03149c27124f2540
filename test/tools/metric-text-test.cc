/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tools/metric-text.h"

#include <gtest/gtest.h>

#include <sstream>

using namespace ns3::sharding;

TEST(MetricText, ScalesUnits)
{
    EXPECT_EQ(FormatMetric({"a", 1.25e6, "bit/s", ""}), "1.25 Mbit/s");
    EXPECT_EQ(FormatMetric({"a", 0.00034, "s", ""}), "340 us");
    EXPECT_EQ(FormatMetric({"a", 0.0204, "1", ""}), "2.04 %");
}

TEST(MetricText, CountsStayWhole)
{
    EXPECT_EQ(FormatMetric({"a", 17234, "messages", ""}), "17234 messages");
    EXPECT_EQ(FormatMetric({"a", 0, "messages", ""}), "0 messages");
}

TEST(MetricText, ShowsWhereThereIsNoValue)
{
    EXPECT_EQ(FormatMetric({"a", std::nullopt, "s", ""}), "-");
}

TEST(MetricText, AlignsItsColumns)
{
    std::ostringstream out;
    PrintMetrics({{"goodput", 1.25e6, "bit/s", "Fast."}, {"n", 3, "messages", "Few."}}, out);
    EXPECT_EQ(out.str(),
              "goodput  1.25 Mbit/s  Fast.\n"
              "n         3 messages  Few.\n");
}
