/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/downtime-meter.h"

#include <gtest/gtest.h>

#include <sstream>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

/// Gaps count from 50 ms on, bins are 10 ms wide, recovery must hold for 30 ms.
DowntimeMeter::Config
Limits()
{
    DowntimeMeter::Config config;
    config.gapThreshold = MilliSeconds(50);
    config.serviceLevel = 0.9;
    config.bin = MilliSeconds(10);
    config.sustain = MilliSeconds(30);
    return config;
}

/**
 * A meter over [100 ms, 300 ms] that was told a story: one line per stretch of messages, "from
 * until each bytes ok|lost" in ms and bytes, the end of the stretch excluded. A message that is
 * delivered comes 2 ms after it was offered.
 */
DowntimeMeter
Play(const std::string& story, const DowntimeMeter::Config& config = Limits())
{
    DowntimeMeter meter(config, MilliSeconds(100), MilliSeconds(300));
    std::istringstream lines(story);
    for (std::string line; std::getline(lines, line);)
    {
        std::istringstream words(line);
        int64_t from;
        int64_t until;
        int64_t each;
        uint64_t bytes;
        std::string fate;
        if (!(words >> from >> until >> each >> bytes >> fate))
        {
            continue; // the blank first line of a raw string
        }
        for (int64_t ms = from; ms < until; ms += each)
        {
            meter.AddOutcome(MilliSeconds(ms), bytes, fate == "ok");
            if (fate == "ok")
            {
                meter.AddSuccess(MilliSeconds(ms + 2));
            }
        }
    }
    return meter;
}

TimeWindow
Fault(int64_t startMs)
{
    return {MilliSeconds(startMs), MilliSeconds(startMs + 10)};
}

} // namespace

TEST(DowntimeMeter, AnUndisturbedServiceIsNeverDown)
{
    const auto result = Play("100 300 5 1000 ok").GetResult({Fault(150)});
    EXPECT_EQ(result.longestGap, MilliSeconds(5));
    EXPECT_EQ(result.gaps, Time());
    EXPECT_EQ(result.belowLevel, Time());
    ASSERT_EQ(result.recovery.size(), 1u);
    EXPECT_EQ(result.recovery[0].duration, Time());
    EXPECT_TRUE(result.recovery[0].recovered);
    EXPECT_EQ(result.unrecovered, 0u);
}

TEST(DowntimeMeter, AServiceThatNeverAnswersIsDownFromStartToEnd)
{
    const auto result = Play("100 300 5 1000 lost").GetResult({Fault(120)});
    EXPECT_EQ(result.longestGap, MilliSeconds(200));
    EXPECT_EQ(result.gaps, MilliSeconds(200));
    EXPECT_EQ(result.belowLevel, MilliSeconds(200));
    ASSERT_EQ(result.recovery.size(), 1u);
    EXPECT_FALSE(result.recovery[0].recovered);
    EXPECT_EQ(result.recovery[0].duration, MilliSeconds(180)); // from 120 to the end: a lower bound
    EXPECT_EQ(result.unrecovered, 1u);
}

TEST(DowntimeMeter, AnOutageShowsInAllFourNumbers)
{
    const auto result = Play(R"(
        100 143 5 1000 ok      the last one, offered at 140, comes at 142
        145 210 5 1000 lost    the bin from 140 has one of two: down; so are those up to 209
        210 300 5 1000 ok      comes from 212 on
    )")
                            .GetResult({Fault(143)});
    EXPECT_EQ(result.longestGap, MilliSeconds(70)); // 142 to 212
    EXPECT_EQ(result.gaps, MilliSeconds(70));       // all others are 5 ms
    EXPECT_EQ(result.belowLevel, MilliSeconds(70)); // bins from 140 to 210
    ASSERT_EQ(result.recovery.size(), 1u);
    EXPECT_EQ(result.recovery[0].fault, MilliSeconds(143));
    EXPECT_EQ(result.recovery[0].duration, MilliSeconds(67)); // 143 to 210
    EXPECT_TRUE(result.recovery[0].recovered);
}

TEST(DowntimeMeter, TheEdgesBoundGapsAndOnlyLongGapsAddUp)
{
    DowntimeMeter meter(Limits(), MilliSeconds(100), MilliSeconds(300));
    meter.AddSuccess(MilliSeconds(90));  // before the start: not there
    meter.AddSuccess(MilliSeconds(160)); // 60 from the start: counts
    meter.AddSuccess(MilliSeconds(210)); // 50: equal to the threshold is not longer
    meter.AddSuccess(MilliSeconds(249)); // 39
    meter.AddSuccess(MilliSeconds(310)); // after the end: not there, so 51 to the end
    const auto result = meter.GetResult({});
    EXPECT_EQ(result.longestGap, MilliSeconds(60));
    EXPECT_EQ(result.gaps, MilliSeconds(60 + 51));
}

TEST(DowntimeMeter, ASuccessAtTheVeryEndClosesTheLastGap)
{
    DowntimeMeter meter(Limits(), MilliSeconds(100), MilliSeconds(300));
    meter.AddSuccess(MilliSeconds(200));
    meter.AddSuccess(MilliSeconds(300));
    EXPECT_EQ(meter.GetResult({}).longestGap, MilliSeconds(100));
    EXPECT_EQ(meter.GetResult({}).gaps, MilliSeconds(200));
}

TEST(DowntimeMeter, TheServiceLevelIsAShareOfTheOfferedBytes)
{
    // Ten messages per bin: nine of ten are just enough, and bytes count, not messages.
    const auto result = Play(R"(
        100 109 1 100 ok
        109 110 1 100 lost     900 of 1000: up
        110 118 1 100 ok
        118 120 1 100 lost     800 of 1000: down
        120 129 1 100 ok
        129 130 1 101 lost     900 of 1001: down
    )")
                            .GetResult({});
    EXPECT_EQ(result.belowLevel, MilliSeconds(20));
}

TEST(DowntimeMeter, LatencyIsNoOutage)
{
    // Everything comes, 150 ms late: the gap at the start shows, the level does not suffer.
    DowntimeMeter meter(Limits(), MilliSeconds(100), MilliSeconds(300));
    for (int ms = 100; ms < 300; ms += 5)
    {
        meter.AddOutcome(MilliSeconds(ms), 1000, true);
        meter.AddSuccess(MilliSeconds(ms + 150));
    }
    const auto result = meter.GetResult({});
    EXPECT_EQ(result.longestGap, MilliSeconds(150));
    EXPECT_EQ(result.belowLevel, Time());
}

TEST(DowntimeMeter, TheLastBinMayBeShorter)
{
    DowntimeMeter meter(Limits(), MilliSeconds(100), MilliSeconds(125));
    meter.AddOutcome(MilliSeconds(124), 1000, false);
    EXPECT_EQ(meter.GetResult({}).belowLevel, MilliSeconds(5));
}

TEST(DowntimeMeter, RecoveryMustLast)
{
    const auto result = Play(R"(
        100 150 5 1000 ok
        150 170 5 1000 lost
        170 190 5 1000 ok      two good bins: 20 ms of the 30 that it takes
        190 200 5 1000 lost
        200 230 5 1000 ok      30 ms: recovered at 200
        230 300 5 1000 lost
    )")
                            .GetResult({Fault(150)});
    ASSERT_EQ(result.recovery.size(), 1u);
    EXPECT_EQ(result.recovery[0].duration, MilliSeconds(50));
    EXPECT_TRUE(result.recovery[0].recovered);
}

TEST(DowntimeMeter, RecoveryThatTheEndCutsShortIsNotProven)
{
    const auto result = Play(R"(
        100 150 5 1000 ok
        150 280 5 1000 lost
        280 300 5 1000 ok      20 ms before the end
    )")
                            .GetResult({Fault(150)});
    EXPECT_FALSE(result.recovery[0].recovered);
    EXPECT_EQ(result.recovery[0].duration, MilliSeconds(150));
}

TEST(DowntimeMeter, SilenceProvesNoRecovery)
{
    const auto result = Play(R"(
        100 150 5 1000 ok
        150 160 5 1000 lost
        200 300 5 1000 ok      nothing was offered from 160 on
    )")
                            .GetResult({Fault(150)});
    EXPECT_EQ(result.recovery[0].duration, MilliSeconds(50));
    EXPECT_EQ(result.belowLevel,
              MilliSeconds(10)); // and nothing is held against the service in between
}

TEST(DowntimeMeter, EachFaultInsideTheRunHasItsRecovery)
{
    const auto result = Play(R"(
        100 150 5 1000 ok
        150 170 5 1000 lost
        170 250 5 1000 ok
        250 300 5 1000 lost
    )")
                            .GetResult({Fault(90),    // during the warm-up: not measured
                                        Fault(150),   // 20 ms
                                        Fault(160),   // 10 ms
                                        Fault(250),   // 50 ms and no end
                                        Fault(300)}); // not before the end
    ASSERT_EQ(result.recovery.size(), 3u);
    EXPECT_EQ(result.recovery[0].duration, MilliSeconds(20));
    EXPECT_EQ(result.recovery[1].duration, MilliSeconds(10));
    EXPECT_EQ(result.recovery[2].duration, MilliSeconds(50));
    EXPECT_EQ(result.unrecovered, 1u);
    EXPECT_EQ(result.recoveryMax, MilliSeconds(50));
    EXPECT_EQ(result.recoveryMean, NanoSeconds(80000000 / 3));
}

TEST(DowntimeMeter, WithoutFaultsThereIsNoRecoveryToSpeakOf)
{
    const auto result = Play("100 300 5 1000 ok").GetResult({});
    EXPECT_TRUE(result.recovery.empty());
    EXPECT_FALSE(result.recoveryMean.has_value());
    EXPECT_FALSE(result.recoveryMax.has_value());
}

TEST(DowntimeMeter, SharesEachNumberOutByTheInstant)
{
    const auto result = Play(R"(
        100 143 5 1000 ok      the last one comes at 142
        145 210 5 1000 lost    bins from 140 to 210 are down
        210 300 5 1000 ok      comes from 212 on
    )")
                            .GetResult({{MilliSeconds(143), MilliSeconds(163)},
                                        {MilliSeconds(150), MilliSeconds(170)}, // joins the first
                                        {MilliSeconds(205), MilliSeconds(215)}});
    ASSERT_TRUE(result.inFault && result.outsideFault);
    const auto& inside = *result.inFault;
    const auto& outside = *result.outsideFault;
    // The gap from 142 to 212: inside 143 to 170 and 205 to 212, outside 142 to 143 and 170 to 205.
    // No part of it is longer than the threshold of 50 ms, the whole is.
    EXPECT_EQ(result.gaps, MilliSeconds(70));
    EXPECT_EQ(inside.gaps, MilliSeconds(27 + 7));
    EXPECT_EQ(outside.gaps, MilliSeconds(1 + 35));
    EXPECT_EQ(inside.longestGap, MilliSeconds(27));
    EXPECT_EQ(outside.longestGap, MilliSeconds(35));
    // The bins from 140 to 210: inside 143 to 170 and 205 to 210.
    EXPECT_EQ(inside.belowLevel, MilliSeconds(27 + 5));
    EXPECT_EQ(outside.belowLevel, MilliSeconds(3 + 35));
    // Recovered at 210 from all three: after 67, 60 and 5 ms, of which 32, 25 and 5 lie inside.
    EXPECT_EQ(result.recovery[0].inFault, MilliSeconds(32));
    EXPECT_EQ(result.recovery[1].inFault, MilliSeconds(25));
    EXPECT_EQ(result.recovery[2].inFault, MilliSeconds(5));
    EXPECT_EQ(result.recoveryMean, MilliSeconds(44));
    EXPECT_EQ(inside.recoveryMean, NanoSeconds(62000000 / 3));
    EXPECT_EQ(outside.recoveryMean, NanoSeconds(70000000 / 3));
    EXPECT_EQ(inside.recoveryMax, MilliSeconds(32));
    EXPECT_EQ(outside.recoveryMax, MilliSeconds(35));
}

TEST(DowntimeMeter, AShortGapCountsNowhereAndIsStillTheLongestOfItsPart)
{
    DowntimeMeter meter(Limits(), MilliSeconds(100), MilliSeconds(200));
    for (const int ms : {120, 125, 165, 200})
    {
        meter.AddSuccess(MilliSeconds(ms)); // 20, 5, 40 and 35 ms
    }
    const auto result = meter.GetResult({{MilliSeconds(110), MilliSeconds(124)}});
    EXPECT_EQ(result.longestGap, MilliSeconds(40));
    EXPECT_EQ(result.inFault->longestGap, MilliSeconds(10)); // 110 to 120
    EXPECT_EQ(result.outsideFault->longestGap, MilliSeconds(40));
    EXPECT_EQ(result.inFault->gaps, Time());
    EXPECT_EQ(result.outsideFault->gaps, Time());
}

TEST(DowntimeMeter, APartThatTheRunDoesNotHaveHasNoNumbers)
{
    const auto meter = Play("100 300 5 1000 ok");
    const auto without = meter.GetResult({});
    EXPECT_FALSE(without.inFault);
    ASSERT_TRUE(without.outsideFault);
    EXPECT_EQ(without.outsideFault->longestGap, without.longestGap);
    EXPECT_FALSE(without.outsideFault->recoveryMean) << "no fault, no recovery";
    EXPECT_FALSE(meter.GetResult({{MilliSeconds(50), MilliSeconds(100)}}).inFault)
        << "over before the start";
    EXPECT_FALSE(meter.GetResult({{MilliSeconds(150), MilliSeconds(150)}}).inFault) << "no time";
    const auto always = meter.GetResult({{MilliSeconds(100), MilliSeconds(300)}});
    EXPECT_FALSE(always.outsideFault);
    EXPECT_EQ(always.inFault->longestGap, always.longestGap);
}

TEST(DowntimeMeter, AFaultWithoutRecoveryCountsWhereTheRunEnds)
{
    const auto meter = Play(R"(
        100 250 5 1000 ok
        250 300 5 1000 lost
    )");
    const auto over = meter.GetResult({{MilliSeconds(250), MilliSeconds(260)}});
    EXPECT_EQ(over.unrecovered, 1u);
    EXPECT_EQ(over.inFault->unrecovered, 0u);
    EXPECT_EQ(over.outsideFault->unrecovered, 1u);
    const auto acting = meter.GetResult({{MilliSeconds(250), MilliSeconds(300)}});
    EXPECT_EQ(acting.inFault->unrecovered, 1u);
    EXPECT_EQ(acting.outsideFault->unrecovered, 0u);
}

TEST(DowntimeMeter, RefusesLimitsThatMakeNoSense)
{
    const auto wrong = [](auto change)
    {
        auto config = Limits();
        change(config);
        return DowntimeMeter::Validate(config, MilliSeconds(5), Seconds(10));
    };
    EXPECT_EQ(wrong([](auto&) {}), "");
    EXPECT_EQ(wrong([](auto& c) { c.gapThreshold = MilliSeconds(5); }),
              "the gap threshold (5ms) must exceed the normal spacing of successes (5ms)");
    EXPECT_EQ(wrong([](auto& c) { c.gapThreshold = Time(); }),
              "the gap threshold must be longer than zero");
    EXPECT_EQ(wrong([](auto& c) { c.serviceLevel = 0; }), "the service level must lie in (0, 1]");
    EXPECT_EQ(wrong([](auto& c) { c.serviceLevel = 1.1; }), "the service level must lie in (0, 1]");
    EXPECT_EQ(wrong([](auto& c) { c.bin = Time(); }), "the bin must be longer than zero");
    EXPECT_EQ(wrong([](auto& c) { c.sustain = Seconds(-1); }),
              "the sustain time must not be negative");
    EXPECT_EQ(wrong([](auto& c) { c.bin = NanoSeconds(1000); }),
              "the bin must be longer: the run would have more than 10000000 bins");
    EXPECT_EQ(DowntimeMeter::Validate(Limits(), Time(), Time()),
              "nothing is left to measure between the warm-up and the end");
}
