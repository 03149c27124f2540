/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "faulty-link.h"

#include "ns3/packet-damage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

class ShimOnLink : public testing::TestWithParam<LinkKind>
{
  protected:
    /// What always holds: nothing vanishes and nothing is made up.
    static void
    CheckLedger(const FaultyLink& link)
    {
        const auto& count = link.shim->GetCounters();
        EXPECT_EQ(count.arrived + count.duplicated,
                  count.delivered + count.cut + count.queueFull + count.held);
        EXPECT_EQ(count.held, 0u);
        EXPECT_LE(count.delivered,
                  link.arrivals.size()); // it does not see what comes while it rests
    }

    static bool
    IsInOrder(const FaultyLink& link)
    {
        const auto numbers = link.Numbers();
        return std::is_sorted(numbers.begin(), numbers.end());
    }

    /// Whether a count is within 3.29 standard deviations (99.9 % of all seeds) of a share.
    static void
    ExpectShare(double count, double total, double share)
    {
        EXPECT_NEAR(count, total * share, 3.29 * std::sqrt(total * share * (1 - share)));
    }
};

/// The time that the n-th packet would arrive at without faults.
Time
OnTime(int64_t number, Time step)
{
    return step * number + MilliSeconds(11);
}

} // namespace

INSTANTIATE_TEST_SUITE_P(Devices,
                         ShimOnLink,
                         testing::Values(LinkKind::POINT_TO_POINT,
                                         LinkKind::SIMPLE,
                                         LinkKind::DIRECT),
                         [](const auto& info) { return LinkKindName(info.param); });

TEST_P(ShimOnLink, ChangesNothingWhileNothingActs)
{
    FaultyLink link(GetParam());
    link.Run({}, 100, MilliSeconds(1));
    ASSERT_EQ(link.arrivals.size(), 100u);
    for (uint32_t i = 0; i < 100; i++)
    {
        EXPECT_EQ(link.arrivals[i].at, OnTime(i, MilliSeconds(1)));
        EXPECT_EQ(link.arrivals[i].bytes, FaultyLink::Content(i));
    }
    CheckLedger(link);
}

TEST_P(ShimOnLink, ADelayAddsAndNeverReordersAlsoWhenItEnds)
{
    FaultyLink link(GetParam());
    // Acts on arrivals from 31 to 50 ms: packets 10 to 19, a packet each 2 ms.
    link.Run({"at 31ms delay a>b add=15ms for 20ms"}, 50, MilliSeconds(2));
    ASSERT_EQ(link.arrivals.size(), 50u);
    EXPECT_TRUE(IsInOrder(link));
    for (int64_t i = 0; i < 50; i++)
    {
        const Time due = OnTime(i, MilliSeconds(2));
        const Time last = OnTime(19, MilliSeconds(2)) + MilliSeconds(15); // 64 ms
        const Time expected = i < 10 ? due : i <= 19 ? due + MilliSeconds(15) : std::max(due, last);
        EXPECT_EQ(link.arrivals[i].at, expected) << i;
    }
    EXPECT_EQ(link.traced["Delay"], link.shim->GetCounters().delayed);
    CheckLedger(link);
}

TEST_P(ShimOnLink, JitterSpreadsUniformlyAndKeepsTheOrder)
{
    FaultyLink link(GetParam());
    const Time step = MilliSeconds(20); // longer than the jitter: no packet waits for another
    link.Run({"at 0s jitter a>b max=10ms"}, 10000, step);
    ASSERT_EQ(link.arrivals.size(), 10000u);
    EXPECT_TRUE(IsInOrder(link));
    double sum = 0;
    double squares = 0;
    for (int64_t i = 0; i < 10000; i++)
    {
        const double ms = (link.arrivals[i].at - OnTime(i, step)).GetSeconds() * 1000;
        EXPECT_GE(ms, 0);
        EXPECT_LT(ms, 10);
        sum += ms;
        squares += ms * ms;
    }
    const double mean = sum / 10000;
    EXPECT_NEAR(mean, 5, 3.29 * 10 / std::sqrt(12 * 10000));
    EXPECT_NEAR(squares / 10000 - mean * mean, 100.0 / 12, 0.3); // variance of U(0, 10)
}

TEST_P(ShimOnLink, NormalJitterHasItsMeanAndDeviation)
{
    FaultyLink link(GetParam());
    const Time step = MilliSeconds(100);
    link.Run({"at 0s jitter a>b spread=normal mean=40ms deviation=5ms"}, 10000, step);
    double sum = 0;
    double squares = 0;
    for (int64_t i = 0; i < 10000; i++)
    {
        const double ms = (link.arrivals[i].at - OnTime(i, step)).GetSeconds() * 1000;
        sum += ms;
        squares += ms * ms;
    }
    EXPECT_NEAR(sum / 10000, 40, 3.29 * 5 / 100);
    EXPECT_NEAR(
        std::sqrt(squares / 10000 - sum / 10000 * sum / 10000), 5, 3.29 * 5 / std::sqrt(20000));
}

TEST_P(ShimOnLink, JitterReordersOnlyWhenAsked)
{
    for (const bool asked : {false, true})
    {
        FaultyLink link(GetParam());
        link.Run({std::string("at 0s jitter a>b max=10ms") + (asked ? " reorder=yes" : "")},
                 1000,
                 MilliSeconds(1));
        EXPECT_EQ(IsInOrder(link), !asked);
        EXPECT_EQ(link.arrivals.size(), 1000u);
        CheckLedger(link);
    }
}

TEST_P(ShimOnLink, ReorderHoldsItsShareBackByItsDistance)
{
    FaultyLink link(GetParam());
    link.Run({"at 0s reorder a>b rate=10% distance=3"}, 10000, MilliSeconds(1));
    const auto numbers = link.Numbers();
    ASSERT_EQ(numbers.size(), 10000u);
    ExpectShare(link.traced["Reorder"], 10000, 0.1);
    // A packet is late when one that was sent later came before (RFC 4737, section 4.1); exactly three of those that
    // keep their order pass it.
    std::vector<int64_t> inOrder;
    std::size_t late = 0;
    for (const int64_t number : numbers)
    {
        if (inOrder.empty() || number > inOrder.back())
        {
            inOrder.push_back(number);
            continue;
        }
        late++;
        EXPECT_EQ(inOrder.end() - std::upper_bound(inOrder.begin(), inOrder.end(), number), 3)
            << number;
    }
    EXPECT_EQ(late, link.traced["Reorder"]);
    CheckLedger(link);
}

TEST_P(ShimOnLink, APacketThatNobodyPassesIsHeldNoLongerThanItMayBe)
{
    FaultyLink link(GetParam());
    link.Run({"at 0s reorder a>b rate=1 distance=3 hold=50ms"}, 1, MilliSeconds(1));
    ASSERT_EQ(link.arrivals.size(), 1u);
    EXPECT_EQ(link.arrivals[0].at, MilliSeconds(61));
}

TEST_P(ShimOnLink, ReorderByTimeHoldsBackForExactlyThat)
{
    FaultyLink link(GetParam());
    link.Run({"at 0s reorder a>b rate=20% by=5500us"}, 2000, MilliSeconds(1));
    ASSERT_EQ(link.arrivals.size(), 2000u);
    std::size_t late = 0;
    for (const auto& arrival : link.arrivals)
    {
        const Time more = arrival.at - OnTime(arrival.number, MilliSeconds(1));
        EXPECT_TRUE(more == Time(0) || more == MicroSeconds(5500)) << arrival.number;
        late += more > Time(0) ? 1 : 0;
    }
    EXPECT_EQ(late, link.traced["Reorder"]);
    ExpectShare(late, 2000, 0.2);
}

TEST_P(ShimOnLink, DuplicatesTheShareThatItIsAskedTo)
{
    FaultyLink link(GetParam());
    link.Run({"at 0s duplicate a>b rate=5%"}, 10000, MilliSeconds(1));
    const auto& count = link.shim->GetCounters();
    ExpectShare(count.duplicated, 10000, 0.05);
    EXPECT_EQ(link.arrivals.size(), 10000 + count.duplicated);
    EXPECT_EQ(link.traced["Duplicate"], count.duplicated);
    EXPECT_TRUE(IsInOrder(link));
    for (const auto& arrival : link.arrivals)
    {
        EXPECT_EQ(arrival.bytes, FaultyLink::Content(arrival.number));
    }
    CheckLedger(link);
}

TEST_P(ShimOnLink, FlipsExactlyTheBitsThatItIsAskedTo)
{
    FaultyLink link(GetParam());
    link.Run({"at 0s corrupt a>b rate=25% bits=3"}, 4000, MilliSeconds(1));
    ASSERT_EQ(link.arrivals.size(), 4000u); // damaged packets are not lost
    std::size_t damaged = 0;
    std::vector<int> byByte(FaultyLink::BYTES);
    for (uint32_t i = 0; i < 4000; i++)
    {
        const auto whole = FaultyLink::Content(i);
        int flipped = 0;
        for (uint32_t k = 0; k < FaultyLink::BYTES; k++)
        {
            const int bits = __builtin_popcount(whole[k] ^ link.arrivals[i].bytes[k]);
            flipped += bits;
            byByte[k] += bits;
        }
        EXPECT_TRUE(flipped == 0 || flipped == 3) << flipped;
        damaged += flipped > 0 ? 1 : 0;
    }
    ExpectShare(damaged, 4000, 0.25);
    EXPECT_EQ(link.traced["Corrupt"], damaged);
    // Everywhere alike: both halves get their share.
    int firstHalf = 0;
    for (uint32_t k = 0; k < FaultyLink::BYTES / 2; k++)
    {
        firstHalf += byByte[k];
    }
    ExpectShare(firstHalf, 3.0 * static_cast<double>(damaged), 0.5);
}

TEST_P(ShimOnLink, ARateLimitServesAQueueAndLosesWhatFindsItFull)
{
    FaultyLink link(GetParam());
    // 998 bytes at 1.996 Mbps take 4 ms; a packet comes each 1 ms; one passes, four wait. For 100 ms.
    link.Run({"at 0s rate a>b limit=1996kbps queue=4 for 110ms"}, 100, MilliSeconds(1));
    const auto& count = link.shim->GetCounters();
    EXPECT_EQ(count.queueFull, link.lost["fault-queue-full"]);
    EXPECT_EQ(link.arrivals.size() + count.queueFull, 100u);
    EXPECT_TRUE(IsInOrder(link));
    for (std::size_t i = 1; i < 20; i++)
    {
        EXPECT_EQ(link.arrivals[i].at - link.arrivals[i - 1].at, MilliSeconds(4)) << i;
    }
    // Arrivals from 11 to 109 ms: 24 served by 107 ms, the one in service and four waiting go on at once at 110 ms.
    const auto before = std::count_if(link.arrivals.begin(),
                                      link.arrivals.end(),
                                      [](const auto& one) { return one.at < MilliSeconds(110); });
    const auto flushed = std::count_if(link.arrivals.begin(),
                                       link.arrivals.end(),
                                       [](const auto& one) { return one.at == MilliSeconds(110); });
    EXPECT_EQ(before, 24);
    EXPECT_EQ(flushed, 5 + 1); // and the one that comes at that instant
    CheckLedger(link);
}

TEST_P(ShimOnLink, ALooserRateLimitServesTheHeadAnew)
{
    FaultyLink link(GetParam());
    // Four packets come at 11..14 ms; 4 ms each at first, then, from 16 ms on, 2 ms each.
    link.Run({"at 0s rate a>b limit=1996kbps for 16ms", "at 16ms rate a>b limit=3992kbps"},
             4,
             MilliSeconds(1));
    std::vector<int64_t> at;
    for (const auto& arrival : link.arrivals)
    {
        at.push_back(arrival.at.GetMilliSeconds());
    }
    EXPECT_EQ(at, (std::vector<int64_t>{15, 18, 20, 22}));
}

TEST_P(ShimOnLink, NothingThatIsHeldPassesACutWire)
{
    FaultyLink link(GetParam());
    // Held for 50 ms each; what would go on from 71 to 80 ms finds the wire cut, as does what arrives then.
    link.Run({"at 0s delay a>b add=50ms", "at 71ms cut a>b for 10ms"}, 100, MilliSeconds(1));
    EXPECT_EQ(link.lost["cut"], 20u);
    EXPECT_EQ(link.shim->GetCounters().cut, 10u); // arrivals 10 to 19, at 21 to 30 ms
    EXPECT_EQ(link.shim->GetErrorModel()->GetCount(LinkImpairment::Verdict::CUT), 10u);
    const auto numbers = link.Numbers();
    EXPECT_EQ(numbers.size(), 80u);
    for (const int64_t number : numbers)
    {
        EXPECT_TRUE(number < 10 || (number > 19 && number < 60) || number > 69) << number;
    }
    CheckLedger(link);
}

TEST_P(ShimOnLink, BurstsLoseWhatGilbertAndElliottSay)
{
    FaultyLink link(GetParam());
    constexpr double P = 0.02;
    constexpr double R = 0.25;
    constexpr int PACKETS = 40000;
    link.Run({"at 0s loss a>b p=2% r=25%"}, PACKETS, MilliSeconds(1));
    std::vector<bool> arrived(PACKETS);
    for (const int64_t number : link.Numbers())
    {
        arrived[number] = true;
    }
    int lost = 0;
    int bursts = 0;
    for (int i = 0; i < PACKETS; i++)
    {
        lost += arrived[i] ? 0 : 1;
        bursts += !arrived[i] && (i == 0 || arrived[i - 1]) ? 1 : 0;
    }
    const double share = P / (P + R); // 7.4 %
    // The variance of the mean of a two-state chain is that of independent draws times (1 + c) / (1 - c), c = 1 - p - r.
    const double stretch = (2 - P - R) / (P + R);
    EXPECT_NEAR(lost, PACKETS * share, 3.29 * std::sqrt(PACKETS * share * (1 - share) * stretch));
    // Bursts are geometric with mean 1 / r and variance (1 - r) / r^2.
    EXPECT_NEAR(static_cast<double>(lost) / bursts, 1 / R, 3.29 * std::sqrt((1 - R) / bursts) / R);
    EXPECT_EQ(link.lost["fault-loss"], static_cast<uint64_t>(lost));
}

TEST_P(ShimOnLink, AFaultDisturbsNoDrawsButItsOwn)
{
    const auto damaged = [this](const std::vector<std::string>& script)
    {
        FaultyLink link(GetParam());
        link.Run(script, 2000, MilliSeconds(1));
        std::vector<int64_t> numbers;
        for (const auto& arrival : link.arrivals)
        {
            const bool whole =
                arrival.number < 2000 && arrival.bytes == FaultyLink::Content(arrival.number);
            if (!whole)
            {
                // By time, because its number may be damaged; no fault here changes when it arrives.
                numbers.push_back((arrival.at - MilliSeconds(11)).GetMilliSeconds());
            }
        }
        return numbers;
    };
    const std::string base = "at 1011ms corrupt a>b rate=20% for 500ms";
    const auto alone = damaged({base});
    ASSERT_GT(alone.size(), 50u);
    EXPECT_EQ(damaged({"at 111ms loss a>b rate=50% for 200ms",
                       "at 411ms duplicate a>b rate=50% for 300ms",
                       "at 511ms reorder a>b rate=50% distance=2 for 300ms",
                       base}),
              alone);
}
