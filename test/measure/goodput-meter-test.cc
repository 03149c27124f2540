/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/goodput-meter.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::sharding;

TEST(GoodputMeter, CountsPayloadThatCameAfterTheWarmUp)
{
    const TimeWindowSet none;
    GoodputMeter meter(MilliSeconds(100), MilliSeconds(500), MilliSeconds(1500), none);
    meter.AddDelivered(MilliSeconds(499), 1000); // warming up
    meter.AddDelivered(MilliSeconds(500), 1000);
    meter.AddDelivered(MilliSeconds(1500), 250);
    EXPECT_DOUBLE_EQ(meter.GetGoodput(), 1250 * 8); // over one second
    EXPECT_FALSE(meter.GetGoodputInFault().has_value());
    EXPECT_DOUBLE_EQ(*meter.GetGoodputOutsideFault(), 1250 * 8);
}

TEST(GoodputMeter, TellsFaultsFromTheRest)
{
    const TimeWindowSet faults({{MilliSeconds(600), MilliSeconds(800)}});
    GoodputMeter meter(MilliSeconds(100), MilliSeconds(0), MilliSeconds(1000), faults);
    meter.AddDelivered(MilliSeconds(100), 1000);
    meter.AddDelivered(MilliSeconds(600), 100);
    meter.AddDelivered(MilliSeconds(800), 1000);
    EXPECT_DOUBLE_EQ(meter.GetGoodput(), 2100 * 8);
    EXPECT_DOUBLE_EQ(*meter.GetGoodputInFault(), 100 * 8 / 0.2);
    EXPECT_DOUBLE_EQ(*meter.GetGoodputOutsideFault(), 2000 * 8 / 0.8);
}

TEST(GoodputMeter, AFaultThatActsAllTheTimeLeavesNoOutside)
{
    const TimeWindowSet faults({{MilliSeconds(0), MilliSeconds(2000)}});
    GoodputMeter meter(MilliSeconds(100), MilliSeconds(0), MilliSeconds(1000), faults);
    EXPECT_FALSE(meter.GetGoodputOutsideFault().has_value());
    EXPECT_DOUBLE_EQ(*meter.GetGoodputInFault(), 0);
}

TEST(GoodputMeter, TheSeriesCoversTheWholeRunAndItsShortLastInterval)
{
    const TimeWindowSet none;
    GoodputMeter meter(MilliSeconds(100), MilliSeconds(100), MilliSeconds(250), none);
    meter.AddOffered(MilliSeconds(0), 10);
    meter.AddOffered(MilliSeconds(99), 20);
    meter.AddDelivered(MilliSeconds(100), 10);
    meter.AddLost(MilliSeconds(99));
    meter.AddOffered(MilliSeconds(200), 40);
    meter.AddDelivered(MilliSeconds(250), 40); // at the very end: in the last interval

    const auto series = meter.GetSeries();
    std::vector<std::string> names;
    for (const auto& column : series.columns)
    {
        names.push_back(column.name);
    }
    EXPECT_EQ(names,
              (std::vector<std::string>{
                  "time", "offered-bytes", "delivered-bytes", "offered", "delivered", "lost"}));
    EXPECT_EQ(series.rows,
              (std::vector<std::vector<double>>{
                  {0, 30, 0, 2, 0, 1}, {0.1, 0, 10, 0, 1, 0}, {0.2, 40, 40, 1, 1, 0}}));
}

TEST(GoodputMeter, RefusesAnIntervalThatMakesNoSense)
{
    EXPECT_EQ(GoodputMeter::Validate(MilliSeconds(100), Seconds(10)), "");
    EXPECT_EQ(GoodputMeter::Validate(Time(), Seconds(10)),
              "the series interval must be longer than zero");
    EXPECT_EQ(GoodputMeter::Validate(MicroSeconds(10), Seconds(10)),
              "the series interval must be longer: the series would have more than 1000000 rows");
}
