/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// PayloadFabric with every node that can join shards.

#include "test/support/scenario-run.h"
#include "test/support/test-folder.h"

#include <gtest/gtest.h>

#include <string>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// @return a scenario file of four fast path nodes, a message a millisecond, joined at a node
std::string
Joined(const std::string& where, const std::string& more)
{
    return "[scenario]\ntype = PayloadFabric\nduration = 2s\nwarm-up = 100ms\n"
           "fast-path-nodes = 4\nreassembly = " +
           where + "\n" + more;
}

constexpr const char* SHARDS = "[sharding]\npolicy = fixed-count\nshard-count = 4\n"
                               "placement = round-robin\nreassembly-timeout = 20ms\n";

/// One shard over an idle fabric, whose every part is known.
constexpr const char* KNOWN_PARTS = "[source]\nmessage-size = 1000\n[sharding]\npolicy = none\n"
                                    "[ingress]\ncost-per-packet = 1us\ncost-per-byte = 0\n"
                                    "[fast-path]\ncost-per-packet = 2us\ncost-per-byte = 1\n"
                                    "[egress]\ncost-per-packet = 4us\ncost-per-byte = 0\n"
                                    "[access-link]\ndata-rate = 1Gbps\ndelay = 10us\n"
                                    "[fabric-link]\ndata-rate = 1Gbps\ndelay = 100us\n";

/// @return how long a frame takes over an access link; 64 bytes more where it has a shard header
double
Access(uint32_t bytes)
{
    return (bytes + 18) * 8e-9 + 10e-6;
}

/// @return likewise over a fabric link
double
Fabric(uint32_t bytes)
{
    return (bytes + 18) * 8e-9 + 100e-6;
}

} // namespace

TEST(PayloadReassembly, EveryMessageIsJoinedAtTheNodeThatIsNamed)
{
    for (const std::string where : {"reassembly", "sink", "exception", "fast-3"})
    {
        const auto record = RunScenarioText(Joined(where, SHARDS));
        EXPECT_EQ(MetricOf(record, "loss"), 0) << where;
        EXPECT_GE(MetricOf(record, "joined." + where), 1999) << where;
    }
}

TEST(PayloadReassembly, AHashSpreadsMessagesOverTheFastPathNodes)
{
    const auto record = RunScenarioText(Joined("packet-hash", SHARDS));
    EXPECT_EQ(MetricOf(record, "loss"), 0);
    for (int i = 1; i <= 4; i++)
    {
        // 4 sigma of 2000 messages with probability 1/4
        EXPECT_NEAR(MetricOf(record, "joined.fast-" + std::to_string(i)), 500, 78);
    }
}

TEST(PayloadReassembly, AFlowIsJoinedAtOneNode)
{
    const auto one = RunScenarioText(Joined("flow-hash", SHARDS));
    int busy = 0;
    for (int i = 1; i <= 4; i++)
    {
        busy += MetricOf(one, "joined.fast-" + std::to_string(i)) > 0;
    }
    EXPECT_EQ(busy, 1);
    const auto many =
        RunScenarioText(Joined("flow-hash", "[source]\nflows = 64\n" + std::string(SHARDS)));
    for (int i = 1; i <= 4; i++)
    {
        EXPECT_GT(MetricOf(many, "joined.fast-" + std::to_string(i)), 0);
    }
}

TEST(PayloadReassembly, TheSinkGetsShardsOverTheLastLink)
{
    const auto record = RunScenarioText(Joined("sink", KNOWN_PARTS));
    const double expected =
        Access(1000) + 1e-6 + 2 * Fabric(1064) + 2e-6 + 1064e-9 + 4e-6 + Access(1064);
    EXPECT_NEAR(MetricOf(record, "latency.p50"), expected, expected / 200);
}

TEST(PayloadReassembly, TheExceptionNodeIsOneHopMore)
{
    const auto record = RunScenarioText(Joined(
        "exception",
        std::string(KNOWN_PARTS) + "[exception-path]\ncost-per-packet = 8us\ncost-per-byte = 0\n"
                                   "[exception-link]\ndata-rate = 1Gbps\ndelay = 100us\n"));
    const double expected =
        2 * Access(1000) + 1e-6 + 2 * Fabric(1064) + 2e-6 + 1064e-9 + 8e-6 + Fabric(1000) + 4e-6;
    EXPECT_NEAR(MetricOf(record, "latency.p50"), expected, expected / 200);
}

TEST(PayloadReassembly, AFastPathNodeWorksOnWhatItJoinedOnceMore)
{
    // Flows stick to one path: fast-1 joins what it was sent itself, or what another one was.
    const std::string alone = "[scenario]\ntype = PayloadFabric\nduration = 2s\n"
                              "fast-path-nodes = 1\nreassembly = fast-1\n";
    const double here = 2 * Access(1000) + 1e-6 + Fabric(1064) + 2e-6 + 1064e-9 + 2e-6 + 1000e-9 +
                        Fabric(1000) + 4e-6;
    EXPECT_NEAR(MetricOf(RunScenarioText(alone + KNOWN_PARTS), "latency.p50"), here, here / 200);
    const std::string weights = "placement = weighted\npath-weights = 0,1,0,0\n";
    const auto record =
        RunScenarioText(Joined("fast-1", std::string(KNOWN_PARTS) + "[sharding]\n" + weights));
    const double elsewhere = here + Fabric(1064);
    EXPECT_NEAR(MetricOf(record, "latency.p50"), elsewhere, elsewhere / 200);
}

TEST(PayloadReassembly, ACrashOfTheNodeThatJoinsLosesEverythingUntilItsRestart)
{
    for (const std::string where : {"reassembly", "sink", "exception", "fast-2"})
    {
        const auto record = RunScenarioText(
            Joined(where, SHARDS + ("[faults]\nat 1s crash " + where + " for 500ms\n")));
        EXPECT_NEAR(MetricOf(record, "loss.crashed"), 500, 2) << where;
        EXPECT_NEAR(MetricOf(record, "downtime.longest-gap"), 0.5, 0.005) << where;
    }
}

TEST(PayloadReassembly, ACrashOfOneOfManyLosesItsShareOnly)
{
    // Redundancy makes up for the shards that fast-2 would have passed on, not for its packets.
    const auto record =
        RunScenarioText(Joined("packet-hash",
                               SHARDS + std::string("redundancy = xor\nspread = different\n"
                                                    "[faults]\nat 1s crash fast-2 for 500ms\n")));
    // 4 sigma of 500 messages with probability 1/4; with five shards on four paths, at times two were there
    EXPECT_GT(MetricOf(record, "loss.crashed"), 125 - 39);
    EXPECT_LT(MetricOf(record, "loss.crashed"), 375);
}

TEST(PayloadReassembly, WhatWaitsIsLostInACrash)
{
    TestFolder folder;
    // Opening takes longer than messages come: shards wait for it, and packets for the lost ones before them.
    const auto record = RunScenarioText(
        Joined("fast-2",
               SHARDS + ("order = in-order\nopen-cost-per-shard = 240us\nkey-file = " +
                         folder.Write("key", std::string(64, 'a')) +
                         "\n[faults]\nat 500ms loss ingress:fast-* rate=5%\n"
                         "at 1s crash fast-2 for 100ms\nat 1500ms cpu-slow fast-2 factor=2 for "
                         "100ms\n")));
    EXPECT_GT(MetricOf(record, "loss.crashed"), 100);
    EXPECT_GT(MetricOf(record, "goodput"), 0);
}

TEST(PayloadReassembly, EveryPlaceClosesItsBooksUnderFaults)
{
    for (const std::string where :
         {"reassembly", "sink", "exception", "fast-2", "packet-hash", "flow-hash"})
    {
        const bool isChosen = where == "packet-hash" || where == "flow-hash";
        const std::string behind = isChosen          ? "fast-1:fast-2"
                                   : where == "sink" ? "fast-1:reassembly"
                                                     : "fast-1:" + where;
        const auto record = RunScenarioText(Joined(
            where,
            SHARDS + ("flows = flow=1-100\n"
                      "[source]\npayload = random\nflows = 16\ninterval = 500us\n"
                      "[fast-path]\ncost-per-byte = 50\nqueue-limit = 8\n"
                      "[faults]\n"
                      "at 200ms loss ingress:fast-* rate=2% for 400ms\n"
                      "at 300ms corrupt ingress>fast-1 rate=20% bits=3 for 300ms\n"
                      "at 400ms duplicate " +
                      behind + " rate=20% for 400ms\n" + "at 500ms corrupt " + behind +
                      " rate=10% for 300ms\n" + "at 700ms cut " + behind +
                      " for 100ms\nat 900ms crash fast-2 for 200ms\n"
                      "at 1s crash reassembly for 100ms\nat 1200ms cpu-slow fast-* factor=20 "
                      "for 200ms\nat 1500ms rate reassembly>sink limit=10Mbps queue=3 for "
                      "200ms\n")));
        EXPECT_GT(MetricOf(record, "goodput"), 0) << where;
        EXPECT_GT(MetricOf(record, "loss.corrupted"), 0) << where;
        EXPECT_GT(MetricOf(record, "loss.crashed"), 0) << where;
        EXPECT_GT(MetricOf(record, "exceptions"), 100) << where;
    }
}

TEST(PayloadReassembly, FeedbackComesBackFromAFastPathNode)
{
    const std::string crash = "feedback-interval = 1ms\npath-timeout = 5ms\nhedging = true\n"
                              "[faults]\nat 1s crash fast-3 for 500ms\n";
    const auto told = RunScenarioText(Joined("fast-2", SHARDS + crash));
    EXPECT_GE(MetricOf(told, "paths.silences"), 1);
    EXPECT_LT(MetricOf(told, "loss"), 0.02) << "its path is not used while it is down";
}

TEST(PayloadReassembly, SaysWhatCannotBe)
{
    const auto error = [](const std::string& where, const std::string& more)
    { return ScenarioErrorOf(Joined(where, "[sharding]\n" + more)); };
    EXPECT_EQ(error("fast-5", "").substr(0, 11), "test.ini:6:");
    EXPECT_NE(error("fast-5", "").find("no node that can join shards: 'fast-5'"),
              std::string::npos);
    EXPECT_NE(error("packet-hash", "feedback-interval = 1ms\n").find("reassembly = packet-hash"),
              std::string::npos);
    EXPECT_NE(error("sink", "hedging = true\n").find("reassembly = sink"), std::string::npos);
    EXPECT_NE(error("fast-1", "reassembly-point = 3\n").find("follow from [scenario] reassembly"),
              std::string::npos);
    EXPECT_EQ(error("reassembly", "reassembly-point = 3\n"), "");
    EXPECT_NE(ScenarioErrorOf(Joined("fast-1", "[faults]\nat 1s cut fast-2:reassembly for 1s\n")),
              "")
        << "there is no such link";
}
