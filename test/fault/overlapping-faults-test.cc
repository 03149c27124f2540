/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/link-disturbance.h"
#include "ns3/process-impairment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <vector>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

constexpr uint32_t FAULTS = 12;

/**
 * Plays faults 0 to 11 in a random order of beginnings and ends, in which a random half ends; then begins only those
 * that stay, in order. Both must come to the same.
 */
template <typename Target>
void
ExpectSameHoweverItCame(const std::function<void(Target&, uint32_t)>& begin,
                        const std::function<void(Target&, Target&)>& expectSame)
{
    for (uint32_t seed = 1; seed <= 300; seed++)
    {
        std::mt19937 random(seed);
        std::vector<uint32_t> actions;
        std::vector<bool> stays(FAULTS);
        for (uint32_t fault = 0; fault < FAULTS; fault++)
        {
            stays[fault] = random() % 2;
            actions.insert(actions.end(), stays[fault] ? 1 : 2, fault);
        }
        std::shuffle(actions.begin(), actions.end(), random);
        Target shuffled;
        std::vector<bool> acts(FAULTS);
        for (const uint32_t fault : actions)
        {
            if (acts[fault])
            {
                shuffled.End(fault);
            }
            else
            {
                begin(shuffled, fault);
            }
            acts[fault] = true;
        }
        Target plain;
        for (uint32_t fault = 0; fault < FAULTS; fault++)
        {
            if (stays[fault])
            {
                begin(plain, fault);
            }
        }
        SCOPED_TRACE(seed);
        expectSame(shuffled, plain);
        for (uint32_t fault = 0; fault < FAULTS; fault++)
        {
            shuffled.End(fault);
        }
        Target untouched;
        expectSame(shuffled, untouched);
    }
}

} // namespace

TEST(OverlappingFaults, OnALinkComposeInAnyOrder)
{
    const auto begin = [](LinkDisturbance& link, uint32_t fault)
    {
        const double rate = 0.05 + fault / 100.0;
        switch (fault % 6)
        {
        case 0:
            link.Begin(fault, LinkDisturbance::Delay{MilliSeconds(1 + fault)});
            break;
        case 1:
            link.Begin(
                fault,
                LinkDisturbance::Jitter{
                    fault > 6, MilliSeconds(fault), MilliSeconds(2), MilliSeconds(1), fault > 6});
            break;
        case 2:
            link.Begin(fault,
                       LinkDisturbance::Reorder{rate, fault, Seconds(fault), MilliSeconds(fault)});
            break;
        case 3:
            link.Begin(fault, LinkDisturbance::Duplicate{rate});
            break;
        case 4:
            link.Begin(fault, LinkDisturbance::Corrupt{rate, fault});
            break;
        default:
            link.Begin(fault, LinkDisturbance::Rate{1e6 * fault, fault});
            break;
        }
    };
    const auto expectSame = [](LinkDisturbance& a, LinkDisturbance& b)
    {
        EXPECT_EQ(a.IsIdle(), b.IsIdle());
        EXPECT_EQ(a.GetRate().bitsPerSecond, b.GetRate().bitsPerSecond);
        EXPECT_EQ(a.GetRate().queue, b.GetRate().queue);
        for (int i = 0; i < 100; i++)
        {
            const double u = i / 100.0;
            const LinkDisturbance::Numbers numbers{u, 1 - u / 2, u, u, u};
            EXPECT_EQ(a.Judge(numbers).copies, b.Judge(numbers).copies);
            EXPECT_EQ(a.Judge(numbers).flippedBits, b.Judge(numbers).flippedBits);
            // Far apart, so that what was before has passed.
            const Time now = Hours(i + 1);
            const auto one = a.Pass(now, numbers);
            const auto other = b.Pass(now, numbers);
            EXPECT_EQ(one.release, other.release);
            EXPECT_EQ(one.distance, other.distance);
            EXPECT_EQ(one.hold, other.hold);
            EXPECT_EQ(one.late, other.late);
        }
    };
    // The second comparison goes back in time: a fresh pair for it.
    ExpectSameHoweverItCame<LinkDisturbance>(begin,
                                             [&expectSame](LinkDisturbance& a, LinkDisturbance& b)
                                             {
                                                 LinkDisturbance one = a;
                                                 LinkDisturbance other = b;
                                                 expectSame(one, other);
                                             });
}

TEST(OverlappingFaults, OnAProcessComposeInAnyOrder)
{
    const std::vector<FaultVerb> verbs{FaultVerb::PAUSE,
                                       FaultVerb::DISK_STALL,
                                       FaultVerb::DISK_FULL,
                                       FaultVerb::CPU_SLOW,
                                       FaultVerb::CLOCK_DRIFT,
                                       FaultVerb::CPU_SLOW};
    ExpectSameHoweverItCame<ProcessImpairment>(
        [&verbs](ProcessImpairment& process, uint32_t fault)
        { process.Begin(fault, verbs[fault % 6], 1.1 + fault / 7.0); },
        [](ProcessImpairment& a, ProcessImpairment& b)
        {
            const auto one = a.GetState();
            const auto other = b.GetState();
            EXPECT_EQ(one.paused, other.paused);
            EXPECT_EQ(one.diskStalled, other.diskStalled);
            EXPECT_EQ(one.diskFull, other.diskFull);
            EXPECT_EQ(one.cpuFactor, other.cpuFactor); // to the last bit
            EXPECT_EQ(one.driftPpm, other.driftPpm);
        });
}

TEST(OverlappingFaults, CombineAsDocumented)
{
    LinkDisturbance link;
    link.Begin(1, LinkDisturbance::Delay{MilliSeconds(10)});
    link.Begin(2, LinkDisturbance::Delay{MilliSeconds(5)});
    EXPECT_EQ(link.Pass(Seconds(1), {}).release, Seconds(1) + MilliSeconds(15));
    link.Begin(3, LinkDisturbance::Duplicate{0.1});
    link.Begin(4, LinkDisturbance::Duplicate{0.2}); // together 1 - .9 x .8 = .28
    EXPECT_EQ(link.Judge({0, 0, 0, 0.279, 0}).copies, 2u);
    EXPECT_EQ(link.Judge({0, 0, 0, 0.281, 0}).copies, 1u);
    link.Begin(5, LinkDisturbance::Rate{10e6, 50});
    link.Begin(6, LinkDisturbance::Rate{20e6, 10});
    EXPECT_EQ(link.GetRate().bitsPerSecond, 10e6);
    EXPECT_EQ(link.GetRate().queue, 10u);

    ProcessImpairment process;
    process.Begin(1, FaultVerb::CPU_SLOW, 2);
    process.Begin(2, FaultVerb::CPU_SLOW, 3);
    process.Begin(3, FaultVerb::CLOCK_DRIFT, 100);
    process.Begin(4, FaultVerb::CLOCK_DRIFT, -30);
    EXPECT_EQ(process.GetState().cpuFactor, 6);
    EXPECT_EQ(process.GetState().driftPpm, 70);
}
