/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scenarios/payload-fabric.h"
#include "test/support/scenario-run.h"
#include "test/support/test-folder.h"

#include "ns3/pcap-file.h"
#include "ns3/rng-seed-manager.h"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

const std::string TYPE = "[scenario]\ntype = PayloadFabric\n";

RunRecord
RunText(const std::string& text, uint64_t run = 1)
{
    return RunScenarioText(TYPE + text, run);
}

std::string
ErrorOf(const std::string& text)
{
    return ScenarioErrorOf(TYPE + text);
}

/// Everything that a run leaves, as text.
std::string
Dump(const RunRecord& record)
{
    std::ostringstream out;
    out.precision(17);
    for (const auto& metric : record.metrics)
    {
        out << metric.name << "=" << metric.value.value_or(-1) << "\n";
    }
    for (const auto& row : record.series.rows)
    {
        for (const double value : row)
        {
            out << value << " ";
        }
        out << "\n";
    }
    return out.str();
}

} // namespace

TEST(PayloadFabric, AnUndisturbedFabricDeliversEverything)
{
    for (const char* policy : {"none", "fixed-size", "delimiter"})
    {
        const auto record =
            RunText("duration = 2s\n[source]\npayload = random\nmessage-size = 5000\n"
                    "[sharding]\npolicy = " +
                    std::string(policy) + "\nshard-count = 8\n");
        EXPECT_EQ(MetricOf(record, "offered"), 1000)
            << "one each millisecond of the second after the warm-up";
        EXPECT_EQ(MetricOf(record, "loss"), 0);
        EXPECT_EQ(MetricOf(record, "exceptions"), 0);
        // 1000 messages of 5000 bytes a second, give or take the one at either edge of the second
        EXPECT_NEAR(MetricOf(record, "goodput"), 40e6, 0.04e6);
    }
}

TEST(PayloadFabric, LatencyIsTheSumOfItsParts)
{
    // One shard over an idle fabric, every part known: 1000 B of payload, 64 B of shard header, 18 B of Ethernet.
    const auto record =
        RunText("duration = 2s\n[source]\nmessage-size = 1000\n[sharding]\npolicy = none\n"
                "[ingress]\ncost-per-packet = 1us\ncost-per-byte = 0\n"
                "[fast-path]\ncost-per-packet = 2us\ncost-per-byte = 1\n"
                "[egress]\ncost-per-packet = 4us\ncost-per-byte = 0\n"
                "[access-link]\ndata-rate = 1Gbps\ndelay = 10us\n"
                "[fabric-link]\ndata-rate = 1Gbps\ndelay = 100us\n");
    const double access = 1018 * 8e-9 + 10e-6;
    const double fabric = 1082 * 8e-9 + 100e-6;
    const double expected = 2 * access + 1e-6 + 2 * fabric + 2e-6 + 1064e-9 + 4e-6;
    EXPECT_NEAR(MetricOf(record, "latency.p50"), expected, expected / 200);
}

TEST(PayloadFabric, RealBytesArriveAsTheyWere)
{
    TestFolder folder;
    folder.Write("corpus/a.txt", "line one\nline two\n" + std::string(3000, 'x') + "\n");
    folder.Write("corpus/b.bin", std::string("\0\1\2\3", 4));
    const auto record =
        RunText("duration = 2s\n[source]\npayload = " + folder.Path("corpus") +
                "\nmessage-size = 1500\n[sharding]\npolicy = delimiter\nshard-count = 4\n");
    EXPECT_EQ(MetricOf(record, "loss"), 0);
    EXPECT_EQ(MetricOf(record, "offered"), 1000);
}

TEST(PayloadFabric, AllShardsArriveWithProbabilityOneMinusPToTheN)
{
    // (1 - 0.01)^8 = 0.92274 (figures.md, "Sharding and coding"); 3 sigma of 24,000 Bernoulli trials.
    const auto record =
        RunText("duration = 25s\n[source]\nmessage-size = 800\n"
                "[sharding]\npolicy = fixed-size\nshard-count = 8\nreassembly-timeout = 20ms\n"
                "[faults]\nat 1s loss ingress:fast-* rate=1%\n");
    const double n = MetricOf(record, "offered");
    const double expected = std::pow(0.99, 8);
    ASSERT_GE(n, 20000);
    EXPECT_NEAR(
        1 - MetricOf(record, "loss"), expected, 3 * std::sqrt(expected * (1 - expected) / n));
    EXPECT_GT(MetricOf(record, "loss.fault-loss"), 0);
}

TEST(PayloadFabric, ACutWireLosesTheMessagesThatHaveAShardOnIt)
{
    const std::string cut =
        "duration = 3s\n[fabric-link]\ndelay = 0s\n[faults]\nat 1s cut ingress>fast-2 for "
        "1s\n[sharding]\n"
        "placement = round-robin\nshard-count = 8\nreassembly-timeout = 20ms\npolicy = ";
    // Round robin: every eighth whole message takes path 2; every message has one of its eight shards there.
    EXPECT_NEAR(MetricOf(RunText(cut + "none\n"), "loss.cut"), 125, 1);
    EXPECT_NEAR(MetricOf(RunText(cut + "fixed-size\n"), "loss.cut"), 1000, 1);
}

TEST(PayloadFabric, ACutAgainstTheTrafficHurtsNobody)
{
    const auto record = RunText("duration = 3s\n[faults]\nat 1s cut fast-*>ingress for 1s\n");
    EXPECT_EQ(MetricOf(record, "loss"), 0);
}

TEST(PayloadFabric, ACrashLosesMessagesUntilTheRestart)
{
    const auto record = RunText(
        "duration = 3s\n[sharding]\npolicy = fixed-size\nplacement = round-robin\n"
        "shard-count = 8\nreassembly-timeout = 20ms\n[faults]\nat 1500ms crash fast-1 for 500ms\n");
    EXPECT_NEAR(MetricOf(record, "loss.crashed"), 500, 2);
    EXPECT_NEAR(MetricOf(record, "downtime.longest-gap"), 0.5, 0.005);
    EXPECT_EQ(record.events.size(), 2U) << "its begin and its end are in the results";
}

TEST(PayloadFabric, CorruptedShardsAreRefusedAndCostTheirMessages)
{
    // 4 shards, one of 100 damaged on its first hop: 1 - 0.99^4 = 3.9 % of 1000 messages, 3 sigma = 1.8 %.
    const auto record = RunText(
        "duration = 2s\n[source]\npayload = random\n[sharding]\nshard-count = 4\n"
        "reassembly-timeout = 20ms\n[faults]\nat 1ms corrupt ingress>fast-* rate=1% bits=3\n");
    EXPECT_NEAR(MetricOf(record, "loss"), 0.039, 0.018);
    EXPECT_GT(MetricOf(record, "loss.corrupted"), 0);
    EXPECT_EQ(MetricOf(record, "loss"),
              MetricOf(record, "loss.corrupted") /
                  (MetricOf(record, "offered") - MetricOf(record, "in-flight")));
}

TEST(PayloadFabric, CorruptedMessagesAreNotDelivered)
{
    const auto record = RunText("duration = 2s\n[source]\npayload = random\n"
                                "[faults]\nat 1ms corrupt source>ingress rate=10%\n");
    EXPECT_NEAR(MetricOf(record, "loss.corrupted"), 100, 30);
}

TEST(PayloadFabric, DoubledShardsAreRefusedAndCostNothing)
{
    const auto record =
        RunText("duration = 2s\n[faults]\nat 1ms duplicate ingress:fast-* rate=50%\n");
    EXPECT_EQ(MetricOf(record, "loss"), 0);
    EXPECT_EQ(MetricOf(record, "duplicates"), 0);
}

TEST(PayloadFabric, ADelayedPathDelaysMessages)
{
    const std::string text = "duration = 3s\n[source]\nmessage-size = 1000\n[sharding]\npolicy = "
                             "none\nplacement = hash\n";
    const double before = MetricOf(RunText(text), "latency.p50");
    const double after =
        MetricOf(RunText(text + "[faults]\nat 1ms delay ingress>fast-* add=5ms\n"), "latency.p50");
    EXPECT_NEAR(after - before, 5e-3, 5e-5) << "within the error of the histogram";
}

TEST(PayloadFabric, ASlowCpuTakesLongerUntilItIsHealed)
{
    const auto record = RunText(
        "duration = 3s\n[source]\ninterval = 10ms\nmessage-size = 1000\n[sharding]\npolicy = none\n"
        "[fast-path]\ncost-per-packet = 1ms\ncost-per-byte = 0\n"
        "[faults]\nat 1500ms cpu-slow fast-* factor=5 for 500ms\n");
    EXPECT_NEAR(MetricOf(record, "latency.p50.in-fault") -
                    MetricOf(record, "latency.p50.outside-fault"),
                4e-3,
                1e-4);
    EXPECT_EQ(MetricOf(record, "loss"), 0);
}

TEST(PayloadFabric, ARateLimitFillsItsQueue)
{
    const auto record =
        RunText("duration = 3s\n[sharding]\npolicy = none\nreassembly-timeout = 20ms\n"
                "[faults]\nat 1s rate source>ingress limit=10Mbps queue=5 for 1s\n");
    EXPECT_GT(MetricOf(record, "loss.fault-queue-full"), 100);
}

TEST(PayloadFabric, WhatATargetCannotSufferIsSaidBeforeTheRun)
{
    EXPECT_NE(ErrorOf("[faults]\nat 1s duplicate source>ingress rate=1%\n").find("test.ini:4: "),
              std::string::npos);
    EXPECT_NE(ErrorOf("[faults]\nat 1s pause fast-1 for 1s\n").find("test.ini:4: "),
              std::string::npos);
}

TEST(PayloadFabric, WhatCannotBeShardedTakesTheExceptionPath)
{
    const auto record = RunText("duration = 2s\n[source]\nmessage-size = "
                                "4000\n[sharding]\nshard-size = 100\nmax-shards = 10\n");
    EXPECT_EQ(MetricOf(record, "loss"), 0);
    EXPECT_GE(MetricOf(record, "exceptions"), 1999);
    EXPECT_EQ(MetricOf(record, "shards.sent"), 0);
}

TEST(PayloadFabric, TheExceptionPathIsInTheBooksToo)
{
    const std::string text = "duration = 3s\n[source]\nmessage-size = 4000\n[sharding]\nshard-size "
                             "= 100\nmax-shards = 10\n";
    // A queue of two behind a CPU that takes 5 ms of each ms: overload, then a crash, then a cut.
    const auto record = RunText(
        text + "[exception-path]\ncost-per-packet = 5ms\nqueue-limit = 2\n"
               "[faults]\nat 1500ms crash exception for 100ms\nat 2s cut exception>reassembly "
               "for 100ms\nat 2500ms delay ingress>exception add=3ms for 100ms\n");
    EXPECT_GT(MetricOf(record, "loss.cpu-queue-full"), 1000);
    EXPECT_GT(MetricOf(record, "loss.crashed"), 50);
    EXPECT_GT(MetricOf(record, "loss.cut"), 10);
}

TEST(PayloadFabric, OverloadFillsTheCpuQueuesAndTheLedgerStillCloses)
{
    const auto record =
        RunText("duration = 2s\n[source]\ninterval = 100us\n[fast-path]\ncost-per-byte = 2000\n"
                "queue-limit = 5\n[sharding]\nshard-count = 4\n");
    EXPECT_GT(MetricOf(record, "loss.cpu-queue-full"), 1000);
    EXPECT_GT(MetricOf(record, "fast-path.utilization"), 0.95);
}

TEST(PayloadFabric, TheSameSeedGivesTheSameRun)
{
    const std::string text = "duration = 2s\n[source]\narrivals = poisson\npayload = random\n"
                             "[faults]\nat 1s loss ingress:fast-* rate=5% for 500ms\n";
    const std::string first = Dump(RunText(text, 7));
    EXPECT_EQ(Dump(RunText(text, 7)), first);
    EXPECT_NE(Dump(RunText(text, 8)), first);
}

TEST(PayloadFabric, PoliciesSeeTheSameArrivals)
{
    const std::string text = "duration = 3s\n[source]\narrivals = poisson\n[sharding]\npolicy = ";
    EXPECT_EQ(MetricOf(RunText(text + "none\n"), "offered"),
              MetricOf(RunText(text + "fixed-size\n"), "offered"));
    EXPECT_NE(MetricOf(RunText(text + "none\n"), "offered"),
              MetricOf(RunText(text + "none\n", 2), "offered"));
}

TEST(PayloadFabric, CapturesEveryLinkAndStage)
{
    TestFolder folder;
    const Ptr<Scenario> scenario = ScenarioOfText(
        TYPE + "duration = 100ms\nwarm-up = 10ms\nfast-path-nodes = 2\n"
               "[source]\nmessage-size = 1000\ninterval = 10ms\n"
               "[sharding]\npolicy = fixed-count\nshard-count = 2\nplacement = round-robin\n");
    scenario->SetPcapPrefix(folder.Path("run"));
    scenario->Run();
    const auto frames = [&](const std::string& name)
    {
        std::vector<uint32_t> sizes;
        PcapFile file;
        file.Open(folder.Path("run-" + name + ".pcap"), std::ios::in);
        EXPECT_EQ(file.GetDataLinkType(), 1U) << "Ethernet";
        for (;;)
        {
            uint8_t bytes[2000];
            uint32_t seconds;
            uint32_t micros;
            uint32_t held;
            uint32_t size;
            uint32_t read;
            file.Read(bytes, sizeof(bytes), seconds, micros, held, size, read);
            if (file.Fail() || file.Eof())
            {
                break;
            }
            sizes.push_back(size);
        }
        return sizes;
    };
    // Ten messages of 1000 bytes, two shards of 500 each with a header of 64; Ethernet adds 14.
    const std::vector<uint32_t> messages(10, 1014);
    const std::vector<uint32_t> shards(10, 578);
    EXPECT_EQ(frames("source-to-ingress"), messages);
    EXPECT_EQ(frames("stage-ingress"), messages);
    EXPECT_EQ(frames("ingress-to-fast-1"), shards);
    EXPECT_EQ(frames("fast-2-to-ingress"), shards);
    EXPECT_EQ(frames("fast-1-to-reassembly"), shards);
    EXPECT_EQ(frames("stage-reassembly"), messages);
    EXPECT_EQ(frames("sink-to-reassembly"), messages);
    EXPECT_EQ(frames("ingress-to-exception"), std::vector<uint32_t>());
}

TEST(PayloadFabric, BadInputNamesTheLine)
{
    EXPECT_EQ(ErrorOf("[faults]\nat 1s crash fast-9\n").substr(0, 10), "test.ini:4");
    EXPECT_EQ(ErrorOf("[source]\n# a comment\npayload = no/such/file\n"),
              "test.ini:5: payload 'no/such/file' does not exist");
    EXPECT_NE(ErrorOf("[sharding]\npolicy = fixed-sise\n").find("did you mean 'fixed-size'?"),
              std::string::npos);
}
