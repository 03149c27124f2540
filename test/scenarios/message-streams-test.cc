/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/support/scenario-run.h"

using namespace ns3;
using namespace ns3::sharding;

namespace
{

const std::string SHORT = "[scenario]\ntype = MessageStreams\nduration = 8s\nwarm-up = 1s\n"
                          "[network]\ndata-rate = 10Mbps\ndelay = 1ms\n"
                          "[client]\nurgent-interval = 50ms\nbulk-size = 2000000\n"
                          "[transport]\nlook-ahead = 8192\nsend-buffer = 32768\n"
                          "[measure]\ndeadline = 8s\ngap-threshold = 4s\n";

} // namespace

TEST(MessageStreams, InterleavingBoundsWhatAnUrgentMessageWaitsFor)
{
    const RunRecord with = RunScenarioText(SHORT);
    // All that may lie before it: the send buffer, one fragment and its header; then itself; two hops of 1 ms.
    const double bound = (32768 + 4096 + 17 + 105) * 1.04 * 8 / 10e6 + 0.004;
    EXPECT_LT(MetricOf(with, "urgent.max"), bound);
    EXPECT_GT(MetricOf(with, "urgent.p50"), 0.002);
    EXPECT_GT(MetricOf(with, "bulk.goodput"), 8e6);
    EXPECT_EQ(MetricOf(with, "connections.opened"), 1);

    const RunRecord without = RunScenarioText(SHORT + "[transport]\ninterleave = false\n");
    EXPECT_GT(MetricOf(without, "urgent.max"), 1.0) << "2 MB take 1.6 s";
    EXPECT_GT(MetricOf(without, "bulk.goodput"), 8e6);
}

TEST(MessageStreams, TheSamePriorityTakesTurns)
{
    const RunRecord record = RunScenarioText(SHORT + "[client]\nurgent-priority = 7\n");
    EXPECT_LT(MetricOf(record, "urgent.max"), 0.06);
}

TEST(MessageStreams, EveryFaultIsAccountedFor)
{
    const std::string faulty =
        "[scenario]\ntype = MessageStreams\nclients = 3\nduration = 12s\nwarm-up = 1s\n"
        "[network]\ndata-rate = 10Mbps\ndelay = 1ms\n"
        "[client]\nurgent-interval = 20ms\nbulk-size = 500000\n"
        "[transport]\nsilence-timeout = 300ms\nopen-timeout = 300ms\n"
        "[measure]\ndeadline = 5s\ngap-threshold = 1s\n"
        "[faults]\n"
        "at 2s cut client-1:router for 700ms\n"
        "at 3s loss client-*:router rate=2% for 1s\n"
        "at 4s crash server for 500ms\n"
        "at 5500ms pause client-2 for 400ms\n"
        "at 6500ms crash client-3 for 300ms\n"
        "at 7500ms corrupt router:server rate=1% for 500ms\n"
        "at 8500ms duplicate router:server rate=2% for 500ms\n"
        "at 9500ms reorder router:server rate=2% distance=3 for 500ms\n";
    const RunRecord record = RunScenarioText(faulty);
    EXPECT_GT(MetricOf(record, "connections.opened"), 3);
    EXPECT_GT(MetricOf(record, "keep-alives"), 0);
    EXPECT_GT(MetricOf(record, "urgent.p50"), 0);
}

TEST(MessageStreams, SaysWhatCannotBeUsed)
{
    const std::string head = "[scenario]\ntype = MessageStreams\nduration = 5s\n";
    EXPECT_NE(ScenarioErrorOf(head + "[transport]\nreassembly-bytes = 1000\n").find("[transport]"),
              std::string::npos);
    EXPECT_NE(ScenarioErrorOf(head + "[client]\nbulk-size = 5\n")
                  .find("bulk-size must be 0 or at least 13"),
              std::string::npos);
    EXPECT_NE(ScenarioErrorOf(head + "[client]\nprocess-name = x\n").find("process-name"),
              std::string::npos);
}
