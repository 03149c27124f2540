/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scenarios/site-delays.h"
#include "test/support/scenario-run.h"

#include <gtest/gtest.h>

#include <string>

using namespace ns3;
using namespace ns3::sharding;

// One client asks one server with datagrams once in 10 ms; a fault from 2005 to 2505 ms meets 50 requests.

namespace
{

RunRecord
RunOn(const std::string& network, const std::string& faults = "", const std::string& clients = "1")
{
    return RunScenarioText(
        "[scenario]\ntype = RequestService\nduration = 4s\nservers = 1\nclients = " + clients +
        "\n[server]\ntransport = udp\ndurability = none\n"
        "[client]\ntransport = udp\nmax-attempts = 1\nsuspect-after = 1000000\n"
        "[network]\ndelay = 1ms\n" +
        network + "[faults]\n" + faults);
}

std::string
ErrorOn(const std::string& network)
{
    return ScenarioErrorOf("[scenario]\ntype = RequestService\n[network]\n" + network);
}

} // namespace

TEST(HostNetwork, AMeshHasOneLinkBetweenEachTwoHosts)
{
    // 2 ms there and back, and two transmissions of some 5 us.
    EXPECT_NEAR(MetricOf(RunOn("kind = mesh\n"), "latency.p50"), 2e-3, 2e-5);
}

TEST(HostNetwork, HostsOfAMeshStandAtSites)
{
    // client-1 is at the server's site, client-2 is not.
    const auto record =
        RunOn("kind = mesh\nsites = 2\nsite-delays = 1-2 40ms\n[client]\ntimeout = 1s\n", "", "2");
    EXPECT_NEAR(MetricOf(record, "latency.p50"), 2e-3, 2e-5);
    EXPECT_NEAR(MetricOf(record, "latency.p90"), 80e-3, 80e-5);
}

TEST(HostNetwork, ThereIsNoWayAroundACutInAMesh)
{
    const auto record = RunOn("kind = mesh\n", "at 2005ms cut client-1>server-1 for 500ms\n", "2");
    EXPECT_EQ(MetricOf(record, "loss.timeout"), 50) << "of client-1; client-2 feels nothing";
    EXPECT_EQ(MetricOf(record, "packets.lost.cut"), 50);
}

TEST(HostNetwork, AnInterfaceOfAMeshComesUpAgain)
{
    const auto record =
        RunOn("kind = mesh\n", "at 2005ms interface-down server-1>client-1 for 500ms\n");
    EXPECT_EQ(MetricOf(record, "loss.timeout"), 50);
}

TEST(HostNetwork, LeavesAreJoinedBySpines)
{
    const std::string shape = "kind = leaf-spine\nspine-delay = 500us\nhosts-per-leaf = ";
    EXPECT_NEAR(MetricOf(RunOn(shape + "2\n"), "latency.p50"), 4e-3, 3e-5) << "one leaf";
    EXPECT_NEAR(MetricOf(RunOn(shape + "1\n"), "latency.p50"), 6e-3, 4e-5) << "two leaves";
}

TEST(HostNetwork, WhatGoesToOneHostTakesOneSpine)
{
    // The server is the first host: spine-1. The client is the second one: spine-2.
    const std::string shape = "kind = leaf-spine\nhosts-per-leaf = 1\n";
    auto record = RunOn(shape, "at 2005ms cut leaf-2>spine-1 for 500ms\n");
    EXPECT_EQ(MetricOf(record, "loss.timeout"), 50);
    EXPECT_EQ(MetricOf(record, "executed"), 349) << "the requests are lost";
    record = RunOn(shape, "at 2005ms cut leaf-1>spine-2 for 500ms\n");
    EXPECT_EQ(MetricOf(record, "loss.timeout"), 50);
    EXPECT_EQ(MetricOf(record, "executed"), 399) << "the answers are lost";
    record = RunOn(shape, "at 2005ms cut leaf-2>spine-2 for 500ms\n");
    EXPECT_EQ(MetricOf(record, "loss.timeout"), 0);
}

TEST(HostNetwork, SaysWhatCannotBeBuilt)
{
    EXPECT_NE(ErrorOn("sites = 2\n").find("sites are those of a mesh"), std::string::npos);
    EXPECT_NE(ErrorOn("kind = mesh\nsites = 2\n").find("site-delays says nothing of sites 1-2"),
              std::string::npos);
    EXPECT_NE(ErrorOn("kind = mesh\n[scenario]\nclients = 100\n").find("at most 64 hosts"),
              std::string::npos);
}

TEST(MeasuredScenario, TakesTheFaultsOfTheSectionThatIsNamed)
{
    const std::string shape = "kind = mesh\n[scenario]\nfaults = cut\n";
    const std::string variants =
        "[faults.none]\n[faults.cut]\nat 2005ms cut client-1>server-1 for 500ms\n";
    EXPECT_EQ(MetricOf(RunOn(shape, variants), "loss.timeout"), 50);
    EXPECT_EQ(MetricOf(RunOn("", variants), "loss.timeout"), 0);
    EXPECT_NE(ErrorOn("[scenario]\nfaults = cot\n[faults.cut]\n")
                  .find("there is no section [faults.cot]; did you mean 'cut'?"),
              std::string::npos);
}

TEST(SiteDelays, AreReadBothWays)
{
    const SiteDelays delays("1-2 40ms, 3-1 75ms,2-3  110ms", 3);
    ASSERT_EQ(delays.Error(), "");
    EXPECT_EQ(delays.Between(2, 1), MilliSeconds(40));
    EXPECT_EQ(delays.Between(1, 3), MilliSeconds(75));
    EXPECT_EQ(delays.Between(3, 2), MilliSeconds(110));
    EXPECT_EQ(SiteDelays("", 1).Error(), "");
}

TEST(SiteDelays, SayWhatIsWrong)
{
    EXPECT_EQ(SiteDelays("1-2 40", 2).Error(),
              "site-delays: read '1-2 40', valid is a duration with its unit such as '40ms'");
    EXPECT_EQ(SiteDelays("1-4 40ms", 3).Error(),
              "site-delays: read '1-4 40ms', valid are two different sites from 1 to 3");
    EXPECT_EQ(SiteDelays("1-1 40ms", 3).Error(),
              "site-delays: read '1-1 40ms', valid are two different sites from 1 to 3");
    EXPECT_EQ(SiteDelays("1-2 40ms, 2-1 40ms", 2).Error(),
              "site-delays: sites 1-2 stand there twice");
    EXPECT_EQ(SiteDelays("1-2 40ms,", 2).Error(),
              "site-delays: read '', valid is a pair and a duration such as '1-2 40ms'");
    EXPECT_EQ(SiteDelays("12 40ms", 2).Error(),
              "site-delays: read '12 40ms', valid is a pair and a duration such as '1-2 40ms'");
    EXPECT_EQ(SiteDelays("1-2 40ms, 1-3 1ms", 3).Error(), "site-delays says nothing of sites 2-3");
}
