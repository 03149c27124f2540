/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "test/support/scenario-run.h"
#include "test/support/test-folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// @return what a run of these settings measured; those of [scenario] come first
RunRecord
RunPipeline(const std::string& settings, const std::string& sections = "")
{
    return RunScenarioText("[scenario]\ntype = FragmentPipeline\n" + settings + sections);
}

std::string
ErrorOf(const std::string& settings, const std::string& sections = "")
{
    return ScenarioErrorOf("[scenario]\ntype = FragmentPipeline\n" + settings + sections);
}

/// 200 messages a second of 9000 random bytes: seven frames of 1500.
const std::string SOURCE =
    "[source]\npayload = random\nmessage-size = 9000\ninterval = 5ms\narrivals = periodic\n";

} // namespace

TEST(FragmentPipeline, UndisturbedEveryCarrierDeliversEverything)
{
    for (const std::string settings :
         {"carrier = ipv4\n", "carrier = fragment\n", "carrier = none\nlink-mtu = 9028\n"})
    {
        const auto record = RunPipeline(settings + "duration = 2s\n", SOURCE);
        EXPECT_EQ(MetricOf(record, "offered"), 200) << settings;
        EXPECT_EQ(MetricOf(record, "loss"), 0) << settings;
        EXPECT_EQ(MetricOf(record, "mixed"), 0) << settings;
    }
}

TEST(FragmentPipeline, EveryStrategyCarriesMessages)
{
    for (const std::string strategy : {"canonical", "total-length", "mysql", "websocket"})
    {
        const auto record =
            RunPipeline("duration = 2s\n", SOURCE + "[fragment]\nstrategy = " + strategy + "\n");
        EXPECT_EQ(MetricOf(record, "loss"), 0) << strategy;
        // 9000 and 28 of UDP and IP and 8 of envelope: seven frames, for 400 messages in all.
        EXPECT_EQ(MetricOf(record, "fragments.sent"), 7 * 400) << strategy;
    }
}

TEST(FragmentPipeline, AMessageArrivesWhenAllItsFragmentsDo)
{
    // 0.99^7 = 0.93207; 3 sigma of 2000 trials.
    for (const std::string carrier : {"fragment", "ipv4"})
    {
        const auto record =
            RunPipeline("carrier = " + carrier + "\nduration = 11s\n",
                        SOURCE + "[faults]\nat 500ms loss sender>receiver rate=1%\n");
        EXPECT_EQ(MetricOf(RunPipeline("loss = 0.01\ncarrier = " + carrier + "\nduration = 11s\n",
                                       SOURCE),
                           "loss"),
                  MetricOf(record, "loss"))
            << "the same loss, without a script";
        const double n = MetricOf(record, "offered");
        const double expected = std::pow(0.99, 7);
        EXPECT_EQ(n, 2000);
        EXPECT_NEAR(
            1 - MetricOf(record, "loss"), expected, 3 * std::sqrt(expected * (1 - expected) / n))
            << carrier;
    }
}

TEST(FragmentPipeline, NoFaultMixesMessagesOfOurs)
{
    for (const std::string strategy : {"canonical", "total-length", "mysql", "websocket"})
    {
        const auto record =
            RunPipeline("duration = 12s\n",
                        "[source]\npayload = random\nmessage-size = 9000\n"
                        "interval = 2ms\narrivals = poisson\n"
                        "[fragment]\nstrategy = " +
                            strategy +
                            "\nreorder-window = 8\ntimeout = 100ms\n"
                            "[faults]\n"
                            "at 1s loss sender:receiver rate=5% for 1s\n"
                            "at 2s duplicate sender>receiver rate=20% for 1s\n"
                            "at 3s reorder sender>receiver rate=10% distance=3 for 1s\n"
                            "at 4s corrupt sender>receiver rate=10% bits=2 for 1s\n"
                            "at 5s jitter sender>receiver max=3ms for 1s\n"
                            "at 6s delay sender>receiver add=5ms for 1s\n"
                            "at 7s rate sender>receiver limit=20Mbps for 1s\n"
                            "at 8s cut sender:receiver for 500ms\n");
        EXPECT_EQ(MetricOf(record, "mixed"), 0) << strategy;
        EXPECT_GT(MetricOf(record, "loss"), 0) << strategy;
        EXPECT_LT(MetricOf(record, "loss"), 0.7) << strategy << ": it finds its way back";
    }
}

TEST(FragmentPipeline, Ipv4MixesDatagramsWhoseNumbersComeAgain)
{
    // 1600 bytes at 10 Gb/s: the 65536 numbers of IPv4 come again after 98 ms, long before the
    // remains of what lost a fragment are forgotten (30 s). 200,000 messages, and larger ones:
    // row fragment/peer-mixed of `shardsim bench`.
    TestFolder folder;
    std::mt19937 random(1);
    std::string bytes(1000003, ' ');
    std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<char>(random()); });
    const std::string fast = "duration = 120ms\nwarm-up = 10ms\nlink-rate = 10Gbps\n";
    const std::string load = "[source]\npayload = " + folder.Write("payload", bytes) +
                             "\nmessage-size = 1600\ninterval = 1500ns\n"
                             "[measure]\ndeadline = 100ms\ngap-threshold = 1ms\n"
                             "[faults]\nat 1ms loss sender>receiver rate=1%\n";
    const auto ours = RunPipeline(fast, load);
    EXPECT_EQ(MetricOf(ours, "mixed"), 0);
    const auto theirs = RunPipeline("carrier = ipv4\n" + fast, load);
    EXPECT_GT(MetricOf(theirs, "mixed"), 50);
}

TEST(FragmentPipeline, LimitsKeepAnAttackAwayFromHonestMessages)
{
    const std::string limits = "[fragment]\nmax-bytes = 400000\nmax-open-messages = 100\n";
    for (const std::string attack : {"unfinished", "empty", "forged-total"})
    {
        const auto record = RunPipeline(
            "duration = 3s\n",
            SOURCE + limits + "strategy = total-length\n[attacker]\nattack = " + attack + "\n");
        EXPECT_GT(MetricOf(record, "attack.sent"), 29000);
        EXPECT_EQ(MetricOf(record, "loss"), 0) << attack << ": the attacker's messages make room";
        EXPECT_LE(MetricOf(record, "reassembly.peak"), 400000);
    }
    // From many addresses, the attacker holds little under each: then the honest sender's message is
    // the one that makes room, unless there is room for all that comes within the timeout.
    const std::string many = "[attacker]\nattack = many-sources\ninterval = 20us\n";
    EXPECT_GT(MetricOf(RunPipeline("duration = 3s\nlink-rate = 100Mbps\n",
                                   SOURCE + "[fragment]\nmax-open-messages = 8\n" + many),
                       "loss.reassembly-evicted"),
              100);
    EXPECT_EQ(MetricOf(RunPipeline("duration = 3s\nlink-rate = 100Mbps\n",
                                   SOURCE + "[fragment]\ntimeout = 20ms\n" + many),
                       "loss"),
              0);
    const auto flood =
        RunPipeline("duration = 3s\n", SOURCE + limits + "[attacker]\nattack = unfinished\n");
    EXPECT_GT(MetricOf(flood, "reassembly.evicted"), 10000);
}

TEST(FragmentPipeline, WhoSpeaksInTheSendersNameCanSpoilItsMessages)
{
    const auto record = RunPipeline("duration = 3s\n", SOURCE + "[attacker]\nattack = spoofed\n");
    EXPECT_GT(MetricOf(record, "loss"), 0.9) << "without authentication nothing helps";
    EXPECT_EQ(MetricOf(record, "mixed"), 0) << "but no mix is delivered";
}

TEST(FragmentPipeline, AFullQueueLosesMessages)
{
    const auto record = RunPipeline("duration = 2s\nqueue-limit = 5\n", SOURCE);
    EXPECT_EQ(MetricOf(record, "loss"), 1);
    EXPECT_EQ(MetricOf(record, "loss.queue-full"), 200);
}

TEST(FragmentPipeline, RefusesSettingsThatDoNotGoTogether)
{
    EXPECT_EQ(ErrorOf("carrier = none\n", "[source]\nmessage-size = 1473\n"),
              "test.ini:5: [source]: message-size must be at most 1472 with this carrier and link");
    EXPECT_EQ(
        ErrorOf("", "[source]\nmessage-size = 65508\n"),
        "test.ini:4: [source]: message-size must be at most 65507 with this carrier and link");
    EXPECT_EQ(
        ErrorOf("carrier = ipv4\n", "[attacker]\nattack = empty\n"),
        "test.ini:5: [attacker]: an attack needs carrier=fragment and a strategy with message "
        "ids (canonical, total-length)");
    EXPECT_EQ(
        ErrorOf("", "[attacker]\nattack = empty\n[fragment]\nstrategy = mysql\n"),
        "test.ini:4: [attacker]: an attack needs carrier=fragment and a strategy with message "
        "ids (canonical, total-length)");
    EXPECT_EQ(ErrorOf("", "[fragment]\nfragment-size = 17\n"),
              "test.ini:4: [fragment]: FragmentSize and the lower device's MTU must be above the "
              "strategy's header of 17 bytes");
}
