/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/delivery-probe.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

std::optional<double>
Get(const RunRecord& record, const std::string& name)
{
    for (const auto& metric : record.metrics)
    {
        if (metric.name == name)
        {
            return metric.value;
        }
    }
    ADD_FAILURE() << "no metric " << name;
    return std::nullopt;
}

std::vector<std::string>
Names(const RunRecord& record)
{
    std::vector<std::string> names;
    for (const auto& metric : record.metrics)
    {
        names.push_back(metric.name);
    }
    return names;
}

Ptr<DeliveryProbe>
Probe()
{
    auto probe = CreateObject<DeliveryProbe>();
    probe->SetLossReasons({"cut", "queue-full"});
    return probe;
}

} // namespace

TEST(DeliveryProbe, TurnsARunIntoMetrics)
{
    // One message of 1,000 bytes each millisecond from 0 to 1,999 ms, each 4 ms on the way; a cut
    // from 1,200 to 1,300 ms
    // loses what is offered then; the first second is warm-up.
    auto probe = Probe();
    probe->SetFaultWindows({{MilliSeconds(1200), MilliSeconds(1300)}});
    ASSERT_EQ(probe->Validate(MilliSeconds(1), Seconds(1), Seconds(2)), "");
    for (int ms = 0; ms < 2000; ms++)
    {
        probe->NoteOffered(ms, 1000, MilliSeconds(ms));
        if (ms >= 1200 && ms < 1300)
        {
            probe->NoteShardLost(ms, "cut");
        }
        const int sent = ms - 4;
        if (sent >= 0 && (sent < 1200 || sent >= 1300))
        {
            probe->NoteDelivered(sent, 1000, MilliSeconds(ms));
        }
    }
    RunRecord record;
    probe->Report(Seconds(1), Seconds(2), record);

    EXPECT_EQ(Get(record, "offered"), 1000);
    EXPECT_EQ(Get(record, "delivered"), 896);
    EXPECT_EQ(Get(record, "in-flight"), 4);
    EXPECT_EQ(Get(record, "loss.cut"), 100);
    EXPECT_EQ(Get(record, "loss.queue-full"), 0);
    EXPECT_EQ(Get(record, "loss.late"), 0);
    EXPECT_EQ(Get(record, "duplicates"), 0);
    EXPECT_DOUBLE_EQ(*Get(record, "loss"), 100.0 / 996);
    EXPECT_DOUBLE_EQ(*Get(record, "loss.in-fault"), 1);
    EXPECT_DOUBLE_EQ(*Get(record, "loss.outside-fault"), 0);
    // Deliveries from 1,000 to 1,999 ms but for the 100 of the cut, of which 4 came during the
    // fault.
    EXPECT_DOUBLE_EQ(*Get(record, "goodput"), 900 * 8000);
    EXPECT_DOUBLE_EQ(*Get(record, "goodput.in-fault"), 4 * 8000 / 0.1);
    EXPECT_DOUBLE_EQ(*Get(record, "goodput.outside-fault"), 896 * 8000 / 0.9);
    EXPECT_NEAR(*Get(record, "latency.p50"), 0.004, 0.004 / 256);
    EXPECT_NEAR(*Get(record, "latency.p99"), 0.004, 0.004 / 256);
    EXPECT_DOUBLE_EQ(*Get(record, "latency.mean"), 0.004);
    EXPECT_FALSE(Get(record, "latency.p999").has_value()); // 896 samples are too few
    EXPECT_FALSE(Get(record, "latency.p50.in-fault").has_value());
    EXPECT_DOUBLE_EQ(*Get(record, "latency.mean.outside-fault"), 0.004);
    EXPECT_DOUBLE_EQ(*Get(record, "downtime.longest-gap"), 0.101); // 1,203 to 1,304 ms
    EXPECT_DOUBLE_EQ(*Get(record, "downtime.gaps"), 0.101);
    EXPECT_DOUBLE_EQ(*Get(record, "downtime.below-level"), 0.1);
    EXPECT_DOUBLE_EQ(*Get(record, "downtime.recovery-mean"), 0.1);
    EXPECT_DOUBLE_EQ(*Get(record, "downtime.recovery-max"), 0.1);
    EXPECT_EQ(Get(record, "downtime.unrecovered"), 0);
    // The gap from 1,203 to 1,304 ms and the bins from 1,200 to 1,300 ms, shared out.
    EXPECT_DOUBLE_EQ(*Get(record, "downtime.longest-gap.in-fault"), 0.097);
    EXPECT_DOUBLE_EQ(*Get(record, "downtime.longest-gap.outside-fault"), 0.004);
    EXPECT_DOUBLE_EQ(*Get(record, "downtime.gaps.in-fault"), 0.097);
    EXPECT_DOUBLE_EQ(*Get(record, "downtime.gaps.outside-fault"), 0.004);
    EXPECT_DOUBLE_EQ(*Get(record, "downtime.below-level.in-fault"), 0.1);
    EXPECT_DOUBLE_EQ(*Get(record, "downtime.below-level.outside-fault"), 0);
    EXPECT_DOUBLE_EQ(*Get(record, "downtime.recovery-mean.in-fault"), 0.1);
    EXPECT_DOUBLE_EQ(*Get(record, "downtime.recovery-mean.outside-fault"), 0);
    EXPECT_DOUBLE_EQ(*Get(record, "fault-time"), 0.1);
    EXPECT_EQ(Get(record, "offered.in-fault"), 100);
    EXPECT_EQ(Get(record, "delivered.in-fault"), 0);
    EXPECT_EQ(Get(record, "loss.cut.in-fault"), 100);
    EXPECT_EQ(Get(record, "loss.cut.outside-fault"), 0);
    EXPECT_EQ(Get(record, "offered.outside-fault"), 900);
    EXPECT_EQ(Get(record, "delivered.outside-fault"), 896);
    EXPECT_EQ(Get(record, "in-flight.outside-fault"), 4);
    EXPECT_TRUE(record.violations.empty());
    ASSERT_EQ(record.series.rows.size(), 20u);
    EXPECT_EQ(record.series.rows[12], (std::vector<double>{1.2, 100000, 4000, 100, 4, 100}));
}

TEST(DeliveryProbe, HasTheSameMetricsWhateverHappened)
{
    RunRecord quiet;
    Probe()->Report(Time(), Seconds(1), quiet);

    RunRecord busy;
    auto probe = Probe();
    probe->SetFaultWindows({{MilliSeconds(1), MilliSeconds(2)}});
    probe->NoteOffered(0, 10, MilliSeconds(1));
    probe->NoteOffered(1, 10, MilliSeconds(1));
    probe->NoteDelivered(0, 10, MilliSeconds(2));
    probe->NoteDelivered(0, 10, MilliSeconds(2));
    probe->NoteShardLost(1, "cut");
    probe->Report(Time(), Seconds(1), busy);

    EXPECT_EQ(Names(quiet), Names(busy));
    const auto names = Names(quiet);
    EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
    EXPECT_EQ(quiet.series.columns.size(), busy.series.columns.size());
    EXPECT_TRUE(quiet.violations.empty());
    EXPECT_EQ(busy.violations.size(), 1u); // delivered twice
    for (const auto& metric : quiet.metrics)
    {
        const bool inFault = metric.name.find(".in-fault") != std::string::npos;
        EXPECT_FALSE(inFault && metric.value)
            << metric.name << ": without a fault there is no such part of the run";
        EXPECT_FALSE(metric.unit.empty()) << metric.name;
        EXPECT_EQ(metric.help.back(), '.') << metric.name;
        EXPECT_TRUE(!metric.value || std::isfinite(*metric.value)) << metric.name;
    }
}

TEST(DeliveryProbe, ItsDigestTellsWhatWasOfferedAndNotWhatBecameOfIt)
{
    const auto digest = [](int64_t secondAt, uint32_t secondSize, bool delivered)
    {
        auto probe = Probe();
        probe->NoteOffered(0, 10, MilliSeconds(1));
        probe->NoteOffered(1, secondSize, MilliSeconds(secondAt));
        if (delivered)
        {
            probe->NoteDelivered(0, 10, MilliSeconds(5));
        }
        RunRecord record;
        probe->Report(Time(), Seconds(1), record);
        EXPECT_EQ(record.draws.at(0).first, "arrivals");
        return record.draws.at(0).second;
    };
    EXPECT_EQ(digest(2, 20, true), digest(2, 20, false));
    EXPECT_NE(digest(2, 20, true), digest(3, 20, true));
    EXPECT_NE(digest(2, 20, true), digest(2, 21, true));
}

TEST(DeliveryProbe, KeepsToItsLimitOnMessages)
{
    auto probe = Probe();
    probe->SetAttribute("MaxMessages", UintegerValue(2));
    for (uint64_t id = 0; id < 4; id++)
    {
        probe->NoteOffered(id, 10, MilliSeconds(1));
    }
    RunRecord record;
    probe->Report(Time(), Seconds(1), record);
    EXPECT_EQ(Get(record, "offered"), 2);
    EXPECT_EQ(record.violations,
              (std::vector<std::string>{"messages offered past the limit on messages, and not "
                                        "followed: 2 times, first message 2"}));
}

TEST(DeliveryProbe, RefusesAttributesThatDoNotFitTheRun)
{
    auto probe = Probe();
    EXPECT_EQ(probe->Validate(MilliSeconds(1), Time(), Seconds(1)), "");
    EXPECT_EQ(probe->Validate(MilliSeconds(60), Time(), Seconds(1)),
              "the gap threshold (50ms) must exceed the normal spacing of successes (60ms)");
    EXPECT_EQ(probe->Validate(Time(), Seconds(1), Seconds(1)),
              "nothing is left to measure between the warm-up and the end");
    probe->SetAttribute("SeriesInterval", TimeValue(NanoSeconds(1)));
    EXPECT_EQ(probe->Validate(Time(), Time(), Seconds(1)),
              "the series interval must be longer: the series would have more than 1000000 rows");
    probe->SetLossReasons({"late"});
    EXPECT_EQ(probe->Validate(Time(), Time(), Seconds(1)),
              "'late' cannot be a loss reason: empty, given twice or always there");
}
