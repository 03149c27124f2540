/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scenarios/request-service.h"
#include "test/support/scenario-run.h"

#include "ns3/fault-verb.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>
#include <string>

using namespace ns3;
using namespace ns3::sharding;

// One client asks one server once in 10 ms, at 10 ms, 20 ms ... over two links of 1 ms each. Datagrams and a single
// attempt show what each fault does to each request: of a fault from 2005 to 2505 ms, the 50 requests of 2010 to 2500 ms
// feel it, wherever it acts.

namespace
{

const std::string TYPE = "[scenario]\ntype = RequestService\n";
const std::string ONE = TYPE + "duration = 4s\nservers = 1\nclients = 1\n[network]\ndelay = 1ms\n";
const std::string UDP = "[server]\ntransport = udp\n[client]\ntransport = udp\n";
const std::string ONCE = "[client]\nmax-attempts = 1\nsuspect-after = 1000000\n";
const std::string MEMORY = "[server]\ndurability = none\n";

/// The bare case above, with a fault.
RunRecord
RunBare(const std::string& faults, const std::string& more = "")
{
    return RunScenarioText(ONE + UDP + ONCE + MEMORY + more + "[faults]\n" + faults + "\n");
}

/// The same, written and synced before it is answered.
RunRecord
RunDurable(const std::string& faults, const std::string& more = "")
{
    return RunScenarioText(ONE + UDP + ONCE + more + "[faults]\n" + faults + "\n");
}

double
OutsideToInside(const RunRecord& record, const std::string& metric)
{
    return MetricOf(record, metric + ".in-fault") - MetricOf(record, metric + ".outside-fault");
}

} // namespace

TEST(RequestService, LatencyIsTheSumOfItsParts)
{
    // Request 500 + 64 B, answer 200 + 64 B; UDP 8, IP 20, PPP 2 B; each over two links; 2 us and 1 ns per byte of CPU.
    const double request = 594 * 8e-9;
    const double answer = 294 * 8e-9;
    const double expected = 4e-3 + 2 * (request + answer) + 2e-6 + 564e-9 + 2e-6 + 264e-9;
    const auto record = RunBare("");
    EXPECT_NEAR(MetricOf(record, "latency.p50"), expected, expected / 200);
    EXPECT_EQ(MetricOf(record, "loss"), 0);
    EXPECT_EQ(MetricOf(record, "offered"), 300);
    // 10 us and 597 B at 4 Gbit/s for the write, 1 ms for the fsync
    const double durable =
        MetricOf(RunDurable("", "[server]\ndisk-fsync-mean = 1ms\n"), "latency.p50");
    EXPECT_NEAR(durable, expected + 1e-3 + 10e-6 + 597 * 2e-9, expected / 200);
}

TEST(RequestService, ACutLosesWhatWouldArrive)
{
    auto record = RunBare("at 2005ms cut client-1>router for 500ms");
    EXPECT_EQ(MetricOf(record, "loss.timeout"), 50);
    EXPECT_EQ(MetricOf(record, "packets.lost.cut"), 50);
    EXPECT_EQ(MetricOf(record, "executed"), 349) << "of 399 requests";
    record = RunBare("at 2005ms cut server-1>router for 500ms");
    EXPECT_EQ(MetricOf(record, "loss.timeout"), 50);
    EXPECT_EQ(MetricOf(record, "executed"), 399) << "only the answers are lost";
    EXPECT_NEAR(MetricOf(record, "silence.cut"), 0.51, 0.001);
}

TEST(RequestService, APartitionIsACutBetweenNeighbors)
{
    const auto record = RunBare("at 2005ms partition server-1|router for 500ms");
    EXPECT_EQ(MetricOf(record, "loss.timeout"), 50);
    EXPECT_EQ(MetricOf(record, "packets.lost.cut"), 50);
}

TEST(RequestService, AnInterfaceThatIsDownSendsAndTakesNothing)
{
    auto record = RunBare("at 2005ms interface-down client-1>router for 500ms");
    EXPECT_EQ(MetricOf(record, "loss.timeout"), 50);
    EXPECT_EQ(MetricOf(record, "executed"), 349);
    record = RunBare("at 2005ms interface-down server-1>router for 500ms");
    EXPECT_EQ(MetricOf(record, "loss.timeout"), 50);
    EXPECT_EQ(MetricOf(record, "packets.lost.interface-down"), 50);
    EXPECT_EQ(MetricOf(record, "executed"), 349);
    record = RunBare("at 2005ms interface-down router>server-1 for 500ms");
    EXPECT_EQ(MetricOf(record, "executed"), 349) << "the router's other interface is up";
}

TEST(RequestService, LossHitsItsShare)
{
    // 3 sigma of 300 Bernoulli trials.
    auto record = RunBare("at 1s loss client-1>router rate=20%");
    EXPECT_NEAR(MetricOf(record, "loss.timeout"), 60, 3 * std::sqrt(300 * 0.2 * 0.8));
    // p / (p + r) = 1/5; bursts of 4 make the variance (1 + 2 * (1 - p - r) / (p + r)) = 5.4 times as large.
    record = RunBare("at 1s loss router>client-1 p=6.25% r=25%");
    EXPECT_NEAR(
        MetricOf(record, "packets.lost.fault-loss"), 60, 3 * std::sqrt(300 * 0.2 * 0.8 * 5.4));
}

TEST(RequestService, DelayAndJitterAddLatency)
{
    EXPECT_NEAR(OutsideToInside(RunBare("at 2005ms delay router>client-1 add=20ms for 500ms"),
                                "latency.p50"),
                20e-3,
                20e-5);
    // Uniform in [0, 4 ms): mean 2 ms, 3 sigma of 150 draws.
    EXPECT_NEAR(
        OutsideToInside(RunBare("at 2s jitter router>client-1 max=4ms for 1500ms"), "latency.mean"),
        2e-3,
        3 * 4e-3 / std::sqrt(12 * 150));
}

TEST(RequestService, ReorderedDatagramsWaitForLaterOnes)
{
    // A share of 30 % waits until one passes that does not wait: 10 ms / 0.7 on average, with a deviation of at most
    // 10 ms for any packet; 150 packets.
    const auto record = RunBare("at 2s reorder client-1>router rate=30% distance=1 for 1500ms",
                                "[client]\ntimeout = 1s\n");
    EXPECT_NEAR(
        OutsideToInside(record, "latency.mean"), 0.3 * 10e-3 / 0.7, 3 * 10e-3 / std::sqrt(150));
    EXPECT_EQ(MetricOf(record, "loss"), 0);
}

TEST(RequestService, DoubledRequestsAreExecutedOnceAndDoubledAnswersTakenOnce)
{
    auto record = RunBare("at 2005ms duplicate client-1>router rate=100% for 500ms");
    EXPECT_EQ(MetricOf(record, "recognized"), 50);
    EXPECT_EQ(MetricOf(record, "executed"), 399);
    EXPECT_EQ(MetricOf(record, "executed.again"), 0);
    EXPECT_EQ(MetricOf(record, "answers.unexpected"), 50) << "each is answered";
    record = RunBare("at 2005ms duplicate router>client-1 rate=100% for 500ms");
    EXPECT_EQ(MetricOf(record, "recognized"), 0);
    EXPECT_EQ(MetricOf(record, "answers.unexpected"), 50);
    EXPECT_EQ(MetricOf(record, "loss"), 0);
}

TEST(RequestService, WhatAServerForgetsItExecutesAgain)
{
    // Each request is sent again after 3 ms, which is before its answer can be there, and after the next two.
    const std::string impatient =
        ONE + UDP + MEMORY +
        "[client]\ninterval = 1ms\ntimeout = 3ms\nmax-attempts = 2\nsuspect-after = 1000000\n";
    auto record = RunScenarioText(impatient);
    EXPECT_GT(MetricOf(record, "recognized"), 3900);
    EXPECT_EQ(MetricOf(record, "executed.again"), 0);
    record = RunScenarioText(impatient + "[server]\nremembered = 1\n");
    EXPECT_EQ(MetricOf(record, "recognized"), 0);
    EXPECT_GT(MetricOf(record, "executed.again"), 3900);
    EXPECT_EQ(MetricOf(record, "loss"), 0);
}

TEST(RequestService, DamagedPacketsAreRefusedByChecksums)
{
    for (const std::string& transport : {UDP, std::string()})
    {
        const auto record = RunScenarioText(ONE + transport + ONCE + MEMORY +
                                            "[faults]\nat 2005ms corrupt client-1>router rate=100% "
                                            "bits=3 for 500ms\n");
        EXPECT_GE(MetricOf(record, "packets.damaged"), 10);
        EXPECT_EQ(MetricOf(record, "packets.lost.bad-checksum"),
                  MetricOf(record, "packets.damaged"));
        EXPECT_EQ(MetricOf(record, "rejected.damaged"), 0);
        EXPECT_GE(MetricOf(record, "loss.timeout"), 50);
    }
}

TEST(RequestService, ARateLimitFillsItsQueue)
{
    // 592 B each 10 ms are 473.6 kbit/s: at half of that, each second one passes, and five wait.
    const auto record = RunBare("at 2005ms rate client-1>router limit=236800bps queue=5 for 500ms");
    EXPECT_NEAR(MetricOf(record, "packets.lost.fault-queue-full"), 50 - 25 - 5, 1);
}

TEST(RequestService, ACrashedServerIsSilentAndKeepsWhatItSaid)
{
    const auto record = RunDurable("at 2005ms crash server-1 for 500ms");
    EXPECT_EQ(MetricOf(record, "loss.timeout"), 50);
    EXPECT_EQ(MetricOf(record, "packets.lost.crashed"), 50);
    EXPECT_EQ(MetricOf(record, "recovered"), 200);
    EXPECT_EQ(MetricOf(record, "acknowledged"), 349);
    EXPECT_EQ(MetricOf(record, "acknowledged.lost"), 0);
    EXPECT_EQ(MetricOf(record, "losses.seen"), 0);
}

TEST(RequestService, ACrashThatTakesTheDiskLosesWhatWasSaidAndTheClientSeesIt)
{
    for (const std::string fault :
         {"at 2005ms crash server-1 disk=lost for 500ms",
          "at 2005ms crash server-1\nat 2505ms restart server-1 disk=lost"})
    {
        const auto record = RunDurable(fault);
        EXPECT_EQ(MetricOf(record, "loss.timeout"), 50);
        EXPECT_EQ(MetricOf(record, "recovered"), 0);
        EXPECT_EQ(MetricOf(record, "acknowledged.lost"), 200);
        EXPECT_EQ(MetricOf(record, "losses.seen"), 1);
    }
}

TEST(RequestService, WithoutWaitingForFsyncACrashLosesWhatCameSince)
{
    // Synced 100 ms after the first write since the last fsync; 1 ms for the fsync: at most 11 requests are not durable.
    const std::string keys = "[server]\ndurability = async\nsync-interval = 100ms\n"
                             "disk-torn-probability = 0\n";
    for (const int at : {2005, 2035, 2065, 2095})
    {
        const auto record =
            RunDurable("at " + std::to_string(at) + "ms crash server-1 for 500ms", keys);
        const double lost = MetricOf(record, "acknowledged.lost");
        EXPECT_LE(lost, 11);
        EXPECT_EQ(MetricOf(record, "recovered"), (at - 5) / 10 - lost);
        EXPECT_EQ(MetricOf(record, "losses.seen"), lost > 0 ? 1 : 0);
    }
    const auto lazy = RunDurable("at 2095ms crash server-1 for 500ms",
                                 "[server]\ndurability = async\nsync-interval = 1s\n"
                                 "disk-torn-probability = 0\n");
    EXPECT_GT(MetricOf(lazy, "acknowledged.lost"), 5);
    EXPECT_EQ(MetricOf(lazy, "losses.seen"), 1) << "places in the log are given out twice";
}

TEST(RequestService, ACrashedOrPausedClientLosesWhatItIsOffered)
{
    for (const std::string verb : {"crash", "pause"})
    {
        const auto record = RunBare("at 2005ms " + verb + " client-1 for 500ms");
        EXPECT_EQ(MetricOf(record, "loss.client-down"), 50) << verb;
        EXPECT_EQ(MetricOf(record, "executed"), 349) << verb;
    }
}

TEST(RequestService, APausedServerGoesOnWithItsConnections)
{
    auto record = RunBare("at 2005ms pause server-1 for 500ms");
    EXPECT_EQ(MetricOf(record, "loss.timeout"), 50);
    EXPECT_EQ(MetricOf(record, "packets.lost.paused"), 50);
    // A patient client over TCP: everything is answered once the server is back and TCP has sent it again.
    record = RunScenarioText(ONE + MEMORY +
                             "[client]\ntimeout = 10s\n[measure]\ndeadline = 3s\n"
                             "[faults]\nat 2005ms pause server-1 for 500ms\n");
    EXPECT_EQ(MetricOf(record, "loss"), 0);
    EXPECT_EQ(MetricOf(record, "retries"), 0);
    EXPECT_NEAR(MetricOf(record, "silence.pause"), 0.52, 0.02)
        << "the first segments after the resume make TCP send again what is missing";
}

TEST(RequestService, ASlowCpuTakesItsFactorLonger)
{
    const auto record = RunBare("at 2005ms cpu-slow server-1 factor=10 for 500ms",
                                "[server]\ncost-per-item = 100us\ncost-per-byte = 0\n");
    EXPECT_NEAR(OutsideToInside(record, "latency.p50"), 900e-6, 40e-6);
}

TEST(RequestService, AStalledDiskHoldsAnswersBack)
{
    const auto record = RunDurable("at 2005ms disk-stall server-1 for 500ms",
                                   "[client]\ntimeout = 1s\n[measure]\ndeadline = 1s\n");
    EXPECT_EQ(MetricOf(record, "loss"), 0);
    EXPECT_NEAR(MetricOf(record, "silence.disk-stall"), 0.5, 0.01);
    EXPECT_NEAR(MetricOf(record, "latency.mean.in-fault"), 0.25, 0.01);
}

TEST(RequestService, AFullDiskRefusesEveryRequest)
{
    const auto record = RunDurable("at 2005ms disk-full server-1 for 500ms");
    const double lost = MetricOf(record, "loss.server-disk-full");
    EXPECT_GT(lost, 20) << "the client waits longer each time before it tries again";
    EXPECT_EQ(MetricOf(record, "rejected.disk-full"), lost);
    EXPECT_EQ(MetricOf(record, "executed"), 399 - lost);
}

TEST(RequestService, ALostDiskIsNoticedByNobodyUntilItIsNeeded)
{
    auto record = RunDurable("at 2005ms disk-lose server-1");
    EXPECT_EQ(MetricOf(record, "loss"), 0);
    EXPECT_EQ(MetricOf(record, "acknowledged.lost"), 200);
    EXPECT_EQ(MetricOf(record, "losses.seen"), 0);
    record = RunDurable("at 2005ms disk-lose server-1\nat 3005ms crash server-1 for 100ms");
    EXPECT_EQ(MetricOf(record, "recovered"), 100) << "what came since";
}

TEST(RequestService, ClocksThatAreSetOrDriftAreSeenByTheirOffset)
{
    EXPECT_NEAR(MetricOf(RunBare("at 2005ms clock-step server-1 by=-30ms"), "clock-offset.largest"),
                30e-3,
                5e-6);
    EXPECT_NEAR(
        MetricOf(RunBare("at 2s clock-drift client-1 ppm=100000 for 1s"), "clock-offset.largest"),
        100e-3,
        5e-6);
    EXPECT_LT(MetricOf(RunBare(""), "clock-offset.largest"), 5e-6)
        << "half the difference of the two transmission times";
}

TEST(RequestService, DriftingTimersFireAtTheDriftedTime)
{
    // A round trip takes 4.02 ms. Five milliseconds are 3.3 ms for a clock that runs half as fast again.
    const auto record =
        RunBare("at 2005ms clock-drift client-1 ppm=500000 for 500ms", "[client]\ntimeout = 5ms\n");
    EXPECT_EQ(MetricOf(record, "loss.timeout"), 50);
    EXPECT_EQ(MetricOf(record, "answers.unexpected"), 50);
}

TEST(RequestService, HealEndsAFault)
{
    const auto record = RunBare("at 2005ms pause server-1 as nap\nat 2105ms heal nap");
    EXPECT_EQ(MetricOf(record, "loss.timeout"), 10);
}

TEST(RequestService, AClientGoesOnToTheNextServer)
{
    const std::string two =
        TYPE + "duration = 4s\nservers = 2\nclients = 1\n[network]\ndelay = 1ms\n";
    const auto record = RunScenarioText(two + "[faults]\nat 2005ms crash server-1 for 500ms\n");
    EXPECT_EQ(MetricOf(record, "loss"), 0);
    EXPECT_EQ(MetricOf(record, "fail-overs"), 1);
    EXPECT_EQ(MetricOf(record, "timeouts"), 1) << "the first one moves all that wait";
    // From the request of 2000 ms to that of 2010 ms, which waits 50 ms and needs a handshake of 4 ms.
    EXPECT_NEAR(MetricOf(record, "silence.crash"), 0.064, 0.003);
}

TEST(RequestService, ARestartedServerResetsConnectionsOfThePast)
{
    const auto record = RunScenarioText(ONE + "[client]\ntimeout = 3s\n[measure]\ndeadline = 3s\n"
                                              "[faults]\nat 2005ms crash server-1 for 100ms\n");
    EXPECT_EQ(MetricOf(record, "loss"), 0);
    EXPECT_EQ(MetricOf(record, "closed"), 1);
    EXPECT_EQ(MetricOf(record, "timeouts"), 0);
    EXPECT_GT(MetricOf(record, "packets.lost.stale"), 0);
    EXPECT_EQ(MetricOf(record, "executed.again"), 0);
}

TEST(RequestService, ASelectorNamesTheServerThatAClientUses)
{
    const auto record = RunScenarioText(TYPE + "duration = 5s\nservers = 2\nclients = 2\n[faults]\n"
                                               "at 2s crash serving(client-2) for 1s\n"
                                               "at 2500ms pause serving(client-2) for 1s\n"
                                               "at 3500ms pause client-1 for 1s\n"
                                               "at 4s crash serving(client-1)\n");
    ASSERT_GE(record.events.size(), 5U);
    EXPECT_EQ(record.events[0].fields[3].second, "server-2");
    EXPECT_EQ(record.events[1].fields[3].second, "server-1") << "it has moved";
    EXPECT_EQ(MetricOf(record, "fail-overs") > 0, true);
    for (const auto& event : record.events)
    {
        if (event.time == Seconds(4))
        {
            EXPECT_EQ(event.fields[3].second, "") << "a paused client uses nobody";
        }
    }
}

TEST(RequestService, OnABusEachPairCanBeCut)
{
    const std::string bus = TYPE + "duration = 4s\nservers = 2\nclients = 2\n" + UDP + ONCE +
                            MEMORY + "[network]\nkind = bus\ndelay = 1us\n[faults]\n";
    auto record = RunScenarioText(bus + "at 2003ms cut client-1>server-1 for 500ms\n");
    EXPECT_EQ(MetricOf(record, "loss.timeout"), 50);
    EXPECT_EQ(MetricOf(record, "packets.lost.cut"), 50);
    record = RunScenarioText(bus +
                             "at 2003ms partition client-1,server-1|client-2,server-2 for 500ms\n");
    EXPECT_EQ(MetricOf(record, "loss"), 0) << "each client has its server on its side";
    record = RunScenarioText(bus +
                             "at 2003ms partition client-1,server-2|client-2,server-1 for 500ms\n");
    EXPECT_EQ(MetricOf(record, "loss.timeout"), 100);
    record = RunScenarioText(bus + "at 2003ms interface-down server-2>bus for 500ms\n");
    EXPECT_EQ(MetricOf(record, "loss.timeout"), 50);
    EXPECT_EQ(MetricOf(record, "packets.lost.interface-down"), 50);
    record = RunScenarioText(bus + "at 2003ms delay bus>client-1 add=20ms for 500ms\n");
    EXPECT_EQ(MetricOf(record, "loss"), 0);
    EXPECT_NEAR(MetricOf(record, "latency.mean.in-fault") -
                    MetricOf(record, "latency.mean.outside-fault"),
                10e-3,
                1e-3)
        << "half of the requests are the other client's";
}

TEST(RequestService, OverloadIsRefusedAndTheLedgersClose)
{
    const auto record = RunScenarioText(ONE + UDP + ONCE + MEMORY +
                                        "[server]\ncost-per-item = 25ms\ncpu-queue-limit = 2\n"
                                        "[client]\ntimeout = 1s\nmax-open = 3\n");
    EXPECT_GT(MetricOf(record, "loss.client-full") + MetricOf(record, "loss.server-busy"), 150);
    EXPECT_GT(MetricOf(record, "cpu.utilization"), 0.95);
}

TEST(RequestService, TheSameSeedGivesTheSameRunAndClientsMeetTheSameArrivals)
{
    const std::string text = TYPE + "duration = 3s\n[client]\narrivals = poisson\n[faults]\n"
                                    "at 1s loss client-*:router rate=5% for 1s\n"
                                    "at 1500ms crash server-1 for 500ms\n";
    const auto first = RunScenarioText(text, 7);
    const auto again = RunScenarioText(text, 7);
    ASSERT_EQ(first.metrics.size(), again.metrics.size());
    for (std::size_t i = 0; i < first.metrics.size(); i++)
    {
        EXPECT_EQ(first.metrics[i].value, again.metrics[i].value) << first.metrics[i].name;
    }
    const auto patient = RunScenarioText(text + "[client]\ntimeout = 200ms\n", 7);
    EXPECT_EQ(MetricOf(first, "offered"), MetricOf(patient, "offered"));
    EXPECT_NE(MetricOf(first, "offered"), MetricOf(RunScenarioText(text, 8), "offered"));
}

TEST(RequestService, EveryVerbStandsInTheShippedFileAndItsRunIsSound)
{
    const std::string path = std::string(SHARDING_SOURCE_DIR) + "/scenarios/every-fault.ini";
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    for (const auto& rule : GetFaultVerbs())
    {
        EXPECT_NE(text.str().find(" " + rule.name + " "), std::string::npos) << rule.name;
    }
    const auto record = RunScenarioText(text.str());
    for (const auto& rule : GetFaultVerbs())
    {
        if (rule.name != "heal" && rule.name != "restart")
        {
            EXPECT_GT(MetricOf(record, "silence." + rule.name), 0) << rule.name;
        }
    }
}

TEST(RequestService, BadInputNamesTheLine)
{
    EXPECT_EQ(ScenarioErrorOf(TYPE + "[client]\ntransport = udp\n"),
              "test.ini:4: clients speak udp, servers tcp: [client] transport and [server] "
              "transport must be the same");
    EXPECT_NE(ScenarioErrorOf(TYPE + "[server]\nprocess-name = x\n").find("test.ini:4: "),
              std::string::npos);
    EXPECT_NE(
        ScenarioErrorOf(TYPE + "[client]\nback-off = 2s\n")
            .find("test.ini:4: [client]: backOff must be above zero and not above maxBackOff"),
        std::string::npos);
    EXPECT_NE(ScenarioErrorOf(TYPE + "[faults]\nat 1s crash server-3\n").find("test.ini:4: "),
              std::string::npos);
    EXPECT_NE(
        ScenarioErrorOf(TYPE + "[faults]\nat 1s crash serving(client-9)\n").find("test.ini:4: "),
        std::string::npos);
}
