/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The whole sharding stage in PayloadFabric under every fault: whatever is switched on, each run closes its books and
// delivers no message with other bytes than were offered.

#include "test/support/scenario-run.h"
#include "test/support/test-folder.h"

#include <gtest/gtest.h>

#include <string>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// @return a scenario file with all kinds of faults, whose sections end with these settings
std::string
Fabric(const std::string& sharding, const std::string& fastPath)
{
    return R"(
[scenario]
type = PayloadFabric
duration = 1s
warm-up = 50ms
fast-path-nodes = 4
[source]
payload = random
message-size = 8192
interval = 1ms
flows = 8
[fast-path]
cost-per-byte = 50
queue-limit = 16
)" + fastPath +
           R"(
[sharding]
feedback-interval = 1ms
path-timeout = 10ms
reassembly-timeout = 20ms
)" + sharding +
           R"(
[faults]
at 100ms loss ingress:fast-* rate=2% for 200ms
at 200ms duplicate fast-1>reassembly rate=20% for 200ms
at 300ms corrupt ingress:fast-2 rate=5% for 200ms
at 400ms crash fast-3 for 200ms
at 600ms cut fast-4:reassembly for 100ms
at 700ms reorder ingress:fast-1 rate=20% distance=3 for 200ms
at 800ms cpu-slow fast-2 factor=8 for 100ms
)";
}

constexpr const char* SELECTIVE = R"(
processors = inspect, transform, count
inspect-pattern = ab
overload = pass
)";

} // namespace

TEST(PayloadStageScenario, SelectiveProcessingIsUndoneAndCounted)
{
    const auto record = RunScenarioText(Fabric("policy = fixed-count\n"
                                               "processing-flags = 7\n"
                                               "transform-key = 90\n"
                                               "redundancy = xor\n"
                                               "spread = different\n",
                                               SELECTIVE));
    EXPECT_GT(MetricOf(record, "processing.transform"), 1000);
    EXPECT_GT(MetricOf(record, "processing.found"), 0);
    EXPECT_GT(MetricOf(record, "processing.errors"), 0);
    EXPECT_GE(MetricOf(record, "paths.silences"), 1);
}

TEST(PayloadStageScenario, EveryPlacementClosesItsBooks)
{
    for (const std::string placement : {"hash",
                                        "flow-hash",
                                        "round-robin",
                                        "random",
                                        "two-choices",
                                        "shortest-queue",
                                        "weighted",
                                        "flowlet",
                                        "min-rtt",
                                        "earliest"})
    {
        const auto record = RunScenarioText(Fabric("placement = " + placement + "\n", ""));
        EXPECT_GT(MetricOf(record, "goodput"), 0) << placement;
    }
}

TEST(PayloadStageScenario, EveryPolicyClosesItsBooks)
{
    for (const std::string policy : {"none",
                                     "fixed-size",
                                     "fixed-count",
                                     "delimiter",
                                     "content-defined",
                                     "entropy",
                                     "capacity"})
    {
        const auto record = RunScenarioText(Fabric("policy = " + policy +
                                                       "\n"
                                                       "redundancy = reed-solomon\n"
                                                       "count-control = dynamic\n",
                                                   ""));
        EXPECT_GT(MetricOf(record, "goodput"), 0) << policy;
    }
}

TEST(PayloadStageScenario, OrderAndHedgingCloseTheirBooks)
{
    const auto record = RunScenarioText(Fabric("order = in-order\nhedging = true\n", ""));
    EXPECT_GT(MetricOf(record, "shards.resent"), 0);
}

TEST(PayloadStageScenario, FlowsAndSizesTakeTheirWays)
{
    const auto past = RunScenarioText(Fabric("flows = flow=0-3\n", ""));
    EXPECT_EQ(MetricOf(past, "exceptions"), MetricOf(past, "exceptions.unsharded"));
    EXPECT_GE(MetricOf(past, "exceptions"), 499) << "half of 1,000 messages";
    const auto whole = RunScenarioText(Fabric("min-packet-size = 9000\nunsharded = whole\n", ""));
    EXPECT_EQ(MetricOf(whole, "exceptions"), 0);
    EXPECT_EQ(MetricOf(whole, "shards.per-message"), 1);
}

TEST(PayloadStageScenario, TheKeyCostsWhatTheAttributesSay)
{
    TestFolder folder;
    const std::string key = "key-file = " + folder.Write("key", std::string(64, 'a')) + "\n";
    const std::string text = "[scenario]\ntype = PayloadFabric\nduration = 2s\n"
                             "[source]\nmessage-size = 4000\ninterval = 1ms\n"
                             "[sharding]\npolicy = fixed-count\nshard-count = 4\n"
                             "seal-cost-per-shard = 10us\nseal-cost-per-byte = 10\n"
                             "open-cost-per-shard = 5us\nopen-cost-per-byte = 2\n";
    const auto open = RunScenarioText(text);
    const auto sealed = RunScenarioText(text + key);
    EXPECT_EQ(MetricOf(open, "cpu.cipher.ingress"), 0);
    // A thousand messages a second: 4 * 10 us + 4000 * 10 ns each, and 4 * 5 us + 4000 * 2 ns.
    EXPECT_NEAR(MetricOf(sealed, "cpu.cipher.ingress"), 0.080, 0.0001);
    EXPECT_NEAR(MetricOf(sealed, "cpu.cipher.reassembly"), 0.028, 0.0001);
    EXPECT_EQ(MetricOf(sealed, "cpu.cipher.fast-path"), 0) << "who has no key does no work for it";
    EXPECT_EQ(MetricOf(sealed, "loss"), 0);
    // The last one waits for the other three: 80 us, less what it waited for their frames before.
    EXPECT_GT(MetricOf(sealed, "latency.p50") - MetricOf(open, "latency.p50"), 70e-6);
}

TEST(PayloadStageScenario, NodesPayForEachShardThatTheyOpenAndForThoseThatTheySealAgain)
{
    TestFolder folder;
    const std::string key = "key-file = " + folder.Write("key", std::string(64, 'a')) + "\n";
    const std::string text =
        "[scenario]\ntype = PayloadFabric\nduration = 2s\nfast-path-nodes = 4\n"
        "[source]\nmessage-size = 4000\ninterval = 1ms\n"
        "[fast-path]\nprocessors = count\ncost-per-packet = 0s\n"
        "cost-per-byte = 0\nseal-cost-per-shard = 10us\n"
        "seal-cost-per-byte = 10\nopen-cost-per-shard = 5us\n"
        "open-cost-per-byte = 2\n" +
        key + "[sharding]\npolicy = fixed-count\nshard-count = 4\n" + key;
    // A thousand messages a second over four nodes: 4 * 5 us + 4000 * 2 ns to open each ...
    EXPECT_NEAR(MetricOf(RunScenarioText(text), "cpu.cipher.fast-path"), 0.028 / 4, 0.00002);
    // ... and 4 * 10 us + 4000 * 10 ns to seal what was worked on.
    EXPECT_NEAR(MetricOf(RunScenarioText(text + "processing-flags = 4\n"), "cpu.cipher.fast-path"),
                0.108 / 4,
                0.00005);
}

TEST(PayloadStageScenario, WhatFindsNoRoomToBeSealedIsLostWithItsReason)
{
    TestFolder folder;
    const auto record = RunScenarioText(
        "[scenario]\ntype = PayloadFabric\nduration = 2s\n[source]\ninterval = 1ms\n"
        "[sharding]\npolicy = fixed-count\nshard-count = 4\nseal-cost-per-shard = 500us\n"
        "cipher-queue-limit = 8\nreassembly-timeout = 20ms\nkey-file = " +
        folder.Write("key", std::string(64, 'a')) + "\n");
    // Four shards a millisecond, of which the one core seals less than two.
    EXPECT_GT(MetricOf(record, "loss.cipher-queue-full"), 900);
    EXPECT_GT(MetricOf(record, "cpu.cipher.dropped"), 4000);
    EXPECT_GT(MetricOf(record, "cpu.cipher.ingress"), 0.99);
}

TEST(PayloadStageScenario, NodesWithTheKeyWorkOnSealedShards)
{
    TestFolder folder;
    const std::string key = "key-file = " + folder.Write("key", std::string(64, 'a')) + "\n";
    const std::string stage = "policy = fixed-count\nprocessing-flags = 7\ntransform-key = 90\n"
                              "redundancy = xor\nspread = different\nhedging = true\n";
    const auto record = RunScenarioText(Fabric(stage + key, SELECTIVE + key));
    EXPECT_GT(MetricOf(record, "processing.transform"), 1000);
    EXPECT_GT(MetricOf(record, "processing.found"), 0);
    EXPECT_GT(MetricOf(record, "processing.errors"), 0);
    EXPECT_GT(MetricOf(record, "cpu.cipher.fast-path"), 0);
    const std::string other = "key-file = " + folder.Write("other", std::string(64, 'b')) + "\n";
    EXPECT_EQ(
        MetricOf(RunScenarioText(Fabric(stage + key, SELECTIVE + other)), "processing.transform"),
        0)
        << "with another key a node cannot read what is wanted";
}

TEST(PayloadStageScenario, SaysWhichSettingsDoNotGoTogether)
{
    EXPECT_NE(ScenarioErrorOf(Fabric("key-file = /no/such/key\n", "")).find("KeyFile"),
              std::string::npos);
    TestFolder folder;
    const std::string key = "key-file = " + folder.Write("key", std::string(64, 'a')) + "\n";
    EXPECT_NE(ScenarioErrorOf(Fabric(key, SELECTIVE)).find("they need a KeyFile, too"),
              std::string::npos);
    EXPECT_NE(ScenarioErrorOf(Fabric("", key)).find("[fast-path]: KeyFile needs Processors"),
              std::string::npos);
    EXPECT_NE(ScenarioErrorOf(Fabric("", "processors = zip\n")).find("[fast-path]: Processors"),
              std::string::npos);
}
